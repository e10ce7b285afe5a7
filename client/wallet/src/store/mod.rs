//! The wallet's store: one SQLite file in write-ahead mode.
//!
//! Every change of state is one transaction, so a wallet killed at any moment finds the state before
//! or after it. What the chain shows to everybody (block hashes, tree nodes, assets) is stored plainly; what is
//! the wallet's own (notes, memos, pending transactions, history, scopes, grants, accepted decimals) is sealed row by row
//! under a key derived from the wallet's secret, under row names that say nothing. The file alone
//! tells how many rows there are, and no more. All of it but pending transactions, labels of scopes (those of grants
//! among them) and accepted decimals can be rebuilt from the mnemonic and the chain.

mod account;
mod chain;
mod decimals;
mod grants;
mod lock;
mod older;
mod records;
mod rows;
mod schema;

pub use account::{SpendInput, SpendOutput, SpendRecord};
pub use chain::{BlockRow, ChainState, TreeNode};
pub use grants::GrantRecord;
pub use lock::WalletLock;
pub use records::{
    add_units, HistoryRecord, NoteRecord, PendingRecord, PendingState, Received, ScopeRecord, Sent,
    Spent, Submission, Units,
};
pub use rows::{Batch, Record, View};

use crate::keys::{Secret, ViewingKey};
use crate::seal::SealKey;
use rusqlite::{Connection, TransactionBehavior};
use shoji_shielded::address::Network;
use shoji_shielded::audit::AuditKey;
use shoji_shielded::field;
use shoji_shielded::hash::b256;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Why the store could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused: the disk is full, the file is not writable, ...
    #[error("the wallet store cannot be used: {0}")]
    Sqlite(rusqlite::Error),
    /// Something in the file is not what the wallet wrote.
    #[error("the wallet store is damaged ({0}): delete {file} and run 'shoji sync'; notes and history are rebuilt from the chain", file = schema::FILE)]
    Damaged(String),
    /// The file belongs to another mnemonic.
    #[error("the store in {0} belongs to another wallet: move {file} away, and it is rebuilt, or use another directory", file = schema::FILE)]
    OtherWallet(PathBuf),
    /// A file made by a newer version of the wallet.
    #[error("the wallet store has version {0}, this wallet reads {known}: use a newer shoji", known = schema::VERSION)]
    NewerVersion(i64),
    /// Another process uses the wallet and did not finish in time.
    #[error("the wallet is in use by another process ({0}): wait for it to finish")]
    Locked(String),
    /// The operating system refused a file operation.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Randomness,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                StoreError::Damaged(error.to_string())
            }
            _ => StoreError::Sqlite(error),
        }
    }
}

/// What a store is sealed under.
pub trait StoreRoot {
    /// Bytes that nobody without the key has.
    fn bytes(&self) -> Zeroizing<Vec<u8>>;
}

impl StoreRoot for Secret {
    fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.seed().to_vec())
    }
}

impl StoreRoot for ViewingKey {
    fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.encode(Network::Production).as_bytes().to_vec())
    }
}

/// Root of the store of an audited account: it is not that of the plain account of the same mnemonic.
pub struct AuditedRoot<'a>(pub &'a Secret);

impl StoreRoot for AuditedRoot<'_> {
    fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([&self.0.seed()[..], b"audited"].concat())
    }
}

/// Root of the store of what an auditor was granted.
pub struct GrantedRoot<'a>(pub &'a ViewingKey, pub Option<&'a AuditKey>);

impl StoreRoot for GrantedRoot<'_> {
    fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let audit = self.1.map(|key| [field::to_bytes(&key.k), field::to_bytes(&key.account)]);
        let audit = Zeroizing::new(audit.unwrap_or_default());
        Zeroizing::new([&self.0.bytes()[..], b"granted", audit.as_flattened()].concat())
    }
}

/// The keys of the store, derived from the wallet's secret.
pub(crate) struct StoreKeys {
    seal: SealKey,
    names: Zeroizing<[u8; 32]>,
}

impl StoreKeys {
    fn derive(root: &impl StoreRoot) -> StoreKeys {
        let root = root.bytes();
        let derive = |use_: u8| Zeroizing::new(b256(b"ShojiWalletStore", &[&root[..], &[use_]]));
        StoreKeys { seal: SealKey::new(derive(0)), names: derive(1) }
    }
}

/// An open store.
pub struct Store {
    connection: Connection,
    keys: StoreKeys,
}

impl Store {
    /// Opens the store in `directory`, creating it where there is none.
    ///
    /// # Errors
    /// Any [`StoreError`] but `Locked`.
    pub fn open(directory: &Path, root: &impl StoreRoot) -> Result<Store, StoreError> {
        let path = directory.join(schema::FILE);
        create_private(&path)?;
        let connection = Connection::open(&path)?;
        Store::prepare(connection, root, directory)
    }

    /// A store in memory, for tests.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn in_memory(root: &impl StoreRoot) -> Result<Store, StoreError> {
        Store::prepare(Connection::open_in_memory()?, root, Path::new(":memory:"))
    }

    fn prepare(
        mut connection: Connection,
        root: &impl StoreRoot,
        directory: &Path,
    ) -> Result<Store, StoreError> {
        let keys = StoreKeys::derive(root);
        schema::prepare(&mut connection, &keys, directory)?;
        Ok(Store { connection, keys })
    }

    /// The state for reading.
    pub fn view(&self) -> View<'_> {
        View::new(&self.connection, &self.keys)
    }

    /// Runs `change` in one transaction: all of it is durable when this returns `Ok`, and none of it
    /// happened otherwise.
    ///
    /// # Errors
    /// What `change` returns, or [`StoreError`] where the transaction cannot begin or commit.
    pub fn transact<T, E: From<StoreError>>(
        &mut self,
        change: impl FnOnce(&Batch<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let result = change(&Batch::new(&transaction, &self.keys))?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(result)
    }
}

/// Makes sure that the file exists and that only its owner can read it, before SQLite opens it.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let io = |error| StoreError::Io(path.to_path_buf(), error);
    if let Some(directory) = path.parent() {
        crate::keys::file::make_private_directory(directory).map_err(io)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ()).map_err(io)
}

#[cfg(test)]
mod tests;
