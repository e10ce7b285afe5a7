//! Authorisation of the calls without an account, and what the transaction pool is told about them.

use frame_support::pallet_prelude::*;
use shoji_shielded::bundle::Bundle;
use sp_runtime::traits::UniqueSaturatedInto;

use super::payment::Payment;
use crate::{Config, Pallet, WeightInfo};

/// The prefix of the pool's tags: `provides` holds the encoding of `("shoji/nf", nullifier)`.
pub const TAG_PREFIX: &str = "shoji/nf";

/// The longest longevity, in blocks (docs/protocol §7.5). A bundle that still waits after that is
/// validated again if a wallet submits it again.
pub const MAX_LONGEVITY: u64 = 64;

impl<T: Config> Pallet<T> {
    /// Authorises [`crate::Call::transfer`].
    pub(crate) fn authorize_transfer(bundle: &Bundle) -> TransactionValidityWithRefund {
        Self::authorize(&Payment::Transfer, bundle)
    }

    /// Authorises [`crate::Call::unshield`].
    pub(crate) fn authorize_unshield(
        recipient: &T::AccountId,
        bundle: &Bundle,
    ) -> TransactionValidityWithRefund {
        Self::authorize(&Payment::Unshield { recipient }, bundle)
    }

    fn authorize(payment: &Payment<T>, bundle: &Bundle) -> TransactionValidityWithRefund {
        Self::check(payment, bundle)?;
        Ok((Self::validity(bundle), Weight::zero()))
    }

    /// What the pool is told: two transactions that share a nullifier provide the same tag, so it
    /// keeps one of them; a bundle under another extrinsic hash, or with its proof re-randomised,
    /// provides the same three tags.
    fn validity(bundle: &Bundle) -> ValidTransaction {
        ValidTransaction {
            priority: Self::priority(bundle.fee),
            requires: Default::default(),
            provides: bundle.nullifiers.iter().map(|nf| (TAG_PREFIX, nf).encode()).collect(),
            longevity: Self::longevity(bundle.expiry),
            propagate: true,
        }
    }

    /// The fee times the number of bundles that fit into an empty block: to the scale of signed transactions,
    /// whose priority is their tip times the number of their kind, so that a place in a block has one price.
    /// An unshield is the heavier of the two kinds; the fee alone ranks them.
    pub fn priority(fee: u64) -> TransactionPriority {
        let weight = <T as Config>::WeightInfo::authorize_unshield()
            .saturating_add(<T as Config>::WeightInfo::unshield());
        let per_block = T::BlockWeights::get().max_block.checked_div_per_component(&weight);
        fee.saturating_mul(per_block.unwrap_or(1))
    }

    /// The number of blocks for which a bundle stays valid: `N` would include it next, so the pool counts
    /// from the best block `N - 1` and drops the bundle once the best block is `N - 1 + longevity`. That must
    /// be block `expiry`, not the one before it.
    fn longevity(expiry: u32) -> TransactionLongevity {
        let now: u64 = frame_system::Pallet::<T>::block_number().unique_saturated_into();
        u64::from(expiry).saturating_add(1).saturating_sub(now).min(MAX_LONGEVITY)
    }
}
