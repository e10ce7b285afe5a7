//! Registration, texts, rotation, deregistration.

use codec::{Decode, Encode};
use frame_support::weights::Weight;
use jubjub::Fr;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};

use super::scene::*;
use crate::{mock::*, Call, Error, Name, PreviousKey, SealingKey};

/// Points that are no sealing key: of order one, two and four, with the sign of a zero, beyond the modulus, off the
/// curve, and one of mixed order.
fn no_keys() -> Vec<[u8; 32]> {
    let mut identity = [0; 32];
    identity[0] = 1;
    let minus_one =
        sp_core::hex2array!("00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73");
    let mut negative_zero = identity;
    negative_zero[31] |= 0x80;
    let order_four = [0; 32];
    let torsion = shoji_shielded::point::decode(&order_four).unwrap();
    let mixed = jubjub::ExtendedPoint::from(shoji_shielded::point::generator()) + torsion;
    let mixed = shoji_shielded::point::encode(&mixed);
    vec![identity, minus_one, order_four, negative_zero, [0xff; 32], mixed]
}

fn with_texts(name: &[u8], contact: &[u8], policy_uri: &[u8]) -> Call<Test> {
    Call::update_auditor {
        name: name.to_vec().try_into().unwrap(),
        contact: contact.to_vec().try_into().unwrap(),
        policy_uri: policy_uri.to_vec().try_into().unwrap(),
        policy_hash: [2; 32],
    }
}

#[test]
fn an_auditor_registers_and_has_its_deposit_on_hold() {
    let mut chain = registered();
    let entry = entry(&mut chain, Charlie).unwrap();
    assert_eq!(entry.profile.name.to_vec(), b"Register & Sons");
    assert_eq!(entry.key, SealingKey { version: 1, key: sealing_key(&sealing_secret(Charlie, 1)) });
    assert_eq!((entry.previous_key, entry.closing, entry.outstanding), (None, false, 0));
    assert_eq!(balance(&mut chain, Charlie), (ENDOWMENT - AUDITOR_DEPOSIT, AUDITOR_DEPOSIT));
    assert_fails(&mut chain, Charlie, registration(Charlie), Error::AlreadyRegistered);
}

#[test]
fn nobody_registers_without_the_deposit() {
    let mut chain = Chain::new();
    let set = |chain: &mut Chain, free: u128| {
        let account = Dave.to_account_id();
        chain.state(|| frame_system::Account::<Test>::mutate(&account, |a| a.data.free = free));
    };
    set(&mut chain, AUDITOR_DEPOSIT + EXISTENTIAL_DEPOSIT - 1);
    assert_fails(&mut chain, Dave, registration(Dave), Error::AuditorCannotPay);
    set(&mut chain, AUDITOR_DEPOSIT + EXISTENTIAL_DEPOSIT);
    succeed(&mut chain, Dave, registration(Dave));
    assert_eq!(balance(&mut chain, Dave), (EXISTENTIAL_DEPOSIT, AUDITOR_DEPOSIT));
}

#[test]
fn a_key_without_its_secret_is_not_registered() {
    let mut chain = registered();
    // Charlie's key with Charlie's signature, by Dave.
    let Call::register_auditor {
        name,
        contact,
        policy_uri,
        policy_hash,
        key,
        possession: by_charlie,
    } = registration(Charlie)
    else {
        unreachable!()
    };
    let by = |key, possession| Call::register_auditor {
        name: name.clone(),
        contact: contact.clone(),
        policy_uri: policy_uri.clone(),
        policy_hash,
        key,
        possession,
    };
    assert_fails(&mut chain, Dave, by(key, by_charlie), Error::InvalidPossession);
    // For another version, and by another secret.
    let secret = sealing_secret(Dave, 1);
    let other_version = possession(Dave, 2, &secret);
    let own = sealing_key(&secret);
    assert_fails(&mut chain, Dave, by(own, other_version), Error::InvalidPossession);
    let other_secret = possession(Dave, 1, &sealing_secret(Dave, 2));
    assert_fails(&mut chain, Dave, by(own, other_secret), Error::InvalidPossession);
    assert_fails(&mut chain, Dave, by(own, [0; 64]), Error::InvalidPossession);
    // For another chain.
    let mut foreign =
        Chain::from_genesis(genesis(shoji_proofs::keys::GRANT_V1_DEVELOPMENT, true), [8; 32]);
    assert_fails(&mut foreign, Dave, registration(Dave), Error::InvalidPossession);
    succeed(&mut chain, Dave, registration(Dave));
}

#[test]
fn points_of_small_or_mixed_order_and_other_encodings_are_no_sealing_keys() {
    let mut chain = registered();
    // Under a key of small order, R = [S] G is a signature over anything.
    let s = Fr::from(77);
    let mut forged = [0; 64];
    forged[..32].copy_from_slice(&sealing_key(&s));
    forged[32..].copy_from_slice(&s.to_bytes());
    for key in no_keys() {
        let rotation = Call::rotate_key { key, possession: forged, retire: false };
        assert_fails(&mut chain, Charlie, rotation, Error::InvalidKey);
        let Call::register_auditor { name, contact, policy_uri, policy_hash, .. } =
            registration(Dave)
        else {
            unreachable!()
        };
        let registration = Call::register_auditor {
            name,
            contact,
            policy_uri,
            policy_hash,
            key,
            possession: forged,
        };
        assert_fails(&mut chain, Dave, registration, Error::InvalidKey);
    }
}

