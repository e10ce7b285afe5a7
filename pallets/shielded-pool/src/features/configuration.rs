//! What a runtime's configuration must satisfy.
//!
//! Checked when the runtime is tested: what [`Pallet::check_configuration`] asserts. Not seen from here:
//!
//! - [`crate::CheckGeneral`] is the first of the transaction extensions, and [`frame_system::AuthorizeCall`] and
//!   [`frame_system::CheckWeight`] are among the others;
//! - the base call filter refuses pool calls wrapped in another call: wallets and indexes read
//!   outermost calls only (docs/protocol §7.2); and `set_min_balance` of [`pallet_assets`] where
//!   [`Pallet::would_lock_in`] says that it would lock in what the pool holds (§7.3);
//! - this pallet is [`pallet_assets::Config::Holder`] and [`pallet_assets::Config::CallbackHandle`]: see
//!   [`super::custody`];
//! - this pallet stands *after* the one behind [`Config::NativeCurrency`], because the genesis of the
//!   latter overwrites the total issuance that the pool account's deposit is part of.

use frame_support::traits::{fungible::Inspect, Get};
use shoji_shielded::rules::FEE_MULTIPLIERS;

use crate::{Config, Pallet};

impl<T: Config> Pallet<T> {
    /// Panics, in tests of the runtime, on a configuration under which an included call could fail or
    /// no bundle could be valid.
    pub(crate) fn check_configuration() {
        let deposit = T::NativeCurrency::minimum_balance();
        assert!(deposit > 0, "the existential deposit must be above zero");
        assert!(
            u128::from(T::BaseFee::get()) >= deposit,
            "the base fee must be at least the existential deposit: any author can then be credited",
        );
        assert!(T::Window::get() > 0, "the anchor window must have at least one block");
        assert!(
            FEE_MULTIPLIERS.iter().all(|m| T::BaseFee::get().checked_mul(*m).is_some()),
            "the highest fee of the schedule must fit 64 bits",
        );
    }
}
