"""Keys and scopes (docs/protocol §2.1, §2.2, §2.3)."""

import hashlib
import unicodedata
from dataclasses import dataclass

from field import Refused, encode, le32, wide_element, wide_scalar
from hashes import b256, b512, prf_expand
from jubjub import G, Point
from poseidon import h

EXTERNAL, INTERNAL = 0, 1
HARDENED = 2**31
MAX_LABEL = 64


def mnemonic_seed(mnemonic, passphrase=""):
    """The seed of a mnemonic (docs/protocol §2.1; BIP-39). Words and checksum are for the caller to check."""
    password = unicodedata.normalize("NFKD", " ".join(mnemonic.lower().split())).encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 2048)


def master(seed):
    """(sk_m, c_m) (docs/protocol §2.1)."""
    data = b512("ShojiMasterSeed_", seed)
    return data[:32], data[32:]


def child(sk, chain, index):
    """(sk_i, c_i), hardened (docs/protocol §2.1)."""
    if not 0 <= index < HARDENED:
        raise Refused("index: not below 2^31")
    data = b512("ShojiChildKey___", chain + sk + le32(index + HARDENED))
    return data[:32], data[32:]


def account_path(seed, account, audited=False):
    """The keys from the master key to 32' / 1517' / account', or to the 1' below it (docs/protocol §2.1)."""
    keys = [master(seed)]
    for index in (32, 1517, account, 1) if audited else (32, 1517, account):
        keys.append(child(*keys[-1], index))
    return keys


@dataclass(frozen=True)
class Account:
    """The account keys (docs/protocol §2.2). `k` is None for an account that is not audited."""

    ask: int
    ak: Point
    vr: int
    dk_root: bytes
    dummy_root: bytes
    k: int | None
    audit: int


def account(sk, audited):
    """docs/protocol §2.2."""
    ask = wide_scalar(prf_expand(sk, b"\x00"))
    if ask == 0:
        raise Refused("ask: zero")
    k = wide_element(prf_expand(sk, b"\x04")) if audited else None
    return Account(
        ask=ask,
        ak=ask * G,
        vr=wide_element(prf_expand(sk, b"\x01")),
        dk_root=prf_expand(sk, b"\x02")[:32],
        dummy_root=prf_expand(sk, b"\x03")[:32],
        k=k,
        audit=h("H_AUDIT", k) if audited else 0,
    )


@dataclass(frozen=True)
class Scope:
    """The keys of a scope (docs/protocol §2.3)."""

    scope: int
    nk: int
    nk_int: int
    ivk: int
    ivk_int: int
    ovk: bytes
    dk: bytes
    dk_int: bytes

    def of_kind(self, kind):
        """(ivk, dk, nk) of external or internal addresses."""
        return (self.ivk, self.dk, self.nk) if kind == EXTERNAL else (self.ivk_int, self.dk_int, self.nk_int)


def scope_element(label):
    """The element of F of a label given as bytes (docs/protocol §2.3)."""
    if len(label) > MAX_LABEL:
        raise Refused("label: more than 64 bytes")
    try:
        label.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("label: not UTF-8") from None
    return wide_element(b512("ShojiScopeLabel_", label))


def incoming(ak, nk, audit):
    """H_IVK(ak.u, ak.v, nk, audit) (docs/protocol §2.3)."""
    u, v = ak.affine()
    return h("H_IVK", u, v, nk, audit)


def outgoing(nk):
    """ovk (docs/protocol §2.3)."""
    return encode(h("H_OVK", nk))


def decryption(ivk):
    """dec (docs/protocol §2.3): 251 bits are always less than s."""
    dec = h("H_DEC", ivk) & (1 << 251) - 1
    if dec == 0:
        raise Refused("dec: zero")
    return dec


def diversifier_key(dk_root, scope, kind):
    """dk (docs/protocol §2.3)."""
    return b256("ShojiDiversKey__", dk_root + encode(scope) + bytes([kind]))


def scope(keys, label):
    """The keys of a scope of an account (docs/protocol §2.3)."""
    element = scope_element(label)
    nk = h("H_NK", keys.vr, element)
    nk_int = h("H_INT", nk)
    return Scope(
        scope=element,
        nk=nk,
        nk_int=nk_int,
        ivk=incoming(keys.ak, nk, keys.audit),
        ivk_int=incoming(keys.ak, nk_int, keys.audit),
        ovk=outgoing(nk),
        dk=diversifier_key(keys.dk_root, element, EXTERNAL),
        dk_int=diversifier_key(keys.dk_root, element, INTERNAL),
    )
