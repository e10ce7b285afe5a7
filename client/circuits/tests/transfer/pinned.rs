//! The size and the identity of the circuit.

use crate::instances::scenarios;
use shoji_circuits::{measure::Measure, TransferCircuit};

/// Changing either number changes the parameters and the verifying key of the chain: a new circuit
/// version (docs/protocol §8).
const CONSTRAINTS: usize = 25_562;
const HASH: &str = "bba9bb5f85a0dcee79307e2408c36c4f3afdfa2c3a73383097b83c4b3bf76f75\
    74301a3b85d48a6ed103c247aa104a2a84cf94085111d7617fcaccc098f41570";

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
