//! Every variable is bound: a satisfied assignment with one variable changed is not satisfied.

use crate::{
    columns::Mentions,
    common::mutation::{change_each, is_noticed},
    instances::scenarios,
    parallel::in_parallel,
    shapes::bundles,
};
use bellman::Index;
use ff::Field;
use shoji_circuits::{system::System, TransferCircuit, TransferWitness};
use shoji_shielded::field::Base;

/// The public inputs that a witness leaves free, by the statement itself: the anchor where no input
/// has value, the public asset where nothing moves in public.
fn is_free(witness: &TransferWitness, index: Index) -> bool {
    match index {
        Index::Input(1) => witness.inputs.iter().all(|input| input.value == 0),
        Index::Input(8) => witness.v_pub == Base::ZERO,
        _ => false,
    }
}

#[test]
fn no_variable_can_be_changed_alone() {
    let bundles = bundles();
    let counts = in_parallel(
        bundles.len(),
        || (),
        |(), number| {
            let (name, witness) = &bundles[number];
            let system = System::with_witness(TransferCircuit::from(witness.clone())).unwrap();
            change_each(name, system, |index| is_free(witness, index), 1_100 + number as u64)
        },
    );
    let [variables, changes] = [0, 1].map(|i| counts.iter().map(|count| count[i]).sum::<usize>());
    println!("{} bundles: {variables} variables, {changes} changes", bundles.len());
    assert!(counts.iter().all(|[variables, _]| *variables == counts[0][0]));
}

#[test]
fn a_boolean_that_is_two_fails_as_a_boolean_wherever_it_is() {
    let booleans = ["scalar bit", "selector", "value bit", "digit, low bit", "digit, high bit"];
    let (_, witness) = scenarios().remove(3);
    let mut system = System::with_witness(TransferCircuit::from(witness)).unwrap();
    let mentions = Mentions::new(&system);
    let mut count = 0;
    for index in 0..system.aux.len() {
        if booleans.contains(&system.aux_names[index].as_str()) {
            let number = mentions.of(Index::Aux(index)).iter().copied().find(|number| {
                let constraint = &system.constraints[*number];
                constraint.name == system.aux_names[index]
                    && constraint.sides.iter().flatten().all(|(i, _)| *i == Index::Aux(index))
            });
            let number = number.expect("a boolean has a constraint of its own");
            assert!(is_noticed(&mut system, Index::Aux(index), &[number], Base::from(2)));
            count += 1;
        }
    }
    assert_eq!(count, 252 + 6 + 6 * 128 + 3 * 40);
}
