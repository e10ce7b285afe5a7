//! A wallet in its directory: keys, store and lock together.

mod audited;

use crate::build::Anchor;
use crate::error::WalletError;
use crate::keys::file::{self, KeyFileError};
use crate::keys::{Account, KdfCost, KeyMaterial, Secret, ViewingKey, WalletKeys};
use crate::node::{ChainInfo, Node, NodeError};
use crate::plan::{self, Balance};
use crate::store::{
    AuditedRoot, HistoryRecord, NoteRecord, PendingRecord, Store, StoreError, WalletLock,
};
use crate::sync::{self, Progress, SyncReport};
use shoji_shielded::address::{Address, Network};
use shoji_shielded::audit::AuditKey;
use shoji_shielded::field;
use shoji_shielded::rules::ANCHOR_INTERVAL;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the key file in the wallet's directory.
pub const KEY_FILE: &str = "keys.json";
/// How long to wait for another process that uses the wallet.
pub const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// What the wallet can do with the chain.
enum Keys {
    Spending(WalletKeys),
    /// A viewing key, and what reads the spends of an audited account where that was shown too.
    Viewing(ViewingKey, Option<AuditKey>),
}

/// An open wallet. Only one process has it open at a time.
pub struct Wallet {
    directory: PathBuf,
    network: Network,
    keys: Keys,
    store: Store,
    _lock: Option<WalletLock>,
}

impl Wallet {
    /// Makes the key file of a new or restored wallet; the store follows when it is opened.
    ///
    /// # Errors
    /// [`KeyFileError`]; never overwrites.
    pub fn create(
        directory: &Path,
        secret: &Secret,
        network: Network,
        passphrase: &str,
        cost: KdfCost,
    ) -> Result<(), KeyFileError> {
        let account = (secret, Account::Plain);
        file::create(&directory.join(KEY_FILE), account, network, passphrase, cost)
    }

    /// Makes the key file of a watch-only wallet.
    ///
    /// # Errors
    /// [`KeyFileError`]; never overwrites.
    pub fn create_watching(
        directory: &Path,
        key: &ViewingKey,
        network: Network,
        passphrase: &str,
        cost: KdfCost,
    ) -> Result<(), KeyFileError> {
        file::create_watching(&directory.join(KEY_FILE), key, network, passphrase, cost)
    }

    /// Whether there is a wallet in `directory`.
    pub fn exists(directory: &Path) -> bool {
        directory.join(KEY_FILE).exists()
    }

    /// Opens the wallet. `purpose` is shown to another process that waits for it.
    ///
    /// # Errors
    /// [`WalletError::KeyFile`], [`WalletError::Store`].
    pub fn open(directory: &Path, passphrase: &str, purpose: &str) -> Result<Wallet, WalletError> {
        // The key file first: a wrong directory must not be filled with a lock and an empty store.
        let (material, network) = file::open(&directory.join(KEY_FILE), passphrase)?;
        let lock = WalletLock::acquire(directory, purpose, LOCK_PATIENCE)?;
        let (store, keys) = match material {
            KeyMaterial::Mnemonic(secret, account) => {
                let keys = WalletKeys::derive_account(&secret, account)?;
                let store = match account {
                    Account::Plain => Store::open(directory, &secret)?,
                    Account::Audited => Store::open(directory, &AuditedRoot(&secret))?,
                };
                (store, Keys::Spending(keys))
            }
            KeyMaterial::Viewing(key) => (Store::open(directory, &key)?, Keys::Viewing(key, None)),
        };
        Ok(Wallet { directory: directory.to_path_buf(), network, keys, store, _lock: Some(lock) })
    }

    /// A wallet without files, for tests.
    ///
    /// # Errors
    /// [`WalletError::Store`].
    pub fn in_memory(secret: &Secret, network: Network) -> Result<Wallet, WalletError> {
        let (store, keys) =
            (Store::in_memory(secret)?, Keys::Spending(WalletKeys::derive(secret)?));
        Ok(Wallet { directory: PathBuf::new(), network, keys, store, _lock: None })
    }

    /// A watch-only wallet without files, for tests.
    ///
    /// # Errors
    /// [`WalletError::Store`].
    pub fn watching_in_memory(key: ViewingKey, network: Network) -> Result<Wallet, WalletError> {
        let (store, keys) = (Store::in_memory(&key)?, Keys::Viewing(key, None));
        Ok(Wallet { directory: PathBuf::new(), network, keys, store, _lock: None })
    }

    /// The wallet's directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The kind of chain the wallet is for.
    pub fn network(&self) -> Network {
        self.network
    }

    /// The keys.
    ///
    /// # Errors
    /// [`WalletError::WatchOnly`] where there is a viewing key only.
    pub fn keys(&self) -> Result<&WalletKeys, WalletError> {
        match &self.keys {
            Keys::Spending(keys) => Ok(keys),
            Keys::Viewing(..) => Err(WalletError::WatchOnly),
        }
    }

