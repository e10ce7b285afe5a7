//! What left an audited account, as a file for one verifier (docs/protocol §13.7).

mod file;
mod make;
mod verify;

pub use file::{OutflowFile, FORMAT};
pub use make::{OutflowDraft, OutflowTerms};
pub use verify::OutflowShown;

use crate::error::WalletError;
use crate::evidence::PoolCall;
use shoji_shielded::outflow::BundleWords;

/// What an owner has to know of a sum that is higher than expected.
pub(crate) const UNKNOWN_SCOPES: &str =
    "What was paid to a scope of the account that this wallet does not know counts as left: 'shoji scope create' finds one again";

/// The words of a bundle that a chain has accepted.
///
/// # Errors
/// [`WalletError::Evidence`] for a version of the transfer circuit that the statement does not read.
fn words_of(block: u32, call: &PoolCall) -> Result<BundleWords, WalletError> {
    BundleWords::of(&call.bundle, call.kind).ok_or_else(|| {
        WalletError::Evidence(format!(
            "a bundle of block {block} is of version {} of the transfer circuit, or is none: this version of shoji states \
             nothing about such blocks",
            call.bundle.circuit_version
        ))
    })
}
