//! What a runtime's configuration must satisfy.
//!
//! Checked when the runtime is tested: what [`Pallet::check_configuration`] asserts. Not seen from here:
//!
//! - the first of the transaction extensions refuses general transactions that are not canonical and those that the
//!   block has no room for (docs/protocol §7.2), and [`frame_system::AuthorizeCall`] is among the others;
//! - nothing else takes what is on hold for [`crate::HoldReason`].

use frame_support::traits::{fungible::Inspect, Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{UniqueSaturatedInto, Zero};

use crate::{Config, Pallet};

impl<T: Config> Pallet<T> {
    /// Panics, in tests of the runtime, on a configuration under which an included revocation could fail.
    pub(crate) fn check_configuration() {
        let existential = T::NativeCurrency::minimum_balance();
        let fee = u128::from(T::BaseFee::get());
        assert!(
            fee >= existential && existential > 0,
            "the base fee must be at least the existential deposit: any author can then be credited",
        );
        assert!(T::GrantDeposit::get() > fee, "the deposit of a grant must cover its revocation");
        assert!(T::AuditorDeposit::get() > 0, "an auditor must have something on hold");
        assert!(T::MaxValidity::get() > 0, "a grant must last for some block");
    }

    /// The number of the block under execution: the `N` of docs/protocol §11.3.
    pub(crate) fn now() -> u32 {
        frame_system::Pallet::<T>::block_number().unique_saturated_into()
    }

    /// The hash of block 0, which the system pallet keeps for ever. A runtime with a longer hash would bind the
    /// first 32 bytes of it.
    pub(crate) fn genesis_hash() -> [u8; 32] {
        let mut genesis = [0; 32];
        let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
        genesis.iter_mut().zip(hash.as_ref()).for_each(|(byte, from)| *byte = *from);
        genesis
    }
}
