//! The size and the identity of the circuits.

use crate::instances::{Case, Held, Paid, Received};
use bellman::Circuit;
use shoji_circuits::{
    measure::Measure, statement::NOTES, HeldCircuit, PaidCircuit, ReceivedCircuit,
};
use shoji_shielded::field::Base;

/// Changing any of it changes the parameters and the verifying key of the chain: a new circuit
/// version (docs/protocol §8).
struct Pinned {
    constraints: usize,
    public_inputs: usize,
    /// The number of rows that the proving system works with: a power of two.
    domain: usize,
    hash: &'static str,
}

const RECEIVED: Pinned = Pinned { constraints: 0, public_inputs: 9, domain: 1 << 16, hash: "" };
const HELD: Pinned = Pinned { constraints: 0, public_inputs: 15, domain: 1 << 16, hash: "" };
const PAID: Pinned = Pinned { constraints: 0, public_inputs: 7, domain: 1 << 13, hash: "" };

fn check<C: Circuit<Base>>(name: &str, circuit: C, pinned: &Pinned) {
    let measure = Measure::of(circuit).unwrap();
    println!("{name} circuit, version 1: {measure}\nhash {}", hex::encode(measure.hash));
    assert_eq!(measure.public_inputs, pinned.public_inputs);
    assert_eq!(measure.rows().next_power_of_two(), pinned.domain, "{} rows", measure.rows());
    assert_eq!(measure.constraints, pinned.constraints);
    assert_eq!(hex::encode(measure.hash), pinned.hash);
}

#[test]
fn the_circuits_of_statements_are_the_pinned_ones_and_fit_their_domains() {
    check("received", ReceivedCircuit::<NOTES>::blank(), &RECEIVED);
    check("held", HeldCircuit::<NOTES>::blank(), &HELD);
    check("paid", PaidCircuit::blank(), &PAID);
}

#[test]
fn neither_witness_nor_statement_changes_the_circuit_of_a_statement() {
    fn each<C: Case>(pinned: &Pinned) {
        for case in C::all() {
            let measure = Measure::of(case.circuit()).unwrap();
            assert_eq!(hex::encode(measure.hash), pinned.hash, "{}", C::NAME);
        }
    }
    each::<Received<NOTES>>(&RECEIVED);
    each::<Held<NOTES>>(&HELD);
    each::<Paid>(&PAID);
}

#[test]
fn every_note_more_is_the_same_number_of_constraints_more() {
    fn constraints<C: Circuit<Base>>(circuit: C) -> usize {
        Measure::of(circuit).unwrap().constraints
    }
    // What the sum has beyond the bits of a value differs with the number of notes.
    let received = [
        constraints(ReceivedCircuit::<2>::blank()) - 1,
        constraints(ReceivedCircuit::<4>::blank()) - 2,
        constraints(ReceivedCircuit::<8>::blank()) - 3,
    ];
    assert_eq!(received[2] - received[1], 2 * (received[1] - received[0]));
    let held = [
        constraints(HeldCircuit::<2>::blank()) - 1,
        constraints(HeldCircuit::<4>::blank()) - 2,
        constraints(HeldCircuit::<8>::blank()) - 3,
    ];
    assert_eq!(held[2] - held[1], 2 * (held[1] - held[0]));
}
