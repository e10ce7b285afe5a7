"""Test vectors of statements about notes (docs/protocol §12)."""

from dataclasses import replace

import grants
import jubjub
import keys
import notes
import redjubjub
import statements
import tree
from addresses import address, diversified_base, diversifier
from cases_crypto import outcome, torsion_points
from field import R, encode, integer
from jubjub import G
from statements import HELD, NOTES, PAID, RECEIVED, Note, Span
from stream import Stream, hexed, hexes

GENESIS = bytes(range(60, 92))
ASSET = (3 << 32) + 9
LABEL = b"2026-Q4/rent"
MAX = 2**128 - 1


class World:
    """An account with a scope, and a tree in which it has notes: three that were received, and change after the first."""

    def __init__(self, audited):
        self.stream = s = Stream(f"statements {audited}")
        self.audited, self.sk = audited, s.take(32)
        self.account = keys.account(self.sk, audited)
        self.scope = keys.scope(self.account, LABEL)
        self.alpha = s.scalar()
        self.rk = (self.account.ak + self.alpha * G).encode()
        self.index = s.below(2**64)
        self.address = address(self.scope.ivk, diversifier(self.scope.dk, self.index))
        g_d, _ = diversified_base(self.address.d)
        self.spender = statements.Spender(
            ak=self.account.ak.affine(), alpha=self.alpha, nk=self.scope.nk, b=int(audited), k=self.account.k or 0,
            d=integer(self.address.d), pk_d=self.address.pk_d.affine(), g_d=g_d.affine(), r=0,
        )
        self.leaves = [s.element() for _ in range(40)]
        self.notes = []
        for position, internal, value in ((31, 0, 768), (32, 1, 256), (33, 0, 256), (34, 0, MAX)):
            kind = keys.INTERNAL if internal else keys.EXTERNAL
            ivk, dk, _ = self.scope.of_kind(kind)
            d = integer(diversifier(dk, 0 if internal else position))
            note = Note(d, internal, value, s.element(), position, [])
            self.leaves[position] = note.commitment(ASSET, statements.h("H_OWNER", ivk, d))
            self.notes.append(note)
        self.tree = tree.Tree(self.leaves)
        self.notes = [replace(note, path=self.tree.path(note.position)) for note in self.notes]
        self.root = self.tree.root()
        self.span = Span(17, 21, 31, 35, encode(self.root))

    def padding(self, flag=0):
        """A note of no value, at a position of its own, in no tree."""
        s = self.stream
        path = [[s.element() for _ in range(4)] for _ in range(20)]
        return Note(s.below(2**88), flag, 0, s.element(), s.below(2**40), path)

    def received(self):
        first, _, second, last = self.notes
        return [replace(note, flag=1) for note in (first, second, last)]

    def held(self):
        return self.notes[:2]

    def subject(self, hidden):
        """(subject, r)."""
        r = self.stream.element() if hidden else 0
        stated = self.address.encode()[1:]
        return (encode(grants.address_commitment(self.address, r)) if hidden else stated), r

    def sign(self, statement):
        signing = redjubjub.randomize(self.account.ask, self.alpha)
        return replace(statement, signature=redjubjub.sign(signing, statement.hash(GENESIS), self.stream.take(80)))

    def secrets(self):
        """From what the keys follow."""
        return {
            "owner_sk": self.sk.hex(),
            "audited": self.audited,
            "label": LABEL.decode(),
            "index": str(self.index),
            "alpha": hexed(self.alpha),
        }


def terms(s):
    return {"verifier": s.take(32), "nonce": s.take(32), "proof": s.take(192)}


def span_json(span):
    names = ("h_from", "h_to")
    positions = {name: str(getattr(span, name)) for name in ("p_from", "p_to")}
    return {name: getattr(span, name) for name in names} | positions | {"root": span.root.hex()}


KINDS = {RECEIVED: "received", HELD: "held", PAID: "paid"}


def whole(name, statement, own, secrets):
    """A statement as bytes, and all that follows from them."""
    vector = {"kind": KINDS[statement.CIRCUIT], "name": name, "genesis_hash": GENESIS.hex(), **secrets}
    vector["own"] = hexed(own) if statement.CIRCUIT == HELD else span_json(own)
    return vector | {
        "encoded": statement.encode().hex(),
        "hash": statement.hash(GENESIS).hex(),
        "id": statement.id(GENESIS).hex(),
        "ctx": hexed(statement.ctx(GENESIS)),
        "public_inputs": hexes(statement.public_inputs(GENESIS, own)),
    }


