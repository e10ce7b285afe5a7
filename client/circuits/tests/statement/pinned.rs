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

const RECEIVED: Pinned = Pinned {
    constraints: 57_074,
    public_inputs: 9,
    domain: 1 << 16,
    hash: "9ccb4ce6c2f21c7a944b753bb939a540349a879e303beaa227f1d88d0afcddbd\
        e746daa7015f9f60db84722d2f3d29c689c06aada1ce02c47dd55f4afc28194a",
};
const HELD: Pinned = Pinned {
    constraints: 59_657,
    public_inputs: 15,
    domain: 1 << 16,
    hash: "f7facb342f9d81d1d6184ba36a0c1fed9f652b7e009e582905362a9f2247cc38\
        59b4247c73dc263bf21d6e6a333e0a10723852f314c62ec0963e8fce7bf007f7",
};
const PAID: Pinned = Pinned {
    constraints: 6_678,
    public_inputs: 7,
    domain: 1 << 13,
    hash: "f2042f1433b97522f331ef2189c1c3d41e4c8d89ef66562f6daefe8a3c5fa39b\
        ad697c0d8dde555435a56f24babea1a32f04f2bf08c968aa0ee526554e802dee",
};

fn check<C: Circuit<Base>>(name: &str, circuit: C, pinned: &Pinned) {
    let measure = Measure::of(circuit).unwrap();
    println!("{name} circuit, version 1: {measure}\nhash {}", hex::encode(measure.hash));
    assert_eq!(measure.public_inputs, pinned.public_inputs);
    assert_eq!(measure.rows().next_power_of_two(), pinned.domain, "{} rows", measure.rows());
    assert_eq!(measure.constraints, pinned.constraints);
    assert_eq!(hex::encode(measure.hash), pinned.hash);
}

#[test]
fn the_received_circuit_is_the_pinned_one_and_fits_a_domain_of_two_to_the_sixteenth() {
    check("received", ReceivedCircuit::<NOTES>::blank(), &RECEIVED);
}

#[test]
fn the_held_circuit_is_the_pinned_one_and_fits_a_domain_of_two_to_the_sixteenth() {
    check("held", HeldCircuit::<NOTES>::blank(), &HELD);
}

#[test]
fn the_paid_circuit_is_the_pinned_one_and_fits_a_domain_of_two_to_the_thirteenth() {
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
