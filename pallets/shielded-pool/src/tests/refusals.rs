//! Every rule of docs/protocol §7.1, broken alone.

use codec::{Decode, Encode};
use shoji_shielded::{
    bundle::Bundle,
    rules::Violation::{self, *},
    tree,
};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Eve};

use super::scene::*;
use crate::{mock::*, Error, Refusal};

/// A transfer changed before it is signed.
fn changed(chain: &Chain, change: impl FnOnce(&mut Bundle)) -> Bundle {
    let mut proven = proofs().transfer.clone();
    change(&mut proven.bundle);
    proven.signed(&chain.genesis_hash, &[0; 32])
}

fn assert_transfer_refused(change: impl FnOnce(&mut Bundle), violation: Violation) {
    let mut chain = funded();
    let bundle = changed(&chain, change);
    let extrinsic = chain.transfer(&bundle);
    assert_refused(&mut chain, extrinsic, violation);
}

/// `n + r` for the encoding of `n`.
fn alias(bytes: [u8; 32]) -> [u8; 32] {
    let modulus: [u8; 32] =
        sp_core::hex2array!("01000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73");
    let mut sum = [0; 32];
    let mut carry = 0u16;
    for i in 0..32 {
        carry += u16::from(bytes[i]) + u16::from(modulus[i]);
        sum[i] = carry as u8;
        carry >>= 8;
    }
    assert_eq!(carry, 0, "the alias has 32 bytes");
    sum
}

/// Encodings of points of small order: the identity, of order two, of order four.
fn small_order() -> [[u8; 32]; 3] {
    let mut identity = [0; 32];
    identity[0] = 1;
    let minus_one =
        sp_core::hex2array!("00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73");
    [identity, minus_one, [0; 32]]
}

#[test]
fn rule_1_an_unregistered_circuit_version_is_refused() {
    assert_transfer_refused(|b| b.circuit_version = 2, UnknownCircuit);
    assert_transfer_refused(|b| b.circuit_version = 0, UnknownCircuit);
}

#[test]
fn rule_1_a_second_registered_key_does_not_open_the_first_ones_tree() {
    // A version without a tree and a nullifier set of its own could spend the notes of another again.
    let mut chain = funded();
    chain.state(|| {
        let key = crate::VerifyingKeys::<Test>::get(1, 1).unwrap();
        crate::VerifyingKeys::<Test>::insert(1, 2, key);
    });
    let mut proven = proofs().transfer.clone();
    proven.bundle.circuit_version = 2;
    let bundle = proven.signed(&chain.genesis_hash, &[0; 32]);
    let extrinsic = chain.transfer(&bundle);
    assert_refused(&mut chain, extrinsic, UnknownCircuit);
}

#[test]
fn rule_2_a_field_element_plus_the_modulus_is_refused_everywhere() {
    let anchor = |b: &mut Bundle| b.anchor = alias(b.anchor);
    assert_transfer_refused(anchor, NonCanonicalField);
    for i in 0..3 {
        let nullifier = |b: &mut Bundle| b.nullifiers[i] = alias(b.nullifiers[i]);
        assert_transfer_refused(nullifier, NonCanonicalField);
        let commitment = |b: &mut Bundle| b.outputs[i].cm = alias(b.outputs[i].cm);
        assert_transfer_refused(commitment, NonCanonicalField);
    }
    for i in 0..8 {
        let word = |b: &mut Bundle| b.audit_words[i] = alias(b.audit_words[i]);
        assert_transfer_refused(word, NonCanonicalField);
    }
}

#[test]
fn rule_3_a_zero_commitment_is_refused() {
    for i in 0..3 {
        assert_transfer_refused(|b| b.outputs[i].cm = [0; 32], ZeroCommitment);
    }
}

#[test]
fn rule_4_a_nullifier_twice_in_a_bundle_is_refused() {
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        assert_transfer_refused(|b| b.nullifiers[i] = b.nullifiers[j], DuplicateNullifier);
    }
}

#[test]
fn rule_5_an_asset_in_a_transfer_none_in_an_unshield_or_an_unknown_one_is_refused() {
    assert_transfer_refused(|b| b.asset_pub = 1, InvalidAsset);
    assert_transfer_refused(|b| b.asset_pub = 2, InvalidAsset);
    let mut chain = funded();
    for asset in [0, 2, u64::from(u32::MAX), (1 << 32) + 7] {
        let bundle = changed_unshield(&chain, |b| b.asset_pub = asset);
        let extrinsic = chain.unshield(&Eve.to_account_id(), &bundle);
        assert_refused(&mut chain, extrinsic, InvalidAsset);
    }
}

/// An unshield to Eve changed before it is signed.
fn changed_unshield(chain: &Chain, change: impl FnOnce(&mut Bundle)) -> Bundle {
    let mut proven = proofs().unshield.clone();
    change(&mut proven.bundle);
    proven.signed(&chain.genesis_hash, Eve.to_account_id().as_ref())
}

