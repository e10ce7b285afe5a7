//! Keys: one account key, many scopes (docs/protocol §2).
//!
//! These are the formulas. Nothing here stores a secret; whoever holds a [`SpendingKey`] keeps it.

mod account;
mod grant;
mod scope;
mod spending;
#[cfg(test)]
pub(crate) mod tests;
mod viewing;

pub use account::AccountViewingKey;
pub use scope::{KeyPairView, ScopeKeys, ScopeLabel};
pub use spending::SpendingKey;
pub use viewing::{FullViewingKey, IncomingViewingKey, ViewingKeyError};

/// Why a key cannot be derived. All but the first three and the last have negligible probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// A BIP-39 seed has 64 bytes.
    SeedLength,
    /// Accounts are numbered below 2^31: derivation is hardened only.
    AccountIndex,
    /// A scope label has at most 64 bytes.
    ScopeLabelLength,
    /// `ask` is zero.
    ZeroSpendAuthorizingKey,
    /// The decryption scalar of an incoming viewing key is zero.
    ZeroDecryptionKey,
    /// No counter gives the diversifier a base point.
    NoDiversifiedBase,
    /// The ephemeral secret of a note seed, or of a grant, is zero.
    ZeroEphemeralSecret,
    /// An auditor's sealing secret is zero.
    ZeroSealingKey,
    /// The secret of a grant's revocation key is zero.
    ZeroRevocationKey,
    /// The address is not one of the viewing key that shall sign for it.
    OtherAddress,
}
