//! Session keys rotate.

use crate::support::state;
use codec::Encode;
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold as _};
use shoji_runtime::*;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};

/// The state of a local testnet on a node that can make keys.
fn testnet() -> sp_io::TestExternalities {
    let mut state = state("local_testnet");
    state.register_extension(KeystoreExt::new(MemoryKeystore::new()));
    state
}

#[test]
fn new_keys_are_in_office_two_sessions_later() {
    testnet().execute_with(|| {
        let alice = Alice.to_account_id();
        let before = pallet_babe::Authorities::<Runtime>::get();
        let generated = SessionKeys::generate(&alice.encode(), None);
        assert_ok!(Session::set_keys(
            RuntimeOrigin::signed(alice),
            generated.keys.clone(),
            generated.proof.encode(),
        ));
        Session::rotate_session();
        assert_eq!(pallet_babe::Authorities::<Runtime>::get(), before);
        Session::rotate_session();
        let after = pallet_babe::Authorities::<Runtime>::get();
        assert_eq!(after[0].0, generated.keys.babe);
        assert_eq!(after[1], before[1]);
        assert_eq!(Session::validators().len(), 2, "the validators themselves stay");
    });
}

#[test]
fn keys_of_somebody_else_are_refused() {
    testnet().execute_with(|| {
        let generated = SessionKeys::generate(&Alice.to_account_id().encode(), None);
        assert_noop!(
            Session::set_keys(
                RuntimeOrigin::signed(Bob.to_account_id()),
                generated.keys,
                generated.proof.encode(),
            ),
            pallet_session::Error::<Runtime>::InvalidProof
        );
    });
}

#[test]
fn who_is_no_validator_registers_no_keys_and_so_leaves_no_deposit_behind() {
    testnet().execute_with(|| {
        let charlie = Charlie.to_account_id();
        let generated = SessionKeys::generate(&charlie.encode(), None);
        assert_noop!(
            Session::set_keys(
                RuntimeOrigin::signed(charlie.clone()),
                generated.keys,
                generated.proof.encode(),
            ),
            pallet_session::Error::<Runtime>::NoAssociatedValidatorId
        );
        assert_eq!(Balances::total_balance_on_hold(&charlie), 0);
    });
}

#[test]
fn a_validator_changes_its_keys_without_a_deposit() {
    testnet().execute_with(|| {
        let bob = Bob.to_account_id();
        for _ in 0..2 {
            let generated = SessionKeys::generate(&bob.encode(), None);
            assert_ok!(Session::set_keys(
                RuntimeOrigin::signed(bob.clone()),
                generated.keys,
                generated.proof.encode(),
            ));
        }
        assert_eq!(Balances::total_balance_on_hold(&bob), 0);
    });
}
