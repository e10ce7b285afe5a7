//! What the issuer of an asset can do about what is in the pool: destroy, create again, freeze, burn, mint.

use frame_support::{assert_noop, assert_ok, traits::fungibles::Inspect as _};
use pallet_assets::AssetsCallback;
use shoji_shielded::{asset::AssetId, rules::Violation::*};
use sp_keyring::Sr25519Keyring::{Alice, Bob};

use super::{assets::*, scene::*};
use crate::{mock::*, Error};

#[test]
fn an_asset_is_not_destroyed_while_a_unit_of_it_is_in_the_pool() {
    let mut chain = with_gold_in_pool();
    let start = || Assets::start_destroy(owner(), ID);
    chain.state(|| {
        assert_noop!(start(), pallet_assets::Error::<Test>::ContainsHolds);
    });
    let alice = Alice.to_account_id();
    let extrinsic = unshield_gold(&chain, &alice);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    chain.state(|| {
        assert_noop!(start(), pallet_assets::Error::<Test>::ContainsHolds);
    });
}

#[test]
fn once_all_of_it_has_left_an_asset_can_be_destroyed_and_its_id_is_another_asset() {
    let mut chain = with_gold_in_pool();
    let alice = Alice.to_account_id();
    let bundle = gold_proofs().empty.signed(&chain.genesis_hash, alice.as_ref());
    let extrinsic = chain.unshield(&alice, &bundle);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!((held(&mut chain), gold_of(&mut chain, &alice)), (0, ASSETS));
    chain.state(|| {
        destroy();
        create();
        mint(&Alice.to_account_id(), ASSETS);
        assert_eq!(ShieldedPool::asset_of(ID), Some(next_gold()));
        assert_eq!(ShieldedPool::do_try_state(), Ok(()));
    });
    // The proof for the first generation shields nothing of the second.
    let bundle = gold_proofs().shield.signed(&chain.genesis_hash, alice.as_ref());
    assert_shield_fails(&mut chain, &bundle, Error::InvalidAsset);
}

#[test]
fn the_invariants_hold_while_an_asset_that_was_in_the_pool_is_being_destroyed() {
    let mut chain = with_gold_in_pool();
    let alice = Alice.to_account_id();
    let bundle = gold_proofs().empty.signed(&chain.genesis_hash, alice.as_ref());
    let extrinsic = chain.unshield(&alice, &bundle);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    // Its accounts go one call after the other, its supply stays to the end. `block` checks the invariants.
    let steps: [fn(); 4] = [
        || Assets::start_destroy(owner(), ID).unwrap(),
        || assert!(Assets::destroy_accounts(owner(), ID).is_ok()),
        || assert!(Assets::destroy_approvals(owner(), ID).is_ok()),
        || Assets::finish_destroy(owner(), ID).unwrap(),
    ];
    for step in steps {
        chain.state(step);
        chain.idle(1);
    }
}

#[test]
fn notes_of_a_destroyed_asset_do_not_claim_what_is_created_under_its_id() {
    let mut chain = with_gold_in_pool();
    // No call does this: the pool's count is taken away so that the destruction goes through with notes
    // left in the tree, and units of the next generation are put where the old ones were.
    chain.state(|| {
        let wire = gold().to_wire();
        let state = crate::Turnstile::<Test>::take(wire, 1).unwrap();
        destroy();
        create();
        mint(&Alice.to_account_id(), ASSETS);
        crate::Turnstile::<Test>::insert(next_gold().to_wire(), 1, state);
    });
    let alice = Alice.to_account_id();
    let extrinsic = unshield_gold(&chain, &alice);
    assert_eq!(chain.validate(&extrinsic), Err(invalid(InvalidAsset)));
    let mut proven = gold_proofs().unshield.clone();
    proven.bundle.asset_pub = next_gold().to_wire();
    let bundle = proven.signed(&chain.genesis_hash, alice.as_ref());
    let extrinsic = chain.unshield(&alice, &bundle);
    assert_eq!(chain.validate(&extrinsic), Err(invalid(InvalidProof)));
}

#[test]
fn an_id_whose_generations_are_used_up_is_never_used_again() {
    let mut chain = with_gold();
    chain.state(|| {
        crate::Destructions::<Test>::insert(ID, u32::MAX - 2);
        assert_eq!(ShieldedPool::asset_of(ID), AssetId::new(ID, u32::MAX - 1));
        assert_eq!(ShieldedPool::destroyed(&ID), Ok(()));
        assert_eq!(ShieldedPool::asset_of(ID), AssetId::new(ID, u32::MAX));
        assert_eq!(ShieldedPool::destroyed(&ID), Err(()));
    });
}

