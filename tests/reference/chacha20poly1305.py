"""ChaCha20-Poly1305 as written in RFC 8439."""

import hmac
import struct

from field import Refused

_WORD = 0xFFFFFFFF


def _quarter(x, a, b, c, d):
    """RFC 8439 section 2.1."""
    x[a] = x[a] + x[b] & _WORD
    x[d] = _rotate(x[d] ^ x[a], 16)
    x[c] = x[c] + x[d] & _WORD
    x[b] = _rotate(x[b] ^ x[c], 12)
    x[a] = x[a] + x[b] & _WORD
    x[d] = _rotate(x[d] ^ x[a], 8)
    x[c] = x[c] + x[d] & _WORD
    x[b] = _rotate(x[b] ^ x[c], 7)


def _rotate(word, bits):
    return (word << bits | word >> 32 - bits) & _WORD


def block(key, counter, nonce):
    """64 bytes of key stream (RFC 8439 section 2.3)."""
    start = list(struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<I", counter) + nonce))
    x = list(start)
    for _ in range(10):
        _quarter(x, 0, 4, 8, 12)
        _quarter(x, 1, 5, 9, 13)
        _quarter(x, 2, 6, 10, 14)
        _quarter(x, 3, 7, 11, 15)
        _quarter(x, 0, 5, 10, 15)
        _quarter(x, 1, 6, 11, 12)
        _quarter(x, 2, 7, 8, 13)
        _quarter(x, 3, 4, 9, 14)
    return struct.pack("<16I", *((a + b) & _WORD for a, b in zip(x, start)))


def chacha20(key, counter, nonce, data):
    """Encryption and decryption (RFC 8439 section 2.4)."""
    out = bytearray()
    for i in range(0, len(data), 64):
        stream = block(key, counter + i // 64, nonce)
        out += bytes(a ^ b for a, b in zip(data[i : i + 64], stream))
    return bytes(out)


def poly1305(key, data):
    """The tag under a one-time key (RFC 8439 section 2.5)."""
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    accumulator = 0
    for i in range(0, len(data), 16):
        accumulator = (accumulator + int.from_bytes(data[i : i + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return (accumulator + int.from_bytes(key[16:], "little") & 2**128 - 1).to_bytes(16, "little")


def _tag(key, nonce, aad, ciphertext):
    """RFC 8439 section 2.8."""
    data = aad + bytes(-len(aad) % 16) + ciphertext + bytes(-len(ciphertext) % 16)
    return poly1305(block(key, 0, nonce)[:32], data + struct.pack("<QQ", len(aad), len(ciphertext)))


def seal(key, nonce, plaintext, aad=b""):
    """Ciphertext and tag (RFC 8439 section 2.8)."""
    ciphertext = chacha20(key, 1, nonce, plaintext)
    return ciphertext + _tag(key, nonce, aad, ciphertext)


def open_sealed(key, nonce, sealed, aad=b""):
    """The plaintext; refuses a wrong tag (RFC 8439 section 2.8)."""
    ciphertext, tag = sealed[:-16], sealed[-16:]
    if not hmac.compare_digest(tag, _tag(key, nonce, aad, ciphertext)):
        raise Refused("ciphertext: wrong tag")
    return chacha20(key, 1, nonce, ciphertext)
