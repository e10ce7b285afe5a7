//! Proofs of the transfer statement.

use crate::{
    cache::{load_development, read_published},
    key::encode_verifying_key,
    ParameterError, Parameters, Progress, ProveError,
};
use bellman::SynthesisError;
use bls12_381::{Bls12, Scalar};
use ff::Field;
use rand::rngs::SysRng;
use shoji_circuits::{TransferCircuit, TransferWitness};
use shoji_proofs::{Proof, VerifyingKey, TRANSFER_PUBLIC_INPUTS};
use std::{path::Path, thread};

/// Length of an encoded proof: A (48), B (96), C (48), compressed (docs/protocol §6.1).
pub const PROOF_LEN: usize = 192;

/// A proving key in memory, ready to prove.
pub struct TransferProver {
    parameters: Parameters,
    verifying_key: VerifyingKey,
}

impl TransferProver {
    /// The prover with the development parameters in `dir`, which are made (a few seconds on
    /// two cores) if they are not there. See [`crate::default_dir`].
    pub fn load(dir: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Self, ParameterError> {
        let prover = Self::from_parameters(load_development(dir, progress)?)?;
        progress(Progress::Ready);
        Ok(prover)
    }

    /// The prover with the parameters of a file that must exist and have the BLAKE2b-512 hash
    /// `expected` (lower-case hex). Such files are never made or fetched here.
    pub fn load_file(
        path: &Path,
        expected: &str,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, ParameterError> {
        let prover = Self::from_parameters(read_published(path, expected, progress)?)?;
        progress(Progress::Ready);
        Ok(prover)
    }

    /// The prover with given parameters. Refuses those whose verifying key the chain would not
    /// register (docs/protocol §8.1).
    pub fn from_parameters(parameters: Parameters) -> Result<Self, ParameterError> {
        let bytes = encode_verifying_key(&parameters.vk);
        let verifying_key = VerifyingKey::from_bytes(&bytes, TRANSFER_PUBLIC_INPUTS)
            .map_err(|error| ParameterError::VerifyingKey(format!("{error:?}")))?;
        Ok(Self { parameters, verifying_key })
    }

    /// The verifying key that accepts this prover's proofs, as the chain registers it
    /// (docs/protocol §8.1).
    pub fn verifying_key_bytes(&self) -> Vec<u8> {
        encode_verifying_key(&self.parameters.vk)
    }

    /// Proves the statement for a witness. Checks the statement first, and the proof before giving
    /// it out, against the public inputs `witness.public_inputs()`. Two proofs of one witness
    /// differ: each is blinded with fresh randomness of the operating system.
    pub fn prove(&self, witness: &TransferWitness) -> Result<[u8; PROOF_LEN], ProveError> {
        witness.check()?;
        let r = random()?;
        let s = random()?;
        let proof = self.create(witness, r, s)?;
        let mut bytes = [0; PROOF_LEN];
        proof.write(&mut bytes[..]).map_err(SynthesisError::from)?;
        let decoded = Proof(bytes);
        shoji_proofs::verify(&self.verifying_key, &witness.public_inputs(), &decoded)
            .map_err(|_| ProveError::DoesNotVerify)?;
        Ok(bytes)
    }

    fn create(
        &self,
        witness: &TransferWitness,
        r: Scalar,
        s: Scalar,
    ) -> Result<groth16::Proof<Bls12>, SynthesisError> {
        let circuit = TransferCircuit::from(witness.clone());
        // A thread of its own: the proving system must not run inside a thread of its thread pool,
        // which the caller may be.
        thread::scope(|scope| {
            let worker = scope.spawn(|| groth16::create_proof(circuit, &self.parameters, r, s));
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

fn random() -> Result<Scalar, ProveError> {
    let value = Scalar::try_random(&mut SysRng);
    value.map_err(|error| ProveError::Randomness(error.to_string()))
}
