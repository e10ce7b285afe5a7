"""Test vectors of the tree, audit words, the statement, bundles and the digest (docs/protocol §4, §5, §6, §7.1)."""

import copy
from dataclasses import replace

import audit
import bundle as bundles
import digest
import payments
import redjubjub
import transfer
import tree
from cases_crypto import outcome, torsion_points
from field import R, S, Refused, encode
from jubjub import G, IDENTITY
from notes import NATIVE
from poseidon import h
from stream import Stream, hexed, hexes


def tree_vectors():
    stream, vectors = Stream("tree"), []
    for level, root in enumerate(tree.EMPTY):
        vectors.append({"kind": "empty", "level": level, "root": hexed(root)})
    for children in ([0] * 4, [1, 2, 3, 4], [4, 3, 2, 1], [R - 1] * 4, [stream.element() for _ in range(4)]):
        vectors.append({"kind": "node", "children": hexes(children), "parent": hexed(tree.node(children))})

    # A chain from genesis: each vector starts from the frontier that the one before left.
    frontier = tree.Frontier()
    for count in (0, 3, 3, 6, 3, 1, 5, 43):
        vectors.append(_append("from genesis", frontier, [stream.element() for _ in range(count)]))
    for name, position, count in (
        ("a carry through all levels but one", 2**38 - 1, 3),
        ("the last three leaves of bundles", 2**40 - 4, 3),
    ):
        vectors.append(_append(name, _random_frontier(stream, position), [stream.element() for _ in range(count)]))
    last = _random_frontier(stream, 2**40 - 1)
    vectors.append(_append("no room for three", last, [stream.element() for _ in range(3)]))
    vectors.append(_append("no room for two", last, [stream.element() for _ in range(2)]))
    vectors.append(_append("the last leaf", last, [stream.element()]))
    vectors.append(_append("nothing more into a full tree", last, []))
    vectors.append(_append("a full tree", last, [stream.element()]))
    small = tree.Frontier()
    small.append([stream.element() for _ in range(2)])
    vectors.append(_append("a commitment of zero", small, [stream.element(), 0, stream.element()]))

    leaves = [stream.element() for _ in range(22)]
    grown = tree.Tree(leaves)
    for position in (0, 6, 21):
        vectors.append(_path("in a tree of 22 leaves", leaves[position], position, grown.path(position)))
    for name, position in (("the last position", 2**40 - 1), ("somewhere", stream.below(2**40))):
        leaf = stream.element()
        path = [[stream.element() for _ in range(4)] for _ in range(tree.DEPTH)]
        vectors.append(_path(name, leaf, position, tree.with_own_nodes(leaf, position, path)))
    vectors += _false_paths(leaves[6], 6, grown.path(6))
    return {
        "description": "Empty subtrees, nodes, frontiers before and after an append, paths. The levels of a frontier "
        "are lowest first, trailing empty levels left out. A vector of kind `false_path` is the path whose position is "
        "`base_position`, at another position or with one more in the node at a level and a place.",
        "section": "§4",
        "vectors": vectors,
    }


def _random_frontier(stream, position):
    return tree.Frontier(position, [[stream.element() for _ in range(digit)] for digit in tree.digits(position)])


def _frontier(frontier):
    levels = [hexes(nodes) for nodes in frontier.levels]
    while levels and not levels[-1]:
        levels.pop()
    return {"next_position": str(frontier.position), "levels": levels, "root": hexed(frontier.root())}


def _append(name, frontier, leaves):
    vector = {"kind": "append", "name": name, "before": _frontier(frontier), "leaves": hexes(leaves)}
    vector |= outcome(lambda: frontier.append(leaves))
    if vector["valid"]:
        vector["after"] = _frontier(frontier)
    return vector


def _path(name, leaf, position, path):
    root = tree.path_root(leaf, position, path)
    assert root == tree.root_of(leaf, position, path)
    return {
        "kind": "path",
        "name": name,
        "leaf": hexed(leaf),
        "position": str(position),
        "digits": tree.digits(position),
        "path": [hexes(group) for group in path],
        "valid": True,
        "root": hexed(root),
    }


