//! What the pool tells about itself through the runtime API.

use alloc::vec::Vec;

use frame_support::traits::Get;
use pallet_assets::AssetStatus;
use shoji_proofs::{keys::is_development_key, TRANSFER_CIRCUIT, TRANSFER_VERSION};
use shoji_shielded::{asset::AssetId, hash::b256};

use crate::{
    AssetInfo, Config, CurrentRoot, Frontier, Pallet, ParametersKind, PoolInfo, VerifyingKeys,
};

/// The most ids that [`Pallet::assets`] looks at in one call.
const MAX_ASSETS: u32 = 1_024;

impl<T: Config> Pallet<T> {
    /// [`crate::runtime_api::ShieldedPoolApi::pool_info`].
    pub fn pool_info() -> PoolInfo {
        let verifying_key_hash = b256(b"ShojiVerifyKey__", &[&Self::verifying_key()]);
        PoolInfo {
            root: CurrentRoot::<T>::get(),
            next_position: Frontier::<T>::get().next_position(),
            window: T::Window::get(),
            base_fee: T::BaseFee::get(),
            in_pool: Self::in_pool(AssetId::NATIVE, TRANSFER_VERSION),
            circuit: TRANSFER_CIRCUIT,
            circuit_version: TRANSFER_VERSION,
            verifying_key_hash,
            parameters: if is_development_key(&verifying_key_hash) {
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

    /// [`crate::runtime_api::ShieldedPoolApi::verifying_key`].
    pub fn verifying_key() -> Vec<u8> {
        VerifyingKeys::<T>::get(TRANSFER_CIRCUIT, TRANSFER_VERSION)
            .map(|bounded| bounded.into_inner())
            .unwrap_or_default()
    }
}
