//! Every variable is bound: a satisfied assignment with one variable changed is not satisfied.

use crate::{
    common::{
        columns::Mentions,
        mutation::{change_each, is_noticed},
    },
    instances::{outflows, shapes, Instance},
    parallel::in_parallel,
};
use bellman::Index;
use ff::Field;
use shoji_circuits::{outflow::OutflowStatement, system::System, OutflowCircuit};
use shoji_shielded::field::{from_u128, Base};
use std::collections::BTreeMap;

fn instance(number: usize) -> Instance {
    outflows().remove(number).1
}

fn system(instance: Instance) -> System {
    System::with_witness(OutflowCircuit::new(instance.witness, instance.statement)).unwrap()
}

#[test]
fn no_variable_of_an_outflow_can_be_changed_alone() {
    let shapes = shapes();
    let counts = in_parallel(
        shapes.len(),
        || (),
        |(), number| {
            let instance = instance(number);
            let OutflowStatement { asset, limit, last, .. } = instance.statement;
            let is_exact = instance.witness.sum_out(asset) == from_u128(limit);
            let system = system(instance);
            // What would be the inverse of zero says nothing: the flag beside it is 1 whatever it is.
            let inverses = ["no record", "not native", "another asset"];
            let unused = |index: Index| match index {
                Index::Input(_) => false,
                Index::Aux(index) => {
                    inverses.contains(&system.aux_names[index].as_str())
                        && system.aux[index] == Base::ZERO
                }
            };
            let unused = (0..system.aux.len()).map(|i| unused(Index::Aux(i))).collect::<Vec<_>>();
            let is_free = |index| matches!(index, Index::Aux(index) if unused[index]);
            // The limit counts in the last proof alone, and a sum that is the limit is within it either way.
            let unused = |index| {
                (!last && index == Index::Input(3)) || (is_exact && index == Index::Input(4))
            };
            let is_free = |index| is_free(index) || unused(index);
            change_each(&format!("{:?}", shapes[number]), system, is_free, 1_300 + number as u64)
        },
    );
    let [variables, changes] = [0, 1].map(|i| counts.iter().map(|count| count[i]).sum::<usize>());
    println!("{} outflows: {variables} variables, {changes} changes", shapes.len());
    assert!(counts.iter().all(|[variables, _]| *variables == counts[0][0]));
}

#[test]
fn a_boolean_of_an_outflow_that_is_two_fails_as_a_boolean_wherever_it_is() {
    let mut system = system(instance(0));
    let mentions = Mentions::new(&system);
    let mut counts = BTreeMap::new();
    let names = ["scalar bit", "canonical bit", "packed bit", "own", "limit bit"];
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
    let expected = [
        ("canonical bit", 2 * 255),
        ("limit bit", 128),
        ("own", 2 * 3),
        ("packed bit", 2 * 750),
        ("scalar bit", 252),
    ];
    let expected = expected.map(|(name, count)| (name.to_owned(), count));
    assert_eq!(counts, BTreeMap::from(expected));
}
