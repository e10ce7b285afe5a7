//! Session keys rotate.

use crate::support::state;
use codec::Encode;
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use shoji_runtime::{configs::KEY_DEPOSIT, *};
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
fn an_account_that_is_no_validator_pays_a_deposit_for_its_keys() {
    testnet().execute_with(|| {
        let charlie = Charlie.to_account_id();
        let generated = SessionKeys::generate(&charlie.encode(), None);
        assert_ok!(Session::set_keys(
            RuntimeOrigin::signed(charlie.clone()),
            generated.keys,
            generated.proof.encode(),
        ));
        assert_eq!(Balances::total_balance_on_hold(&charlie), KEY_DEPOSIT);
        Session::rotate_session();
        Session::rotate_session();
        assert!(!Session::validators().contains(&charlie));
    });
}
