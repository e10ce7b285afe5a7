"""Test vectors of keys, addresses, notes and their encryption (docs/protocol §2, §3)."""

from dataclasses import replace

import addresses
import bech32m
import encryption
import keys
import notes
import published
from cases_crypto import OFF_CURVE, outcome, torsion_points
from chacha20poly1305 import seal
from field import R, S, Refused, encode, le64
from jubjub import G, IDENTITY
from notes import NATIVE, Plaintext
from payments import Wallet
from stream import Stream, hexed


def labels():
    """(name, bytes) of labels that are accepted."""
    return [
        ("empty", b""),
        ("ASCII", b"donations"),
        ("a space", b" "),
        ("a zero byte", b"\x00"),
        ("64 bytes of ASCII", b"0123456789abcdef" * 4),
        ("non-ASCII", "日本語の帳簿".encode()),
        ("64 bytes of non-ASCII", ("é" * 32).encode()),
        ("é as one code point", b"caf\xc3\xa9"),
        ("é as two code points", b"cafe\xcc\x81"),
        ("outside the basic plane", "🍵".encode()),
    ]


def mnemonics():
    """(name, mnemonic, whether its checksum holds)."""
    # Entropy zero: the last word is the checksum. Its index is below 32, where the list is well known.
    valid = [("15 words", "abandon " * 14 + "address"), ("21 words", "abandon " * 20 + "admit")]
    picked = (0, 3, 4, 8, 11, 12, 13, 14)
    valid += [(f"{published.BIP39[i][0].count(' ') + 1} words", published.BIP39[i][0]) for i in picked]
    valid += [
        ("upper case", published.BIP39[1][0].upper()),
        ("other white space", "\t" + published.BIP39[1][0].replace(" ", " \n") + "\r\n"),
    ]
    bad = [
        ("checksum of 12 words", "abandon " * 11 + "abandon"),
        ("checksum of 24 words", "zoo " * 23 + "zoo"),
        ("two words exchanged", "winner legal thank year wave sausage worth useful legal winner thank yellow"),
        ("11 words", "abandon " * 10 + "about"),
        ("13 words", "abandon " * 12 + "about"),
        ("25 words", "abandon " * 24 + "art"),
        ("no words", ""),
        ("a word that is not in the list", "abandon " * 11 + "shoji"),
    ]
    return valid, bad


