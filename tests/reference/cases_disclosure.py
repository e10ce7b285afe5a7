"""Test vectors of payment disclosures (docs/protocol §14)."""

import disclosures
import jubjub
import keys
from addresses import address, diversifier
from cases_crypto import outcome, torsion_points
from field import S, encode, integer
from stream import Stream, hexed, hexes


def _randomizers():
    s = Stream("disclosure randomizers")
    for _ in range(4):
        sk, nullifiers = s.take(32), [encode(s.element()) for _ in range(3)]
        alpha = disclosures.randomizer(sk, nullifiers)
        yield {"kind": "randomizer", "sk": sk.hex(), "nullifiers": hexes(nullifiers), "alpha": hexed(alpha)}


def _statements():
    s = Stream("disclosure statements")
    for role, verifier, size in (
        ("sender", "bank 1", 32), ("recipient", "bank 1", 32), ("sender", "9", 0), ("recipient", "x" * 127 + "1", 64),
        ("sender", "Grüße 1, 茶", 1),
    ):
        genesis, block, bundle_id, plaintext, pk_d = s.take(32), s.take(32), s.take(32), s.take(228), s.take(32)
        index, output, nonce = s.below(2**32), s.below(3), s.take(size)
        m = disclosures.message(role, genesis, block, index, bundle_id, output, plaintext, pk_d, verifier.encode(), nonce)
        yield {
            "kind": "statement", "recipient": role == "recipient", "genesis_hash": genesis.hex(), "block": block.hex(),
            "extrinsic": index, "bundle_id": bundle_id.hex(), "output": output, "plaintext": plaintext.hex(),
            "pk_d": pk_d.hex(), "verifier": verifier, "nonce": nonce.hex(), "message": m.hex(),
        }


def _signatures():
    s = Stream("disclosure signatures")
    for _ in range(3):
        scope = keys.scope(keys.account(s.take(32), False), b"")
        paid = address(scope.ivk, diversifier(scope.dk, s.below(2**64)))
        dec, m = keys.decryption(scope.ivk), s.take(32)
        pk_d = paid.encode()[-32:]
        signature = disclosures.sign(dec, paid.d, m, s.take(80))
        torsion = torsion_points()[1]
        moved = (jubjub.decode(signature[:32]) + torsion).encode() + signature[32:]
        alias = signature[:32] + (integer(signature[32:]) + S).to_bytes(32, "little")
        for name, d, message, signed in (
            ("as signed", paid.d, m, signature),
            ("another message", paid.d, s.take(32), signature),
            ("another diversifier", s.take(11), m, signature),
            ("R with a part of small order", paid.d, m, moved),
            ("S plus the order", paid.d, m, alias),
        ):
            result = outcome(lambda: disclosures.verify(d, pk_d, message, signed))
            assert result["valid"] == (name == "as signed"), name
            yield {"kind": "recipient", "name": name, "d": d.hex(), "pk_d": pk_d.hex(), "message": message.hex(),
                   "signature": signed.hex()} | result


def disclosure_vectors():
    """The vectors of disclosures.json. Signatures are verified only."""
    return {
        "description": "Randomizers of payments (§5.5), what a disclosure signs, and signatures of recipients. extrinsic and output are numbers.",
        "section": "§5.5, §14.3",
        "vectors": [*_randomizers(), *_statements(), *_signatures()],
    }
