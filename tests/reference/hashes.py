"""BLAKE2b with a personalisation (docs/protocol §1.3)."""

import hashlib


def _blake2b(person, data, size):
    person = person.encode("ascii")
    if len(person) != 16:
        raise ValueError("a personalisation has 16 bytes")
    return hashlib.blake2b(data, digest_size=size, person=person).digest()


def b512(person, data):
    """B512 (docs/protocol §1.3)."""
    return _blake2b(person, data, 64)


def b256(person, data):
    """B256 (docs/protocol §1.3). A digest of 32 bytes is not half of one of 64."""
    return _blake2b(person, data, 32)


def prf_expand(sk, t):
    """PRF_expand (docs/protocol §1.3)."""
    if len(sk) != 32:
        raise ValueError("PRF_expand takes a key of 32 bytes")
    return b512("ShojiExpandSeed_", sk + t)
