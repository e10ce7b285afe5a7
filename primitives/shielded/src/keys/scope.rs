//! Scopes and their keys (docs/protocol §2.3).

use super::{AccountViewingKey, FullViewingKey, IncomingViewingKey, KeyError};
use crate::{
    address::{Address, Diversifier},
    field::{self, Base},
    hash::{b256, b512},
    point::coordinates,
    poseidon::{hash, Domain},
};
use alloc::string::String;
use zeroize::ZeroizeOnDrop;

/// The name of a scope: UTF-8, at most 64 bytes, compared byte by byte. The empty label is the
/// default scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeLabel(String);

impl ScopeLabel {
    /// The longest label in bytes.
    pub const MAX_LEN: usize = 64;

    /// Checks the length; [`KeyError::ScopeLabelLength`] above [`ScopeLabel::MAX_LEN`] bytes.
    pub fn new(label: &str) -> Result<ScopeLabel, KeyError> {
        if label.len() > Self::MAX_LEN {
            return Err(KeyError::ScopeLabelLength);
        }
        Ok(ScopeLabel(label.into()))
    }

    /// The label as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `scope = wide_F(B512("ShojiScopeLabel_", label))`.
    pub fn to_base(&self) -> Base {
        field::from_wide(&b512(b"ShojiScopeLabel_", &[self.0.as_bytes()]))
    }
}

/// The keys of one side of a scope: external, whose addresses others pay to, or internal, whose
/// single address takes the change.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct KeyPairView {
    /// The nullifier deriving key: spends of this side's notes are seen with it.
    pub nk: Base,
    /// The incoming viewing key: receipts on this side are seen with it.
    pub ivk: IncomingViewingKey,
    /// The diversifier key: the sequence of this side's addresses.
    pub dk: [u8; 32],
}

impl KeyPairView {
    /// The address with diversifier index `index`.
    pub fn address(&self, index: u64) -> Result<Address, KeyError> {
        self.ivk.address(Diversifier::derive(&self.dk, index))
    }
}

/// All keys of one scope, without the power to spend.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct ScopeKeys {
    /// For payments from others.
    pub external: KeyPairView,
    /// For change.
    pub internal: KeyPairView,
    /// The outgoing viewing key: what was sent from the scope is seen with it.
    pub ovk: [u8; 32],
    /// `H_AUDIT(k)` of an audited account, else 0.
    pub audit: Base,
}

impl ScopeKeys {
    /// The address that takes the change: internal, index 0.
    pub fn change_address(&self) -> Result<Address, KeyError> {
        self.internal.address(0)
    }

    /// What an auditor of the scope gets.
    pub fn full_viewing_key(&self) -> FullViewingKey {
        FullViewingKey {
            ivk: self.external.ivk.clone(),
            ivk_int: self.internal.ivk.clone(),
            nk: self.external.nk,
            audit: self.audit,
        }
    }
}

impl core::fmt::Debug for ScopeKeys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ScopeKeys(..)")
    }
}

impl core::fmt::Debug for KeyPairView {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("KeyPairView(..)")
    }
}

/// `H_INT(nk)`.
pub(super) fn internal_nk(nk: &Base) -> Base {
    hash(Domain::NkInternal, &[*nk])
}

/// `H_OVK(nk)` as bytes.
pub(super) fn outgoing_key(nk: &Base) -> [u8; 32] {
    field::to_bytes(&hash(Domain::Ovk, &[*nk]))
}

pub(super) fn derive(
    account: &AccountViewingKey,
    label: &ScopeLabel,
) -> Result<ScopeKeys, KeyError> {
    let scope = label.to_base();
    let (ak_u, ak_v) = coordinates(&account.ak.into());
    let side = |nk: Base, kind: u8| -> Result<KeyPairView, KeyError> {
        let ivk = hash(Domain::Ivk, &[ak_u, ak_v, nk, account.audit]);
        let parts: [&[u8]; 3] = [&account.dk_root, &field::to_bytes(&scope), &[kind]];
        Ok(KeyPairView {
            nk,
            ivk: IncomingViewingKey::new(ivk)?,
            dk: b256(b"ShojiDiversKey__", &parts),
        })
    };
    let nk = hash(Domain::Nk, &[account.vr, scope]);
    Ok(ScopeKeys {
        external: side(nk, 0x00)?,
        internal: side(internal_nk(&nk), 0x01)?,
        ovk: outgoing_key(&nk),
        audit: account.audit,
    })
}
