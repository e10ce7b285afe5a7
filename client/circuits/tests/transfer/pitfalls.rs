//! Pitfalls of shielded payment circuits, each as a sentence about this one.

use crate::{
    columns::Mentions,
    common::torsion::torsion,
    deletion::{digit_forgery, Bundle},
    instances::{rng, scenarios, Plan, NATIVE, OTHER},
    propagation::{self, Forger},
};
use bellman::Index;
use ff::{Field, PrimeField};
use jubjub::{AffinePoint, ExtendedPoint};
use shoji_circuits::{system::System, StatementError, TransferCircuit, TransferWitness};
use shoji_shielded::{
    field::{from_u128, Base},
    point::{coordinates, generator},
};

const OWN_NODE: &str = "own node among the children";

fn system(witness: &TransferWitness) -> System {
    System::with_witness(TransferCircuit::from(witness.clone())).unwrap()
}

/// The names of the constraints that fail in a forgery.
fn failing(forger: &mut Forger, pinned: &[(Index, Base)]) -> Vec<String> {
    forger.forge(pinned, None);
    let numbers = propagation::failing(forger, &Mentions::new(&forger.system));
    numbers.into_iter().map(|number| forger.system.constraints[number].name.clone()).collect()
}

/// The variables with this name, in order.
fn variables(system: &System, name: &str) -> Vec<Index> {
    let indices = (0..system.aux.len()).filter(|index| system.aux_names[*index] == name);
    indices.map(Index::Aux).collect()
}

/// The bits of the value of a note, counted through inputs and outputs, set to those of `value`.
fn with_value(system: &System, note: usize, value: u128) -> Vec<(Index, Base)> {
    let bits = variables(system, "value bit").into_iter().skip(128 * note).take(128);
    bits.zip(0..).map(|(bit, i)| (bit, Base::from((value >> i & 1) as u64))).collect()
}

/// The numbers, through inputs and outputs, of the output that has value and of one that has none.
fn outputs(bundle: &Bundle) -> [usize; 2] {
    let outputs = &bundle.witness.outputs;
    let real = outputs.iter().position(|output| output.value > 0).unwrap();
    [3 + real, 3 + (real + 1) % 3]
}

#[test]
fn the_alias_of_a_randomizer_changes_nothing_in_public() {
    let (_, mut witness) = scenarios().remove(1);
    witness.alpha = jubjub::Fr::from(5);
    let honest = system(&witness);
    let bundle = Bundle::of(witness);
    let mut forger = bundle.forger();
    // The bits of 5 + s: s - 1 and 6, without a carry out of the lowest byte.
    let mut alias = (-jubjub::Fr::ONE).to_repr();
    alias[0] = alias[0].checked_add(6).unwrap();
    assert_eq!(alias[31] >> 4, 0, "252 bits");
    let bits = variables(&honest, "scalar bit").into_iter().enumerate();
    let bits = bits.map(|(i, bit)| (bit, Base::from(u64::from(alias[i / 8] >> (i % 8) & 1))));
    let bits = bits.collect::<Vec<_>>();
    let changed = bits.iter().filter(|(bit, value)| honest.value(*bit) != *value).count();
    assert!(changed > 100, "another encoding: {changed} bits differ");
    // Accepted, with the same rk and the same nullifiers: there is nothing to gain.
    assert_eq!(failing(&mut forger, &bits), [""; 0]);
    assert!(forger.changed_public_inputs().is_empty());
}

#[test]
fn the_alias_of_a_spending_key_is_the_same_key_with_the_same_nullifiers() {
    // The circuit sees `ask` as the point `ak` alone, and `[ask + s] G = [ask] G`.
    let ask = jubjub::Fr::random(&mut rng(51));
    let generator = ExtendedPoint::from(generator());
    let alias = generator * -jubjub::Fr::ONE + generator * (ask + jubjub::Fr::ONE);
    assert_eq!(coordinates(&alias), coordinates(&(generator * ask)));
    // `rk` and its randomizer are in no nullifier.
    let (_, witness) = scenarios().remove(1);
    let mut other = witness.clone();
    other.alpha = jubjub::Fr::random(&mut rng(52));
    let (public, other) = (witness.public_inputs(), other.public_inputs());
    assert_eq!(public[..10], other[..10]);
    assert_ne!(public[10..12], other[10..12]);
}

