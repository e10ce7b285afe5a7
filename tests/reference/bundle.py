"""Bundle encoding, sighash, bundle id, and the rules that need no chain state (docs/protocol §6, §7.1)."""

from dataclasses import dataclass, replace

import jubjub
import redjubjub
from field import Refused, decode_element, integer, le16, le32, le64, le128
from hashes import b256
from notes import NONE, check_asset

CIRCUIT_ID, CIRCUIT_VERSION = 1, 1
CALLS = {"shield": 0, "transfer": 1, "unshield": 2}
BASE_FEE, MULTIPLIERS = 10_000_000, (1, 2, 4, 8)
WINDOW = 14_400
OUTPUT_BYTES, EFFECT_BYTES, BUNDLE_BYTES = 388, 1618, 1874

CODES = {
    "UnknownCircuit": 1,
    "NonCanonicalField": 2,
    "ZeroCommitment": 3,
    "DuplicateNullifier": 4,
    "InvalidAsset": 5,
    "InvalidAmount": 6,
    "FeeNotInSchedule": 7,
    "Expired": 8,
    "ExpiryTooFar": 9,
    "InvalidEphemeralKey": 12,
    "InvalidRandomizedKey": 13,
    "InvalidSignature": 14,
}


@dataclass(frozen=True)
class Output:
    """docs/protocol §6.1."""

    cm: bytes
    epk: bytes
    enc: bytes
    out: bytes

    def encode(self):
        return self.cm + self.epk + self.enc + self.out


@dataclass(frozen=True)
class Bundle:
    """A bundle as its bytes say it; nothing is checked but lengths (docs/protocol §6.1)."""

    circuit_version: int
    anchor: bytes
    nullifiers: tuple
    outputs: tuple
    asset_pub: int
    amount: int
    fee: int
    expiry: int
    rk: bytes
    words: tuple
    proof: bytes
    signature: bytes

    def effects(self):
        """The encoding without proof and signature (docs/protocol §6.1, §9.3)."""
        data = le16(self.circuit_version) + self._effects_after_version()
        assert len(data) == EFFECT_BYTES
        return data

    def _effects_after_version(self):
        lists = b"".join(self.nullifiers) + b"".join(output.encode() for output in self.outputs)
        numbers = le64(self.asset_pub) + le128(self.amount) + le64(self.fee) + le32(self.expiry)
        return self.anchor + lists + numbers + self.rk + b"".join(self.words)

    def encode(self):
        """The 1,874 bytes (docs/protocol §6.1)."""
        data = self.effects() + self.proof + self.signature
        assert len(data) == BUNDLE_BYTES
        return data

    def sighash(self, genesis_hash, call, party):
        """docs/protocol §6.2."""
        head = genesis_hash + le16(CIRCUIT_ID) + le16(self.circuit_version) + bytes([CALLS[call]])
        return b256("ShojiSighash_v1_", head + self._effects_after_version() + party)

    def signed(self, rsk, genesis_hash, call, party, nonce):
        """The bundle with a signature by `rsk` (docs/protocol §6.2)."""
        return replace(self, signature=redjubjub.sign(rsk, self.sighash(genesis_hash, call, party), nonce))


def bundle_id(sighash):
    """docs/protocol §6.3."""
    return b256("ShojiBundleId___", sighash)


def decode(data):
    """A bundle from exactly 1,874 bytes (docs/protocol §6.1)."""
    if len(data) != BUNDLE_BYTES:
        raise Refused("bundle: another length")
    place = 0

    def take(size):
        nonlocal place
        place += size
        return data[place - size : place]

    return Bundle(
        circuit_version=integer(take(2)),
        anchor=take(32),
        nullifiers=tuple(take(32) for _ in range(3)),
        outputs=tuple(Output(take(32), take(32), take(244), take(80)) for _ in range(3)),
        asset_pub=integer(take(8)),
        amount=integer(take(16)),
        fee=integer(take(8)),
        expiry=integer(take(4)),
        rk=take(32),
        words=tuple(take(32) for _ in range(8)),
        proof=take(192),
        signature=take(64),
    )


def _well_formed(asset):
    try:
        check_asset(asset)
    except Refused:
        return False
    return True


def _canonical(data):
    try:
        decode_element(data)
    except Refused:
        return False
    return True


def _full_order_part(data):
    """Canonical and not of small order (docs/protocol §7.1)."""
    try:
        return not jubjub.decode(data).is_small_order()
    except Refused:
        return False


def expiry_failure(expiry, number):
    """Rules 8 and 9 of docs/protocol §7.1 for block `number`; None if both hold."""
    if number > expiry:
        return "Expired"
    return "ExpiryTooFar" if expiry > number + WINDOW else None


def first_failure(bundle, genesis_hash, call, party):
    """The first rule of docs/protocol §7.1 that fails, of those that need neither the chain nor a proof; or None.

    The only registered circuit version is taken to be 1.
    """
    if bundle.circuit_version != CIRCUIT_VERSION:
        return "UnknownCircuit"
    commitments = [output.cm for output in bundle.outputs]
    if not all(_canonical(x) for x in [bundle.anchor, *bundle.nullifiers, *commitments, *bundle.words]):
        return "NonCanonicalField"
    if bytes(32) in commitments:
        return "ZeroCommitment"
    if len(set(bundle.nullifiers)) < 3:
        return "DuplicateNullifier"
    if not _well_formed(bundle.asset_pub) or (bundle.asset_pub == NONE) != (call == "transfer"):
        return "InvalidAsset"
    if (bundle.amount == 0) != (call == "transfer"):
        return "InvalidAmount"
    if bundle.fee not in ([0] if call == "shield" else [BASE_FEE * m for m in MULTIPLIERS]):
        return "FeeNotInSchedule"
    if not all(_full_order_part(output.epk) for output in bundle.outputs):
        return "InvalidEphemeralKey"
    if not _full_order_part(bundle.rk):
        return "InvalidRandomizedKey"
    try:
        redjubjub.verify(bundle.rk, bundle.sighash(genesis_hash, call, party), bundle.signature)
    except Refused:
        return "InvalidSignature"
    return None
