//! The invariants of the pool between blocks.

use frame_support::{
    ensure,
    traits::{fungible::Inspect, Get},
};
use shoji_proofs::{VerifyingKey, TRANSFER_CIRCUIT, TRANSFER_PUBLIC_INPUTS};
use shoji_shielded::field;
use sp_runtime::{traits::Saturating, TryRuntimeError};

use crate::{
    Config, CurrentRoot, Frontier, Nullifiers, Outcomes, Pallet, PendingCommitments, RetiredRoots,
    Roots, Turnstile, VerifyingKeys,
};

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pool's state. Holds between blocks, not within one.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::try_state_turnstile()?;
        Self::try_state_tree()?;
        Self::try_state_roots()?;
        Self::try_state_keys()
    }

    /// No version's turnstile is negative, and the pool account holds the sum of them on top of the
    /// existential deposit (docs/protocol §7.3).
    fn try_state_turnstile() -> Result<(), TryRuntimeError> {
        let mut in_pool = 0u128;
        for (_, state) in Turnstile::<T>::iter() {
            let version = state.in_pool().ok_or("a turnstile is negative")?;
            in_pool = in_pool.checked_add(version).ok_or("the turnstiles overflow")?;
        }
        let balance = T::Currency::balance(&Self::account_id());
        let spendable = balance
            .checked_sub(T::Currency::minimum_balance())
            .ok_or("the pool account holds less than its existential deposit")?;
        ensure!(spendable >= in_pool, "the pool account holds less than the turnstiles say");
        Ok(())
    }

    /// The root is that of the frontier, nothing is pending, and each bundle that left three
    /// commitments also left three nullifiers.
    fn try_state_tree() -> Result<(), TryRuntimeError> {
        let frontier = Frontier::<T>::get();
        ensure!(
            CurrentRoot::<T>::get() == field::to_bytes(&frontier.root()),
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
            ensure!(root != CurrentRoot::<T>::get(), "the current root is also an earlier one");
        }
        ensure!(RetiredRoots::<T>::iter_keys().count() == count, "the pruning queue has orphans");
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
