//! The bits of a field element, of which there is one choice only.

use super::{
    bit::{pack, Bit},
    linear::{enforce_equal, multiply, Linear},
};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::field::{to_bytes, Base};

/// Bits of an element of `F`.
pub const BASE_BITS: usize = 255;

/// The 255 bits, least significant first, of the integer below `r` that `value` stands for: 388
/// constraints.
///
/// Integers from `r` to `2^255 - 1` are equal to others modulo `r`, so the sum alone would leave one
/// element in ten a second choice. From the highest bit down, `equal` says whether the bits so far
/// are those of `r - 1`; where they are and the next bit of `r - 1` is 0, this one must be 0 as well.
pub fn canonical_bits<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    value: &Linear,
) -> Result<Vec<Bit>, SynthesisError> {
    let largest = to_bytes(&-Base::ONE);
    let bytes = value.value().as_ref().map(to_bytes);
    let bit_of = |bytes: &[u8; 32], i: usize| bytes[i / 8] >> (i % 8) & 1 == 1;

    let mut bits = Vec::with_capacity(BASE_BITS);
    let mut equal: Option<Linear> = None;
    for i in (0..BASE_BITS).rev() {
        let value = bytes.as_ref().map(|bytes| bit_of(bytes, i));
        let bit = match (bit_of(&largest, i), &equal) {
            (false, Some(equal)) => Bit::alloc_zero_where(cs, "canonical bit", value, equal)?,
            _ => Bit::alloc(cs, "canonical bit", value)?,
        };
        if bit_of(&largest, i) {
            equal = Some(match equal {
                Some(equal) => multiply(cs, "equal so far", &equal, bit.linear())?,
                None => bit.linear().clone(),
            });
        }
        bits.push(bit);
    }
    bits.reverse();
    enforce_equal(cs, "value from canonical bits", value, &pack(&bits));
    Ok(bits)
}
