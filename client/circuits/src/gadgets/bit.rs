//! Booleans.

use super::linear::{enforce, Linear};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::field::Base;

/// A variable that is 0 or 1.
#[derive(Clone, Debug)]
pub struct Bit(Linear);

impl Bit {
    /// A new boolean variable: one constraint, `bit * bit = bit`.
    pub fn alloc<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        name: &'static str,
        value: Option<bool>,
    ) -> Result<Self, SynthesisError> {
        let bit = Linear::alloc(cs, name, value.map(|bit| Base::from(u64::from(bit))))?;
        enforce(cs, name, &bit, &bit, &bit);
        Ok(Self(bit))
    }

    /// A new boolean variable that is 0 where the boolean `guard` is 1: one constraint, `(1 - guard -
    /// bit) * bit = 0`.
    pub fn alloc_zero_where<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        name: &'static str,
        value: Option<bool>,
        guard: &Linear,
    ) -> Result<Self, SynthesisError> {
        let bit = Linear::alloc(cs, name, value.map(|bit| Base::from(u64::from(bit))))?;
        let left = Linear::constant(Base::ONE).minus(guard).minus(&bit);
        enforce(cs, name, &left, &bit, &Linear::zero());
        Ok(Self(bit))
    }

    /// The bit as an element of `F`.
    pub fn linear(&self) -> &Linear {
        &self.0
    }
}

/// `sum bit_i * 2^i`: the integer whose little-endian bits these are. No constraint; exact for
/// fewer than 255 bits.
pub fn pack<'a>(bits: impl IntoIterator<Item = &'a Bit>) -> Linear {
    let mut power = Base::ONE;
    bits.into_iter().fold(Linear::zero(), |sum, bit| {
        let sum = sum.add_scaled(power, bit.linear());
        power = power.double();
        sum
    })
}
