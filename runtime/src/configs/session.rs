//! `pallet_session`: a fixed validator set whose keys rotate.

use crate::{AccountId, Babe, Balances, Grandpa, Runtime, RuntimeEvent, Session};
use alloc::vec::Vec;
use frame_support::traits::ConstU128;
use sp_runtime::{
    impl_opaque_keys,
    traits::{Convert, OpaqueKeys},
};

impl_opaque_keys! {
    /// The keys a validator works with. They are changed by `session.set_keys`, whose proof of
    /// ownership a node makes with `author_rotateKeysWithOwner`.
    pub struct SessionKeys {
        /// Block production, sr25519.
        pub babe: Babe,
        /// Finality, ed25519.
        pub grandpa: Grandpa,
    }
}

/// A validator is its account, and nobody else is one. Who is none cannot register keys: they would be state
/// without use, and nobody could take them back (`purge_keys` is refused, see `call_filter`).
pub struct ValidatorAccount;

impl Convert<AccountId, Option<AccountId>> for ValidatorAccount {
    fn convert(account: AccountId) -> Option<AccountId> {
        Session::validators().contains(&account).then_some(account)
    }
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ValidatorAccount;
    type ShouldEndSession = Babe;
    type NextSessionRotation = Babe;
    // No manager: the validators of genesis stay, only their keys change, at the next session but one.
    type SessionManager = ();
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
    type Currency = Balances;
    // Validators have registered keys from genesis on; nobody else can.
    type KeyDeposit = ConstU128<0>;
}
