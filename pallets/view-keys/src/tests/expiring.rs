//! Expiry: to the block, by call and by queue, under any weight.

use frame_support::weights::Weight;
use shoji_shielded::grant::Disclosures;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};

use super::scene::*;
use crate::{mock::*, weights::MeasuredWeight, Call, Error, GrantStatus, WeightInfo};

type Weights = MeasuredWeight<Test>;

/// How many grants are in state.
fn grants() -> usize {
    crate::Grants::<Test>::iter_keys().count()
}

/// A weight in which this many grants of one block are cleaned, and not one more.
fn weight_for(blocks: u64, count: u64) -> Weight {
    Weights::clean_nothing() + Weights::clean_block() * blocks + Weights::clean_one() * count
}

#[test]
fn a_grant_is_in_force_through_its_expiry_and_its_deposit_comes_back_in_the_block_after() {
    let mut chain = granted();
    let id = proofs().full.id();
    idle_until(&mut chain, EXPIRY + 1);
    // The state after the last block.
    assert!(chain.state(|| ViewKeys::view(&id)).is_some());
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT - GRANT_DEPOSIT, GRANT_DEPOSIT));
    chain.idle(1);
    assert_eq!(chain.state(|| ViewKeys::view(&id)), None);
    assert_eq!(chain.state(grants), 0);
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
    assert_eq!(entry(&mut chain, Charlie).unwrap().outstanding, 0);
}

#[test]
fn a_grant_that_waits_to_be_cleaned_is_not_in_force() {
    let mut chain = granted();
    let id = proofs().full.id();
    let charlie = Charlie.to_account_id().into();
    chain.state(|| {
        System::set_block_number(EXPIRY + 1);
        assert_eq!(ViewKeys::view(&id), None);
        assert!(matches!(ViewKeys::grant_status(id), GrantStatus::Expired(_)));
        assert_eq!(ViewKeys::grants(charlie, None, 256), []);
        System::set_block_number(EXPIRY);
        assert!(ViewKeys::view(&id).is_some());
        assert!(matches!(ViewKeys::grant_status(id), GrantStatus::InForce(_)));
        assert_eq!(ViewKeys::grants(charlie, None, 256).len(), 1);
    });
}

#[test]
fn anybody_cleans_what_has_expired_and_nothing_before() {
    let mut chain = granted();
    let id = proofs().full.id();
    let call = |grant_id| Call::expire { grant_id };
    assert_fails(&mut chain, Bob, call([1; 32]), Error::UnknownGrant);
    idle_until(&mut chain, EXPIRY);
    assert_fails(&mut chain, Bob, call(id), Error::NotExpired);
    let twice = vec![chain.signed(Alice, call(id).into()), chain.signed(Bob, call(id).into())];
    assert_eq!(chain.block(twice), [Ok(Ok(())), failed(Error::UnknownGrant)]);
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
    assert_fails(&mut chain, Bob, call(id), Error::UnknownGrant);
}

#[test]
fn the_id_of_a_revoked_grant_is_not_cleaned_before_its_expiry() {
    let mut chain = granted();
    let id = proofs().full.id();
    succeed(&mut chain, Bob, revoke(id, proofs().full.signed_revocation()));
    idle_until(&mut chain, EXPIRY);
    assert_fails(&mut chain, Bob, Call::expire { grant_id: id }, Error::NotExpired);
    let clean = chain.signed(Bob, Call::expire { grant_id: id }.into());
    assert_eq!(chain.block(vec![clean]), [Ok(Ok(()))]);
    assert_eq!(chain.state(|| crate::Expiries::<Test>::iter().count()), 0);
    // Nothing was paid back twice.
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
}

#[test]
fn without_weight_nothing_is_cleaned_and_no_weight_is_taken() {
    let mut chain = registered();
    put_unproven(&mut chain, 0..3, 20);
    idle_until(&mut chain, 20);
    chain.state(|| {
        System::set_block_number(21);
        let little = Weights::clean_nothing() - Weight::from_parts(1, 0);
        assert_eq!(ViewKeys::clean_up(Weight::zero()), Weight::zero());
        assert_eq!(ViewKeys::clean_up(little), Weight::zero());
        assert_eq!(grants(), 3);
        // Enough to look, at a block, at one grant.
        let look = ViewKeys::clean_up(Weights::clean_nothing());
        assert_eq!((look, grants()), (Weights::clean_nothing(), 3));
        // The block before is empty and may not have been looked at.
        while crate::NextExpiry::<Test>::get() != Some(20) {
            ViewKeys::clean_up(weight_for(1, 0));
        }
        assert_eq!(ViewKeys::clean_up(weight_for(1, 0)), weight_for(1, 0));
        assert_eq!(grants(), 3);
        assert_eq!(ViewKeys::clean_up(weight_for(1, 1)), weight_for(1, 1));
        assert_eq!(grants(), 2);
        ViewKeys::do_try_state().unwrap();
        assert_eq!(ViewKeys::clean_up(weight_for(1, 5)), weight_for(1, 2));
        assert_eq!(grants(), 0);
        assert_eq!(crate::NextExpiry::<Test>::get(), Some(21));
        ViewKeys::do_try_state().unwrap();
    });
}