def _false_paths(leaf, position, path):
    """Changes of a path: one node, at a level and a place of its group, plus one; or another position."""
    own = tree.digits(position)
    cases = [
        ("an own node plus one, at level 0", 0, own[0], position),
        ("an own node plus one, at level 1", 1, own[1], position),
        ("an own node plus one, at the top", 19, own[19], position),
        ("a sibling plus one", 2, (own[2] + 1) % 4, position),
        ("position 2^40 higher", None, None, position + 2**40),
        ("the next position", None, None, position + 1),
    ]
    root, vectors = tree.path_root(leaf, position, path), []
    for name, level, place, at in cases:
        changed = copy.deepcopy(path)
        if level is not None:
            changed[level][place] = (changed[level][place] + 1) % R

        def check():
            if tree.path_root(leaf, at, changed) != root:
                raise Refused("path: another root")

        result = outcome(check)
        assert not result["valid"]
        vectors.append({
            "kind": "false_path",
            "name": name,
            "base_position": str(position),
            "position": str(at),
            "level": level,
            "place": place,
        } | result)
    return vectors


def audit_vectors():
    stream = Stream("audit")
    vectors = [{"kind": "tag", "bits": audit.TAG_BITS, "tag": hexed(audit.TAG)}]
    for k in (0, 1, R - 1, stream.element()):
        vectors.append({"kind": "audit", "k": hexed(k), "audit": hexed(h("H_AUDIT", k))})
    accounts = Stream("audit accounts")
    for ak, image in ((G, 0), (G, R - 1), (accounts.scalar() * G, 0), (accounts.scalar() * G, accounts.element())):
        vectors.append({
            "kind": "account",
            "ak": hexed(ak.encode()),
            "audit": hexed(image),
            "account": hexed(audit.account_of(*ak.affine(), image)),
        })
    most, elements = 2**128 - 1, stream.element
    cases = [
        ("all zero", 0, audit.Plain([0] * 3, [0] * 3, 0, [0] * 6, [0] * 3, 0)),
        ("all largest", R - 1, audit.Plain([most] * 3, [most] * 3, 2**64 - 1, [1] * 6, [R - 1] * 3, 2**64 - 1)),
        ("each value its own", elements(),
         audit.Plain([1, 2, 3], [4, 5, 6], 7, [1, 0, 0, 0, 1, 1], [elements() for _ in range(3)], 2**32)),
    ]
    values, selectors = [stream.below(2**128) for _ in range(6)], [stream.below(2) for _ in range(6)]
    plain = audit.Plain(values[:3], values[3:], stream.below(2**64), selectors, [elements() for _ in range(3)],
                        stream.below(2**31) << 32 | 9)
    cases.append(("random", elements(), plain))
    # One bit at a time where a word ends: bits 249 and 250 are in the second input, 999 ends the tag.
    for name, values in (("bit 249", [0, 1 << 121, 0]), ("bit 250", [0, 1 << 122, 0]), ("bit 255", [0, 1 << 127, 0])):
        cases.append((name, elements(), audit.Plain(values, [0] * 3, 0, [0] * 6, [0] * 3, NATIVE)))
    for name, k, plain in cases:
        zero = name == "all zero"
        account = 0 if zero else accounts.element()
        nullifiers = [0 if zero else elements() for _ in range(3)]
        commitments = [0 if zero else elements() for _ in range(3)]
        words = audit.encrypt(k, account, nullifiers, commitments, plain)
        read = audit.decrypt(k, account, nullifiers, commitments, words)
        assert audit.message(read) == audit.message(plain)
        vectors.append({
            "kind": "words",
            "name": name,
            "k": hexed(k),
            "account": hexed(account),
            "nullifiers": hexes(nullifiers),
            "commitments": hexes(commitments),
            "input_values": [str(v) for v in plain.input_values],
            "output_values": [str(v) for v in plain.output_values],
            "fee": str(plain.fee),
            "selectors": [bool(s) for s in plain.selectors],
            "owners": hexes(plain.owners),
            "asset": str(plain.asset),
            "message": hexes(audit.message(plain)),
            "stream": hexes(audit.stream(k, account, nullifiers, commitments)),
            "words": hexes(words),
        })
    changed = list(words)
    changed[3] = (changed[3] + (1 << 249)) % R
    large = list(words)
    large[0] = (audit.stream(k, account, nullifiers, commitments)[0] + (1 << 250)) % R
    for name, key, whose, nfs, ws in (
        ("honest", k, account, nullifiers, words),
        ("another k", elements(), account, nullifiers, words),
        ("another account", k, accounts.element(), nullifiers, words),
        ("nullifiers exchanged", k, account, nullifiers[::-1], words),
        ("a changed bit of the tag", k, account, nullifiers, changed),
        ("a word of more than 250 bits", k, account, nullifiers, large),
        ("random words", k, account, nullifiers, [elements() for _ in range(8)]),
    ):
        vector = {
            "kind": "decrypt",
            "name": name,
            "k": hexed(key),
            "account": hexed(whose),
            "nullifiers": hexes(nfs),
            "commitments": hexes(commitments),
            "words": hexes(ws),
        } | outcome(lambda: audit.decrypt(key, whose, nfs, commitments, ws))
        if vector["valid"]:
            vector["message"] = hexes(audit.message(audit.decrypt(key, whose, nfs, commitments, ws)))
        vectors.append(vector)
    return {
        "description": "The tag, audit keys, accounts, words encrypted, and words that an auditor does or does not recognise. "
        "selectors are those of inputs 1 to 3, then of outputs 1 to 3.",
        "section": "§5.4",
        "vectors": vectors,
    }