def key_vectors():
    stream, vectors = Stream("keys"), []
    valid, bad = mnemonics()
    for name, mnemonic in valid:
        seed = keys.mnemonic_seed(mnemonic)
        sk, chain = keys.master(seed)
        vectors.append({
            "kind": "mnemonic",
            "name": name,
            "mnemonic": mnemonic,
            "valid": True,
            "seed": seed.hex(),
            "master_sk": sk.hex(),
            "master_chain_code": chain.hex(),
        })
    for name, mnemonic in bad:
        reason = f"mnemonic: {name}"
        vectors.append({"kind": "mnemonic", "name": name, "mnemonic": mnemonic, "valid": False, "reason": reason})

    paths = [(keys.mnemonic_seed(valid[0][1]), 0), (keys.mnemonic_seed(valid[5][1]), 2**31 - 1)]
    paths += [(stream.take(64), 0), (stream.take(64), 1), (stream.take(64), 2**16), (bytes(64), 0)]
    for seed, number, audited in [(*path, False) for path in paths] + [(*path, True) for path in paths[1::2]]:
        steps = keys.account_path(seed, number, audited)
        vectors.append({
            "kind": "path",
            "seed": seed.hex(),
            "account": number,
            "audited": audited,
            "steps": [{"sk": sk.hex(), "chain_code": chain.hex()} for sk, chain in steps],
            "sk": steps[-1][0].hex(),
        })
    # No key with this number, audited or not.
    vectors.append({"kind": "path", "seed": "00" * 64, "account": 2**31}
                   | outcome(lambda: [keys.account_path(bytes(64), 2**31, audited) for audited in (True, False)]))

    secrets = [bytes(32), b"\xff" * 32] + [stream.take(32) for _ in range(4)]
    for number, sk in enumerate(secrets):
        for audited in (False, True):
            if number >= 2 and audited != bool(number % 2):
                continue
            account = keys.account(sk, audited)
            vectors.append({
                "kind": "account",
                "sk": sk.hex(),
                "audited": audited,
                "ask": hexed(account.ask),
                "ak": account.ak.encode().hex(),
                "ak_u": hexed(account.ak.u),
                "ak_v": hexed(account.ak.v),
                "vr": hexed(account.vr),
                "dk_root": account.dk_root.hex(),
                "dummy_root": account.dummy_root.hex(),
                "k": hexed(account.k) if audited else None,
                "audit": hexed(account.audit),
            })
    for number, (name, label) in enumerate(labels()):
        for audited in (False, True):
            if audited and number % 4:
                continue
            sk = secrets[number % len(secrets)]
            scope = keys.scope(keys.account(sk, audited), label)
            vectors.append({
                "kind": "scope",
                "name": name,
                "sk": sk.hex(),
                "audited": audited,
                "label": label.decode(),
                "label_bytes": label.hex(),
                "valid": True,
                "scope": hexed(scope.scope),
                "nk": hexed(scope.nk),
                "nk_int": hexed(scope.nk_int),
                "ivk": hexed(scope.ivk),
                "ivk_int": hexed(scope.ivk_int),
                "ovk": scope.ovk.hex(),
                "dec": hexed(keys.decryption(scope.ivk)),
                "dec_int": hexed(keys.decryption(scope.ivk_int)),
                "dk": scope.dk.hex(),
                "dk_int": scope.dk_int.hex(),
            })
    for name, label in (
        ("65 bytes", b"a" * 65),
        ("65 bytes, 33 characters", ("é" * 32 + "a").encode()),
        ("not UTF-8", b"\xff"),
        ("a character cut short", "帳".encode()[:2]),
        ("a surrogate", b"\xed\xa0\x80"),
        ("an overlong zero", b"\xc0\x80"),
    ):
        vectors.append({"kind": "label", "name": name, "label_bytes": label.hex()}
                       | outcome(lambda: keys.scope_element(label)))
    return {
        "description": "Mnemonic to seed (empty passphrase), seed to account key, account keys, scopes. "
        "The steps of a path are the master key, 32', 1517', the account and, audited, 1'. k is null without an audit.",
        "section": "§2.1, §2.2, §2.3",
        "vectors": vectors,
    }


