//! Unshielding: tokens from the pool to an account.

use frame_support::pallet_prelude::DispatchResult;
use shoji_shielded::bundle::{Bundle, CallKind};

use super::payment::Payment;
use crate::{Config, Event, Pallet};

impl<T: Config> Pallet<T> {
    /// Executes an unshield that has been authorised. See [`super::effects`] for why it cannot fail.
    pub(crate) fn do_unshield(recipient: &T::AccountId, bundle: &Bundle) -> DispatchResult {
        let outcome = Self::outermost_extrinsic()?;
        Self::spend_and_queue(bundle)?;
        Self::count_leaving(bundle)?;
        let asset = bundle.check_asset(CallKind::Unshield).and_then(Self::known_id);
        let asset = asset.map_err(|_| Self::inconsistent("an asset is unknown after rule 5"))?;
        Self::pay_out(asset, recipient, bundle.amount)?;
        Self::note_outcome(outcome);
        Self::deposit_event(Event::Unshielded {
            bundle_id: Self::bundle_id(&Payment::Unshield { recipient }, bundle),
            recipient: recipient.clone(),
            asset: bundle.asset_pub,
            amount: bundle.amount,
        });
        Self::pay_fee(bundle.fee)
    }
}
