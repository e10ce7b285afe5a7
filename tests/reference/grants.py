"""Grants of viewing keys: sealing, encoding and the statement, evaluated plainly (docs/protocol §10)."""

from dataclasses import dataclass

import audit
import jubjub
from addresses import Address, diversified_base, owner_of
from field import R, Refused, decode_element, encode, integer, le16, le32, wide_element, wide_scalar
from hashes import b256, b512, prf_expand
from jubjub import G, Point, on_curve
from keys import decryption, incoming
from poseidon import h, sponge

CIRCUIT_ID, VERSION = 2, 1
INCOMING, FULL = 0, 1
ADDRESS_BYTES, PROOF_BYTES, SIGNATURE_BYTES = 75, 192, 64
NAMES = (
    ["C", "kind", "hidden", "PK.u", "PK.v", "epk.u", "epk.v"] + [f"c{n}" for n in range(6)] + ["ctx", "rk.u", "rk.v"]
)


def secret(sk, tag, of):
    """x (§10.1), v (§10.6) and esk (§10.3) of a wallet: by the tags 5, 6 and 7."""
    value = wide_scalar(prf_expand(sk, bytes([tag]) + of))
    if value == 0:
        raise Refused("grant: a secret is zero")
    return value


def sealing_secret(sk, version):
    """docs/protocol §10.1."""
    return secret(sk, 5, le16(version))


def revocation_secret(sk, rk):
    """docs/protocol §10.6."""
    return secret(sk, 6, rk)


def ephemeral_secret(sk, rk):
    """docs/protocol §10.3."""
    return secret(sk, 7, rk)


def possession(genesis, account, version, key):
    """What the holder of a sealing key signs (docs/protocol §10.1)."""
    return b256("ShojiAuditorKey_", genesis + account + le16(version) + key)


def revocation(genesis, grant_id, from_deposit):
    """What revokes a grant, its fee from the deposit or from an account (docs/protocol §10.6)."""
    return b256("ShojiRevocation_", genesis + grant_id + bytes([from_deposit]))


def commitment(d, owner, pk_d, g_d, r):
    """C of an address whose d is an integer (docs/protocol §10.2)."""
    return h("H_GRANT", d, owner, *pk_d, *g_d, r)


def address_commitment(address, r):
    """C as whoever verifies or opens it computes it (docs/protocol §10.2)."""
    g_d, _ = diversified_base(address.d)
    return commitment(integer(address.d), address.owner, address.pk_d.affine(), g_d.affine(), r)


def context(genesis, auditor, version, kind, hidden, expiry, revocation_key):
    """ctx (docs/protocol §10.3)."""
    data = genesis + auditor + le16(version) + bytes([kind, hidden]) + le32(expiry) + revocation_key
    return wide_element(b512("ShojiGrantContxt", data))


def message(kind, b, ivk, nk, ivk_int, k, account, d):
    """m0 .. m5 (docs/protocol §10.2)."""
    return [word % R for word in (ivk, kind * nk, kind * ivk_int, kind * b * k, kind * b * account, d)]


def stream(shared, ctx):
    """S_GRANT of the point [8] shared (docs/protocol §10.3)."""
    return sponge("S_GRANT", [*(8 * shared).affine(), ctx])


def seal(words, esk, pk, ctx, hidden):
    """(epk, c0 .. c5, r) (docs/protocol §10.3)."""
    pads = stream(esk * pk, ctx)
    return esk * G, [(m + s) % R for m, s in zip(words, pads)], hidden * pads[7]


