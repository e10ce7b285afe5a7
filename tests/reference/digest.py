"""The header digest of the pool (docs/protocol §4), in SCALE."""

from field import Refused, encode, integer, le32, le64

VERSION = 1
ENGINE = b"SHPL"
# The variant byte of `Consensus` in Substrate's DigestItem.
CONSENSUS = 4


def compact(n):
    """SCALE's compact integer, for lengths below 2^30."""
    if n < 1 << 6:
        return bytes([n << 2])
    if n < 1 << 14:
        return (n << 2 | 1).to_bytes(2, "little")
    if n < 1 << 30:
        return le32(n << 2 | 2)
    raise ValueError("not below 2^30")


def outcome_bytes(outcomes):
    """The bits of a block's extrinsics, trailing zero bytes dropped (docs/protocol §4)."""
    data = bytearray(-(-len(outcomes) // 8))
    for i, effective in enumerate(outcomes):
        data[i // 8] |= effective << i % 8
    return bytes(data).rstrip(b"\x00")


def pool_digest(root, next_position, outcomes):
    """SCALE(PoolDigest) (docs/protocol §4)."""
    data = outcome_bytes(outcomes)
    return bytes([VERSION]) + encode(root) + le64(next_position) + compact(len(data)) + data


def decode(data):
    """(root, next_position, outcomes) of SCALE(PoolDigest) (docs/protocol §4)."""
    if len(data) < 42:
        raise Refused("digest: too short")
    if data[0] != VERSION:
        raise Refused("digest: another version")
    # The two low bits say how many bytes the length has.
    size = 1 << (data[41] & 3)
    if size == 8:
        raise Refused("digest: a length of 2^30 or more")
    length = integer(data[41 : 41 + size]) >> 2
    if data[41 : 41 + size] != compact(length):
        raise Refused("digest: the length is cut short or not in its shortest form")
    outcomes = data[41 + size :]
    if len(outcomes) != length:
        raise Refused("digest: another length")
    if outcomes[-1:] == b"\x00":
        raise Refused("digest: the last byte of the outcomes is zero")
    return data[1:33], integer(data[33:41]), outcomes


def digest_item(digest):
    """Consensus("SHPL", digest) in SCALE (docs/protocol §4)."""
    return bytes([CONSENSUS]) + ENGINE + compact(len(digest)) + digest
