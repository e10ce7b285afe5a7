//! Every variable is bound: a satisfied assignment with one variable changed is not satisfied.

use crate::{
    common::{
        columns::Mentions,
        mutation::{change_each, is_noticed},
    },
    instances::{grants, Shape},
    parallel::in_parallel,
};
use bellman::Index;
use shoji_circuits::{system::System, GrantCircuit};
use shoji_shielded::field::Base;
use std::collections::BTreeMap;

#[test]
fn no_variable_of_a_grant_can_be_changed_alone() {
    let grants = grants();
    let counts = in_parallel(
        grants.len(),
        || (),
        |(), number| {
            let (shape, grant) = grants[number].clone();
            let circuit = GrantCircuit::new(grant.witness, grant.statement);
            let system = System::with_witness(circuit).unwrap();
            change_each(&format!("{shape:?}"), system, |_| false, 1_300 + number as u64)
        },
    );
    let [variables, changes] = [0, 1].map(|i| counts.iter().map(|count| count[i]).sum::<usize>());
    println!("{} grants: {variables} variables, {changes} changes", grants.len());
    assert!(counts.iter().all(|[variables, _]| *variables == counts[0][0]));
}

#[test]
fn the_grants_of_these_tests_have_every_shape_and_are_true() {
    let grants = grants();
    assert_eq!(grants.iter().map(|(shape, _)| *shape).collect::<Vec<_>>().len(), 8);
    for (shape, grant) in grants {
        let Shape { full, hidden, audited } = shape;
        let public = grant.statement.public_inputs();
        assert_eq!(public[1..3], [full, hidden].map(|flag| Base::from(u64::from(flag))));
        assert_eq!(grant.witness.audited, audited);
        assert_eq!(grant.witness.check(&grant.statement), Ok(()), "{shape:?}");
        let system = System::with_witness(GrantCircuit::new(grant.witness, grant.statement));
        assert_eq!(system.unwrap().unsatisfied().next(), None, "{shape:?}");
    }
}

#[test]
fn a_boolean_of_a_grant_that_is_two_fails_as_a_boolean_wherever_it_is() {
    let (_, grant) = grants().remove(7);
    let circuit = GrantCircuit::new(grant.witness, grant.statement);
    let mut system = System::with_witness(circuit).unwrap();
    let mentions = Mentions::new(&system);
    let mut counts = BTreeMap::new();
    for index in (0..system.aux.len()).map(Index::Aux) {
        let Index::Aux(place) = index else { continue };
        let name = system.aux_names[place].clone();
        if !["scalar bit", "b", "canonical bit"].contains(&name.as_str()) {
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
    let expected = [("b", 1), ("canonical bit", 255), ("scalar bit", 2 * 252)];
    let expected = expected.map(|(name, count)| (name.to_owned(), count));
    assert_eq!(counts, BTreeMap::from(expected));
}
