//! The sum of the public inputs times their points, by Straus' interleaved windows.

use alloc::vec::Vec;
use bls12_381::{G1Affine, G1Projective, Scalar};

/// Bits of a window: one hexadecimal digit.
const WINDOW: usize = 4;
/// Non-zero digits: a table holds the point times 1 to 15.
const TABLE: usize = (1 << WINDOW) - 1;

/// `1 P, 2 P, .. 15 P`.
fn multiples(point: &G1Affine) -> [G1Projective; TABLE] {
    let mut table = [G1Projective::from(point); TABLE];
    for i in 1..TABLE {
        table[i] = if i % 2 == 1 { table[i / 2].double() } else { table[i - 1].add_mixed(point) };
    }
    table
}

/// The hexadecimal digits of a scalar, most significant first.
fn digits(bytes: &[u8; 32]) -> impl Iterator<Item = u8> + '_ {
    bytes.iter().rev().flat_map(|byte| [byte >> WINDOW, byte & TABLE as u8])
}

/// `start + sum scalars[i] * points[i]` over the shorter of the two lists. The time depends on the
/// scalars: they are public.
pub(crate) fn sum_of_products(
    start: &G1Affine,
    points: &[G1Affine],
    scalars: &[Scalar],
) -> G1Projective {
    let terms: Vec<([u8; 32], [G1Projective; TABLE])> = scalars
        .iter()
        .zip(points)
        .map(|(scalar, point)| (scalar.to_bytes(), multiples(point)))
        .collect();
    let mut rows: Vec<_> = terms.iter().map(|(bytes, table)| (digits(bytes), table)).collect();
    let mut sum = G1Projective::identity();
    for _ in 0..64 {
        for _ in 0..WINDOW {
            sum = sum.double();
        }
        for (digits, table) in &mut rows {
            match digits.next() {
                None | Some(0) => {}
                Some(digit) => sum += table[usize::from(digit) - 1],
            }
        }
    }
    sum + start
}

#[cfg(test)]
mod tests {
    use super::*;
    use ff::Field;
    use proptest::prelude::*;

    fn scalar() -> impl Strategy<Value = Scalar> {
        let wide = prop::collection::vec(any::<u8>(), 64)
            .prop_map(|bytes| Scalar::from_bytes_wide(&bytes.try_into().unwrap()));
        let special = prop_oneof![Just(Scalar::ZERO), Just(Scalar::ONE), Just(-Scalar::ONE)];
        prop_oneof![4 => wide, 1 => any::<u64>().prop_map(Scalar::from), 1 => special]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_sum_equals_one_multiplication_a_term(
            pairs in prop::collection::vec((scalar(), scalar()), 0..21),
        ) {
            let g = G1Projective::generator();
            let points: Vec<G1Affine> = pairs.iter().map(|(p, _)| (g * p).into()).collect();
            let scalars: Vec<Scalar> = pairs.iter().map(|(_, s)| *s).collect();
            let start = G1Affine::from(g.double());
            let naive = pairs.iter().fold(g.double(), |sum, (p, s)| sum + g * (p * s));
            prop_assert_eq!(sum_of_products(&start, &points, &scalars), naive);
        }
    }

    #[test]
    fn a_table_holds_the_multiples_one_to_fifteen() {
        let g = G1Affine::generator();
        for (i, multiple) in multiples(&g).iter().enumerate() {
            assert_eq!(*multiple, g * Scalar::from(i as u64 + 1));
        }
    }
}