def address_vectors():
    stream, vectors = Stream("addresses"), []
    wallets = [Wallet("address 1"), Wallet("address 2", audited=True, label="台帳".encode())]
    strings = []
    for wallet in wallets:
        for kind, index in ((0, 0), (0, 1), (0, 2**32), (0, 2**63), (0, 2**64 - 1), (1, 0)):
            ivk, dk, _ = wallet.scope.of_kind(kind)
            d = addresses.diversifier(dk, index)
            address = addresses.address(ivk, d)
            g_d, counter = addresses.diversified_base(d)
            strings.append(address)
            vectors.append({
                "kind": "address",
                "internal": bool(kind),
                "ivk": hexed(ivk),
                "dk": dk.hex(),
                "index": str(index),
                "d": d.hex(),
                "d_element": hexed(int.from_bytes(d, "little")),
                "g_d_counter": counter,
                "g_d": g_d.encode().hex(),
                "dec": hexed(keys.decryption(ivk)),
                "owner": hexed(address.owner),
                "pk_d": address.pk_d.encode().hex(),
                "bytes": address.encode().hex(),
                "production": address.string("shoji"),
                "development": address.string("shojidev"),
            })

    # Diversifiers whose g_d needs several attempts, and extreme ones.
    found, ds = set(), [bytes(11), b"\xff" * 11]
    while len(found) < 4:
        d = stream.take(11)
        counter = addresses.diversified_base(d)[1]
        if counter >= 2 and counter not in found:
            found.add(counter)
            ds.append(d)
    for d in ds:
        g_d, counter = addresses.diversified_base(d)
        vectors.append({"kind": "g_d", "d": d.hex(), "counter": counter, "g_d": g_d.encode().hex()})

    address = strings[0]
    data, text = address.encode(), address.string("shoji")
    torsion = torsion_points()
    five = bech32m.groups(data)

    def with_part(start, part):
        return bech32m.encode("shoji", data[:start] + part + data[start + len(part) :])

    changed = "q" if text[40] != "q" else "p"
    swapped = text[:50] + text[51] + text[50] + text[52:]
    assert text[50] != text[51]
    last_padded = five[:-1] + [five[-1] | 1]
    cases = [
        ("production", "shoji", text),
        ("development", "shojidev", address.string("shojidev")),
        ("upper case", "shoji", text.upper()),
        ("a production address on a development chain", "shojidev", text),
        ("a development address on a production chain", "shoji", address.string("shojidev")),
        ("a viewing key's part", "shoji", bech32m.encode("shojiivk", data)),
        ("another part", "shoji", bech32m.encode("shojj", data)),
        ("mixed case", "shoji", text[:20] + text[20:].upper()),
        ("one changed character", "shoji", text[:40] + changed + text[41:]),
        ("two exchanged characters", "shoji", swapped),
        ("one character less", "shoji", text[:-1]),
        ("one character more", "shoji", text + "q"),
        ("a character outside the alphabet", "shoji", text[:30] + "b" + text[31:]),
        ("bech32 instead of bech32m", "shoji", bech32m.encode_groups("shoji", five, bech32m.BECH32)),
        ("padding bits set", "shoji", bech32m.encode_groups("shoji", last_padded)),
        ("a whole group of padding", "shoji", bech32m.encode_groups("shoji", five + [0])),
        ("no separator", "shoji", text.replace("1", "", 1)),
        ("the empty string", "shoji", ""),
        ("no data", "shoji", bech32m.encode("shoji", b"")),
        ("75 bytes", "shoji", bech32m.encode("shoji", data[:-1])),
        ("77 bytes", "shoji", bech32m.encode("shoji", data + b"\x00")),
        ("version 0", "shoji", with_part(0, b"\x00")),
        ("version 2", "shoji", with_part(0, b"\x02")),
        ("owner is r", "shoji", with_part(12, encode(R))),
        ("owner is all ones", "shoji", with_part(12, b"\xff" * 32)),
        ("owner is r - 1", "shoji", with_part(12, encode(R - 1))),
        ("pk_d is the identity", "shoji", with_part(44, IDENTITY.encode())),
        ("pk_d is the identity with the sign bit of u", "shoji", with_part(44, encode(1 | 1 << 255))),
        ("pk_d has order 2", "shoji", with_part(44, torsion[4].encode())),
        ("pk_d has order 4", "shoji", with_part(44, torsion[2].encode())),
        ("pk_d has order 8", "shoji", with_part(44, torsion[1].encode())),
        ("pk_d plus a point of order 2", "shoji", with_part(44, (address.pk_d + torsion[4]).encode())),
        ("pk_d plus a point of order 8", "shoji", with_part(44, (address.pk_d + torsion[1]).encode())),
        ("v of pk_d is r + 1", "shoji", with_part(44, encode(R + 1))),
        ("pk_d is not on the curve", "shoji", with_part(44, encode(OFF_CURVE))),
    ]
    for name, hrp, string in cases:
        result = outcome(lambda: addresses.parse_address(hrp, string))
        vector = {"kind": "decode", "name": name, "hrp": hrp, "string": string} | result
        if result["valid"]:
            vector["bytes"] = addresses.parse_address(hrp, string).encode().hex()
        vectors.append(vector)

    for string, hrp, data in published.BECH32M:
        source = published.BECH32M_SOURCE
        vectors.append({"kind": "bech32m", "source": source, "hrp": hrp, "string": string, "bytes": data})
    for wallet in wallets:
        s = wallet.scope
        vectors += _viewing_keys(s.ivk, s.ivk_int, s.nk, wallet.account.audit)
    s = wallets[0].scope
    ivk = addresses.incoming_viewing_key(s.ivk)
    fvk = addresses.full_viewing_key(s.ivk, s.ivk_int, s.nk, 0)
    bad = [
        ("incoming", "a full key's part", "shojiivk", bech32m.encode("shojifvk", ivk)),
        ("incoming", "a development key on a production chain", "shojiivk", bech32m.encode("shojidevivk", ivk)),
        ("incoming", "version 2", "shojiivk", bech32m.encode("shojiivk", b"\x02" + ivk[1:])),
        ("incoming", "32 bytes", "shojiivk", bech32m.encode("shojiivk", ivk[:-1])),
        ("incoming", "34 bytes", "shojiivk", bech32m.encode("shojiivk", ivk + b"\x00")),
        ("incoming", "ivk is r", "shojiivk", bech32m.encode("shojiivk", b"\x01" + encode(R))),
        ("incoming", "a changed character", "shojiivk", _change(bech32m.encode("shojiivk", ivk), 30)),
        ("full", "an incoming key's part", "shojifvk", bech32m.encode("shojiivk", fvk)),
        ("full", "a production key on a development chain", "shojidevfvk", bech32m.encode("shojifvk", fvk)),
        ("full", "version 0", "shojifvk", bech32m.encode("shojifvk", b"\x00" + fvk[1:])),
        ("full", "97 bytes", "shojifvk", bech32m.encode("shojifvk", fvk[:97])),
        ("full", "161 bytes", "shojifvk", bech32m.encode("shojifvk", fvk + bytes(32))),
        ("full", "nk is r", "shojifvk", bech32m.encode("shojifvk", fvk[:65] + encode(R) + fvk[97:])),
        ("full", "audit is all ones", "shojifvk", bech32m.encode("shojifvk", fvk[:97] + b"\xff" * 32)),
    ]
    for which, name, hrp, string in bad:
        elements = 1 if which == "incoming" else 4
        result = outcome(lambda: addresses.parse_viewing_key(hrp, string, elements))
        assert not result["valid"]
        vectors.append({"kind": f"{which}_viewing_key_decode", "name": name, "hrp": hrp, "string": string} | result)
    return {
        "description": "Diversifiers, their bases, addresses and viewing keys as strings. In `decode`, `hrp` is the "
        "human-readable part that the decoder expects.",
        "section": "§2.4",
        "vectors": vectors,
    }


