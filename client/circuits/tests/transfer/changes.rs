//! Changes of a witness, one for each thing that it consists of and each way to cheat with it. Some
//! are harmless: both the circuit and its twin accept what they leave.

use crate::{
    common::torsion::torsion,
    instances::{NATIVE, OTHER},
    tree::random_path,
};
use ff::Field;
use jubjub::{AffinePoint, ExtendedPoint};
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::{TransferInput, TransferOutput, TransferWitness};
use shoji_shielded::{
    address::Diversifier,
    field::{from_u128, Base},
    point::{coordinates, generator},
    poseidon::{hash, Domain},
    tree::{empty_root, hash_node, CAPACITY, DEPTH},
};
use std::sync::LazyLock;

type Change = fn(&mut TransferWitness, &mut ChaCha20Rng);

/// Values at the edges of their range.
pub const EDGES: [u128; 8] =
    [0, 1, 2, u64::MAX as u128, 1 << 64, 1 << 127, u128::MAX - 1, u128::MAX];

static TORSION: LazyLock<Vec<ExtendedPoint>> = LazyLock::new(torsion);

/// A number below `count`.
pub fn below(count: usize, rng: &mut impl Rng) -> usize {
    rng.next_u32() as usize % count
}

fn input<'a>(witness: &'a mut TransferWitness, rng: &mut impl Rng) -> &'a mut TransferInput {
    &mut witness.inputs[below(3, rng)]
}

fn output<'a>(witness: &'a mut TransferWitness, rng: &mut impl Rng) -> &'a mut TransferOutput {
    &mut witness.outputs[below(3, rng)]
}

/// Two different numbers below three.
fn two(rng: &mut impl Rng) -> [usize; 2] {
    let first = below(3, rng);
    [first, (first + 1 + below(2, rng)) % 3]
}

fn leaf(input: &TransferInput) -> Base {
    input.path.children[0][(input.path.position & 3) as usize]
}

fn set_key(witness: &mut TransferWitness, point: &ExtendedPoint) {
    let (u, v) = coordinates(point);
    witness.ak = AffinePoint::from_raw_unchecked(u, v);
}

fn two_to_the_128() -> Base {
    from_u128(u128::MAX) + Base::ONE
}

/// Changes of keys, of the account and of the asset.
pub const OF_THE_ACCOUNT: &[(&str, Change)] = &[
    ("alpha", |witness, rng| witness.alpha = jubjub::Fr::random(rng)),
    ("alpha 0", |witness, _| witness.alpha = jubjub::Fr::ZERO),
    ("alpha -1", |witness, _| witness.alpha = -jubjub::Fr::ONE),
    ("ak", |witness, rng| set_key(witness, &(generator() * jubjub::Fr::random(rng)).into())),
    ("ak, negated", |witness, _| {
        // On the curve, of the same order, another key.
        let (u, v) = (witness.ak.get_u(), witness.ak.get_v());
        witness.ak = AffinePoint::from_raw_unchecked(-u, v);
    }),
    ("ak off the curve", |witness, _| {
        let (u, v) = (witness.ak.get_u(), witness.ak.get_v());
        witness.ak = AffinePoint::from_raw_unchecked(v, u);
    }),
    ("ak of small order", |witness, rng| set_key(witness, &TORSION[below(8, rng)])),
    ("ak and a point of small order", |witness, rng| {
        let sum = ExtendedPoint::from(witness.ak) + TORSION[below(8, rng)];
        set_key(witness, &sum);
    }),
    ("audit + 1", |witness, _| witness.audit += Base::ONE),
    ("audit 0", |witness, _| witness.audit = Base::ZERO),
    ("audit of k", |witness, _| witness.audit = hash(Domain::AuditKey, &[witness.k])),
    ("k", |witness, rng| witness.k = Base::random(rng)),
    ("k + 1", |witness, _| witness.k += Base::ONE),
    ("A + 1", |witness, _| witness.asset += Base::ONE),
    ("A 0", |witness, _| witness.asset = Base::ZERO),
    ("A NATIVE", |witness, _| witness.asset = Base::from(NATIVE)),
    ("A another asset", |witness, _| witness.asset = Base::from(OTHER)),
];

