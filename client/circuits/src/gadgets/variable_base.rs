//! Multiplication of any point by a scalar, bit by bit.

use super::{bit::Bit, linear::multiply, point::Point};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::field::Base;

/// `[scalar] base` for the integer with these bits, least significant first; there is at least one.
/// For each bit a selection (two constraints), for each but the highest also a doubling (five) and an
/// addition (six): 13 a bit, less eleven. The formulas are complete, so the base may be any point of
/// the curve, and no bits need to be treated apart.
pub fn multiply_point<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    bits: &[Bit],
    base: &Point,
) -> Result<Point, SynthesisError> {
    let mut sum: Option<Point> = None;
    for bit in bits.iter().rev() {
        let term = select(cs, bit, base)?;
        sum = Some(match sum {
            Some(sum) => sum.double(cs)?.add(cs, &term)?,
            None => term,
        });
    }
    Ok(sum.expect("a scalar has bits; qed"))
}

/// `base` where the bit is 1, the identity `(0, 1)` where it is 0: two constraints.
fn select<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    bit: &Bit,
    base: &Point,
) -> Result<Point, SynthesisError> {
    let u = multiply(cs, "selected u", &base.u, bit.linear())?;
    let beyond_one = base.v.clone().plus_constant(-Base::ONE);
    let v = multiply(cs, "selected v - 1", &beyond_one, bit.linear())?;
    Ok(Point::from_coordinates(u, v.plus_constant(Base::ONE)))
}