def _statement(name, call, amount, fee, asset_pub, witness, public):
    return {
        "kind": "statement",
        "name": name,
        "valid": True,
        "call": call,
        "amount": str(amount),
        "fee": str(fee),
        "asset_pub": str(asset_pub),
        "witness": payments.witness_json(witness),
        "public_inputs": hexes(public),
    }


def _difference(old, new, pointer=""):
    """The changes that lead from one JSON value to another of the same shape, as JSON pointers."""
    if old == new:
        return []
    if isinstance(old, dict):
        return [c for key in old for c in _difference(old[key], new[key], f"{pointer}/{key}")]
    if isinstance(old, list):
        return [c for i, pair in enumerate(zip(old, new, strict=True)) for c in _difference(*pair, f"{pointer}/{i}")]
    return [{"pointer": pointer, "value": new}]


class Changed:
    """A changed copy of an honest payment."""

    def __init__(self, name, base, expected):
        self.name, self.base, self.expected = name, base, expected
        self.witness, self.public = copy.deepcopy(base.witness), list(base.public)

    def recompute(self):
        """What follows from the witness anew, as a prover would who wants the change to hold together."""
        anchor, (asset_pub, v_pub, fee) = self.public[0], self.public[7:10]
        self.public = transfer.public_inputs(self.witness, anchor, asset_pub, v_pub, fee)
        return self

    def recompute_but_rk(self):
        """The same under the honest rk, where the changed ak has another."""
        rk = self.public[10:12]
        self.recompute()
        self.public[10:12] = rk
        return self

    def json(self):
        failing = transfer.failures(self.witness, self.public)
        assert failing == self.expected, (self.name, failing, self.expected)
        b = self.base
        numbers = (b.call, b.amount, b.fee, b.asset_pub)
        old = _statement(b.name, *numbers, b.witness, b.public)
        new = _statement(b.name, *numbers, self.witness, self.public)
        return {
            "kind": "changed",
            "name": self.name,
            "base": b.name,
            "changes": _difference(old, new),
            "valid": not failing,
            "failing": failing,
        }


