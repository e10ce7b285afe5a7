//! The wallet's scopes: labels, addresses, viewing keys (docs/protocol §2.3, §2.4).

use crate::error::WalletError;
use crate::keys::{DerivationError, ViewingKey};
use crate::plan::{self, Balance};
use crate::scan::ScanKeys;
use crate::store::{Received, ScopeRecord, StoreError};
use crate::sync;
use crate::wallet::Wallet;
use shoji_shielded::address::Address;
use shoji_shielded::asset::AssetId;
use std::collections::BTreeMap;

/// An address of the wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAddress {
    /// The address.
    pub address: String,
    /// Label of its scope.
    pub scope: String,
    /// Its index in the scope.
    pub index: u64,
    /// Whether the scope is new to this store, so that the next sync begins at block 0 again.
    pub rescan: bool,
}

/// What a scope holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeBalance {
    /// Its label.
    pub scope: String,
    /// What it holds of the native token, be it nothing.
    pub native: Holding,
    /// What it holds of other assets.
    pub others: Vec<Holding>,
}

/// What a scope holds of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The asset.
    pub asset: AssetId,
    /// Its units.
    pub balance: Balance,
    /// Number of its notes that can be spent.
    pub notes: usize,
}

impl Wallet {
    /// Labels of the scopes in use; the default scope always is. A watch-only wallet has one scope and
    /// does not know its label, which is no part of a viewing key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn scopes(&self) -> Result<Vec<String>, StoreError> {
        let mut labels: Vec<String> = self
            .store()
            .view()
            .all::<ScopeRecord>()?
            .into_iter()
            .map(|scope| scope.label)
            .collect();
        labels.push(String::new());
        labels.sort();
        labels.dedup();
        Ok(labels)
    }

    /// Refuses a label that is not in use: most often it is mistyped.
    ///
    /// # Errors
    /// [`WalletError::UnknownScope`], [`WalletError::Store`].
    pub fn check_scope(&self, label: &str) -> Result<(), WalletError> {
        match self.scopes()?.iter().any(|known| known == label) {
            true => Ok(()),
            false => Err(WalletError::UnknownScope(label.into())),
        }
    }

    /// The current address of a scope, or its next one. A scope that the store does not know yet may have
    /// been used before its mnemonic was restored here, so the chain is read again for it.
    ///
    /// # Errors
    /// [`WalletError::Derivation`] for a label that is too long; [`WalletError::WatchOnly`], since
    /// addresses take the diversifier key; [`WalletError::Store`].
    pub fn address(&mut self, label: &str, next: bool) -> Result<OwnAddress, WalletError> {
        let keys = self.keys()?.scope(label)?;
        let known = self.store().view().get::<ScopeRecord>(label.as_bytes())?;
        let rescan = known.is_none() && !label.is_empty() && self.store().view().tip()?.is_some();
        let before = known.clone().unwrap_or(ScopeRecord { label: label.into(), address_index: 0 });
        let scope = ScopeRecord { address_index: before.address_index + u64::from(next), ..before };
        if known.as_ref() != Some(&scope) {
            self.store_mut().transact(|batch| {
                batch.put(&scope)?;
                if rescan {
                    sync::rewind(batch, None)?;
                }
                Ok::<_, StoreError>(())
            })?;
        }
        let address = keys.external.address(scope.address_index).map_err(DerivationError)?;
        Ok(OwnAddress {
            address: Address::encode(&address, self.network()),
            scope: scope.label,
            index: scope.address_index,
            rescan,
        })
    }

    /// The label of the wallet's scope that this address belongs to, if it does to one in use.
    ///
    /// # Errors
    /// [`WalletError::WatchOnly`], [`WalletError::Store`].
    pub fn scope_of(&self, address: &Address) -> Result<Option<String>, WalletError> {
        let keys = self.keys()?;
        for label in self.scopes()? {
            if keys.scope(&label)?.external.ivk.owner(&address.d) == address.owner {
                return Ok(Some(label));
            }
        }
        Ok(None)
    }

    /// What shows one scope to somebody else: its receipts, or with `full` its spends as well.
    ///
    /// # Errors
    /// [`WalletError::UnknownScope`], [`WalletError::WatchOnly`], [`WalletError::Store`].
    pub fn viewing_key(&self, label: &str, full: bool) -> Result<ViewingKey, WalletError> {
        let keys = self.keys()?;
        self.check_scope(label)?;
        let key = keys.scope(label)?.full_viewing_key();
        Ok(match full {
            true => ViewingKey::Full(key),
            false => ViewingKey::Incoming(key.ivk.clone()),
        })
    }

    /// What each scope holds, with the number of notes that can be spent.
    ///
    /// # Errors
    /// [`WalletError::Store`].
    pub fn scope_balances(&self) -> Result<Vec<ScopeBalance>, WalletError> {
        let covered = self.covered()?;
        let (notes, reserved) = (self.notes()?, plan::reserved(&self.pending()?));
        let row = |(scope, assets): (String, BTreeMap<u64, Balance>)| {
            let hold = |asset: AssetId| {
                let balance = assets.get(&asset.to_wire()).copied().unwrap_or_default();
                let notes = plan::spendable(&notes, &reserved, &scope, asset, covered).len();
                Holding { asset, balance, notes }
            };
            let others = assets.keys().filter_map(|asset| AssetId::from_wire(*asset));
            let others = others.filter(|asset| *asset != AssetId::NATIVE).map(hold).collect();
            ScopeBalance { native: hold(AssetId::NATIVE), others, scope }
        };
        Ok(self.balances()?.into_iter().map(row).collect())
    }

    /// What the wallet received from others and from itself at its addresses, by asset as on the wire, and in
    /// how many payments: all that an incoming viewing key can tell. A note of nothing, which anybody can make of any
    /// asset, is no receipt of one that is not native.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn received(&self) -> Result<BTreeMap<u64, (u128, usize)>, StoreError> {
        let mut received: BTreeMap<u64, (u128, usize)> = BTreeMap::new();
        let history = self.history()?;
        let counts =
            |receipt: &&Received| receipt.value > 0 || receipt.asset == AssetId::NATIVE.to_wire();
        for receipt in history.iter().flat_map(|entry| &entry.received).filter(counts) {
            let (sum, count) = received.entry(receipt.asset).or_default();
            (*sum, *count) = (sum.saturating_add(receipt.value), *count + 1);
        }
        Ok(received)
    }

    /// What the chain is searched with.
    pub(crate) fn scan_keys(&self) -> Result<ScanKeys, WalletError> {
        let scopes = match self.watches() {
            Some(key) => vec![(String::new(), key.clone())],
            None => {
                let keys = self.keys()?;
                let full = |label: String| {
                    let key = ViewingKey::Full(keys.scope(&label)?.full_viewing_key());
                    Ok((label, key))
                };
                self.scopes()?.into_iter().map(full).collect::<Result<_, WalletError>>()?
            }
        };
        Ok(ScanKeys::new(self.network(), scopes).with_audit(self.audit_key()))
    }
}
