"""Poseidon's parameters from the Grain LFSR (docs/protocol §1.4; Poseidon paper, eprint 2019/458, appendix F).

The paper's generator draws candidate MDS matrices until one passes three checks against subspace
trails. Those checks are not repeated here: the authors' test vector, which poseidon.py checks when it
is imported, holds for the first candidate, so the first is the one they chose.
"""

from field import R, inverse

FIELD_PRIME, SBOX_POWER = 1, 0
BITS, WIDTH, FULL_ROUNDS, PARTIAL_ROUNDS = 255, 5, 8, 60


def lfsr():
    """The raw bits of the 80-bit LFSR after its 160 discarded ones."""
    seed = [
        (FIELD_PRIME, 2),
        (SBOX_POWER, 4),
        (BITS, 12),
        (WIDTH, 12),
        (FULL_ROUNDS, 10),
        (PARTIAL_ROUNDS, 10),
        (2**30 - 1, 30),
    ]
    # Bit i of `register` is b_i of the paper: b_0 is the first, most significant bit of the seed.
    register, place = 0, 0
    for value, width in seed:
        for shift in reversed(range(width)):
            register |= (value >> shift & 1) << place
            place += 1
    assert place == 80
    clocks = 0
    while True:
        bit = 0
        for tap in (62, 51, 38, 23, 13, 0):
            bit ^= register >> tap & 1
        register = register >> 1 | bit << 79
        clocks += 1
        if clocks > 160:
            yield bit


def shrunk(bits):
    """Self-shrinking: of each pair the first bit says whether the second is used."""
    for use in bits:
        bit = next(bits)
        if use:
            yield bit


def integers():
    """Integers of 255 bits, most significant bit first."""
    bits = shrunk(lfsr())
    while True:
        value = 0
        for _ in range(BITS):
            value = value << 1 | next(bits)
        yield value


def parameters():
    """(round constants as one list of 5 for each round, MDS matrix as rows)."""
    stream = integers()
    constants = []
    while len(constants) < WIDTH * (FULL_ROUNDS + PARTIAL_ROUNDS):
        value = next(stream)
        # Round constants are drawn by rejection.
        if value < R:
            constants.append(value)
    rounds = [constants[i : i + WIDTH] for i in range(0, len(constants), WIDTH)]
    return rounds, _cauchy(stream)


def _cauchy(stream):
    """The matrix 1 / (x_i + y_j). Its ten seeds are reduced and not rejected."""
    while True:
        seeds = [next(stream) % R for _ in range(2 * WIDTH)]
        xs, ys = seeds[:WIDTH], seeds[WIDTH:]
        if len(set(seeds)) == len(seeds) and all((x + y) % R for x in xs for y in ys):
            return [[inverse((x + y) % R) for y in ys] for x in xs]
