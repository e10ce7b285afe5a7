"""Test vectors of fields, hashes, the curve and signatures (docs/protocol §1, §6.2)."""

import chacha20poly1305 as aead
import jubjub
import poseidon
import published
import redjubjub
from field import R, S, Refused, decode_element, decode_scalar, encode, inverse, wide_element, wide_scalar
from hashes import b256, b512, prf_expand
from jubjub import G, IDENTITY
from stream import Stream, hexed, hexes


def outcome(check):
    """{"valid": ..} of a check that refuses by an exception."""
    try:
        check()
    except Refused as error:
        return {"valid": False, "reason": str(error)}
    return {"valid": True}


# The least v of no point on the curve.
OFF_CURVE = next(v for v in range(2, 1000) if not outcome(lambda: jubjub.decode(encode(v)))["valid"])


def field():
    stream, vectors = Stream("field"), []
    patterns = {
        "zero": 0,
        "one": 1,
        "two": 2,
        "s - 1": S - 1,
        "s": S,
        "s + 1": S + 1,
        "r - 1": R - 1,
        "r": R,
        "r + 1": R + 1,
        "2^128 - 1": 2**128 - 1,
        "2^250": 2**250,
        "2^251 - 1": 2**251 - 1,
        "2^252 - 1": 2**252 - 1,
        "2^254": 2**254,
        "2^255 - 1": 2**255 - 1,
        "2^255": 2**255,
        "2 r": 2 * R,
        "2^256 - 1": 2**256 - 1,
        "random": stream.element(),
    }
    for kind, decode in (("element", decode_element), ("scalar", decode_scalar)):
        for name, value in patterns.items():
            data = encode(value)
            vector = {"kind": kind, "name": name, "bytes": data.hex()} | outcome(lambda: decode(data))
            if vector["valid"]:
                vector["value"] = str(decode(data))
            vectors.append(vector)
    wide = [bytes(64), b"\xff" * 64, encode(R) + bytes(32), encode(S) + bytes(32), encode(R - 1) + bytes(32)]
    wide += [bytes(32) + b"\x01" + bytes(31), (R * S).to_bytes(64, "little")] + [stream.take(64) for _ in range(6)]
    for data in wide:
        vectors.append({
            "kind": "wide",
            "bytes": data.hex(),
            "element": hexed(wide_element(data)),
            "scalar": hexed(wide_scalar(data)),
        })
    values = [0, 1, R - 1, (R + 1) // 2, 2**128 - 1] + [stream.element() for _ in range(3)]
    for a, b in zip(values, values[1:] + [stream.element()]):
        vectors.append({
            "kind": "arithmetic",
            "a": hexed(a),
            "b": hexed(b),
            "sum": hexed((a + b) % R),
            "difference": hexed((a - b) % R),
            "product": hexed(a * b % R),
            "inverse_of_b": hexed(inverse(b)),
        })
    for person, data in (
        ("ShojiAuditTag_v1", b""),
        ("ShojiScopeLabel_", b"label"),
        ("ShojiPoseidonCap", b"tree" + bytes([4]) + bytes(7)),
        ("ShojiBundleId___", bytes(32)),
        ("ShojiSighash_v1_", stream.take(129)),
    ):
        vectors.append({
            "kind": "blake2b",
            "person": person,
            "data": data.hex(),
            "b512": b512(person, data).hex(),
            "b256": b256(person, data).hex(),
        })
    for sk, t in ((bytes(32), b"\x00"), (b"\xff" * 32, b"\x11"), (stream.take(32), b""), (stream.take(32), b"\x04")):
        vectors.append({"kind": "prf_expand", "sk": sk.hex(), "t": t.hex(), "output": prf_expand(sk, t).hex()})
    for circuit in (1, 2, 3, 4, 5, 6):
        # docs/protocol §8.3
        seed = b"Shoji development parameters: circuit %d version 1" % circuit
        for n, name in enumerate(("alpha", "beta", "gamma", "delta", "tau")):
            vectors.append({
                "kind": "development_parameter",
                "circuit": circuit,
                "name": name,
                "element": hexed(wide_element(b512("ShojiDevParams__", seed + bytes([n])))),
            })
    return {
        "description": "Canonical encodings, wide reduction, arithmetic of F, personalised BLAKE2b, and the "
        "toxic values of the development parameters (§8.3).",
        "section": "§1.2, §1.3",
        "vectors": vectors,
    }


def poseidon_vectors():
    stream = Stream("poseidon")
    vectors = [{
        "kind": "permutation",
        "source": "test_vectors.txt of the Poseidon authors' implementation, poseidonperm_x5_255_5",
        "input": hexes(range(5)),
        "output": hexes(poseidon.AUTHORS_VECTOR),
    }]
    for state in ([0] * 5, [R - 1] * 5, [0, 0, 0, 0, 1], [stream.element() for _ in range(5)]):
        vectors.append({"kind": "permutation", "input": hexes(state), "output": hexes(poseidon.permute(state))})
    vectors.append({
        "kind": "instance",
        "mds": [hexes(row) for row in poseidon.MDS],
        "first_round_constants": hexes(poseidon.ROUND_CONSTANTS[0]),
        "last_round_constants": hexes(poseidon.ROUND_CONSTANTS[-1]),
    })
    for domain, (label, count, outputs) in poseidon.DOMAINS.items():
        vectors.append({
            "kind": "capacity",
            "domain": domain,
            "label": label,
            "inputs": count,
            "capacity": hexed(poseidon.capacity(label, count)),
        })
        cases = [[0] * count, [R - 1] * count, list(range(1, count + 1))]
        cases.append([stream.element() for _ in range(count)])
        if count > 1:
            cases.append(list(range(count, 0, -1)))
        for inputs in cases:
            vectors.append({
                "kind": "hash",
                "domain": domain,
                "inputs": hexes(inputs),
                "outputs": hexes(poseidon.sponge(domain, inputs)),
            })
    return {
        "description": "The permutation, the capacity word of every domain, and hashes of every domain.",
        "section": "§1.4",
        "vectors": vectors,
    }


def torsion_points():
    """The eight points of small order, by multiples of one of order 8."""
    stream = Stream("torsion")
    while True:
        try:
            point = S * jubjub.decode(stream.take(32))
        except Refused:
            continue
        if not (4 * point).is_identity():
            return [n * point for n in range(8)]


def jubjub_vectors():
    stream, vectors = Stream("jubjub"), []
    for use, person, encoding in published.GENERATORS:
        point = jubjub.find_group_hash(person.encode(), b"")
        vectors.append({
            "kind": "generator",
            "source": published.GENERATORS_SOURCE,
            "name": use,
            "person": person,
            "bytes": encoding,
            "u": hexed(point.u),
            "v": hexed(point.v),
        })
    torsion = torsion_points()
    random = [stream.scalar() * G for _ in range(3)]
    valid = [(f"small order: multiple {n} of a point of order 8", point) for n, point in enumerate(torsion)]
    valid += [("generator", G), ("minus the generator", -G)]
    valid += [("prime order", point) for point in random]
    valid += [("prime order plus a point of small order", random[0] + torsion[n]) for n in (1, 2, 4)]
    for name, point in valid:
        assert jubjub.decode(point.encode()) == point
        vectors.append({
            "kind": "decode",
            "name": name,
            "bytes": point.encode().hex(),
            "valid": True,
            "u": hexed(point.u),
            "v": hexed(point.v),
            "prime_order": point.is_prime_order(),
            "small_order": point.is_small_order(),
        })
    high = 1 << 255
    bad = [
        ("the identity with the sign bit of u", 1 | high),
        ("the point of order 2 with the sign bit of u", R - 1 | high),
        ("v = r, which is 0", R),
        ("v = r with the sign bit", R | high),
        ("v = r + 1, which is 1", R + 1),
        ("v = 2^255 - 1", 2**255 - 1),
        ("all ones", 2**256 - 1),
    ]
    # A second encoding by v + r needs a small v: v + r must stay below 2^255.
    small = next(v for v in range(2, 1000) if outcome(lambda: jubjub.decode(encode(v)))["valid"])
    bad.append((f"v = {small} + r", small + R))
    off = [v for v in range(2, 1000) if not outcome(lambda: jubjub.decode(encode(v)))["valid"]][:3]
    bad += [(f"v = {v} is not on the curve", v) for v in off]
    for name, value in bad:
        result = outcome(lambda: jubjub.decode(encode(value)))
        assert not result["valid"]
        vectors.append({"kind": "decode", "name": name, "bytes": hexed(value)} | result)
    points = [IDENTITY, G, -G, torsion[1], torsion[4], random[0] + torsion[3], random[1]]
    for a in points:
        for b in (a, points[5], IDENTITY):
            vectors.append({
                "kind": "add",
                "a": hexed(a.encode()),
                "b": hexed(b.encode()),
                "sum": hexed((a + b).encode()),
                "difference": hexed((a - b).encode()),
            })
    for point in (G, random[2], torsion[1], random[0] + torsion[1]):
        for scalar in (0, 1, 2, 8, S - 1, stream.scalar()):
            vectors.append({
                "kind": "multiply",
                "point": hexed(point.encode()),
                "scalar": hexed(scalar),
                "product": hexed((scalar * point).encode()),
            })
    return {
        "description": "Generators, point encodings (canonical ones and others), addition, multiplication.",
        "section": "§1.1, §1.2",
        "vectors": vectors,
    }


def redjubjub_vectors():
    stream, vectors = Stream("redjubjub"), []
    for sk, vk, alpha, rsk, rvk, message, signature, rsignature in published.REDJUBJUB:
        source = {"source": published.REDJUBJUB_SOURCE}
        vectors.append({"kind": "randomize"} | source | {"ask": sk, "ak": vk, "alpha": alpha, "rsk": rsk, "rk": rvk})
        for key, sig in ((vk, signature), (rvk, rsignature)):
            vectors.append({"kind": "verify", "name": "published"} | source
                           | {"vk": key, "message": message, "signature": sig, "valid": True})
    for ask, alpha in ((1, 0), (S - 1, 2), (stream.scalar(), S - 1), (stream.scalar(), stream.scalar())):
        rsk = redjubjub.randomize(ask, alpha)
        vectors.append({
            "kind": "randomize",
            "ask": hexed(ask),
            "ak": redjubjub.public(ask).hex(),
            "alpha": hexed(alpha),
            "rsk": hexed(rsk),
            "rk": redjubjub.public(rsk).hex(),
        })
    for sk, message in (
        (1, bytes(32)),
        (S - 1, b"\xff" * 32),
        (stream.scalar(), stream.take(32)),
        (stream.scalar(), stream.take(32)),
        (stream.scalar(), b""),
    ):
        nonce = stream.take(80)
        vectors.append({
            "kind": "sign",
            "sk": hexed(sk),
            "vk": redjubjub.public(sk).hex(),
            "message": message.hex(),
            "nonce": nonce.hex(),
            "signature": redjubjub.sign(sk, message, nonce).hex(),
        })

    sk, message, nonce = stream.scalar(), stream.take(32), stream.take(80)
    vk = redjubjub.public(sk)
    signature = redjubjub.sign(sk, message, nonce)
    torsion = torsion_points()

    def with_commitment(encoded, r, key=vk):
        """A signature whose first half is given: valid up to the encoding and points of small order."""
        return encoded + encode((r + redjubjub.h_star(encoded + key + message) * sk) % S)

    response = int.from_bytes(signature[32:], "little")
    r = stream.scalar()
    identity_with_sign = bytes([1]) + bytes(30) + b"\x80"
    mixed_key = (sk * G + torsion[1]).encode()
    cases = [
        ("honest", vk, message, signature),
        ("another message", vk, stream.take(32), signature),
        ("another key", redjubjub.public(stream.scalar()), message, signature),
        ("one bit of R", vk, message, bytes([signature[0] ^ 1]) + signature[1:]),
        ("one bit of S", vk, message, signature[:32] + bytes([signature[32] ^ 1]) + signature[33:]),
        ("S + s", vk, message, signature[:32] + encode(response + S)),
        ("S is all ones", vk, message, signature[:32] + b"\xff" * 32),
        ("all zero", vk, message, bytes(64)),
        ("R is the identity", vk, message, with_commitment(IDENTITY.encode(), 0)),
        ("R is the identity with the sign bit of u", vk, message, with_commitment(identity_with_sign, 0)),
        ("R plus a point of order 8", vk, message, with_commitment((r * G + torsion[1]).encode(), r)),
        ("R plus a point of order 2", vk, message, with_commitment((r * G + torsion[4]).encode(), r)),
        ("key plus a point of order 8", mixed_key, message, with_commitment((r * G).encode(), r, mixed_key)),
        ("key is the identity", IDENTITY.encode(), message, (r * G).encode() + encode(r)),
        ("key has order 2", torsion[4].encode(), message, (r * G).encode() + encode(r)),
        ("key has order 8", torsion[1].encode(), message, (r * G).encode() + encode(r)),
        ("key is not on the curve", encode(OFF_CURVE), message, signature),
        ("key is not canonical", identity_with_sign, message, signature),
    ]
    for name, key, text, sig in cases:
        vectors.append({
            "kind": "verify",
            "name": name,
            "vk": key.hex(),
            "message": text.hex(),
            "signature": sig.hex(),
        } | outcome(lambda: redjubjub.verify(key, text, sig)))
    return {
        "description": "RedJubjub with the SpendAuth generator: re-randomised keys, signatures from given nonces, "
        "verification.",
        "section": "§6.2",
        "vectors": vectors,
    }


def bip39():
    return {
        "description": "Published English mnemonics with the passphrase TREZOR. Shoji's own passphrase is empty.",
        "section": "§2.1",
        "source": published.BIP39_SOURCE,
        "vectors": [
            {"mnemonic": mnemonic, "passphrase": "TREZOR", "seed": seed} for mnemonic, seed in published.BIP39
        ],
    }


def chacha20poly1305():
    v, b = published.AEAD, published.CHACHA20_BLOCK
    vectors = [{"kind": "aead", "source": "RFC 8439 section 2.8.2"} | v,
               {"kind": "block", "source": "RFC 8439 section 2.3.2"} | b]
    stream = Stream("chacha20poly1305")
    for size in (0, 1, 16, 63, 64, 65, 228):
        # As Shoji uses it: nonce zero, no additional data.
        key, plaintext = stream.take(32), stream.take(size)
        sealed = aead.seal(key, bytes(12), plaintext)
        vectors.append({
            "kind": "aead",
            "key": key.hex(),
            "nonce": "00" * 12,
            "aad": "",
            "plaintext": plaintext.hex(),
            "ciphertext": sealed[:-16].hex(),
            "tag": sealed[-16:].hex(),
        })
    return {
        "description": "ChaCha20-Poly1305: published vectors, and others with nonce zero and no additional data.",
        "section": "§3.4",
        "source": "RFC 8439 where a vector says so",
        "vectors": vectors,
    }