#[test]
fn no_second_key_opens_an_address() {
    let (_, witness) = scenarios().remove(1);
    let ak = ExtendedPoint::from(witness.ak);
    // With a point of small order `ak` is accepted as a key, but of other notes; the inverse of
    // `ak`, and its double, are as well.
    let mut keys = torsion().into_iter().map(|point| ak + point).collect::<Vec<_>>();
    keys.extend([-ak, ak.double()]);
    let mut accepted = 0;
    for key in keys {
        let (u, v) = coordinates(&key);
        let mut other = witness.clone();
        other.ak = AffinePoint::from_raw_unchecked(u, v);
        if key == ak {
            assert_eq!(other.check(), Ok(()));
            accepted += 1;
            continue;
        }
        assert_eq!(other.check(), Err(StatementError::PathWithoutNote { input: 1 }));
        assert_eq!(system(&other).unsatisfied().collect::<Vec<_>>(), [OWN_NODE; 3]);
    }
    assert_eq!(accepted, 1);
}

#[test]
fn a_note_under_another_nullifier_key_or_audit_key_is_not_in_the_tree() {
    // Everything that follows is computed anew, up to the root; only the anchor stays.
    let bundle = Bundle::new(1);
    let mut forger = bundle.forger();
    let nk = variables(&forger.system, "nk")[1];
    let audit = variables(&forger.system, "audit")[0];
    let anchor = (Index::Input(1), bundle.witness.anchor);
    let in_tree = ["I4: only notes in the tree carry value"];
    let other = Base::random(&mut rng(53));
    assert_eq!(failing(&mut forger, &[anchor, (nk, other)]), in_tree);
    // An audited account that says that it is not: another owner, another note.
    assert_eq!(failing(&mut forger, &[anchor, (audit, Base::ZERO)]), in_tree);
}

#[test]
fn an_output_of_two_to_the_128_or_below_zero_is_refused() {
    let bundle = Bundle::new(0);
    let mut forger = bundle.forger();
    let [real, dummy] = outputs(&bundle);
    let bit = |forger: &Forger, note: usize, i: usize| {
        variables(&forger.system, "value bit")[128 * note + i]
    };
    // 2^128: the highest bit counts twice.
    let highest = bit(&forger, dummy, 127);
    assert_eq!(failing(&mut forger, &[(highest, Base::from(2))]), ["value bit"]);
    let value = variables(&forger.system, "value")[dummy];
    assert_eq!(forger.system.value(value), from_u128(u128::MAX) + Base::ONE);
    // Change below zero pays for an output that is too large, with the public amount unchanged.
    let mut pinned = with_value(&forger.system, real, 5_590);
    pinned.push((bit(&forger, dummy, 0), -Base::from(5_000)));
    assert_eq!(failing(&mut forger, &pinned), ["value bit"]);
    assert_eq!(forger.system.inputs[9], Base::from(400));
    // The same past the bits.
    pinned.pop();
    pinned.push((value, -Base::from(5_000)));
    assert_eq!(failing(&mut forger, &pinned), ["value from bits"]);
    assert_eq!(forger.system.inputs[9], Base::from(400));
}

#[test]
fn a_selector_of_two_cannot_mint_a_third_asset() {
    // 2,000 of A would become 1,000 native and 1,000 of `2 A - NATIVE`: both lanes balance.
    let plan = Plan {
        asset: OTHER,
        inputs: vec![(true, 2_000)],
        outputs: vec![(true, 1_000), (false, 1_000)],
        ..Plan::default()
    };
    let witness = plan.witness(&mut rng(54));
    assert_eq!(witness.check(), Err(StatementError::LanesUnbalanced));
    let third = witness.outputs.iter().position(|note| note.is_other && note.value > 0).unwrap();
    let bundle = Bundle::of(witness);
    let mut forger = bundle.forger();
    let selector = variables(&forger.system, "selector")[3 + third];
    forger.forge(&[(selector, Base::from(2))], None);
    assert_eq!(forger.system.unsatisfied().collect::<Vec<_>>(), ["selector"]);
}

#[test]
fn one_native_note_pays_amount_and_fee_and_no_lane_pays_for_another() {
    let bundle = |asset: u64, paid: bool, change: bool| {
        let plan = Plan {
            asset,
            inputs: vec![(paid, 100)],
            outputs: vec![(change, 30)],
            asset_pub: asset,
            unshielded: 60,
            fee: 10,
            ..Plan::default()
        };
        plan.witness(&mut rng(55))
    };
    for (paid, change) in [(false, false), (false, true), (true, false), (true, true)] {
        let native = bundle(NATIVE, paid, change);
        assert_eq!(native.check(), Ok(()));
        assert_eq!(system(&native).unsatisfied().next(), None);
        // Where A is another asset the amount is of A and the fee is native.
        let other = bundle(OTHER, paid, change);
        assert_eq!(other.check(), Err(StatementError::LanesUnbalanced));
        let names = ["B2: each lane pays for itself"];
        assert_eq!(system(&other).unsatisfied().collect::<Vec<_>>(), names);
    }
}

