//! The call around a bundle: its kind and its public party.

use shoji_shielded::bundle::CallKind;

use crate::Config;

/// What a bundle is used for, with the account that the sighash binds (docs/protocol §6.2).
pub enum Payment<'a, T: Config> {
    /// Into the pool.
    Shield {
        /// Who pays.
        depositor: &'a T::AccountId,
    },
    /// Inside the pool.
    Transfer,
    /// Out of the pool.
    Unshield {
        /// Who receives.
        recipient: &'a T::AccountId,
    },
}

impl<T: Config> Payment<'_, T> {
    /// The call kind of the sighash.
    pub fn kind(&self) -> CallKind {
        match self {
            Self::Shield { .. } => CallKind::Shield,
            Self::Transfer => CallKind::Transfer,
            Self::Unshield { .. } => CallKind::Unshield,
        }
    }

    /// The party of the sighash: the bytes of the account, zeros for a transfer. Bytes and never a
    /// field element, so that every account id has its own sighash.
    pub fn party(&self) -> [u8; 32] {
        match self {
            Self::Shield { depositor: account } | Self::Unshield { recipient: account } => {
                (*account).clone().into()
            }
            Self::Transfer => [0; 32],
        }
    }
}
