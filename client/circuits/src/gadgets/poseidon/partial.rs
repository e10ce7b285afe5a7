//! The partial rounds, solved for their S-box outputs.
//!
//! The variables of the partial rounds are the S-box inputs `y_1 .. y_60` and the inputs `t_0 ..
//! t_4` of the full round that follows. Every S-box output of the partial rounds, and of the full
//! round before them, is an affine combination of these 65: going backwards from `t`, undo the
//! mixing, read the S-box output off word 0, put `y_i` in its place, undo the constants, and
//! repeat. So a long combination stands only on the right-hand side of one constraint, once.

use super::matrix::MDS_INVERSE;
use crate::gadgets::linear::Linear;
use ff::Field;
use shoji_shielded::{
    field::Base,
    poseidon::{round_constants, FULL_ROUNDS, PARTIAL_ROUNDS, WIDTH},
};
use std::sync::LazyLock;

/// `constant + sum coefficients[i] * variable_i` over `y_1 .. y_60, t_0 .. t_4`.
#[derive(Clone)]
pub(super) struct Row {
    constant: Base,
    coefficients: [Base; PARTIAL_ROUNDS + WIDTH],
}

impl Row {
    const ZERO: Row =
        Row { constant: Base::ZERO, coefficients: [Base::ZERO; PARTIAL_ROUNDS + WIDTH] };

    fn variable(index: usize) -> Self {
        let mut row = Self::ZERO;
        row.coefficients[index] = Base::ONE;
        row
    }

    fn add_scaled(&mut self, coefficient: Base, other: &Row) {
        self.constant += coefficient * other.constant;
        for (own, other) in self.coefficients.iter_mut().zip(&other.coefficients) {
            if !other.is_zero_vartime() {
                *own += coefficient * other;
            }
        }
    }

    /// The row applied to variables.
    pub(super) fn apply(&self, variables: &[Linear]) -> Linear {
        Linear::sum(self.constant, self.coefficients.iter().copied().zip(variables))
    }
}

/// S-box outputs as rows over the variables of the partial rounds.
pub(super) struct Outputs {
    /// Of the five S-boxes of the last full round before the partial ones.
    pub(super) before: [Row; WIDTH],
    /// Of the S-box of each partial round.
    pub(super) partial: Vec<Row>,
}

/// The rows, computed once.
pub(super) static OUTPUTS: LazyLock<Outputs> = LazyLock::new(solve);

fn solve() -> Outputs {
    let first_partial = FULL_ROUNDS / 2;
    let first_after = first_partial + PARTIAL_ROUNDS;
    let constants = round_constants();

    // The state after the last partial round: the next round's S-box inputs without its constants.
    let mut state: [Row; WIDTH] = std::array::from_fn(|word| {
        let mut row = Row::variable(PARTIAL_ROUNDS + word);
        row.constant = -constants[first_after][word];
        row
    });
    let mut partial = Vec::with_capacity(PARTIAL_ROUNDS);
    for index in (0..PARTIAL_ROUNDS).rev() {
        state = unmix(&state);
        partial.push(std::mem::replace(&mut state[0], Row::variable(index)));
        for (row, constant) in state.iter_mut().zip(&constants[first_partial + index]) {
            row.constant -= constant;
        }
    }
    partial.reverse();
    Outputs { before: unmix(&state), partial }
}

fn unmix(state: &[Row; WIDTH]) -> [Row; WIDTH] {
    std::array::from_fn(|i| {
        let mut row = Row::ZERO;
        for (coefficient, word) in MDS_INVERSE[i].iter().zip(state) {
            row.add_scaled(*coefficient, word);
        }
        row
    })
}
