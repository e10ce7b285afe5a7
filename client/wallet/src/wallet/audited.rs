//! Audited accounts, and what watches with the keys that a grant shows.

use super::{Keys, Wallet, KEY_FILE, LOCK_PATIENCE};
use crate::error::WalletError;
use crate::keys::file::{self, KeyFileError};
use crate::keys::{Account, KdfCost, Secret, ViewingKey, WalletKeys};
use crate::store::{AuditedRoot, GrantedRoot, SpendRecord, Store, StoreError, WalletLock};
use shoji_shielded::address::Network;
use shoji_shielded::audit::AuditKey;
use shoji_shielded::field;
use std::path::{Path, PathBuf};

impl Wallet {
    /// As [`Wallet::create`], for the audited account of the mnemonic.
    ///
    /// # Errors
    /// As [`Wallet::create`].
    pub fn create_audited(
        directory: &Path,
        secret: &Secret,
        network: Network,
        passphrase: &str,
        cost: KdfCost,
    ) -> Result<(), KeyFileError> {
        let account = (secret, Account::Audited);
        file::create(&directory.join(KEY_FILE), account, network, passphrase, cost)
    }

    /// The wallet of an audited account without files, for tests.
    ///
    /// # Errors
    /// [`WalletError::Store`].
    pub fn audited_in_memory(secret: &Secret, network: Network) -> Result<Wallet, WalletError> {
        let keys = WalletKeys::derive_account(secret, Account::Audited)?;
        let store = Store::in_memory(&AuditedRoot(secret))?;
        let keys = Keys::Spending(keys);
        Ok(Wallet { directory: PathBuf::new(), network, keys, store, _lock: None })
    }

    /// A wallet that watches with what a grant shows. Its keys are in no file: the store in `directory`, or in memory
    /// where there is none, is sealed under them.
    ///
    /// # Errors
    /// [`WalletError::Store`].
    pub fn watching_granted(
        directory: Option<&Path>,
        (key, audit): (ViewingKey, Option<AuditKey>),
        network: Network,
        purpose: &str,
    ) -> Result<Wallet, WalletError> {
        let root = GrantedRoot(&key, audit.as_ref());
        let lock = directory.map(|path| WalletLock::acquire(path, purpose, LOCK_PATIENCE));
        let lock = lock.transpose()?;
        let store = match directory {
            Some(directory) => Store::open(directory, &root)?,
            None => Store::in_memory(&root)?,
        };
        let directory = directory.map_or_else(PathBuf::new, Path::to_path_buf);
        Ok(Wallet { directory, network, keys: Keys::Viewing(key, audit), store, _lock: lock })
    }

    /// What reads the spends of the account, where it is an audited one and the wallet may see them.
    pub fn audit_key(&self) -> Option<AuditKey> {
        match &self.keys {
            Keys::Spending(keys) => keys.spending().audit_key(),
            Keys::Viewing(_, audit) => audit.clone(),
        }
    }

    /// Whether the account is known to be audited: every spend of it is readable by whoever holds its audit key. An
    /// incoming viewing key does not say.
    pub fn is_audited(&self) -> bool {
        match &self.keys {
            Keys::Spending(keys) => keys.spending().is_audited(),
            Keys::Viewing(ViewingKey::Full(key), _) => key.audit != field::from_u128(0),
            Keys::Viewing(ViewingKey::Incoming(_), _) => false,
        }
    }

    /// Every spend of an audited account that its audit key shows, oldest first (docs/protocol §5.4).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn account_spends(&self) -> Result<Vec<SpendRecord>, StoreError> {
        let mut spends: Vec<SpendRecord> = self.store.view().all()?;
        spends.sort_by_key(|spend| (spend.block, spend.extrinsic_index));
        Ok(spends)
    }
}
