"""Test vectors of outflow statements (docs/protocol §13)."""

from dataclasses import replace

import audit
import keys
import outflow
import redjubjub
from addresses import address, diversified_base, diversifier
from cases_crypto import torsion_points
from field import R, encode, integer
from jubjub import G
from outflow import NATIVE, Bundle
from stream import Stream, hexed, hexes

GENESIS = bytes(range(150, 182))
GOLD, SILVER = 2**32 + 7, 2**32 + 8


class Owner:
    """An audited account and what its records are made of."""

    def __init__(self, label):
        s = Stream(f"outflow {label}")
        self.sk, self.index = s.take(32), s.below(2**64)
        self.account = keys.account(self.sk, True)
        self.scope, self.other = keys.scope(self.account, b""), keys.scope(self.account, b"rent")
        self.address = address(self.scope.ivk, diversifier(self.scope.dk, self.index))
        self.id = audit.account_of(*self.account.ak.affine(), self.account.audit)

    def witness(self, s, r):
        g_d, _ = diversified_base(self.address.d)
        return outflow.Witness(
            ak=self.account.ak.affine(), alpha=s.scalar(), k=self.account.k, nk=self.scope.nk,
            d=integer(self.address.d), pk_d=self.address.pk_d.affine(), g_d=g_d.affine(), r=r,
            total=0, blinding_in=0, blinding_out=s.element(), bundles=[],
        )

    def record(self, s, asset, shield, own, unshield=0):
        """A balanced bundle whose outputs `own` are the account's, of any scope and side."""
        values = [s.below(2**100), s.below(2**120) + 2**119, s.below(2**90)]
        selectors, fee = [False, True, True], s.below(2**64)
        lanes = [sum(v for v, other in zip(values, selectors) if other == lane) for lane in (False, True)]
        entering = lanes[1] // 3 if shield else 0
        inputs = [lanes[0] + fee, lanes[1] - entering + unshield, 0]
        claims, owners = {}, [s.element() for _ in values]
        for place in own:
            scope = (self.scope, self.other)[s.below(2)]
            nk, ivk = ((scope.nk, scope.ivk), (scope.nk_int, scope.ivk_int))[s.below(2)]
            d = s.below(2**88)
            claims[place] = nk, d
            owners[place] = outflow.h("H_OWNER", ivk, d)
        plain = audit.Plain(inputs, values, fee, [False, True, True] + selectors, owners, asset)
        nfs, cms = [s.element() for _ in range(3)], [s.element() for _ in range(3)]
        words = audit.encrypt(self.account.k, self.id, nfs, cms, plain)
        return Bundle(nfs, cms, words, int(shield), claims)


def foreign(s):
    """A bundle of an account that is not audited."""
    return Bundle(*([s.element() for _ in range(count)] for count in (3, 3, 8)), s.below(2))


def bundle_json(bundle):
    own = [{"output": place, "nk": hexed(nk), "d": d.to_bytes(11, "little").hex()}
           for place, (nk, d) in bundle.own.items()]
    words = bundle.nullifiers + bundle.commitments + bundle.words
    return {"words": hexes(words), "shield": bool(bundle.shield), "own": own}


def bundles(owner):
    """Single bundles: what is a record and what left."""
    s = Stream("outflow bundles")
    other = Owner("another account")
    transfer = owner.record(s, GOLD, False, (0, 2))
    unshield = owner.record(s, GOLD, False, (), 2**80)
    shield = owner.record(s, GOLD, True, (1,))
    native = owner.record(s, NATIVE, False, (1,), 5)
    cut = replace(transfer, words=[*transfer.words[:3], (transfer.words[3] + 2**100) % R, *transfer.words[4:]])
    for name, bundle, asset in (
        ("another account's", other.record(s, GOLD, False, (0,)), GOLD),
        ("nobody's", foreign(s), NATIVE),
        ("padding", outflow.PADDING, NATIVE),
        ("another tag", cut, GOLD),
        ("a transfer of gold", transfer, GOLD),
        ("its native notes and fee", transfer, NATIVE),
        ("another asset", transfer, SILVER),
        ("the id in another generation", transfer, 2 * 2**32 + 7),
        ("an unshield", unshield, GOLD),
        ("its fee", unshield, NATIVE),
        ("a shield", shield, GOLD),
        ("a shield's fee", shield, NATIVE),
        ("all notes native", native, NATIVE),
        ("of a native bundle another asset", native, GOLD),
        ("nothing said to be own", replace(native, own={}), NATIVE),
    ):
        start = s.element()
        yield {
            "kind": "bundle",
            "name": name,
            "k": hexed(owner.account.k),
            "account": hexed(owner.id),
            **bundle_json(bundle),
            "own": [place in bundle.own for place in range(3)],
            "asset": str(asset),
            "record": outflow.read(owner.account.k, owner.id, bundle)[0],
            "left": hexed(outflow.left(owner.account.k, owner.id, bundle, asset)),
            "digest_in": hexed(start),
            "digest_out": hexed(outflow.absorb(start, bundle)),
        }