def made(world):
    """Each statement of an account, with what else its vector says."""
    s = world.stream
    for hidden in (False, True):
        subject, r = world.subject(hidden)
        name = f"{'hidden' if hidden else 'stated'}, {'audited' if world.audited else 'plain'}"
        secrets = world.secrets() | {"r": hexed(r)}
        statement = statements.Received(subject, world.span, ASSET, MAX, rk=world.rk, **terms(s))
        yield name, world.sign(statement), world.span, secrets
        nullifiers = statements.held_nullifiers(world.spender, world.held(), ASSET)
        nullifiers += [s.element() for _ in range(NOTES - 2)]
        nullifiers = tuple(encode(nullifier) for nullifier in nullifiers)
        root = world.span.root
        statement = statements.Held(subject, 21, root, ASSET, 1024, nullifiers, rk=world.rk, **terms(s))
        yield name, world.sign(statement), root, secrets
    stated = world.address.encode()[1:]
    yield "paid", statements.Paid(stated, world.span, ASSET, 768, **terms(s)), world.span, {}


def refused(world):
    """Statements whose bytes are refused."""
    s = world.stream
    stated, span = world.address.encode()[1:], world.span
    received = statements.Received(stated, span, ASSET, 1, rk=world.rk, **terms(s))
    nullifiers = tuple(encode(s.element()) for _ in range(NOTES))
    held = statements.Held(stated, 21, span.root, ASSET, 1, nullifiers, rk=world.rk, **terms(s))
    paid = statements.Paid(stated, span, ASSET, 1, **terms(s))
    mixed = stated[:43] + (world.address.pk_d + torsion_points()[1]).encode()
    above = encode(R + 1)
    small = torsion_points()[3].encode()
    wide = replace(span, p_to=2**40 + 1)
    for name, statement, own in (
        ("no asset", replace(received, asset=0), span),
        ("an asset that is not well formed", replace(received, asset=2**32 - 1), span),
        ("a hidden subject that is not canonical", replace(received, subject=above), span),
        ("a stated subject whose pk_d is not of prime order", replace(received, subject=mixed), span),
        ("rk of small order", replace(received, rk=small), span),
        ("rk not canonical", replace(received, rk=above), span),
        ("other blocks", received, replace(span, h_to=22)),
        ("another first position", received, replace(span, p_from=30)),
        ("another end", received, replace(span, p_to=36)),
        ("another root", received, replace(span, root=encode(5))),
        ("blocks turned round", *[replace(received, span=replace(span, h_to=16)), replace(span, h_to=16)]),
        ("positions turned round", replace(received, span=replace(span, p_to=30)), replace(span, p_to=30)),
        ("more positions than there are", replace(received, span=wide), wide),
        ("something before the first block", *[replace(received, span=replace(span, h_from=0)), replace(span, h_from=0)]),
        ("a root that is not canonical", replace(received, span=replace(span, root=above)), replace(span, root=above)),
        ("no asset held", replace(held, asset=0), span.root),
        ("held under another root", held, encode(5)),
        ("a root that is not canonical, held", replace(held, root=above), above),
        ("a nullifier that is not canonical", replace(held, nullifiers=nullifiers[:7] + (above,)), span.root),
        ("a nullifier twice", replace(held, nullifiers=nullifiers[:7] + nullifiers[:1]), span.root),
        ("held, rk of small order", replace(held, rk=small), span.root),
        ("paid in no asset", replace(paid, asset=0), span),
        ("paid to no address", replace(paid, address=mixed), span),
        ("paid in other blocks", paid, replace(span, h_from=16)),
        ("nothing changed", received, span),
    ):
        yield {
            "kind": "refused",
            "name": name,
            "circuit": statement.CIRCUIT,
            "genesis_hash": GENESIS.hex(),
            "own": hexed(own) if statement.CIRCUIT == HELD else span_json(own),
            "encoded": statement.encode().hex(),
            "ctx": hexed(statement.ctx(GENESIS)),
        } | outcome(lambda: statement.public_inputs(GENESIS, own))


