//! Poseidon (docs/protocol §1.4) as constraints.

mod matrix;
mod partial;
mod permutation;
mod trace;

pub use permutation::permute;

use super::linear::Linear;
use bellman::{ConstraintSystem, SynthesisError};
use shoji_shielded::{
    field::Base,
    poseidon::{Domain, RATE, WIDTH},
};

/// `H_domain(inputs)`: 285 constraints and three for each input (up to four) that is not a
/// constant.
pub fn hash<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    domain: Domain,
    inputs: &[Linear],
) -> Result<Linear, SynthesisError> {
    let mut words = hash_words(cs, domain, inputs, 1)?;
    Ok(words.swap_remove(0))
}

/// The first `count` output words of the sponge.
///
/// # Panics
///
/// If the number of inputs is not the domain's: the hash would be another function.
pub fn hash_words<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    domain: Domain,
    inputs: &[Linear],
    count: usize,
) -> Result<Vec<Linear>, SynthesisError> {
    assert_eq!(inputs.len(), domain.inputs(), "inputs of the domain {}", domain.label());
    let mut state: [Linear; WIDTH] = std::array::from_fn(|_| Linear::zero());
    state[0] = Linear::constant(domain.capacity());
    for group in inputs.chunks(RATE) {
        for (word, input) in state[1..].iter_mut().zip(group) {
            *word = input.clone().plus(word);
        }
        state = permute(cs, &state)?;
    }
    let mut words = state[1..].to_vec();
    while words.len() < count {
        state = permute(cs, &state)?;
        words.extend_from_slice(&state[1..]);
    }
    words.truncate(count);
    Ok(words)
}
