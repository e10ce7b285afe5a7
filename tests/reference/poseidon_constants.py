#!/usr/bin/env python3
"""Generates the constants of the Poseidon instance of docs/protocol §1.4.

The instance is the Poseidon authors' `poseidonperm_x5_255_5`: the scalar field of BLS12-381,
S-box x^5, width 5, 8 full and 60 partial rounds. Round constants and the MDS matrix are the output
of the Grain LFSR in its self-shrinking mode, seeded with nothing but those parameters. The script
needs only the Python 3 standard library, checks the authors' test vector before it writes anything,
and writes the same bytes each time.

From the instance it also computes the roots of empty subtrees of the commitment tree (§4).

    python3 tests/reference/poseidon_constants.py            writes the three Rust files
    python3 tests/reference/poseidon_constants.py --check    compares them instead
"""

import hashlib
import pathlib
import sys

P = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
FIELD, SBOX, N, T, R_F, R_P = 1, 0, 255, 5, 8, 60

# The permutation of [0, 1, 2, 3, 4], as published by the authors beside their implementation.
VECTOR = [
    0x2A918B9C9F9BD7BB509331C81E297B5707F6FC7393DCEE1B13901A0B22202E18,
    0x65EBF8671739EEB11FB217F2D5C5BF4A0C3F210E3F3CD3B08B5DB75675D797F7,
    0x2CC176FC26BC70737A696A9DFD1B636CE360EE76926D182390CDB7459CF585CE,
    0x4DC4E29D283AFD2A491FE6AEF122B9A968E74EFF05341F3CC23FDA1781DCB566,
    0x03FF622DA276830B9451B88B85E6184FD6AE15C8AB3EE25A5667BE8592CCE3B1,
]

# docs/protocol §1.4: Rust name, label, number of inputs, in the order of the Rust enumeration.
DOMAINS = [
    ("Note", "note", 4),
    ("Nullifier", "nullifier", 3),
    ("Tree", "tree", 4),
    ("Owner", "owner", 2),
    ("Ivk", "ivk", 4),
    ("Nk", "nk", 2),
    ("NkInternal", "nk-internal", 1),
    ("Ovk", "ovk", 1),
    ("Dec", "dec", 1),
    ("AuditKey", "audit-key", 1),
    ("Account", "account", 3),
    ("AuditStream", "audit-stream", 8),
    ("GrantAddress", "grant-address", 7),
    ("GrantStream", "grant-stream", 3),
    ("OutflowDigest", "outflow-digest", 16),
    ("OutflowSum", "outflow-sum", 3),
]


class Grain:
    """The 80-bit Grain LFSR in self-shrinking mode."""

    def __init__(self):
        widths = [(FIELD, 2), (SBOX, 4), (N, 12), (T, 12), (R_F, 10), (R_P, 10), (2**30 - 1, 30)]
        bits = "".join(format(value, f"0{width}b") for value, width in widths)
        self.state = [int(b) for b in bits]
        for _ in range(160):
            self._clock()

    def _clock(self):
        s = self.state
        bit = s[62] ^ s[51] ^ s[38] ^ s[23] ^ s[13] ^ s[0]
        self.state = s[1:] + [bit]
        return bit

    def _bit(self):
        # Bits come in pairs; the first says whether the second is used.
        while True:
            use, bit = self._clock(), self._clock()
            if use:
                return bit

    def integer(self):
        """The next N bits, most significant first."""
        value = 0
        for _ in range(N):
            value = 2 * value + self._bit()
        return value

    def element(self):
        """An element of the field by rejection."""
        while True:
            value = self.integer()
            if value < P:
                return value


def cauchy_matrix(grain):
    """1 / (x_i + y_j) for the next 2T integers, which here are reduced and not rejected."""
    while True:
        values = [grain.integer() % P for _ in range(2 * T)]
        sums = [[(x + y) % P for y in values[T:]] for x in values[:T]]
        if len(set(values)) == 2 * T and all(all(row) for row in sums):
            return [[pow(s, -1, P) for s in row] for row in sums]


def multiply(a, b):
    return [[sum(x * y for x, y in zip(row, column)) % P for column in zip(*b)] for row in a]


def rank(rows):
    rows, done = [list(row) for row in rows], 0
    for column in range(T):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        inverse = pow(rows[done][column], -1, P)
        for i in range(done + 1, len(rows)):
            factor = rows[i][column] * inverse % P
            rows[i] = [(x - factor * y) % P for x, y in zip(rows[i], rows[done])]
        done += 1
    return done


