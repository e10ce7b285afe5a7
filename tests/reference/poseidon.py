"""Poseidon over F: the permutation and every hash made of it (docs/protocol §1.4)."""

from field import R, le64, wide_element
from grain import FULL_ROUNDS, PARTIAL_ROUNDS, WIDTH, parameters
from hashes import b512

ROUND_CONSTANTS, MDS = parameters()

# The permutation of [0, 1, 2, 3, 4] by poseidonperm_x5_255_5: test_vectors.txt beside the Poseidon
# authors' implementation.
AUTHORS_VECTOR = [
    0x2A918B9C9F9BD7BB509331C81E297B5707F6FC7393DCEE1B13901A0B22202E18,
    0x65EBF8671739EEB11FB217F2D5C5BF4A0C3F210E3F3CD3B08B5DB75675D797F7,
    0x2CC176FC26BC70737A696A9DFD1B636CE360EE76926D182390CDB7459CF585CE,
    0x4DC4E29D283AFD2A491FE6AEF122B9A968E74EFF05341F3CC23FDA1781DCB566,
    0x03FF622DA276830B9451B88B85E6184FD6AE15C8AB3EE25A5667BE8592CCE3B1,
]

# domain: (label, number of inputs, number of output words) (docs/protocol §1.4).
DOMAINS = {
    "H_NOTE": ("note", 4, 1),
    "H_NF": ("nullifier", 3, 1),
    "H_TREE": ("tree", 4, 1),
    "H_OWNER": ("owner", 2, 1),
    "H_IVK": ("ivk", 4, 1),
    "H_NK": ("nk", 2, 1),
    "H_INT": ("nk-internal", 1, 1),
    "H_OVK": ("ovk", 1, 1),
    "H_DEC": ("dec", 1, 1),
    "H_AUDIT": ("audit-key", 1, 1),
    "H_ACCOUNT": ("account", 3, 1),
    "S_AUDIT": ("audit-stream", 8, 8),
    "H_GRANT": ("grant-address", 7, 1),
    "S_GRANT": ("grant-stream", 3, 8),
    "H_OUTFLOW": ("outflow-digest", 16, 1),
    "H_SUM": ("outflow-sum", 3, 1),
}


def permute(state):
    """The permutation (docs/protocol §1.4): 4 full rounds, 60 partial ones, 4 full ones."""
    a, b, c, d, e = state
    first_full = FULL_ROUNDS // 2
    for number, (ka, kb, kc, kd, ke) in enumerate(ROUND_CONSTANTS):
        a, b, c, d, e = a + ka, b + kb, c + kc, d + kd, e + ke
        a = pow(a, 5, R)
        if not first_full <= number < first_full + PARTIAL_ROUNDS:
            b, c, d, e = pow(b, 5, R), pow(c, 5, R), pow(d, 5, R), pow(e, 5, R)
        a, b, c, d, e = ((m[0] * a + m[1] * b + m[2] * c + m[3] * d + m[4] * e) % R for m in MDS)
    return [a, b, c, d, e]


def capacity(label, inputs):
    """The first word of the state: label and number of inputs (docs/protocol §1.4)."""
    return wide_element(b512("ShojiPoseidonCap", label.encode("ascii") + le64(inputs)))


_CAPACITY = {name: capacity(label, inputs) for name, (label, inputs, _) in DOMAINS.items()}


def sponge(domain, inputs):
    """All output words of a domain (docs/protocol §1.4)."""
    _, count, outputs = DOMAINS[domain]
    if len(inputs) != count:
        raise ValueError(f"{domain} takes {count} inputs")
    if any(not 0 <= x < R for x in inputs):
        raise ValueError(f"{domain} takes elements of F")
    state = [_CAPACITY[domain], 0, 0, 0, 0]
    for start in range(0, count, WIDTH - 1):
        for place, word in enumerate(inputs[start : start + WIDTH - 1], start=1):
            state[place] = (state[place] + word) % R
        state = permute(state)
    words = state[1:]
    while len(words) < outputs:
        state = permute(state)
        words += state[1:]
    return words[:outputs]


def h(domain, *inputs):
    """H_L: the first output word (docs/protocol §1.4)."""
    return sponge(domain, inputs)[0]


if permute([0, 1, 2, 3, 4]) != AUTHORS_VECTOR:
    raise RuntimeError("the generated Poseidon instance does not reproduce the authors' test vector")
