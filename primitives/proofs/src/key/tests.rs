//! Each check of a key.

use super::*;
use crate::tests::{base_modulus, points_on_g1, setup, three};

/// The encoding of a good key with one change.
fn key_with(change: impl FnOnce(&mut VerifyingKey)) -> Vec<u8> {
    let mut key = three().key.clone();
    change(&mut key);
    key.to_bytes()
}

fn read(bytes: &[u8]) -> Result<VerifyingKey, KeyError> {
    VerifyingKey::from_bytes(bytes, 3)
}

#[test]
fn a_key_round_trips_and_its_hash_is_that_of_its_bytes() {
    let key = &three().key;
    let bytes = key.to_bytes();
    assert_eq!(bytes.len(), 96 + 3 * 192 + 4 + 4 * 96);
    assert_eq!(bytes[..96], key.alpha_g1.to_uncompressed());
    assert_eq!(bytes[96..288], key.beta_g2.to_uncompressed());
    assert_eq!(bytes[288..480], key.gamma_g2.to_uncompressed());
    assert_eq!(bytes[480..672], key.delta_g2.to_uncompressed());
    assert_eq!(bytes[672..676], [4, 0, 0, 0]);
    assert_eq!(bytes[676..772], key.ic[0].to_uncompressed());
    assert_eq!(read(&bytes).as_ref(), Ok(key));
    assert_eq!(VerifyingKey::from_registered_bytes(&bytes, 3).as_ref(), Ok(key));
    assert_eq!(key.hash(), shoji_shielded::hash::b256(b"ShojiVerifyKey__", &[&bytes]));
    assert_ne!(key.hash(), setup(2).key.hash());
}

#[test]
fn missing_and_trailing_bytes_are_refused() {
    let bytes = three().key.to_bytes();
    for len in [0, 95, 671, 675, 676, bytes.len() - 1] {
        assert_eq!(read(&bytes[..len]), Err(KeyError::MissingBytes));
        let registered = VerifyingKey::from_registered_bytes(&bytes[..len], 3);
        assert_eq!(registered, Err(KeyError::MissingBytes));
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(read(&longer), Err(KeyError::TrailingBytes));
    assert_eq!(VerifyingKey::from_registered_bytes(&longer, 3), Err(KeyError::TrailingBytes));
}

#[test]
fn a_key_for_another_number_of_inputs_is_refused() {
    let bytes = three().key.to_bytes();
    for inputs in [0, 2, 4, usize::MAX] {
        assert_eq!(VerifyingKey::from_bytes(&bytes, inputs), Err(KeyError::IcCount));
    }
    let mut empty = bytes;
    empty[672..676].fill(0);
    assert_eq!(read(&empty), Err(KeyError::IcCount));
}

#[test]
fn points_that_are_not_canonical_are_refused_in_each_place() {
    let good = three().key.to_bytes();
    for at in [0, 96, 288, 480, 676, 676 + 3 * 96] {
        for flag in [0x80, 0x20] {
            let mut bytes = good.clone();
            bytes[at] |= flag;
            assert_eq!(read(&bytes), Err(KeyError::NonCanonicalPoint));
        }
        let mut bytes = good.clone();
        bytes[at..at + 48].copy_from_slice(&base_modulus());
        assert_eq!(read(&bytes), Err(KeyError::NonCanonicalPoint));
    }
}

#[test]
fn points_off_the_curve_are_refused_in_each_place() {
    let good = three().key.to_bytes();
    for (at, len) in [(0, 96), (96, 192), (288, 192), (480, 192), (676, 96), (676 + 288, 96)] {
        let mut bytes = good.clone();
        bytes[at..at + len].fill(0);
        bytes[at + len - 1] = 1;
        assert_eq!(read(&bytes), Err(KeyError::PointOffCurve));
    }
}

#[test]
fn points_off_the_subgroup_are_refused_in_each_place() {
    let good = three().key.to_bytes();
    let (compressed, _) = points_on_g1().find(|(_, torsion_free)| !torsion_free).unwrap();
    let g1 = G1Affine::from_compressed_unchecked(&compressed).unwrap().to_uncompressed();
    let g2 = (0u8..=255)
        .filter_map(|x| {
            let mut bytes = [0; 96];
            bytes[0] = 0x80;
            bytes[95] = x;
            Option::<G2Affine>::from(G2Affine::from_compressed_unchecked(&bytes))
        })
        .find(|point| !bool::from(point.is_torsion_free()))
        .unwrap()
        .to_uncompressed();
    for at in [0, 676, 676 + 288] {
        let mut bytes = good.clone();
        bytes[at..at + 96].copy_from_slice(&g1);
        assert_eq!(read(&bytes), Err(KeyError::PointOffSubgroup));
    }
    for at in [96, 288, 480] {
        let mut bytes = good.clone();
        bytes[at..at + 192].copy_from_slice(&g2);
        assert_eq!(read(&bytes), Err(KeyError::PointOffSubgroup));
    }
}

#[test]
fn identity_points_of_a_key_are_refused_in_each_place() {
    let refused = |bytes: Vec<u8>| assert_eq!(read(&bytes), Err(KeyError::IdentityPoint));
    refused(key_with(|key| key.alpha_g1 = G1Affine::identity()));
    refused(key_with(|key| key.beta_g2 = G2Affine::identity()));
    refused(key_with(|key| key.gamma_g2 = G2Affine::identity()));
    refused(key_with(|key| key.delta_g2 = G2Affine::identity()));
    for i in 0..4 {
        refused(key_with(|key| key.ic[i] = G1Affine::identity()));
    }
}

#[test]
fn gamma_and_delta_equal_or_opposite_are_refused() {
    assert_eq!(read(&key_with(|key| key.gamma_g2 = key.delta_g2)), Err(KeyError::GammaIsDelta));
    assert_eq!(read(&key_with(|key| key.delta_g2 = -key.gamma_g2)), Err(KeyError::GammaIsDelta));
}

#[test]
fn delta_left_at_the_generator_is_refused_and_gamma_is_not() {
    let g = G2Affine::generator();
    for point in [g, -g] {
        assert_eq!(read(&key_with(|key| key.delta_g2 = point)), Err(KeyError::DeltaIsGenerator));
        assert!(read(&key_with(|key| key.gamma_g2 = point)).is_ok());
    }
}

#[test]
fn two_equal_or_opposite_ic_points_are_refused() {
    for (i, j) in [(0, 1), (0, 3), (2, 3)] {
        let equal = key_with(|key| key.ic[i] = key.ic[j]);
        assert_eq!(read(&equal), Err(KeyError::DuplicateIcPoint));
        let opposite = key_with(|key| key.ic[i] = -key.ic[j]);
        assert_eq!(read(&opposite), Err(KeyError::DuplicateIcPoint));
    }
}
