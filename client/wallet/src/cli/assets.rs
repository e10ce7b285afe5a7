//! `shoji asset`: assets in public.

use super::args::{AssetCommand, Metadata};
use super::balance::asset_json;
use super::output::{merge, quoted, units, Output};
use super::Context;
use crate::amount::{AmountError, Denomination};
use crate::assets::AssetList;
use crate::error::WalletError;
use crate::node::{fetch_assets, Asset, RpcNode};
use serde_json::{json, Value};
use shoji_shielded::asset::AssetId;
use std::collections::BTreeSet;

impl Context {
    pub(super) async fn asset(&self, command: AssetCommand) -> Result<Output, WalletError> {
        match command {
            AssetCommand::List => self.list_assets().await,
            AssetCommand::Info { asset } => self.show_asset(&asset).await,
            AssetCommand::Create { from, metadata, min_balance } => {
                let least = least(&metadata, min_balance.as_deref())?;
                self.create_asset(&from, &metadata, least).await
            }
            AssetCommand::SetMetadata { asset, from, metadata } => {
                self.set_metadata(&asset, &from, &metadata).await
            }
            AssetCommand::Mint(payment) => self.mint(&payment).await,
            AssetCommand::Transfer(payment) => self.transfer(&payment).await,
            AssetCommand::Burn { units, from } => self.burn(&units, &from).await,
            AssetCommand::Freeze { asset, from } => {
                self.govern(&asset, &from, "freeze_asset", "Froze").await
            }
            AssetCommand::Thaw { asset, from } => {
                self.govern(&asset, &from, "thaw_asset", "Thawed").await
            }
            AssetCommand::Destroy { asset, from, yes } => {
                self.destroy_asset(&asset, &from, yes).await
            }
        }
    }

    async fn list_assets(&self) -> Result<Output, WalletError> {
        let assets = listed(&self.connect().await?).await?;
        let mut lines = vec![HEADER.to_string()];
        lines.extend(assets.0.iter().map(|asset| line(asset, &assets)));
        if assets.0.is_empty() {
            lines = vec!["The chain has no assets but SHJ.".into()];
        }
        let rows: Vec<Value> = assets.0.iter().map(|asset| row(asset, &assets)).collect();
        Ok(Output { json: json!({ "assets": rows }), text: lines.join("\n") })
    }

    async fn show_asset(&self, name: &str) -> Result<Output, WalletError> {
        let assets = listed(&self.connect().await?).await?;
        let asset = issued(&assets, name)?;
        let of = assets.denomination(asset.asset);
        Ok(Output {
            json: row(asset, &assets),
            text: format!(
                "{HEADER}\n{}\n\nAsset            {} (id {}, generation {})\nMinimum balance  {}\nSupply           {}\n\
                 In the pool      {}",
                line(asset, &assets),
                asset.asset,
                asset.id(),
                asset.generation(),
                of.show(asset.minimum_balance),
                of.show(asset.supply),
                of.show(asset.in_pool)
            ),
        })
    }
}

/// The least that an account may hold of a new asset, in units.
fn least(metadata: &Metadata, amount: Option<&str>) -> Result<u128, WalletError> {
    let of = Denomination { label: metadata.symbol.clone(), decimals: metadata.decimals };
    let Some(amount) = amount else { return Ok(1) };
    of.parse(amount).map_err(|error| match error {
        AmountError::Zero => WalletError::Input(format!(
            "--min-balance is what an account holds at least, and that is not zero: leave it out for the smallest \
             amount there is, {}",
            of.number(1)
        )),
        error => error.into(),
    })
}

/// The chain's list of assets, all of it: a node that is asked learns nothing of what is meant.
pub(super) async fn listed(node: &RpcNode) -> Result<AssetList, WalletError> {
    Ok(AssetList(fetch_assets(node).await?))
}

/// The asset that the user names, which must not be the native one.
pub(super) fn issued<'a>(assets: &'a AssetList, name: &str) -> Result<&'a Asset, WalletError> {
    match assets.find(name, &BTreeSet::new())? {
        AssetId::NATIVE => Err(WalletError::Asset(
            "SHJ is the chain's own token: 'shoji asset' is about the others".into(),
        )),
        found => assets
            .get(found.to_wire())
            .ok_or_else(|| WalletError::Asset(format!("the chain's list does not have '{name}'"))),
    }
}

/// An asset for programs, amounts included.
pub(super) fn row(asset: &Asset, assets: &AssetList) -> Value {
    let amounts = json!({
        "minimumBalance": units(asset.minimum_balance), "supply": units(asset.supply),
        "inPool": units(asset.in_pool),
    });
    merge(asset_json(asset.asset, assets), amounts)
}

/// What stands above the columns of [`line`].
const HEADER: &str =
    "    ID  STATUS    ASSET               DECIMALS  SUPPLY                SYMBOL, NAME";

/// An asset for people, a line.
pub(super) fn line(asset: &Asset, assets: &AssetList) -> String {
    let of = assets.denomination(asset.asset);
    format!(
        "{:>6}  {:<8}  {:<18}  {:>8}  {:<20}  {}, {}",
        asset.id(),
        assets.status(asset.asset).name(),
        of.label,
        asset.decimals,
        of.number(asset.supply),
        quoted(&asset.symbol),
        quoted(&asset.name)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_of_an_account_is_a_unit_or_more() {
        let metadata = Metadata { name: String::new(), symbol: "USDX".into(), decimals: 2 };
        assert_eq!(least(&metadata, None).unwrap(), 1);
        assert_eq!(least(&metadata, Some("0.5")).unwrap(), 50);
        let error = least(&metadata, Some("0.00")).unwrap_err().to_string();
        assert!(error.contains("--min-balance") && error.ends_with("0.01"), "{error}");
        assert_eq!(least(&metadata, Some("x")).unwrap_err().code(), ("Amount", 2));
    }
}
