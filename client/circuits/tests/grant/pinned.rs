//! The size and the identity of the circuit.

use crate::instances::grants;
use shoji_circuits::{measure::Measure, GrantCircuit};

/// Changing either number changes the parameters and the verifying key of the chain: a new circuit
/// version (docs/protocol §8).
const CONSTRAINTS: usize = 12_192;
const HASH: &str = "d92520bf369d0dc3e6914cdb783488eab1b3e2936d1e0fb24f3e08bba06d7247\
    0c429c83aa706adc6c651e8a3ebac2dd1b528aa9ab264f11e525a3c8f1615c69";

#[test]
fn the_grant_circuit_is_the_pinned_one_and_fits_a_domain_of_two_to_the_fourteenth() {
    let measure = Measure::of(GrantCircuit::blank()).unwrap();
    println!("grant circuit, version 1: {measure}\nhash {}", hex::encode(measure.hash));
    assert_eq!(measure.public_inputs, 16);
    assert!(measure.rows() <= 16_384, "{} rows", measure.rows());
    assert_eq!(measure.constraints, CONSTRAINTS);
    assert_eq!(hex::encode(measure.hash), HASH);
}

#[test]
fn neither_witness_nor_statement_changes_the_circuit() {
    for (shape, grant) in grants() {
        let measure = Measure::of(GrantCircuit::new(grant.witness, grant.statement)).unwrap();
        assert_eq!(hex::encode(measure.hash), HASH, "{shape:?}");
    }
}
