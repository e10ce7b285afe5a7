//! Proofs of true grants, and of nothing else.

use crate::{
    dir,
    grant_instances::{affine, grants},
    rng::rng,
};
use ff::Field;
use shoji_circuits::{GrantStatementError, GrantWitness};
use shoji_proofs::{
    verify, Proof, VerifyingKey, GRANT_PUBLIC_INPUTS, GRANT_VERSION, TRANSFER_PUBLIC_INPUTS,
};
use shoji_prover::{development_parameters, GrantProver, ParameterSet, ProveError, TransferProver};
use shoji_shielded::{
    field::Base,
    grant::{commitment, message, seal, Grant, GrantKind, Target, WORDS},
    keys::{ScopeLabel, SpendingKey},
    point::{self, generator},
    signature,
};
use std::time::Instant;

fn prover() -> GrantProver {
    GrantProver::load(&dir(ParameterSet::Grant), &mut |_| {}).unwrap()
}

fn verifying_key(prover: &GrantProver) -> VerifyingKey {
    VerifyingKey::from_bytes(&prover.verifying_key_bytes(), GRANT_PUBLIC_INPUTS).unwrap()
}

const GENESIS: [u8; 32] = [3; 32];

/// A grant of an audited account's scope, proven and signed, and the sealing key and its secret.
fn proven_grant(prover: &GrantProver, hidden: bool) -> (Grant, SpendingKey) {
    let rng = &mut rng(81);
    let auditor = SpendingKey::from_bytes([4; 32]).unwrap();
    let pk = generator() * *auditor.sealing_secret(1).unwrap();
    let owner = SpendingKey::audited_from_bytes([5; 32]).unwrap();
    let scope = owner.scope(&ScopeLabel::new("accounts").unwrap()).unwrap();
    let address = scope.external.address(0).unwrap();
    let alpha = signature::random_alpha(rng);
    let rk = point::encode(&signature::randomize(&owner.ak(), &alpha).into());
    let esk = *owner.grant_ephemeral_secret(&rk).unwrap();
    let revocation = generator() * *owner.revocation_secret(&rk).unwrap();

    let mut grant = Grant {
        circuit_version: GRANT_VERSION,
        auditor: [6; 32],
        key_version: 1,
        kind: GrantKind::Full,
        target: match hidden {
            true => Target::Hidden([0; 32]),
            false => Target::Stated(address.to_payload()),
        },
        epk: [0; 32],
        ciphertext: [[0; 32]; WORDS],
        expiry: 100,
        include_by: 90,
        revocation_key: point::encode(&revocation.into()),
        rk,
        proof: [0; 192],
        signature: [0; 64],
    };
    let full = scope.full_viewing_key();
    let audit = owner.audit_key().unwrap();
    let words = message(grant.kind, &full, Some(&audit), &address.d);
    let sealed = seal(&words, &pk, &esk, &grant.context(&GENESIS));
    grant.epk = sealed.epk;
    grant.ciphertext = sealed.ciphertext.map(|word| word.to_bytes());
    if hidden {
        let commitment = commitment(&address, &sealed.r).unwrap();
        grant.target = Target::Hidden(commitment.to_bytes());
    }
    let witness = GrantWitness {
        ak: affine(owner.ak()),
        alpha,
        nk: scope.external.nk,
        audited: true,
        k: audit.k,
        d: address.d,
        g_d: affine(address.d.g_d().unwrap()),
        esk,
    };
    let statement = grant.statement(&GENESIS, &pk).unwrap();
    grant.proof = prover.prove(&witness, &statement).unwrap();
    grant.signature = signature::sign(&owner.ask(), &alpha, &grant.hash(&GENESIS), rng);
    (grant, auditor)
}

#[test]
fn a_real_grant_is_proven_signed_verified_and_opened() {
    let prover = prover();
    let key = verifying_key(&prover);
    for hidden in [false, true] {
        let started = Instant::now();
        let (grant, auditor) = proven_grant(&prover, hidden);
        println!("hidden {hidden}: granted in {} ms", started.elapsed().as_millis());
        let x = *auditor.sealing_secret(1).unwrap();
        let pk = generator() * x;
        let proof = Proof(grant.proof);
        let inputs = grant.public_inputs(&GENESIS, &pk).unwrap();
        assert!(verify(&key, &inputs, &proof).is_ok());
        assert!(grant.is_signed(&GENESIS));
        grant.open(&GENESIS, &x).unwrap();
        for index in 0..inputs.len() {
            let mut other = inputs;
            other[index] += Base::ONE;
            assert!(verify(&key, &other, &proof).is_err(), "input {index} does not count");
        }
        // Other terms, another chain, another sealing key.
        let later = Grant { expiry: 101, ..grant.clone() };
        let others = [
            later.public_inputs(&GENESIS, &pk),
            grant.public_inputs(&[0; 32], &pk),
            grant.public_inputs(&GENESIS, &generator()),
        ];
        for inputs in others {
            assert!(verify(&key, &inputs.unwrap(), &proof).is_err());
        }
    }
}

#[test]
fn grants_of_every_shape_are_proven() {
    let prover = prover();
    let key = verifying_key(&prover);
    for (shape, grant) in grants() {
        let proof = Proof(prover.prove(&grant.witness, &grant.statement).unwrap());
        let inputs = grant.statement.public_inputs();
        assert!(verify(&key, &inputs, &proof).is_ok(), "{shape:?}");
    }
}

#[test]
fn a_false_grant_is_named_and_not_proven() {
    let prover = prover();
    let (_, mut grant) = grants().remove(0);
    grant.witness.nk += Base::ONE;
    let error = prover.prove(&grant.witness, &grant.statement).unwrap_err();
    let mismatch = GrantStatementError::AddressMismatch;
    assert!(matches!(error, ProveError::GrantStatement(error) if error == mismatch));
    assert!(error.to_string().contains("scope whose keys are granted"), "{error}");
}

#[test]
fn parameters_of_one_circuit_are_none_of_the_other() {
    let parameters = || development_parameters(ParameterSet::Grant, &mut |_| {}).unwrap();
    assert!(TransferProver::from_parameters(parameters()).is_err());
    let prover = GrantProver::from_parameters(parameters()).unwrap();
    let bytes = prover.verifying_key_bytes();
    assert!(VerifyingKey::from_bytes(&bytes, TRANSFER_PUBLIC_INPUTS).is_err());
}
