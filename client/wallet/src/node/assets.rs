//! The chain's list of assets (docs/protocol §9.7).

use super::{Node, NodeError};
use codec::{Decode, Encode};
use serde::Deserialize;
use shoji_shielded::asset::AssetId;

/// Ids asked for at a time.
const PAGE: u32 = 1_024;
/// Ids beyond which a wallet does not ask, so that a node which names a next one without end does not hold it up.
const MAX_IDS: u32 = 1 << 20;
/// Bytes of a name or symbol: the chain allows 50, each of which may have become a replacement character.
const MAX_TEXT: usize = 150;

/// An asset other than the native one, as a node says that it is. Name and symbol are what its issuer
/// wrote: neither unique, nor true, nor safe to print.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Deserialize)]
#[serde(try_from = "RawAsset")]
pub struct Asset {
    /// Its integer (docs/protocol §3.1).
    pub asset: u64,
    /// Name.
    pub name: String,
    /// Symbol.
    pub symbol: String,
    /// How many digits of an amount are decimals.
    pub decimals: u8,
    /// Whether it may enter and leave the pool.
    pub live: bool,
    /// The least that a public account may hold, in units.
    pub minimum_balance: u128,
    /// How many units there are.
    pub supply: u128,
    /// How many of them are in the pool.
    pub in_pool: u128,
}

impl Asset {
    /// Its id on the chain.
    pub fn id(&self) -> u32 {
        id_and_generation(self.asset).0
    }

    /// How often the id has been used, this time included.
    pub fn generation(&self) -> u32 {
        id_and_generation(self.asset).1
    }
}

/// Id and generation of an asset as on the wire; zeros for the native one, which has neither.
pub fn id_and_generation(asset: u64) -> (u32, u32) {
    AssetId::from_wire(asset).and_then(AssetId::id_and_generation).unwrap_or_default()
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssetPage {
    /// The id that the next asset takes: all there are have lower ones.
    pub next_id: u32,
    /// The assets with ids of the page.
    pub assets: Vec<Asset>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAsset {
    asset: String,
    id: u32,
    generation: u32,
    name: String,
    symbol: String,
    decimals: u8,
    live: bool,
    minimum_balance: String,
    supply: String,
    in_pool: String,
}

impl TryFrom<RawAsset> for Asset {
    type Error = String;

    fn try_from(raw: RawAsset) -> Result<Asset, String> {
        let RawAsset { id, generation, .. } = raw;
        let asset = AssetId::new(id, generation).map(AssetId::to_wire);
        let asset = asset
            .filter(|asset| asset.to_string() == raw.asset)
            .ok_or_else(|| format!("asset {id} is not the {generation}th of its id"))?;
        if raw.name.len().max(raw.symbol.len()) > MAX_TEXT {
            return Err(format!(
                "the name or symbol of asset {id} is longer than the chain allows"
            ));
        }
        let units = |text: &str| {
            text.parse().map_err(|_| format!("an amount of asset {id} is no 128-bit integer"))
        };
        Ok(Asset {
            asset,
            decimals: raw.decimals,
            live: raw.live,
            minimum_balance: units(&raw.minimum_balance)?,
            supply: units(&raw.supply)?,
            in_pool: units(&raw.in_pool)?,
            name: raw.name,
            symbol: raw.symbol,
        })
    }
}

/// Fetches the whole list, in the order of ids: every page up to the id that the next asset takes, whatever lies
/// between, and at most 2^20 ids. What is asked for is the same for all wallets.
///
/// # Errors
/// [`NodeError`]; `Malformed` for an id that is out of place or there twice.
pub async fn fetch_assets(node: &impl Node) -> Result<Vec<Asset>, NodeError> {
    let (mut all, mut from): (Vec<Asset>, u32) = (Vec::new(), 0);
    loop {
        let page = node.assets(from, PAGE).await?;
        let end = page.next_id.min(MAX_IDS);
        let mut due = from;
        for asset in &page.assets {
            if asset.id() < due || asset.id() >= page.next_id.min(from + PAGE) {
                let what = format!("asset {} is out of place", asset.id());
                return Err(NodeError::Malformed { method: "shoji_assets".into(), what });
            }
            due = asset.id() + 1;
        }
        all.extend(page.assets);
        from += PAGE;
        if from >= end {
            return Ok(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, Value};

    fn served() -> Value {
        json!({
            "asset": "8589934599", "id": 7, "generation": 2, "name": "US Dollar", "symbol": "USDX", "decimals": 6,
            "live": true, "minimumBalance": "10", "supply": "340282366920938463463374607431768211455", "inPool": "5",
        })
    }

    #[test]
    fn an_asset_in_the_form_of_the_specification_is_read() {
        let asset: Asset = serde_json::from_value(served()).unwrap();
        assert_eq!((asset.id(), asset.generation(), asset.decimals), (7, 2, 6));
        assert_eq!((asset.minimum_balance, asset.supply, asset.in_pool), (10, u128::MAX, 5));
        let page = json!({ "nextId": 9, "assets": [served()] });
        let page: AssetPage = serde_json::from_value(page).unwrap();
        assert_eq!((page.next_id, page.assets), (9, vec![asset]));
        assert_eq!(id_and_generation(AssetId::NATIVE.to_wire()), (0, 0));
    }

    #[test]
    fn an_asset_that_contradicts_itself_or_is_too_long_is_malformed() {
        for (field, value) in [
            ("asset", json!("8589934600")),
            ("asset", json!("+8589934599")),
            ("generation", json!(1)),
            ("generation", json!(0)),
            ("id", json!(4_294_967_296u64)),
            ("decimals", json!(256)),
            ("supply", json!("-1")),
            ("inPool", json!("340282366920938463463374607431768211456")),
            ("name", json!("x".repeat(151))),
            ("symbol", json!("x".repeat(1_000_000))),
        ] {
            let mut changed = served();
            changed[field] = value;
            assert!(serde_json::from_value::<Asset>(changed).is_err(), "{field}");
        }
    }
}
