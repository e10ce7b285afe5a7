//! Every variable is bound: a satisfied assignment with one variable changed is not satisfied.

use crate::{
    common::{
        columns::Mentions,
        mutation::{change_each, is_noticed},
    },
    instances::{Case, Held, Paid, Received},
    parallel::in_parallel,
};
use bellman::Index;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;
use std::collections::BTreeMap;

fn change_all<C: Case>(seed: u64) {
    let cases = C::all();
    let counts = in_parallel(
        cases.len(),
        || (),
        |(), number| {
            let system = System::with_witness(cases[number].circuit()).unwrap();
            // Bound by being a public input, as the prover's tests of real statements see.
            let ctx = Index::Input(C::ctx());
            let name = format!("{} {number}", C::NAME);
            change_each(&name, system, |index| index == ctx, seed + number as u64)
        },
    );
    let [variables, changes] = [0, 1].map(|i| counts.iter().map(|count| count[i]).sum::<usize>());
    println!("{} of {}: {variables} variables, {changes} changes", counts.len(), C::NAME);
}

#[test]
fn no_variable_of_a_statement_can_be_changed_alone() {
    change_all::<Received<2>>(2_300);
    change_all::<Held<2>>(2_400);
    change_all::<Paid>(2_500);
}

/// How many booleans there are of each name.
fn booleans<C: Case>(names: &[&str]) -> BTreeMap<String, usize> {
    let case = C::all().remove(0);
    let mut system = System::with_witness(case.circuit()).unwrap();
    let mentions = Mentions::new(&system);
    let mut counts = BTreeMap::new();
    for place in 0..system.aux.len() {
        let (index, name) = (Index::Aux(place), system.aux_names[place].clone());
        if !names.contains(&name.as_str()) {
            continue;
        }
        let number = mentions.of(index).iter().copied().find(|number| {
            let constraint = &system.constraints[*number];
            constraint.name == name && constraint.sides[1] == [(index, Base::one())]
        });
        let number = number.expect("a boolean has a constraint of its own");
        assert!(is_noticed(&mut system, index, &[number], Base::from(2)), "{name}");
        *counts.entry(name).or_insert(0) += 1;
    }
    counts
}

#[test]
fn a_boolean_of_a_statement_that_is_two_fails_as_a_boolean_wherever_it_is() {
    let check = |counts: BTreeMap<String, usize>, expected: &[(&str, usize)]| {
        let expected = expected.iter().map(|(name, count)| ((*name).to_owned(), *count));
        assert_eq!(counts, expected.collect());
    };
    let names = |expected: &[(&'static str, usize)]| {
        expected.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    };
    let received = [
        ("b", 1),
        ("counts", 8),
        ("digit, high bit", 160),
        ("digit, low bit", 160),
        ("excess bit", 131),
        ("room bit", 41),
        ("scalar bit", 252),
        ("step bit", 320),
        ("value bit", 1_024),
    ];
    check(booleans::<Received<8>>(&names(&received)), &received);
    let held = [
        ("b", 1),
        ("digit, high bit", 160),
        ("digit, low bit", 160),
        ("excess bit", 131),
        ("internal", 8),
        ("scalar bit", 252),
        ("value bit", 1_024),
    ];
    check(booleans::<Held<8>>(&names(&held)), &held);
    let paid = [
        ("bit after the start", 40),
        ("bit before the end", 40),
        ("digit, high bit", 20),
        ("digit, low bit", 20),
        ("excess bit", 128),
        ("value bit", 128),
    ];
    check(booleans::<Paid>(&names(&paid)), &paid);
}