#[test]
fn a_thousand_grants_that_expire_at_once_are_cleaned_by_and_by() {
    let mut chain = registered();
    put_unproven(&mut chain, 0..1_000, 20);
    put_unproven(&mut chain, 1_000..1_010, 22);
    assert_eq!(balance(&mut chain, Alice).1, 1_010 * GRANT_DEPOSIT);
    idle_until(&mut chain, 21);
    chain.state(|| {
        System::set_block_number(23);
        // Some forty blocks may not have been looked at.
        let mut left = 1_010;
        while left > 0 {
            let limit = weight_for(2, 150);
            let taken = ViewKeys::clean_up(limit);
            assert!(limit.all_gte(taken), "{taken} of {limit}");
            let now = grants();
            assert!(left - now <= 151 && now < left, "{left} {now}");
            // The later ones wait for the earlier ones.
            assert!(now <= 10 || crate::Expiries::<Test>::iter_key_prefix(22).count() == 10);
            assert_eq!(held_for_grants(Alice), now as u128 * GRANT_DEPOSIT);
            ViewKeys::do_try_state().unwrap();
            left = now;
        }
        assert_eq!(crate::NextExpiry::<Test>::get(), Some(23));
        let charlie = crate::Auditors::<Test>::get(Charlie.to_account_id()).unwrap();
        assert_eq!(charlie.outstanding, 0);
    });
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
}

#[test]
fn a_flood_of_expiries_leaves_room_for_the_blocks_own_extrinsics() {
    let mut chain = registered();
    put_unproven(&mut chain, 0..2_000, 5);
    idle_until(&mut chain, 6);
    let mut blocks = 0;
    while chain.state(grants) > 0 {
        let before = chain.state(grants);
        let acknowledge = Call::acknowledge { grant_id: [1; 32] };
        let extrinsic = chain.signed(Charlie, acknowledge.into());
        assert_eq!(chain.block(vec![extrinsic]), [failed(Error::UnknownGrant)]);
        assert!(chain.state(grants) < before);
        blocks += 1;
    }
    assert!(blocks > 1, "one block cleaned everything: the flood is too small to test");
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
}

#[test]
fn in_a_backlog_one_may_clean_by_hand_what_is_not_its_turn() {
    let mut chain = registered();
    put_unproven(&mut chain, 0..4, 5);
    put_unproven(&mut chain, 4..8, 6);
    chain.state(|| {
        System::set_block_number(8);
        ViewKeys::do_expire(&unproven_id(6)).unwrap();
        ViewKeys::do_expire(&unproven_id(1)).unwrap();
        ViewKeys::do_try_state().unwrap();
        ViewKeys::clean_up(weight_for(100, 3));
        ViewKeys::do_try_state().unwrap();
        ViewKeys::clean_up(Weight::MAX);
        assert_eq!(grants(), 0);
        assert_eq!(crate::NextExpiry::<Test>::get(), Some(8));
        ViewKeys::do_try_state().unwrap();
    });
}

#[test]
fn grants_in_force_are_a_full_page_behind_those_that_wait_to_be_cleaned() {
    let mut chain = registered();
    put_unproven(&mut chain, 0..300, 5);
    put_unproven(&mut chain, 300..600, 50);
    let charlie = Charlie.to_account_id().into();
    chain.state(|| {
        System::set_block_number(6);
        let first = ViewKeys::grants(charlie, None, u32::MAX);
        assert_eq!(first.len(), 256);
        let rest = ViewKeys::grants(charlie, Some(first[255].id), u32::MAX);
        assert_eq!(rest.len(), 44);
        assert!(first.iter().chain(&rest).all(|grant| grant.grant.expiry == 50));
    });
}

#[test]
fn what_expired_before_there_was_ever_weight_to_clean_is_not_passed_over() {
    let mut chain = Chain::new();
    chain.state(|| System::set_block_number(1));
    let account = Charlie.to_account_id();
    let entry = entry(&mut registered(), Charlie).unwrap();
    chain.state(|| {
        ViewKeys::hold(crate::HoldReason::Auditor, &account, AUDITOR_DEPOSIT).unwrap();
        crate::Auditors::<Test>::insert(&account, entry.clone());
        crate::LastKeyVersion::<Test>::insert(&account, 1);
    });
    // Whether the queue has been looked at before there was anything in it, or not.
    chain.state(|| ViewKeys::clean_up(Weight::MAX));
    put_unproven(&mut chain, 0..2, 1);
    chain.state(|| {
        System::set_block_number(40);
        ViewKeys::do_try_state().unwrap();
        ViewKeys::clean_up(Weight::MAX);
        assert_eq!(grants(), 0);
        assert_eq!(held_for_grants(Alice), 0);
        ViewKeys::do_try_state().unwrap();
    });
}
