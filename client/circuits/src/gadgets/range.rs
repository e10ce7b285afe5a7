//! Values of 128 bits (docs/protocol §5.3 I5, O2), and other ranges.

use super::{
    bit::{pack, Bit},
    linear::{enforce_equal, Linear},
};
use bellman::{ConstraintSystem, SynthesisError};
use shoji_shielded::field::{from_u128, to_bytes, Base};

/// Bits of a value: values are `u128`, as balances are.
pub const VALUE_BITS: usize = 128;

/// A variable together with its 128 bits.
#[derive(Clone, Debug)]
pub struct Value {
    /// The value as an element of `F`.
    pub linear: Linear,
    /// Its bits, least significant first.
    pub bits: Vec<Bit>,
}

impl Value {
    /// A new variable below 2^128: 129 constraints.
    ///
    /// The variable is separate from its bits because the note hash uses it three times, and 128
    /// terms three times would cost the prover more than one variable.
    pub fn alloc<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        value: Option<u128>,
    ) -> Result<Self, SynthesisError> {
        let linear = Linear::alloc(cs, "value", value.map(from_u128))?;
        let bits = (0..VALUE_BITS)
            .map(|i| Bit::alloc(cs, "value bit", value.map(|value| value >> i & 1 == 1)))
            .collect::<Result<Vec<_>, _>>()?;
        enforce_equal(cs, "value from bits", &linear, &pack(&bits));
        Ok(Self { linear, bits })
    }
}

/// `count` new booleans: the low bits of `value`, least significant first, where the caller enforces
/// that they are its bits. One constraint a bit.
pub fn low_bits<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    name: &'static str,
    value: Option<Base>,
    count: usize,
) -> Result<Vec<Bit>, SynthesisError> {
    let bytes = value.as_ref().map(to_bytes);
    let bit = |i: usize| bytes.map(|bytes| bytes[i / 8] >> (i % 8) & 1 == 1);
    (0..count).map(|i| Bit::alloc(cs, name, bit(i))).collect()
}
