//! Opening, sealing keys and revocation.

use super::revocation::RevocationFee::*;
use super::*;
use crate::{hash::prf_expand, point::tests::small_order_points};
use jubjub::ExtendedPoint;

#[test]
fn the_auditor_and_the_owner_open_a_grant_to_exactly_what_was_granted() {
    let (x, pk) = auditor_key();
    for (audited, kind, hidden) in shapes() {
        let owner = Owner::new(audited);
        let grant = owner.grant(kind, hidden);
        let full = owner.scope.full_viewing_key();
        let expected = match kind {
            GrantKind::Incoming => GrantedKey::Incoming(full.ivk.clone()),
            GrantKind::Full => GrantedKey::Full { key: full, audit: owner.audit() },
        };
        let opened = grant.open(&GENESIS, &x).unwrap();
        assert_eq!(opened.key, expected);
        assert_eq!(opened.address, owner.address);
        let c = commitment(&opened.address, &opened.r);
        assert_eq!(c, Some(grant.target.commitment().unwrap()));
        assert_eq!(opened.r == Base::ZERO, !hidden);
        // The owner needs its account key and the grant.
        let esk = owner.spending.grant_ephemeral_secret(&grant.rk).unwrap();
        assert_eq!(grant.reopen(&GENESIS, &pk, &esk), Ok(opened));
    }
}

#[test]
fn nothing_opens_with_another_secret_or_under_other_terms() {
    let (x, _) = auditor_key();
    for (audited, kind, hidden) in shapes() {
        let grant = Owner::new(audited).grant(kind, hidden);
        let refused = |grant: &Grant, x: &Fr| assert!(grant.open(&GENESIS, x).is_err());
        refused(&grant, &(x + Fr::ONE));
        let mut others = [(); 8].map(|()| grant.clone());
        others[0].auditor[0] ^= 1;
        others[1].key_version += 1;
        others[2].kind = match kind {
            GrantKind::Incoming => GrantKind::Full,
            GrantKind::Full => GrantKind::Incoming,
        };
        others[3].expiry += 1;
        others[4].revocation_key[0] ^= 1;
        others[5].target = match hidden {
            true => Target::Stated(Owner::new(audited).address.to_payload()),
            false => Target::Hidden(grant.target.commitment().unwrap().to_bytes()),
        };
        let other_point = point::generator() * Fr::from(9);
        others[6].epk = point::encode(&other_point.into());
        others[7].ciphertext.swap(0, 1);
        others.iter().for_each(|other| refused(other, &x));
        assert!(grant.open(&[0; 32], &x).is_err());
    }
}

#[test]
fn words_that_are_no_message_are_refused() {
    let (x, _) = auditor_key();
    let owner = Owner::new(true);
    let error = |kind, change: fn(&mut [Base; WORDS])| {
        let grant = owner.grant_of(kind, false, change);
        grant.open(&GENESIS, &x).unwrap_err()
    };
    for kind in [GrantKind::Incoming, GrantKind::Full] {
        // A diversifier has 88 bits; another one, and another key, have another address.
        let long = |words: &mut [Base; WORDS]| words[5] += Base::from_raw([0, 1 << 24, 0, 0]);
        assert_eq!(error(kind, long), OpenError::Words);
        assert_eq!(error(kind, |words| words[5] += Base::ONE), OpenError::Address);
        assert_eq!(error(kind, |words| words[0] += Base::ONE), OpenError::Address);
    }
    let not_zero: [fn(&mut [Base; WORDS]); 4] = [
        |words| words[1] = Base::ONE,
        |words| words[2] = Base::ONE,
        |words| words[3] = Base::ONE,
        |words| words[4] = Base::ONE,
    ];
    for change in not_zero {
        assert_eq!(error(GrantKind::Incoming, change), OpenError::Words);
    }
    // An audit key of no account.
    assert_eq!(error(GrantKind::Full, |words| words[4] = Base::ZERO), OpenError::Words);
}

#[test]
fn another_address_and_encodings_that_are_not_canonical_are_refused() {
    let (x, _) = auditor_key();
    let owner = Owner::new(false);
    for hidden in [false, true] {
        let grant = owner.grant(GrantKind::Full, hidden);
        let other = owner.scope.external.address(6).unwrap();
        let target = match hidden {
            true => Target::Hidden(commitment(&other, &Base::ONE).unwrap().to_bytes()),
            false => Target::Stated(other.to_payload()),
        };
        let about_another = Grant { target, ..grant.clone() };
        assert_eq!(about_another.open(&GENESIS, &x), Err(OpenError::Address));
        let mut changed = grant.clone();
        changed.ciphertext[5] = [0xff; 32];
        assert_eq!(changed.open(&GENESIS, &x), Err(OpenError::Encoding));
        for point in small_order_points() {
            let changed = Grant { epk: point::encode(&point), ..grant.clone() };
            assert_eq!(changed.open(&GENESIS, &x), Err(OpenError::Encoding));
        }
    }
}

