//! A note is spent once, whatever carries the spend, and every note can be spent.

use shoji_shielded::{bundle::Bundle, rules::Violation::*};
use sp_keyring::Sr25519Keyring::{Alice, Eve};
use sp_runtime::transaction_validity::InvalidTransaction;

use super::{
    scene::*,
    wallet::{OwnNote, Plan},
};
use crate::mock::*;

#[test]
fn two_spends_of_a_note_in_one_block_execute_once() {
    let mut chain = funded();
    let (transfer, conflict) = conflicting(&chain);
    let results = chain.block(vec![transfer, conflict]);
    assert_eq!(results, [Ok(Ok(())), Err(invalid(NullifierSpent))]);
    assert_eq!(in_pool(&mut chain), FUNDING - u128::from(BASE_FEE));
}

#[test]
fn a_spend_of_a_note_spent_in_an_earlier_block_is_refused() {
    let mut chain = funded();
    let (transfer, conflict) = conflicting(&chain);
    assert_eq!(chain.block(vec![conflict]), [Ok(Ok(()))]);
    chain.idle(2);
    assert_refused(&mut chain, transfer, NullifierSpent);
}

#[test]
fn on_two_forks_each_of_two_conflicting_spends_executes_once_and_funds_are_conserved() {
    for first in [true, false] {
        let mut fork = funded();
        let (transfer, conflict) = conflicting(&fork);
        let (winner, loser) = if first { (transfer, conflict) } else { (conflict, transfer) };
        assert_eq!(fork.block(vec![winner]), [Ok(Ok(()))]);
        assert_refused(&mut fork, loser, NullifierSpent);
        assert_eq!(in_pool(&mut fork), FUNDING - u128::from(BASE_FEE));
    }
}

#[test]
fn conflicting_spends_provide_a_common_tag_so_the_pool_keeps_one() {
    let mut chain = funded();
    let (transfer, conflict) = conflicting(&chain);
    let mine = chain.validate(&transfer).unwrap().provides;
    let theirs = chain.validate(&conflict).unwrap().provides;
    let common = mine.iter().filter(|tag| theirs.contains(tag)).count();
    assert_eq!(common, 1);
}

#[test]
fn the_same_bundle_in_another_extrinsic_executes_once() {
    let mut chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let plain = chain.transfer(&bundle);
    // Another extrinsic around the same bytes: nobody signs the nonce of a transaction without a signer, so
    // anybody could make as many as he likes.
    let call = crate::Call::transfer { bundle: Box::new(bundle.clone()) };
    let other = chain.general_with_nonce(call, 9);
    assert_ne!(codec::Encode::encode(&plain), codec::Encode::encode(&other));
    let not_canonical = InvalidTransaction::Custom(crate::NOT_CANONICAL_CODE).into();
    assert_eq!(chain.validate(&other), Err(not_canonical));
    let body = vec![other.clone(), plain.clone(), other, plain.clone()];
    let (refused, spent) = (Err(not_canonical), Err(invalid(NullifierSpent)));
    assert_eq!(chain.block(body), [refused, Ok(Ok(())), refused, spent]);
    assert_refused(&mut chain, plain, NullifierSpent);
}

#[test]
fn the_same_shield_bundle_executes_once() {
    let mut chain = funded();
    let bundle = proofs().shield_by(&chain, Alice);
    assert_shield_fails(&mut chain, &bundle, crate::Error::NullifierSpent);
}

#[test]
fn equal_commitments_are_both_spendable() {
    let mut chain = funded();
    let shield = &proofs().shield.bundle;
    assert_eq!(shield.outputs[0].cm, shield.outputs[1].cm, "the funding notes are twins");
    let eve = Eve.to_account_id();
    let first = proofs().transfer_on(&chain);
    let second = proofs().unshield_to(&chain, &eve);
    let body = vec![chain.transfer(&first), chain.unshield(&eve, &second)];
    assert_eq!(chain.block(body), [Ok(Ok(())); 2]);
    assert_eq!(balance(&mut chain, &eve), PAYOUT);
}

#[test]
fn a_payment_received_in_one_block_is_spent_in_the_next() {
    let mut chain = funded();
    let mut wallet = proofs().wallet.clone();
    let fee = BASE_FEE;
    let change = wallet.note(NOTE - u128::from(fee));
    let inputs = vec![proofs().notes[2]];
    let plan = Plan { inputs, outputs: vec![change], fee, ..Plan::default() };
    let bundle = wallet.prove(plan, EXPIRY).signed(&chain.genesis_hash, &[0; 32]);
    assert_eq!(chain.block(vec![chain.transfer(&bundle)]), [Ok(Ok(()))]);

    wallet.read(&chain);
    let received: OwnNote = wallet.locate(change);
    let unshielded = change.value - 8 * u128::from(fee);
    let plan = Plan { inputs: vec![received], unshielded, fee: 8 * fee, ..Plan::default() };
    let eve = Eve.to_account_id();
    let bundle = wallet.prove(plan, EXPIRY).signed(&chain.genesis_hash, eve.as_ref());
    let extrinsic = chain.unshield(&eve, &bundle);
    let priority = chain.validate(&extrinsic).unwrap().priority;
    assert_eq!(priority, unshields_per_block() * 8 * BASE_FEE);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(balance(&mut chain, &eve), unshielded);
}

#[test]
fn a_note_of_this_block_is_not_yet_an_anchor() {
    let mut chain = Chain::new();
    let shield = proofs().shield_by(&chain, Alice);
    let transfer = proofs().transfer_on(&chain);
    let transfer = Bundle { expiry: EXPIRY - 1, ..transfer };
    let body = vec![chain.shield(Alice, &shield), chain.transfer(&transfer)];
    assert_eq!(chain.block(body), [Ok(Ok(())), Err(invalid(UnknownAnchor))]);
}

fn conflicting(chain: &Chain) -> (Extrinsic, Extrinsic) {
    let conflict = proofs().conflict.signed(&chain.genesis_hash, &[0; 32]);
    (chain.transfer(&proofs().transfer_on(chain)), chain.transfer(&conflict))
}
