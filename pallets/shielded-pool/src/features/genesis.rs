//! The pool at genesis: an empty tree, a verifying key, a deposit.

use frame_support::{
    traits::fungible::{Inspect, Mutate},
    BoundedVec,
};
use shoji_proofs::{
    keys::is_development_key, VerifyingKey, TRANSFER_CIRCUIT, TRANSFER_PUBLIC_INPUTS,
    TRANSFER_VERSION,
};
use shoji_shielded::{field, tree};
use sp_runtime::traits::Zero;

use crate::{Config, CurrentRoot, Frontier, Pallet, VerifyingKeys, LOG_TARGET};

impl<T: Config> Pallet<T> {
    /// Builds the pool's genesis state. A chain with a bad key must not start, so everything that is
    /// wrong with it panics here.
    pub(crate) fn build_pool(verifying_key: &[u8], development: bool) {
        Self::register_verifying_key(verifying_key, development);

        let frontier = tree::Frontier::default();
        let root = field::to_bytes(&frontier.root());
        CurrentRoot::<T>::put(root);
        Self::keep_checkpoint(Zero::zero(), tree::Checkpoint { root, next_position: 0 });
        Frontier::<T>::put(frontier);

        Self::endow_pool();
    }

    fn register_verifying_key(bytes: &[u8], development: bool) {
        // No key is no hole: without one, rule 1 refuses every bundle.
        if bytes.is_empty() {
            log::warn!(target: LOG_TARGET, "no verifying key at genesis: every bundle will be refused");
            return;
        }
        let key = match VerifyingKey::from_bytes(bytes, TRANSFER_PUBLIC_INPUTS) {
            Ok(key) => key,
            Err(error) => panic!(
                "the verifying key in the genesis of the shielded pool is refused \
                 (docs/protocol §8.1): {error:?}"
            ),
        };
        assert!(
            development || !is_development_key(&key),
            "this chain is not declared a development chain, but its verifying key belongs to the \
             development parameters, whose toxic values are public: anybody could counterfeit \
             (docs/protocol §8.3)",
        );
        match BoundedVec::try_from(bytes.to_vec()) {
            Ok(bytes) => VerifyingKeys::<T>::insert(TRANSFER_CIRCUIT, TRANSFER_VERSION, bytes),
            Err(_) => panic!("the verifying key in the genesis of the shielded pool is too long"),
        }
    }

    /// Gives the pool account the existential deposit that never leaves it (docs/protocol §7.3).
    fn endow_pool() {
        let pool = Self::account_id();
        let deposit = T::NativeCurrency::minimum_balance();
        if T::NativeCurrency::balance(&pool) >= deposit {
            return;
        }
        if let Err(error) = T::NativeCurrency::mint_into(&pool, deposit) {
            panic!("the pool account cannot hold its existential deposit: {error:?}");
        }
    }
}
