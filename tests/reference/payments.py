"""Whole payments for test vectors: witness, public inputs and ciphertexts (docs/protocol §5, §3.4)."""

from dataclasses import dataclass

import addresses
import encryption
import keys
import transfer
import tree
from field import S
from jubjub import G, Point
from notes import NATIVE, Plaintext, commitment_randomness, memo
from stream import Stream, hexed, hexes

COIN = 10**9


class Wallet:
    """An account with one scope."""

    def __init__(self, name, audited=False, label=b""):
        self.sk, self.audited, self.label = Stream(f"wallet {name}").take(32), audited, label
        self.account = keys.account(self.sk, audited)
        self.scope = keys.scope(self.account, label)

    def note(self, rseed, asset, value, kind=keys.EXTERNAL, index=0, text=None):
        """A note to this wallet: (plaintext, kind, pk_d)."""
        ivk, dk, _ = self.scope.of_kind(kind)
        address = addresses.address(ivk, addresses.diversifier(dk, index))
        plaintext = Plaintext(address.d, asset, value, rseed, address.owner, memo(text))
        return Note(self, kind, plaintext, address.pk_d)


@dataclass(frozen=True)
class Note:
    wallet: Wallet
    kind: int
    plaintext: Plaintext
    pk_d: Point


def dummy_input(stream):
    """docs/protocol §5.5."""
    path = [[stream.element() for _ in range(4)] for _ in range(tree.DEPTH)]
    selector, position = stream.below(2), stream.below(tree.LEAVES)
    return transfer.Input(stream.element(), stream.take(11), selector, 0, stream.element(), position, path)


def real_input(note, selector, position, path):
    p = note.plaintext
    nk = note.wallet.scope.of_kind(note.kind)[2]
    return transfer.Input(nk, p.d, selector, p.value, commitment_randomness(p.rseed), position, path)


def real_output(note, selector):
    p = note.plaintext
    return transfer.Output(selector, p.value, p.owner, commitment_randomness(p.rseed))


def dummy_output(stream):
    """docs/protocol §5.5."""
    return transfer.Output(stream.below(2), 0, stream.element(), stream.element())


def dummy_ciphertexts(stream):
    """(epk, enc, out) of a dummy output (docs/protocol §5.5)."""
    return (stream.scalar() * G).encode(), stream.take(244), stream.take(80)


def cluster(stream, position, leaves):
    """Paths of neighbouring leaves from `position` on, and their root: all other nodes are random.

    The leaves share a group of four, so `position` and its last leaf do too.
    """
    first = position & ~3
    assert (position + len(leaves) - 1) & ~3 == first
    group = [stream.element() for _ in range(4)]
    for i, leaf in enumerate(leaves):
        group[position - first + i] = leaf
    path = [group] + [[stream.element() for _ in range(4)] for _ in range(tree.DEPTH - 1)]
    return [path] * len(leaves), tree.root_of(leaves[0], position, path)


@dataclass
class Payment:
    name: str
    call: str
    amount: int
    fee: int
    asset_pub: int
    wallet: Wallet
    witness: transfer.Witness
    public: list
    ciphertexts: list


def payment(name, wallet, call, asset, amount, fee, inputs, outputs, anchor, alpha=None):
    """A payment. `inputs` are (note, selector, position, path) or None, `outputs` (note, selector) or None.

    None is a dummy. The order is kept: the shuffle of docs/protocol §5.5 is the caller's.
    """
    stream = Stream(f"payment {name}")
    witness = transfer.Witness(
        ak=wallet.account.ak.affine(),
        alpha=stream.scalar() if alpha is None else alpha,
        audit=wallet.account.audit,
        k=wallet.account.k if wallet.audited else stream.element(),
        asset=asset,
        inputs=[real_input(*i) if i else dummy_input(stream) for i in inputs],
        outputs=[real_output(*o) if o else dummy_output(stream) for o in outputs],
    )
    ciphertexts = []
    for output in outputs:
        if output is None:
            ciphertexts.append(dummy_ciphertexts(stream))
        else:
            note = output[0]
            # A shield has no spending scope: the destination's ovk (docs/protocol §3.4).
            sender = note.wallet if call == "shield" else wallet
            ciphertexts.append(encryption.encrypt(note.plaintext, note.pk_d, sender.scope.ovk))
    asset_pub = 0 if call == "transfer" else asset
    public = transfer.public_inputs(witness, anchor, asset_pub, transfer.signed(call, amount), fee)
    return Payment(name, call, amount, fee, asset_pub, wallet, witness, public, ciphertexts)


