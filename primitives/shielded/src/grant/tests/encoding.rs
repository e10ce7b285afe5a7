//! Bytes, hashes, signatures and public inputs.

use super::*;
use crate::{
    field,
    hash::{b256, b512},
    point::{coordinates, tests::small_order_points},
    poseidon::{hash, Domain},
};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::{Decode, Encode, MaxEncodedLen};

const UNSIGNED: usize = 192 + 64;

fn grants() -> [Grant; 2] {
    [false, true].map(|hidden| Owner::new(true).grant(GrantKind::Full, hidden))
}

#[test]
fn fields_lie_where_the_specification_says() {
    for (grant, len) in grants().iter().zip([GRANT_LEN_STATED, GRANT_LEN_HIDDEN]) {
        let bytes = grant.encode();
        assert_eq!(bytes.len(), len);
        let mut expected = Vec::from([1, 0]);
        expected.extend(grant.auditor);
        expected.extend([3, 0]);
        expected.push(1);
        match grant.target {
            Target::Stated(payload) => {
                expected.push(0);
                expected.extend(payload);
            }
            Target::Hidden(commitment) => {
                expected.push(1);
                expected.extend(commitment);
            }
        }
        expected.extend(grant.epk);
        expected.extend(grant.ciphertext.concat());
        expected.extend(9_000u32.to_le_bytes());
        expected.extend(70u32.to_le_bytes());
        expected.extend(grant.revocation_key);
        expected.extend(grant.rk);
        assert_eq!(grant.unproven_bytes(), expected);
        expected.extend(grant.proof);
        expected.extend(grant.signature);
        assert_eq!(bytes, expected);
        assert_eq!(Grant::decode(&mut &bytes[..]).unwrap(), *grant);
        assert!(Grant::decode(&mut &bytes[..len - 1]).is_err());
    }
    assert_eq!(Grant::max_encoded_len(), GRANT_LEN_STATED);
}

#[test]
fn kinds_and_targets_that_there_are_not_are_no_grants() {
    let bytes = grants()[0].encode();
    for place in [36, 37] {
        for byte in 2..=u8::MAX {
            let mut changed = bytes.clone();
            changed[place] = byte;
            assert!(Grant::decode(&mut &changed[..]).is_err(), "{byte} at {place}");
        }
    }
}

#[test]
fn hash_and_id_are_digests_of_everything_but_proof_and_signature() {
    for grant in grants() {
        let bytes = grant.encode();
        let mut data = Vec::from(GENESIS);
        data.extend([2, 0]);
        data.extend(&bytes[..bytes.len() - UNSIGNED]);
        let hash = b256(b"ShojiGrantHash__", &[&data]);
        assert_eq!(grant.hash(&GENESIS), hash);
        assert_eq!(grant.id(&GENESIS), b256(b"ShojiGrantId____", &[&hash]));
        assert_ne!(grant.hash(&[0; 32]), hash);
        let mut seen = BTreeSet::from([hash]);
        for bit in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            // Other bytes of kind and target are another grant, or none.
            let Ok(other) = Grant::decode(&mut &changed[..]) else { continue };
            let is_fresh = seen.insert(other.hash(&GENESIS));
            assert_eq!(is_fresh, bit / 8 < bytes.len() - UNSIGNED, "bit {bit}");
        }
    }
}

#[test]
fn a_grant_is_signed_by_whoever_can_spend_for_one_chain() {
    let owner = Owner::new(false);
    let grant = owner.grant(GrantKind::Incoming, false);
    assert!(grant.is_signed(&GENESIS));
    assert!(!grant.is_signed(&[0; 32]));
    let proven_again = Grant { proof: [1; 192], ..grant.clone() };
    assert!(proven_again.is_signed(&GENESIS));
    assert_eq!(proven_again.id(&GENESIS), grant.id(&GENESIS));
    // Another expiry, another end of its inclusion, and the signature of somebody who has every viewing key but not `ask`.
    assert!(!Grant { expiry: 9_001, ..grant.clone() }.is_signed(&GENESIS));
    assert!(!Grant { include_by: 71, ..grant.clone() }.is_signed(&GENESIS));
    let rng = &mut StdRng::seed_from_u64(4);
    let hash = grant.hash(&GENESIS);
    let by_another = signature::sign(&Fr::from(5), &owner.alpha, &hash, rng);
    assert!(!Grant { signature: by_another, ..grant }.is_signed(&GENESIS));
}

