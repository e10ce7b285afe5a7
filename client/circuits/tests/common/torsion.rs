//! The points of small order.

use super::rng::rng;
use ff::Field;
use group::{Group, GroupEncoding};
use jubjub::ExtendedPoint;

/// The eight points of small order.
pub fn torsion() -> Vec<ExtendedPoint> {
    let rng = &mut rng(31);
    let order = -jubjub::Fr::ONE;
    let point = std::iter::repeat_with(|| ExtendedPoint::random(&mut *rng))
        // [s]P = [s - 1]P + P has the torsion component of P alone.
        .map(|point| point * order + point)
        .find(|point| !bool::from((point.double().double()).is_identity()))
        .unwrap();
    let multiples = std::iter::successors(Some(ExtendedPoint::identity()), |sum| Some(sum + point));
    let points = multiples.take(8).collect::<Vec<_>>();
    let mut encodings = points.iter().map(GroupEncoding::to_bytes).collect::<Vec<_>>();
    encodings.sort();
    encodings.dedup();
    assert_eq!(encodings.len(), 8);
    points
}
