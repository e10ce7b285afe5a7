"""Note encryption (docs/protocol §3.4)."""

import jubjub
from addresses import diversified_base, owner_of
from chacha20poly1305 import chacha20, open_sealed, seal
from field import R, Refused, decode_scalar, encode
from hashes import b256
from keys import decryption
from notes import COMPACT_BYTES, PLAINTEXT_BYTES, decode_plaintext, ephemeral_secret

NONCE = bytes(12)
ENC_BYTES, OUT_BYTES = PLAINTEXT_BYTES + 16, 80


class NotANote(Refused):
    """The tag verifies and what was sealed is not the output's note: a false output, not somebody else's."""


def shared_secret(scalar, point):
    """[8 scalar] point (docs/protocol §3.4)."""
    return 8 * (scalar * point)


def note_key(shared, epk):
    """K_enc (docs/protocol §3.4); `epk` is its 32 bytes."""
    return b256("ShojiNoteKDF____", shared.encode() + epk)


def outgoing_key(ovk, cm, epk):
    """ock (docs/protocol §3.4); `epk` is its 32 bytes."""
    return b256("ShojiOutgoingKey", ovk + encode(cm) + epk)


def encrypt(plaintext, pk_d, ovk):
    """(epk, enc, out) of a real output (docs/protocol §3.2, §3.4)."""
    esk = ephemeral_secret(plaintext.rseed)
    epk = (esk * diversified_base(plaintext.d)[0]).encode()
    enc = seal(note_key(shared_secret(esk, pk_d), epk), NONCE, plaintext.encode())
    out = seal(outgoing_key(ovk, plaintext.commitment(), epk), NONCE, pk_d.encode() + encode(esk))
    return epk, enc, out


def _check(plaintext, cm, epk, esk=None):
    """What both kinds of holder check after decryption (docs/protocol §3.4). Returns the plaintext."""
    derived = ephemeral_secret(plaintext.rseed)
    if esk is not None and esk != derived:
        raise Refused("note: esk is not that of rseed")
    if (derived * diversified_base(plaintext.d)[0]).encode() != epk:
        raise Refused("note: epk is not [esk] g_d")
    if plaintext.commitment() != cm:
        raise Refused("note: another commitment")
    return plaintext


def _incoming_key(ivk, cm, epk):
    """K_enc as the receiver computes it (docs/protocol §3.4)."""
    if cm >= R:
        raise Refused("note: cm is not canonical")
    point = jubjub.decode(epk)
    if point.is_small_order():
        raise Refused("note: epk is of small order")
    return note_key(shared_secret(decryption(ivk), point), epk)


def _incoming(ivk, cm, epk, data):
    plaintext = decode_plaintext(data)
    if owner_of(ivk, plaintext.d) != plaintext.owner:
        raise Refused("note: another owner")
    return _check(plaintext, cm, epk)


def decrypt_incoming(ivk, cm, epk, enc):
    """The note that the holder of ivk receives (docs/protocol §3.4)."""
    data = open_sealed(_incoming_key(ivk, cm, epk), NONCE, enc)
    try:
        return _incoming(ivk, cm, epk, data)
    except Refused as error:
        raise NotANote(str(error)) from None


def decrypt_compact(ivk, cm, epk, enc):
    """The same from the first 100 bytes of enc, which carry no tag (docs/protocol §3.3, §3.4)."""
    return _incoming(ivk, cm, epk, chacha20(_incoming_key(ivk, cm, epk), 1, NONCE, enc[:COMPACT_BYTES]))


def decrypt_outgoing(ovk, cm, epk, enc, out):
    """(note, pk_d) that the holder of ovk sent (docs/protocol §3.4)."""
    data = open_sealed(outgoing_key(ovk, cm, epk), NONCE, out)
    pk_d, esk = jubjub.decode(data[:32]), decode_scalar(data[32:])
    if not pk_d.is_prime_order():
        raise Refused("out: pk_d is not of prime order")
    plaintext = decode_plaintext(open_sealed(note_key(shared_secret(esk, pk_d), epk), NONCE, enc))
    return _check(plaintext, cm, epk, esk), pk_d
