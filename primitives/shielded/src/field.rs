//! Elements of `F`, the scalar field of BLS12-381, and scalars of Jubjub (docs/protocol §1.1, §1.2).

use ff::PrimeField;

/// An element of `F`: the base field of Jubjub and the field of every Poseidon hash.
pub type Base = bls12_381::Scalar;

/// The canonical 32-byte little-endian encoding of `value`.
pub fn to_bytes(value: &Base) -> [u8; 32] {
    value.to_bytes()
}

/// Decodes a canonical encoding; `None` for an integer of `r` or more.
pub fn from_bytes(bytes: &[u8; 32]) -> Option<Base> {
    Option::from(Base::from_repr(*bytes))
}

/// `wide_F`: 64 bytes as a little-endian integer, reduced modulo `r`.
pub fn from_wide(bytes: &[u8; 64]) -> Base {
    Base::from_bytes_wide(bytes)
}

/// `wide_s`: 64 bytes as a little-endian integer, reduced modulo the order `s` of Jubjub's
/// prime-order subgroup.
pub fn scalar_from_wide(bytes: &[u8; 64]) -> jubjub::Fr {
    jubjub::Fr::from_bytes_wide(bytes)
}

/// An unsigned 128-bit integer (a value, an amount) as an element of `F`; exact.
pub fn from_u128(value: u128) -> Base {
    Base::from_raw([value as u64, (value >> 64) as u64, 0, 0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ff::Field;
    use proptest::prelude::*;

    /// `r` of docs/protocol §1.1, little-endian.
    fn modulus() -> [u8; 32] {
        let mut bytes: [u8; 32] =
            hex::decode("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001")
                .unwrap()
                .try_into()
                .unwrap();
        bytes.reverse();
        bytes
    }

    /// `bytes + r`, or `None` where that needs more than 256 bits.
    fn plus_modulus(bytes: [u8; 32]) -> Option<[u8; 32]> {
        let mut sum = [0; 32];
        let mut carry = 0u16;
        for (i, (a, b)) in bytes.iter().zip(modulus()).enumerate() {
            carry += u16::from(*a) + u16::from(b);
            sum[i] = carry as u8;
            carry >>= 8;
        }
        (carry == 0).then_some(sum)
    }

    #[test]
    fn the_modulus_and_everything_above_it_is_refused() {
        assert_eq!(from_bytes(&modulus()), None);
        assert_eq!(from_bytes(&[0xff; 32]), None);
        let mut below = modulus();
        below[0] -= 1;
        assert_eq!(from_bytes(&below), Some(-Base::ONE));
    }

    #[test]
    fn wide_reduction_agrees_with_arithmetic() {
        // 2^256 mod r, by doubling.
        let mut power = Base::ONE;
        for _ in 0..256 {
            power = power.double();
        }
        let mut bytes = [0; 64];
        bytes[32] = 1;
        assert_eq!(from_wide(&bytes), power);
        let mut power = jubjub::Fr::ONE;
        for _ in 0..256 {
            power = power.double();
        }
        assert_eq!(scalar_from_wide(&bytes), power);
    }

    #[test]
    fn a_128_bit_integer_is_encoded_exactly() {
        let mut expected = [0; 32];
        expected[..16].copy_from_slice(&u128::MAX.to_le_bytes());
        assert_eq!(to_bytes(&from_u128(u128::MAX)), expected);
        assert_eq!(from_u128(1 << 64), Base::from(u64::MAX) + Base::ONE);
    }

    proptest! {
        #[test]
        fn encodings_round_trip_and_n_plus_r_is_refused(wide in prop::collection::vec(any::<u8>(), 64)) {
            let value = from_wide(&wide.try_into().unwrap());
            let bytes = to_bytes(&value);
            prop_assert_eq!(from_bytes(&bytes), Some(value));
            if let Some(alias) = plus_modulus(bytes) {
                prop_assert_eq!(from_bytes(&alias), None);
            }
        }
    }
}