def changed_payments(honest):
    """Changed witnesses and public inputs; each names the rules that then fail, none where the change is allowed."""
    by_name = {p.name: p for p in honest}
    shield, pay, token = honest[0], honest[2], honest[3]
    audited, lanes = by_name["transfer of an audited account"], by_name["native notes in both lanes"]
    stream = Stream("dishonest")

    # Public inputs that are not those of the witness.
    for place, expected in (
        (0, ["I4"]),
        (1, ["I3", "U2"]),
        (2, ["I3", "U2"]),
        (5, ["O1", "U2"]),
        (10, ["A2"]),
        (11, ["A2"]),
        (12, ["U2"]),
        (16, ["U2"]),
        (19, ["U2"]),
    ):
        d = Changed(f"public input {transfer.NAMES[place]} plus one", pay, expected)
        d.public[place] = (d.public[place] + 1) % R
        yield d
    d = Changed("another fee", pay, ["B1", "U2"])
    d.public[9] += 1
    yield d
    d = Changed("another amount", shield, ["B1"])
    d.public[8] = (d.public[8] - 1) % R
    yield d
    d = Changed("a shield's amount with the sign of an unshield", shield, ["B1"])
    d.public[8] = (-d.public[8]) % R
    yield d
    d = Changed("nullifiers in another order", pay, ["I3", "U2"])
    d.public[1], d.public[2] = d.public[2], d.public[1]
    yield d

    # Notes.
    d = Changed("a dummy with a value", shield, ["I4"])
    d.witness.inputs[1].value, d.witness.inputs[1].selector = 1, 0
    d.witness.outputs[0].value += 1
    yield d.recompute()
    d = Changed("the same note at another position", pay, ["I4"])
    d.witness.inputs[0].position += 1
    yield d.recompute()
    d = Changed("another nk", pay, ["I4"])
    d.witness.inputs[0].nk = stream.element()
    yield d.recompute()
    d = Changed("another diversifier", pay, ["I4"])
    d.witness.inputs[0].d = stream.take(11)
    yield d.recompute()
    d = Changed("another sibling", pay, ["I4"])
    i = d.witness.inputs[0]
    place = (tree.digits(i.position)[1] + 1) % 4
    i.path[1][place] = stream.element()
    yield d
    d = Changed("a note of another's key", pay, ["I4", "A2"])
    d.witness.ak = (stream.scalar() * G).affine()
    yield d.recompute_but_rk()

    # Balance.
    d = Changed("one unit more out than in", pay, ["B1"])
    d.witness.outputs[0].value += 1
    yield d.recompute()
    d = Changed("one unit less out than in", pay, ["B1"])
    d.witness.outputs[0].value -= 1
    yield d.recompute()
    d = Changed("native units for token units", token, ["B2"])
    d.witness.outputs[1].value += 5
    d.witness.outputs[2].value -= 5
    yield d.recompute()
    d = Changed("the fee from the token", token, ["B2"])
    d.witness.outputs[1].value -= 999
    d.witness.outputs[2].value += 999
    yield d.recompute()
    d = Changed("an amount of another asset than A", shield, ["B3"])
    d.public[7] = 2**32
    yield d
    d = Changed("native notes as a token in the second lane", lanes, ["I4", "B2"])
    d.witness.asset = 2**32
    yield d.recompute()

    for asset in (0, 2, R - 1):
        d = Changed(f"A is {'r - 1' if asset == R - 1 else asset} in a native payment", pay, [])
        d.witness.asset = asset
        yield d.recompute()

    # Authority.
    torsion = torsion_points()
    small = (("ak is the identity", IDENTITY), ("ak has order 2", torsion[4]), ("ak has order 8", torsion[1]))
    for name, point in small:
        d = Changed(name, shield, ["A1"])
        d.witness.ak = point.affine()
        yield d.recompute()
    d = Changed("another alpha", pay, ["A2"])
    d.witness.alpha += 1
    yield d

    # Audit.
    d = Changed("an audited account with another k", audited, ["U1"])
    d.witness.k = stream.element()
    yield d.recompute()
    d = Changed("an audited account without its audit", audited, ["I4"])
    d.witness.audit = 0
    d.witness.k = stream.element()
    yield d.recompute()
    d = Changed("an audit key that is no hash", shield, ["U1"])
    d.witness.audit = 1
    yield d.recompute()
    w = audited.witness
    for name, k, account in (
        ("words of another k", stream.element(), transfer.account_of(w)),
        ("words of another account with this k", w.k, audit.account_of(*(stream.scalar() * G).affine(), w.audit)),
        ("words of the account without its audit", w.k, audit.account_of(*w.ak, 0)),
    ):
        d = Changed(name, audited, ["U2"])
        d.public[12:] = audit.encrypt(k, account, d.public[1:4], d.public[4:7], transfer.plain(w, d.public[9]))
        yield d