    /// The viewing key of a watch-only wallet.
    pub fn watches(&self) -> Option<&ViewingKey> {
        match &self.keys {
            Keys::Spending(_) => None,
            Keys::Viewing(key, _) => Some(key),
        }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store, for changes.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Reads an address of somebody else.
    ///
    /// # Errors
    /// [`WalletError::Address`] with the reason.
    pub fn parse_address(&self, text: &str) -> Result<Address, WalletError> {
        parse_address(text, self.network)
    }

    /// Refuses a chain that is not of the wallet's kind, or not the one that it follows.
    ///
    /// # Errors
    /// [`WalletError::Node`], [`WalletError::Store`].
    pub fn check_chain(&self, info: &ChainInfo) -> Result<(), WalletError> {
        let kind = match self.network {
            Network::Production => "production",
            Network::Development => "development",
        };
        if info.circuit.parameters != kind {
            let what = format!(
                "its parameters are '{}', this wallet is for {kind}",
                info.circuit.parameters
            );
            return Err(NodeError::OtherProtocol(what).into());
        }
        match self.store.view().chain()? {
            Some(chain) if chain.genesis != info.genesis_hash => Err(NodeError::OtherChain {
                expected: format!("0x{}", hex::encode(chain.genesis)),
                got: format!("0x{}", hex::encode(info.genesis_hash)),
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// Follows the chain up to the node's best block.
    ///
    /// # Errors
    /// As [`sync::sync`]; [`NodeError::OtherProtocol`] for a chain of the other kind.
    pub async fn sync(
        &mut self,
        node: &impl Node,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(ChainInfo, SyncReport), WalletError> {
        // Before anything of the chain is stored: an empty wallet must not be bound to a chain of the
        // other kind.
        let info = node.info().await?;
        self.check_chain(&info)?;
        let keys = self.scan_keys()?;
        sync::sync(&mut self.store, &keys, node, progress).await
    }

    /// Follows the chain, submits again what is in flight, and learns the chain's assets. A `scope` that is new to the
    /// store is made known before: its history is then part of what is followed, and a payment can use it.
    /// Without a list of assets everything but payments of other assets goes on.
    ///
    /// # Errors
    /// As [`Wallet::sync`]; [`WalletError::Derivation`] for a label that is too long.
    pub async fn follow(
        &mut self,
        node: &impl Node,
        scope: &str,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(ChainInfo, SyncReport), WalletError> {
        if !scope.is_empty() {
            self.address(scope, false)?;
        }
        let (info, mut report) = self.sync(node, progress).await?;
        report.rebroadcast = sync::rebroadcast(&mut self.store, node, &info.finalized).await?;
        // A node that is behind has an old list.
        if report.behind.is_none() {
            report.assets_problem = match self.update_assets(node).await {
                Ok(()) => None,
                Err(WalletError::Node(problem)) => Some(problem),
                Err(error) => return Err(error),
            };
        }
        report.other_decimals = self.other_decimals()?;
        Ok((info, report))
    }

    /// Forgets what was read from the chain, so that the next sync reads it all again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forget_chain(&mut self) -> Result<(), StoreError> {
        self.store.transact(|batch| sync::rewind(batch, None))
    }

    /// The anchor that a payment made now uses (docs/protocol §9.1).
    ///
    /// # Errors
    /// [`WalletError::NotSynced`] before the first sync.
    pub fn anchor(&self) -> Result<Anchor, WalletError> {
        let view = self.store.view();
        let chain = view.chain()?.ok_or(WalletError::NotSynced)?;
        let number = chain.finalized - chain.finalized % ANCHOR_INTERVAL;
        let block = view.block(number)?.ok_or(WalletError::NotSynced)?;
        let root = field::from_bytes(&block.root)
            .ok_or_else(|| StoreError::Damaged("a root is not canonical".into()))?;
        Ok(Anchor { block: number, root, size: block.next_position })
    }

    /// Every note ever found on the best chain.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn notes(&self) -> Result<Vec<NoteRecord>, StoreError> {
        self.store.view().all()
    }

    /// Transactions that are not final yet, or failed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn pending(&self) -> Result<Vec<PendingRecord>, StoreError> {
        self.store.view().all()
    }

    /// Everything that happened, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn history(&self) -> Result<Vec<HistoryRecord>, StoreError> {
        let mut entries: Vec<HistoryRecord> = self.store.view().all()?;
        entries.sort_by_key(|entry| (entry.block, entry.extrinsic_index));
        Ok(entries)
    }

    /// How many leaves of the tree a payment made now can spend; none before the first sync.
    pub(crate) fn covered(&self) -> Result<u64, WalletError> {
        match self.anchor() {
            Ok(anchor) => Ok(anchor.size),
            Err(WalletError::NotSynced) => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// The balances of each scope, by asset as on the wire.
    ///
    /// # Errors
    /// [`WalletError::Store`].
    pub fn balances(&self) -> Result<BTreeMap<String, BTreeMap<u64, Balance>>, WalletError> {
        let covered = self.covered()?;
        Ok(plan::balances(&self.notes()?, &self.pending()?, self.scopes()?, covered))
    }
}

/// Reads an address for `network`.
///
/// # Errors
/// [`WalletError::Address`] with the reason.
pub fn parse_address(text: &str, network: Network) -> Result<Address, WalletError> {
    use shoji_shielded::address::AddressError;
    use shoji_shielded::bech32m::TextError;
    const FOREIGN: &str = "it does not begin as a Shoji address does";
    let foreign = !text.trim().to_lowercase().starts_with("shoji");
    Address::decode(text.trim(), network).map_err(|error| WalletError::Address {
        text: text.to_string(),
        reason: match error {
            AddressError::Text(TextError::UnknownPrefix) => FOREIGN,
            AddressError::Text(TextError::Malformed) if foreign => FOREIGN,
            AddressError::Text(TextError::Malformed) => {
                "it is mistyped or cut off: its checksum does not match"
            }
            AddressError::Text(TextError::WrongNetwork) => {
                "it belongs to the other kind of chain (development or production)"
            }
            AddressError::Text(TextError::UnknownVersion) => {
                "its version is unknown: use a newer shoji"
            }
            AddressError::Text(TextError::WrongLength) => "it has a wrong length",
            AddressError::Owner
            | AddressError::TransmissionKey
            | AddressError::TransmissionKeyOrder => {
                "nobody could receive at it: a key in it is not valid"
            }
        }
        .into(),
    })
}
