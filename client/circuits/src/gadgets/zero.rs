//! Whether a combination is zero.

use super::linear::{enforce, Linear};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::field::Base;

/// A new variable that is 1 where `value` is 0 and 0 everywhere else: two constraints, `value *
/// inverse = 1 - is_zero` and `value * is_zero = 0`.
///
/// Where `value` is not 0 the second makes `is_zero` 0; where it is, the first makes it 1, whatever
/// `inverse` is. So it is a boolean without a constraint of its own.
pub fn is_zero<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    [name, inverse_name]: [&'static str; 2],
    value: &Linear,
) -> Result<Linear, SynthesisError> {
    let inverse = value.value().map(|value| value.invert().unwrap_or(Base::ZERO));
    let inverse = Linear::alloc(cs, inverse_name, inverse)?;
    let is_zero = value.value().map(|value| Base::from(u64::from(value.is_zero_vartime())));
    let is_zero = Linear::alloc(cs, name, is_zero)?;
    let is_not = Linear::constant(Base::ONE).minus(&is_zero);
    enforce(cs, inverse_name, &inverse, value, &is_not);
    enforce(cs, name, &is_zero, value, &Linear::zero());
    Ok(is_zero)
}
