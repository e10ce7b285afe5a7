//! Statements of what was received (docs/protocol §12.3).

use super::{asset, binding, randomized_key, subject, ReceivedStatement, Span, StatementDefect};
use crate::{
    bundle::{PROOF_LEN, SIGNATURE_LEN},
    field::Base,
    grant::Target,
    signature,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeAll, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The id of the circuit of what was received.
pub const RECEIVED_CIRCUIT: u16 = 3;
/// Its public inputs.
pub const RECEIVED_PUBLIC_INPUTS: usize = 9;

/// The notes that a scope received at its external addresses in some blocks, of one asset, sum to at
/// least a threshold. Whoever says so can spend.
#[derive(
    Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct Received {
    /// The version of the circuit.
    pub circuit_version: u16,
    /// The address, stated or hidden, whose scope it is about.
    pub subject: Target,
    /// The blocks in which the notes were received.
    pub span: Span,
    /// The asset, as the wire integer.
    pub asset: u64,
    /// The least sum, in units of the asset.
    pub threshold: u128,
    /// Who is to believe it: an account, a hash, whatever the verifier names itself by.
    pub verifier: [u8; 32],
    /// What the verifier asks for, so that it is told the statement once.
    pub nonce: [u8; 32],
    /// The randomized spend validating key.
    pub rk: [u8; 32],
    /// The Groth16 proof.
    pub proof: [u8; PROOF_LEN],
    /// The RedJubjub signature under `rk`.
    pub signature: [u8; SIGNATURE_LEN],
}

impl Received {
    /// Reads the encoding and nothing more.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Received> {
        Received::decode_all(&mut bytes).ok()
    }

    /// The statement without proof and signature: what `ctx` and signature cover.
    pub fn unproven_bytes(&self) -> Vec<u8> {
        let mut bytes = self.encode();
        bytes.truncate(bytes.len() - PROOF_LEN - SIGNATURE_LEN);
        bytes
    }

    /// `StatementHash`, which is signed. `genesis` is the hash of the chain's genesis block.
    pub fn hash(&self, genesis: &[u8; 32]) -> [u8; 32] {
        binding::hash(genesis, RECEIVED_CIRCUIT, &self.unproven_bytes())
    }

    /// `StatementId`: how a statement is named.
    pub fn id(&self, genesis: &[u8; 32]) -> [u8; 32] {
        binding::id(&self.hash(genesis))
    }

    /// Whether the signature verifies. It does under no `rk` that is not canonical or of small order.
    pub fn is_signed(&self, genesis: &[u8; 32]) -> bool {
        signature::verify(&self.rk, &self.hash(genesis), &self.signature)
    }

    /// `ctx`: what the proof is bound to.
    pub fn context(&self, genesis: &[u8; 32]) -> Base {
        binding::context(genesis, RECEIVED_CIRCUIT, &self.unproven_bytes())
    }

    /// What the proof is verified for. `own` is the span of the same blocks by the headers of the
    /// verifier.
    pub fn statement(
        &self,
        genesis: &[u8; 32],
        own: &Span,
    ) -> Result<ReceivedStatement, StatementDefect> {
        Ok(ReceivedStatement {
            commitment: subject(&self.subject)?,
            root: self.span.root_as_in(own)?,
            from: self.span.p_from,
            to: self.span.p_to,
            asset: asset(self.asset)?,
            threshold: self.threshold,
            ctx: self.context(genesis),
            rk: randomized_key(&self.rk)?,
        })
    }

    /// The public inputs of the proof; as [`Received::statement`].
    pub fn public_inputs(
        &self,
        genesis: &[u8; 32],
        own: &Span,
    ) -> Result<Vec<Base>, StatementDefect> {
        Ok(self.statement(genesis, own)?.public_inputs())
    }
}
