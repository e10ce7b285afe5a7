"""Bech32m (BIP-350) without the limit of 90 characters: the strings of docs/protocol §2.4 are longer."""

from field import Refused

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32M = 0x2BC830A3
BECH32 = 1


def _polymod(values):
    generator = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for i in range(5):
            checksum ^= generator[i] if top >> i & 1 else 0
    return checksum


def _expand(hrp):
    return [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp]


def groups(data):
    """Bytes as groups of five bits, most significant first, padded with zero bits."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return [int(bits[i : i + 5], 2) for i in range(0, len(bits), 5)]


def encode_groups(hrp, values, constant=BECH32M):
    """The string of five-bit groups. Another constant gives a string that is not bech32m."""
    checksum = _polymod(_expand(hrp) + values + [0] * 6) ^ constant
    values = values + [checksum >> 5 * (5 - i) & 31 for i in range(6)]
    return hrp + "1" + "".join(CHARSET[v] for v in values)


def encode(hrp, data):
    """Bytes as a string (docs/protocol §2.4)."""
    return encode_groups(hrp, groups(data))


def decode(hrp, text):
    """The bytes of a string with this human-readable part (docs/protocol §2.4)."""
    if text != text.lower() and text != text.upper():
        raise Refused("bech32m: mixed case")
    text = text.lower()
    found, separator, data = text.rpartition("1")
    if not separator:
        raise Refused("bech32m: no separator")
    if not found or any(not 33 <= ord(c) <= 126 for c in found):
        raise Refused("bech32m: bad human-readable part")
    if any(c not in CHARSET for c in data) or len(data) < 6:
        raise Refused("bech32m: bad data part")
    values = [CHARSET.index(c) for c in data]
    if _polymod(_expand(found) + values) != BECH32M:
        raise Refused("bech32m: bad checksum")
    if found != hrp:
        raise Refused("bech32m: another human-readable part")
    bits = "".join(f"{value:05b}" for value in values[:-6])
    padding = len(bits) % 8
    if padding >= 5 or "1" in bits[len(bits) - padding :]:
        raise Refused("bech32m: bad padding")
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits) - padding, 8))