class Range:
    """A whole statement with all that it was made from."""

    def __init__(self, name, owner, asset, hidden, made):
        s = Stream(f"outflow of {name}")
        self.name, self.owner = name, owner
        verifier, nonce = s.take(32), s.take(32)
        self.r = s.element() if hidden else 0
        start = owner.witness(s, self.r)
        rk = (owner.account.ak + start.alpha * G).encode()
        first, last = 1000, 1000 + s.below(2**20)
        ctx = outflow.context(GENESIS, verifier, nonce, first, last)
        self.blindings, self.public, proofs, self.bundles = [], [], [], made
        total, blinding, digest = 0, 0, 0
        chunks = outflow.padded(made)
        limit = sum(outflow.left(start.k, start.account, bundle, asset) for bundle in made)
        for number, chunk in enumerate(chunks):
            w = replace(start, total=total, blinding_in=blinding, blinding_out=s.element(), bundles=chunk)
            public = outflow.derived(w, asset, limit, int(number + 1 == len(chunks)), ctx, digest)
            assert outflow.failures(w, public) == [], name
            total, blinding, digest = w.total_out(asset), w.blinding_out, public[6]
            self.blindings.append(blinding)
            self.public.append(public)
            proofs.append((public[8], s.take(192)))
        subject = encode(self.public[0][0]) if hidden else owner.address.encode()[1:]
        made = outflow.Outflow(subject, verifier, nonce, first, last, asset, limit, rk, proofs, bytes(64))
        self.alpha = start.alpha
        signing = redjubjub.randomize(owner.account.ask, start.alpha)
        self.outflow = replace(made, signature=redjubjub.sign(signing, made.hash(GENESIS), s.take(80)))
        assert self.outflow.context(GENESIS) == ctx

    def json(self):
        return {
            "kind": "outflow",
            "name": self.name,
            "genesis_hash": GENESIS.hex(),
            "sk": self.owner.sk.hex(),
            "index": str(self.owner.index),
            "alpha": hexed(self.alpha),
            "r": hexed(self.r),
            "bundles": [bundle_json(bundle) for bundle in self.bundles],
            "blindings": hexes(self.blindings),
            "ctx": hexed(self.outflow.context(GENESIS)),
            "encoded": self.outflow.encode().hex(),
            "hash": self.outflow.hash(GENESIS).hex(),
            "public_inputs": [hexes(public) for public in self.public],
        }


def ranges(owner):
    s = Stream("outflow ranges")
    many = [foreign(s) for _ in range(13)]
    many[2], many[12] = owner.record(s, GOLD, False, (0, 2)), owner.record(s, GOLD, False, (), 77)
    yield Range("no bundles, hidden", owner, NATIVE, True, [])
    yield Range("two proofs", owner, GOLD, False, many)