#[test]
fn a_hidden_address_is_committed_to_with_a_trapdoor_that_both_sides_share() {
    let address = Owner::new(false).address;
    let [a, b] = [Base::ONE, Base::from(2)].map(|r| commitment(&address, &r).unwrap());
    assert_ne!(a, b);
    let other = Address { owner: address.owner + Base::ONE, ..address };
    assert_ne!(commitment(&other, &Base::ONE), Some(a));
    let grants = [7, 8].map(|alpha| {
        let owner = Owner { alpha: Fr::from(alpha), ..Owner::new(false) };
        owner.grant(GrantKind::Incoming, true)
    });
    // Two grants about one address have nothing in common.
    assert_ne!(grants[0].target, grants[1].target);
    assert_ne!(grants[0].epk, grants[1].epk);
    assert_ne!(grants[0].revocation_key, grants[1].revocation_key);
    assert!((0..WORDS).all(|i| grants[0].ciphertext[i] != grants[1].ciphertext[i]));
}

#[test]
fn a_sealing_key_is_registered_by_whoever_knows_its_secret_for_one_chain_account_and_version() {
    let (x, pk) = auditor_key();
    let key = point::encode(&pk.into());
    let rng = &mut StdRng::seed_from_u64(5);
    let message = auditor::possession_message(&GENESIS, &[1; 32], 3, &key);
    let data = [&GENESIS[..], &[1; 32], &[3, 0], &key].concat();
    assert_eq!(message, crate::hash::b256(b"ShojiAuditorKey_", &[&data]));
    let signature = auditor::sign(&x, &message, rng);
    let check = |genesis, account, version, key: &[u8; 32]| {
        auditor::check_possession(genesis, account, version, key, &signature)
    };
    assert_eq!(check(&GENESIS, &[1; 32], 3, &key), Some(pk));
    assert_eq!(check(&[0; 32], &[1; 32], 3, &key), None);
    assert_eq!(check(&GENESIS, &[2; 32], 3, &key), None);
    assert_eq!(check(&GENESIS, &[1; 32], 4, &key), None);
    // Keys outside the prime-order subgroup, signed as well as can be.
    for point in small_order_points() {
        for other in [point, ExtendedPoint::from(pk) + point] {
            let key = point::encode(&other);
            if other == ExtendedPoint::from(pk) {
                continue;
            }
            assert_eq!(auditor::decode_key(&key), None);
            let message = auditor::possession_message(&GENESIS, &[1; 32], 3, &key);
            let signature = auditor::sign(&x, &message, rng);
            let check = auditor::check_possession(&GENESIS, &[1; 32], 3, &key, &signature);
            assert_eq!(check, None);
        }
    }
}

#[test]
fn the_owner_of_a_grant_revokes_it_and_nobody_else_does() {
    let owner = Owner::new(false);
    let grant = owner.grant(GrantKind::Full, true);
    let id = grant.id(&GENESIS);
    let rng = &mut StdRng::seed_from_u64(6);
    let secret = owner.spending.revocation_secret(&grant.rk).unwrap();
    let key = &grant.revocation_key;
    for (fee, other, byte) in [(FromAccount, FromDeposit, 0), (FromDeposit, FromAccount, 1)] {
        let signature = revocation::sign(&secret, &GENESIS, &id, fee, rng);
        assert!(revocation::verify(key, &GENESIS, &id, fee, &signature));
        assert!(!revocation::verify(key, &GENESIS, &id, other, &signature), "another pays");
        assert!(!revocation::verify(key, &[0; 32], &id, fee, &signature));
        assert!(!revocation::verify(key, &GENESIS, &[0; 32], fee, &signature));
        let by_another = revocation::sign(&Fr::from(3), &GENESIS, &id, fee, rng);
        assert!(!revocation::verify(key, &GENESIS, &id, fee, &by_another));
        let expected = crate::hash::b256(b"ShojiRevocation_", &[&GENESIS, &id, &[byte]]);
        assert_eq!(revocation::message(&GENESIS, &id, fee), expected);
    }
}

#[test]
fn a_grant_that_copies_a_revocation_key_is_not_taken_for_the_owners() {
    let owner = Owner::new(false);
    let grant = owner.grant(GrantKind::Full, false);
    let key_of = |rk: &[u8; 32]| {
        let secret = owner.spending.revocation_secret(rk).unwrap();
        point::encode(&(point::generator() * *secret).into())
    };
    assert_eq!(key_of(&grant.rk), grant.revocation_key);
    let copied = Grant { rk: point::encode(&point::generator().into()), ..grant };
    assert_ne!(key_of(&copied.rk), copied.revocation_key);
}

#[test]
fn secrets_of_grants_follow_the_expansions_of_the_specification() {
    let (sk, rk) = ([9; 32], [0x17; 32]);
    let key = SpendingKey::from_bytes(sk).unwrap();
    let expand =
        |tag: u8, of: &[u8]| Fr::from_bytes_wide(&prf_expand(&sk, &[&[tag][..], of].concat()));
    assert_eq!(*key.sealing_secret(513).unwrap(), expand(5, &[1, 2]));
    assert_eq!(*key.revocation_secret(&rk).unwrap(), expand(6, &rk));
    assert_eq!(*key.grant_ephemeral_secret(&rk).unwrap(), expand(7, &rk));
    assert_ne!(key.sealing_secret(1).unwrap(), key.sealing_secret(2).unwrap());
}

#[test]
fn what_is_granted_is_not_printed() {
    let (x, _) = auditor_key();
    for kind in [GrantKind::Incoming, GrantKind::Full] {
        let opened = Owner::new(true).grant(kind, false).open(&GENESIS, &x).unwrap();
        let text = std::format!("{opened:?} {:?}", opened.key);
        assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
    }
}
