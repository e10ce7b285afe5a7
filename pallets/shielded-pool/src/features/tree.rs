//! The commitment tree and its window of roots (docs/protocol §4).

use codec::Encode;
use frame_support::{defensive, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use shoji_shielded::{
    bundle::OUTPUTS,
    digest::{PoolDigest, ENGINE_ID},
    field, tree,
};
use sp_runtime::{
    generic::DigestItem,
    traits::{CheckedSub, One, Saturating},
};

use crate::{
    Config, CurrentRoot, Frontier, Outcomes, Pallet, PendingCommitments, Refusal, RetiredRoots,
    Roots,
};

impl<T: Config> Pallet<T> {
    /// Whether a root is usable as an anchor in block `now` (rule 10): it is the root of the previous
    /// block, or was the latest root in one of the `window` blocks before `now`. Blocks count, not
    /// commitments, so the window is as long on an idle chain as on a busy one.
    pub(crate) fn is_anchor(root: &[u8; 32], now: BlockNumberFor<T>) -> bool {
        CurrentRoot::<T>::get() == Some(*root)
            || Roots::<T>::get(root)
                .is_some_and(|last| last.saturating_add(T::Window::get().into()) >= now)
    }

    /// Refuses a bundle whose commitments have no place in the tree behind those already queued. In a frontier
    /// that does not decode nothing has a place.
    pub(crate) fn check_room() -> Result<(), Refusal> {
        let pending = PendingCommitments::<T>::decode_len().unwrap_or_default() as u64;
        let frontier = Frontier::<T>::get().ok_or(Refusal::TreeFull)?;
        let taken = frontier.next_position().saturating_add(pending);
        if taken.saturating_add(OUTPUTS as u64) > tree::CAPACITY {
            return Err(Refusal::TreeFull);
        }
        Ok(())
    }

    /// Ends a block: appends its commitments in order, replaces the root, forgets the root that has
    /// left the window and puts the digest into the header, of an empty block too.
    pub(crate) fn close_block(now: BlockNumberFor<T>) {
        let mut frontier = Frontier::<T>::get();
        let commitments = PendingCommitments::<T>::take();
        match &mut frontier {
            Some(frontier) if !commitments.is_empty() => {
                Self::append(frontier, &commitments);
                Self::replace_root(now, field::to_bytes(&frontier.root()));
                Frontier::<T>::put(&*frontier);
            }
            Some(_) => {}
            None => {
                defensive!("the frontier does not decode; no bundle is taken");
            }
        }
        Self::prune_roots(now);
        // Zeros for what does not decode: no wallet takes them for the root of its tree.
        let root = CurrentRoot::<T>::get().unwrap_or_default();
        let next_position = frontier.map_or(0, |frontier| frontier.next_position());
        Self::keep_checkpoint(now, tree::Checkpoint { root, next_position });
        let digest =
            PoolDigest { outcomes: Outcomes::<T>::take(), ..PoolDigest::new(root, next_position) };
        frame_system::Pallet::<T>::deposit_log(DigestItem::Consensus(ENGINE_ID, digest.encode()));
    }

    fn append(frontier: &mut tree::Frontier, commitments: &[[u8; 32]]) {
        for commitment in commitments {
            // Rule 2 has decoded the commitment and `check_room` has found its place.
            let appended = field::from_bytes(commitment).map(|leaf| frontier.append(leaf).is_ok());
            if appended != Some(true) {
                defensive!("a commitment that passed the rules does not fit the tree");
            }
        }
    }

    fn replace_root(now: BlockNumberFor<T>, root: [u8; 32]) {
        if let Some(previous) = CurrentRoot::<T>::get() {
            let last = now.saturating_sub(One::one());
            Roots::<T>::insert(previous, last);
            RetiredRoots::<T>::insert(last, previous);
        }
        CurrentRoot::<T>::put(root);
    }

    /// Forgets the root that no later block can use. Roots retire at most once a block and this runs
    /// in every block, so one look-up keeps up.
    fn prune_roots(now: BlockNumberFor<T>) {
        let Some(last) = now.checked_sub(&T::Window::get().into()) else {
            return;
        };
        if let Some(root) = RetiredRoots::<T>::take(last) {
            Roots::<T>::remove(root);
        }
    }
}