def statements(owner):
    """Statements of two bundles that hold or do not: public inputs and other values of the witness."""
    s = Stream("outflow statements")
    transfer, unshield = owner.record(s, GOLD, False, (0, 2)), owner.record(s, GOLD, False, (1,), 99)
    shield, other = owner.record(s, NATIVE, True, (0, 1, 2)), foreign(s)
    ctx, digest = s.element(), s.element()

    def case(made, asset, last):
        w = replace(owner.witness(s, s.element()), total=s.below(2**64), blinding_in=s.element(), bundles=made)
        while True:
            # The lowest hex digit of the limit is one that a smaller digit can take the place of.
            limit = w.total_out(asset)
            if limit & 0xF0 > 0x20:
                return w, outflow.derived(w, asset, limit, last, ctx, digest)
            w = replace(w, total=w.total + 1)

    plain, mixed = case([transfer, unshield], GOLD, 1), case([shield, other], NATIVE, 1)
    middle = case([transfer, other], GOLD, 0)
    point = (s.scalar() * G).affine()
    d = (integer(owner.address.d) + 1) % 2**88
    long = replace(transfer, words=[(transfer.words[0] + 2**250) % R, *transfer.words[1:]])
    stolen = replace(transfer, own={**transfer.own, 1: (owner.scope.nk, 5)})
    scope = replace(transfer, own={0: (s.element(), transfer.own[0][1])})

    def public(made, n, value):
        inputs = list(made[1])
        inputs[n] = value % R
        return inputs

    def about(made, **changes):
        """The statement that would be true of a changed witness, if it were one."""
        w = replace(made[0], **changes)
        return outflow.derived(w, *made[1][1:6])

    for name, made, change, inputs, failing in (
        ("another randomizer", plain, {"alpha": s.scalar()}, None, ["X1"]),
        ("another audit key", plain, {"k": s.element()}, None, ["X3", "X7", "X9"]),
        ("another spender", plain, {"ak": point}, None, ["X1", "X3", "X7", "X9"]),
        ("another scope", plain, {"nk": s.element()}, None, ["X3"]),
        ("another diversifier", plain, {"d": d}, None, ["X3"]),
        ("another pk_d", plain, {"pk_d": point}, None, ["X3"]),
        ("another g_d", plain, {"g_d": point}, None, ["X3"]),
        ("another opening", plain, {"r": s.element()}, None, ["X3"]),
        ("ak of small order", middle, {"ak": torsion_points()[2].affine()}, None, ["X1", "X3", "X7", "X9"]),
        ("bundles in another order", plain, {"bundles": [unshield, transfer]}, None, ["X4"]),
        ("a bundle left out", plain, {"bundles": [transfer, outflow.PADDING]}, None, ["X4", "X9"]),
        ("a shield after all", plain, {"bundles": [transfer, replace(unshield, shield=1)]}, None, ["X4", "X9"]),
        ("a word of 251 bits", middle, {"bundles": [long, other]}, about(middle, bundles=[long, other]), ["X6"]),
        ("another's output", middle, {"bundles": [stolen, other]}, about(middle, bundles=[stolen, other]), ["X7"]),
        ("the keys of another scope", middle, {"bundles": [scope, other]}, about(middle, bundles=[scope, other]), ["X7"]),
        ("less before", plain, {"total": 0}, None, ["X9"]),
        ("another blinding before", plain, {"blinding_in": s.element()}, None, ["X9"]),
        ("another blinding afterwards", plain, {"blinding_out": s.element()}, None, ["X9"]),
        ("another C", plain, {}, public(plain, 0, plain[1][0] + 1), ["X3"]),
        ("another asset", plain, {}, public(plain, 1, SILVER), ["X9"]),
        ("one less", plain, {}, public(plain, 2, plain[1][2] - 1), ["X10"]),
        ("another ctx", plain, {}, public(plain, 4, plain[1][4] + 1), ["X9"]),
        ("another digest before", plain, {}, public(plain, 5, plain[1][5] + 1), ["X4"]),
        ("another digest afterwards", plain, {}, public(plain, 6, plain[1][6] + 1), ["X4"]),
        ("another rk", plain, {}, public(plain, 9, -plain[1][9]), ["X1"]),
        ("above the limit in the end", middle, {}, public(public_pair(middle, 2, 5), 3, 1), ["X10"]),
        ("a limit that is not the last proof's to show", middle, {}, public(middle, 2, 5), []),
        ("a shield to oneself", mixed, {}, None, []),
        ("more room", plain, {}, public(plain, 2, 2**128 - 1), []),
        ("two records", plain, {}, None, []),
    ):
        w, inputs = replace(made[0], **change), inputs or made[1]
        assert outflow.failures(w, inputs) == failing, (name, outflow.failures(w, inputs))
        vector = {
            "kind": "statement",
            "name": name,
            "ak": hexes(w.ak),
            "alpha": hexed(w.alpha),
            "k": hexed(w.k),
            "nk": hexed(w.nk),
            "d": w.d.to_bytes(11, "little").hex(),
            "pk_d": hexes(w.pk_d),
            "g_d": hexes(w.g_d),
            "r": hexed(w.r),
            "sum": hexed(w.total),
            "blinding_in": hexed(w.blinding_in),
            "blinding_out": hexed(w.blinding_out),
            "bundles": [bundle_json(bundle) for bundle in w.bundles],
            "public_inputs": hexes(inputs),
            "valid": not failing,
        }
        yield vector | ({"failing": failing} if failing else {})


def public_pair(made, n, value):
    """A witness and its public inputs with one of them changed."""
    inputs = list(made[1])
    inputs[n] = value % R
    return made[0], inputs


def outflow_vectors():
    owner = Owner("owner")
    vectors = [*bundles(owner), *(made.json() for made in ranges(owner)), *statements(owner)]
    return {
        "description": "What left an audited account: single bundles, whole statements from the owner's secrets to bytes and "
        "the public inputs of each proof, and statements of two bundles that hold or do not.",
        "section": "§13",
        "vectors": vectors,
    }
