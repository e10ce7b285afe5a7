//! The turnstile: how much of the native token is in the pool, and where it is held
//! (docs/protocol §7.3).

use frame_support::traits::{
    fungible::Inspect,
    tokens::{Fortitude, Preservation, Provenance},
    Get,
};
use shoji_shielded::{bundle::Bundle, rules::Violation};
use sp_runtime::traits::AccountIdConversion;

use crate::{Config, Pallet, Turnstile};

impl<T: Config> Pallet<T> {
    /// The account that holds the pool's tokens, and an existential deposit of its own.
    pub fn account_id() -> T::AccountId {
        T::PalletId::get().into_account_truncating()
    }

    /// What is in the pool under a circuit version, in units.
    pub fn in_pool(version: u16) -> u128 {
        // A negative state cannot be reached (`TurnstileState::after_leaving`); zero lets nothing out.
        Turnstile::<T>::get(version).in_pool().unwrap_or_default()
    }

    /// Rule 16: the pool holds the amount and the fee, by its own count under the version of the
    /// bundle and on its account, whose existential deposit stays out of reach.
    pub(crate) fn check_pool_holds(bundle: &Bundle) -> Result<(), Violation> {
        let leaving =
            bundle.amount.checked_add(u128::from(bundle.fee)).ok_or(Violation::PoolInsufficient)?;
        let payable = T::Currency::reducible_balance(
            &Self::account_id(),
            Preservation::Preserve,
            Fortitude::Polite,
        );
        let counted =
            Turnstile::<T>::get(bundle.circuit_version).after_leaving(bundle.amount, bundle.fee);
        if counted.is_none() || payable < leaving {
            return Err(Violation::PoolInsufficient);
        }
        Ok(())
    }

    /// Rule 17: the recipient can be credited with the amount: it would not be below the existential
    /// deposit after it, and is not the pool itself, where the tokens would belong to nobody.
    pub(crate) fn check_recipient(recipient: &T::AccountId, amount: u128) -> Result<(), Violation> {
        let is_pool = *recipient == Self::account_id();
        let deposit = T::Currency::can_deposit(recipient, amount, Provenance::Extant);
        if is_pool || deposit.into_result().is_err() {
            return Err(Violation::RecipientCannotReceive);
        }
        Ok(())
    }
}
