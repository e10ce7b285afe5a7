"""The Jubjub curve and its generators (docs/protocol §1.1, §1.2; Zcash Protocol Specification section 5.4.9.3)."""

import hashlib

from field import R, S, Refused, integer, inverse, sqrt

# -u^2 + v^2 = 1 + D u^2 v^2
D = -10240 * inverse(10241) % R


class Point:
    """A point in extended coordinates: u = U/Z, v = V/Z, T = UV/Z. Immutable."""

    __slots__ = ("U", "V", "Z", "T")

    def __init__(self, u, v, z=1, t=None):
        self.U, self.V, self.Z = u % R, v % R, z % R
        self.T = u * v % R if t is None else t % R

    def __add__(self, other):
        # One formula for all pairs: -1 is a square and D is not, so it is complete.
        a = (self.V - self.U) * (other.V - other.U)
        b = (self.V + self.U) * (other.V + other.U)
        c = 2 * D * self.T % R * other.T
        d = 2 * self.Z * other.Z
        e, f, g, h = b - a, d - c, d + c, b + a
        return Point(e * f, g * h, f * g, e * h)

    def __neg__(self):
        return Point(-self.U, self.V, self.Z, -self.T)

    def __sub__(self, other):
        return self + -other

    def __eq__(self, other):
        return (self.U * other.Z - other.U * self.Z) % R == 0 and (self.V * other.Z - other.V * self.Z) % R == 0

    def __hash__(self):
        return hash(self.affine())

    def __rmul__(self, scalar):
        """[scalar] P for any integer that is not negative."""
        result = IDENTITY
        for bit in bin(scalar)[2:]:
            result = result + result
            if bit == "1":
                result = result + self
        return result

    def affine(self):
        """(u, v)."""
        z = inverse(self.Z)
        return self.U * z % R, self.V * z % R

    @property
    def u(self):
        return self.affine()[0]

    @property
    def v(self):
        return self.affine()[1]

    def is_identity(self):
        return self == IDENTITY

    def is_small_order(self):
        """The order divides the cofactor 8; the identity included."""
        return (8 * self).is_identity()

    def is_prime_order(self):
        """In the prime-order subgroup and not the identity (docs/protocol §1.2)."""
        return (S * self).is_identity() and not self.is_identity()

    def encode(self):
        """repr_J (docs/protocol §1.2)."""
        u, v = self.affine()
        return (v | (u & 1) << 255).to_bytes(32, "little")


IDENTITY = Point(0, 1)


def on_curve(u, v):
    """docs/protocol §5.3 A1."""
    return (-u * u + v * v - 1 - D * u * u * v * v) % R == 0


def decode(data):
    """A canonical point encoding (docs/protocol §1.2; ZIP 216)."""
    if len(data) != 32:
        raise Refused("point: not 32 bytes")
    value = integer(data)
    sign, v = value >> 255, value & (1 << 255) - 1
    if v >= R:
        raise Refused("point: v is not canonical")
    # 1 + D v^2 is not zero: -1 is a square and D is not.
    u = sqrt((v * v - 1) * inverse(1 + D * v * v) % R)
    if u is None:
        raise Refused("point: not on the curve")
    if u == 0 and sign == 1:
        raise Refused("point: u is zero and its sign bit is set")
    if u & 1 != sign:
        u = R - u
    return Point(u, v)


# The uniform random string of Zcash (Zcash Protocol Specification section 5.9), as ASCII.
URS = b"096b36a5804bfacef1691e173c366a47ff5ba84a44f26ddd7e8d9f79d5b42df0"


def find_group_hash(person, message):
    """FindGroupHash (Zcash Protocol Specification section 5.4.9.5)."""
    for counter in range(256):
        data = URS + message + bytes([counter])
        digest = hashlib.blake2s(data, digest_size=32, person=person).digest()
        try:
            point = 8 * decode(digest)
        except Refused:
            continue
        if not point.is_identity():
            return point
    raise Refused("no group hash")


# The RedJubjub SpendAuth generator (docs/protocol §1.1; Zcash Protocol Specification section 5.4.7.1).
G = find_group_hash(b"Zcash_G_", b"")
