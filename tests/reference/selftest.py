#!/usr/bin/env python3
"""Tests of the reference implementation by itself: published vectors and inner consistency. Takes seconds.

    python3 tests/reference/selftest.py
"""

import copy
import dataclasses
import json
import sys
import unittest

sys.dont_write_bytecode = True

import addresses
import audit
import bech32m
import bundle
import cases_chain
import cases_grant
import cases_outflow
import cases_statement
import chacha20poly1305 as aead
import digest
import encryption
import field
import generate
import grants
import jubjub
import keys
import notes
import outflow
import payments
import poseidon
import published
import redjubjub
import statements
import transfer
import tree
from cases_crypto import torsion_points
from field import R, S, Refused
from jubjub import G, IDENTITY
from stream import Stream

raw = bytes.fromhex


class Published(unittest.TestCase):
    """Values that others computed."""

    def test_poseidon(self):
        self.assertEqual(poseidon.permute([0, 1, 2, 3, 4]), poseidon.AUTHORS_VECTOR)

    def test_bip39(self):
        for mnemonic, seed in published.BIP39:
            self.assertEqual(keys.mnemonic_seed(mnemonic, "TREZOR").hex(), seed)

    def test_generators(self):
        for _, person, encoding in published.GENERATORS:
            self.assertEqual(jubjub.find_group_hash(person.encode(), b"").encode().hex(), encoding)

    def test_redjubjub(self):
        for sk, vk, alpha, rsk, rvk, message, signature, rsignature in published.REDJUBJUB:
            signing, randomized = field.integer(raw(sk)), field.integer(raw(rsk))
            self.assertEqual(redjubjub.public(signing).hex(), vk)
            self.assertEqual(redjubjub.randomize(signing, field.integer(raw(alpha))), randomized)
            self.assertEqual(redjubjub.public(randomized).hex(), rvk)
            redjubjub.verify(raw(vk), raw(message), raw(signature))
            redjubjub.verify(raw(rvk), raw(message), raw(rsignature))
            with self.assertRaises(Refused):
                redjubjub.verify(raw(vk), raw(message), raw(rsignature))

    def test_chacha20poly1305(self):
        v = published.AEAD
        key, nonce, aad = raw(v["key"]), raw(v["nonce"]), raw(v["aad"])
        sealed = raw(v["ciphertext"]) + raw(v["tag"])
        self.assertEqual(aead.seal(key, nonce, raw(v["plaintext"]), aad), sealed)
        self.assertEqual(aead.open_sealed(key, nonce, sealed, aad), raw(v["plaintext"]))
        with self.assertRaises(Refused):
            aead.open_sealed(key, nonce, sealed, aad + b"\x00")
        v = published.CHACHA20_BLOCK
        self.assertEqual(aead.block(raw(v["key"]), v["counter"], raw(v["nonce"])).hex(), v["key_stream"])
        for _, key, data, tag in published.POLY1305:
            self.assertEqual(aead.poly1305(raw(key), raw(data)).hex(), tag)

    def test_bech32m(self):
        for string, hrp, data in published.BECH32M:
            self.assertEqual(bech32m.decode(hrp, string).hex(), data)
            self.assertEqual(bech32m.encode(hrp, raw(data)), string.lower())
        for string in published.BECH32M_INVALID:
            with self.assertRaises(Refused):
                bech32m.decode(string.lower().rpartition("1")[0], string)


