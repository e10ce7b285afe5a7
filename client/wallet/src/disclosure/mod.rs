//! Payment disclosures: one payment, shown to one verifier (docs/protocol §14).
//!
//! A disclosure says: this output of this bundle in this block pays this much to this address with this memo;
//! whoever made this document paid it, or can read what is paid to that address; and they made it for this
//! verifier and this nonce. All of it can be checked against block headers.

mod make;
mod verify;

pub use make::{check_addressee, Disclosable, Transaction};
pub use verify::Disclosed;

use crate::evidence::{Bytes, Inclusion, Opening};
use serde::{Deserialize, Serialize};
use shoji_shielded::disclosure::Role;

/// The format of the document, with its version.
pub const FORMAT: &str = "shoji-disclosure-v1";
/// Bytes of a verifier's name, at most.
pub const MAX_VERIFIER: usize = 128;
/// Bytes of a nonce, at most.
pub const MAX_NONCE: usize = 64;

/// A disclosure as it is written. Nothing in it can be changed without being noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// [`FORMAT`].
    pub format: String,
    /// Hash of the chain's block 0.
    pub genesis: Bytes,
    /// `sender` or `recipient`.
    pub role: String,
    /// Whom the payment is disclosed to.
    pub verifier: String,
    /// What the verifier asked to have signed; may be empty.
    pub nonce: Bytes,
    /// The payment's extrinsic in its block.
    pub inclusion: Inclusion,
    /// Which output of the bundle, from 0.
    pub output: u8,
    /// What the output pays.
    pub opening: Opening,
    /// By the key that the role stands for, over all of it.
    pub signature: Bytes,
}

/// The role with this name.
pub(crate) fn role(name: &str) -> Option<Role> {
    [Role::Sender, Role::Recipient].into_iter().find(|role| role.name() == name)
}
