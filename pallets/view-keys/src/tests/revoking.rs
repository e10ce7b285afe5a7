//! Revocation by an account, and by its signature alone.

use frame_support::{
    assert_noop, dispatch::DispatchClass, dispatch::GetDispatchInfo, traits::Get, weights::Weight,
};
use frame_system::{limits::BlockWeights, RawOrigin};
use jubjub::Fr;
use pallet_shielded_pool::NOT_CANONICAL_CODE;
use shoji_shielded::grant::{
    revocation::{self, RevocationFee},
    rules::RevocationRefusal::{self, *},
};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Ferdie};
use sp_runtime::{
    traits::BadOrigin,
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    DispatchError,
};

use super::scene::*;
use crate::{mock::*, Error};

/// The general transaction that revokes [`Proofs::full`].
fn revocation(chain: &Chain) -> Extrinsic {
    chain.general(revoke(proofs().full.id(), proofs().full.revocation()))
}

/// What other signatures say of the fee.
const FEE: RevocationFee = RevocationFee::FromDeposit;

fn issuance(chain: &mut Chain) -> u128 {
    chain.state(Balances::total_issuance)
}

#[test]
fn anybody_who_has_the_signature_revokes_and_the_payer_gets_the_whole_deposit_back() {
    let mut chain = granted();
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT - GRANT_DEPOSIT, GRANT_DEPOSIT));
    succeed(&mut chain, Bob, revoke(proofs().full.id(), proofs().full.signed_revocation()));
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
    let id = proofs().full.id();
    chain.state(|| {
        assert!(!crate::Grants::<Test>::contains_key(id));
        assert_eq!(crate::GrantsOf::<Test>::iter().count(), 0);
        assert_eq!(crate::Revoked::<Test>::get(id), Some(EXPIRY));
    });
    assert_eq!(entry(&mut chain, Charlie).unwrap().outstanding, 0);
}

#[test]
fn a_revocation_without_an_account_pays_the_author_from_the_deposit() {
    let mut chain = granted();
    let before = issuance(&mut chain);
    let extrinsic = revocation(&chain);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT - u128::from(BASE_FEE), 0));
    assert_eq!(balance(&mut chain, Ferdie), (u128::from(BASE_FEE), 0));
    assert_eq!(issuance(&mut chain), before);
}

#[test]
fn the_fee_is_burnt_where_there_is_no_author_and_goes_to_a_payer_who_is_the_author() {
    let mut chain = granted();
    let before = issuance(&mut chain);
    BlockAuthor::set(None);
    let extrinsic = revocation(&chain);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT - u128::from(BASE_FEE), 0));
    assert_eq!(issuance(&mut chain), before - u128::from(BASE_FEE));

    let mut chain = granted();
    BlockAuthor::set(Some(Alice.to_account_id()));
    let extrinsic = revocation(&chain);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
}

#[test]
fn a_grant_is_revoked_once() {
    let mut chain = granted();
    let id = proofs().full.id();
    let (first, second) = (revocation(&chain), revocation(&chain));
    assert_eq!(chain.block(vec![first.clone(), second]), [Ok(Ok(())), Err(invalid(GrantRevoked))]);
    assert_eq!(balance(&mut chain, Ferdie), (u128::from(BASE_FEE), 0));
    assert_refused(&mut chain, first, GrantRevoked);
    let again = revoke(id, proofs().full.revocation());
    assert_fails(&mut chain, Bob, again.clone(), Error::GrantRevoked);
    // Not even once the id is forgotten.
    idle_until(&mut chain, EXPIRY + 2);
    assert_eq!(chain.state(|| crate::Revoked::<Test>::get(id)), None);
    let extrinsic = revocation(&chain);
    assert_refused(&mut chain, extrinsic, UnknownGrant);
    assert_fails(&mut chain, Bob, again, Error::UnknownGrant);
}

#[test]
fn another_signature_revokes_nothing() {
    let mut chain = granted();
    succeed(&mut chain, Bob, crate::Call::grant { grant: Box::new(proofs().hidden.signed()) });
    let (full, hidden) = (&proofs().full, &proofs().hidden);
    let by_another_key = hidden.revocation_for(&GENESIS, &full.id(), FEE);
    let of_another_grant = full.revocation_for(&GENESIS, &hidden.id(), FEE);
    let of_another_chain = full.revocation_for(&[8; 32], &full.id(), FEE);
    let of_the_grant = full.signed().signature;
    let by_the_auditor =
        revocation::sign(&sealing_secret(Charlie, 1), &GENESIS, &full.id(), FEE, &mut rng());
    let by_anybody = revocation::sign(&Fr::from(1), &GENESIS, &full.id(), FEE, &mut rng());
    let signatures = [
        by_another_key,
        of_another_grant,
        of_another_chain,
        of_the_grant,
        by_the_auditor,
        by_anybody,
        hidden.revocation(),
        [0; 64],
        [0xff; 64],
    ];
    for signature in signatures {
        let call = revoke(full.id(), signature);
        let extrinsic = chain.general(call.clone());
        assert_refused(&mut chain, extrinsic, InvalidSignature);
        // Nobody's account makes up for it: not the payer's, not the auditor's.
        for who in [Alice, Charlie] {
            assert_fails(&mut chain, who, call.clone(), Error::InvalidSignature);
        }
    }
}

