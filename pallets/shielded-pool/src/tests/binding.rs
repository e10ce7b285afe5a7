//! Nothing about a payment can be changed by whoever carries it.

use bls12_381::{G1Affine, G2Affine, Scalar};
use codec::{Decode, Encode};
use frame_support::pallet_prelude::TransactionValidityError;
use shoji_shielded::{
    bundle::{Bundle, CallKind, BUNDLE_LEN, UNPROVEN_LEN},
    rules::Violation::*,
};
use sp_keyring::Sr25519Keyring::{Bob, Eve};
use sp_runtime::transaction_validity::InvalidTransaction;

use super::scene::*;
use crate::{features::payment::Payment, mock::*};

#[test]
fn a_flipped_bit_in_any_byte_of_a_bundle_is_refused() {
    let mut chain = funded();
    let eve = Eve.to_account_id();
    let bytes = proofs().unshield_to(&chain, &eve).encode();
    assert_eq!(bytes.len(), BUNDLE_LEN);
    for index in 0..BUNDLE_LEN {
        let mut flipped = bytes.clone();
        flipped[index] ^= 1 << (index % 8);
        let bundle = Bundle::decode(&mut &flipped[..]).unwrap();
        let extrinsic = chain.unshield(&eve, &bundle);
        match chain.validate(&extrinsic) {
            Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(1..=17))) => (),
            other => panic!("byte {index}: {other:?}"),
        }
    }
}

#[test]
fn what_the_statement_binds_cannot_be_changed_by_the_signer_either() {
    // A thief of the signing key, or a wallet with a bug: the signature is good, the proof is not.
    let changes: [fn(&mut Bundle); 8] = [
        |b| b.nullifiers[1][0] ^= 1,
        |b| b.nullifiers.swap(0, 1),
        |b| b.outputs[2].cm[0] ^= 1,
        |b| b.outputs.swap(0, 1),
        |b| b.amount += 1,
        |b| b.fee *= 2,
        |b| b.audit_words[0][0] ^= 1,
        |b| b.audit_words.swap(6, 7),
    ];
    let mut chain = funded();
    let eve = Eve.to_account_id();
    for change in changes {
        let mut proven = proofs().unshield.clone();
        change(&mut proven.bundle);
        let bundle = proven.signed(&chain.genesis_hash, eve.as_ref());
        let extrinsic = chain.unshield(&eve, &bundle);
        assert_refused(&mut chain, extrinsic, InvalidProof);
    }
}

#[test]
fn an_old_root_instead_of_the_anchor_is_refused() {
    let mut chain = funded();
    let mut proven = proofs().transfer.clone();
    proven.bundle.anchor = proofs().shield.bundle.anchor;
    let bundle = proven.signed(&chain.genesis_hash, &[0; 32]);
    let extrinsic = chain.transfer(&bundle);
    assert_refused(&mut chain, extrinsic, InvalidProof);
}

#[test]
fn an_unshield_pays_nobody_but_the_recipient_it_was_signed_for() {
    let mut chain = funded();
    let bundle = proofs().unshield_to(&chain, &Eve.to_account_id());
    let extrinsic = chain.unshield(&Bob.to_account_id(), &bundle);
    assert_refused(&mut chain, extrinsic, InvalidSignature);
}

#[test]
fn a_shield_cannot_be_made_with_another_ones_bundle() {
    let mut chain = Chain::new();
    let bundle = proofs().shield_by(&chain, sp_keyring::Sr25519Keyring::Bob);
    assert_shield_fails(&mut chain, &bundle, crate::Error::InvalidSignature);
}

#[test]
fn a_bundle_of_one_kind_of_call_is_no_bundle_of_another() {
    let mut chain = funded();
    let genesis = chain.genesis_hash;
    // Signed for a transfer, or for a shield, and sent as an unshield to the zero account.
    let zero = AccountId::from([0; 32]);
    for kind in [CallKind::Transfer, CallKind::Shield] {
        let bundle = proofs().unshield.signed_as(&genesis, kind, &[0; 32]);
        let extrinsic = chain.unshield(&zero, &bundle);
        assert_refused(&mut chain, extrinsic, InvalidSignature);
    }
    // Signed for the call it is in, but proven for the other direction.
    let mut proven = proofs().unshield.clone();
    proven.bundle.fee = 0;
    let alice = sp_keyring::Sr25519Keyring::Alice.to_account_id();
    let bundle = proven.signed_as(&genesis, CallKind::Shield, alice.as_ref());
    assert_shield_fails(&mut chain, &bundle, crate::Error::InvalidProof);
}

