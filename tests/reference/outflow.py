"""Outflow statements: digest, sums, encoding and the statement, evaluated plainly (docs/protocol §13)."""

from dataclasses import dataclass, field as member

import audit
from digest import compact
from field import R, encode, le16, le32, le64, le128, wide_element
from grants import commitment
from hashes import b256, b512
from jubjub import G, Point, on_curve
from keys import incoming
from poseidon import h

CIRCUIT_ID, VERSION, BUNDLES = 6, 1, 12
NATIVE = 1
NAMES = ["C", "A", "T", "last", "ctx", "D_in", "D_out", "S_in", "S_out", "rk.u", "rk.v"]


@dataclass
class Bundle:
    """The words of a bundle (docs/protocol §13.2); of each output that is said to be own its (nk, d)."""

    nullifiers: list
    commitments: list
    words: list
    shield: int
    own: dict = member(default_factory=dict)


PADDING = Bundle([0] * 3, [0] * 3, [0] * 8, 0)


def padded(bundles):
    """The bundles of each proof (docs/protocol §13.2)."""
    count = max(1, -(-len(bundles) // BUNDLES))
    filled = bundles + [PADDING] * (count * BUNDLES - len(bundles))
    return [filled[start : start + BUNDLES] for start in range(0, len(filled), BUNDLES)]


def absorb(digest, bundle):
    """D_i (docs/protocol §13.2)."""
    return h("H_OUTFLOW", digest, *bundle.nullifiers, *bundle.commitments, *bundle.words, bundle.shield)


def digest_of(start, bundles):
    for bundle in bundles:
        start = absorb(start, bundle)
    return start


def read(k, account, bundle):
    """(whether it is a record, the message) (docs/protocol §13.3)."""
    pads = audit.stream(k, account, bundle.nullifiers, bundle.commitments)
    m = [(word - pad) % R for word, pad in zip(bundle.words, pads)]
    return m[3] >> 88 == audit.TAG, m


def left(k, account, bundle, asset):
    """What left with a bundle (docs/protocol §13.3); 0 for words that nobody can read."""
    is_record, m = read(k, account, bundle)
    if not is_record or any(word >> 250 for word in m[:3]):
        return 0
    plain = audit.decrypt(k, account, bundle.nullifiers, bundle.commitments, bundle.words)
    values = plain.input_values + plain.output_values
    of_asset = [v if (plain.asset if other else NATIVE) == asset else 0 for v, other in zip(values, plain.selectors)]
    paid_in, outputs = of_asset[:3], of_asset[3:]
    to_others = sum(value for place, value in enumerate(outputs) if place not in bundle.own)
    if bundle.shield:
        return to_others + (plain.fee if asset == NATIVE else 0)
    return to_others + sum(paid_in) - sum(outputs)


def context(genesis, verifier, nonce, first, last, version=VERSION):
    """ctx (docs/protocol §13.4)."""
    data = genesis + le16(CIRCUIT_ID) + le16(version) + verifier + nonce + le32(first) + le32(last)
    return wide_element(b512("ShojiStatement__", data))


def hide(total, blinding, ctx):
    """S of a sum (docs/protocol §13.4)."""
    return h("H_SUM", total % R, blinding, ctx)


@dataclass
class Witness:
    """docs/protocol §13.4. Points are pairs of coordinates: that they are points is part of the statement."""

    ak: tuple
    alpha: int
    k: int
    nk: int
    d: int
    pk_d: tuple
    g_d: tuple
    r: int
    total: int
    blinding_in: int
    blinding_out: int
    bundles: list

    @property
    def audit(self):
        return h("H_AUDIT", self.k)

    @property
    def account(self):
        return audit.account_of(*self.ak, self.audit)

    def owner(self, nk, d):
        """H_OWNER(H_IVK(ak.u, ak.v, nk, audit), d)."""
        return h("H_OWNER", incoming(Point(*self.ak), nk, self.audit), d)

    def total_out(self, asset):
        return self.total + sum(left(self.k, self.account, bundle, asset) for bundle in self.bundles)


def derived(w, asset, limit, last, ctx, digest_in):
    """The public inputs that follow from a witness (docs/protocol §13.4)."""
    c = commitment(w.d, w.owner(w.nk, w.d), w.pk_d, w.g_d, w.r)
    sums = [hide(w.total, w.blinding_in, ctx), hide(w.total_out(asset), w.blinding_out, ctx)]
    rk = Point(*w.ak) + w.alpha * G
    return [c, asset, limit, last, ctx, digest_in, digest_of(digest_in, w.bundles), *sums, *rk.affine()]


def failures(w, public):
    """The rules of docs/protocol §13.4 that do not hold, in the order of the specification; [] if all hold."""
    own = derived(w, *public[1:6])
    asset, limit, last = public[1:4]
    messages = [read(w.k, w.account, bundle) for bundle in w.bundles]
    claims = [(m[4 + place], key) for bundle, (_, m) in zip(w.bundles, messages) for place, key in bundle.own.items()]
    room = last * (limit - w.total_out(asset)) % R
    ak_valid = on_curve(*w.ak) and not Point(*w.ak).is_small_order()
    holds = {
        "X1": ak_valid and own[9:] == public[9:] and 0 <= w.alpha < 2**252,
        "X3": own[0] == public[0],
        "X4": own[6] == public[6],
        "X6": all(not is_record or all(word < 2**250 for word in m[:3]) for is_record, m in messages),
        "X7": all(w.owner(*key) == owner for owner, key in claims),
        "X9": own[7:9] == public[7:9],
        "X10": room < 2**128,
    }
    return [rule for rule, held in holds.items() if not held]


@dataclass(frozen=True)
class Outflow:
    """docs/protocol §13.5. A hidden subject is 32 bytes, a stated one 75; proofs are pairs of sum and proof."""

    subject: bytes
    verifier: bytes
    nonce: bytes
    first: int
    last: int
    asset: int
    limit: int
    rk: bytes
    proofs: list
    signature: bytes
    circuit_version: int = VERSION

    def terms(self):
        """Every field before the proofs."""
        hidden = bytes([len(self.subject) == 32])
        return (
            le16(self.circuit_version) + hidden + self.subject + self.verifier + self.nonce + le32(self.first)
            + le32(self.last) + le64(self.asset) + le128(self.limit) + self.rk
        )

    def encode(self):
        proofs = b"".join(encode(total) + proof for total, proof in self.proofs)
        return self.terms() + compact(len(self.proofs)) + proofs + self.signature

    def hash(self, genesis):
        sums = b"".join(encode(total) for total, _ in self.proofs)
        data = genesis + le16(CIRCUIT_ID) + self.terms() + compact(len(self.proofs)) + sums
        return b256("ShojiOutflowHash", data)

    def context(self, genesis):
        return context(genesis, self.verifier, self.nonce, self.first, self.last, self.circuit_version)