def transfer_vectors():
    honest = payments.all_payments()
    vectors = []
    for p in honest:
        assert transfer.failures(p.witness, p.public) == []
        vectors.append(_statement(p.name, p.call, p.amount, p.fee, p.asset_pub, p.witness, p.public))
    vectors += [d.json() for d in changed_payments(honest)]
    return {
        "description": "Witnesses with their public inputs. A vector of kind `changed` is the statement named `base` "
        "with the values at some JSON pointers replaced; `failing` names the rules of §5.3 that then fail, if any. "
        "Public inputs are in the order of §5.1. siblings are the path without its own nodes: 20 groups of three, "
        "lowest level first.",
        "section": "§5.1, §5.2, §5.3",
        "public_inputs": transfer.NAMES,
        "vectors": vectors,
    }


GENESIS = Stream("genesis").take(32)


def make_bundle(p, expiry):
    """(signed bundle, party, nonce) of a payment. The proof is random: this implementation makes none."""
    stream = Stream(f"bundle {p.name}")
    party = bytes(32) if p.call == "transfer" else stream.take(32)
    public, proof, nonce = p.public, stream.take(192), stream.take(80)
    rk = p.wallet.account.ak + p.witness.alpha * G
    unsigned = bundles.Bundle(
        circuit_version=bundles.CIRCUIT_VERSION,
        anchor=encode(public[0]),
        nullifiers=tuple(encode(x) for x in public[1:4]),
        outputs=tuple(bundles.Output(encode(cm), *rest) for cm, rest in zip(public[4:7], p.ciphertexts)),
        asset_pub=p.asset_pub,
        amount=p.amount,
        fee=p.fee,
        expiry=expiry,
        rk=rk.encode(),
        words=tuple(encode(x) for x in public[12:]),
        proof=proof,
        signature=bytes(64),
    )
    rsk = redjubjub.randomize(p.wallet.account.ask, p.witness.alpha)
    return unsigned.signed(rsk, GENESIS, p.call, party, nonce), party, nonce


def bundle_vectors():
    vectors, made = [], []
    expiries = [1024, 0, 1032, 2**31, 2**32 - 1]
    chosen = [payments.all_payments()[i] for i in (0, 1, 2, 4, 6)]
    for p, expiry in zip(chosen, expiries, strict=True):
        b, party, nonce = make_bundle(p, expiry)
        made.append((p, b, party))
        vectors.append({"kind": "bundle", "name": p.name} | _bundle(b, p.call, party) | {
            "ask": hexed(p.wallet.account.ask),
            "alpha": hexed(p.witness.alpha),
            "nonce": nonce.hex(),
        })
    extreme = bundles.decode(b"\xff" * bundles.BUNDLE_BYTES)
    vectors.append({"kind": "encoding", "name": "all ones"} | _bundle(extreme, "unshield", b"\xff" * 32))
    for name, data in (
        ("empty", b""),
        ("1,873 bytes", extreme.encode()[:-1]),
        ("1,875 bytes", extreme.encode() + b"\x00"),
    ):
        result = outcome(lambda: bundles.decode(data))
        assert not result["valid"]
        size = len(data)
        vectors.append({"kind": "length", "name": name, "length": size} | result)
    window = bundles.WINDOW
    for expiry, number in ((0, 0), (5, 5), (5, 6), (window, 0), (window + 1, 0), (2**32 - 1, 0), (0, 2**32 - 1),
                           (2**32 - 1, 2**32 - 1), (2**32 - 1, 2**32 - 1 - window), (2**32 - 1, 2**32 - 2 - window)):
        error = bundles.expiry_failure(expiry, number)
        vectors.append({"kind": "expiry", "expiry": str(expiry), "number": str(number), "valid": error is None}
                       | ({"code": bundles.CODES[error], "error": error} if error else {}))
    vectors += _rules(made)
    return {
        "description": "Bundles with their bytes, sighash and id, and the rules of §7.1 that need neither the chain "
        "nor a proof. A vector of kind `rules` is the bundle named `base` with some bytes replaced. Proofs are random "
        "bytes. A bundle's public inputs are those of the statement of its name in transfer.json.",
        "section": "§6.1, §6.2, §6.3, §7.1",
        "genesis_hash": GENESIS.hex(),
        "vectors": vectors,
    }


