//! `pallet_session`: a fixed validator set whose keys rotate.

use crate::{AccountId, Babe, Balance, Balances, Grandpa, Runtime, RuntimeEvent, SHJ};
use alloc::vec::Vec;
use frame_support::parameter_types;
use sp_runtime::{
    impl_opaque_keys,
    traits::{ConvertInto, OpaqueKeys},
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

/// Held from an account while it has session keys registered; keys of accounts that are no validators
/// are state without use. Genesis validators pay nothing.
pub const KEY_DEPOSIT: Balance = SHJ;

parameter_types! {
    pub const KeyDeposit: Balance = KEY_DEPOSIT;
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = Babe;
    type NextSessionRotation = Babe;
    // No manager: the validators of genesis stay, only their keys change, at the next session but one.
    type SessionManager = ();
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
    type Currency = Balances;
    type KeyDeposit = KeyDeposit;
}