#[test]
fn names_are_not_empty_and_texts_are_utf_8_of_limited_length() {
    let mut chain = registered();
    assert_fails(&mut chain, Dave, with_texts(b"D", b"", b""), Error::UnknownAuditor);
    assert_fails(&mut chain, Charlie, with_texts(b"", b"", b""), Error::InvalidName);
    assert_fails(&mut chain, Charlie, with_texts(b"\xff", b"", b""), Error::InvalidName);
    // A character that is cut off.
    assert_fails(&mut chain, Charlie, with_texts(b"Z\xc3", b"", b""), Error::InvalidName);
    assert_fails(&mut chain, Charlie, with_texts(b"C", b"\xff", b""), Error::InvalidContact);
    assert_fails(&mut chain, Charlie, with_texts(b"C", b"", b"\xff"), Error::InvalidPolicyUri);
    let longest = with_texts(&[b'n'; 64], &[b'c'; 128], &[b'p'; 128]);
    succeed(&mut chain, Charlie, longest.clone());
    assert_eq!(entry(&mut chain, Charlie).unwrap().profile.name.len(), 64);
    assert_eq!(entry(&mut chain, Charlie).unwrap().profile.policy_hash, [2; 32]);
    // A byte more is no call at all.
    assert!(Name::try_from(vec![b'n'; 65]).is_err());
    assert!(Name::decode(&mut &vec![b'n'; 65].encode()[..]).is_err());
    let mut bytes = longest.encode();
    assert_eq!(bytes[1..3], codec::Compact(64u32).encode()[..]);
    bytes.splice(1..3, codec::Compact(65u32).encode());
    bytes.insert(3, b'n');
    assert!(Call::<Test>::decode(&mut &bytes[..]).is_err());
}

#[test]
fn a_rotation_keeps_the_key_before_for_its_grace_and_there_is_no_third() {
    let mut chain = registered();
    assert_fails(&mut chain, Dave, rotation(Dave, 2), Error::UnknownAuditor);
    let same = sealing_secret(Charlie, 1);
    let same = Call::rotate_key {
        key: sealing_key(&same),
        possession: possession(Charlie, 2, &same),
        retire: false,
    };
    assert_fails(&mut chain, Charlie, same, Error::SameKey);
    // The version is not the signer's to choose.
    let third = rotation(Charlie, 3);
    assert_fails(&mut chain, Charlie, third, Error::InvalidPossession);

    let until = chain.next_number() + GRACE;
    succeed(&mut chain, Charlie, rotation(Charlie, 2));
    let after = entry(&mut chain, Charlie).unwrap();
    assert_eq!(after.key.version, 2);
    let key = SealingKey { version: 1, key: sealing_key(&sealing_secret(Charlie, 1)) };
    assert_eq!(after.previous_key, Some(PreviousKey { key, until }));
    assert_fails(&mut chain, Charlie, rotation(Charlie, 3), Error::RotationTooSoon);
    idle_until(&mut chain, until);
    assert_fails(&mut chain, Charlie, rotation(Charlie, 3), Error::RotationTooSoon);
    succeed(&mut chain, Charlie, rotation(Charlie, 3));
    assert_eq!(entry(&mut chain, Charlie).unwrap().previous_key.unwrap().key.version, 2);
}

#[test]
fn there_is_no_version_after_the_last() {
    let mut chain = registered();
    let account = Charlie.to_account_id();
    chain.state(|| {
        crate::Auditors::<Test>::mutate(&account, |entry| {
            let entry = entry.as_mut().unwrap();
            entry.key.version = u16::MAX;
            let key = SealingKey { version: u16::MAX - 1, ..entry.key };
            entry.previous_key = Some(PreviousKey { key, until: 0 });
        });
        crate::LastKeyVersion::<Test>::insert(&account, u16::MAX);
    });
    assert_fails(&mut chain, Charlie, rotation(Charlie, 2), Error::KeyVersionsExhausted);
}

#[test]
fn an_auditor_without_grants_leaves_at_once_and_may_come_back() {
    let mut chain = registered();
    assert_fails(&mut chain, Dave, Call::deregister_auditor {}, Error::UnknownAuditor);
    succeed(&mut chain, Charlie, Call::deregister_auditor {});
    assert_eq!(entry(&mut chain, Charlie), None);
    assert_eq!(balance(&mut chain, Charlie), (ENDOWMENT, 0));
    succeed(&mut chain, Charlie, registration_at(Charlie, 2));
    assert_eq!(entry(&mut chain, Charlie).unwrap().key.version, 2);
}

