"""Test vectors of grants (docs/protocol §10)."""

from dataclasses import replace

import grants
import keys
import redjubjub
from addresses import address, diversified_base, diversifier
from cases_crypto import outcome, torsion_points
from field import R, encode, integer
from jubjub import G
from stream import Stream, hexed, hexes

GENESIS = bytes(range(100, 132))


class Case:
    """A grant with all that it was made from."""

    def __init__(self, name, full, hidden, audited):
        s = Stream(f"grant {name}")
        self.name, self.audited = name, audited
        self.auditor_sk, self.owner_sk = s.take(32), s.take(32)
        self.label, self.version, self.expiry = b"2026-Q4/payroll", 1 + s.below(2**16 - 1), s.below(2**32)
        self.x = grants.sealing_secret(self.auditor_sk, self.version)
        self.pk = self.x * G
        account = keys.account(self.owner_sk, audited)
        scope = keys.scope(account, self.label)
        self.index = s.below(2**64)
        self.address = address(scope.ivk, diversifier(scope.dk, self.index))
        g_d, _ = diversified_base(self.address.d)
        self.alpha = s.scalar()
        rk = (account.ak + self.alpha * G).encode()
        v, self.esk = grants.revocation_secret(self.owner_sk, rk), grants.ephemeral_secret(self.owner_sk, rk)
        self.witness = grants.Witness(
            ak=account.ak.affine(), alpha=self.alpha, nk=scope.nk, b=int(audited), k=account.k or 0,
            d=integer(self.address.d), g_d=g_d.affine(), esk=self.esk,
        )
        auditor, revocation_key = s.take(32), redjubjub.public(v)
        kind, hidden = int(full), int(hidden)
        self.ctx = grants.context(GENESIS, auditor, self.version, kind, hidden, self.expiry, revocation_key)
        self.public = grants.derived(self.witness, kind, hidden, self.pk, self.ctx)
        image = account.audit
        self.message = grants.message(kind, int(audited), scope.ivk, scope.nk, scope.ivk_int, account.k or 0,
                                      grants.audit.account_of(*account.ak.affine(), image), integer(self.address.d))
        epk, words, self.r = grants.seal(self.message, self.esk, self.pk, self.ctx, hidden)
        target = encode(self.public[0]) if hidden else self.address.encode()[1:]
        grant = grants.Grant(auditor, self.version, kind, target, epk.encode(), words, self.expiry, s.below(2**32),
                             revocation_key, rk, s.take(192), bytes(64))
        signing = redjubjub.randomize(account.ask, self.alpha)
        self.grant = replace(grant, signature=redjubjub.sign(signing, grant.hash(GENESIS), s.take(80)))
        assert self.grant.public_inputs(GENESIS, self.pk) == self.public
        assert grants.failures(self.witness, self.public) == []
        opened, opened_address, r = self.grant.open(GENESIS, self.x)
        assert (opened, opened_address, r) == (self.message, self.address, self.r)
        self.revocation_signature = redjubjub.sign(v, grants.revocation(GENESIS, self.grant.id(GENESIS), 1), s.take(80))

    def json(self):
        grant = self.grant
        return {
            "kind": "grant",
            "name": self.name,
            "genesis_hash": GENESIS.hex(),
            "auditor_sk": self.auditor_sk.hex(),
            "key_version": self.version,
            "pk": hexed(self.pk.encode()),
            "owner_sk": self.owner_sk.hex(),
            "audited": self.audited,
            "label": self.label.decode(),
            "index": str(self.index),
            "alpha": hexed(self.alpha),
            "esk": hexed(self.esk),
            "full": bool(grant.kind),
            "hidden": bool(grant.hidden),
            "target": grant.target.hex(),
            "ctx": hexed(self.ctx),
            "message": hexes(self.message),
            "r": hexed(self.r),
            "encoded": grant.encode().hex(),
            "hash": grant.hash(GENESIS).hex(),
            "id": grant.id(GENESIS).hex(),
            "public_inputs": hexes(self.public),
            "revocation_from_account": grants.revocation(GENESIS, grant.id(GENESIS), 0).hex(),
            "revocation_from_deposit": grants.revocation(GENESIS, grant.id(GENESIS), 1).hex(),
            "revocation_signature": self.revocation_signature.hex(),
        }


