//! The assets as of the last sync, and the decimals with which the user has seen their amounts.
//!
//! An amount means another number of units as soon as an issuer, or a node that does not tell the truth, says
//! other decimals. So the wallet remembers those with which it first wrote amounts of an asset, and pays none of
//! it under others until the user says that they are meant.

use super::{is_native, AssetList};
use crate::amount::Denomination;
use crate::error::WalletError;
use crate::node::{fetch_assets, Node, NodeError};
use crate::store::{NoteRecord, StoreError};
use crate::wallet::Wallet;
use shoji_shielded::asset::AssetId;
use std::collections::BTreeSet;

/// An asset whose amounts have other decimals than those that the user has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherDecimals {
    /// Its integer (docs/protocol §3.1).
    pub asset: u64,
    /// What stands behind its amounts now.
    pub label: String,
    /// The decimals that the user has accepted.
    pub before: u8,
    /// Those of the list, 0 where it has none: amounts are units then.
    pub now: u8,
}

impl core::fmt::Display for OtherDecimals {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let OtherDecimals { label, before, now, .. } = self;
        write!(
            f,
            "amounts in {label} had {before} decimals when this wallet first wrote them, and have {now} now: its \
             issuer changed that, or a node does not tell the truth"
        )
    }
}

impl Wallet {
    /// The assets as of the last sync.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn assets(&self) -> Result<AssetList, StoreError> {
        Ok(AssetList(self.store().view().assets()?))
    }

    /// The asset that a user means; see [`AssetList::find`].
    ///
    /// # Errors
    /// [`WalletError::Asset`], [`WalletError::Store`].
    pub fn find_asset(&self, text: &str) -> Result<AssetId, WalletError> {
        self.assets()?.find(text, &self.held_assets()?)
    }

    /// The same for a payment, where the sync before it met a `problem` with the list: what the list of an earlier
    /// one says of other assets than the native one may be out of date.
    ///
    /// # Errors
    /// As [`Wallet::find_asset`]; [`WalletError::Node`] with the problem.
    pub fn find_paid_asset(
        &self,
        text: &str,
        problem: Option<NodeError>,
    ) -> Result<AssetId, WalletError> {
        match problem.filter(|_| !is_native(text)) {
            Some(problem) => Err(problem.into()),
            None => self.find_asset(text),
        }
    }

    /// The assets other than the native one of which the wallet has notes.
    fn held_assets(&self) -> Result<BTreeSet<u64>, StoreError> {
        let held = |note: &NoteRecord| {
            note.spent.is_none() && note.value > 0 && note.asset != AssetId::NATIVE.to_wire()
        };
        Ok(self.notes()?.into_iter().filter(held).map(|note| note.asset).collect())
    }

    /// Asks for the list of assets and remembers it, and the decimals of those that the wallet holds now.
    ///
    /// # Errors
    /// [`WalletError::Node`], [`WalletError::Store`].
    pub async fn update_assets(&mut self, node: &impl Node) -> Result<(), WalletError> {
        let (before, now) = (self.assets()?, AssetList(fetch_assets(node).await?));
        let known = self.store().view().decimals()?;
        let mut decimals = known.clone();
        for asset in self.held_assets()? {
            if let Some(first) = now.decimals(asset) {
                decimals.entry(asset).or_insert(first);
            }
        }
        if now != before || decimals != known {
            self.store_mut().transact(|batch| {
                batch.put_assets(&now.0)?;
                batch.put_decimals(&decimals)
            })?;
        }
        Ok(())
    }

    /// Of the assets that the wallet holds those of which nothing is paid until the user has accepted their
    /// decimals.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn other_decimals(&self) -> Result<Vec<OtherDecimals>, StoreError> {
        let (assets, known) = (self.assets()?, self.store().view().decimals()?);
        let changed = |asset: u64| other(asset, known.get(&asset).copied(), &assets);
        Ok(self.held_assets()?.into_iter().filter_map(changed).collect())
    }

    /// How the user's amounts of an asset are read. `decimals` are those that the user says it has.
    ///
    /// # Errors
    /// [`WalletError::Asset`] where the asset has other decimals than the user says, or than the user has accepted
    /// and does not say; [`WalletError::Store`].
    pub fn accept_decimals(
        &mut self,
        asset: AssetId,
        decimals: Option<u8>,
    ) -> Result<Denomination, WalletError> {
        let (wire, assets) = (asset.to_wire(), self.assets()?);
        let of = assets.denomination(wire);
        of.check_decimals(decimals).map_err(WalletError::Asset)?;
        if asset == AssetId::NATIVE {
            return Ok(of);
        }
        let mut known = self.store().view().decimals()?;
        let before = known.insert(wire, of.decimals);
        match other(wire, before, &assets) {
            Some(changed) if decimals.is_none() => {
                return Err(WalletError::Asset(format!(
                    "{changed}. Nothing was paid: make sure what your amount means, and repeat the command with \
                     --decimals {}",
                    of.decimals
                )))
            }
            _ if before == Some(of.decimals) => {}
            _ => self.store_mut().transact(|batch| batch.put_decimals(&known))?,
        }
        Ok(of)
    }
}

/// What has changed of an asset, where it had decimals `before` and has others now.
fn other(asset: u64, before: Option<u8>, assets: &AssetList) -> Option<OtherDecimals> {
    let Denomination { label, decimals: now } = assets.denomination(asset);
    let before = before.filter(|before| *before != now)?;
    Some(OtherDecimals { asset, label, before, now })
}
