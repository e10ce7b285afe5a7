//! Who may call what.

use frame_support::{assert_noop, traits::Hooks};
use frame_system::RawOrigin;
use shoji_shielded::bundle::Bundle;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Eve};
use sp_runtime::{
    traits::{BadOrigin, Dispatchable},
    transaction_validity::*,
    DispatchError,
};

use super::scene::*;
use crate::{mock::*, Error};

fn boxed(bundle: &Bundle) -> Box<Bundle> {
    Box::new(bundle.clone())
}

#[test]
fn a_signed_transfer_or_unshield_pays_for_its_place_and_does_nothing() {
    let mut chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let call = crate::Call::transfer { bundle: boxed(&bundle) };
    let signed = chain.signed(Bob, call.into());
    let before = chain.state(snapshot);
    assert_eq!(chain.block(vec![signed]), [Ok(Err(DispatchError::BadOrigin))]);
    let eve = Eve.to_account_id();
    let payout = proofs().unshield_to(&chain, &eve);
    let call = crate::Call::unshield { recipient: eve, bundle: boxed(&payout) };
    let signed = chain.signed(Bob, call.into());
    assert_eq!(chain.block(vec![signed]), [Ok(Err(DispatchError::BadOrigin))]);
    assert_eq!(chain.digest().outcomes, Vec::<u8>::new());
    assert_eq!(chain.state(snapshot), before);
    // The bundle is as good as before.
    let extrinsic = chain.transfer(&bundle);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
}

#[test]
fn neither_root_nor_nobody_can_make_pool_calls() {
    let mut chain = funded();
    let genesis = chain.genesis_hash;
    chain.state(|| {
        let bundle = proofs().transfer.signed(&genesis, &[0; 32]);
        for origin in [RawOrigin::Root, RawOrigin::None] {
            let origin = || RuntimeOrigin::from(origin.clone());
            let recipient = Eve.to_account_id();
            assert_noop!(ShieldedPool::shield(origin(), boxed(&bundle)), BadOrigin);
            assert_noop!(ShieldedPool::transfer(origin(), boxed(&bundle)), BadOrigin);
            assert_noop!(ShieldedPool::unshield(origin(), recipient, boxed(&bundle)), BadOrigin);
        }
    });
}

#[test]
fn a_shield_that_is_not_a_general_transaction_cannot_be_sent_without_an_account() {
    let mut chain = Chain::new();
    let bundle = proofs().shield_by(&chain, Alice);
    let extrinsic = chain.general(crate::Call::shield { bundle: boxed(&bundle) });
    let error = TransactionValidityError::Invalid(InvalidTransaction::UnknownOrigin);
    assert_eq!(chain.validate(&extrinsic), Err(error));
    assert_eq!(chain.block(vec![extrinsic]), [Err(error)]);
}

#[test]
fn a_bare_extrinsic_is_refused_by_the_pool_and_does_nothing_in_a_block() {
    let mut chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let call = crate::Call::transfer { bundle: boxed(&bundle) };
    let extrinsic = Extrinsic::new_bare(call.into());
    assert!(chain.validate(&extrinsic).is_err());
    // An author may put it in his own block; it has no authority there.
    let before = chain.state(snapshot);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Err(DispatchError::BadOrigin))]);
    assert_eq!(chain.digest().outcomes, Vec::<u8>::new());
    assert_eq!(chain.state(snapshot), before);
}

#[test]
fn a_pool_call_outside_an_extrinsic_or_beside_another_in_it_is_refused() {
    let mut chain = Chain::new();
    let bundle = proofs().shield_by(&chain, Alice);
    chain.state(|| {
        let origin = || RawOrigin::Signed(Alice.to_account_id()).into();
        assert_noop!(ShieldedPool::shield(origin(), boxed(&bundle)), Error::<Test>::NotOutermost);
        System::note_finished_initialize();
        System::set_block_number(1);
        frame_support::hypothetically!({
            crate::Outcomes::<Test>::put(vec![1]);
            assert_noop!(
                ShieldedPool::shield(origin(), boxed(&bundle)),
                Error::<Test>::NotOutermost
            );
        });
    });
}

#[test]
fn the_configuration_passes_its_integrity_test() {
    sp_io::TestExternalities::default().execute_with(ShieldedPool::integrity_test);
}

/// Dispatches an authorised unshield on a state that was damaged after the authorisation, which no
/// extrinsic can do. Debug builds panic, which is what `defensive!` is for.
fn dispatch_on(damage: fn()) {
    let mut chain = funded();
    let eve = Eve.to_account_id();
    let bundle = proofs().unshield_to(&chain, &eve);
    chain.state(|| {
        System::note_finished_initialize();
        damage();
        let call = crate::Call::unshield { recipient: eve.clone(), bundle: boxed(&bundle) };
        let call = RuntimeCall::from(call);
        assert_noop!(
            call.dispatch(RawOrigin::Authorized.into()).map_err(|error| error.error),
            Error::<Test>::Inconsistent
        );
    });
}

#[test]
#[cfg_attr(debug_assertions, should_panic)]
fn an_authorised_call_whose_nullifier_is_spent_all_the_same_changes_nothing() {
    dispatch_on(|| {
        crate::Nullifiers::<Test>::insert(1, proofs().unshield.bundle.nullifiers[2], ());
    });
}

#[test]
#[cfg_attr(debug_assertions, should_panic)]
fn an_authorised_call_that_the_turnstile_does_not_cover_changes_nothing() {
    dispatch_on(|| crate::Turnstile::<Test>::remove(1, 1));
}

#[test]
#[cfg_attr(debug_assertions, should_panic)]
fn an_authorised_call_that_the_pool_account_cannot_pay_changes_nothing() {
    dispatch_on(|| {
        let pool = ShieldedPool::account_id();
        frame_system::Account::<Test>::mutate(&pool, |account| account.data.free = PAYOUT);
    });
}
