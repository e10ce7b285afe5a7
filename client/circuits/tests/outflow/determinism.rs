//! Joint freedom: given the free witnesses and public inputs, every other variable follows. What a
//! square Jacobian of full rank says is in the same tests of the transfer circuit.

use crate::{
    columns::{columns, determining},
    common::rank::rank_of,
    instances::{outflows, Instance},
    parallel::in_parallel,
};
use shoji_circuits::{system::System, OutflowCircuit};

fn system(instance: Instance) -> System {
    System::with_witness(OutflowCircuit::new(instance.witness, instance.statement)).unwrap()
}

#[test]
fn every_variable_of_an_outflow_follows_from_the_free_ones_and_no_constraint_is_spare() {
    let outflows = outflows();
    let start = || ();
    let counts = in_parallel(outflows.len(), start, |(), number| {
        let (shape, instance) = outflows[number].clone();
        let system = system(instance);
        let (columns, determining) = (columns(&system), determining(&system));
        assert_eq!(determining.len(), columns.count(), "{shape:?}: constraints and variables");
        let rank = rank_of(&system, &columns, &determining);
        assert_eq!(rank, columns.count(), "{shape:?}: variables that may move together");
        rank
    });
    println!("{} outflows: square, and of full rank {}", counts.len(), counts[0]);
    assert!(counts.iter().all(|count| *count == counts[0]));
}

#[test]
fn without_any_one_constraint_of_an_outflow_some_change_remains() {
    let (_, instance) = outflows().remove(0);
    let system = system(instance);
    let (columns, determining) = (columns(&system), determining(&system));
    let start = || ();
    in_parallel(6, start, |(), part| {
        let left_out = determining[part * (determining.len() - 1) / 5];
        let kept = determining.iter().filter(|number| **number != left_out);
        assert_eq!(rank_of(&system, &columns, kept), columns.count() - 1);
    });
}
