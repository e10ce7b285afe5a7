//! The wallet's keys: the mnemonic, the file that keeps it, and what derives from it.

pub mod file;
mod mnemonic;
mod passphrase;
mod viewing;

pub use file::KeyFileError;
pub use mnemonic::{MnemonicError, Secret};
pub use passphrase::KdfCost;
pub use viewing::{ViewingKey, ViewingKeyTextError};

use shoji_shielded::keys::{AccountViewingKey, KeyError, ScopeKeys, ScopeLabel, SpendingKey};

/// The account that the wallet uses: the first of its mnemonic.
const ACCOUNT: u32 = 0;

/// Which of the two accounts with this number a wallet is (docs/protocol §2.1). They have no value in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// One whose spends nobody reads but the holders of its scopes' viewing keys.
    Plain,
    /// One of which every spend is readable by whoever holds its audit key (docs/protocol §5.4).
    Audited,
}

/// What a wallet is made of.
pub enum KeyMaterial {
    /// The mnemonic's entropy: everything, and which of its accounts the wallet is.
    Mnemonic(Secret, Account),
    /// A viewing key: a watch-only wallet.
    Viewing(ViewingKey),
}

/// A key of negligible probability that does not exist, or a label that is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.describe())]
pub struct DerivationError(pub KeyError);

impl DerivationError {
    fn describe(&self) -> String {
        match self.0 {
            KeyError::ScopeLabelLength => {
                format!("a scope's label has at most {} bytes", ScopeLabel::MAX_LEN)
            }
            other => format!("this mnemonic has no such key ({other:?})"),
        }
    }
}

impl From<KeyError> for DerivationError {
    fn from(error: KeyError) -> Self {
        DerivationError(error)
    }
}

/// The account's keys (docs/protocol §2.2).
pub struct WalletKeys {
    spending: SpendingKey,
    viewing: AccountViewingKey,
}

impl WalletKeys {
    /// Derives the account of a mnemonic.
    ///
    /// # Errors
    /// [`DerivationError`] with negligible probability.
    pub fn derive(secret: &Secret) -> Result<WalletKeys, DerivationError> {
        WalletKeys::derive_account(secret, Account::Plain)
    }

    /// Derives one of the accounts of a mnemonic.
    ///
    /// # Errors
    /// [`DerivationError`] with negligible probability.
    pub fn derive_account(
        secret: &Secret,
        account: Account,
    ) -> Result<WalletKeys, DerivationError> {
        let seed = secret.seed();
        Ok(WalletKeys::of(match account {
            Account::Plain => SpendingKey::from_seed(&seed[..], ACCOUNT)?,
            Account::Audited => SpendingKey::audited_from_seed(&seed[..], ACCOUNT)?,
        }))
    }

    fn of(spending: SpendingKey) -> WalletKeys {
        WalletKeys { viewing: spending.viewing_key(), spending }
    }

    /// What spends.
    pub fn spending(&self) -> &SpendingKey {
        &self.spending
    }

    /// The keys of the scope with this label.
    ///
    /// # Errors
    /// [`DerivationError`] for a label that is too long.
    pub fn scope(&self, label: &str) -> Result<ScopeKeys, DerivationError> {
        Ok(self.viewing.scope(&ScopeLabel::new(label)?)?)
    }
}
