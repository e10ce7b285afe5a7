//! Statements of what was paid (docs/protocol §12.5).

use super::{asset, binding, PaidStatement, Span, StatementDefect};
use crate::{
    address::{Address, PAYLOAD_LEN},
    bundle::PROOF_LEN,
    field::Base,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeAll, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The id of the circuit of what was paid.
pub const PAID_CIRCUIT: u16 = 5;
/// Its public inputs.
pub const PAID_PUBLIC_INPUTS: usize = 7;

/// A note to the owner of a stated address was made in some blocks, of one asset and at least a
/// value. Whoever says so knows the note: nobody signs.
#[derive(
    Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct Paid {
    /// The version of the circuit.
    pub circuit_version: u16,
    /// The address that was paid: `d || owner || pk_d`.
    pub address: [u8; PAYLOAD_LEN],
    /// The blocks in one of which the note was made.
    pub span: Span,
    /// The asset, as the wire integer.
    pub asset: u64,
    /// The least value, in units of the asset.
    pub threshold: u128,
    /// Who is to believe it: an account, a hash, whatever the verifier names itself by.
    pub verifier: [u8; 32],
    /// What the verifier asks for, so that it is told the statement once.
    pub nonce: [u8; 32],
    /// The Groth16 proof.
    pub proof: [u8; PROOF_LEN],
}

impl Paid {
    /// Reads the encoding and nothing more.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Paid> {
        Paid::decode_all(&mut bytes).ok()
    }

    /// The statement without the proof: what `ctx` covers.
    pub fn unproven_bytes(&self) -> Vec<u8> {
        let mut bytes = self.encode();
        bytes.truncate(bytes.len() - PROOF_LEN);
        bytes
    }

    /// `StatementHash`. `genesis` is the hash of the chain's genesis block.
    pub fn hash(&self, genesis: &[u8; 32]) -> [u8; 32] {
        binding::hash(genesis, PAID_CIRCUIT, &self.unproven_bytes())
    }

    /// `StatementId`: how a statement is named.
    pub fn id(&self, genesis: &[u8; 32]) -> [u8; 32] {
        binding::id(&self.hash(genesis))
    }

    /// `ctx`: what the proof is bound to.
    pub fn context(&self, genesis: &[u8; 32]) -> Base {
        binding::context(genesis, PAID_CIRCUIT, &self.unproven_bytes())
    }

    /// What the proof is verified for. `own` is the span of the same blocks by the headers of the
    /// verifier.
    pub fn statement(
        &self,
        genesis: &[u8; 32],
        own: &Span,
    ) -> Result<PaidStatement, StatementDefect> {
        let address = Address::from_payload(&self.address);
        Ok(PaidStatement {
            owner: address.map_err(|_| StatementDefect::Subject)?.owner,
            root: self.span.root_as_in(own)?,
            from: self.span.p_from,
            to: self.span.p_to,
            asset: asset(self.asset)?,
            threshold: self.threshold,
            ctx: self.context(genesis),
        })
    }

    /// The public inputs of the proof; as [`Paid::statement`].
    pub fn public_inputs(
        &self,
        genesis: &[u8; 32],
        own: &Span,
    ) -> Result<Vec<Base>, StatementDefect> {
        Ok(self.statement(genesis, own)?.public_inputs())
    }
}
