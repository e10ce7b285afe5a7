//! Values sum to at least a threshold: condition N3 of docs/protocol §12.3, P1 of §12.5.

use super::{error::require, NotesError};
use crate::gadgets::{
    bit::pack,
    linear::enforce_equal,
    range::{low_bits, VALUE_BITS},
    Linear,
};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::field::Base;

/// `sum - threshold` has as many bits as a sum of so many values: 131 for eight. As the values have
/// 128 bits and the threshold has, a sum that falls short is negative and has 255.
pub(super) fn at_least<'a, CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    values: impl ExactSizeIterator<Item = &'a Linear>,
    threshold: &Linear,
) -> Result<(), SynthesisError> {
    let count = VALUE_BITS + values.len().next_power_of_two().ilog2() as usize;
    let sum = Linear::sum(Base::ZERO, values.map(|value| (Base::ONE, value)));
    let excess = sum.value().zip(threshold.value()).map(|(sum, threshold)| sum - threshold);
    let excess = low_bits(cs, "excess bit", excess, count)?;
    enforce_equal(cs, "N3: sum", threshold, &sum.minus(&pack(&excess)));
    Ok(())
}

/// The same in plain Rust.
pub(super) fn check(values: impl Iterator<Item = u128>, threshold: u128) -> Result<(), NotesError> {
    let missing = values.fold(threshold, u128::saturating_sub);
    require(missing == 0, NotesError::BelowThreshold)
}
