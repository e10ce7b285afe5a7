"""The field F, Jubjub scalars, integers and their encodings (docs/protocol §1.1, §1.2)."""

# The order of F: the scalar field of BLS12-381 (docs/protocol §1.1).
R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001

# The order of Jubjub's prime-order subgroup (Zcash Protocol Specification section 5.4.9.3).
S = 0x0E7DB4EA6533AFA906673B0101343B00A6682093CCC81082D0970E5ED6F72CB7


class Refused(ValueError):
    """Bytes or values that the specification refuses; the text says why."""


def le16(x):
    """docs/protocol §1.2."""
    return x.to_bytes(2, "little")


def le32(x):
    """docs/protocol §1.2."""
    return x.to_bytes(4, "little")


def le64(x):
    """docs/protocol §1.2."""
    return x.to_bytes(8, "little")


def le128(x):
    """docs/protocol §1.2."""
    return x.to_bytes(16, "little")


def integer(data):
    """The little-endian integer of some bytes (docs/protocol §1.2)."""
    return int.from_bytes(data, "little")


def encode(x):
    """An element of F or a Jubjub scalar as 32 bytes (docs/protocol §1.2)."""
    return x.to_bytes(32, "little")


def decode_element(data):
    """A canonical element of F (docs/protocol §1.2)."""
    return _decode(data, R, "field element")


def decode_scalar(data):
    """A canonical Jubjub scalar (docs/protocol §1.2)."""
    return _decode(data, S, "scalar")


def _decode(data, modulus, what):
    if len(data) != 32:
        raise Refused(f"{what}: not 32 bytes")
    value = integer(data)
    if value >= modulus:
        raise Refused(f"{what}: not canonical")
    return value


def wide_element(data):
    """wide_F (docs/protocol §1.2)."""
    return _wide(data, R)


def wide_scalar(data):
    """wide_s (docs/protocol §1.2)."""
    return _wide(data, S)


def _wide(data, modulus):
    if len(data) != 64:
        raise ValueError("a wide reduction takes 64 bytes")
    return integer(data) % modulus


def inverse(x):
    """1 / x in F; x is not zero."""
    return pow(x, -1, R)


def _non_residue():
    x = 2
    while pow(x, (R - 1) // 2, R) == 1:
        x += 1
    return x


# r - 1 = 2^32 * ODD: what Tonelli and Shanks need.
_TWO_ADICITY = 32
_ODD = (R - 1) >> _TWO_ADICITY
_ROOT_OF_UNITY = pow(_non_residue(), _ODD, R)


def sqrt(x):
    """A square root of x in F, or None (Tonelli and Shanks). Which of the two is not specified."""
    if x == 0:
        return 0
    if pow(x, (R - 1) // 2, R) != 1:
        return None
    m, c, t, root = _TWO_ADICITY, _ROOT_OF_UNITY, pow(x, _ODD, R), pow(x, (_ODD + 1) // 2, R)
    while t != 1:
        # The least i with t^(2^i) = 1.
        i, square = 0, t
        while square != 1:
            square = square * square % R
            i += 1
        b = pow(c, 1 << (m - i - 1), R)
        m, c = i, b * b % R
        t, root = t * c % R, root * b % R
    return root