def _bundle(b, call, party):
    assert bundles.decode(b.encode()) == b
    sighash = b.sighash(GENESIS, call, party)
    return {
        "genesis_hash": GENESIS.hex(),
        "call": call,
        "party": party.hex(),
        "circuit_version": b.circuit_version,
        "anchor": b.anchor.hex(),
        "nullifiers": hexes(b.nullifiers),
        "outputs": [
            {"cm": o.cm.hex(), "epk": o.epk.hex(), "enc": o.enc.hex(), "out": o.out.hex()} for o in b.outputs
        ],
        "asset_pub": str(b.asset_pub),
        "amount": str(b.amount),
        "fee": str(b.fee),
        "expiry": str(b.expiry),
        "rk": b.rk.hex(),
        "audit_words": hexes(b.words),
        "proof": b.proof.hex(),
        "signature": b.signature.hex(),
        "encoded": b.encode().hex(),
        "sighash": sighash.hex(),
        "bundle_id": bundles.bundle_id(sighash).hex(),
    }


def _rules(made):
    """Bundles that break a rule of docs/protocol §7.1, and some that break none."""
    (shield, b0, p0), (pay, b2, p2), (unshield, b4, p4) = made[0], made[2], made[3]
    stream, torsion = Stream("rules"), torsion_points()
    non_canonical = encode(R)

    def out(b, place, **parts):
        outputs = list(b.outputs)
        outputs[place] = replace(outputs[place], **parts)
        return replace(b, outputs=tuple(outputs))

    def item(values, place, value):
        return tuple(value if i == place else old for i, old in enumerate(values))

    transfer_case, shield_case, unshield_case = (pay, b2, p2), (shield, b0, p0), (unshield, b4, p4)
    cases = [("nothing changed", case, case[1], case[0].call, case[2]) for case in
             (shield_case, transfer_case, unshield_case)]

    def change(name, case, changed, call=None, party=None):
        cases.append((name, case, changed, call or case[0].call, party or case[2]))

    change("another proof", transfer_case, replace(b2, proof=stream.take(192)))
    change("anchor is r", transfer_case, replace(b2, anchor=non_canonical))
    change("third nullifier is all ones", transfer_case,
           replace(b2, nullifiers=item(b2.nullifiers, 2, b"\xff" * 32)))
    change("second commitment is r", transfer_case, out(b2, 1, cm=non_canonical))
    change("last audit word is r", transfer_case, replace(b2, words=item(b2.words, 7, non_canonical)))
    change("first commitment is zero", transfer_case, out(b2, 0, cm=bytes(32)))
    change("nullifiers 1 and 3 are equal", transfer_case,
           replace(b2, nullifiers=item(b2.nullifiers, 2, b2.nullifiers[0])))
    change("asset 2", shield_case, replace(b0, asset_pub=2))
    change("asset 2^32 - 1", unshield_case, replace(b4, asset_pub=2**32 - 1))
    change("an asset in a transfer", transfer_case, replace(b2, asset_pub=NATIVE))
    change("no asset in an unshield", unshield_case, replace(b4, asset_pub=0))
    change("an amount in a transfer", transfer_case, replace(b2, amount=1))
    change("no amount in a shield", shield_case, replace(b0, amount=0))
    change("a fee in a shield", shield_case, replace(b0, fee=bundles.BASE_FEE))
    change("no fee in a transfer", transfer_case, replace(b2, fee=0))
    change("three times the base fee", transfer_case, replace(b2, fee=3 * bundles.BASE_FEE))
    change("sixteen times the base fee", unshield_case, replace(b4, fee=16 * bundles.BASE_FEE))
    change("epk is the identity", transfer_case, out(b2, 0, epk=IDENTITY.encode()))
    change("epk has order 8", transfer_case, out(b2, 1, epk=torsion[1].encode()))
    change("epk is not canonical", transfer_case, out(b2, 2, epk=encode(1 | 1 << 255)))
    change("v of epk is r + 3", transfer_case, out(b2, 2, epk=encode(R + 3)))
    change("rk is the identity", transfer_case, replace(b2, rk=IDENTITY.encode()))
    change("rk has order 4", transfer_case, replace(b2, rk=torsion[2].encode()))
    change("v of rk is r + 1", transfer_case, replace(b2, rk=encode(R + 1)))
    # Points of mixed order are allowed: only those of small order are refused.
    mixed_epk = out(b2, 1, epk=(G + torsion[1]).encode())
    change("epk plus a point of order 8, signed anew", transfer_case, _signed_anew(mixed_epk, pay, p2, b2.rk, stream))
    mixed_rk = (pay.wallet.account.ak + pay.witness.alpha * G + torsion[1]).encode()
    change("rk plus a point of order 8, signed under it", transfer_case,
           _signed_anew(replace(b2, rk=mixed_rk), pay, p2, mixed_rk, stream))
    change("another expiry", transfer_case, replace(b2, expiry=b2.expiry - 1))
    change("another anchor", transfer_case, replace(b2, anchor=encode(stream.element())))
    enc, last = b2.outputs[0].enc, b2.outputs[2].out
    change("one bit of enc", transfer_case, out(b2, 0, enc=bytes([enc[0] ^ 1]) + enc[1:]))
    change("one bit of out", transfer_case, out(b2, 2, out=last[:-1] + bytes([last[-1] ^ 1])))
    change("an audit word plus one", transfer_case,
           replace(b2, words=item(b2.words, 0, encode((int.from_bytes(b2.words[0], "little") + 1) % R))))
    change("another fee of the schedule", transfer_case, replace(b2, fee=2 * bundles.BASE_FEE))
    change("another circuit version", transfer_case, replace(b2, circuit_version=2))
    change("another party", unshield_case, b4, party=stream.take(32))
    change("an unshield as a shield", unshield_case, replace(b4, fee=0), call="shield")
    change("outputs exchanged", transfer_case, replace(b2, outputs=b2.outputs[::-1]))
    change("S of the signature is not canonical", transfer_case,
           replace(b2, signature=b2.signature[:32] + b"\xff" * 32))

    vectors = []
    for name, (p, base, _), b, call, party in cases:
        error = bundles.first_failure(b, GENESIS, call, party)
        vectors.append({
            "kind": "rules",
            "name": name,
            "base": p.name,
            "call": call,
            "party": party.hex(),
            "replaced": _replaced(base.encode(), b.encode()),
            "sighash": b.sighash(GENESIS, call, party).hex(),
            "valid": error is None,
        } | ({"code": bundles.CODES[error], "error": error} if error else {}))
    # Another chain's genesis hash: the signature does not hold.
    other = stream.take(32)
    error = bundles.first_failure(b2, other, pay.call, p2)
    vectors.append({
        "kind": "rules",
        "name": "another chain",
        "base": pay.name,
        "call": pay.call,
        "party": p2.hex(),
        "genesis_hash": other.hex(),
        "replaced": [],
        "sighash": b2.sighash(other, pay.call, p2).hex(),
        "valid": False,
        "code": bundles.CODES[error],
        "error": error,
    })
    return vectors