def _change(text, place):
    return text[:place] + ("q" if text[place] != "q" else "p") + text[place + 1 :]


def _viewing_keys(ivk, ivk_int, nk, audit):
    incoming = addresses.incoming_viewing_key(ivk)
    full = addresses.full_viewing_key(ivk, ivk_int, nk, audit)
    return [
        {
            "kind": "incoming_viewing_key",
            "ivk": hexed(ivk),
            "bytes": incoming.hex(),
            "production": bech32m.encode("shojiivk", incoming),
            "development": bech32m.encode("shojidevivk", incoming),
        },
        {
            "kind": "full_viewing_key",
            "ivk": hexed(ivk),
            "ivk_int": hexed(ivk_int),
            "nk": hexed(nk),
            "audit": hexed(audit),
            "bytes": full.hex(),
            "production": bech32m.encode("shojifvk", full),
            "development": bech32m.encode("shojidevfvk", full),
        },
    ]


MEMOS = [
    ("none", None),
    ("empty", ""),
    ("short", "for the tea"),
    ("non-ASCII", "お茶代 🍵"),
    ("full, ASCII", "0123456789abcdef" * 8),
    ("full, non-ASCII", "é" * 64),
    ("one zero byte of padding", "x" * 127),
    ("starts with U+00F6", "ö"),
]


