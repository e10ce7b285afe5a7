//! Types of the register's state and of its runtime API.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use shoji_shielded::grant::{
    rules::{MAX_CONTACT, MAX_NAME, MAX_POLICY_URI},
    GrantKind, ADDRESS_LEN, WORDS,
};

/// The longest verifying key that is accepted: enough for 84 public inputs.
pub const MAX_KEY_BYTES: u32 = 8_836;

/// An auditor's name.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;
/// How an auditor is reached.
pub type Contact = BoundedVec<u8, ConstU32<MAX_CONTACT>>;
/// Where an auditor's policy is.
pub type PolicyUri = BoundedVec<u8, ConstU32<MAX_POLICY_URI>>;

/// What an auditor says about itself (docs/protocol §11.1). Nobody has checked any of it.
#[derive(
    Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen, Clone, PartialEq, Eq, Debug,
)]
pub struct Profile {
    /// Its name, not unique.
    pub name: Name,
    /// How it is reached.
    pub contact: Contact,
    /// Where it says how it treats what it sees.
    pub policy_uri: PolicyUri,
    /// The BLAKE2b-256 of the document there.
    pub policy_hash: [u8; 32],
}

/// A sealing key, `PK` of docs/protocol §10.1.
#[derive(
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
)]
pub struct SealingKey {
    /// Which of the auditor's keys it is, counted from 1.
    pub version: u16,
    /// A canonical point of prime order.
    pub key: [u8; 32],
}

/// The sealing key before the present one.
#[derive(
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
)]
pub struct PreviousKey {
    /// The key.
    pub key: SealingKey,
    /// The last block in which grants for it are accepted.
    pub until: u32,
}

/// An entry of the register of auditors (docs/protocol §11.1).
#[derive(
    Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen, Clone, PartialEq, Eq, Debug,
)]
pub struct Auditor {
    /// What it says about itself.
    pub profile: Profile,
    /// Its key.
    pub key: SealingKey,
    /// The key before, if there was one.
    pub previous_key: Option<PreviousKey>,
    /// Whether it takes no more grants.
    pub closing: bool,
    /// How many of its grants are in state.
    pub outstanding: u32,
    /// What it has on hold, in units.
    pub deposit: u128,
}

/// A grant in state (docs/protocol §11.3): what it says without proof and signature, and what the chain adds.
#[derive(
    Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen, Clone, PartialEq, Eq, Debug,
)]
pub struct GrantRecord<AccountId> {
    /// The version of the grant circuit.
    pub circuit_version: u16,
    /// The auditor.
    pub auditor: AccountId,
    /// Which of the auditor's sealing keys it is sealed to.
    pub key_version: u16,
    /// That key. The register forgets keys, and owners open their own grants with it.
    pub key: [u8; 32],
    /// What is shown.
    pub kind: GrantKind,
    /// The address, where it is stated.
    pub address: Option<[u8; ADDRESS_LEN]>,
    /// `C`, the commitment to the address, stated or hidden; canonical.
    pub commitment: [u8; 32],
    /// The ephemeral key.
    pub epk: [u8; 32],
    /// The sealed words.
    pub ciphertext: [[u8; 32]; WORDS],
    /// The last block in which it is in force.
    pub expiry: u32,
    /// The last block that might include it: part of its id.
    pub include_by: u32,
    /// Under which key it is revoked.
    pub revocation_key: [u8; 32],
    /// The randomized spend validating key, by which its owner recognises it.
    pub rk: [u8; 32],
    /// Who paid for it.
    pub payer: AccountId,
    /// What the payer has on hold for it, in units.
    pub deposit: u128,
    /// The block that put it in force.
    pub block: u32,
    /// The block in which the auditor acknowledged it.
    pub acknowledged: Option<u32>,
}

/// An auditor as the runtime API tells it.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AuditorInfo {
    /// Its account.
    pub account: [u8; 32],
    /// Its entry.
    pub auditor: Auditor,
}

/// A grant as the runtime API tells it.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct GrantInfo {
    /// Its id.
    pub id: [u8; 32],
    /// What state has of it.
    pub grant: GrantRecord<[u8; 32]>,
}

/// What the chain knows of an id.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum GrantStatus {
    /// Nothing, or not any more.
    Unknown,
    /// In force.
    InForce(GrantInfo),
    /// Expired, not cleaned yet.
    Expired(GrantInfo),
    /// Revoked, and its expiry is not long ago.
    Revoked,
}