def _signed_anew(b, p, party, rk, stream):
    """A bundle signed under the bytes of `rk`, whose part of prime order is the payment's own key."""
    rsk, nonce = redjubjub.randomize(p.wallet.account.ask, p.witness.alpha), stream.scalar()
    commitment = (nonce * G).encode()
    challenge = redjubjub.h_star(commitment + rk + b.sighash(GENESIS, p.call, party))
    return replace(b, signature=commitment + encode((nonce + challenge * rsk) % S))


def _replaced(old, new):
    """The runs of bytes that differ, as offset and new bytes."""
    runs, i = [], 0
    while i < len(old):
        if old[i] == new[i]:
            i += 1
            continue
        start = i
        # A run goes on over short equal stretches, so that a field stays together.
        while i < len(old) and old[i : i + 8] != new[i : i + 8]:
            i += 1
        runs.append({"offset": start, "bytes": new[start:i].hex()})
    return runs


def digest_vectors():
    stream, vectors = Stream("digest"), []
    cases = [
        ("genesis", tree.EMPTY[tree.DEPTH], 0, []),
        ("extrinsics, none of the pool", tree.EMPTY[tree.DEPTH], 0, [0] * 9),
        ("the first extrinsic", stream.element(), 3, [1]),
        ("the eighth", stream.element(), 6, [0] * 7 + [1]),
        ("the ninth", stream.element(), 9, [0] * 8 + [1]),
        ("trailing zero bytes", stream.element(), 12, [0, 0, 1] + [0] * 30),
        ("a zero byte inside", stream.element(), 18, [0, 1] + [0] * 20 + [1]),
        ("all of ten", R - 1, 30, [1] * 10),
        ("63 bytes", stream.element(), 2**32, [0] * 503 + [1]),
        ("64 bytes", stream.element(), 2**32 + 3, [1] + [0] * 510 + [1]),
        ("a block's worth", stream.element(), 2**40 - 1, [stream.below(2) for _ in range(1000)] + [1]),
        ("the largest position", 0, 2**64 - 1, []),
    ]
    for name, root, position, outcomes in cases:
        data = digest.pool_digest(root, position, outcomes)
        vectors.append({
            "kind": "digest",
            "name": name,
            "version": digest.VERSION,
            "root": hexed(root),
            "next_position": str(position),
            "extrinsics": len(outcomes),
            "effective": [i for i, effective in enumerate(outcomes) if effective],
            "outcomes": digest.outcome_bytes(outcomes).hex(),
            "encoded": data.hex(),
            "digest_item": digest.digest_item(data).hex(),
        })
    good = digest.pool_digest(tree.EMPTY[tree.DEPTH], 3, [1])
    assert digest.decode(good)[1] == 3
    for name, data in (
        ("empty", b""),
        ("one byte less", good[:-1]),
        ("one byte more", good + b"\x00"),
        ("version 0", b"\x00" + good[1:]),
        ("version 2", b"\x02" + good[1:]),
        ("the outcomes end in a zero byte", good[:41] + bytes([2 << 2, 1, 0])),
        ("one outcome byte, which is zero", good[:41] + bytes([1 << 2, 0])),
        ("a length in two bytes that fits in one", good[:41] + bytes([1 << 2 | 1, 0, 1])),
        ("a length in four bytes that fits in one", good[:41] + bytes([1 << 2 | 2, 0, 0, 0, 1])),
        ("a length of 2^30 - 1", good[:41] + b"\xfe\xff\xff\xff\x01"),
        ("no length", good[:41]),
    ):
        result = outcome(lambda: digest.decode(data))
        assert not result["valid"]
        vectors.append({"kind": "digest_decode", "name": name, "bytes": data.hex()} | result)
    return {
        "description": "PoolDigest in SCALE, what is none, and the header's digest item. `effective` are the indices of the "
        "extrinsics that took effect.",
        "section": "§4",
        "vectors": vectors,
    }