def spans():
    root = encode(Stream("spans").element())
    for h_from, before, h_to, p_to, data in (
        (9, 33, 12, 44, root),
        (9, 33, 9, 33, root),
        (0, None, 12, 44, root),
        (1, None, 12, 44, root),
        (0, None, 0, 2**40, root),
        (2, None, 12, 44, root),
        (0, 0, 12, 44, root),
        (13, 33, 12, 44, root),
        (9, 45, 12, 44, root),
        (9, 33, 12, 2**40 + 1, root),
        (9, 33, 12, 44, encode(R)),
        (9, 33, 12, 45, root),
    ):
        vector = {
            "kind": "span",
            "h_from": h_from,
            "before": None if before is None else str(before),
            "h_to": h_to,
            "next_position": str(p_to),
            "root": data.hex(),
        }
        result = outcome(lambda: statements.span(h_from, before, h_to, p_to, data))
        if result["valid"]:
            made = statements.span(h_from, before, h_to, p_to, data)
            vector["encoded"] = made.encode().hex()
        yield vector | result


def note_json(note, flag):
    """Siblings as in transfer.json: the path without its own nodes."""
    digits = tree.digits(note.position)
    siblings = [group[:digit] + group[digit + 1 :] for digit, group in zip(digits, note.path)]
    owned = {"d": note.d.to_bytes(11, "little").hex(), flag: bool(note.flag)} if flag else {}
    return owned | {
        "value": str(note.value),
        "rcm": hexed(note.rcm),
        "position": str(note.position),
        "siblings": [hexes(group) for group in siblings],
    }


def spender_json(w):
    return {
        "ak": hexes(w.ak), "alpha": hexed(w.alpha), "nk": hexed(w.nk), "b": bool(w.b), "k": hexed(w.k),
        "d": w.d.to_bytes(11, "little").hex(), "pk_d": hexes(w.pk_d), "g_d": hexes(w.g_d), "r": hexed(w.r),
    }


def rule_vector(kind, name, spender, its, public, failing):
    vector = {"kind": kind, "name": name} | ({"spender": spender_json(spender)} if spender else {})
    flag = {"received_rules": "counts", "held_rules": "internal"}.get(kind)
    vector |= {"notes": [note_json(note, flag) for note in its], "public_inputs": hexes(x % R for x in public)}
    return vector | {"valid": not failing} | ({"failing": failing} if failing else {})


def received_rules(world):
    """Of two notes."""
    s, spender = world.stream, world.spender
    first, second, last = world.received()
    its = [first, last]
    honest = [spender.commitment(), world.root, 31, 35, ASSET, MAX, s.element(), *spender.rk()]
    change = replace(world.notes[1], flag=1)

    def public(**changes):
        names = dict(zip(statements.NAMES[RECEIVED], honest)) | {key.replace("__", "."): x for key, x in changes.items()}
        return list(names.values())

    def of(**changes):
        return replace(spender, **changes)

    other = of(nk=s.element())
    for name, w, given, words, failing in (
        ("another nk", other, its, honest, ["S3", "N2"]),
        ("another scope altogether", other, its, public(C=other.commitment()), ["N2"]),
        ("another subject", of(d=spender.d ^ 1), its, honest, ["S3"]),
        ("another pk_d", of(pk_d=(1, 2)), its, honest, ["S3"]),
        ("another r", of(r=1), its, honest, ["S3"]),
        ("another alpha", of(alpha=s.scalar()), its, honest, ["S1"]),
        ("ak of small order", of(ak=torsion_points()[2].affine()), its, honest, ["S1", "S3", "N2"]),
        ("not audited after all", of(b=0), its, honest, ["S3", "N2"]),
        ("another root", spender, its, public(root=world.root + 1), ["N2"]),
        ("another asset", spender, its, public(A=ASSET + 1), ["N2"]),
        ("a range that starts later", spender, its, public(p_from=32), ["R3"]),
        ("a range that ends earlier", spender, its, public(p_to=34), ["R3"]),
        ("a range that is too long", spender, its, public(p_to=35 + 2**41), ["R3"]),
        ("the whole tree", spender, its, public(p_from=0, p_to=2**40), []),
        ("turned round", spender, [last, first], honest, ["R3"]),
        ("twice the same", spender, [last, last], honest, ["R3"]),
        ("change", spender, [first, change], public(T=1024), ["N2"]),
        ("a note with value that does not count", spender, [first, replace(last, flag=0)], honest, ["R2"]),
        ("more than there is", spender, [first, world.padding()], public(T=769), ["N3"]),
        ("a note and padding", spender, [first, world.padding()], public(T=768, p_to=32), []),
        ("padding and a note", spender, [world.padding(), first], public(T=768, p_to=32), []),
        ("padding in an empty range", spender, [world.padding(), world.padding()], public(T=0, p_to=31), []),
        ("a sum above every threshold", spender, its, honest, []),
        ("exactly", spender, [first, second], public(T=1024, p_to=34), []),
    ):
        found = statements.received_failures(w, given, words)
        assert found == failing, (name, found)
        yield rule_vector("received_rules", name, w, given, words, failing)


