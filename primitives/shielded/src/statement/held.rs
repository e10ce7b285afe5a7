//! Statements of what is held (docs/protocol §12.4).

use super::{asset, binding, randomized_key, subject, HeldStatement, StatementDefect, NOTES};
use crate::{
    bundle::{PROOF_LEN, SIGNATURE_LEN},
    field::{self, Base},
    grant::Target,
    signature,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeAll, DecodeWithMemTracking, Encode, MaxEncodedLen};
use ff::Field;
use scale_info::TypeInfo;

/// The id of the circuit of what is held.
pub const HELD_CIRCUIT: u16 = 4;
/// Its public inputs.
pub const HELD_PUBLIC_INPUTS: usize = 7 + NOTES;

/// The notes of a scope in the tree of a block, of one asset, sum to at least a threshold. The
/// verifier sees to it that none of them was spent by then. It shows nullifiers, so it is for the
/// verifier alone and never for a chain.
#[derive(
    Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct Held {
    /// The version of the circuit.
    pub circuit_version: u16,
    /// The address, stated or hidden, whose scope it is about.
    pub subject: Target,
    /// The block at whose end the notes were held.
    pub height: u32,
    /// The root of that block.
    pub root: [u8; 32],
    /// The asset, as the wire integer.
    pub asset: u64,
    /// The least sum, in units of the asset.
    pub threshold: u128,
    /// The nullifiers of the notes and of padding.
    pub nullifiers: [[u8; 32]; NOTES],
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

impl Held {
    /// Reads the encoding and nothing more.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Held> {
        Held::decode_all(&mut bytes).ok()
    }

    /// The statement without proof and signature: what `ctx` and signature cover.
    pub fn unproven_bytes(&self) -> Vec<u8> {
        let mut bytes = self.encode();
        bytes.truncate(bytes.len() - PROOF_LEN - SIGNATURE_LEN);
        bytes
    }

    /// `StatementHash`, which is signed. `genesis` is the hash of the chain's genesis block.
    pub fn hash(&self, genesis: &[u8; 32]) -> [u8; 32] {
        binding::hash(genesis, HELD_CIRCUIT, &self.unproven_bytes())
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
        binding::context(genesis, HELD_CIRCUIT, &self.unproven_bytes())
    }

    /// What the proof is verified for. `own_root` is the root of block `height` by the header of the
    /// verifier, who also checks that none of the nullifiers was spent in a block up to `height`.
    pub fn statement(
        &self,
        genesis: &[u8; 32],
        own_root: &[u8; 32],
    ) -> Result<HeldStatement, StatementDefect> {
        if self.root != *own_root {
            return Err(StatementDefect::Span);
        }
        let mut nullifiers = [Base::ZERO; NOTES];
        for (place, bytes) in self.nullifiers.iter().enumerate() {
            let nullifier = field::from_bytes(bytes).ok_or(StatementDefect::Nullifier)?;
            if nullifiers[..place].contains(&nullifier) {
                return Err(StatementDefect::DuplicateNullifier);
            }
            nullifiers[place] = nullifier;
        }
        Ok(HeldStatement {
            commitment: subject(&self.subject)?,
            root: field::from_bytes(&self.root).ok_or(StatementDefect::Span)?,
            asset: asset(self.asset)?,
            threshold: self.threshold,
            nullifiers,
            ctx: self.context(genesis),
            rk: randomized_key(&self.rk)?,
        })
    }

    /// The public inputs of the proof; as [`Held::statement`].
    pub fn public_inputs(
        &self,
        genesis: &[u8; 32],
        own_root: &[u8; 32],
    ) -> Result<Vec<Base>, StatementDefect> {
        Ok(self.statement(genesis, own_root)?.public_inputs())
    }
}