def note_vectors():
    stream, vectors = Stream("notes"), []
    for asset in (0, 1, 2, 3, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**33, 2**63, 2**64 - 1):
        vectors.append({
            "kind": "asset",
            "asset": str(asset),
            "bytes": le64(asset).hex(),
            "element": hexed(asset),
        } | outcome(lambda: notes.check_asset(asset)))
    for asset, value, owner, rcm, position in (
        (0, 0, 0, 0, 0),
        (NATIVE, 1, stream.element(), stream.element(), 0),
        (NATIVE, 2**128 - 1, R - 1, R - 1, 2**40 - 1),
        (2**32, 2**64, stream.element(), 0, 3),
        (2**64 - 1, 2**128 - 1, 0, stream.element(), 4),
        # A dummy's value is 0 (docs/protocol §5.5).
        (NATIVE, 0, stream.element(), stream.element(), 2**39 + 1),
        (2**40 + 17, 10**27, stream.element(), stream.element(), stream.below(2**40)),
    ):
        cm, nk = notes.commitment(asset, value, owner, rcm), stream.element()
        vectors.append({
            "kind": "note",
            "asset": str(asset),
            "value": str(value),
            "owner": hexed(owner),
            "rcm": hexed(rcm),
            "cm": hexed(cm),
            "nk": hexed(nk),
            "position": str(position),
            "nf": hexed(notes.nullifier(nk, cm, position)),
        })
    wallet = Wallet("notes")
    for kind, index in ((0, 0), (0, 5), (1, 0)):
        # The nullifier of an internal address takes nk_int (docs/protocol §3.2).
        note = wallet.note(stream.take(32), NATIVE, 10**9, kind, index)
        cm, position = note.plaintext.commitment(), stream.below(2**40)
        nk = wallet.scope.of_kind(kind)[2]
        vectors.append({
            "kind": "own_note",
            "sk": wallet.sk.hex(),
            "label": "",
            "internal": bool(kind),
            "index": str(index),
            "rseed": note.plaintext.rseed.hex(),
            "asset": str(NATIVE),
            "value": str(10**9),
            "position": str(position),
            "d": note.plaintext.d.hex(),
            "owner": hexed(note.plaintext.owner),
            "cm": hexed(cm),
            "nk": hexed(nk),
            "nf": hexed(notes.nullifier(nk, cm, position)),
        })
    for rseed in (bytes(32), b"\xff" * 32, stream.take(32), stream.take(32)):
        d = stream.take(11)
        g_d, esk = addresses.diversified_base(d)[0], notes.ephemeral_secret(rseed)
        vectors.append({
            "kind": "rseed",
            "rseed": rseed.hex(),
            "rcm": hexed(notes.commitment_randomness(rseed)),
            "esk": hexed(esk),
            "d": d.hex(),
            "g_d": g_d.encode().hex(),
            "epk": (esk * g_d).encode().hex(),
        })
    for name, text in MEMOS:
        vectors.append({"kind": "memo", "name": name, "text": text, "bytes": notes.memo(text).hex(), "valid": True})
    for name, text in (
        ("129 bytes", "x" * 129),
        ("129 bytes, 65 characters", "é" * 64 + "x"),
        ("ends in a zero character", "tea\x00"),
    ):
        vectors.append({"kind": "memo", "name": name, "text": text} | outcome(lambda: notes.memo(text)))
    for name, data in (
        ("zeros", b""),
        ("no memo", b"\xf6"),
        ("0xf6 and more", b"\xf6tea"),
        ("not UTF-8", b"tea\xff"),
        ("a character cut off", "é".encode()[:1]),
        ("128 bytes that end within a character", b"x" * 127 + "é".encode()[:1]),
        ("a zero character inside", b"black\x00tea"),
        ("a surrogate", b"\xed\xa0\x80"),
        ("text", "お茶代".encode()),
    ):
        data += bytes(notes.MEMO_BYTES - len(data))
        vectors.append({"kind": "memo_text", "name": name, "bytes": data.hex(), "text": notes.memo_text(data)})
    for asset, value, text in (
        (NATIVE, 0, None),
        (NATIVE, 2**128 - 1, ""),
        (2**64 - 1, 1, MEMOS[4][1]),
        (2**32, 2**64, "お茶代"),
    ):
        p = Plaintext(stream.take(11), asset, value, stream.take(32), stream.element(), notes.memo(text))
        vectors.append({"kind": "plaintext", "valid": True} | _plaintext(p) | {
            "bytes": p.encode().hex(),
            "compact": p.encode()[: notes.COMPACT_BYTES].hex(),
        })
    good = p.encode()
    for name, data in (
        ("version 0", b"\x00" + good[1:]),
        ("version 2", b"\x02" + good[1:]),
        ("asset none", good[:12] + le64(0) + good[20:]),
        ("asset 2", good[:12] + le64(2) + good[20:]),
        ("asset 2^32 - 1", good[:12] + le64(2**32 - 1) + good[20:]),
        ("owner is r", good[:68] + encode(R) + good[100:]),
        ("227 bytes", good[:-1]),
        ("229 bytes", good + b"\x00"),
    ):
        result = outcome(lambda: notes.decode_plaintext(data))
        assert not result["valid"]
        vectors.append({"kind": "plaintext", "name": name, "bytes": data.hex()} | result)
    for draws, count, salt in ((1, 0, 2**64 - 1), (1, 0, 0), (1, 1, 0), (1, 2, 0), (1, 3, 0), (1, 3, 1), (255, 2, 7)):
        root, nullifiers, content = stream.take(32), [stream.element() for _ in range(count)], stream.take(32)
        vectors.append({
            "kind": "dummy_seed",
            "draws": draws,
            "dummy_root": root.hex(),
            "nullifiers": [hexed(nf) for nf in nullifiers],
            "salt": str(salt),
            "payment": content.hex(),
            "inputs_seed": notes.dummy_seed(draws, root, nullifiers, salt).hex(),
            "outputs_seed": notes.dummy_seed(draws, root, nullifiers, salt, content).hex(),
        })
    return {
        "description": "Assets, commitments, nullifiers, what follows from rseed, memos written and read, plaintexts, "
        "and the seeds of dummies (§5.5). A memo whose text is null is no memo.",
        "section": "§3.1, §3.2, §3.3",
        "vectors": vectors,
    }