class Curve(unittest.TestCase):
    def setUp(self):
        stream = Stream("selftest curve")
        self.torsion = torsion_points()
        self.points = [IDENTITY, G, stream.scalar() * G, stream.scalar() * G + self.torsion[3]] + self.torsion

    def test_square_roots(self):
        stream = Stream("selftest roots")
        for _ in range(20):
            x = stream.element()
            self.assertEqual(pow(field.sqrt(x * x % R), 2, R), x * x % R)
        self.assertIsNone(field.sqrt(jubjub.D))
        self.assertIsNotNone(field.sqrt(R - 1))

    def test_group_law(self):
        for a in self.points:
            self.assertTrue(jubjub.on_curve(*a.affine()))
            self.assertEqual(a + IDENTITY, a)
            self.assertTrue((a - a).is_identity())
            self.assertEqual(3 * a, a + a + a)
            for b in self.points:
                self.assertEqual(a + b, b + a)
                self.assertTrue(jubjub.on_curve(*(a + b).affine()))
                for c in self.points[:4]:
                    self.assertEqual((a + b) + c, a + (b + c))

    def test_orders(self):
        # Not by is_prime_order, which would only repeat itself: s G is the identity, and no multiple below 9 is.
        self.assertTrue((S * G).is_identity())
        self.assertFalse(any((n * G).is_identity() for n in range(1, 9)))
        self.assertEqual((S - 1) * G, -G)
        self.assertTrue(G.is_prime_order())
        for point in self.torsion:
            self.assertTrue((8 * point).is_identity())
            self.assertFalse(point.is_prime_order())
            self.assertFalse((G + point).is_prime_order() and not point.is_identity())
        self.assertEqual(len(set(self.torsion)), 8)

    def test_encoding(self):
        for point in self.points:
            self.assertEqual(jubjub.decode(point.encode()), point)
        for value in (R, R + 1, 1 | 1 << 255, R - 1 | 1 << 255, 2**256 - 1):
            with self.assertRaises(Refused):
                jubjub.decode(field.encode(value))


class Wallet(unittest.TestCase):
    def test_keys(self):
        wallet = payments.Wallet("selftest", label=b"a")
        other = keys.scope(wallet.account, b"b")
        mine = vars(wallet.scope)
        self.assertEqual(set(mine.values()) & set(vars(other).values()), set())
        self.assertEqual(len(set(mine.values())), len(mine))

    def test_an_audited_account_shares_nothing_with_its_plain_twin(self):
        seed = bytes(range(64))
        plain, audited = (keys.account(keys.account_path(seed, 3, is_audited)[-1][0], is_audited)
                          for is_audited in (False, True))
        mine, other = vars(keys.scope(plain, b"")), vars(keys.scope(audited, b""))
        self.assertEqual(set(mine.values()) & set(other.values()), {mine["scope"]})
        self.assertFalse({plain.ask, plain.vr, plain.dk_root, plain.dummy_root}
                         & {audited.ask, audited.vr, audited.dk_root, audited.dummy_root})

    def test_addresses(self):
        scope = payments.Wallet("selftest").scope
        for index in (0, 1, 2**64 - 1):
            address = addresses.address(scope.ivk, addresses.diversifier(scope.dk, index))
            for hrp in ("shoji", "shojidev"):
                self.assertEqual(addresses.parse_address(hrp, address.string(hrp)), address)
            self.assertTrue(address.pk_d.is_prime_order())

    def test_note_encryption(self):
        stream = Stream("selftest notes")
        sender, receiver = payments.Wallet("selftest"), payments.Wallet("selftest receiver", audited=True)
        for kind in (keys.EXTERNAL, keys.INTERNAL):
            note = receiver.note(stream.take(32), notes.NATIVE, 2**128 - 1, kind, 5, "é" * 64)
            p, ivk = note.plaintext, receiver.scope.of_kind(kind)[0]
            epk, enc, out = encryption.encrypt(p, note.pk_d, sender.scope.ovk)
            self.assertEqual((len(enc), len(out)), (encryption.ENC_BYTES, encryption.OUT_BYTES))
            cm = p.commitment()
            self.assertEqual(encryption.decrypt_incoming(ivk, cm, epk, enc), p)
            compact = encryption.decrypt_compact(ivk, cm, epk, enc[:100])
            self.assertEqual((compact.encode(), compact.memo), (p.encode()[:100], b""))
            self.assertEqual(encryption.decrypt_outgoing(sender.scope.ovk, cm, epk, enc, out), (p, note.pk_d))
            for place in range(0, len(enc), 27):
                broken = enc[:place] + bytes([enc[place] ^ 4]) + enc[place + 1 :]
                with self.assertRaises(Refused):
                    encryption.decrypt_incoming(ivk, cm, epk, broken)

    def test_signatures(self):
        stream = Stream("selftest signatures")
        sk, message = stream.scalar(), stream.take(32)
        vk, signature = redjubjub.public(sk), redjubjub.sign(sk, message, stream.take(80))
        redjubjub.verify(vk, message, signature)
        for place in range(0, 64, 7):
            broken = signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :]
            with self.assertRaises(Refused):
                redjubjub.verify(vk, message, broken)


