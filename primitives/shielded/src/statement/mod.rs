//! Statements about notes: what was received, what is held, what was paid, proven without showing the
//! notes (docs/protocol §12).

mod attestation;
mod binding;
mod held;
mod inputs;
mod paid;
mod received;
mod span;
#[cfg(test)]
mod tests;

pub use attestation::Attestation;
pub use held::{Held, HELD_CIRCUIT, HELD_PUBLIC_INPUTS};
pub use inputs::{HeldStatement, PaidStatement, ReceivedStatement};
pub use paid::{Paid, PAID_CIRCUIT, PAID_PUBLIC_INPUTS};
pub use received::{Received, RECEIVED_CIRCUIT, RECEIVED_PUBLIC_INPUTS};
pub use span::Span;

use crate::{asset::AssetId, field::Base, grant::Target};

/// Notes that a statement of what was received or is held can count.
pub const NOTES: usize = 8;

/// Why a statement has no public inputs: one variant a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementDefect {
    /// The stated address is none, or the commitment to a hidden one is not canonical.
    Subject,
    /// Positions or root are not those that the verifier's headers give, or no chain has them.
    Span,
    /// The asset is none or not well formed.
    Asset,
    /// A nullifier is not canonical.
    Nullifier,
    /// Two nullifiers are equal: a note would count twice.
    DuplicateNullifier,
    /// The randomized key is not canonical or of small order.
    RandomizedKey,
}

impl core::fmt::Display for StatementDefect {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            StatementDefect::Subject => "the statement is about no address",
            StatementDefect::Span => "the blocks, positions or root are not those of this chain",
            StatementDefect::Asset => "the asset of the statement is none",
            StatementDefect::Nullifier => "a nullifier is not canonical",
            StatementDefect::DuplicateNullifier => "a nullifier is there twice",
            StatementDefect::RandomizedKey => {
                "the randomized key is not canonical or of small order"
            }
        })
    }
}

impl core::error::Error for StatementDefect {}

/// The asset of a wire integer, which is one.
fn asset(word: u64) -> Result<AssetId, StatementDefect> {
    let asset = AssetId::from_wire(word).filter(|asset| !asset.is_none());
    asset.ok_or(StatementDefect::Asset)
}

/// `C`.
fn subject(target: &Target) -> Result<Base, StatementDefect> {
    target.commitment().map_err(|_| StatementDefect::Subject)
}

/// The coordinates of a randomized key.
fn randomized_key(rk: &[u8; 32]) -> Result<(Base, Base), StatementDefect> {
    let point = crate::point::decode_not_small_order(rk);
    let point = point.ok_or(StatementDefect::RandomizedKey)?;
    Ok(crate::point::coordinates(&point))
}
