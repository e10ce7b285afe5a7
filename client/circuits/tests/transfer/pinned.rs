//! The size and the identity of the circuit.

use crate::instances::scenarios;
use shoji_circuits::{measure::Measure, TransferCircuit};

/// Changing either number changes the parameters and the verifying key of the chain: a new circuit
/// version (docs/protocol §8).
const CONSTRAINTS: usize = 25_856;
const HASH: &str = "b1d5409f4bc1b63cb9208424463530500dcf9bce9beb92172eac3fcdafe4fdef\
    945b6fa74f46d3e7baa1f67aba1715e20bc870c52361d537963e2612378545e8";

#[test]
fn the_transfer_circuit_is_the_pinned_one_and_fits_a_domain_of_two_to_the_fifteenth() {
    let measure = Measure::of(TransferCircuit::blank()).unwrap();
    println!("transfer circuit, version 1: {measure}\nhash {}", hex::encode(measure.hash));
    assert_eq!(measure.public_inputs, 20);
    assert!(measure.rows() <= 32_768, "{} rows", measure.rows());
    assert_eq!(measure.constraints, CONSTRAINTS);
    assert_eq!(hex::encode(measure.hash), HASH);
}

#[test]
fn a_witness_does_not_change_the_circuit() {
    for (name, witness) in scenarios() {
        let measure = Measure::of(TransferCircuit::from(witness)).unwrap();
        assert_eq!(hex::encode(measure.hash), HASH, "{name}");
    }
}