#[test]
fn every_part_of_the_context_changes_it() {
    let context = grants()[1].context(&GENESIS);
    let mut data = Vec::from(GENESIS);
    data.extend([0xbb; 32]);
    data.extend([3, 0, 1, 1]);
    data.extend(9_000u32.to_le_bytes());
    data.extend(context.revocation_key);
    assert_eq!(context.to_base(), field::from_wide(&b512(b"ShojiGrantContxt", &[&data])));
    let others = [
        Context { genesis: [0; 32], ..context },
        Context { auditor: [0; 32], ..context },
        Context { key_version: 4, ..context },
        Context { kind: GrantKind::Incoming, ..context },
        Context { hidden: false, ..context },
        Context { expiry: 0, ..context },
        Context { revocation_key: [0; 32], ..context },
    ];
    let words = others.map(|other| other.to_base().to_bytes());
    assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), others.len());
    assert!(!words.contains(&context.to_base().to_bytes()));
}

#[test]
fn public_inputs_are_built_in_the_order_of_the_specification() {
    let (_, pk) = auditor_key();
    for (audited, kind, hidden) in shapes() {
        let owner = Owner::new(audited);
        let grant = owner.grant(kind, hidden);
        let inputs = grant.public_inputs(&GENESIS, &pk).unwrap();
        let pair = |bytes: &[u8; 32]| coordinates(&point::decode(bytes).unwrap());
        let c = match grant.target {
            Target::Hidden(bytes) => field::from_bytes(&bytes).unwrap(),
            Target::Stated(_) => {
                let (pk_u, pk_v) = coordinates(&owner.address.pk_d.into());
                let (g_u, g_v) = coordinates(&owner.address.d.g_d().unwrap().into());
                let Address { d, owner, .. } = owner.address;
                let parts = [d.to_base(), owner, pk_u, pk_v, g_u, g_v, Base::ZERO];
                hash(Domain::GrantAddress, &parts)
            }
        };
        let flags = [kind == GrantKind::Full, hidden].map(|flag| Base::from(u64::from(flag)));
        let mut expected = Vec::from([c]);
        expected.extend(flags);
        for (u, v) in [coordinates(&pk.into()), pair(&grant.epk)] {
            expected.extend([u, v]);
        }
        expected.extend(grant.ciphertext.iter().map(|word| field::from_bytes(word).unwrap()));
        expected.push(grant.context(&GENESIS).to_base());
        let (u, v) = pair(&grant.rk);
        expected.extend([u, v]);
        assert_eq!(inputs[..], expected);
    }
}

#[test]
fn a_grant_with_a_defect_has_no_public_inputs() {
    let (_, pk) = auditor_key();
    let [stated, hidden] = grants();
    let defect = |grant: &Grant| grant.public_inputs(&GENESIS, &pk).unwrap_err();
    for point in small_order_points().map(|point| point::encode(&point)).iter().chain([&[0xff; 32]])
    {
        let changes: [(fn(&mut Grant, [u8; 32]), GrantDefect); 3] = [
            (|grant, point| grant.epk = point, GrantDefect::EphemeralKey),
            (|grant, point| grant.revocation_key = point, GrantDefect::RevocationKey),
            (|grant, point| grant.rk = point, GrantDefect::RandomizedKey),
        ];
        for (change, expected) in changes {
            let mut grant = stated.clone();
            change(&mut grant, *point);
            assert_eq!(defect(&grant), expected);
        }
    }
    for word in 0..WORDS {
        let mut grant = stated.clone();
        grant.ciphertext[word] = [0xff; 32];
        assert_eq!(defect(&grant), GrantDefect::Ciphertext);
    }
    let commitment = Target::Hidden([0xff; 32]);
    assert_eq!(defect(&Grant { target: commitment, ..hidden }), GrantDefect::Target);
    // An owner that is not canonical, and a key outside the prime-order subgroup.
    let Target::Stated(payload) = stated.target else { panic!("it is stated") };
    let mut owner = payload;
    owner[11..43].copy_from_slice(&[0xff; 32]);
    let mut key = payload;
    key[43..].copy_from_slice(&point::encode(&small_order_points()[2]));
    for payload in [owner, key] {
        let grant = Grant { target: Target::Stated(payload), ..stated.clone() };
        assert_eq!(grant.target.address(), None);
        assert_eq!(defect(&grant), GrantDefect::Target);
    }
}