def siblings(i):
    """The path of an input without its own nodes: 20 groups of three, lowest level first."""
    return [
        [node for place, node in enumerate(group) if place != digit]
        for digit, group in zip(tree.digits(i.position), i.path)
    ]


def witness_json(witness):
    ak = Point(*witness.ak)
    return {
        "ak": hexed(ak.encode()),
        "alpha": hexed(witness.alpha),
        "audit": hexed(witness.audit),
        "k": hexed(witness.k),
        "asset": str(witness.asset),
        "inputs": [
            {
                "nk": hexed(i.nk),
                "d": hexed(i.d),
                "selector": bool(i.selector),
                "value": str(i.value),
                "rcm": hexed(i.rcm),
                "position": str(i.position),
                "siblings": [hexes(group) for group in siblings(i)],
            }
            for i in witness.inputs
        ],
        "outputs": [
            {
                "selector": bool(o.selector),
                "value": str(o.value),
                "owner": hexed(o.owner),
                "rcm": hexed(o.rcm),
            }
            for o in witness.outputs
        ],
    }


def commitment_of(note):
    return note.plaintext.commitment()


def shield_native(alice):
    seed = Stream("shield native")
    own = alice.note(seed.take(32), NATIVE, 5 * COIN, text="first coins")
    return payment("shield native", alice, "shield", NATIVE, 5 * COIN, 0, [None] * 3,
                   [(own, 0), None, None], tree.EMPTY[tree.DEPTH])


def shield_largest(alice):
    seed = Stream("shield largest")
    asset, value = 2**32 + 7, 2**128 - 1
    own = alice.note(seed.take(32), asset, value, index=1)
    return payment("shield another asset, largest value", alice, "shield", asset, value, 0, [None] * 3,
                   [None, (own, 1), None], tree.EMPTY[tree.DEPTH])


def transfer_native(alice, bob):
    seed = Stream("transfer native")
    spent = [alice.note(seed.take(32), NATIVE, 12_500_000_000), alice.note(seed.take(32), NATIVE, 3 * COIN, index=9)]
    leaves = [seed.element() for _ in range(11)]
    leaves[0], leaves[6] = commitment_of(spent[0]), commitment_of(spent[1])
    grown = tree.Tree(leaves)
    paid = bob.note(seed.take(32), NATIVE, 14 * COIN, index=3, text="for the tea")
    change = alice.note(seed.take(32), NATIVE, 1_490_000_000, keys.INTERNAL)
    return payment("transfer native with change", alice, "transfer", NATIVE, 0, 10_000_000,
                   [(spent[1], 0, 6, grown.path(6)), None, (spent[0], 0, 0, grown.path(0))],
                   [(change, 0), (paid, 0), None], grown.root())


def transfer_other(alice, bob):
    seed = Stream("transfer other")
    asset = 2**64 - 1
    token = alice.note(seed.take(32), asset, 1000, keys.INTERNAL)
    native = alice.note(seed.take(32), NATIVE, COIN)
    leaves = [seed.element() for _ in range(21)]
    leaves[20], leaves[15] = commitment_of(token), commitment_of(native)
    grown = tree.Tree(leaves)
    paid = bob.note(seed.take(32), asset, 1, text="")
    token_change = alice.note(seed.take(32), asset, 999, keys.INTERNAL)
    native_change = alice.note(seed.take(32), NATIVE, COIN - 20_000_000, keys.INTERNAL)
    return payment("transfer another asset", alice, "transfer", asset, 0, 20_000_000,
                   [None, (token, 1, 20, grown.path(20)), (native, 0, 15, grown.path(15))],
                   [(paid, 1), (token_change, 1), (native_change, 0)], grown.root())