#[test]
fn rule_6_an_amount_in_a_transfer_and_none_in_an_unshield_is_refused() {
    assert_transfer_refused(|b| b.amount = 1, InvalidAmount);
    let mut chain = funded();
    let bundle = changed_unshield(&chain, |b| b.amount = 0);
    let extrinsic = chain.unshield(&Eve.to_account_id(), &bundle);
    assert_refused(&mut chain, extrinsic, InvalidAmount);
}

#[test]
fn rule_7_a_fee_outside_the_schedule_is_refused() {
    for fee in [0, 1, BASE_FEE - 1, BASE_FEE + 1, 3 * BASE_FEE, 16 * BASE_FEE, u64::MAX] {
        assert_transfer_refused(|b| b.fee = fee, FeeNotInSchedule);
    }
    // Inside the schedule it is the proof that knows the fee.
    for fee in [2, 4, 8].map(|multiplier| multiplier * BASE_FEE) {
        assert_transfer_refused(|b| b.fee = fee, InvalidProof);
    }
}

#[test]
fn rule_8_an_expired_bundle_is_refused() {
    assert_transfer_refused(|b| b.expiry = 1, Expired);
    assert_transfer_refused(|b| b.expiry = 0, Expired);
}

#[test]
fn rule_9_an_expiry_behind_the_window_is_refused() {
    assert_transfer_refused(|b| b.expiry = 2 + Window::get() + 1, ExpiryTooFar);
    assert_transfer_refused(|b| b.expiry = u32::MAX, ExpiryTooFar);
}

#[test]
fn rule_10_an_anchor_that_was_never_a_root_is_refused() {
    assert_transfer_refused(|b| b.anchor = b.nullifiers[0], UnknownAnchor);
    assert_transfer_refused(|b| b.anchor = [0; 32], UnknownAnchor);
}

#[test]
fn rule_11_a_spent_nullifier_is_refused() {
    let mut chain = funded();
    let spent = proofs().shield.bundle.nullifiers[1];
    let bundle = changed(&chain, |b| b.nullifiers[2] = spent);
    let extrinsic = chain.transfer(&bundle);
    assert_refused(&mut chain, extrinsic, NullifierSpent);
}

#[test]
fn rule_12_an_ephemeral_key_of_small_order_or_not_canonical_is_refused() {
    for key in small_order().into_iter().chain([[0xff; 32]]) {
        for i in 0..3 {
            assert_transfer_refused(|b| b.outputs[i].epk = key, InvalidEphemeralKey);
        }
    }
}

#[test]
fn rule_13_a_randomized_key_of_small_order_or_not_canonical_is_refused() {
    for key in small_order().into_iter().chain([[0xff; 32]]) {
        assert_transfer_refused(|b| b.rk = key, InvalidRandomizedKey);
    }
}

#[test]
fn rule_14_a_signature_by_another_key_or_none_is_refused() {
    let mut chain = funded();
    let other = proofs().conflict.signed(&chain.genesis_hash, &[0; 32]).signature;
    for signature in [[0; 64], other] {
        let bundle = Bundle { signature, ..proofs().transfer_on(&chain) };
        let extrinsic = chain.transfer(&bundle);
        assert_refused(&mut chain, extrinsic, InvalidSignature);
    }
}

#[test]
fn rule_15_a_proof_of_another_bundle_or_with_the_identity_in_it_is_refused() {
    let mut chain = funded();
    let other = proofs().conflict.bundle.proof;
    let mut identities = proofs().transfer.bundle.proof;
    identities[..48].fill(0);
    identities[0] = 0xc0;
    let bundle = proofs().transfer_on(&chain);
    for proof in [other, identities, [0; 192], [0xff; 192]] {
        let extrinsic = chain.transfer(&Bundle { proof, ..bundle.clone() });
        assert_refused(&mut chain, extrinsic, InvalidProof);
    }
}

#[test]
fn rule_16_more_than_the_pool_holds_is_refused_before_the_proof_is_looked_at() {
    let mut chain = funded();
    let eve = Eve.to_account_id();
    // The fee does not fit any more; nor do sums beyond 128 bits.
    for amount in [FUNDING - u128::from(BASE_FEE) + 1, FUNDING + 1, u128::MAX] {
        let bundle = changed_unshield(&chain, |b| b.amount = amount);
        let extrinsic = chain.unshield(&eve, &bundle);
        assert_refused(&mut chain, extrinsic, PoolInsufficient);
    }
    // The last unit that fits: what is wrong with this bundle is its proof.
    let bundle = changed_unshield(&chain, |b| b.amount = FUNDING - u128::from(BASE_FEE));
    let extrinsic = chain.unshield(&eve, &bundle);
    assert_refused(&mut chain, extrinsic, InvalidProof);
}

#[test]
fn rule_17_a_recipient_below_the_existential_deposit_is_refused_before_the_proof_is_looked_at() {
    let mut chain = funded();
    let eve = Eve.to_account_id();
    let bundle = changed_unshield(&chain, |b| b.amount = EXISTENTIAL_DEPOSIT - 1);
    let extrinsic = chain.unshield(&eve, &bundle);
    assert_refused(&mut chain, extrinsic, RecipientCannotReceive);
    let bundle = changed_unshield(&chain, |b| b.amount = EXISTENTIAL_DEPOSIT);
    let extrinsic = chain.unshield(&eve, &bundle);
    assert_refused(&mut chain, extrinsic, InvalidProof);
}