#[test]
fn a_bundle_of_one_chain_is_refused_on_another() {
    let key = shoji_proofs::keys::TRANSFER_V1_DEVELOPMENT;
    let mut other = Chain::from_genesis(genesis(key, true), [8; 32]);
    fund(&mut other);
    let chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let extrinsic = other.transfer(&bundle);
    assert_refused(&mut other, extrinsic, InvalidSignature);
    let bundle = proofs().transfer_on(&other);
    let extrinsic = other.transfer(&bundle);
    assert_eq!(other.block(vec![extrinsic]), [Ok(Ok(()))]);
}

/// Another proof of the same statement: `(xA, B/x, C)`.
fn rerandomised(proof: &[u8; 192]) -> [u8; 192] {
    let x = Scalar::from(1_234_567);
    let a = G1Affine::from_compressed(proof[..48].try_into().unwrap()).unwrap();
    let b = G2Affine::from_compressed(proof[48..144].try_into().unwrap()).unwrap();
    let mut other = *proof;
    other[..48].copy_from_slice(&G1Affine::from(a * x).to_compressed());
    other[48..144].copy_from_slice(&G2Affine::from(b * x.invert().unwrap()).to_compressed());
    other
}

#[test]
fn a_rerandomised_proof_is_the_same_payment_and_not_a_second_transaction() {
    let mut chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let copy = Bundle { proof: rerandomised(&bundle.proof), ..bundle.clone() };
    assert_ne!(copy, bundle);
    assert_eq!(copy.encode()[..UNPROVEN_LEN], bundle.encode()[..UNPROVEN_LEN]);

    let (original, malleated) = (chain.transfer(&bundle), chain.transfer(&copy));
    let tags = chain.validate(&original).unwrap();
    assert_eq!(chain.validate(&malleated).unwrap(), tags, "the pool takes one of them");
    let both = vec![malleated.clone(), original.clone()];
    assert_eq!(chain.block(both), [Ok(Ok(())), Err(invalid(NullifierSpent))]);
    assert_refused(&mut chain, original, NullifierSpent);

    // The state is that of the original.
    let mut plain = funded();
    let extrinsic = plain.transfer(&bundle);
    assert_eq!(plain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(plain.state(snapshot), chain.state(snapshot));
}

#[test]
fn ten_thousand_random_accounts_can_be_recipients() {
    let mut chain = funded();
    let genesis = chain.genesis_hash;
    let mut seen = std::collections::BTreeSet::new();
    chain.state(|| {
        seen.clear();
        for index in 0..10_000u32 {
            let mut bytes =
                shoji_shielded::hash::b256(b"ShojiTestAccount", &[&index.to_le_bytes()]);
            // A good part of them is no canonical field element, which is nobody's concern.
            bytes[31] |= if index % 2 == 0 { 0x80 } else { 0 };
            let account = AccountId::from(bytes);
            assert!(ShieldedPool::check_recipient(None, &account, EXISTENTIAL_DEPOSIT).is_ok());
            let payment = Payment::Unshield { recipient: &account };
            assert_eq!(payment.party(), bytes);
            assert!(seen.insert(ShieldedPool::sighash(&payment, &proofs().unshield.bundle)));
        }
    });
    // One of those that are no field element, with its signature and proof.
    let account = AccountId::from([0xff; 32]);
    let bundle = proofs().unshield.signed(&genesis, account.as_ref());
    assert_eq!(chain.block(vec![chain.unshield(&account, &bundle)]), [Ok(Ok(()))]);
    assert_eq!(balance(&mut chain, &account), PAYOUT);
}