def cases():
    """A grant of each shape."""
    names = []
    for audited in (False, True):
        for full in (False, True):
            for hidden in (False, True):
                name = f"{'full' if full else 'incoming'}, {'hidden' if hidden else 'stated'}"
                names.append(Case(name + (", audited" if audited else ""), full, hidden, audited))
    return names


def possessions():
    s = Stream("sealing keys")
    genesis, account = s.take(32), s.take(32)
    sk = s.take(32)
    x = grants.sealing_secret(sk, 1)
    key = redjubjub.public(x)
    signature = redjubjub.sign(x, grants.possession(genesis, account, 1, key), s.take(80))
    torsion = torsion_points()

    def check(genesis, account, version, key, signature):
        point = grants.jubjub.decode(key)
        if not point.is_prime_order():
            raise grants.Refused("sealing key: not of prime order")
        redjubjub.verify(key, grants.possession(genesis, account, version, key), signature)

    mixed = (x * G + torsion[1]).encode()
    small = torsion[3].encode()
    signed = {k: redjubjub.sign(x, grants.possession(genesis, account, 1, k), s.take(80)) for k in (mixed, small)}
    for name, *parts in (
        ("another genesis", bytes(32), account, 1, key, signature),
        ("another account", genesis, bytes(32), 1, key, signature),
        ("another version", genesis, account, 2, key, signature),
        ("a key with a part of small order", genesis, account, 1, mixed, signed[mixed]),
        ("a key of small order", genesis, account, 1, small, signed[small]),
        ("not canonical", genesis, account, 1, encode(R + 1), signature),
        ("honest", genesis, account, 1, key, signature),
    ):
        yield {
            "kind": "possession",
            "name": name,
            "genesis_hash": parts[0].hex(),
            "account": parts[1].hex(),
            "key_version": parts[2],
            "key": parts[3].hex(),
            "message": grants.possession(*parts[:4]).hex(),
            "signature": parts[4].hex(),
        } | outcome(lambda: check(*parts))


def secrets():
    s = Stream("secrets of grants")
    for version in (1, 2, 2**16 - 1):
        sk, rk = s.take(32), (s.scalar() * G).encode()
        yield {
            "kind": "secrets",
            "sk": sk.hex(),
            "key_version": version,
            "rk": rk.hex(),
            "x": hexed(grants.sealing_secret(sk, version)),
            "v": hexed(grants.revocation_secret(sk, rk)),
            "esk": hexed(grants.ephemeral_secret(sk, rk)),
        }


def openings(made):
    """Grants that an auditor opens, or does not."""
    by_name = {case.name: case for case in made}
    full, hidden = by_name["full, stated, audited"], by_name["incoming, hidden"]
    s = Stream("openings")

    def resealed(case, change):
        words = list(case.message)
        change(words)
        _, sealed, _ = grants.seal(words, case.esk, case.pk, case.ctx, case.grant.hidden)
        return replace(case.grant, words=sealed)

    def word(n, value):
        def change(words):
            words[n] = value(words[n]) % R
        return change

    other = bytes([full.grant.target[0] ^ 1]) + full.grant.target[1:]
    # A commitment to a base that is not that of d, which the statement accepts.
    w = replace(hidden.witness, g_d=(s.scalar() * G).affine())
    false_base = replace(hidden.grant, target=encode(grants.derived(w, 0, 1, hidden.pk, hidden.ctx)[0]))
    for name, case, grant, x in (
        ("another secret", full, full.grant, full.x + 1),
        ("another expiry", full, replace(full.grant, expiry=full.expiry ^ 1), full.x),
        ("another kind", full, replace(full.grant, kind=0), full.x),
        ("another address", full, replace(full.grant, target=other), full.x),
        ("an epk of small order", full, replace(full.grant, epk=torsion_points()[1].encode()), full.x),
        ("d of 2^88", full, resealed(full, word(5, lambda d: d + 2**88)), full.x),
        ("another ivk", full, resealed(full, word(0, lambda ivk: ivk + 1)), full.x),
        ("an audit key of no account", full, resealed(full, word(4, lambda account: 0)), full.x),
        ("an incoming grant with nk", hidden, resealed(hidden, word(1, lambda nk: 1)), hidden.x),
        ("a base that is not that of d", hidden, false_base, hidden.x),
        ("full, audited", full, full.grant, full.x),
        ("hidden", hidden, hidden.grant, hidden.x),
    ):
        vector = {
            "kind": "open",
            "name": name,
            "genesis_hash": GENESIS.hex(),
            "x": hexed(x),
            "encoded": grant.encode().hex(),
        } | outcome(lambda: grant.open(GENESIS, x))
        if vector["valid"]:
            words, found, r = grant.open(GENESIS, x)
            vector |= {"message": hexes(words), "address": found.encode()[1:].hex(), "r": hexed(r)}
        yield vector