def _plaintext(p):
    return {
        "d": p.d.hex(),
        "asset": str(p.asset),
        "value": str(p.value),
        "rseed": p.rseed.hex(),
        "owner": hexed(p.owner),
        "memo": p.memo.hex(),
    }


def encryption_vectors():
    stream, vectors = Stream("encryption"), []
    sender, receiver = Wallet("sender"), Wallet("receiver", label=b"shop")
    audited = Wallet("audited receiver", audited=True)
    cases = [
        ("external, no memo", receiver, 0, 0, NATIVE, 10**9, None),
        ("external, empty memo", receiver, 0, 1, NATIVE, 1, ""),
        ("external, full memo", receiver, 0, 2**64 - 1, 2**64 - 1, 2**128 - 1, MEMOS[4][1]),
        ("external, non-ASCII memo", receiver, 0, 7, 2**32, 5, MEMOS[3][1]),
        ("value zero", receiver, 0, 0, NATIVE, 0, None),
        ("change to the internal address", sender, 1, 0, NATIVE, 3 * 10**9, None),
        ("an audited receiver", audited, 0, 0, NATIVE, 10**9, "audited"),
        ("an audited receiver's internal address", audited, 1, 0, NATIVE, 10**9, None),
    ]
    for name, wallet, kind, index, asset, value, text in cases:
        note = wallet.note(stream.take(32), asset, value, kind, index, text)
        p, ivk = note.plaintext, wallet.scope.of_kind(kind)[0]
        epk, enc, out = encryption.encrypt(p, note.pk_d, sender.scope.ovk)
        esk = notes.ephemeral_secret(p.rseed)
        shared = encryption.shared_secret(esk, note.pk_d)
        vectors.append({"kind": "encrypt", "name": name} | _plaintext(p) | {
            "pk_d": note.pk_d.encode().hex(),
            "ivk": hexed(ivk),
            "ovk": sender.scope.ovk.hex(),
            "rcm": hexed(notes.commitment_randomness(p.rseed)),
            "cm": hexed(p.commitment()),
            "esk": hexed(esk),
            "epk": epk.hex(),
            "shared": shared.encode().hex(),
            "key": encryption.note_key(shared, epk).hex(),
            "plaintext": p.encode().hex(),
            "enc": enc.hex(),
            "ock": encryption.outgoing_key(sender.scope.ovk, p.commitment(), epk).hex(),
            "out": out.hex(),
        })
    vectors += _decryptions(stream, sender, receiver)
    return {
        "description": "Note encryption, and decryption by the holder of ivk (whole and compact) and of ovk, with "
        "ciphertexts that must be refused; `false_note` says that the tag verifies all the same. A compact ciphertext "
        "is the first 100 bytes of enc.",
        "section": "§3.4",
        "vectors": vectors,
    }