#[test]
fn a_closing_auditor_takes_no_grant_and_leaves_with_the_last_one() {
    let mut chain = granted();
    succeed(&mut chain, Charlie, Call::deregister_auditor {});
    let closing = entry(&mut chain, Charlie).unwrap();
    assert_eq!((closing.closing, closing.outstanding), (true, 1));
    assert_fails(&mut chain, Alice, grant(&proofs().hidden.signed()), Error::AuditorClosing);
    assert_fails(&mut chain, Charlie, Call::deregister_auditor {}, Error::AuditorClosing);
    assert_fails(&mut chain, Charlie, rotation(Charlie, 2), Error::AuditorClosing);
    assert_fails(&mut chain, Charlie, registration(Charlie), Error::AlreadyRegistered);
    // What is in force stays so, and is acknowledged and described.
    succeed(&mut chain, Charlie, Call::acknowledge { grant_id: proofs().full.id() });
    succeed(&mut chain, Charlie, with_texts(b"Closing", b"", b""));
    succeed(&mut chain, Bob, revoke(proofs().full.id(), proofs().full.signed_revocation()));
    assert_eq!(entry(&mut chain, Charlie), None);
    assert_eq!(balance(&mut chain, Charlie), (ENDOWMENT, 0));
}

#[test]
fn a_closing_auditor_leaves_with_a_grant_that_expires() {
    let mut chain = granted();
    succeed(&mut chain, Charlie, Call::deregister_auditor {});
    idle_until(&mut chain, EXPIRY + 1);
    assert!(entry(&mut chain, Charlie).is_some());
    chain.idle(1);
    assert_eq!(entry(&mut chain, Charlie), None);
    assert_eq!(balance(&mut chain, Charlie), (ENDOWMENT, 0));
    assert_eq!(balance(&mut chain, Alice), (ENDOWMENT, 0));
}

#[test]
fn an_auditor_acknowledges_its_own_grants_once() {
    let mut chain = granted();
    let id = proofs().full.id();
    let call = |grant_id| Call::acknowledge { grant_id };
    assert_fails(&mut chain, Charlie, call([1; 32]), Error::UnknownGrant);
    assert_fails(&mut chain, Alice, call(id), Error::NotTheAuditor);
    assert_fails(&mut chain, Eve, call(id), Error::NotTheAuditor);
    let block = chain.next_number();
    succeed(&mut chain, Charlie, call(id));
    let acknowledged = chain.state(|| crate::Grants::<Test>::get(id).unwrap().acknowledged);
    assert_eq!(acknowledged, Some(block));
    assert_fails(&mut chain, Charlie, call(id), Error::AlreadyAcknowledged);
}

#[test]
fn what_has_expired_is_not_acknowledged() {
    let mut chain = granted();
    idle_until(&mut chain, EXPIRY);
    let id = proofs().full.id();
    let late = Call::acknowledge { grant_id: id };
    let in_time = chain.signed(Charlie, late.clone().into());
    assert_eq!(chain.apply_to_filled(&in_time, Weight::zero(), 0), Ok(Ok(())));
    chain.idle(1);
    // Until the end of this block cleans it, it is there and expired.
    assert_would_fail(&mut chain, Charlie, late, Error::GrantExpired);
}

#[test]
fn key_versions_count_on_after_a_deregistration() {
    let mut chain = registered();
    let next =
        |chain: &mut Chain| chain.state(|| ViewKeys::next_key_version(Charlie.to_raw_public()));
    assert_eq!(next(&mut chain), 2);
    succeed(&mut chain, Charlie, crate::Call::deregister_auditor {});
    assert!(entry(&mut chain, Charlie).is_none());
    // Neither the old proof of possession nor a new one for the old version.
    assert_fails(&mut chain, Charlie, registration(Charlie), Error::InvalidPossession);
    assert_eq!(next(&mut chain), 2);
    succeed(&mut chain, Charlie, registration_at(Charlie, 2));
    assert_eq!(entry(&mut chain, Charlie).unwrap().key.version, 2);
    // A grant for the first key stays refused.
    let old = crate::Call::grant { grant: Box::new(proofs().full.signed()) };
    assert_fails(&mut chain, Alice, old, Error::UnknownKeyVersion);
}

#[test]
fn a_key_that_is_retired_at_once_takes_no_grant_more_and_neither_does_the_one_before() {
    let retire = |version| match rotation(Charlie, version) {
        crate::Call::rotate_key { key, possession, .. } => {
            crate::Call::rotate_key { key, possession, retire: true }
        }
        other => other,
    };
    let mut chain = registered();
    succeed(&mut chain, Charlie, rotation(Charlie, 2));
    assert_fails(&mut chain, Charlie, rotation(Charlie, 3), Error::RotationTooSoon);
    succeed(&mut chain, Charlie, retire(3));
    let entry = entry(&mut chain, Charlie).unwrap();
    assert_eq!((entry.key.version, entry.previous_key), (3, None));
    let old = crate::Call::grant { grant: Box::new(proofs().full.signed()) };
    assert_fails(&mut chain, Alice, old, Error::UnknownKeyVersion);
}
