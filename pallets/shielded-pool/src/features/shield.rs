//! Shielding: tokens from an account into the pool.

use frame_support::{ensure, pallet_prelude::DispatchResult};
use shoji_shielded::bundle::{Bundle, CallKind};

use super::payment::Payment;
use crate::{Config, Error, Event, Pallet, Refusal};

impl<T: Config> Pallet<T> {
    /// Checks and executes a shield. An error rolls back everything (the dispatch is a storage
    /// transaction) and leaves the outcome bit of the extrinsic clear.
    pub(crate) fn do_shield(depositor: T::AccountId, bundle: &Bundle) -> DispatchResult {
        let outcome = Self::outermost_extrinsic()?;
        // Looked at before the rules because it is cheap; the proof is expensive.
        let asset = bundle.check_asset(CallKind::Shield).and_then(Self::known_id);
        let asset = asset.map_err(|violation| Error::<T>::from(Refusal::from(violation)))?;
        ensure!(Self::can_take(asset, &depositor, bundle.amount), Error::<T>::DepositorCannotPay);
        let payment = Payment::Shield { depositor: &depositor };
        Self::check(&payment, bundle).map_err(Error::<T>::from)?;

        Self::spend_and_queue(bundle)?;
        Self::count_shield(bundle)?;
        Self::take(asset, &depositor, bundle.amount)?;
        Self::note_outcome(outcome);
        Self::deposit_event(Event::Shielded {
            bundle_id: Self::bundle_id(&payment, bundle),
            asset: bundle.asset_pub,
            amount: bundle.amount,
            depositor,
        });
        Ok(())
    }
}
