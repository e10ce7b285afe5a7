//! Grants as bytes, their hash, id and signature (docs/protocol §10.5).

use super::{Context, GrantKind, GrantStatement, Target, CIRCUIT_ID, PUBLIC_INPUTS, WORDS};
use crate::{
    bundle::{PROOF_LEN, SIGNATURE_LEN},
    field::{self, Base},
    hash::b256,
    point::{self, coordinates},
    signature,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use ff::Field;
use jubjub::SubgroupPoint;
use scale_info::TypeInfo;

/// Bytes of a grant whose address is stated.
pub const GRANT_LEN_STATED: usize = 665;
/// Bytes of a grant whose address is hidden.
pub const GRANT_LEN_HIDDEN: usize = 622;

/// A grant of viewing keys to an auditor.
#[derive(
    Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct Grant {
    /// The version of the grant circuit.
    pub circuit_version: u16,
    /// The auditor's account.
    pub auditor: [u8; 32],
    /// Which of the auditor's sealing keys it is sealed to.
    pub key_version: u16,
    /// What is shown.
    pub kind: GrantKind,
    /// The address that it is about.
    pub target: Target,
    /// The ephemeral key, a canonical point not of small order.
    pub epk: [u8; 32],
    /// The sealed words, canonical.
    pub ciphertext: [[u8; 32]; WORDS],
    /// The last block at which the grant is in force.
    pub expiry: u32,
    /// The last block that may include the grant.
    pub include_by: u32,
    /// Under which key the grant can be revoked: a canonical point not of small order.
    pub revocation_key: [u8; 32],
    /// The randomized spend validating key.
    pub rk: [u8; 32],
    /// The Groth16 proof.
    pub proof: [u8; PROOF_LEN],
    /// The RedJubjub signature under `rk`.
    pub signature: [u8; SIGNATURE_LEN],
}

/// What is wrong with the bytes of a grant: one variant a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantDefect {
    /// The stated address is none, or the commitment to a hidden one is not canonical.
    Target,
    /// The ephemeral key is not canonical or of small order.
    EphemeralKey,
    /// A sealed word is not canonical.
    Ciphertext,
    /// The revocation key is not canonical or of small order.
    RevocationKey,
    /// The randomized key is not canonical or of small order.
    RandomizedKey,
}

impl Grant {
    /// The grant without proof and signature: what is signed.
    pub fn unproven_bytes(&self) -> Vec<u8> {
        let mut bytes = self.encode();
        bytes.truncate(bytes.len() - PROOF_LEN - SIGNATURE_LEN);
        bytes
    }

    /// `GrantHash`, which is signed. `genesis` is the hash of the chain's genesis block.
    pub fn hash(&self, genesis: &[u8; 32]) -> [u8; 32] {
        let parts: [&[u8]; 3] = [genesis, &CIRCUIT_ID.to_le_bytes(), &self.unproven_bytes()];
        b256(b"ShojiGrantHash__", &parts)
    }

    /// `GrantId`: how chains and wallets name a grant.
    pub fn id(&self, genesis: &[u8; 32]) -> [u8; 32] {
        b256(b"ShojiGrantId____", &[&self.hash(genesis)])
    }

    /// Whether the signature verifies. It does under no `rk` that is not canonical or of small order.
    pub fn is_signed(&self, genesis: &[u8; 32]) -> bool {
        signature::verify(&self.rk, &self.hash(genesis), &self.signature)
    }

    /// What the grant is sealed for.
    pub fn context(&self, genesis: &[u8; 32]) -> Context {
        Context {
            genesis: *genesis,
            auditor: self.auditor,
            key_version: self.key_version,
            kind: self.kind,
            hidden: self.target.is_hidden(),
            expiry: self.expiry,
            revocation_key: self.revocation_key,
        }
    }

    /// What the proof is verified for. `pk` is the sealing key that is registered for the grant's
    /// auditor and key version.
    pub fn statement(
        &self,
        genesis: &[u8; 32],
        pk: &SubgroupPoint,
    ) -> Result<GrantStatement, GrantDefect> {
        let point = |bytes, defect| point::decode_not_small_order(bytes).ok_or(defect);
        let mut ciphertext = [Base::ZERO; WORDS];
        for (word, bytes) in ciphertext.iter_mut().zip(&self.ciphertext) {
            *word = field::from_bytes(bytes).ok_or(GrantDefect::Ciphertext)?;
        }
        let epk = point(&self.epk, GrantDefect::EphemeralKey)?;
        point(&self.revocation_key, GrantDefect::RevocationKey)?;
        let rk = point(&self.rk, GrantDefect::RandomizedKey)?;
        Ok(GrantStatement {
            commitment: self.target.commitment()?,
            kind: self.kind,
            hidden: self.target.is_hidden(),
            pk: *pk,
            epk: coordinates(&epk),
            ciphertext,
            ctx: self.context(genesis).to_base(),
            rk: coordinates(&rk),
        })
    }

    /// The public inputs of the proof; as [`Grant::statement`].
    pub fn public_inputs(
        &self,
        genesis: &[u8; 32],
        pk: &SubgroupPoint,
    ) -> Result<[Base; PUBLIC_INPUTS], GrantDefect> {
        Ok(self.statement(genesis, pk)?.public_inputs())
    }
}