class Tree(unittest.TestCase):
    def test_frontier_and_paths_agree(self):
        stream = Stream("selftest tree")
        frontier, leaves = tree.Frontier(), []
        self.assertEqual(frontier.root(), tree.EMPTY[tree.DEPTH])
        for count in (1, 3, 3, 3, 6, 1, 3):
            added = [stream.element() for _ in range(count)]
            leaves += added
            frontier.append(added)
            grown = tree.Tree(leaves)
            self.assertEqual(frontier.root(), grown.root())
            for position in {0, len(leaves) // 2, len(leaves) - 1}:
                path = grown.path(position)
                self.assertEqual(tree.root_of(leaves[position], position, path), grown.root())
                self.assertNotEqual(tree.root_of(leaves[position], position ^ 1, path), grown.root())

    def test_last_leaves(self):
        stream = Stream("selftest full tree")
        levels = [[stream.element() for _ in range(digit)] for digit in tree.digits(2**40 - 2)]
        frontier = tree.Frontier(2**40 - 2, levels)
        leaf = stream.element()
        path = [nodes + [0] * (4 - len(nodes)) for nodes in levels]
        frontier.append([leaf])
        # The last leaf is empty; every other node of the path is in the frontier.
        self.assertEqual(frontier.root(), tree.root_of(leaf, 2**40 - 2, path))
        path[0][2], last = leaf, stream.element()
        with self.assertRaises(Refused):
            frontier.append([last, last])
        frontier.append([last])
        self.assertEqual((frontier.position, frontier.root()), (2**40, tree.root_of(last, 2**40 - 1, path)))
        with self.assertRaises(Refused):
            frontier.append([last])

    def test_own_nodes(self):
        stream = Stream("selftest own nodes")
        path = [[stream.element() for _ in range(4)] for _ in range(tree.DEPTH)]
        leaf, position = stream.element(), stream.below(2**40)
        full = tree.with_own_nodes(leaf, position, path)
        self.assertEqual(tree.path_root(leaf, position, full), tree.root_of(leaf, position, path))
        for wrong in (path, full[:-1] + [path[-1]]):
            with self.assertRaises(Refused):
                tree.path_root(leaf, position, wrong)


class Statement(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.honest = payments.all_payments()

    def test_honest(self):
        for p in self.honest:
            self.assertEqual(transfer.failures(p.witness, p.public), [], p.name)

    def test_changed(self):
        # Each asserts its own list of failing rules.
        refused = {rule for d in cases_chain.changed_payments(self.honest) for rule in d.json()["failing"]}
        self.assertEqual(refused, {"I3", "I4", "O1", "B1", "B2", "B3", "A1", "A2", "U1", "U2"})

    def test_what_vectors_cannot_write(self):
        """Witnesses that no typed implementation can even hold."""
        p = self.honest[0]

        def failing(change):
            witness = copy.deepcopy(p.witness)
            change(witness)
            public = transfer.public_inputs(witness, p.public[0], *p.public[7:10])
            return transfer.failures(witness, public)

        def too_large(w):
            w.inputs[0].value, w.inputs[0].selector = 2**128, 0
            w.outputs[0].value += 2**128

        def negative(w):
            w.outputs[1].value, w.outputs[1].selector = R - 1, 0
            w.outputs[0].value += 1

        def selector(w):
            w.inputs[0].selector = 2

        def output_selector(w):
            w.outputs[1].selector = R - 1

        def off_curve(w):
            w.ak = (1, 1)

        def large_alpha(w):
            w.alpha = 2**252

        def alias_of_alpha(w):
            w.alpha = 5 + S

        self.assertEqual(failing(too_large), ["I4", "I5", "O2"])
        self.assertEqual(failing(negative), ["O2"])
        self.assertEqual(failing(selector), ["I2"])
        self.assertEqual(failing(output_selector), ["O1"])
        self.assertEqual(failing(off_curve), ["A1", "A2"])
        self.assertEqual(failing(large_alpha), ["A2"])
        self.assertEqual(failing(alias_of_alpha), [])

    def test_audit_words(self):
        for p in self.honest:
            account = transfer.account_of(p.witness)
            read = audit.decrypt(p.witness.k, account, p.public[1:4], p.public[4:7], p.public[12:])
            self.assertEqual(audit.message(read), audit.message(transfer.plain(p.witness, p.fee)))

    def test_a_record_is_made_by_its_account_alone(self):
        # Whoever knows k spends under another ak, under the same audit, or without it.
        audited = next(p for p in self.honest if p.witness.audit)
        w, account = audited.witness, transfer.account_of(audited.witness)
        for ak, image in ((jubjub.G.affine(), 0), (jubjub.G.affine(), w.audit), (w.ak, 0)):
            forger = copy.deepcopy(w)
            forger.ak, forger.audit = ak, image
            public = transfer.public_inputs(forger, *audited.public[:1], *audited.public[7:10])
            with self.assertRaises(Refused):
                audit.decrypt(w.k, account, public[1:4], public[4:7], public[12:])

    def test_bundles(self):
        p = self.honest[2]
        b, party, _ = cases_chain.make_bundle(p, 1024)
        self.assertEqual(len(b.encode()), 1874)
        self.assertEqual(bundle.decode(b.encode()), b)
        self.assertIsNone(bundle.first_failure(b, cases_chain.GENESIS, p.call, party))
        self.assertEqual(bundle.first_failure(b, bytes(32), p.call, party), "InvalidSignature")


def read_witness(data):
    """A witness from its JSON, as a user of the vectors reads it."""

    def elements(texts):
        return [field.decode_element(raw(text)) for text in texts]

    def path(i):
        # The own node's place is free for any value: the root is computed through it.
        digits = tree.digits(int(i["position"]))
        groups = [elements(group) for group in i["siblings"]]
        return [group[:digit] + [0] + group[digit:] for digit, group in zip(digits, groups, strict=True)]

    def number(text):
        return field.integer(raw(text))

    return transfer.Witness(
        ak=jubjub.decode(raw(data["ak"])).affine(),
        alpha=number(data["alpha"]),
        audit=number(data["audit"]),
        k=number(data["k"]),
        asset=int(data["asset"]),
        inputs=[
            transfer.Input(number(i["nk"]), raw(i["d"]), int(i["selector"]), int(i["value"]), number(i["rcm"]),
                           int(i["position"]), path(i))
            for i in data["inputs"]
        ],
        outputs=[
            transfer.Output(int(o["selector"]), int(o["value"]), number(o["owner"]), number(o["rcm"]))
            for o in data["outputs"]
        ],
    )


class Vectors(unittest.TestCase):
    """Vectors read back as JSON, by what their keys say."""

    def test_transfer(self):
        vectors = json.loads(generate.text(generate.FILES["transfer"]()))["vectors"]
        statements = {v["name"]: v for v in vectors if v["kind"] == "statement"}
        for v in vectors:
            statement = copy.deepcopy(statements[v.get("base", v["name"])])
            for change in v.get("changes", []):
                *parents, last = change["pointer"].split("/")[1:]
                place = statement
                for key in parents:
                    place = place[int(key) if isinstance(place, list) else key]
                place[int(last) if isinstance(place, list) else last] = change["value"]
            public = [field.decode_element(raw(x)) for x in statement["public_inputs"]]
            failing = transfer.failures(read_witness(statement["witness"]), public)
            self.assertEqual(failing, v.get("failing", []), v["name"])
            self.assertEqual(v["valid"], not failing)

    def test_bundles(self):
        data = json.loads(generate.text(generate.FILES["bundle"]()))
        made = {v["name"]: v for v in data["vectors"] if v["kind"] == "bundle"}
        for v in made.values():
            b = bundle.decode(raw(v["encoded"]))
            sighash = b.sighash(raw(v["genesis_hash"]), v["call"], raw(v["party"]))
            self.assertEqual(sighash.hex(), v["sighash"])
            redjubjub.verify(raw(v["rk"]), sighash, raw(v["signature"]))
        for v in data["vectors"]:
            if v["kind"] != "rules":
                continue
            encoded = bytearray(raw(made[v["base"]]["encoded"]))
            for run in v["replaced"]:
                new = raw(run["bytes"])
                encoded[run["offset"] : run["offset"] + len(new)] = new
            b, genesis = bundle.decode(bytes(encoded)), raw(v.get("genesis_hash", data["genesis_hash"]))
            error = bundle.first_failure(b, genesis, v["call"], raw(v["party"]))
            self.assertEqual(error, v.get("error"), v["name"])
            self.assertEqual(v["valid"], error is None)


class Statements(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cases_statement.World(True)

    def test_lengths(self):
        lengths = [len(statement.encode()) for _, statement, *_ in cases_statement.made(self.world)]
        self.assertEqual(lengths, [510, 746, 467, 703, 413])

    def test_what_vectors_cannot_write(self):
        """Witnesses that no typed implementation can even hold."""
        world, spender = self.world, self.world.spender
        first, second, _ = world.received()
        public = [spender.commitment(), world.root, 31, 34, cases_statement.ASSET, 1024, 0, *spender.rk()]

        def failing(its, spender=spender, **changes):
            words = dict(zip(statements.NAMES[statements.RECEIVED], public)) | changes
            return statements.received_failures(spender, its, list(words.values()))

        self.assertEqual(failing([first, second]), [])
        self.assertEqual(failing([first, second], dataclasses.replace(spender, alpha=spender.alpha + S)), [])
        self.assertEqual(failing([first, second], dataclasses.replace(spender, alpha=2**252)), ["S1"])
        self.assertEqual(failing([first, second], dataclasses.replace(spender, b=2)), ["S2", "S3", "N2"])
        # Padding that turns the order back, for the same note once more.
        back = dataclasses.replace(world.padding(), flag=R - 1, position=32)
        self.assertEqual(failing([first, back, first], T=1536), ["R2"])
        below = dataclasses.replace(first, value=768 - R)
        self.assertEqual(failing([below, second]), ["N1"])


class Grants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = cases_grant.cases()

    def test_shapes(self):
        for case in self.made:
            length = 622 if case.grant.hidden else 665
            self.assertEqual(len(case.grant.encode()), length, case.name)
            redjubjub.verify(case.grant.rk, case.grant.hash(cases_grant.GENESIS), case.grant.signature)
            # The owner's wallet opens its grant by the words alone.
            pads = grants.stream(grants.ephemeral_secret(case.owner_sk, case.grant.rk) * case.pk, case.ctx)
            self.assertEqual([(c - s) % R for c, s in zip(case.grant.words, pads)], case.message)
        for values in ("epk", "rk", "revocation_key"):
            self.assertEqual(len({getattr(case.grant, values) for case in self.made}), len(self.made))

    def test_what_vectors_cannot_write(self):
        """Witnesses that no typed implementation can even hold."""
        case = next(case for case in self.made if case.name == "full, hidden, audited")
        kind, hidden = case.public[1:3]

        def failing(**changes):
            witness = dataclasses.replace(case.witness, **changes)
            return grants.failures(witness, grants.derived(witness, kind, hidden, case.pk, case.ctx))

        self.assertEqual(failing(b=2), ["G2"])
        self.assertEqual(failing(alpha=2**252), ["G1"])
        self.assertEqual(failing(esk=2**252), ["G6"])
        self.assertEqual((failing(alpha=5 + S), failing(esk=5 + S)), ([], []))
        # Any d and any base are proven of a hidden address, and do not open.
        for changes in ({"d": 2**88}, {"g_d": jubjub.G.affine()}):
            self.assertEqual(failing(**changes), [])
            witness = dataclasses.replace(case.witness, **changes)
            public = grants.derived(witness, kind, hidden, case.pk, case.ctx)
            grant = dataclasses.replace(case.grant, target=field.encode(public[0]), words=public[7:13])
            with self.assertRaises(Refused):
                grant.open(cases_grant.GENESIS, case.x)

    def test_the_alias_of_a_decryption_scalar(self):
        case = next(case for case in self.made if case.name == "incoming, stated")
        ak, nk = jubjub.Point(*case.witness.ak), 0
        while (dec := poseidon.h("H_DEC", keys.incoming(ak, nk, 0))) + R >= 2**255:
            nk += 1
        honest = dataclasses.replace(case.witness, nk=nk)
        alias = dataclasses.replace(honest, dec=dec + R)
        statement = [grants.derived(w, 0, 0, case.pk, case.ctx) for w in (honest, alias)]
        self.assertEqual(grants.failures(honest, statement[0]), [])
        self.assertNotEqual(*statement)
        self.assertEqual(grants.failures(alias, statement[1]), ["G4"])


class Outflows(unittest.TestCase):
    """docs/protocol §13."""

    def setUp(self):
        self.owner, self.stream = cases_outflow.Owner("selftest"), Stream("outflow selftest")

    def left(self, bundle, asset):
        return outflow.left(self.owner.account.k, self.owner.id, bundle, asset)

    def test_padding(self):
        bundle = cases_outflow.foreign(self.stream)
        for count, proofs in ((0, 1), (1, 1), (12, 1), (13, 2), (24, 2)):
            chunks = outflow.padded([bundle] * count)
            self.assertEqual([len(chunk) for chunk in chunks], [12] * proofs)
            self.assertEqual(sum(chunks, [])[count:], [outflow.PADDING] * (12 * proofs - count))
        self.assertEqual(self.left(outflow.PADDING, 1), 0)

    def test_what_left(self):
        gold, silver = cases_outflow.GOLD, cases_outflow.SILVER
        for shield in (False, True):
            own = self.owner.record(self.stream, gold, shield, (0, 1, 2))
            plain = audit.decrypt(self.owner.account.k, self.owner.id, own.nullifiers, own.commitments, own.words)
            self.assertEqual([self.left(own, asset) for asset in (1, gold, silver)], [plain.fee, 0, 0])
            paid = dataclasses.replace(own, own={})
            outputs = plain.output_values
            self.assertEqual(self.left(paid, gold), outputs[1] + outputs[2])
            self.assertEqual(self.left(paid, 1), outputs[0] + plain.fee)
        unshield = self.owner.record(self.stream, gold, False, (0, 1, 2), 77)
        self.assertEqual(self.left(unshield, gold), 77)
        other = cases_outflow.Owner("selftest, another").record(self.stream, gold, False, ())
        self.assertEqual(self.left(other, gold), 0)

    def test_the_alias_of_a_fourth_word_is_no_record(self):
        record = self.owner.record(self.stream, 1, False, ())
        is_record, m = outflow.read(self.owner.account.k, self.owner.id, record)
        self.assertTrue(is_record)
        self.assertLess(m[3] + R, 2**255)
        self.assertNotEqual(m[3] + R >> 88, audit.TAG)


class Encodings(unittest.TestCase):
    def test_memos(self):
        for text in ("tea", "é" * 64, "black\x00tea"):
            self.assertEqual(notes.memo_text(notes.memo(text)), text)
        for text in (None, ""):
            self.assertEqual(notes.memo(text), notes.NO_MEMO)
        self.assertIsNone(notes.memo_text(notes.NO_MEMO))
        self.assertIsNone(notes.memo_text(bytes(128)))

    def test_digest(self):
        for count in (0, 1, 503, 504, 131064, 131072):
            outcomes = [0] * count + [1]
            data = digest.pool_digest(7, 9, outcomes)
            self.assertEqual(digest.decode(data), (field.encode(7), 9, digest.outcome_bytes(outcomes)))
        self.assertEqual(digest.outcome_bytes([0] * 20), b"")
        self.assertEqual(digest.outcome_bytes([1] + [0] * 7 + [1] + [0] * 9), b"\x01\x01")
        self.assertEqual([digest.compact(n).hex() for n in (0, 63, 64, 16383, 16384)],
                         ["00", "fc", "0101", "fdff", "02000100"])

    def test_json(self):
        value = {"a": [1, [2, 3], {"b": []}], "c": {}, "d": "é"}
        self.assertEqual(json.loads(generate.text(value)), value)


if __name__ == "__main__":
    unittest.main()
