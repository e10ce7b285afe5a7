//! What the pool tells about itself through the runtime API.

use alloc::vec::Vec;

use frame_support::traits::Get;
use pallet_assets::AssetStatus;
use shoji_proofs::{
    keys::is_development_key, VerifyingKey, TRANSFER_CIRCUIT, TRANSFER_PUBLIC_INPUTS,
    TRANSFER_VERSION,
};
use shoji_shielded::{asset::AssetId, hash::b256};

use crate::{
    AssetInfo, Config, CurrentRoot, Frontier, Pallet, ParametersKind, PoolInfo, VerifyingKeys,
};

/// The most ids that [`Pallet::assets`] looks at in one call.
const MAX_ASSETS: u32 = 1_024;

impl<T: Config> Pallet<T> {
    /// [`crate::runtime_api::ShieldedPoolApi::pool_info`].
    pub fn pool_info() -> PoolInfo {
        let verifying_key = Self::verifying_key();
        let is_development =
            VerifyingKey::from_registered_bytes(&verifying_key, TRANSFER_PUBLIC_INPUTS)
                .is_ok_and(|key| is_development_key(&key));
        PoolInfo {
            root: CurrentRoot::<T>::get().unwrap_or_default(),
            next_position: Frontier::<T>::get().map_or(0, |frontier| frontier.next_position()),
            window: T::Window::get(),
            base_fee: T::BaseFee::get(),
            in_pool: Self::in_pool(AssetId::NATIVE, TRANSFER_VERSION),
            circuit: TRANSFER_CIRCUIT,
            circuit_version: TRANSFER_VERSION,
            verifying_key_hash: b256(b"ShojiVerifyKey__", &[&verifying_key]),
            parameters: if is_development {
                ParametersKind::Development
            } else {
                ParametersKind::Production
            },
        }
    }

    /// [`crate::runtime_api::ShieldedPoolApi::assets`].
    pub fn assets(from: u32, count: u32) -> Vec<AssetInfo> {
        let count = count.min(MAX_ASSETS);
        let ids = from..from.saturating_add(count);
        ids.filter_map(|id| {
            let asset = Self::asset_of(id)?;
            let details = pallet_assets::Asset::<T>::get(id)?;
            let metadata = pallet_assets::Metadata::<T>::get(id);
            Some(AssetInfo {
                asset: asset.to_wire(),
                name: metadata.name.into_inner(),
                symbol: metadata.symbol.into_inner(),
                decimals: metadata.decimals,
                live: details.status == AssetStatus::Live,
                minimum_balance: details.min_balance,
                supply: details.supply,
                in_pool: Self::in_pool(asset, TRANSFER_VERSION),
            })
        })
        .collect()
    }

    /// [`crate::runtime_api::ShieldedPoolApi::next_asset_id`]. A chain that does not count ids may use any.
    pub fn next_asset_id() -> u32 {
        pallet_assets::NextAssetId::<T>::get().unwrap_or(u32::MAX)
    }

    /// [`crate::runtime_api::ShieldedPoolApi::verifying_key`].
    pub fn verifying_key() -> Vec<u8> {
        VerifyingKeys::<T>::get(TRANSFER_CIRCUIT, TRANSFER_VERSION)
            .map(|bounded| bounded.into_inner())
            .unwrap_or_default()
    }
}
