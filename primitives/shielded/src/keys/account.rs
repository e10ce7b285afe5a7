//! What derives the keys of every scope without being able to spend (docs/protocol §2.2, §2.3).

use super::{scope, KeyError, ScopeKeys, ScopeLabel};
use crate::field::Base;
use zeroize::ZeroizeOnDrop;

/// The account's view of itself: all scopes can be derived from it, and nothing can be signed. A
/// wallet keeps it while the spending key is locked away or in another device. It names the account
/// (`ak` is in it), so it is never given to an auditor: a [`super::FullViewingKey`] is.
#[derive(Clone, ZeroizeOnDrop)]
pub struct AccountViewingKey {
    /// The spend validating key `[ask] G`.
    pub ak: jubjub::SubgroupPoint,
    /// The viewing root, from which each scope's `nk` derives.
    pub vr: Base,
    /// The root of the diversifier keys.
    pub dk_root: [u8; 32],
    /// `H_AUDIT(k)` of an audited account, else 0.
    pub audit: Base,
}

impl AccountViewingKey {
    /// The keys of one scope.
    pub fn scope(&self, label: &ScopeLabel) -> Result<ScopeKeys, KeyError> {
        scope::derive(self, label)
    }
}

impl core::fmt::Debug for AccountViewingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("AccountViewingKey(..)")
    }
}
