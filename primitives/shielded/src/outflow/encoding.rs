//! Outflow statements as bytes, their hash and signature (docs/protocol §13.5).

use super::{OutflowContext, CIRCUIT_ID};
use crate::{
    bundle::{PROOF_LEN, SIGNATURE_LEN},
    grant::Target,
    hash::b256,
    signature,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};

/// One proof of a statement, and the hidden sum with which it ends.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct OutflowChunk {
    /// The hidden sum after its bundles, canonical.
    pub sum: [u8; 32],
    /// The Groth16 proof.
    pub proof: [u8; PROOF_LEN],
}

/// What left an account of one asset between two heights is at most so much.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Outflow {
    /// The version of the outflow circuit.
    pub circuit_version: u16,
    /// An address of the account, stated or hidden.
    pub subject: Target,
    /// Who asked.
    pub verifier: [u8; 32],
    /// What the verifier drew.
    pub nonce: [u8; 32],
    /// The first block.
    pub from: u32,
    /// The last block.
    pub to: u32,
    /// The asset; see [`crate::asset::AssetId`].
    pub asset: u64,
    /// The limit in units of the asset.
    pub limit: u128,
    /// The randomized spend validating key.
    pub rk: [u8; 32],
    /// The proofs, in the order of the bundles that they cover.
    pub chunks: Vec<OutflowChunk>,
    /// The RedJubjub signature under `rk`.
    pub signature: [u8; SIGNATURE_LEN],
}

impl Outflow {
    /// `OutflowHash`, which is signed: all but proofs and signature.
    pub fn hash(&self, genesis: &[u8; 32]) -> [u8; 32] {
        let terms = (
            self.circuit_version,
            &self.subject,
            self.verifier,
            self.nonce,
            self.from,
            self.to,
            self.asset,
            self.limit,
            self.rk,
        );
        let sums: Vec<[u8; 32]> = self.chunks.iter().map(|chunk| chunk.sum).collect();
        let parts: [&[u8]; 4] =
            [genesis, &CIRCUIT_ID.to_le_bytes(), &terms.encode(), &sums.encode()];
        b256(b"ShojiOutflowHash", &parts)
    }

    /// Whether the signature verifies. It does under no `rk` that is not canonical or of small order.
    pub fn is_signed(&self, genesis: &[u8; 32]) -> bool {
        signature::verify(&self.rk, &self.hash(genesis), &self.signature)
    }

    /// What the statement is made for.
    pub fn context(&self, genesis: &[u8; 32]) -> OutflowContext {
        OutflowContext {
            genesis: *genesis,
            circuit_version: self.circuit_version,
            verifier: self.verifier,
            nonce: self.nonce,
            from: self.from,
            to: self.to,
        }
    }
}