def unshield_native(alice):
    seed = Stream("unshield native")
    spent = alice.note(seed.take(32), NATIVE, 100 * COIN, index=2**64 - 1)
    position = tree.LEAVES - 1
    (path,), anchor = cluster(seed, position, [commitment_of(spent)])
    change = alice.note(seed.take(32), NATIVE, 40 * COIN - 80_000_000, keys.INTERNAL)
    return payment("unshield native from the last position", alice, "unshield", NATIVE, 60 * COIN, 80_000_000,
                   [None, None, (spent, 0, position, path)], [None, None, (change, 0)], anchor)


def unshield_largest(alice):
    seed = Stream("unshield largest")
    asset, value = 2**63 + 2**32 - 1, 2**128 - 1
    token, native = alice.note(seed.take(32), asset, value), alice.note(seed.take(32), NATIVE, 40_000_000)
    position = 2**39
    paths, anchor = cluster(seed, position, [commitment_of(token), commitment_of(native)])
    return payment("unshield another asset, largest value", alice, "unshield", asset, value, 40_000_000,
                   [(token, 1, position, paths[0]), (native, 0, position + 1, paths[1]), None], [None] * 3, anchor)


def audited(carol, bob):
    seed = Stream("audited")
    spent = [carol.note(seed.take(32), NATIVE, 7 * COIN, keys.INTERNAL), carol.note(seed.take(32), NATIVE, 8 * COIN)]
    grown = tree.Tree([commitment_of(note) for note in spent] + [seed.element()])
    paid = bob.note(seed.take(32), NATIVE, 2**33, text="¥ ü 雨 ☂")
    change = carol.note(seed.take(32), NATIVE, 15 * COIN - 2**33 - 10_000_000, keys.INTERNAL)
    return payment("transfer of an audited account", carol, "transfer", NATIVE, 0, 10_000_000,
                   [(spent[0], 0, 0, grown.path(0)), (spent[1], 0, 1, grown.path(1)), None],
                   [None, (change, 0), (paid, 0)], grown.root())


def merge(alice):
    seed = Stream("merge")
    spent = [alice.note(seed.take(32), NATIVE, value) for value in (2**64 - 1, 1, 2**100)]
    position = 0x5555555554
    paths, anchor = cluster(seed, position, [commitment_of(note) for note in spent])
    merged = alice.note(seed.take(32), NATIVE, 2**100 + 1, keys.INTERNAL)
    return payment("three inputs, largest fee", alice, "transfer", NATIVE, 0, 2**64 - 1,
                   [(note, 0, position + i, paths[i]) for i, note in enumerate(spent)],
                   [None, None, (merged, 0)], anchor, alpha=0)


def both_lanes(alice, bob):
    seed = Stream("both lanes")
    spent = [alice.note(seed.take(32), NATIVE, value) for value in (3 * COIN, 4 * COIN)]
    position = 2**34 + 5
    paths, anchor = cluster(seed, position, [commitment_of(note) for note in spent])
    paid = [bob.note(seed.take(32), NATIVE, value) for value in (6 * COIN, COIN - 10_000_000)]
    return payment("native notes in both lanes", alice, "transfer", NATIVE, 0, 10_000_000,
                   [(spent[0], 1, position, paths[0]), (spent[1], 0, position + 1, paths[1]), None],
                   [(paid[0], 0), None, (paid[1], 1)], anchor, alpha=LARGEST_SCALAR)


LARGEST_SCALAR = S - 1


def all_payments():
    """Every honest payment, in the order of the vectors."""
    alice, bob = Wallet("alice"), Wallet("bob", label="貯金".encode())
    carol = Wallet("carol", audited=True, label=b"business")
    return [
        shield_native(alice),
        shield_largest(alice),
        transfer_native(alice, bob),
        transfer_other(alice, bob),
        unshield_native(alice),
        unshield_largest(alice),
        audited(carol, bob),
        merge(alice),
        both_lanes(alice, bob),
    ]