/// Changes of the notes that are spent.
pub const OF_INPUTS: &[(&str, Change)] = &[
    ("nk", |witness, rng| input(witness, rng).nk = Base::random(rng)),
    ("nk of two inputs", |witness, rng| {
        let [a, b] = two(rng);
        (witness.inputs[a].nk, witness.inputs[b].nk) = (witness.inputs[b].nk, witness.inputs[a].nk);
    }),
    ("d", |witness, rng| input(witness, rng).d = Diversifier([9; 11])),
    ("selector of an input", |witness, rng| input(witness, rng).is_other ^= true),
    ("value of an input + 1", |witness, rng| {
        let input = input(witness, rng);
        input.value = input.value.wrapping_add(1);
    }),
    ("value of an input at an edge", |witness, rng| {
        input(witness, rng).value = EDGES[below(EDGES.len(), rng)];
    }),
    ("values of two inputs", |witness, rng| {
        let [a, b] = two(rng);
        let values = (witness.inputs[b].value, witness.inputs[a].value);
        (witness.inputs[a].value, witness.inputs[b].value) = values;
    }),
    ("rcm of an input", |witness, rng| input(witness, rng).rcm += Base::ONE),
    ("child", |witness, rng| {
        input(witness, rng).path.children[below(DEPTH, rng)][below(4, rng)] += Base::ONE;
    }),
    ("digit", |witness, rng| input(witness, rng).path.position ^= 1 << below(2 * DEPTH, rng)),
    ("position", |witness, rng| input(witness, rng).path.position = rng.next_u64() % CAPACITY),
    ("position beyond the tree", |witness, rng| {
        input(witness, rng).path.position |= CAPACITY << below(24, rng);
    }),
    ("path to another root", |witness, rng| {
        let input = input(witness, rng);
        input.path = random_path(leaf(input), rng);
    }),
    ("paths of two inputs", |witness, rng| {
        let [a, b] = two(rng);
        let path = witness.inputs[a].path.clone();
        witness.inputs[a].path = std::mem::replace(&mut witness.inputs[b].path, path);
    }),
    ("two inputs, which is harmless", |witness, rng| {
        let [a, b] = two(rng);
        witness.inputs.swap(a, b);
    }),
    ("an input twice", |witness, rng| {
        let [a, b] = two(rng);
        witness.inputs[b] = witness.inputs[a].clone();
    }),
    ("an input twice and paid out twice", |witness, _| {
        // Harmless here: the chain refuses a bundle whose nullifiers repeat.
        let value = |input: &TransferInput| input.value;
        let real = witness.inputs.iter().position(|input| value(input) > 0);
        let dummy = witness.inputs.iter().position(|input| value(input) == 0);
        if let (Some(real), Some(dummy)) = (real, dummy) {
            witness.inputs[dummy] = witness.inputs[real].clone();
            let TransferInput { value, is_other, .. } = witness.inputs[real];
            let mut outputs = witness.outputs.iter_mut();
            if let Some(output) = outputs.find(|output| output.value == 0) {
                (output.value, output.is_other) = (value, is_other);
            }
        }
    }),
];

/// Changes of the notes that are created, and of the public inputs.
pub const OF_OUTPUTS_AND_PUBLIC: &[(&str, Change)] = &[
    ("selector of an output", |witness, rng| output(witness, rng).is_other ^= true),
    ("value of an output - 1", |witness, rng| {
        let output = output(witness, rng);
        output.value = output.value.wrapping_sub(1);
    }),
    ("value of an output at an edge", |witness, rng| {
        output(witness, rng).value = EDGES[below(EDGES.len(), rng)];
    }),
    ("a unit from one output to another", |witness, rng| {
        let [a, b] = two(rng);
        witness.outputs[a].value = witness.outputs[a].value.wrapping_sub(1);
        witness.outputs[b].value = witness.outputs[b].value.wrapping_add(1);
    }),
    ("owner", |witness, rng| output(witness, rng).owner = Base::random(rng)),
    ("rcm of an output", |witness, rng| output(witness, rng).rcm = Base::random(rng)),
    ("two outputs, which is harmless", |witness, rng| {
        let [a, b] = two(rng);
        witness.outputs.swap(a, b);
    }),
    ("anchor + 1", |witness, _| witness.anchor += Base::ONE),
    ("anchor of the empty tree", |witness, _| witness.anchor = empty_root(DEPTH)),
    ("anchor of one input", |witness, rng| {
        witness.anchor = hash_node(input(witness, rng).path.children[DEPTH - 1]);
    }),
    ("asset_pub + 1", |witness, _| witness.asset_pub += Base::ONE),
    ("asset_pub 0", |witness, _| witness.asset_pub = Base::ZERO),
    ("asset_pub NATIVE", |witness, _| witness.asset_pub = Base::from(NATIVE)),
    ("v_pub + 1", |witness, _| witness.v_pub += Base::ONE),
    ("v_pub, negated", |witness, _| witness.v_pub = -witness.v_pub),
    ("v_pub + 2^128", |witness, _| witness.v_pub += two_to_the_128()),
    ("v_pub - 2^128", |witness, _| witness.v_pub -= two_to_the_128()),
    ("v_pub + 1 out of an output", |witness, rng| {
        let output = output(witness, rng);
        output.value = output.value.wrapping_sub(1);
        witness.v_pub += Base::ONE;
    }),
    ("fee + 1", |witness, _| witness.fee = witness.fee.wrapping_add(1)),
    ("fee 2^64 - 1", |witness, _| witness.fee = u64::MAX),
    ("fee 0", |witness, _| witness.fee = 0),
    ("fee - 1 for an output", |witness, rng| {
        witness.fee = witness.fee.wrapping_sub(1);
        let output = output(witness, rng);
        output.value = output.value.wrapping_add(1);
    }),
];

/// All changes.
pub fn changes() -> Vec<(&'static str, Change)> {
    [OF_THE_ACCOUNT, OF_INPUTS, OF_OUTPUTS_AND_PUBLIC].concat()
}
