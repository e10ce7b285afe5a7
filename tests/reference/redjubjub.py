"""RedJubjub signatures with the SpendAuth generator (docs/protocol §6.2; Zcash Protocol Specification section 5.4.7)."""

import hashlib

import jubjub
from field import S, Refused, decode_scalar, encode, integer
from jubjub import G


def h_star(data):
    """H* (Zcash Protocol Specification section 5.4.7)."""
    return integer(hashlib.blake2b(data, digest_size=64, person=b"Zcash_RedJubjubH").digest()) % S


def public(sk):
    """The encoded verification key of a signing key."""
    return (sk * G).encode()


def randomize(ask, alpha):
    """The signing key of a bundle: ask + alpha (docs/protocol §6.2)."""
    return (ask + alpha) % S


def sign(sk, message, nonce):
    """A signature. `nonce` is the 80 bytes that a signer draws at random."""
    if len(nonce) != 80:
        raise ValueError("a nonce has 80 bytes")
    vk = public(sk)
    r = h_star(nonce + vk + message)
    commitment = (r * G).encode()
    return commitment + encode((r + h_star(commitment + vk + message) * sk) % S)


def verify(vk, message, signature):
    """Refuses unless the signature is valid. The equation is multiplied by the cofactor, as in Zcash."""
    if len(signature) != 64:
        raise Refused("signature: not 64 bytes")
    key = jubjub.decode(vk)
    if key.is_small_order():
        raise Refused("signature: the key is of small order")
    commitment = jubjub.decode(signature[:32])
    response = decode_scalar(signature[32:])
    challenge = h_star(signature[:32] + vk + message)
    if not (commitment + challenge * key - response * G).is_small_order():
        raise Refused("signature: the equation does not hold")
