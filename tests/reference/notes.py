"""Assets, notes and their plaintexts (docs/protocol §3.1 to §3.3), and the seed of dummies (§5.5)."""

from dataclasses import dataclass

from field import Refused, decode_element, encode, integer, le64, le128, wide_element, wide_scalar
from hashes import b256, prf_expand
from poseidon import h

NONE, NATIVE = 0, 1
VERSION = 1
COMPACT_BYTES, MEMO_BYTES, PLAINTEXT_BYTES = 100, 128, 228
NO_MEMO = b"\xf6" + bytes(MEMO_BYTES - 1)


def check_asset(w):
    """Refuses what is not a well-formed asset (docs/protocol §3.1)."""
    if not 0 <= w < 2**64:
        raise Refused("asset: not 64 bits")
    if 2 <= w < 2**32:
        raise Refused("asset: generation is zero")


def commitment(asset, value, owner, rcm):
    """cm (docs/protocol §3.2)."""
    return h("H_NOTE", asset, value, owner, rcm)


def nullifier(nk, cm, position):
    """nf (docs/protocol §3.2)."""
    return h("H_NF", nk, cm, position)


def commitment_randomness(rseed):
    """rcm (docs/protocol §3.2)."""
    return wide_element(prf_expand(rseed, b"\x10"))


def ephemeral_secret(rseed):
    """esk (docs/protocol §3.2)."""
    esk = wide_scalar(prf_expand(rseed, b"\x11"))
    if esk == 0:
        raise Refused("esk: zero")
    return esk


def memo(text):
    """The 128 bytes of a memo; None and the empty text are no memo (docs/protocol §3.3)."""
    if not text:
        return NO_MEMO
    data = text.encode("utf-8")
    if len(data) > MEMO_BYTES:
        raise Refused("memo: more than 128 bytes")
    if data[-1] == 0:
        raise Refused("memo: ends in a zero character")
    return data + bytes(MEMO_BYTES - len(data))


def memo_text(data):
    """The text of a memo, or None (docs/protocol §3.3)."""
    try:
        return data.rstrip(b"\x00").decode("utf-8") or None
    except UnicodeDecodeError:
        return None


@dataclass(frozen=True)
class Plaintext:
    """A note plaintext (docs/protocol §3.3)."""

    d: bytes
    asset: int
    value: int
    rseed: bytes
    owner: int
    memo: bytes

    def encode(self):
        head = bytes([VERSION]) + self.d + le64(self.asset) + le128(self.value)
        return head + self.rseed + encode(self.owner) + self.memo

    def commitment(self):
        return commitment(self.asset, self.value, self.owner, commitment_randomness(self.rseed))


def decode_plaintext(data):
    """A plaintext from 228 bytes, or from the 100 of a compact one, whose memo is empty bytes (docs/protocol §3.3)."""
    if len(data) not in (COMPACT_BYTES, PLAINTEXT_BYTES):
        raise Refused("plaintext: another length")
    if data[0] != VERSION:
        raise Refused("plaintext: another version")
    asset = integer(data[12:20])
    check_asset(asset)
    if asset == NONE:
        raise Refused("plaintext: asset none")
    return Plaintext(
        d=data[1:12],
        asset=asset,
        value=integer(data[20:36]),
        rseed=data[36:68],
        owner=decode_element(data[68:100]),
        memo=data[100:],
    )


def dummy_seed(draws, dummy_root, nullifiers, salt, payment=None):
    """The key of the inputs' stream, or with the digest of a payment that of the outputs' (docs/protocol §5.5).

    Nullifiers sort by their 32 bytes.
    """
    data = bytes([draws]) + dummy_root + b"".join(sorted(encode(nf) for nf in nullifiers)) + le64(salt)
    return b256("ShojiDummySeed__", b"\x00" + data if payment is None else b"\x01" + data + payment)
