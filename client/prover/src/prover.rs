//! Proofs of every statement.

use crate::{
    cache::{load_development, read_published},
    key::encode_verifying_key,
    ParameterError, ParameterSet, Parameters, Progress, ProveError,
};
use bellman::{Circuit, SynthesisError};
use bls12_381::{Bls12, Scalar};
use ff::Field;
use rand::rngs::SysRng;
use shoji_circuits::{
    grant::GrantStatement,
    statement::{HeldStatement, PaidStatement, ReceivedStatement},
    GrantCircuit, GrantWitness, HeldCircuit, HeldWitness, PaidCircuit, PaidWitness,
    ReceivedCircuit, ReceivedWitness, TransferCircuit, TransferWitness,
};
use shoji_proofs::{Proof, VerifyingKey};
use std::{marker::PhantomData, path::Path, thread};

/// Length of an encoded proof: A (48), B (96), C (48), compressed (docs/protocol §6.1).
pub const PROOF_LEN: usize = 192;

/// What a [`Prover`] proves.
pub trait Proven {
    /// The circuit.
    const SET: ParameterSet;
}

/// Transfers (docs/protocol §5).
pub enum Transfer {}

impl Proven for Transfer {
    const SET: ParameterSet = ParameterSet::Transfer;
}

/// What a [`Prover`] proves for a statement that is built as verifiers build it.
pub trait Stated: Proven {
    /// What the prover knows.
    type Witness: Clone;
    /// What it proves with that.
    type Statement: Clone;

    /// Whether it is true.
    fn check(witness: &Self::Witness, statement: &Self::Statement) -> Result<(), ProveError>;

    /// The circuit with both.
    fn circuit(witness: Self::Witness, statement: Self::Statement) -> impl Circuit<Scalar> + Send;

    /// The public inputs, in their order.
    fn public_inputs(statement: &Self::Statement) -> Vec<Scalar>;
}

macro_rules! stated {
    ($($(#[$doc:meta])+ $name:ident: $circuit:ident, $witness:ty, $statement:ty;)+) => {$(
        $(#[$doc])+
        pub enum $name {}

        impl Proven for $name {
            const SET: ParameterSet = ParameterSet::$name;
        }

        impl Stated for $name {
            type Witness = $witness;
            type Statement = $statement;

            fn check(witness: &$witness, statement: &$statement) -> Result<(), ProveError> {
                Ok(witness.check(statement)?)
            }

            fn circuit(
                witness: $witness,
                statement: $statement,
            ) -> impl Circuit<Scalar> + Send {
                $circuit::new(witness, statement)
            }

            fn public_inputs(statement: &$statement) -> Vec<Scalar> {
                statement.public_inputs().into()
            }
        }
    )+};
}

stated! {
    /// Grants (docs/protocol §10.4).
    Grant: GrantCircuit, GrantWitness, GrantStatement;
    /// What was received (docs/protocol §12.3).
    Received: ReceivedCircuit, ReceivedWitness, ReceivedStatement;
    /// What is held (docs/protocol §12.4).
    Held: HeldCircuit, HeldWitness, HeldStatement;
    /// What was paid (docs/protocol §12.5).
    Paid: PaidCircuit, PaidWitness, PaidStatement;
}

/// A prover of transfers.
pub type TransferProver = Prover<Transfer>;
/// A prover of grants.
pub type GrantProver = Prover<Grant>;
/// A prover of what was received.
pub type ReceivedProver = Prover<Received>;
/// A prover of what is held.
pub type HeldProver = Prover<Held>;
/// A prover of what was paid.
pub type PaidProver = Prover<Paid>;

/// A proving key in memory, ready to prove.
pub struct Prover<S> {
    parameters: Parameters,
    verifying_key: VerifyingKey,
    proven: PhantomData<S>,
}

impl<S: Proven> Prover<S> {
    /// The prover with the development parameters in `dir`, which are made (a few seconds on
    /// two cores) if they are not there. See [`crate::default_dir`].
    pub fn load(dir: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Self, ParameterError> {
        let prover = Self::from_parameters(load_development(dir, S::SET, progress)?)?;
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
        let verifying_key = VerifyingKey::from_bytes(&bytes, S::SET.public_inputs())
            .map_err(|error| ParameterError::VerifyingKey(format!("{error:?}")))?;
        Ok(Self { parameters, verifying_key, proven: PhantomData })
    }

    /// The verifying key that accepts this prover's proofs, as the chain registers it
    /// (docs/protocol §8.1).
    pub fn verifying_key_bytes(&self) -> Vec<u8> {
        encode_verifying_key(&self.parameters.vk)
    }

    /// A proof of a satisfied circuit, checked before it is given out. Two proofs of one witness
    /// differ: each is blinded with fresh randomness of the operating system.
    pub(crate) fn create<C: Circuit<Scalar> + Send>(
        &self,
        circuit: C,
        public_inputs: &[Scalar],
    ) -> Result<[u8; PROOF_LEN], ProveError> {
        let (r, s) = (random()?, random()?);
        // A thread of its own: the proving system must not run inside a thread of its thread pool,
        // which the caller may be.
        let parameters = &self.parameters;
        let proof: groth16::Proof<Bls12> = thread::scope(|scope| {
            let worker = scope.spawn(|| groth16::create_proof(circuit, parameters, r, s));
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })?;
        let mut bytes = [0; PROOF_LEN];
        proof.write(&mut bytes[..]).map_err(SynthesisError::from)?;
        shoji_proofs::verify(&self.verifying_key, public_inputs, &Proof(bytes))
            .map_err(|_| ProveError::DoesNotVerify)?;
        Ok(bytes)
    }
}

impl TransferProver {
    /// Proves the statement for a witness. Checks the statement first, and the proof before giving
    /// it out, against the public inputs `witness.public_inputs()`.
    pub fn prove(&self, witness: &TransferWitness) -> Result<[u8; PROOF_LEN], ProveError> {
        witness.check()?;
        self.create(TransferCircuit::from(witness.clone()), &witness.public_inputs())
    }
}

impl<S: Stated> Prover<S> {
    /// Proves a statement, which is built from what is published as verifiers build it, for a witness.
    /// Checks the statement first, and the proof before giving it out.
    pub fn prove(
        &self,
        witness: &S::Witness,
        statement: &S::Statement,
    ) -> Result<[u8; PROOF_LEN], ProveError> {
        S::check(witness, statement)?;
        let circuit = S::circuit(witness.clone(), statement.clone());
        self.create(circuit, &S::public_inputs(statement))
    }
}

pub(crate) fn random() -> Result<Scalar, ProveError> {
    let value = Scalar::try_random(&mut SysRng);
    value.map_err(|error| ProveError::Randomness(error.to_string()))
}
