//! The invariants of the pool between blocks.

use alloc::collections::BTreeMap;

use frame_support::{
    ensure,
    traits::{fungible::Inspect as _, Get},
};
use pallet_assets::AssetStatus;
use shoji_proofs::{VerifyingKey, TRANSFER_CIRCUIT, TRANSFER_PUBLIC_INPUTS};
use shoji_shielded::{asset::AssetId, field};
use sp_runtime::{traits::Saturating, TryRuntimeError};

use crate::{
    Config, CurrentRoot, Frontier, Nullifiers, Outcomes, Pallet, PendingCommitments, RetiredRoots,
    Roots, TreeCheckpoints, Turnstile, VerifyingKeys,
};

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pool's state. Holds between blocks, not within one.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::try_state_turnstile()?;
        Self::try_state_tree()?;
        Self::try_state_roots()?;
        Self::try_state_checkpoints()?;
        Self::try_state_keys()
    }

    /// No turnstile is negative; the pool account holds the native ones on top of the existential deposit;
    /// of every other asset, what is in the pool and what is on accounts add up to the supply
    /// (docs/protocol §7.3).
    fn try_state_turnstile() -> Result<(), TryRuntimeError> {
        let mut in_pool = BTreeMap::<u64, u128>::new();
        for (asset, version) in Turnstile::<T>::iter_keys() {
            let state = Self::turnstile(asset, version).ok_or("a turnstile does not decode")?;
            let held = state.in_pool().ok_or("a turnstile is negative")?;
            let sum = in_pool.entry(asset).or_default();
            *sum = sum.checked_add(held).ok_or("the turnstiles overflow")?;
        }
        let native = in_pool.remove(&AssetId::NATIVE.to_wire()).unwrap_or_default();
        let spendable = T::NativeCurrency::balance(&Self::account_id())
            .checked_sub(T::NativeCurrency::minimum_balance())
            .ok_or("the pool account holds less than its existential deposit")?;
        ensure!(spendable >= native, "the pool account holds less than the turnstiles say");
        in_pool.into_iter().try_for_each(|(asset, held)| Self::try_state_asset(asset, held))
    }

    fn try_state_asset(asset: u64, held: u128) -> Result<(), TryRuntimeError> {
        let known = AssetId::from_wire(asset).and_then(AssetId::id_and_generation);
        let (id, _) = known.ok_or("a turnstile of no asset")?;
        // While an asset is being destroyed, its accounts go and its supply stays.
        let details = pallet_assets::Asset::<T>::get(id)
            .filter(|details| details.status != AssetStatus::Destroying)
            .filter(|_| Self::asset_of(id).map(AssetId::to_wire) == Some(asset));
        let Some(details) = details else {
            ensure!(held == 0, "an asset was destroyed with units of it in the pool");
            return Ok(());
        };
        let on_accounts = pallet_assets::Account::<T>::iter_prefix_values(id)
            .try_fold(0u128, |sum, account| sum.checked_add(account.balance));
        let total = on_accounts.and_then(|sum| sum.checked_add(held));
        ensure!(
            total == Some(details.supply),
            "accounts and pool do not add up to an asset's supply"
        );
        Ok(())
    }

    /// The root is that of the frontier, nothing is pending, and each bundle that left three
    /// commitments also left three nullifiers.
    fn try_state_tree() -> Result<(), TryRuntimeError> {
        let frontier = Frontier::<T>::get().ok_or("the frontier does not decode")?;
        ensure!(
            CurrentRoot::<T>::get() == Some(field::to_bytes(&frontier.root())),
            "the current root is not that of the frontier"
        );
        ensure!(PendingCommitments::<T>::get().is_empty(), "commitments outlived their block");
        ensure!(Outcomes::<T>::get().is_empty(), "outcome bits outlived their block");
        ensure!(
            Nullifiers::<T>::iter_keys().count() as u64 == frontier.next_position(),
            "there are not as many nullifiers as commitments"
        );
        Ok(())
    }

    /// [`Roots`] and [`RetiredRoots`] are each other's inverse, hold no root that has left the window
    /// and not the current one.
    fn try_state_roots() -> Result<(), TryRuntimeError> {
        let now = frame_system::Pallet::<T>::block_number();
        let mut count = 0usize;
        for (root, last) in Roots::<T>::iter() {
            count = count.saturating_add(1);
            ensure!(RetiredRoots::<T>::get(last) == Some(root), "a root is not queued for pruning");
            ensure!(
                last.saturating_add(T::Window::get().into()) > now,
                "a root has outlived the window"
            );
            ensure!(
                CurrentRoot::<T>::get() != Some(root),
                "the current root is also an earlier one"
            );
        }
        ensure!(RetiredRoots::<T>::iter_keys().count() == count, "the pruning queue has orphans");
        Ok(())
    }

    /// Checkpoints are of the blocks they may be of, and of a tree that only grows up to the present one.
    fn try_state_checkpoints() -> Result<(), TryRuntimeError> {
        let now = frame_system::Pallet::<T>::block_number();
        let mut sizes = BTreeMap::new();
        for (block, checkpoint) in TreeCheckpoints::<T>::iter() {
            ensure!(Self::has_checkpoint(block), "a checkpoint of a block that has none");
            let lasts = Self::has_lasting_checkpoint(block);
            let in_window = block.saturating_add(T::Window::get().into()) > now;
            ensure!(lasts || in_window, "a checkpoint has outlived the window");
            sizes.insert(block, checkpoint.next_position);
        }
        ensure!(sizes.values().is_sorted(), "a later checkpoint is of a smaller tree");
        let size = Frontier::<T>::get().map(|frontier| frontier.next_position());
        ensure!(
            sizes.last_key_value().map(|(_, size)| *size) <= size,
            "a checkpoint is of a larger tree"
        );
        Ok(())
    }

    /// Every registered key passes the checks of docs/protocol §8.1.
    fn try_state_keys() -> Result<(), TryRuntimeError> {
        for (circuit, _, bytes) in VerifyingKeys::<T>::iter() {
            ensure!(circuit == TRANSFER_CIRCUIT, "a key is registered for an unknown circuit");
            VerifyingKey::from_bytes(&bytes, TRANSFER_PUBLIC_INPUTS)
                .map_err(|_| "a registered verifying key is malformed")?;
        }
        Ok(())
    }
}
