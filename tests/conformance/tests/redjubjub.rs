//! Points and signatures against `redjubjub` and `sapling-crypto`, which Zcash runs on.

#![allow(clippy::unwrap_used)]

use ff::{Field, PrimeField};
use group::GroupEncoding;
use jubjub::{AffinePoint, ExtendedPoint, Fr, SubgroupPoint};
use rand::{rngs::StdRng, Rng, SeedableRng};
use redjubjub::{SigningKey, SpendAuth, VerificationKey};
use sapling_crypto::{value::ValueCommitment, Diversifier, PaymentAddress};
use shoji_shielded::{field::Base, point, signature};

fn random_bytes<const N: usize>(rng: &mut StdRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

fn random_point(rng: &mut StdRng) -> ExtendedPoint {
    loop {
        if let Some(point) = point::decode(&random_bytes(rng)) {
            return point;
        }
    }
}

/// The eight points of small order.
fn torsion(rng: &mut StdRng) -> [ExtendedPoint; 8] {
    // s, whose multiple of a point is its part of small order.
    let mut order = (-Fr::ONE).to_repr();
    order[0] += 1;
    let generator = loop {
        let part = AffinePoint::from(random_point(rng)).to_niels().multiply_bits(&order);
        if !bool::from(part.double().double().is_identity()) {
            break part;
        }
    };
    let mut point = ExtendedPoint::identity();
    std::array::from_fn(|_| {
        point += generator;
        point
    })
}

/// The bytes as an integer plus `r`, if that has 256 bits.
fn plus_modulus(bytes: [u8; 32]) -> Option<[u8; 32]> {
    let modulus = (-Base::ONE).to_repr();
    let (mut sum, mut carry) = ([0; 32], 1u16);
    for ((sum, a), b) in sum.iter_mut().zip(bytes).zip(modulus) {
        carry += u16::from(a) + u16::from(b);
        *sum = carry as u8;
        carry >>= 8;
    }
    (carry == 0).then_some(sum)
}

/// Random bytes, points of every kind of order, and encodings that are none.
fn encodings(rng: &mut StdRng) -> Vec<[u8; 32]> {
    let torsion = torsion(rng);
    let mut encodings: Vec<[u8; 32]> = (0..200).map(|_| random_bytes(rng)).collect();
    for small in &torsion {
        let prime = ExtendedPoint::from(point::generator() * Fr::random(&mut *rng));
        encodings.extend((0..8).map(|_| point::encode(&random_point(rng))));
        encodings.extend([*small, prime, prime + small].map(|point| point::encode(&point)));
    }
    encodings.push([0; 32]);
    encodings.push([0xff; 32]);
    let flipped: Vec<[u8; 32]> = encodings
        .iter()
        .map(|bytes| {
            let mut bytes = *bytes;
            bytes[31] ^= 0x80;
            bytes
        })
        .collect();
    encodings.extend(flipped);
    // v + r, for the few v that are small enough, and what only looks like it.
    let small = (0..64u8).map(|v| Base::from(u64::from(v)).to_repr());
    encodings.extend(small.flat_map(|bytes| [Some(bytes), plus_modulus(bytes)]).flatten());
    encodings
}

#[test]
fn a_point_is_one_and_of_its_order_exactly_if_zcash_says_so() {
    let mut rng = StdRng::seed_from_u64(3);
    // Only every second diversifier is one in Sapling.
    let d = (0..=u8::MAX).find(|n| Diversifier([*n; 11]).g_d().is_some()).unwrap();
    let mut counts = [0; 4];
    for bytes in encodings(&mut rng) {
        let ours = point::decode(&bytes);
        let theirs = VerificationKey::<SpendAuth>::try_from(bytes);
        assert_eq!(ours.is_some(), theirs.is_ok(), "{bytes:02x?}");
        assert_eq!(ours.map_or(bytes, |point| point::encode(&point)), bytes, "{bytes:02x?}");
        let large = point::decode_not_small_order(&bytes);
        let theirs =
            Option::<ValueCommitment>::from(ValueCommitment::from_bytes_not_small_order(&bytes));
        assert_eq!(large, theirs.map(|point| *point.as_inner()), "{bytes:02x?}");
        let prime = ours.and_then(|point| point::into_prime_order(&point));
        let address = [&[d; 11][..], &bytes].concat().try_into().unwrap();
        let theirs = PaymentAddress::from_bytes(&address).map(|address| address.pk_d().inner());
        assert_eq!(prime, theirs, "{bytes:02x?}");
        let kinds = [ours.is_none(), ours.is_some() && large.is_none(), prime.is_some()];
        let mixed = large.is_some() && prime.is_none();
        for (count, is) in counts.iter_mut().zip([kinds[0], kinds[1], kinds[2], mixed]) {
            *count += usize::from(is);
        }
    }
    assert!(counts.iter().all(|count| *count >= 8), "none, small, prime, mixed: {counts:?}");
}

/// `H*` of docs/protocol §6.2.
fn challenge(parts: &[&[u8]]) -> Fr {
    let mut state = blake2b_simd::Params::new().personal(b"Zcash_RedJubjubH").to_state();
    parts.iter().for_each(|part| {
        state.update(part);
    });
    Fr::from_bytes_wide(state.finalize().as_array())
}

/// The verdict of docs/protocol §6.2, written out.
fn by_the_formula(vk: &[u8; 32], message: &[u8; 32], signature: &[u8; 64]) -> bool {
    let (r_bytes, s_bytes) = signature.split_first_chunk::<32>().unwrap();
    let key = Option::<AffinePoint>::from(AffinePoint::from_bytes(*vk));
    let r = Option::<AffinePoint>::from(AffinePoint::from_bytes(*r_bytes));
    let s = Option::<Fr>::from(Fr::from_bytes(s_bytes.try_into().unwrap()));
    let (Some(key), Some(r), Some(s)) = (key, r, s) else { return false };
    let (key, r) = (ExtendedPoint::from(key), ExtendedPoint::from(r));
    let generator = ExtendedPoint::from(sapling_crypto::constants::SPENDING_KEY_GENERATOR);
    let sum = r + key * challenge(&[r_bytes, vk, message]) - generator * s;
    !bool::from(key.is_small_order()) && bool::from(sum.mul_by_cofactor().is_identity())
}

#[test]
fn a_signature_verifies_exactly_if_redjubjub_and_the_formula_say_so() {
    let mut rng = StdRng::seed_from_u64(4);
    let torsion = torsion(&mut rng);
    let generator = point::generator();
    let (mut valid, mut refused) = (0, 0);
    for round in 0..320 {
        let (sk, nonce) = (Fr::random(&mut rng), Fr::random(&mut rng));
        let message = random_bytes::<32>(&mut rng);
        // Parts of small order in both points, in all 64 ways, and a fifth of the keys of small order.
        let secret = if round % 5 == 0 { Fr::ZERO } else { sk };
        let mut vk = point::encode(&(ExtendedPoint::from(generator * secret) + torsion[round % 8]));
        let r = point::encode(&(ExtendedPoint::from(generator * nonce) + torsion[round / 8 % 8]));
        let s = nonce + challenge(&[&r, &vk, &message]) * secret;
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&r);
        signature[32..].copy_from_slice(&s.to_bytes());
        let mut message = message;
        match round / 64 {
            0 | 1 => {}
            2 => signature[usize::from(random_bytes::<1>(&mut rng)[0]) % 64] ^= 1,
            3 => vk[usize::from(random_bytes::<1>(&mut rng)[0]) % 32] ^= 0x80,
            _ => message[round % 32] ^= 4,
        }
        let ours = signature::verify(&vk, &message, &signature);
        assert_eq!(ours, by_the_formula(&vk, &message, &signature), "round {round}");
        // redjubjub leaves keys of small order to its callers, as Zcash's rules do.
        let large = Option::<ExtendedPoint>::from(ExtendedPoint::from_bytes(&vk))
            .is_some_and(|key| !bool::from(key.is_small_order()));
        let theirs = VerificationKey::<SpendAuth>::try_from(vk)
            .is_ok_and(|key| key.verify(&message, &signature.into()).is_ok());
        assert_eq!(ours, large && theirs, "round {round}");
        *(if ours { &mut valid } else { &mut refused }) += 1;
    }
    assert!(valid > 80 && refused > 80, "{valid} valid, {refused} refused");
}

#[test]
fn each_side_verifies_what_the_other_signs_under_a_randomized_key() {
    let mut rng = StdRng::seed_from_u64(5);
    for _ in 0..40 {
        let (ask, alpha) = (signature::random_alpha(&mut rng), signature::random_alpha(&mut rng));
        let message = random_bytes::<32>(&mut rng);
        let key = SigningKey::<SpendAuth>::from_bytes(&ask.to_bytes()).unwrap();
        let randomized = key.randomize(&alpha);
        let theirs = VerificationKey::from(&randomized);
        let ak: SubgroupPoint = point::generator() * ask;
        let rk = point::encode(&signature::randomize(&ak, &alpha).into());
        assert_eq!(<[u8; 32]>::from(theirs), rk);
        let signed: [u8; 64] = randomized.sign(&mut rng, &message).into();
        assert!(signature::verify(&rk, &message, &signed));
        let signed = signature::sign(&ask, &alpha, &message, &mut rng);
        assert!(theirs.verify(&message, &signed.into()).is_ok());
    }
}
