//! What surrounds a pool call without an account, and the block it is to go into: both are looked at before any rule.

use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo},
    traits::Get,
    weights::Weight,
};
use frame_system::limits::{BlockLength, BlockWeights};
use shoji_shielded::{bundle::Bundle, rules::Violation::*};
use sp_keyring::Sr25519Keyring::{Bob, Eve};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

use super::scene::*;
use crate::{mock::*, Call, NOT_CANONICAL_CODE};

const EXHAUSTS: TransactionValidityError =
    TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);

/// The weight at which a block has just room for this extrinsic.
fn just_room_for(extrinsic: &Extrinsic) -> Weight {
    let limits: BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
    let normal = limits.get(DispatchClass::Normal);
    let weight = extrinsic.get_dispatch_info().total_weight() + normal.base_extrinsic;
    Weight::from_parts(normal.max_total.unwrap().ref_time() - weight.ref_time(), 0)
}

/// The transfer with the proof of another.
fn with_a_false_proof(chain: &Chain) -> Extrinsic {
    let proof = proofs().conflict.bundle.proof;
    chain.transfer(&Bundle { proof, ..proofs().transfer_on(chain) })
}

#[test]
fn a_block_that_is_full_verifies_no_proof() {
    let mut chain = funded();
    let (right, wrong) =
        (chain.transfer(&proofs().transfer_on(&chain)), with_a_false_proof(&chain));
    let room = just_room_for(&right);
    assert_eq!(chain.apply_to_filled(&right, room, 0), Ok(Ok(())));
    assert_eq!(chain.apply_to_filled(&wrong, room, 0), Err(invalid(InvalidProof)));
    let full = room + Weight::from_parts(1, 0);
    for extrinsic in [&right, &wrong] {
        assert_eq!(chain.apply_to_filled(extrinsic, full, 0), Err(EXHAUSTS));
    }
    let limits: BlockLength = <Test as frame_system::Config>::BlockLength::get();
    let long = *limits.max.get(DispatchClass::Normal) as usize;
    assert_eq!(chain.apply_to_filled(&wrong, Weight::zero(), long), Err(EXHAUSTS));
}

#[test]
fn a_bundle_that_waits_is_valid_however_full_the_block_is_that_was_built_last() {
    let mut chain = funded();
    let extrinsic = chain.transfer(&proofs().transfer_on(&chain));
    chain.state(|| System::set_block_consumed_resources(Weight::MAX, 0));
    assert!(chain.validate(&extrinsic).is_ok());
}

#[test]
fn one_wrapping_of_a_bundle_is_valid_and_no_other() {
    let mut chain = funded();
    let eve = Eve.to_account_id();
    let transfer = Call::transfer { bundle: Box::new(proofs().transfer_on(&chain)) };
    let payout = Box::new(proofs().unshield_to(&chain, &eve));
    for call in [transfer, Call::unshield { recipient: eve, bundle: payout }] {
        assert!(chain.validate(&chain.general(call.clone())).is_ok());
        for nonce in [1, 64, u32::MAX] {
            let other = chain.general_with_nonce(call.clone(), nonce);
            let refused = InvalidTransaction::Custom(NOT_CANONICAL_CODE).into();
            assert_eq!(chain.validate(&other), Err(refused));
            assert_eq!(chain.block(vec![other]), [Err(refused)]);
        }
    }
}

#[test]
fn what_somebody_signs_is_wrapped_as_the_signer_likes() {
    let mut chain = funded();
    let remark = || RuntimeCall::from(frame_system::Call::remark { remark: vec![1] });
    for _ in 0..2 {
        let signed = chain.signed(Bob, remark());
        assert_eq!(chain.block(vec![signed]), [Ok(Ok(()))]);
    }
    // A shield with a nonce above 0 is one among others.
    let bundle = proofs().shield_by(&chain, Bob);
    let shield = chain.shield(Bob, &bundle);
    assert_eq!(chain.block(vec![shield]), [failed(crate::Error::NullifierSpent)]);
}