#[test]
fn an_audited_account_cannot_publish_another_record() {
    let (_, witness) = scenarios().remove(4);
    let words = |witness: &TransferWitness| witness.public_inputs()[12..].to_vec();
    let mut another_key = witness.clone();
    another_key.k = Base::random(&mut rng(56));
    let mut another_bundle = witness.clone();
    another_bundle.outputs[0].rcm += Base::ONE;
    let (_, not_audited) = scenarios().remove(3);
    let records = [words(&another_key), words(&another_bundle), words(&not_audited)];
    for words in records.into_iter().chain([vec![Base::ZERO; 8]]) {
        let mut forged = system(&witness);
        for (number, word) in words.into_iter().enumerate() {
            forged.set(Index::Input(13 + number), word);
        }
        assert_eq!(forged.unsatisfied().collect::<Vec<_>>(), ["U2: audit word"; 8]);
    }
    // Two words in the place of each other.
    let mut forged = system(&witness);
    forged.inputs.swap(13, 14);
    assert_eq!(forged.unsatisfied().collect::<Vec<_>>(), ["U2: audit word"; 2]);
}

#[test]
fn audited_and_other_bundles_have_the_same_public_shape() {
    let plan = |audited| {
        let (inputs, outputs) = (vec![(false, 30)], vec![(false, 20)]);
        Plan { asset: NATIVE, inputs, outputs, fee: 10, audited, ..Plan::default() }
    };
    let [audited, other] = [true, false].map(|audited| plan(audited).witness(&mut rng(57)));
    assert_ne!(audited.audit, other.audit);
    // The same constraints, and the same public inputs but for what hashes and `k` hide.
    let (left, right) = (system(&audited), system(&other));
    assert_eq!(left.inputs.len(), right.inputs.len());
    assert_eq!(left.aux_names, right.aux_names);
    assert_eq!(left.constraints.len(), right.constraints.len());
    let mut pairs = left.constraints.iter().zip(&right.constraints);
    assert!(pairs.all(|(left, right)| left.name == right.name && left.sides == right.sides));
    let pairs = left.inputs.iter().zip(&right.inputs).enumerate();
    let same = pairs.filter(|(_, (left, right))| left == right).map(|(number, _)| number);
    // The constant one, the outputs' commitments, asset_pub, v_pub, fee and rk.
    assert_eq!(same.collect::<Vec<_>>(), [0, 5, 6, 7, 8, 9, 10, 11, 12]);
}

#[test]
fn a_dummy_neither_carries_value_nor_publishes_the_nullifier_of_a_note() {
    let bundle = Bundle::new(0);
    let mut forger = bundle.forger();
    // A dummy with value 60, which the public amount then exceeds by 60.
    let pinned = with_value(&forger.system, 1, 60);
    let in_tree = ["I4: only notes in the tree carry value"];
    assert_eq!(failing(&mut forger, &pinned), in_tree);
    assert_eq!(forger.system.inputs[9], Base::from(460));
    // The note with value as a dummy: the value is in its commitment, so the nullifier is another.
    let pinned = with_value(&forger.system, 0, 0);
    assert_eq!(failing(&mut forger, &pinned), [""; 0]);
    assert!(forger.changed_public_inputs().contains(&2));
    // To publish the note's own nullifier, so that nobody can spend it, is refused.
    let nullifier = Index::Input(2);
    let pinned = [pinned, vec![(nullifier, forger.honest(nullifier))]].concat();
    assert_eq!(failing(&mut forger, &pinned), ["I3: nullifier"]);
}

#[test]
fn a_position_has_no_alias() {
    let bundle = Bundle::new(2);
    let mut forger = bundle.forger();
    // Digits that are none: another nullifier of the same note under the same anchor.
    let numbers = bundle.part().filter(|number| bundle.names[*number].starts_with("digit, "));
    let numbers = numbers.collect::<Vec<_>>();
    assert_eq!(numbers.len(), 40);
    for number in [numbers[0], numbers[1], numbers[38], numbers[39]] {
        let pinned = digit_forgery(&forger, number);
        assert_eq!(failing(&mut forger, &pinned), [&*bundle.names[number]]);
        // The third nullifier, and the words, whose key stream depends on it.
        let words = 13..=20;
        assert_eq!(
            forger.changed_public_inputs(),
            [4].into_iter().chain(words).collect::<Vec<_>>()
        );
    }
}
