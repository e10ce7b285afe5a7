//! `shoji_assets`: what wallets need to know of the assets other than the native one (docs/protocol §9.7).

use super::internal;
use jsonrpsee::core::RpcResult;
use sc_client_api::HeaderBackend;
use serde::Serialize;
use shoji_runtime::{opaque::Block, ShieldedPoolApi};
use sp_api::ProvideRuntimeApi;

/// An asset, as of the best block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Asset {
    /// Its 64-bit integer (docs/protocol §3.1), a decimal string.
    pub asset: String,
    /// Its id on the chain: the low half of `asset`.
    pub id: u32,
    /// How often the id has been used, this time included: the high half.
    pub generation: u32,
    /// Its name, as its issuer wrote it.
    pub name: String,
    /// Its symbol, as its issuer wrote it: not unique.
    pub symbol: String,
    /// How many of its digits are decimals.
    pub decimals: u8,
    /// Whether it may enter and leave the pool now.
    pub live: bool,
    /// The least an account may hold, in units, a decimal string.
    pub minimum_balance: String,
    /// How many units there are, a decimal string.
    pub supply: String,
    /// How many of them are in the pool, a decimal string.
    pub in_pool: String,
}

/// A page of the list, as of the best block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssetPage {
    /// The id that the next asset takes: all there are, and all that there were, have lower ones.
    pub next_id: u32,
    /// The assets of the page, in the order of their ids.
    pub assets: Vec<Asset>,
}

/// The assets whose ids lie in `from .. from + count`; at most 1,024 ids are looked at.
pub fn range<C>(client: &C, from: u32, count: u32) -> RpcResult<AssetPage>
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
    C::Api: ShieldedPoolApi<Block>,
{
    let best = client.info().best_hash;
    let api = client.runtime_api();
    let next_id = api.next_asset_id(best).map_err(internal)?;
    let assets = api.assets(best, from, count).map_err(internal)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let served = assets.iter().map(|asset| Asset {
        asset: asset.asset.to_string(),
        id: asset.asset as u32,
        generation: (asset.asset >> 32) as u32,
        name: text(&asset.name),
        symbol: text(&asset.symbol),
        decimals: asset.decimals,
        live: asset.live,
        minimum_balance: asset.minimum_balance.to_string(),
        supply: asset.supply.to_string(),
        in_pool: asset.in_pool.to_string(),
    });
    Ok(AssetPage { next_id, assets: served.collect() })
}