def _decryptions(stream, sender, receiver):
    """Honest and dishonest ciphertexts for one address."""
    note = receiver.note(stream.take(32), NATIVE, 10**9, text="for the tea")
    p, ivk, ovk = note.plaintext, receiver.scope.ivk, sender.scope.ovk
    cm, esk = p.commitment(), notes.ephemeral_secret(p.rseed)
    epk, enc, out = encryption.encrypt(p, note.pk_d, ovk)
    g_d = addresses.diversified_base(p.d)[0]
    torsion = torsion_points()

    def sealed(data, point, shared=None, secret=esk):
        """(epk, enc, out) for any plaintext bytes, under any epk: what a dishonest sender can make."""
        key = encryption.note_key(shared or encryption.shared_secret(secret, note.pk_d), point)
        return point, seal(key, bytes(12), data), out_for(point, note.pk_d.encode() + encode(secret))

    def out_for(point, data, commitment=cm):
        return seal(encryption.outgoing_key(ovk, commitment, point), bytes(12), data)

    def changed(**parts):
        return replace(p, **parts)

    data = p.encode()
    other_esk = stream.scalar()
    other_owner = changed(owner=stream.element())
    other_value = changed(value=p.value + 1)
    other_memo = changed(memo=b"\xff" * 128)
    other_rseed = changed(rseed=stream.take(32))
    mixed = (esk * g_d + torsion[1]).encode()
    # (name, ivk, cm, (epk, enc, out))
    cases = [
        ("honest", ivk, cm, (epk, enc, out)),
        ("a memo that is not UTF-8", ivk, cm, sealed(other_memo.encode(), epk)),
        ("another ivk", sender.scope.ivk, cm, (epk, enc, out)),
        ("the internal ivk of the same scope", receiver.scope.ivk_int, cm, (epk, enc, out)),
        ("one bit of enc", ivk, cm, (epk, _flip(enc, 0), out)),
        ("one bit of the memo", ivk, cm, (epk, _flip(enc, 150), out)),
        ("one bit of the tag of enc", ivk, cm, (epk, _flip(enc, 243), out)),
        ("another commitment", ivk, stream.element(), (epk, enc, out)),
        ("version 2", ivk, cm, sealed(b"\x02" + data[1:], epk)),
        ("asset none", ivk, changed(asset=0).commitment(), sealed(changed(asset=0).encode(), epk)),
        ("asset 2", ivk, changed(asset=2).commitment(), sealed(changed(asset=2).encode(), epk)),
        ("another value", ivk, cm, sealed(other_value.encode(), epk)),
        ("owner is not canonical", ivk, cm, sealed(data[:68] + encode(R) + data[100:], epk)),
        ("another owner, with its commitment", ivk, other_owner.commitment(), sealed(other_owner.encode(), epk)),
        ("rseed of another epk, with its commitment", ivk, other_rseed.commitment(),
         sealed(other_rseed.encode(), epk)),
        ("epk plus a point of order 8", ivk, cm, sealed(data, mixed)),
        ("epk of order 8", ivk, cm, sealed(data, torsion[1].encode(), shared=IDENTITY)),
        ("epk of another esk", ivk, cm, sealed(data, (other_esk * g_d).encode(), secret=other_esk)),
        ("epk is not canonical", ivk, cm, sealed(data, encode(1 | 1 << 255), shared=IDENTITY)),
        ("cm is not canonical", ivk, R + 1, (epk, enc, out)),
    ]
    # Not in the first 100 bytes, or no other than the whole.
    whole_only = ("one bit of the memo", "one bit of the tag of enc", "a memo that is not UTF-8", "asset none",
                  "the internal ivk of the same scope", "another value", "epk of another esk")
    vectors = []
    for name, key, commitment, (point, ciphertext, _) in cases:
        common = {"name": name, "ivk": hexed(key), "cm": hexed(commitment), "epk": point.hex()}
        for kind, part, decrypt in (
            ("decrypt_ivk", ciphertext, encryption.decrypt_incoming),
            ("decrypt_compact", ciphertext[: notes.COMPACT_BYTES], encryption.decrypt_compact),
        ):
            if kind == "decrypt_compact" and name in whole_only:
                continue
            vector = {"kind": kind} | common | {"enc": part.hex()}
            vector |= outcome(lambda: decrypt(key, commitment, point, part))
            if kind == "decrypt_ivk" and not vector["valid"]:
                vector["false_note"] = _is_false_note(key, commitment, point, part)
            if vector["valid"]:
                got = decrypt(key, commitment, point, part)
                size = len(part) if kind == "decrypt_compact" else None
                vector["plaintext"] = got.encode()[:size].hex()
            vectors.append(vector)

    pk_d = note.pk_d.encode()
    # (name, ovk, cm, epk, enc, out)
    sent = [
        ("honest", ovk, cm, epk, enc, out),
        ("the receiver's ovk", receiver.scope.ovk, cm, epk, enc, out),
        ("another commitment", ovk, stream.element(), epk, enc, out),
        ("one bit of out", ovk, cm, epk, enc, _flip(out, 0)),
        ("one bit of enc", ovk, cm, epk, _flip(enc, 9), out),
        ("esk is not canonical", ovk, cm, epk, enc, out_for(epk, pk_d + encode(esk + S))),
        ("another esk", ovk, cm, epk, enc, out_for(epk, pk_d + encode(other_esk))),
        ("another pk_d", ovk, cm, epk, enc, out_for(epk, G.encode() + encode(esk))),
        ("pk_d plus a point of order 2", ovk, cm, epk, enc,
         out_for(epk, (note.pk_d + torsion[4]).encode() + encode(esk))),
        ("pk_d is not canonical", ovk, cm, epk, enc, out_for(epk, encode(1 | 1 << 255) + encode(esk))),
        _random_esk(p, note, ovk, g_d, stream.scalar()),
    ]
    for value_changed, name in ((other_value, "another value"), (changed(asset=2), "asset 2")):
        point, ciphertext, _ = sealed(value_changed.encode(), epk)
        commitment = cm if name == "another value" else value_changed.commitment()
        sent.append((name, ovk, commitment, point, ciphertext, out_for(point, pk_d + encode(esk), commitment)))
    for name, key, commitment, point, ciphertext, outgoing in sent:
        vector = {
            "kind": "decrypt_ovk",
            "name": name,
            "ovk": key.hex(),
            "cm": hexed(commitment),
            "epk": point.hex(),
            "enc": ciphertext.hex(),
            "out": outgoing.hex(),
        } | outcome(lambda: encryption.decrypt_outgoing(key, commitment, point, ciphertext, outgoing))
        if vector["valid"]:
            got, got_pk_d = encryption.decrypt_outgoing(key, commitment, point, ciphertext, outgoing)
            vector |= {"plaintext": got.encode().hex(), "pk_d": got_pk_d.encode().hex()}
        vectors.append(vector)
    return vectors


def _is_false_note(*output):
    try:
        encryption.decrypt_incoming(*output)
    except encryption.NotANote:
        return True
    except Refused:
        return False
    raise AssertionError("the note is valid")


def _random_esk(p, note, ovk, g_d, esk):
    """Everything agrees but that esk does not come from rseed."""
    epk, cm = (esk * g_d).encode(), p.commitment()
    enc = seal(encryption.note_key(encryption.shared_secret(esk, note.pk_d), epk), bytes(12), p.encode())
    out = seal(encryption.outgoing_key(ovk, cm, epk), bytes(12), note.pk_d.encode() + encode(esk))
    return "esk is not that of rseed", ovk, cm, epk, enc, out


def _flip(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
