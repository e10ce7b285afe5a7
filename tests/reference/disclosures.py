"""Payment disclosures and the randomizers of payments (docs/protocol §14.3, §5.5)."""

import jubjub
from addresses import diversified_base
from field import S, Refused, decode_scalar, encode, le32, le64, wide_scalar
from hashes import b256, b512, prf_expand

ROLES = {"sender": 0, "recipient": 1}


def randomizer(sk, nullifiers):
    """alpha of the payment whose bundle has these nullifiers, in its order (docs/protocol §5.5)."""
    if len(nullifiers) != 3:
        raise ValueError("a bundle has three nullifiers")
    return wide_scalar(prf_expand(sk, b"\x08" + b"".join(nullifiers)))


def message(role, genesis, block, index, bundle_id, output, plaintext, pk_d, verifier, nonce):
    """What a disclosure signs (docs/protocol §14.3)."""
    head = bytes([ROLES[role]]) + genesis + block + le32(index) + bundle_id + bytes([output]) + plaintext + pk_d
    return b256("ShojiDisclosure_", head + le64(len(verifier)) + verifier + le64(len(nonce)) + nonce)


def h(data):
    """H of a recipient's signature."""
    return wide_scalar(b512("ShojiDisclSign__", data))


def sign(dec, d, m, t):
    """A recipient's signature; t is the 80 bytes that the signer draws at random."""
    if len(t) != 80:
        raise ValueError("a nonce is made of 80 bytes")
    g_d, _ = diversified_base(d)
    keys = g_d.encode() + (dec * g_d).encode()
    n = h(t + keys + m)
    commitment = (n * g_d).encode()
    return commitment + encode((n + h(commitment + keys + m) * dec) % S)


def verify(d, pk_d, m, signature):
    """Refuses unless the signature is by the reader of pk_d, which an address has made sure is of prime order."""
    g_d, _ = diversified_base(d)
    response = decode_scalar(signature[32:])
    c = h(signature[:32] + g_d.encode() + pk_d + m)
    if (response * g_d - c * jubjub.decode(pk_d)).encode() != signature[:32]:
        raise Refused("disclosure: the equation does not hold")