#[test]
fn what_is_in_the_pool_is_beyond_the_reach_of_the_assets_admin() {
    let mut chain = with_gold_in_pool();
    chain.state(|| {
        let pool = ShieldedPool::account_id();
        let bob = Bob.to_account_id();
        let no_account = pallet_assets::Error::<Test>::NoAccount;
        assert_noop!(Assets::burn(owner(), ID, pool.clone(), 1), no_account);
        let transfer = Assets::force_transfer(owner(), ID, pool.clone(), bob, 1);
        assert!(transfer.is_err());
        assert!(Assets::freeze(owner(), ID, pool.clone()).is_err());
        // Blocking an account that has none makes no difference either.
        let _ = Assets::block(owner(), ID, pool);
    });
    let alice = Alice.to_account_id();
    let extrinsic = unshield_gold(&chain, &alice);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
}

#[test]
fn an_issuer_cannot_lock_in_what_is_in_the_pool_with_a_minimum_that_nobody_reaches() {
    let mut chain = with_gold_in_pool();
    let alice = Alice.to_account_id();
    assert_eq!(gold_of(&mut chain, &alice), 0, "all of it is in the pool");
    let raise = |min_balance| pallet_assets::Call::set_min_balance { id: ID, min_balance };
    for minimum in [LEAST + 1, u128::MAX] {
        let extrinsic = chain.signed(Bob, raise(minimum).into());
        let refused = frame_system::Error::<Test>::CallFiltered;
        assert_eq!(chain.block(vec![extrinsic]), [Ok(Err(refused.into()))]);
    }
    let lower = chain.signed(Bob, raise(LEAST - 1).into());
    let unshield = unshield_gold(&chain, &alice);
    assert_eq!(chain.block(vec![lower, unshield]), [Ok(Ok(())); 2]);
    assert_eq!(gold_of(&mut chain, &alice), OUT);
}

#[test]
fn of_a_frozen_asset_nothing_enters_or_leaves_until_it_is_thawed() {
    let mut chain = with_gold_in_pool();
    let alice = Alice.to_account_id();
    chain.state(|| {
        mint(&Alice.to_account_id(), ASSETS);
        assert_ok!(Assets::freeze_asset(owner(), ID));
    });
    let extrinsic = unshield_gold(&chain, &alice);
    assert_refused(&mut chain, extrinsic.clone(), InvalidAsset);
    let bundle = gold_proofs().shield.signed(&chain.genesis_hash, alice.as_ref());
    assert_shield_fails(&mut chain, &bundle, Error::InvalidAsset);
    // Inside the pool nobody knows which asset moves.
    let bundle = gold_proofs().transfer.signed(&chain.genesis_hash, &[0; 32]);
    let transfer = chain.transfer(&bundle);
    assert_eq!(chain.block(vec![transfer]), [Ok(Ok(()))]);
    chain.state(|| {
        assert_ok!(Assets::thaw_asset(owner(), ID));
    });
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
}

#[test]
fn a_frozen_depositor_cannot_shield_and_a_blocked_recipient_is_not_paid() {
    let mut chain = with_gold();
    let alice = Alice.to_account_id();
    chain.state(|| {
        assert_ok!(Assets::freeze(owner(), ID, Alice.to_account_id()));
    });
    let bundle = gold_proofs().shield.signed(&chain.genesis_hash, alice.as_ref());
    assert_shield_fails(&mut chain, &bundle, Error::DepositorCannotPay);
    chain.state(|| {
        assert_ok!(Assets::thaw(owner(), ID, Alice.to_account_id()));
    });
    shield_gold(&mut chain);
    chain.state(|| {
        mint(&Alice.to_account_id(), LEAST);
        assert_ok!(Assets::block(owner(), ID, Alice.to_account_id()));
    });
    let extrinsic = unshield_gold(&chain, &alice);
    assert_refused(&mut chain, extrinsic, RecipientCannotReceive);
}

#[test]
fn an_issuer_who_mints_to_the_brim_does_not_lock_the_pool() {
    let mut chain = with_gold_in_pool();
    chain.state(|| mint(&Bob.to_account_id(), u128::MAX - ASSETS));
    let alice = Alice.to_account_id();
    let extrinsic = unshield_gold(&chain, &alice);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(gold_of(&mut chain, &alice), OUT);
    assert_eq!(chain.state(|| Assets::total_issuance(ID)), u128::MAX);
}