def held_rules(world):
    """Of two notes."""
    s, spender, its = world.stream, world.spender, world.held()
    first, change = its

    def public(w=spender, given=its, **changes):
        nullifiers = statements.held_nullifiers(w, given, changes.get("A", ASSET))
        words = [spender.commitment(), changes.get("root", world.root), changes.get("A", ASSET), changes.get("T", 1024)]
        return [*words, *nullifiers, 77, *spender.rk()]

    honest = public()
    shifted = replace(first, position=first.position + 1)
    swapped = [replace(first, flag=1), change]
    other = replace(spender, nk=s.element())
    small = replace(spender, ak=torsion_points()[2].affine())
    for name, w, given, words, failing in (
        ("another nk", other, its, honest, ["S3", "N2", "H2"]),
        ("ak of small order", small, its, honest, ["S1", "S3", "N2", "H2"]),
        ("another root", spender, its, public(root=5), ["N2"]),
        ("another asset", spender, its, public(A=1), ["N2"]),
        ("the nullifiers turned round", spender, its, honest[:4] + [honest[5], honest[4]] + honest[6:], ["H2"]),
        ("the nullifier of another position", spender, its, public(given=[shifted, change]), ["H2"]),
        ("another position", spender, [shifted, change], public(given=[shifted, change]), ["N2"]),
        ("an external note as change", spender, swapped, public(given=swapped), ["N2"]),
        ("its nullifier as that of change", spender, its, public(given=swapped), ["H2"]),
        ("one more", spender, its, public(T=1025), ["N3"]),
        ("a note twice, which verifiers see", spender, [first, first], public(given=[first, first]), []),
        ("change and padding", spender, [pad := world.padding(1), change], public(given=[pad, change], T=256), []),
        ("both", spender, its, honest, []),
    ):
        found = statements.held_failures(w, given, words)
        assert found == failing, (name, found)
        yield rule_vector("held_rules", name, w, given, words, failing)


def paid_rules(world):
    note = replace(world.notes[0], flag=0)
    owner = statements.h("H_OWNER", world.scope.ivk, note.d)
    honest = [owner, world.root, 31, 32, ASSET, 768, 77]

    def public(**changes):
        return list((dict(zip(statements.NAMES[PAID], honest)) | changes).values())

    for name, given, words, failing in (
        ("another owner", note, public(owner=owner + 1), ["P2"]),
        ("another asset", note, public(A=1), ["P2"]),
        ("another root", note, public(root=1), ["P2"]),
        ("one more", note, public(T=769), ["P1"]),
        ("another value", replace(note, value=769), public(T=769), ["P2"]),
        ("another position", replace(note, position=30), honest, ["P2", "P3"]),
        ("a range that starts later", note, public(p_from=32, p_to=35), ["P3"]),
        ("a range that ends earlier", note, public(p_from=0, p_to=31), ["P3"]),
        ("a range that is too long", note, public(p_to=2**41), ["P3"]),
        ("no value in no tree", replace(note, value=0), public(T=0), ["P2"]),
        ("the whole tree", note, public(p_from=0, p_to=2**40), []),
        ("nothing at least", note, public(T=0), []),
        ("exactly", note, honest, []),
    ):
        found = statements.paid_failures(given, words)
        assert found == failing, (name, found)
        yield rule_vector("paid_rules", name, None, [given], words, failing)


def statement_vectors():
    worlds = [World(audited) for audited in (False, True)]
    vectors = []
    for world in worlds:
        vectors += [whole(*parts) for parts in made(world)]
    world = worlds[-1]
    vectors += [*refused(world), *spans(), *received_rules(world), *held_rules(world), *paid_rules(world)]
    return {
        "description": "Statements about notes as bytes, their hashes and public inputs; bytes that verifiers refuse; spans of "
        "headers; statements that hold or do not, of two notes where the chain's circuits have eight. siblings are the path "
        "without its own nodes.",
        "section": "§12",
        "vectors": vectors,
    }
