//! Shielding: tokens from an account into the pool.

use frame_support::{
    ensure,
    pallet_prelude::DispatchResult,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
    },
};
use shoji_shielded::bundle::Bundle;

use super::payment::Payment;
use crate::{Config, Error, Event, Pallet};

impl<T: Config> Pallet<T> {
    /// Checks and executes a shield. An error rolls back everything (the dispatch is a storage
    /// transaction) and leaves the outcome bit of the extrinsic clear.
    pub(crate) fn do_shield(depositor: T::AccountId, bundle: &Bundle) -> DispatchResult {
        let outcome = Self::outermost_extrinsic()?;
        // The depositor keeps the existential deposit: an account that fell below it would be reaped,
        // and the remainder burnt, without anybody having asked for it. It is looked at before the
        // rules because it is cheap; the proof is expensive.
        ensure!(
            T::Currency::reducible_balance(&depositor, Preservation::Preserve, Fortitude::Polite)
                >= bundle.amount,
            Error::<T>::DepositorCannotPay
        );
        let payment = Payment::Shield { depositor: &depositor };
        Self::check(&payment, bundle).map_err(Error::<T>::from)?;

        Self::spend_and_queue(bundle)?;
        Self::count_shield(bundle)?;
        T::Currency::transfer(
            &depositor,
            &Self::account_id(),
            bundle.amount,
            Preservation::Preserve,
        )?;
        Self::note_outcome(outcome);
        Self::deposit_event(Event::Shielded {
            bundle_id: Self::bundle_id(&payment, bundle),
            amount: bundle.amount,
            depositor,
        });
        Ok(())
    }
}
