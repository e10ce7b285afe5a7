//! Proofs of true statements, and of nothing else.

use crate::{
    instances::{scenarios, Plan, NATIVE},
    prover, SET,
};
use bls12_381::Bls12;
use ff::Field;
use shoji_circuits::StatementError;
use shoji_proofs::{verify, Proof, VerifyingKey, TRANSFER_PUBLIC_INPUTS};
use shoji_prover::{random_parameters, ProveError, TransferProver};
use shoji_shielded::field::Base;
use std::time::Instant;

fn verifying_key(prover: &TransferProver) -> VerifyingKey {
    VerifyingKey::from_bytes(&prover.verifying_key_bytes(), TRANSFER_PUBLIC_INPUTS).unwrap()
}

#[test]
fn a_proof_holds_for_the_public_inputs_of_its_witness_alone() {
    let prover = prover();
    let key = verifying_key(&prover);
    // A shield, where every input is a dummy, and an unshield of another asset from an audited
    // account.
    for (name, witness) in scenarios().into_iter().step_by(4) {
        let started = Instant::now();
        let proof = Proof(prover.prove(&witness).unwrap());
        println!("{name}: proven in {} ms", started.elapsed().as_millis());
        let inputs = witness.public_inputs();
        assert!(verify(&key, &inputs, &proof).is_ok(), "{name}");
        for index in 0..inputs.len() {
            let mut other = inputs;
            other[index] += Base::ONE;
            assert!(verify(&key, &other, &proof).is_err(), "{name}: input {index} does not count");
        }
    }
}

#[test]
fn two_proofs_of_one_witness_differ() {
    let prover = prover();
    let (_, witness) = scenarios().remove(1);
    let first = prover.prove(&witness).unwrap();
    let second = prover.prove(&witness).unwrap();
    // A, B and C: each is blinded.
    for part in [0..48, 48..144, 144..192] {
        assert_ne!(first[part.clone()], second[part]);
    }
}

#[test]
fn a_false_statement_is_named_and_not_proven() {
    let prover = prover();
    let (_, mut witness) = scenarios().remove(1);
    witness.fee += 1;
    let error = prover.prove(&witness).unwrap_err();
    assert!(matches!(error, ProveError::Statement(StatementError::Unbalanced)));
    assert!(error.to_string().contains("do not pay exactly"), "{error}");
}

#[test]
fn proving_works_inside_a_thread_pool() {
    let prover = prover();
    let (_, witness) = scenarios().remove(0);
    rayon::scope(|scope| {
        scope.spawn(|_| {
            prover.prove(&witness).unwrap();
        });
    });
}

#[test]
fn parameters_from_operating_system_randomness_prove_and_verify() {
    let parameters = random_parameters(SET, &mut |_| {}).unwrap();
    let pvk = groth16::prepare_verifying_key(&parameters.vk);
    let random = TransferProver::from_parameters(parameters).unwrap();
    let plan = Plan {
        asset: NATIVE,
        inputs: vec![(false, 5)],
        outputs: vec![(false, 5)],
        ..Plan::default()
    };
    let witness = plan.witness(&mut crate::instances::rng(71));
    let inputs = witness.public_inputs();

    let bytes = random.prove(&witness).unwrap();
    assert!(verify(&verifying_key(&random), &inputs, &Proof(bytes)).is_ok());
    // The library's own verifier agrees with the chain's.
    let proof = groth16::Proof::<Bls12>::read(&bytes[..]).unwrap();
    assert!(groth16::verify_proof(&pvk, &proof, &inputs).is_ok());

    let development = prover();
    assert!(verify(&verifying_key(&development), &inputs, &Proof(bytes)).is_err());
    let bytes = development.prove(&witness).unwrap();
    assert!(verify(&verifying_key(&random), &inputs, &Proof(bytes)).is_err());
}

#[test]
fn parameters_whose_key_the_chain_would_refuse_are_refused() {
    let bytes = crate::parameter_bytes();
    let mut parameters = shoji_prover::Parameters::read(&bytes[..], false).unwrap();
    parameters.vk.delta_g2 = parameters.vk.gamma_g2;
    assert!(TransferProver::from_parameters(parameters).is_err());
}
