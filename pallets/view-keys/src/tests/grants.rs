//! Grants with real proofs, and every rule of docs/protocol §11.3 broken alone.

use shoji_shielded::grant::{Disclosures, Grant, GrantKind, Target, View};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};

use super::scene::*;
use crate::{mock::*, Error};

fn assert_grant_refused(chain: &mut Chain, bad: Grant, error: Error<Test>) {
    assert_fails(chain, Alice, grant(&bad), error);
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

#[test]
fn grants_of_both_kinds_and_targets_take_effect_at_the_cost_of_the_payer() {
    let mut chain = registered();
    for (proven, payer) in [(&proofs().full, Alice), (&proofs().hidden, Bob)] {
        let (signed, block) = (proven.signed(), chain.next_number());
        succeed(&mut chain, payer, grant(&signed));
        let record = chain.state(|| crate::Grants::<Test>::get(proven.id()).unwrap());
        assert_eq!(record.payer, payer.to_account_id());
        assert_eq!((record.deposit, record.block), (GRANT_DEPOSIT, block));
        assert_eq!((record.rk, record.epk), (signed.rk, signed.epk));
        assert_eq!(record.ciphertext, signed.ciphertext);
        assert_eq!(record.address.is_none(), signed.target.is_hidden());
        assert_eq!(balance(&mut chain, payer), (ENDOWMENT - GRANT_DEPOSIT, GRANT_DEPOSIT));
        let view = chain.state(|| ViewKeys::view(&proven.id()));
        let expected = View {
            auditor: Charlie.to_raw_public(),
            kind: signed.kind,
            commitment: signed.target.commitment().unwrap().to_bytes(),
            expiry: EXPIRY,
            is_hidden: signed.target.is_hidden(),
            acknowledged: None,
        };
        assert_eq!(view, Some(expected));
    }
    assert_eq!(entry(&mut chain, Charlie).unwrap().outstanding, 2);
}

#[test]
fn a_grant_that_is_in_state_or_was_revoked_is_not_granted_again() {
    let mut chain = granted();
    let signed = proofs().full.signed();
    assert_fails(&mut chain, Alice, grant(&signed), Error::GrantExists);
    assert_fails(&mut chain, Bob, grant(&signed), Error::GrantExists);
    // Proof and signature are not in the id.
    let other_proof = Grant { proof: proofs().hidden.signed().proof, ..signed.clone() };
    assert_fails(&mut chain, Bob, grant(&other_proof), Error::GrantExists);
    succeed(&mut chain, Bob, revoke(proofs().full.id(), proofs().full.signed_revocation()));
    assert_fails(&mut chain, Alice, grant(&signed), Error::GrantRevoked);
    assert_fails(&mut chain, Alice, grant(&other_proof), Error::GrantRevoked);
    // Up to the last block in which it could be in force, and no later does it come back.
    idle_until(&mut chain, EXPIRY);
    assert_fails(&mut chain, Alice, grant(&signed), Error::GrantRevoked);
    let last = chain.signed(Alice, grant(&signed).into());
    assert_eq!(chain.block(vec![last]), [failed(Error::GrantExpired)]);
    assert_eq!(chain.state(|| crate::Revoked::<Test>::iter().count()), 0);
    assert_fails(&mut chain, Alice, grant(&signed), Error::GrantExpired);
}

#[test]
fn a_grant_is_included_by_the_block_that_it_names_or_never() {
    let by = 40;
    let mut chain = registered();
    let signed = proofs().full.changed(|grant| grant.include_by = by);
    idle_until(&mut chain, by);
    succeed(&mut chain, Alice, grant(&signed));
    let mut too_late = registered();
    idle_until(&mut too_late, by + 1);
    assert_fails(&mut too_late, Alice, grant(&signed), Error::IncludedTooLate);
}

#[test]
fn two_copies_of_a_grant_in_one_block_take_effect_once() {
    let mut chain = registered();
    let call = grant(&proofs().full.signed());
    let both = vec![chain.signed(Alice, call.clone().into()), chain.signed(Bob, call.into())];
    assert_eq!(chain.block(both), [Ok(Ok(())), failed(Error::GrantExists)]);
    assert_eq!(balance(&mut chain, Bob), (ENDOWMENT, 0));
}

#[test]
fn a_circuit_that_is_not_registered_is_refused() {
    let mut chain = registered();
    for version in [0, 2, u16::MAX] {
        let bad = proofs().full.changed(|grant| grant.circuit_version = version);
        assert_grant_refused(&mut chain, bad, Error::UnknownCircuit);
    }
    // Not even where somebody has put a key there.
    chain.state(|| {
        let key = crate::VerifyingKeys::<Test>::get(1).unwrap();
        crate::VerifyingKeys::<Test>::insert(2, key);
    });
    let bad = proofs().full.changed(|grant| grant.circuit_version = 2);
    assert_would_fail(&mut chain, Alice, grant(&bad), Error::UnknownCircuit);
    let mut chain = Chain::from_genesis(genesis(&[], true), GENESIS);
    succeed(&mut chain, Charlie, registration(Charlie));
    assert_grant_refused(&mut chain, proofs().full.signed(), Error::UnknownCircuit);
}

#[test]
fn an_account_that_is_no_auditor_gets_no_grant() {
    let mut chain = Chain::new();
    assert_grant_refused(&mut chain, proofs().full.signed(), Error::UnknownAuditor);
    let mut chain = registered();
    let bad = proofs().full.changed(|grant| grant.auditor = Dave.to_raw_public());
    assert_grant_refused(&mut chain, bad, Error::UnknownAuditor);
}

#[test]
fn a_grant_that_was_sealed_for_one_auditor_is_none_for_another() {
    let mut chain = registered();
    succeed(&mut chain, Dave, registration(Dave));
    let bad = proofs().full.changed(|grant| grant.auditor = Dave.to_raw_public());
    assert_grant_refused(&mut chain, bad, Error::InvalidProof);
}

#[test]
fn a_grant_names_a_key_version_that_there_is() {
    let mut chain = registered();
    for version in [0, 2, u16::MAX] {
        let bad = proofs().full.changed(|grant| grant.key_version = version);
        assert_grant_refused(&mut chain, bad, Error::UnknownKeyVersion);
    }
    // The right version, sealed to another key.
    let bad = proofs().second.changed(|grant| grant.key_version = 1);
    assert_grant_refused(&mut chain, bad, Error::InvalidProof);
    assert_grant_refused(&mut chain, proofs().second.signed(), Error::UnknownKeyVersion);
    succeed(&mut chain, Charlie, rotation(Charlie, 2));
    succeed(&mut chain, Alice, grant(&proofs().second.signed()));
    // Both keys are good, each for what was sealed to it.
    succeed(&mut chain, Alice, grant(&proofs().full.signed()));
    let bad = proofs().hidden.changed(|grant| grant.key_version = 2);
    assert_grant_refused(&mut chain, bad, Error::InvalidProof);
}

#[test]
fn the_key_before_is_good_through_the_last_block_of_its_grace() {
    let mut chain = registered();
    let until = chain.next_number() + GRACE;
    succeed(&mut chain, Charlie, rotation(Charlie, 2));
    idle_until(&mut chain, until);
    succeed(&mut chain, Alice, grant(&proofs().full.signed()));
    assert_eq!(chain.next_number(), until + 1);
    assert_grant_refused(&mut chain, proofs().hidden.signed(), Error::KeyRetired);
    // After one more rotation it is not even known, and the second has its own grace.
    let until = chain.next_number() + GRACE;
    succeed(&mut chain, Charlie, rotation(Charlie, 3));
    assert_grant_refused(&mut chain, proofs().hidden.signed(), Error::UnknownKeyVersion);
    idle_until(&mut chain, until);
    succeed(&mut chain, Alice, grant(&proofs().second.signed()));
}

#[test]
fn a_grant_is_accepted_through_the_block_of_its_expiry() {
    let mut chain = registered();
    idle_until(&mut chain, EXPIRY);
    succeed(&mut chain, Alice, grant(&proofs().full.signed()));
    assert!(chain.state(|| ViewKeys::view(&proofs().full.id())).is_some());
    assert_eq!(chain.next_number(), EXPIRY + 1);
    let late = chain.signed(Alice, grant(&proofs().hidden.signed()).into());
    assert_eq!(chain.block(vec![late]), [failed(Error::GrantExpired)]);
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
}

#[test]
fn a_grant_lasts_no_longer_than_it_may() {
    let mut chain = registered();
    let next = chain.next_number();
    for expiry in [next + MAX_VALIDITY + 1, u32::MAX] {
        let bad = proofs().full.changed(|grant| grant.expiry = expiry);
        assert_grant_refused(&mut chain, bad, Error::ValidityTooLong);
    }
    // The last that fits: what is wrong with this grant is its proof.
    let next = chain.next_number();
    let bad = proofs().full.changed(|grant| grant.expiry = next + MAX_VALIDITY);
    assert_grant_refused(&mut chain, bad, Error::InvalidProof);
    for expiry in [0, next - 1] {
        let bad = proofs().full.changed(|grant| grant.expiry = expiry);
        assert_grant_refused(&mut chain, bad, Error::GrantExpired);
    }
}

#[test]
fn a_payer_who_cannot_have_the_deposit_on_hold_and_live_is_refused_before_the_proof_is_looked_at() {
    let mut chain = registered();
    let set = |chain: &mut Chain, free: u128| {
        let account = Dave.to_account_id();
        chain.state(|| frame_system::Account::<Test>::mutate(&account, |a| a.data.free = free));
    };
    set(&mut chain, GRANT_DEPOSIT + EXISTENTIAL_DEPOSIT - 1);
    let bad = Grant { proof: [0; 192], ..proofs().full.signed() };
    assert_fails(&mut chain, Dave, grant(&bad), Error::PayerCannotPay);
    assert_fails(&mut chain, Eve, grant(&bad), Error::PayerCannotPay);
    set(&mut chain, GRANT_DEPOSIT + EXISTENTIAL_DEPOSIT);
    succeed(&mut chain, Dave, grant(&proofs().full.signed()));
    assert_eq!(balance(&mut chain, Dave), (EXISTENTIAL_DEPOSIT, GRANT_DEPOSIT));
    // Nothing can kill the account, or take what is on hold.
    let away = pallet_balances::Call::transfer_all { dest: Eve.to_account_id(), keep_alive: false };
    let extrinsic = chain.signed(Dave, away.into());
    chain.block(vec![extrinsic]);
    assert_eq!(balance(&mut chain, Dave), (EXISTENTIAL_DEPOSIT, GRANT_DEPOSIT));
    succeed(&mut chain, Bob, revoke(proofs().full.id(), proofs().full.signed_revocation()));
    assert_eq!(balance(&mut chain, Dave), (EXISTENTIAL_DEPOSIT + GRANT_DEPOSIT, 0));
}

#[test]
fn malformed_points_words_and_targets_are_refused() {
    let mut chain = registered();
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut negative_zero = identity;
    negative_zero[31] |= 0x80;
    for point in [identity, [0; 32], negative_zero, [0xff; 32]] {
        type Change = fn(&mut Grant, [u8; 32]);
        let changes: [Change; 3] = [|g, p| g.epk = p, |g, p| g.revocation_key = p, |g, p| g.rk = p];
        for change in changes {
            let bad = proofs().full.changed(|grant| change(grant, point));
            assert_grant_refused(&mut chain, bad, Error::InvalidGrant);
        }
    }
    for word in 0..6 {
        let bad =
            proofs().full.changed(|grant| grant.ciphertext[word] = alias(grant.ciphertext[word]));
        assert_grant_refused(&mut chain, bad, Error::InvalidGrant);
    }
    let Target::Hidden(commitment) = proofs().hidden.signed().target else { unreachable!() };
    let bad = proofs().hidden.changed(|grant| grant.target = Target::Hidden(alias(commitment)));
    assert_grant_refused(&mut chain, bad, Error::InvalidGrant);
    let bad = proofs().full.changed(|grant| grant.target = Target::Stated([0xff; 75]));
    assert_grant_refused(&mut chain, bad, Error::InvalidGrant);
}

#[test]
fn nobody_but_the_owner_changes_a_grant() {
    let mut chain = registered();
    let signed = proofs().full.signed();
    type Change = fn(&mut Grant);
    let changes: [Change; 7] = [
        |g| g.expiry += 1,
        |g| g.kind = GrantKind::Incoming,
        |g| g.target = proofs().hidden.signed().target,
        |g| g.ciphertext.swap(0, 1),
        |g| g.epk = proofs().hidden.signed().epk,
        |g| g.revocation_key = proofs().hidden.signed().revocation_key,
        |g| g.signature = proofs().hidden.signed().signature,
    ];
    for change in changes {
        let mut bad = signed.clone();
        change(&mut bad);
        assert_grant_refused(&mut chain, bad.clone(), Error::InvalidSignature);
        // And the owner does not without another proof.
        if bad_is_unsigned(&bad, &signed) {
            let bad = proofs().full.changed(change);
            assert_grant_refused(&mut chain, bad, Error::InvalidProof);
        }
    }
    let bad = Grant { rk: proofs().hidden.signed().rk, ..signed };
    assert_grant_refused(&mut chain, bad, Error::InvalidSignature);
}

/// Whether more than the signature was changed.
fn bad_is_unsigned(bad: &Grant, signed: &Grant) -> bool {
    bad.unproven_bytes() != signed.unproven_bytes()
}

#[test]
fn a_proof_of_another_grant_or_with_the_identity_in_it_is_refused() {
    let mut chain = registered();
    let mut identities = proofs().full.signed().proof;
    identities[..48].fill(0);
    identities[0] = 0xc0;
    for proof in [proofs().hidden.signed().proof, identities, [0; 192], [0xff; 192]] {
        let bad = Grant { proof, ..proofs().full.signed() };
        assert_grant_refused(&mut chain, bad, Error::InvalidProof);
    }
}

#[test]
fn a_grant_of_another_chain_is_refused_signed_again_or_not() {
    let foreign = [8; 32];
    let mut chain = registered();
    let bad = proofs().full.signed_for(&foreign);
    assert_grant_refused(&mut chain, bad, Error::InvalidSignature);
    // On the other chain its signature is right, and the proof is about the first.
    let mut chain =
        Chain::from_genesis(genesis(shoji_proofs::keys::GRANT_V1_DEVELOPMENT, true), foreign);
    let account = Charlie.to_account_id();
    let home = entry(&mut registered(), Charlie).unwrap();
    chain.state(|| {
        let deposit = crate::HoldReason::Auditor;
        ViewKeys::hold(deposit, &account, AUDITOR_DEPOSIT).unwrap();
        crate::Auditors::<Test>::insert(&account, home.clone());
        crate::LastKeyVersion::<Test>::insert(&account, 1);
    });
    assert_grant_refused(&mut chain, proofs().full.signed(), Error::InvalidSignature);
    assert_grant_refused(&mut chain, proofs().full.signed_for(&foreign), Error::InvalidProof);
}

#[test]
fn rules_are_checked_in_the_order_of_the_specification() {
    // Everything is wrong with this grant; what is mended step by step shows the next rule.
    let mut chain = Chain::new();
    let mut bad = proofs().full.changed(|grant| {
        grant.circuit_version = 9;
        grant.auditor = Dave.to_raw_public();
        grant.key_version = 9;
        grant.expiry = 0;
        grant.epk = [0; 32];
        grant.proof = [0; 192];
    });
    bad.signature = [0; 64];
    let check = |chain: &mut Chain, bad: &Grant, error| {
        assert_fails(chain, Eve, grant(bad), error);
    };
    check(&mut chain, &bad, Error::UnknownCircuit);
    bad.circuit_version = 1;
    check(&mut chain, &bad, Error::UnknownAuditor);
    bad.auditor = Charlie.to_raw_public();
    succeed(&mut chain, Charlie, registration(Charlie));
    let account = Charlie.to_account_id();
    let close = |chain: &mut Chain, closing: bool| {
        chain.state(|| {
            crate::Auditors::<Test>::mutate(&account, |entry| {
                entry.as_mut().unwrap().closing = closing
            })
        })
    };
    close(&mut chain, true);
    assert_would_fail(&mut chain, Eve, grant(&bad), Error::AuditorClosing);
    close(&mut chain, false);
    check(&mut chain, &bad, Error::UnknownKeyVersion);
    succeed(&mut chain, Charlie, rotation(Charlie, 2));
    chain.idle(GRACE);
    bad.key_version = 1;
    check(&mut chain, &bad, Error::KeyRetired);
    bad.key_version = 2;
    check(&mut chain, &bad, Error::GrantExpired);
    bad.expiry = u32::MAX;
    check(&mut chain, &bad, Error::ValidityTooLong);
    bad.expiry = SECOND_EXPIRY;
    check(&mut chain, &bad, Error::PayerCannotPay);
    assert_fails(&mut chain, Alice, grant(&bad), Error::InvalidGrant);
    let good = proofs().second.signed();
    bad = Grant { signature: [0; 64], proof: [0; 192], ..good.clone() };
    assert_fails(&mut chain, Alice, grant(&bad), Error::InvalidSignature);
    bad.signature = good.signature;
    assert_fails(&mut chain, Alice, grant(&bad), Error::InvalidProof);
    succeed(&mut chain, Alice, grant(&good));
    // What state knows of the id comes before the payer and the points, which come before the signature.
    bad.signature = [0; 64];
    check(&mut chain, &bad, Error::GrantExists);
    succeed(&mut chain, Alice, revoke(proofs().second.id(), proofs().second.signed_revocation()));
    check(&mut chain, &bad, Error::GrantRevoked);
}