def changed(made):
    """Statements that do not hold, and one that does: a grant's public inputs and other values of its witness."""
    by_name = {case.name: case for case in made}
    plain, audited = by_name["incoming, stated"], by_name["full, hidden, audited"]
    s = Stream("changed grants")
    other_d = (integer(plain.address.d) + 1) % 2**88
    point = (s.scalar() * G).affine()

    def public(case, n, value):
        inputs = list(case.public)
        inputs[n] = value % R
        return inputs

    for name, case, witness, inputs, failing in (
        ("the key of another scope", plain, {"nk": s.element()}, None, ["G5", "G6"]),
        ("another spender", plain, {"ak": point}, None, ["G1", "G5", "G6"]),
        ("another randomizer", plain, {"alpha": s.scalar()}, None, ["G1"]),
        ("another diversifier", plain, {"d": other_d}, None, ["G5", "G6"]),
        ("another base", plain, {"g_d": point}, None, ["G5"]),
        ("not audited after all", audited, {"b": 0}, None, ["G5", "G6"]),
        ("another audit key", audited, {"k": s.element()}, None, ["G5", "G6"]),
        ("another ephemeral secret", audited, {"esk": s.scalar()}, None, ["G5", "G6"]),
        ("ak of small order", plain, {"ak": torsion_points()[2].affine()}, None, ["G1", "G5", "G6"]),
        ("ak off the curve", plain, {"ak": (1, 1)}, None, ["G1", "G5", "G6"]),
        ("g_d off the curve", plain, {"g_d": (1, 1)}, None, ["G4", "G5"]),
        ("another C", plain, {}, public(plain, 0, plain.public[0] + 1), ["G5"]),
        ("a full grant after all", plain, {}, public(plain, 1, 1), ["G6"]),
        ("an incoming grant after all", audited, {}, public(audited, 1, 0), ["G6"]),
        ("a hidden address after all", plain, {}, public(plain, 2, 1), ["G5"]),
        ("another epk", plain, {}, public(plain, 5, -plain.public[5]), ["G6"]),
        *((f"another word {n}", audited, {}, public(audited, 7 + n, audited.public[7 + n] + 1), ["G6"])
          for n in range(6)),
        ("another ctx", plain, {}, public(plain, 13, plain.public[13] + 1), ["G6"]),
        ("another ctx of a hidden address", audited, {}, public(audited, 13, audited.public[13] + 1), ["G5", "G6"]),
        ("another rk", plain, {}, public(plain, 14, -plain.public[14]), ["G1"]),
        ("another k of an account that is not audited", plain, {"k": s.element()}, None, []),
        ("nothing changed", audited, {}, None, []),
    ):
        w, inputs = replace(case.witness, **witness), inputs or case.public
        assert grants.failures(w, inputs) == failing, (name, grants.failures(w, inputs))
        vector = {
            "kind": "statement",
            "name": name,
            "ak": hexes(w.ak),
            "alpha": hexed(w.alpha),
            "nk": hexed(w.nk),
            "b": w.b,
            "k": hexed(w.k),
            "d": w.d.to_bytes(11, "little").hex(),
            "g_d": hexes(w.g_d),
            "esk": hexed(w.esk),
            "public_inputs": hexes(inputs),
            "valid": not failing,
        }
        yield vector | ({"failing": failing} if failing else {})


def grant_vectors():
    made = cases()
    vectors = [case.json() for case in made]
    vectors += [*possessions(), *secrets(), *openings(made), *changed(made)]
    return {
        "description": "Grants of every shape from the secrets of owner and auditor to bytes and public inputs; sealing keys "
        "that may be registered; grants that open or do not; statements that hold or do not.",
        "section": "§10",
        "vectors": vectors,
    }
