//! Proofs of true statements about notes, and of nothing else.

use crate::{
    dir,
    statement_real::{World, GENESIS},
};
use ff::Field;
use shoji_circuits::NotesError;
use shoji_proofs::{verify, Proof, VerifyingKey, HELD_PUBLIC_INPUTS, PAID_PUBLIC_INPUTS};
use shoji_prover::{
    HeldProver, PaidProver, ParameterSet, ProveError, Proven, Prover, ReceivedProver,
};
use shoji_shielded::{
    field::Base,
    statement::{Held, Paid, Received, Span},
};
use std::time::Instant;

fn prover<S: Proven>() -> Prover<S> {
    Prover::load(&dir(S::SET), &mut |_| {}).unwrap()
}

fn verifying_key<S: Proven>(prover: &Prover<S>) -> VerifyingKey {
    VerifyingKey::from_bytes(&prover.verifying_key_bytes(), S::SET.public_inputs()).unwrap()
}

/// The proof verifies for these inputs, and where one is another it does not: `ctx`, which no
/// constraint reads, counts as the others do.
fn every_input_counts(key: &VerifyingKey, inputs: &[Base], proof: &Proof) {
    assert!(verify(key, inputs, proof).is_ok());
    for index in 0..inputs.len() {
        let mut other = inputs.to_vec();
        other[index] += Base::ONE;
        assert!(verify(key, &other, proof).is_err(), "input {index} does not count");
    }
}

#[test]
fn a_real_statement_of_what_was_received_is_proven_signed_and_verified() {
    let prover: ReceivedProver = prover();
    let key = verifying_key(&prover);
    let world = World::new();
    let (mut received, witness) = world.received(Base::from(77));
    let statement = received.statement(&GENESIS, &world.span).unwrap();
    let started = Instant::now();
    received.proof = prover.prove(&witness, &statement).unwrap();
    println!("received: proven in {} ms", started.elapsed().as_millis());
    received.signature = world.sign(&received.hash(&GENESIS));
    assert!(received.is_signed(&GENESIS));
    let proof = Proof(received.proof);
    let inputs = received.public_inputs(&GENESIS, &world.span).unwrap();
    every_input_counts(&key, &inputs, &proof);
    // Another verifier, nonce, chain and range of blocks with the same positions.
    let later = Span { h_from: 10, ..world.span };
    let others = [
        Received { verifier: [0; 32], ..received.clone() }.public_inputs(&GENESIS, &world.span),
        Received { nonce: [0; 32], ..received.clone() }.public_inputs(&GENESIS, &world.span),
        received.public_inputs(&[0; 32], &world.span),
        Received { span: later, ..received.clone() }.public_inputs(&GENESIS, &later),
    ];
    for inputs in others {
        assert!(verify(&key, &inputs.unwrap(), &proof).is_err());
    }
    // What is false is named and not proven.
    let mut more = statement;
    (more.from, more.to) = (101, 112);
    more.threshold = u128::MAX;
    let error = prover.prove(&witness, &more).unwrap_err();
    assert!(matches!(error, ProveError::Notes(NotesError::OutOfOrder { note: 1 })));
    assert!(error.to_string().contains("before the range"), "{error}");
}

#[test]
fn a_real_statement_of_what_is_held_is_proven_signed_and_verified() {
    let prover: HeldProver = prover();
    let key = verifying_key(&prover);
    let world = World::new();
    let (mut held, witness) = world.held(Base::ZERO);
    let statement = held.statement(&GENESIS, &world.span.root).unwrap();
    let started = Instant::now();
    held.proof = prover.prove(&witness, &statement).unwrap();
    println!("held: proven in {} ms", started.elapsed().as_millis());
    held.signature = world.sign(&held.hash(&GENESIS));
    assert!(held.is_signed(&GENESIS));
    let proof = Proof(held.proof);
    let inputs = held.public_inputs(&GENESIS, &world.span.root).unwrap();
    assert_eq!(inputs.len(), HELD_PUBLIC_INPUTS);
    every_input_counts(&key, &inputs, &proof);
    let other = Held { verifier: [0; 32], ..held }.public_inputs(&GENESIS, &world.span.root);
    assert!(verify(&key, &other.unwrap(), &proof).is_err());
}

#[test]
fn a_real_statement_of_what_was_paid_is_proven_and_verified() {
    let prover: PaidProver = prover();
    let key = verifying_key(&prover);
    let world = World::new();
    let (mut paid, witness) = world.paid();
    let statement = paid.statement(&GENESIS, &world.span).unwrap();
    let started = Instant::now();
    paid.proof = prover.prove(&witness, &statement).unwrap();
    println!("paid: proven in {} ms", started.elapsed().as_millis());
    let proof = Proof(paid.proof);
    let inputs = paid.public_inputs(&GENESIS, &world.span).unwrap();
    assert_eq!(inputs.len(), PAID_PUBLIC_INPUTS);
    every_input_counts(&key, &inputs, &proof);
    // Nobody signs, so the proof alone keeps the words together: another address of the same owner.
    let mut address = paid.address;
    address[0] ^= 1;
    let other = Paid { address, ..paid.clone() };
    let inputs = other.public_inputs(&GENESIS, &world.span).unwrap();
    assert!(verify(&key, &inputs, &proof).is_err());
    let other = Paid { nonce: [0; 32], ..paid }.public_inputs(&GENESIS, &world.span);
    assert!(verify(&key, &other.unwrap(), &proof).is_err());
}

#[test]
fn parameters_of_one_statement_are_none_of_another() {
    let parameters = std::fs::read({
        prover::<shoji_prover::Paid>();
        shoji_prover::parameter_file(&dir(ParameterSet::Paid), ParameterSet::Paid)
    });
    let parameters = shoji_prover::Parameters::read(&parameters.unwrap()[..], false).unwrap();
    assert!(ReceivedProver::from_parameters(parameters).is_err());
}
