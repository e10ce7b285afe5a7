"""The transfer statement, evaluated plainly (docs/protocol §5.1 to §5.3)."""

from dataclasses import dataclass

import audit
import tree
from addresses import owner_of
from field import R
from jubjub import G, Point, on_curve
from keys import incoming
from notes import NATIVE, commitment, nullifier
from poseidon import h

NAMES = (
    ["anchor", "nf1", "nf2", "nf3", "cm1", "cm2", "cm3", "asset_pub", "v_pub", "fee", "rk.u", "rk.v"]
    + [f"w{n}" for n in range(8)]
)


@dataclass
class Input:
    """The witness of an input (docs/protocol §5.2)."""

    nk: int
    d: bytes
    selector: int
    value: int
    rcm: int
    position: int
    path: list


@dataclass
class Output:
    """The witness of an output (docs/protocol §5.2)."""

    selector: int
    value: int
    owner: int
    rcm: int


@dataclass
class Witness:
    """docs/protocol §5.2. `ak` is a pair of coordinates: that it is a point is part of the statement."""

    ak: tuple
    alpha: int
    audit: int
    k: int
    asset: int
    inputs: list
    outputs: list


def signed(call, amount):
    """v_pub (docs/protocol §5.1)."""
    return {"shield": -amount, "transfer": 0, "unshield": amount}[call] % R


def asset_of(witness, selector):
    """I2, O1 (docs/protocol §5.3)."""
    return (NATIVE + selector * (witness.asset - NATIVE)) % R


def input_commitment(witness, i):
    """I1, I2 (docs/protocol §5.3)."""
    # A point off the curve only occurs in a refused witness; its hash is defined all the same.
    ivk = incoming(Point(*witness.ak), i.nk, witness.audit)
    return commitment(asset_of(witness, i.selector), i.value, owner_of(ivk, i.d), i.rcm)


def input_nullifier(witness, i):
    """I3 (docs/protocol §5.3)."""
    return nullifier(i.nk, input_commitment(witness, i), i.position)


def output_commitment(witness, o):
    """O1 (docs/protocol §5.3)."""
    return commitment(asset_of(witness, o.selector), o.value, o.owner, o.rcm)


def account_of(witness):
    """The account that a record is of (docs/protocol §5.4)."""
    return audit.account_of(*witness.ak, witness.audit)


def plain(witness, fee):
    """What the audit words of a witness say (docs/protocol §5.4)."""
    return audit.Plain(
        input_values=[i.value for i in witness.inputs],
        output_values=[o.value for o in witness.outputs],
        fee=fee,
        selectors=[x.selector for x in witness.inputs + witness.outputs],
        owners=[o.owner for o in witness.outputs],
        asset=witness.asset,
    )


def public_inputs(witness, anchor, asset_pub, v_pub, fee):
    """The 20 public inputs of a witness (docs/protocol §5.1)."""
    nullifiers = [input_nullifier(witness, i) for i in witness.inputs]
    commitments = [output_commitment(witness, o) for o in witness.outputs]
    words = audit.encrypt(witness.k, account_of(witness), nullifiers, commitments, plain(witness, fee))
    rk = Point(*witness.ak) + witness.alpha * G
    return [anchor, *nullifiers, *commitments, asset_pub, v_pub, fee, *rk.affine(), *words]


def lane(witness, selector, public):
    """in - out - public over the notes of one selector (docs/protocol §5.3, balance)."""
    total = sum(i.value for i in witness.inputs if i.selector == selector)
    return (total - sum(o.value for o in witness.outputs if o.selector == selector) - public) % R


def failures(witness, public):
    """The rules of docs/protocol §5.3 that do not hold, in the order of the specification; [] if all hold."""
    anchor, nfs, cms = public[0], public[1:4], public[4:7]
    asset_pub, v_pub, fee, rk, words = public[7], public[8], public[9], tuple(public[10:12]), public[12:]
    failed = []

    def require(rule, holds):
        if not holds and rule not in failed:
            failed.append(rule)

    for i, nf in zip(witness.inputs, nfs, strict=True):
        cm = input_commitment(witness, i)
        require("I2", i.selector in (0, 1))
        require("I3", nullifier(i.nk, cm, i.position) == nf)
        require("I4", (tree.root_of(cm, i.position, i.path) - anchor) * i.value % R == 0)
        require("I5", 0 <= i.value < 2**128)
    for o, cm in zip(witness.outputs, cms, strict=True):
        require("O1", output_commitment(witness, o) == cm and o.selector in (0, 1))
        require("O2", 0 <= o.value < 2**128)

    d0, d1 = lane(witness, 0, fee), lane(witness, 1, v_pub)
    require("B1", (d0 + d1) % R == 0)
    require("B2", d0 * (witness.asset - NATIVE) % R == 0)
    require("B3", (asset_pub - witness.asset) * v_pub % R == 0)

    ak = Point(*witness.ak)
    valid_ak = on_curve(*witness.ak)
    require("A1", valid_ak and not ak.is_small_order())
    require("A2", valid_ak and (ak + witness.alpha * G).affine() == rk and 0 <= witness.alpha < 2**252)

    require("U1", witness.audit * (witness.audit - h("H_AUDIT", witness.k)) % R == 0)
    require("U2", audit.encrypt(witness.k, account_of(witness), nfs, cms, plain(witness, fee)) == list(words))
    return failed
