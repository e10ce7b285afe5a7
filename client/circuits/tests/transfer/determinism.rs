//! Joint freedom: given the free witnesses, every other variable follows.
//!
//! Changing one variable at a time cannot see two variables that may move together. At a satisfied
//! assignment the constraints are linear conditions on small changes of the variables (the
//! Jacobian). Some constraints only check what is free (the statement's conditions, booleans); all
//! others must be as many as the dependent variables and leave them no change but none.
//!
//! Then each of them is needed, too: a square matrix of full rank has independent rows, so without
//! any one of them the rank falls below the number of variables, and some change remains. What such
//! a change can do is in the tests of deletion.

use crate::{
    columns::{columns, determining, FREE_PUBLIC},
    common::rank::rank_of,
    instances::{rng, scenarios, Plan},
    parallel::in_parallel,
    shapes::bundles,
};
use shoji_circuits::{system::System, TransferCircuit, TransferWitness};

fn system(witness: &TransferWitness) -> System {
    System::with_witness(TransferCircuit::from(witness.clone())).unwrap()
}

#[test]
fn every_dependent_variable_follows_from_the_free_witnesses_and_no_constraint_is_spare() {
    let mut witnesses = bundles();
    let rng = &mut rng(81);
    witnesses.push(("random".to_owned(), Plan::random(rng).witness(rng)));
    let start = || ();
    let counts = in_parallel(witnesses.len(), start, |(), number| {
        let (name, witness) = &witnesses[number];
        let system = system(witness);
        let columns = columns(&system, &FREE_PUBLIC);
        let determining = determining(&system);
        assert_eq!(determining.len(), columns.count(), "{name}: constraints and variables");
        let rank = rank_of(&system, &columns, &determining);
        assert_eq!(rank, columns.count(), "{name}: variables that may move together");
        rank
    });
    println!("{} witnesses: square, and of full rank {}", counts.len(), counts[0]);
    assert!(counts.iter().all(|count| *count == counts[0]));
}

#[test]
fn without_any_one_constraint_some_change_remains() {
    // By the lemma above this is so for all; here are some that are really left out, from the first
    // to the last.
    let (_, witness) = scenarios().remove(4);
    let system = system(&witness);
    let columns = columns(&system, &FREE_PUBLIC);
    let determining = determining(&system);
    let start = || ();
    in_parallel(6, start, |(), part| {
        let left_out = determining[part * (determining.len() - 1) / 5];
        let kept = determining.iter().filter(|number| **number != left_out);
        assert_eq!(rank_of(&system, &columns, kept), columns.count() - 1);
    });
}
