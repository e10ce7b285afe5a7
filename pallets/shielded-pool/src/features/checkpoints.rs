//! What the chain remembers of the tree at the end of some blocks (docs/protocol §4.1).

use frame_support::traits::Get;
use frame_system::pallet_prelude::BlockNumberFor;
use shoji_shielded::tree::{Checkpoint, Checkpoints, CHECKPOINT_INTERVAL, LASTING_INTERVAL};
use sp_runtime::traits::{CheckedSub, Zero};

use crate::{Config, Pallet, TreeCheckpoints};

impl<T: Config> Pallet<T> {
    /// Whether a checkpoint is made at the end of `block`.
    pub(crate) fn has_checkpoint(block: BlockNumberFor<T>) -> bool {
        (block % CHECKPOINT_INTERVAL.into()).is_zero()
    }

    /// Whether the checkpoint of `block` is kept for good.
    pub(crate) fn has_lasting_checkpoint(block: BlockNumberFor<T>) -> bool {
        (block % LASTING_INTERVAL.into()).is_zero()
    }

    /// Makes the checkpoint of `now` where there is one, and forgets the one that leaves the window.
    pub(crate) fn keep_checkpoint(now: BlockNumberFor<T>, checkpoint: Checkpoint) {
        if Self::has_checkpoint(now) {
            TreeCheckpoints::<T>::insert(now, checkpoint);
        }
        let Some(left) = now.checked_sub(&T::Window::get().into()) else {
            return;
        };
        if Self::has_checkpoint(left) && !Self::has_lasting_checkpoint(left) {
            TreeCheckpoints::<T>::remove(left);
        }
    }
}

impl<T: Config> Checkpoints for Pallet<T> {
    fn at_the_end_of(block: u32) -> Option<Checkpoint> {
        TreeCheckpoints::<T>::get(BlockNumberFor::<T>::from(block))
    }
}