def is_secure(matrix):
    """No subspace trail through the partial rounds.

    The authors' three algorithms refuse a matrix with an invariant subspace trail, inactive
    (inside x_0 = 0) or active (through e_0), for any power up to 4T. For every such power this
    checks the stronger property that e_0 is a cyclic vector of the power and of its transpose: then
    the only invariant subspace that contains e_0 is everything, and the only one inside x_0 = 0 is
    nothing.
    """
    power = matrix
    for _ in range(4 * T):
        for m in (power, [list(column) for column in zip(*power)]):
            krylov = [[1] + [0] * (T - 1)]
            while len(krylov) < T:
                krylov.append([sum(x * y for x, y in zip(row, krylov[-1])) % P for row in m])
            if rank(krylov) < T:
                return False
        power = multiply(power, matrix)
    return True


def generate():
    grain = Grain()
    rounds = [[grain.element() for _ in range(T)] for _ in range(R_F + R_P)]
    mds = cauchy_matrix(grain)
    while not is_secure(mds):
        mds = cauchy_matrix(grain)
    return rounds, mds


def permute(state, rounds, mds):
    for index, constants in enumerate(rounds):
        state = [(x + c) % P for x, c in zip(state, constants)]
        partial = R_F // 2 <= index < R_F // 2 + R_P
        state = [x if partial and i else pow(x, 5, P) for i, x in enumerate(state)]
        state = [sum(m * x for m, x in zip(row, state)) % P for row in mds]
    return state


def capacity(label, inputs):
    data = label.encode() + inputs.to_bytes(8, "little")
    digest = hashlib.blake2b(data, digest_size=64, person=b"ShojiPoseidonCap").digest()
    return int.from_bytes(digest, "little") % P


def limbs(value):
    return "[" + ", ".join(f"0x{value >> 64 * i & 2**64 - 1:016x}" for i in range(4)) + "]"


def empty_roots(rounds, mds):
    """docs/protocol §4: the roots of empty subtrees of 0 to 20 levels."""
    tree = capacity("tree", 4)
    roots = [0]
    for _ in range(20):
        roots.append(permute([tree] + [roots[-1]] * 4, rounds, mds)[1])
    return roots


HEADER = """\
// Written by tests/reference/poseidon_constants.py. Do not edit: a test generates it again.
"""


def round_constants_file(rounds):
    lines = [
        "//! The round constants of docs/protocol §1.4, five a round, as little-endian 64-bit limbs.",
        HEADER,
        "#[rustfmt::skip]",
        f"pub(super) const LIMBS: [[u64; 4]; {len(rounds) * T}] = [",
    ]
    lines += [f"    {limbs(value)}," for row in rounds for value in row]
    return "\n".join(lines + ["];", ""])


def constants_file(mds):
    lines = [
        "//! The MDS matrix of docs/protocol §1.4 (row by row) and the capacity word of each domain (in",
        "//! the order of [`super::Domain`]), as little-endian 64-bit limbs.",
        HEADER,
        "#[rustfmt::skip]",
        f"pub(super) const MDS_LIMBS: [[u64; 4]; {T * T}] = [",
    ]
    lines += [f"    {limbs(value)}," for row in mds for value in row]
    lines += ["];", "", "#[rustfmt::skip]"]
    lines += [f"pub(super) const CAPACITY_LIMBS: [[u64; 4]; {len(DOMAINS)}] = ["]
    for name, label, inputs in DOMAINS:
        lines += [f"    // {name}", f"    {limbs(capacity(label, inputs))},"]
    return "\n".join(lines + ["];", ""])


def empty_roots_file(roots):
    lines = [
        "//! The roots of empty subtrees, by level, as little-endian 64-bit limbs (docs/protocol §4).",
        HEADER,
        "#[rustfmt::skip]",
        f"pub(super) const ROOTS: [[u64; 4]; {len(roots)}] = [",
    ]
    lines += [f"    {limbs(value)}," for value in roots]
    return "\n".join(lines + ["];", ""])


def main():
    rounds, mds = generate()
    if permute(list(range(T)), rounds, mds) != VECTOR:
        sys.exit("the generated instance does not reproduce the published test vector")
    folder = pathlib.Path(__file__).resolve().parents[2] / "primitives/shielded/src"
    files = {
        "poseidon/constants.rs": constants_file(mds),
        "poseidon/round_constants.rs": round_constants_file(rounds),
        "tree/empty.rs": empty_roots_file(empty_roots(rounds, mds)),
    }
    for name, text in files.items():
        path = folder / name
        if "--check" in sys.argv[1:]:
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                sys.exit(f"{path} differs from what this script generates")
        else:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
