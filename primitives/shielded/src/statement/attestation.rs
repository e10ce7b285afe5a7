//! Statements that a chain can take (docs/protocol §12.6).

use super::{Paid, Received, Span, StatementDefect, PAID_CIRCUIT, RECEIVED_CIRCUIT};
use crate::{bundle::PROOF_LEN, field::Base, grant::Target};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A statement that shows no nullifiers. Its first byte is the id of the circuit.
#[derive(
    Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum Attestation {
    /// What was received.
    #[codec(index = 3)]
    Received(Received),
    /// What was paid.
    #[codec(index = 5)]
    Paid(Paid),
}

impl Attestation {
    /// The id of the circuit.
    pub const fn circuit_id(&self) -> u16 {
        match self {
            Attestation::Received(_) => RECEIVED_CIRCUIT,
            Attestation::Paid(_) => PAID_CIRCUIT,
        }
    }

    /// The version of the circuit.
    pub const fn circuit_version(&self) -> u16 {
        match self {
            Attestation::Received(received) => received.circuit_version,
            Attestation::Paid(paid) => paid.circuit_version,
        }
    }

    /// The address, stated or hidden, that it is about.
    pub const fn subject(&self) -> Target {
        match self {
            Attestation::Received(received) => received.subject,
            Attestation::Paid(paid) => Target::Stated(paid.address),
        }
    }

    /// The blocks that it is about.
    pub const fn span(&self) -> &Span {
        match self {
            Attestation::Received(received) => &received.span,
            Attestation::Paid(paid) => &paid.span,
        }
    }

    /// The asset, as the wire integer.
    pub const fn asset(&self) -> u64 {
        match self {
            Attestation::Received(received) => received.asset,
            Attestation::Paid(paid) => paid.asset,
        }
    }

    /// The least sum or value.
    pub const fn threshold(&self) -> u128 {
        match self {
            Attestation::Received(received) => received.threshold,
            Attestation::Paid(paid) => paid.threshold,
        }
    }

    /// Who is to believe it.
    pub const fn verifier(&self) -> &[u8; 32] {
        match self {
            Attestation::Received(received) => &received.verifier,
            Attestation::Paid(paid) => &paid.verifier,
        }
    }

    /// What the verifier asked for.
    pub const fn nonce(&self) -> &[u8; 32] {
        match self {
            Attestation::Received(received) => &received.nonce,
            Attestation::Paid(paid) => &paid.nonce,
        }
    }

    /// The Groth16 proof.
    pub const fn proof(&self) -> &[u8; PROOF_LEN] {
        match self {
            Attestation::Received(received) => &received.proof,
            Attestation::Paid(paid) => &paid.proof,
        }
    }

    /// `StatementHash`.
    pub fn hash(&self, genesis: &[u8; 32]) -> [u8; 32] {
        match self {
            Attestation::Received(received) => received.hash(genesis),
            Attestation::Paid(paid) => paid.hash(genesis),
        }
    }

    /// `StatementId`.
    pub fn id(&self, genesis: &[u8; 32]) -> [u8; 32] {
        match self {
            Attestation::Received(received) => received.id(genesis),
            Attestation::Paid(paid) => paid.id(genesis),
        }
    }

    /// Whether the signature verifies; true where the statement has none.
    pub fn is_signed(&self, genesis: &[u8; 32]) -> bool {
        match self {
            Attestation::Received(received) => received.is_signed(genesis),
            Attestation::Paid(_) => true,
        }
    }

    /// The public inputs of the proof. `own` is the span of the same blocks by the headers of the
    /// verifier.
    pub fn public_inputs(
        &self,
        genesis: &[u8; 32],
        own: &Span,
    ) -> Result<Vec<Base>, StatementDefect> {
        match self {
            Attestation::Received(received) => received.public_inputs(genesis, own),
            Attestation::Paid(paid) => paid.public_inputs(genesis, own),
        }
    }
}
