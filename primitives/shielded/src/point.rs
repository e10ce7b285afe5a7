//! Points of Jubjub: encodings, order checks and the generator `G` (docs/protocol §1.1, §1.2).

use crate::field::Base;
use group::{cofactor::CofactorGroup, Group};
use jubjub::{AffinePoint, ExtendedPoint, SubgroupPoint};

/// `G`, the RedJubjub SpendAuth generator (Zcash Protocol Specification, section 5.4.7.1).
pub const fn generator() -> SubgroupPoint {
    SubgroupPoint::from_raw_unchecked(
        Base::from_raw([
            0x47bf_4692_0a95_a753,
            0xd5b9_a7d3_ef8e_2827,
            0xd418_a7ff_2675_3b6a,
            0x0926_d4f3_2059_c712,
        ]),
        Base::from_raw([
            0x3056_32ad_aaf2_b530,
            0x6d65_674d_cedb_ddbc,
            0x53bb_37d0_c21c_fd05,
            0x57a1_019e_6de9_b675,
        ]),
    )
}

/// `repr_J`: `v` little-endian with the low bit of `u` in the highest bit.
pub fn encode(point: &ExtendedPoint) -> [u8; 32] {
    AffinePoint::from(point).to_bytes()
}

/// Decodes a canonical encoding (ZIP 216) of a point of any order.
pub fn decode(bytes: &[u8; 32]) -> Option<ExtendedPoint> {
    Option::<AffinePoint>::from(AffinePoint::from_bytes(*bytes)).map(ExtendedPoint::from)
}

/// Decodes a canonical encoding and refuses the eight points of small order: what consensus asks of
/// `epk` and `rk` (docs/protocol §7.1, rules 12 and 13).
pub fn decode_not_small_order(bytes: &[u8; 32]) -> Option<ExtendedPoint> {
    decode(bytes).filter(|point| !bool::from(point.is_small_order()))
}

/// The point as an element of the prime-order subgroup; `None` outside it and for the identity.
pub fn into_prime_order(point: &ExtendedPoint) -> Option<SubgroupPoint> {
    Option::<SubgroupPoint>::from(point.into_subgroup())
        .filter(|point| !bool::from(point.is_identity()))
}

/// The affine coordinates `(u, v)`.
pub fn coordinates(point: &ExtendedPoint) -> (Base, Base) {
    let affine = AffinePoint::from(point);
    (affine.get_u(), affine.get_v())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ff::Field;
    use group::cofactor::CofactorGroup;

    /// The eight points of small order: multiples of a point of order eight.
    pub(crate) fn small_order_points() -> [ExtendedPoint; 8] {
        // [s] P for P of full order 8s generates them; the first v that gives one is taken.
        let order = *b"\xb7\x2c\xf7\xd6\x5e\x0e\x97\xd0\x82\x10\xc8\xcc\x93\x20\x68\xa6\
                       \x00\x3b\x34\x01\x01\x3b\x67\x06\xa9\xaf\x33\x65\xea\xb4\x7d\x0e";
        let torsion = (2u8..)
            .filter_map(|v| {
                let mut bytes = [0; 32];
                bytes[0] = v;
                decode(&bytes)
            })
            .map(|p| AffinePoint::from(p).to_niels().multiply_bits(&order))
            .find(|t| !bool::from(t.double().double().is_identity()))
            .unwrap();
        let mut point = ExtendedPoint::identity();
        core::array::from_fn(|_| {
            point += torsion;
            point
        })
    }

    #[test]
    fn the_generator_is_that_of_redjubjub_and_of_prime_order() {
        let mut one = [0; 32];
        one[0] = 1;
        let key = redjubjub::SigningKey::<redjubjub::SpendAuth>::from_bytes(&one).unwrap();
        let expected: [u8; 32] = redjubjub::VerificationKey::from(&key).into();
        assert_eq!(encode(&generator().into()), expected);
        assert!(into_prime_order(&generator().into()).is_some());
    }

    #[test]
    fn the_eight_points_of_small_order_are_distinct_and_refused() {
        let points = small_order_points();
        for (i, point) in points.iter().enumerate() {
            assert!(bool::from(point.clear_cofactor().is_identity()));
            assert!(points[..i].iter().all(|other| other != point));
            let bytes = encode(point);
            assert_eq!(decode(&bytes), Some(*point));
            assert_eq!(decode_not_small_order(&bytes), None);
            assert_eq!(into_prime_order(point), None);
        }
    }

    #[test]
    fn a_point_of_mixed_order_is_not_small_but_outside_the_subgroup() {
        let torsion = small_order_points()[0];
        let mixed = ExtendedPoint::from(generator()) + torsion;
        assert!(decode_not_small_order(&encode(&mixed)).is_some());
        assert_eq!(into_prime_order(&mixed), None);
    }

    #[test]
    fn non_canonical_encodings_are_refused() {
        // u = 0 with the sign bit set: the identity and the point of order two (ZIP 216).
        let mut identity = encode(&ExtendedPoint::identity());
        identity[31] |= 0x80;
        assert_eq!(decode(&identity), None);
        let mut order_two = (-Base::ONE).to_bytes();
        assert!(decode(&order_two).is_some());
        order_two[31] |= 0x80;
        assert_eq!(decode(&order_two), None);
        // v = 1 + r.
        let mut bytes = (-Base::ONE).to_bytes();
        bytes[0] += 2;
        assert_eq!(decode(&bytes), None);
        assert_eq!(decode(&[0xff; 32]), None);
    }

    #[test]
    fn coordinates_satisfy_the_curve_equation() {
        let (u, v) = coordinates(&generator().into());
        let d = -Base::from(10240) * Base::from(10241).invert().unwrap();
        let (u2, v2) = (u.square(), v.square());
        assert_eq!(v2 - u2, Base::ONE + d * u2 * v2);
    }
}
