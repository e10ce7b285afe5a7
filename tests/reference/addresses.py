"""Diversifiers, addresses and viewing keys as strings (docs/protocol §2.4)."""

from dataclasses import dataclass

import bech32m
import jubjub
from field import Refused, decode_element, encode, integer, le64
from hashes import b256
from jubjub import Point
from keys import decryption
from poseidon import h

VERSION = 1
PRODUCTION, DEVELOPMENT = "shoji", "shojidev"
D_BYTES = 11


def diversifier(dk, index):
    """The 11 bytes with an index (docs/protocol §2.4)."""
    return b256("ShojiDiversifier", dk + le64(index))[:D_BYTES]


def diversified_base(d):
    """(g_d, the counter that gave it) (docs/protocol §2.4)."""
    if len(d) != D_BYTES:
        raise ValueError("a diversifier has 11 bytes")
    for counter in range(256):
        try:
            point = 8 * jubjub.decode(b256("ShojiGroupHashGd", d + bytes([counter])))
        except Refused:
            continue
        if not point.is_identity():
            return point, counter
    raise Refused("diversifier: no g_d")


def owner_of(ivk, d):
    """owner (docs/protocol §2.4)."""
    return h("H_OWNER", ivk, integer(d))


@dataclass(frozen=True)
class Address:
    """docs/protocol §2.4."""

    d: bytes
    owner: int
    pk_d: Point

    def encode(self):
        """The 76 bytes."""
        return bytes([VERSION]) + self.d + encode(self.owner) + self.pk_d.encode()

    def string(self, hrp):
        return bech32m.encode(hrp, self.encode())


def address(ivk, d):
    """The address of an incoming viewing key with a diversifier (docs/protocol §2.4)."""
    return Address(d, owner_of(ivk, d), decryption(ivk) * diversified_base(d)[0])


def decode_address(data):
    """The address of 76 bytes (docs/protocol §2.4)."""
    if len(data) != 1 + D_BYTES + 64:
        raise Refused("address: another length")
    if data[0] != VERSION:
        raise Refused("address: another version")
    d, owner, pk_d = data[1:12], decode_element(data[12:44]), jubjub.decode(data[44:])
    if not pk_d.is_prime_order():
        raise Refused("address: pk_d is not of prime order")
    return Address(d, owner, pk_d)


def parse_address(hrp, text):
    """An address from its string (docs/protocol §2.4)."""
    return decode_address(bech32m.decode(hrp, text))


def incoming_viewing_key(ivk):
    """The bytes of an incoming viewing key (docs/protocol §2.4)."""
    return bytes([VERSION]) + encode(ivk)


def full_viewing_key(ivk, ivk_int, nk, audit):
    """The bytes of a full viewing key (docs/protocol §2.4)."""
    return bytes([VERSION]) + b"".join(encode(x) for x in (ivk, ivk_int, nk, audit))


def parse_viewing_key(hrp, text, elements):
    """The elements of a viewing key: 1 of an incoming one, 4 of a full one (docs/protocol §2.4)."""
    data = bech32m.decode(hrp, text)
    if len(data) != 1 + 32 * elements:
        raise Refused("viewing key: another length")
    if data[0] != VERSION:
        raise Refused("viewing key: another version")
    return [decode_element(data[i : i + 32]) for i in range(1, len(data), 32)]
