//! Statements about notes, made by a wallet and checked by whoever they are for (docs/protocol §12).

mod blocks;
mod chain;
mod file;
mod keys;
mod make;
mod notes;
pub mod outflow;
mod verify;

pub use file::{Kind, StatementFile, FORMAT};
pub use keys::development_key;
pub use make::{HeldDraft, PaidDraft, ReceivedDraft};
pub use verify::Shown;

use shoji_shielded::address::Address;
use shoji_shielded::asset::AssetId;
use shoji_shielded::hash::b256;
use std::ops::RangeInclusive;

/// The first and the last block of a statement.
pub type Blocks = RangeInclusive<u32>;

/// What is stated of the notes, and to whom.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// The address of the scope that it is about, where it is not the first one.
    pub subject: Option<&'a Address>,
    /// The asset.
    pub asset: AssetId,
    /// At least so many units.
    pub threshold: u128,
    /// The verifier's name.
    pub verifier: &'a str,
    /// What the verifier asked for; may be empty.
    pub nonce: &'a [u8],
}

/// The bytes by which a verifier with this name is bound (docs/protocol §12.2).
pub fn verifier_word(name: &str) -> [u8; 32] {
    b256(b"ShojiVerifierId_", &[name.as_bytes()])
}

/// The bytes by which a nonce is bound (docs/protocol §12.2).
pub fn nonce_word(nonce: &[u8]) -> [u8; 32] {
    b256(b"ShojiVerifNonce_", &[nonce])
}
