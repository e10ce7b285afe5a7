//! Pitfalls of bits: other encodings of a scalar, and booleans that are none.

use crate::{
    columns::{columns, determining_with},
    common::columns::Mentions,
    instances::{rng, Case, Received, Shape},
    propagation::{failing, Forger, Plan},
    single::Single,
};
use bellman::Index;
use ff::{Field, PrimeField};
use shoji_circuits::system::System;
use shoji_shielded::field::Base;

/// The names of the constraints that fail in a forgery, and the public inputs that change.
fn forged(case: &Received<2>, pinned: &[(Index, Base)]) -> (Vec<String>, Vec<usize>) {
    let honest = System::with_witness(case.circuit()).unwrap();
    let columns = columns(&honest, Received::FREE);
    let plan = Plan::new(&honest, &columns, &determining_with(&honest, 0));
    let mut forger = Forger::new(honest, &plan);
    forger.forge(pinned, None);
    let numbers = failing(&forger, &Mentions::new(&forger.system));
    let names = numbers.into_iter().map(|n| forger.system.constraints[n].name.clone());
    (names.collect(), forger.changed_public_inputs())
}

fn named(case: &Received<2>, name: &str) -> Vec<Index> {
    let system = System::with_witness(case.circuit()).unwrap();
    let places = (0..system.aux.len()).filter(|i| system.aux_names[*i] == name);
    places.map(Index::Aux).collect()
}

#[test]
fn the_alias_of_the_randomizer_of_a_statement_changes_nothing_in_public() {
    let mut case = Received::single(0, &mut rng(3_100));
    case.witness.spender.alpha = jubjub::Fr::from(5);
    case.follow();
    // The bits of 5 + s: s - 1 and 6, without a carry out of the lowest byte.
    let mut alias = (-jubjub::Fr::ONE).to_repr();
    alias[0] = alias[0].checked_add(6).unwrap();
    let bit = |i: usize| Base::from(u64::from(alias[i / 8] >> (i % 8) & 1));
    let bits = named(&case, "scalar bit").into_iter().enumerate();
    let bits = bits.map(|(i, index)| (index, bit(i))).collect::<Vec<_>>();
    assert_eq!(bits.len(), 252);
    assert_eq!(forged(&case, &bits), (vec![], vec![]));
}

#[test]
fn padding_does_not_turn_the_order_back() {
    // Padding that counts minus once would let the position before it be stated again.
    let shape = Shape { real: vec![true, false], audited: true, hidden: true, tight: true };
    let mut case: Received<2> = Received::new(&shape, &mut rng(3_101));
    let position = case.witness.notes[0].note.path.position;
    case.witness.notes[1].note.path.position = position + 1;
    crate::attacks::replant_received(&mut case);
    let counts = named(&case, "counts");
    assert_eq!(counts.len(), 2);
    let (names, public) = forged(&case, &[(counts[1], -Base::ONE)]);
    assert_eq!(names, ["counts"]);
    // The end of the range, which would be one lower.
    assert_eq!(public, [4]);
}