#[test]
fn whoever_includes_a_revocation_does_not_choose_who_pays_for_it() {
    let mut chain = granted();
    let id = proofs().full.id();
    let signed = chain.general(revoke(id, proofs().full.signed_revocation()));
    assert_refused(&mut chain, signed, InvalidSignature);
    let general = revoke(id, proofs().full.revocation());
    assert_fails(&mut chain, Bob, general, Error::InvalidSignature);
}

#[test]
fn an_auditor_renounces_its_grants_and_nobody_elses() {
    let mut chain = granted();
    let id = proofs().full.id();
    let renounce = crate::Call::renounce { grant_id: id };
    assert_fails(&mut chain, Bob, renounce.clone(), Error::NotTheAuditor);
    assert_fails(&mut chain, Alice, renounce.clone(), Error::NotTheAuditor);
    assert_fails(
        &mut chain,
        Charlie,
        crate::Call::renounce { grant_id: [1; 32] },
        Error::UnknownGrant,
    );
    succeed(&mut chain, Charlie, crate::Call::deregister_auditor {});
    assert!(entry(&mut chain, Charlie).unwrap().closing);
    succeed(&mut chain, Charlie, renounce.clone());
    // The payer has the deposit back, and the auditor is gone with the last grant.
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
    assert!(entry(&mut chain, Charlie).is_none());
    assert_fails(&mut chain, Charlie, renounce, Error::GrantRevoked);
    let again = crate::Call::grant { grant: Box::new(proofs().full.signed()) };
    assert_fails(&mut chain, Alice, again, Error::UnknownAuditor);
    chain.state(|| ViewKeys::do_try_state().unwrap());
}

#[test]
fn rules_of_a_revocation_have_their_order_and_their_codes() {
    let mut chain = granted();
    let id = proofs().full.id();
    let nothing = [0; 64];
    let unknown = chain.general(revoke([1; 32], nothing));
    assert_refused(&mut chain, unknown, UnknownGrant);
    assert_fails(&mut chain, Bob, revoke([1; 32], nothing), Error::UnknownGrant);
    // The fee has risen above the deposit since.
    let wrong = chain.general(revoke(id, nothing));
    Fee::set(GRANT_DEPOSIT as u64 + 1);
    assert_refused(&mut chain, wrong.clone(), DepositTooSmall);
    Fee::set(GRANT_DEPOSIT as u64);
    assert_refused(&mut chain, wrong.clone(), InvalidSignature);
    Fee::set(BASE_FEE);
    idle_until(&mut chain, EXPIRY + 1);
    let late = chain.general(revoke(id, proofs().full.revocation()));
    for extrinsic in [wrong, late] {
        assert_eq!(chain.validate(&extrinsic), Err(invalid(GrantExpired)));
        assert_eq!(
            chain.apply_to_filled(&extrinsic, Weight::zero(), 0),
            Err(invalid(GrantExpired))
        );
    }
    assert_would_fail(&mut chain, Bob, revoke(id, nothing), Error::GrantExpired);
    for refusal in RevocationRefusal::ALL {
        assert_eq!(format!("{:?}", Error::<Test>::from(*refusal)), refusal.name());
    }
}

#[test]
fn a_deposit_of_exactly_the_fee_pays_for_its_revocation() {
    let mut chain = granted();
    Fee::set(GRANT_DEPOSIT as u64);
    let extrinsic = revocation(&chain);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT - GRANT_DEPOSIT, 0));
    assert_eq!(balance(&mut chain, Ferdie), (GRANT_DEPOSIT, 0));
    Fee::set(BASE_FEE);
}

#[test]
fn a_deposit_that_was_taken_pays_for_no_revocation() {
    use frame_support::traits::{
        fungible::MutateHold,
        tokens::{Fortitude, Precision},
    };
    let mut chain = granted();
    let alice = Alice.to_account_id();
    chain.state(|| {
        let reason = crate::HoldReason::Grant.into();
        Balances::burn_held(&reason, &alice, 1, Precision::Exact, Fortitude::Force).unwrap();
        assert!(ViewKeys::do_try_state().is_err());
    });
    let extrinsic = revocation(&chain);
    assert_eq!(chain.validate(&extrinsic), Err(invalid(DepositTooSmall)));
}