#[test]
fn rule_17_the_pool_itself_is_no_recipient() {
    let mut chain = funded();
    let pool = chain.state(ShieldedPool::account_id);
    let bundle = proofs().unshield_to(&chain, &pool);
    let extrinsic = chain.unshield(&pool, &bundle);
    assert_refused(&mut chain, extrinsic, RecipientCannotReceive);
}

#[test]
fn a_shield_reports_the_same_rules_as_errors() {
    type Change = fn(&mut Bundle);
    let changes: [(Change, Error<Test>); 15] = [
        (|b| b.circuit_version = 9, Error::UnknownCircuit),
        (|b| b.anchor = alias(b.anchor), Error::NonCanonicalField),
        (|b| b.outputs[0].cm = [0; 32], Error::ZeroCommitment),
        (|b| b.nullifiers[0] = b.nullifiers[1], Error::DuplicateNullifier),
        (|b| b.asset_pub = 0, Error::InvalidAsset),
        (|b| b.amount = 0, Error::InvalidAmount),
        (|b| b.fee = BASE_FEE, Error::FeeNotInSchedule),
        (|b| b.expiry = 0, Error::Expired),
        (|b| b.expiry = u32::MAX, Error::ExpiryTooFar),
        (|b| b.anchor = [7; 32], Error::UnknownAnchor),
        (|b| b.nullifiers[0] = proofs().shield.bundle.nullifiers[0], Error::NullifierSpent),
        (|b| b.outputs[2].epk = [0; 32], Error::InvalidEphemeralKey),
        (|b| b.rk = [0; 32], Error::InvalidRandomizedKey),
        (|b| b.signature[40] ^= 1, Error::InvalidSignature),
        (|b| b.amount += 1, Error::InvalidProof),
    ];
    let mut chain = funded();
    for (change, error) in changes {
        let mut proven = proofs().transfer.clone();
        proven.kind = proofs().shield.kind;
        proven.bundle.asset_pub = 1;
        proven.bundle.amount = 5_000;
        proven.bundle.fee = 0;
        change(&mut proven.bundle);
        let signature = proven.bundle.signature;
        let mut bundle = proven.signed(&chain.genesis_hash, Alice.to_account_id().as_ref());
        for (byte, tampered) in bundle.signature.iter_mut().zip(signature) {
            *byte ^= tampered;
        }
        assert_shield_fails(&mut chain, &bundle, error);
    }
}

#[test]
fn a_depositor_who_cannot_pay_and_live_is_refused() {
    let mut chain = Chain::new();
    let poor = Bob;
    let account = poor.to_account_id();
    chain.state(|| {
        frame_system::Account::<Test>::mutate(&account, |state| {
            state.data.free = FUNDING + EXISTENTIAL_DEPOSIT - 1;
        })
    });
    let bundle = proofs().shield_by(&chain, poor);
    let extrinsic = chain.shield(poor, &bundle);
    assert_eq!(chain.block(vec![extrinsic]), [failed(Error::DepositorCannotPay)]);
    chain.state(|| frame_system::Account::<Test>::mutate(&account, |state| state.data.free += 1));
    let extrinsic = chain.shield(poor, &bundle);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(balance(&mut chain, &account), EXISTENTIAL_DEPOSIT);
}

#[test]
fn a_tree_without_room_for_three_commitments_refuses_with_its_own_code() {
    let mut chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let extrinsic = chain.transfer(&bundle);
    // Three digits a level are complete left of the last position.
    let nodes = |missing: u64| {
        let next = tree::CAPACITY - missing;
        let count = (0..tree::DEPTH).map(|level| tree::digit(next, level)).sum();
        (next, vec![[1u8; 32]; count]).encode()
    };
    let set = |chain: &mut Chain, missing| {
        let frontier = tree::Frontier::decode(&mut &nodes(missing)[..]).unwrap();
        chain.state(|| crate::Frontier::<Test>::put(&frontier));
    };
    set(&mut chain, 3);
    assert!(chain.validate(&extrinsic).is_ok());
    set(&mut chain, 2);
    let error = chain.validate(&extrinsic).unwrap_err();
    assert_eq!(error, Refusal::TreeFull.into());
    assert_eq!(Refusal::TreeFull.code(), 18);
    let room = Error::<Test>::from(Refusal::TreeFull);
    assert!(matches!(room, Error::TreeFull));
}

#[test]
fn every_rule_has_its_own_error_of_the_same_name() {
    for violation in Violation::ALL {
        let error = Error::<Test>::from(Refusal::Rule(*violation));
        assert_eq!(format!("{error:?}"), violation.name());
        assert_eq!(Refusal::Rule(*violation).code(), violation.code());
    }
}
