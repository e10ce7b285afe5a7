"""Audit words (docs/protocol §5.4)."""

from dataclasses import dataclass

from field import R, Refused, integer
from hashes import b512
from poseidon import h, sponge

WORD_BITS, TAG_BITS = 250, 162
TAG = integer(b512("ShojiAuditTag_v1", b"")) & (1 << TAG_BITS) - 1


@dataclass(frozen=True)
class Plain:
    """What the audit words say (docs/protocol §5.4). Selectors: inputs 1 to 3, then outputs 1 to 3."""

    input_values: list
    output_values: list
    fee: int
    selectors: list
    owners: list
    asset: int


def message(plain):
    """m0 .. m7 (docs/protocol §5.4)."""
    parts = [(value, 128) for value in plain.input_values + plain.output_values]
    parts += [(plain.fee, 64)] + [(int(bit), 1) for bit in plain.selectors] + [(TAG, TAG_BITS)]
    packed, place = 0, 0
    for value, bits in parts:
        # Values of other than 128 bits are for the statement to refuse; here they must not spill over.
        packed |= (value & (1 << bits) - 1) << place
        place += bits
    assert place == 4 * WORD_BITS
    words = [packed >> WORD_BITS * n & (1 << WORD_BITS) - 1 for n in range(4)]
    return words + plain.owners + [plain.asset]


def account_of(u, v, audit):
    """H_ACCOUNT(ak.u, ak.v, audit) (docs/protocol §5.4)."""
    return h("H_ACCOUNT", u, v, audit)


def stream(k, account, nullifiers, commitments):
    """S_AUDIT(k, nf1..3, cm1..3, account) (docs/protocol §1.4)."""
    return sponge("S_AUDIT", [k, *nullifiers, *commitments, account])


def encrypt(k, account, nullifiers, commitments, plain):
    """w0 .. w7 (docs/protocol §5.3 U2)."""
    return [(m + s) % R for m, s in zip(message(plain), stream(k, account, nullifiers, commitments))]


def decrypt(k, account, nullifiers, commitments, words):
    """What an auditor with k and account reads; refuses where the tag is not there (docs/protocol §5.4)."""
    m = [(w - s) % R for w, s in zip(words, stream(k, account, nullifiers, commitments))]
    if any(word >> WORD_BITS for word in m[:4]):
        raise Refused("audit: a word has more than 250 bits")
    packed = sum(word << WORD_BITS * n for n, word in enumerate(m[:4]))
    if packed >> 4 * WORD_BITS - TAG_BITS != TAG:
        raise Refused("audit: another tag")

    def take(bits):
        nonlocal packed
        value = packed & (1 << bits) - 1
        packed >>= bits
        return value

    values = [take(128) for _ in range(6)]
    fee = take(64)
    selectors = [bool(take(1)) for _ in range(6)]
    return Plain(values[:3], values[3:], fee, selectors, m[4:7], m[7])