@dataclass(frozen=True)
class Grant:
    """docs/protocol §10.5. A hidden target is 32 bytes, a stated one 75."""

    auditor: bytes
    version: int
    kind: int
    target: bytes
    epk: bytes
    words: list
    expiry: int
    include_by: int
    revocation_key: bytes
    rk: bytes
    proof: bytes
    signature: bytes
    circuit_version: int = VERSION

    @property
    def hidden(self):
        return int(len(self.target) == 32)

    def unproven(self):
        """Every field but proof and signature."""
        return (
            le16(self.circuit_version) + self.auditor + le16(self.version) + bytes([self.kind, self.hidden]) + self.target
            + self.epk + b"".join(encode(word) for word in self.words) + le32(self.expiry) + le32(self.include_by)
            + self.revocation_key + self.rk
        )

    def encode(self):
        return self.unproven() + self.proof + self.signature

    def hash(self, genesis):
        return b256("ShojiGrantHash__", genesis + le16(CIRCUIT_ID) + self.unproven())

    def id(self, genesis):
        return b256("ShojiGrantId____", self.hash(genesis))

    def context(self, genesis):
        return context(genesis, self.auditor, self.version, self.kind, self.hidden, self.expiry, self.revocation_key)

    def address(self):
        """The stated address, refused where it is none (docs/protocol §2.4)."""
        pk_d = jubjub.decode(self.target[43:])
        if not pk_d.is_prime_order():
            raise Refused("grant: pk_d is not of prime order")
        return Address(self.target[:11], decode_element(self.target[11:43]), pk_d)

    def commitment(self):
        return decode_element(self.target) if self.hidden else address_commitment(self.address(), 0)

    def public_inputs(self, genesis, pk):
        """As verifiers build them (docs/protocol §10.4)."""
        points = []
        for name, data in (("epk", self.epk), ("rk", self.rk), ("revocation key", self.revocation_key)):
            points.append(jubjub.decode(data))
            if points[-1].is_small_order():
                raise Refused(f"grant: {name} of small order")
        epk, rk, _ = points
        words = [decode_element(encode(word)) for word in self.words]
        ctx = self.context(genesis)
        return [self.commitment(), self.kind, self.hidden, *pk.affine(), *epk.affine(), *words, ctx, *rk.affine()]

    def open(self, genesis, x):
        """(m, address, r) for the auditor; refuses what §10.3 refuses."""
        epk = jubjub.decode(self.epk)
        if epk.is_small_order():
            raise Refused("grant: epk of small order")
        pads = stream(x * epk, self.context(genesis))
        words = [(decode_element(encode(c)) - s) % R for c, s in zip(self.words, pads)]
        ivk, nk, ivk_int, k, account, d = words
        decryption(ivk)
        if d >= 2**88:
            raise Refused("grant: d has more than 88 bits")
        if self.kind == INCOMING and any(words[1:5]):
            raise Refused("grant: an incoming grant has words that are not zero")
        if self.kind == FULL:
            decryption(ivk_int)
            if account == 0 and k != 0:
                raise Refused("grant: an audit key of no account")
        d_bytes = d.to_bytes(11, "little")
        g_d, _ = diversified_base(d_bytes)
        address = Address(d_bytes, owner_of(ivk, d_bytes), decryption(ivk) * g_d)
        r = self.hidden * pads[7]
        if address_commitment(address, r) != self.commitment():
            raise Refused("grant: another address")
        return words, address, r


@dataclass
class Witness:
    """docs/protocol §10.4. Points are pairs of coordinates: that they are points is part of the statement."""

    ak: tuple
    alpha: int
    nk: int
    b: int
    k: int
    d: int
    g_d: tuple
    esk: int
    # The integer whose bits are taken for those of H_DEC(ivk); None for the canonical one.
    dec: int | None = None


def derived(w, kind, hidden, pk, ctx):
    """The public inputs that follow from a witness (docs/protocol §10.4)."""
    image = w.b * h("H_AUDIT", w.k) % R
    ak, g_d = Point(*w.ak), Point(*w.g_d)
    ivk = incoming(ak, w.nk, image)
    ivk_int = incoming(ak, h("H_INT", w.nk), image)
    dec = (h("H_DEC", ivk) if w.dec is None else w.dec) & (1 << 251) - 1
    words = message(kind, w.b, ivk, w.nk, ivk_int, w.k, audit.account_of(*w.ak, image), w.d)
    epk, sealed, r = seal(words, w.esk, pk, ctx, hidden)
    c = commitment(w.d, h("H_OWNER", ivk, w.d), (dec * g_d).affine(), w.g_d, r)
    rk = ak + w.alpha * G
    return [c, kind, hidden, *pk.affine(), *epk.affine(), *sealed, ctx, *rk.affine()]


def failures(w, public):
    """The rules of docs/protocol §10.4 that do not hold, in the order of the specification; [] if all hold."""
    kind, hidden, pk, ctx = public[1], public[2], Point(*public[3:5]), public[13]
    own = derived(w, kind, hidden, pk, ctx)
    ak_valid, g_d_valid = on_curve(*w.ak), on_curve(*w.g_d)
    ivk = incoming(Point(*w.ak), w.nk, w.b * h("H_AUDIT", w.k) % R)
    canonical = w.dec is None or w.dec == h("H_DEC", ivk)
    holds = {
        "G1": ak_valid and not Point(*w.ak).is_small_order() and own[14:] == public[14:] and 0 <= w.alpha < 2**252,
        "G2": w.b in (0, 1),
        "G4": g_d_valid and canonical,
        "G5": own[0] == public[0],
        "G6": own[5:13] == public[5:13] and 0 <= w.esk < 2**252,
    }
    return [rule for rule, held in holds.items() if not held]
