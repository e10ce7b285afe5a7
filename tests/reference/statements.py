"""Statements about notes: encodings, binding and the three statements, evaluated plainly (docs/protocol §12)."""

from dataclasses import dataclass

import grants
import jubjub
import notes
import tree
from addresses import decode_address
from field import R, Refused, decode_element, encode, le16, le32, le64, le128, wide_element
from hashes import b256, b512
from jubjub import G, Point, on_curve
from keys import incoming
from poseidon import h

RECEIVED, HELD, PAID = 3, 4, 5
VERSION, NOTES = 1, 8
NAMES = {
    RECEIVED: ["C", "root", "p_from", "p_to", "A", "T", "ctx", "rk.u", "rk.v"],
    HELD: ["C", "root", "A", "T"] + [f"nf_{n + 1}" for n in range(NOTES)] + ["ctx", "rk.u", "rk.v"],
    PAID: ["owner", "root", "p_from", "p_to", "A", "T", "ctx"],
}


def check_asset(w):
    """§12.6: one asset."""
    notes.check_asset(w)
    if w == notes.NONE:
        raise Refused("statement: no asset")


def stated_address(data):
    """The address of 75 bytes (docs/protocol §10.5)."""
    return decode_address(b"\x01" + data)


def subject_commitment(target):
    """C of a subject: 75 bytes where it is stated, 32 where it is hidden (docs/protocol §12.1)."""
    return decode_element(target) if len(target) == 32 else grants.address_commitment(stated_address(target), 0)


def randomized_key(data):
    """The coordinates of rk (docs/protocol §12.6)."""
    point = jubjub.decode(data)
    if point.is_small_order():
        raise Refused("statement: rk of small order")
    return point.affine()


@dataclass(frozen=True)
class Span:
    """The blocks and what follows from their headers (docs/protocol §12.1)."""

    h_from: int
    h_to: int
    p_from: int
    p_to: int
    root: bytes

    def encode(self):
        return le32(self.h_from) + le32(self.h_to) + le64(self.p_from) + le64(self.p_to) + self.root

    def check(self, own):
        """The root, as an element of F."""
        if self != own:
            raise Refused("statement: blocks, positions or root are others")
        if self.h_from > self.h_to or self.p_from > self.p_to or self.p_to > tree.LEAVES:
            raise Refused("statement: no blocks of a chain")
        if self.h_from == 0 and self.p_from != 0:
            raise Refused("statement: something before the first block")
        return decode_element(self.root)


def span(h_from, before, h_to, p_to, root):
    """The span of two headers; `before` is the next position of block h_from - 1, None where there is none."""
    if (before is None) != (h_from == 0) and not (h_from == 1 and before is None):
        raise Refused("span: the block before the first")
    made = Span(h_from, h_to, before or 0, p_to, root)
    made.check(made)
    return made


class Statement:
    """What all three have (docs/protocol §12.2)."""

    def data(self, genesis):
        return genesis + le16(self.CIRCUIT) + self.unproven()

    def ctx(self, genesis):
        return wide_element(b512("ShojiStatement__", self.data(genesis)))

    def hash(self, genesis):
        return b256("ShojiStmtHash___", self.data(genesis))

    def id(self, genesis):
        return b256("ShojiStatementId", self.hash(genesis))


def subject_bytes(target):
    return bytes([len(target) == 32]) + target


@dataclass(frozen=True)
class Received(Statement):
    """docs/protocol §12.3, §12.6."""

    CIRCUIT = RECEIVED
    subject: bytes
    span: Span
    asset: int
    threshold: int
    verifier: bytes
    nonce: bytes
    rk: bytes
    proof: bytes
    signature: bytes = bytes(64)

    def unproven(self):
        return (
            le16(VERSION) + subject_bytes(self.subject) + self.span.encode() + le64(self.asset) + le128(self.threshold)
            + self.verifier + self.nonce + self.rk
        )

    def encode(self):
        return self.unproven() + self.proof + self.signature

    def public_inputs(self, genesis, own):
        root = self.span.check(own)
        check_asset(self.asset)
        positions = [self.span.p_from, self.span.p_to]
        words = [self.asset, self.threshold, self.ctx(genesis), *randomized_key(self.rk)]
        return [subject_commitment(self.subject), root, *positions, *words]


@dataclass(frozen=True)
class Held(Statement):
    """docs/protocol §12.4, §12.6."""

    CIRCUIT = HELD
    subject: bytes
    height: int
    root: bytes
    asset: int
    threshold: int
    nullifiers: tuple
    verifier: bytes
    nonce: bytes
    rk: bytes
    proof: bytes
    signature: bytes = bytes(64)

    def unproven(self):
        return (
            le16(VERSION) + subject_bytes(self.subject) + le32(self.height) + self.root + le64(self.asset)
            + le128(self.threshold) + b"".join(self.nullifiers) + self.verifier + self.nonce + self.rk
        )

    def encode(self):
        return self.unproven() + self.proof + self.signature

    def public_inputs(self, genesis, own_root):
        if self.root != own_root:
            raise Refused("statement: another root")
        check_asset(self.asset)
        nullifiers = [decode_element(nullifier) for nullifier in self.nullifiers]
        if len(set(nullifiers)) != NOTES:
            raise Refused("statement: a nullifier is there twice")
        words = [decode_element(self.root), self.asset, self.threshold, *nullifiers, self.ctx(genesis)]
        return [subject_commitment(self.subject), *words, *randomized_key(self.rk)]