#[test]
fn the_last_block_for_a_revocation_is_that_of_the_expiry() {
    let mut chain = granted();
    let extrinsic = revocation(&chain);
    // Longevity counts from the block before the next one.
    idle_until(&mut chain, EXPIRY - 3);
    assert_eq!(chain.validate(&extrinsic).unwrap().longevity, 4);
    idle_until(&mut chain, EXPIRY);
    assert_eq!(chain.validate(&extrinsic).unwrap().longevity, 1);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    // And its id is cleaned in the block after it.
    assert_eq!(chain.state(|| crate::Revoked::<Test>::iter().count()), 1);
    chain.idle(1);
    assert_eq!(chain.state(|| crate::Revoked::<Test>::iter().count()), 0);
    assert_eq!(chain.state(|| crate::Expiries::<Test>::iter().count()), 0);
}

#[test]
fn one_revocation_of_a_grant_waits_whatever_its_signature() {
    let mut chain = granted();
    let id = proofs().full.id();
    // The same message, another nonce.
    let other = proofs().full.revocation_again();
    assert_ne!(other, proofs().full.revocation());
    let one = chain.validate(&revocation(&chain)).unwrap();
    let two = chain.validate(&chain.general(revoke(id, other))).unwrap();
    assert_eq!(one, two);
    assert_eq!(one.provides.len(), 1);
    assert!(one.requires.is_empty() && one.propagate);
    assert!(one.priority > BASE_FEE);
}

#[test]
fn neither_root_nor_nobody_revokes() {
    let mut chain = granted();
    let (id, signature) = (proofs().full.id(), proofs().full.revocation());
    chain.state(|| {
        for origin in [RawOrigin::Root, RawOrigin::None] {
            assert_noop!(ViewKeys::revoke(origin.into(), id, signature), BadOrigin);
        }
    });
    // An author may put it in his own block as it is; it has no authority there.
    let bare = Extrinsic::new_bare(revoke(id, signature).into());
    assert!(chain.validate(&bare).is_err());
    let before = chain.state(snapshot);
    assert_eq!(chain.block(vec![bare]), [Ok(Err(DispatchError::BadOrigin))]);
    assert_eq!(chain.state(snapshot), before);
}

#[test]
fn one_wrapping_of_a_revocation_is_valid_and_no_other() {
    let mut chain = granted();
    let call = revoke(proofs().full.id(), proofs().full.revocation());
    assert!(chain.validate(&chain.general(call.clone())).is_ok());
    for nonce in [1, 64, u32::MAX] {
        let other = chain.general_with_nonce(call.clone(), nonce);
        let refused = InvalidTransaction::Custom(NOT_CANONICAL_CODE).into();
        assert_eq!(chain.validate(&other), Err(refused));
        assert_eq!(chain.block(vec![other]), [Err(refused)]);
    }
    // What somebody signs has the nonce of the signer.
    for _ in 0..2 {
        assert_fails(&mut chain, Bob, revoke([1; 32], [0; 64]), Error::UnknownGrant);
    }
    succeed(&mut chain, Bob, revoke(proofs().full.id(), proofs().full.signed_revocation()));
}

#[test]
fn a_block_that_is_full_verifies_no_revocation() {
    const EXHAUSTS: TransactionValidityError =
        TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
    let mut chain = granted();
    let (right, wrong) = (revocation(&chain), chain.general(revoke(proofs().full.id(), [0; 64])));
    let limits: BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
    let normal = limits.get(DispatchClass::Normal);
    let weight = right.get_dispatch_info().total_weight() + normal.base_extrinsic;
    let room = Weight::from_parts(normal.max_total.unwrap().ref_time() - weight.ref_time(), 0);
    assert_eq!(chain.apply_to_filled(&right, room, 0), Ok(Ok(())));
    assert_eq!(chain.apply_to_filled(&wrong, room, 0), Err(invalid(InvalidSignature)));
    let full = room + Weight::from_parts(1, 0);
    for extrinsic in [&right, &wrong] {
        assert_eq!(chain.apply_to_filled(extrinsic, full, 0), Err(EXHAUSTS));
    }
}

#[test]
fn an_author_who_includes_an_invalid_revocation_has_no_valid_block() {
    let mut chain = granted();
    let right = revocation(&chain);
    let mut block = chain.author(vec![right]);
    assert!(chain.imports(block.clone()));
    block.extrinsics[0] = chain.general(revoke(proofs().full.id(), [0; 64]));
    assert!(!chain.imports(block));
}
