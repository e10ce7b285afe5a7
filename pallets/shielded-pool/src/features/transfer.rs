//! Private transfers inside the pool.

use frame_support::pallet_prelude::DispatchResult;
use shoji_shielded::bundle::Bundle;

use super::payment::Payment;
use crate::{Config, Event, Pallet};

impl<T: Config> Pallet<T> {
    /// Executes a transfer that has been authorised. See [`super::effects`] for why it cannot fail.
    pub(crate) fn do_transfer(bundle: &Bundle) -> DispatchResult {
        let outcome = Self::outermost_extrinsic()?;
        Self::spend_and_queue(bundle)?;
        Self::count_leaving(bundle)?;
        Self::note_outcome(outcome);
        Self::deposit_event(Event::Transferred {
            bundle_id: Self::bundle_id(&Payment::Transfer, bundle),
        });
        Self::pay_fee(bundle.fee)
    }
}
