//! Grants: what an owner shows to an auditor, sealed to the auditor's key and proven to be true
//! (docs/protocol §10).

pub mod auditor;
mod context;
mod disclosures;
mod encoding;
pub mod revocation;
pub mod rules;
mod sealing;
mod statement;
mod target;
#[cfg(test)]
mod tests;

pub use context::Context;
pub use disclosures::{Disclosures, View};
pub use encoding::{Grant, GrantDefect, GRANT_LEN_HIDDEN, GRANT_LEN_STATED};
pub use sealing::{message, seal, GrantedKey, OpenError, Opened, Sealed};
pub use statement::GrantStatement;
pub use target::{commitment, Target, ADDRESS_LEN};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The id of the grant circuit.
pub const CIRCUIT_ID: u16 = 2;
/// Public inputs of the grant circuit (docs/protocol §10.4).
pub const PUBLIC_INPUTS: usize = 16;
/// Words of a sealed message (docs/protocol §10.2).
pub const WORDS: usize = 6;

/// What a grant shows.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
)]
pub enum GrantKind {
    /// What the scope receives at its external addresses.
    Incoming,
    /// What the scope receives, spends and sends, and the audit records of an audited account.
    Full,
}

impl GrantKind {
    /// The byte of the kind: 0 or 1.
    pub const fn to_byte(self) -> u8 {
        match self {
            GrantKind::Incoming => 0,
            GrantKind::Full => 1,
        }
    }
}