@dataclass(frozen=True)
class Paid(Statement):
    """docs/protocol §12.5, §12.6."""

    CIRCUIT = PAID
    address: bytes
    span: Span
    asset: int
    threshold: int
    verifier: bytes
    nonce: bytes
    proof: bytes

    def unproven(self):
        return (
            le16(VERSION) + self.address + self.span.encode() + le64(self.asset) + le128(self.threshold)
            + self.verifier + self.nonce
        )

    def encode(self):
        return self.unproven() + self.proof

    def public_inputs(self, genesis, own):
        root = self.span.check(own)
        check_asset(self.asset)
        owner = stated_address(self.address).owner
        return [owner, root, self.span.p_from, self.span.p_to, self.asset, self.threshold, self.ctx(genesis)]


@dataclass
class Spender:
    """Who says so, and of which scope (docs/protocol §12.3). Points are pairs of coordinates."""

    ak: tuple
    alpha: int
    nk: int
    b: int
    k: int
    d: int
    pk_d: tuple
    g_d: tuple
    r: int

    def side(self, internal):
        """(nk, ivk) of external notes or of change; `internal` may be any element."""
        image = self.b * h("H_AUDIT", self.k) % R
        ak, nk_int = Point(*self.ak), h("H_INT", self.nk)
        ivk, ivk_int = incoming(ak, self.nk, image), incoming(ak, nk_int, image)
        return (self.nk + internal * (nk_int - self.nk)) % R, (ivk + internal * (ivk_int - ivk)) % R

    def commitment(self):
        _, ivk = self.side(0)
        return grants.commitment(self.d, h("H_OWNER", ivk, self.d), self.pk_d, self.g_d, self.r)

    def rk(self):
        return (Point(*self.ak) + self.alpha * G).affine()

    def holds(self, c, rk):
        """S1 to S3."""
        valid = on_curve(*self.ak) and not Point(*self.ak).is_small_order()
        return {
            "S1": valid and self.rk() == tuple(rk) and 0 <= self.alpha < 2**252,
            "S2": self.b in (0, 1),
            "S3": self.commitment() == c,
        }


@dataclass
class Note:
    """A note with its path. `flag` is counts_i of what was received, internal_i of what is held."""

    d: int
    flag: int
    value: int
    rcm: int
    position: int
    path: list

    def commitment(self, asset, owner):
        return notes.commitment(asset, self.value % R, owner, self.rcm)

    def root(self, asset, owner):
        return tree.root_of(self.commitment(asset, owner), self.position, self.path)


def bits(value, count):
    """Whether an element of F has so many bits."""
    return value % R < 2**count


def sums(values, threshold):
    """N3: of n values, whose sum has 128 + log2(n) bits."""
    return bits(sum(values) - threshold, 128 + (len(values) - 1).bit_length())


def in_tree(note, asset, owner, root):
    """N2."""
    return (note.root(asset, owner) - root) * note.value % R == 0


def failing(holds):
    return [rule for rule, held in holds.items() if not held]


def received_failures(spender, its, public):
    """The rules of §12.3 that do not hold; [] if all hold."""
    c, root, p_from, p_to, asset, threshold, _, *rk = public
    holds = spender.holds(c, rk)
    owners = [h("H_OWNER", spender.side(0)[1], note.d) for note in its]
    following, in_order = p_from, True
    for note in its:
        step = note.flag * (note.position - following) % R
        in_order = in_order and bits(step, 40)
        following = (following + step + note.flag) % R
    holds["N1"] = all(0 <= note.value < 2**128 for note in its)
    holds["N2"] = all(in_tree(note, asset, owner, root) for note, owner in zip(its, owners))
    holds["N3"] = sums([note.value for note in its], threshold)
    holds["R2"] = all(note.flag in (0, 1) and note.value * (1 - note.flag) % R == 0 for note in its)
    holds["R3"] = in_order and bits(p_to - following, 41)
    return failing(holds)


def held_nullifiers(spender, its, asset):
    """H2."""
    nullifiers = []
    for note in its:
        nk, ivk = spender.side(note.flag)
        nullifiers.append(notes.nullifier(nk, note.commitment(asset, h("H_OWNER", ivk, note.d)), note.position))
    return nullifiers


def held_failures(spender, its, public):
    """The rules of §12.4 that do not hold; [] if all hold."""
    c, root, asset, threshold, *nullifiers = public[: 4 + len(its)]
    holds = spender.holds(c, public[5 + len(its) :])
    owners = [h("H_OWNER", spender.side(note.flag)[1], note.d) for note in its]
    holds["N1"] = all(0 <= note.value < 2**128 for note in its)
    holds["N2"] = all(in_tree(note, asset, owner, root) for note, owner in zip(its, owners))
    holds["N3"] = sums([note.value for note in its], threshold)
    holds["H1"] = all(note.flag in (0, 1) for note in its)
    holds["H2"] = held_nullifiers(spender, its, asset) == nullifiers
    return failing(holds)


def paid_failures(note, public):
    """The rules of §12.5 that do not hold; [] if all hold."""
    owner, root, p_from, p_to, asset, threshold, _ = public
    position = note.position
    return failing({
        "P1": 0 <= note.value < 2**128 and bits(note.value - threshold, 128),
        "P2": note.root(asset, owner) == root,
        "P3": bits(position - p_from, 40) and bits(p_to - 1 - position, 40),
    })
