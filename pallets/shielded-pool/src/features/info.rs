//! What the pool tells about itself through the runtime API.

use alloc::vec::Vec;

use frame_support::traits::Get;
use shoji_proofs::{keys::is_development_key, TRANSFER_CIRCUIT, TRANSFER_VERSION};
use shoji_shielded::hash::b256;

use crate::{Config, CurrentRoot, Frontier, Pallet, ParametersKind, PoolInfo, VerifyingKeys};

impl<T: Config> Pallet<T> {
    /// [`crate::runtime_api::ShieldedPoolApi::pool_info`].
    pub fn pool_info() -> PoolInfo {
        let verifying_key_hash = b256(b"ShojiVerifyKey__", &[&Self::verifying_key()]);
        PoolInfo {
            root: CurrentRoot::<T>::get(),
            next_position: Frontier::<T>::get().next_position(),
            window: T::Window::get(),
            base_fee: T::BaseFee::get(),
            in_pool: Self::in_pool(TRANSFER_VERSION),
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

    /// [`crate::runtime_api::ShieldedPoolApi::verifying_key`].
    pub fn verifying_key() -> Vec<u8> {
        VerifyingKeys::<T>::get(TRANSFER_CIRCUIT, TRANSFER_VERSION)
            .map(|bounded| bounded.into_inner())
            .unwrap_or_default()
    }
}
