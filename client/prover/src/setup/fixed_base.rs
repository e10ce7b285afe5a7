//! Many multiples of one generator.

use bls12_381::Scalar;
use ff::PrimeField;
use group::{Curve, CurveAffine};
use rayon::prelude::*;

const WINDOW_BITS: usize = 12;
const WINDOWS: usize = (Scalar::NUM_BITS as usize).div_ceil(WINDOW_BITS);
/// Multiples that are normalised together.
const BATCH: usize = 512;

/// For each window all multiples of `2^(12 window)` times the generator. A scalar's multiple is
/// then the sum of 22 entries.
pub(super) struct Table<C: Curve>(Vec<Vec<C::Affine>>);

impl<C: Curve<Scalar = Scalar>> Table<C> {
    /// The table of the group's standard generator.
    pub(super) fn new() -> Self {
        let double_often = |point: &C| (0..WINDOW_BITS).fold(*point, |point, _| point.double());
        let bases = std::iter::successors(Some(C::generator()), |base| Some(double_often(base)));
        let bases = bases.take(WINDOWS).collect::<Vec<_>>();
        let windows = bases.par_iter().map(|base| {
            let multiples = std::iter::successors(Some(C::identity()), |sum| Some(*sum + base));
            normalise(&multiples.take(1 << WINDOW_BITS).collect::<Vec<_>>())
        });
        Self(windows.collect())
    }

    /// The generator times each scalar.
    pub(super) fn multiples(&self, scalars: &[Scalar]) -> Vec<C::Affine> {
        let batches = scalars.par_chunks(BATCH).flat_map_iter(|batch| {
            let points = batch.iter().map(|scalar| self.multiple(scalar)).collect::<Vec<C>>();
            normalise(&points)
        });
        batches.collect()
    }

    fn multiple(&self, scalar: &Scalar) -> C {
        let bytes = scalar.to_repr();
        let digits = (0..WINDOWS).map(|window| digit(&bytes, window));
        let entries = self.0.iter().zip(digits).map(|(entries, digit)| &entries[digit]);
        entries.fold(C::identity(), |sum, entry| sum + entry)
    }
}

/// The window's 12 bits of a little-endian integer.
fn digit(bytes: &[u8; 32], window: usize) -> usize {
    let bit = window * WINDOW_BITS;
    // Twelve bits begin at a multiple of four, so they lie in two bytes.
    let low = usize::from(bytes[bit / 8]);
    let high = bytes.get(bit / 8 + 1).map_or(0, |byte| usize::from(*byte));
    (low | high << 8) >> (bit % 8) & ((1 << WINDOW_BITS) - 1)
}

fn normalise<C: Curve>(points: &[C]) -> Vec<C::Affine> {
    let mut affine = vec![C::Affine::identity(); points.len()];
    C::batch_normalize(points, &mut affine);
    affine
}

#[cfg(test)]
mod tests {
    use super::*;
    use bls12_381::{G1Affine, G1Projective};
    use ff::Field;

    #[test]
    fn multiples_are_multiples() {
        let table = Table::<G1Projective>::new();
        let mut scalars = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, Scalar::from(4_096)];
        scalars.extend(std::iter::successors(Some(Scalar::from(7)), |s| Some(s.cube())).take(600));
        let expected = scalars.iter().map(|scalar| G1Affine::from(G1Affine::generator() * scalar));
        assert_eq!(table.multiples(&scalars), expected.collect::<Vec<_>>());
    }
}
