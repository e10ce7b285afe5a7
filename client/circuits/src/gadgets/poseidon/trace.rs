//! The values a permutation passes through.

use shoji_shielded::{
    field::Base,
    poseidon::{mds, round_constants, FULL_ROUNDS, PARTIAL_ROUNDS, WIDTH},
};

/// Rounds of the permutation.
pub(super) const ROUNDS: usize = FULL_ROUNDS + PARTIAL_ROUNDS;

/// Whether a round's S-box acts on word 0 alone.
pub(super) fn is_partial(round: usize) -> bool {
    let first = FULL_ROUNDS / 2;
    (first..first + PARTIAL_ROUNDS).contains(&round)
}

/// The state at the S-boxes of each round, and at the end.
pub(super) struct Trace {
    /// After the constants of each round, before its S-boxes.
    pub(super) inputs: [[Base; WIDTH]; ROUNDS],
    /// After the last round.
    pub(super) output: [Base; WIDTH],
}

impl Trace {
    /// Runs the permutation on `state`.
    pub(super) fn new(mut state: [Base; WIDTH]) -> Self {
        let mut inputs = [[Base::zero(); WIDTH]; ROUNDS];
        for (round, constants) in round_constants().iter().enumerate() {
            for (word, constant) in state.iter_mut().zip(constants) {
                *word += constant;
            }
            inputs[round] = state;
            let active = if is_partial(round) { 1 } else { WIDTH };
            for word in &mut state[..active] {
                *word = fifth_power(word);
            }
            state = mds().map(|row| row.iter().zip(&state).map(|(m, word)| m * word).sum());
        }
        Self { inputs, output: state }
    }
}

/// The S-box.
pub(super) fn fifth_power(value: &Base) -> Base {
    value.square().square() * value
}

#[cfg(test)]
mod tests {
    use super::*;
    use shoji_shielded::poseidon::permute;

    #[test]
    fn the_trace_ends_where_the_permutation_ends() {
        let mut state = std::array::from_fn(|word| Base::from(7 + word as u64));
        let trace = Trace::new(state);
        permute(&mut state);
        assert_eq!(trace.output, state);
    }
}
