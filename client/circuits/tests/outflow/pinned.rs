//! The size and the identity of the circuit.

use crate::instances::outflows;
use bellman::Index;
use shoji_circuits::{
    measure::Measure,
    outflow::BUNDLES,
    system::{Constraint, System},
    OutflowCircuit,
};

/// Changing either number changes the parameters and the verifying key: a new circuit version
/// (docs/protocol §8).
const CONSTRAINTS: usize = 63_830;
const HASH: &str = "db1e5f480c477ecb72e9e44c2ef36c6575c87ed6ead9f0c41307e71ccc3bd06e\
    21f70b532b93429136c455d1a52453aca2162cabe1438aa6d1ff8a771cc9c4bc";

#[test]
fn the_outflow_circuit_is_the_pinned_one_and_fits_a_domain_of_two_to_the_sixteenth() {
    let measure = Measure::of(OutflowCircuit::blank()).unwrap();
    println!("outflow circuit, version 1: {measure}\nhash {}", hex::encode(measure.hash));
    assert_eq!(measure.public_inputs, 11);
    assert!(measure.rows() <= 65_536, "{} rows", measure.rows());
    assert_eq!(measure.constraints, CONSTRAINTS);
    assert_eq!(hex::encode(measure.hash), HASH);
}

#[test]
fn neither_witness_nor_statement_changes_the_circuit_of_outflows() {
    let blank = Measure::of(OutflowCircuit::of(2)).unwrap();
    for (shape, instance) in outflows() {
        let circuit = OutflowCircuit::new(instance.witness, instance.statement);
        assert_eq!(Measure::of(circuit).unwrap(), blank, "{shape:?}");
    }
}

/// The constraints from `from` on, of `count`, with the variables from `aux` on counted from `aux`.
fn shape_of(system: &System, from: usize, count: usize, aux: usize, shift: usize) -> Vec<String> {
    let constraints = &system.constraints[from..from + count];
    let describe = |constraint: &Constraint| {
        let sides = constraint.sides.each_ref().map(|side| {
            let terms = side.iter().map(|(index, coefficient)| match index {
                Index::Aux(index) if *index >= aux => (true, index - shift, *coefficient),
                Index::Aux(index) => (true, *index, *coefficient),
                Index::Input(index) => (false, *index, *coefficient),
            });
            terms.collect::<Vec<_>>()
        });
        format!("{} {sides:?}", constraint.name)
    };
    constraints.iter().map(describe).collect()
}

#[test]
fn every_bundle_after_the_first_is_checked_by_the_constraints_of_the_second() {
    let system = System::without_witness(OutflowCircuit::blank()).unwrap();
    let number = |name: &str| system.constraints.iter().position(|c| c.name == name).unwrap();
    let (start, end) = (number("X9: the sum before") + 1, number("X4: the bundles"));
    let words = system.aux_names.iter().enumerate().filter(|(_, name)| *name == "bundle word");
    let words = words.map(|(index, _)| index).collect::<Vec<_>>();
    assert_eq!(words.len(), BUNDLES * 14);
    assert_eq!((end - start) % BUNDLES, 0);
    let (constraints, variables) = ((end - start) / BUNDLES, words[14] - words[0]);
    println!("a bundle: {constraints} constraints, {variables} variables");
    let of = |bundle: usize| {
        let from = start + bundle * constraints;
        shape_of(&system, from, constraints, words[0], (bundle - 1) * variables)
    };
    let second = of(1);
    for bundle in 2..BUNDLES {
        assert_eq!(of(bundle), second, "bundle {bundle}");
    }
    // And the first by the same but for the digest before, which is a public input.
    let first = shape_of(&system, start, constraints, words[0], 0);
    let second = shape_of(&system, start + constraints, constraints, words[14], variables);
    let differing = first.iter().zip(&second).filter(|(first, second)| first != second);
    println!("{} constraints of the first bundle read the digest before", differing.count());
}
