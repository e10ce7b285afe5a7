//! Deposits on hold (docs/protocol §11.2, §11.3, §11.4).

use frame_support::{
    defensive,
    pallet_prelude::DispatchResult,
    storage::with_storage_layer,
    traits::{
        fungible::{InspectHold, MutateHold},
        tokens::{Fortitude, Precision, Restriction},
        Get,
    },
};
use sp_runtime::DispatchError;

use crate::{Config, Error, Event, GrantRecord, HoldReason, Pallet};

impl<T: Config> Pallet<T> {
    /// Puts a deposit on hold. The account keeps its existential deposit, and cannot die while something of it is
    /// on hold.
    pub(crate) fn hold(reason: HoldReason, account: &T::AccountId, amount: u128) -> DispatchResult {
        T::NativeCurrency::hold(&reason.into(), account, amount)
    }

    /// Whether [`Pallet::hold`] would do it.
    pub(crate) fn can_hold(reason: HoldReason, account: &T::AccountId, amount: u128) -> bool {
        T::NativeCurrency::can_hold(&reason.into(), account, amount)
    }

    /// Gives a deposit back. Where another part of the runtime has taken of it, what is left: that an entry ends must
    /// not depend on it.
    pub(crate) fn release(reason: HoldReason, account: &T::AccountId, amount: u128) {
        let released =
            T::NativeCurrency::release(&reason.into(), account, amount, Precision::BestEffort);
        if released != Ok(amount) {
            defensive!("a deposit was not on hold any more");
        }
    }

    /// Whether what is held for this grant is there and covers the fee of a revocation without an account. The deposit
    /// of an earlier runtime may be smaller than what the present one asks for.
    pub(crate) fn covers_fee(grant: &GrantRecord<T::AccountId>) -> bool {
        let held = T::NativeCurrency::balance_on_hold(&HoldReason::Grant.into(), &grant.payer);
        grant.deposit >= T::BaseFee::get().into() && held >= grant.deposit
    }

    /// Pays the fee of a revocation without an account from the deposit to the author of the block, or burns it,
    /// and gives the rest back.
    pub(crate) fn pay_fee_and_release(grant: &GrantRecord<T::AccountId>) -> DispatchResult {
        let fee = T::BaseFee::get();
        let (reason, units) = (HoldReason::Grant.into(), u128::from(fee));
        let author = T::Author::get().filter(|author| {
            let (precision, mode) = (Precision::Exact, Restriction::Free);
            let force = Fortitude::Force;
            let payer = &grant.payer;
            // Where it fails, it may have done half of it.
            let paid = with_storage_layer(|| {
                T::NativeCurrency::transfer_on_hold(
                    &reason, payer, author, units, precision, mode, force,
                )
            });
            paid.is_ok()
        });
        if let Some(author) = author {
            Self::deposit_event(Event::FeePaid { author, fee });
        } else {
            let (precision, force) = (Precision::Exact, Fortitude::Force);
            T::NativeCurrency::burn_held(&reason, &grant.payer, units, precision, force).map_err(
                |_| Self::inconsistent("the deposit cannot pay after it was authorised"),
            )?;
            Self::deposit_event(Event::FeeBurnt { fee });
        }
        Self::release(HoldReason::Grant, &grant.payer, grant.deposit.saturating_sub(units));
        Ok(())
    }

    /// Reports a contradiction between state and what was authorised.
    pub(crate) fn inconsistent(what: &'static str) -> DispatchError {
        defensive!(what);
        Error::<T>::Inconsistent.into()
    }
}
