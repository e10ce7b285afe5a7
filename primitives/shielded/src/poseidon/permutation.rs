//! The permutation and its constants as field elements (docs/protocol §1.4).

use super::{constants::MDS_LIMBS, round_constants::LIMBS, FULL_ROUNDS, PARTIAL_ROUNDS, WIDTH};
use crate::field::Base;

const ROUNDS: usize = FULL_ROUNDS + PARTIAL_ROUNDS;

/// Limbs to field elements at compile time, row by row.
const fn rows<const CELLS: usize, const ROWS: usize>(
    limbs: [[u64; 4]; CELLS],
) -> [[Base; WIDTH]; ROWS] {
    assert!(CELLS == ROWS * WIDTH);
    let mut rows = [[Base::zero(); WIDTH]; ROWS];
    let mut cell = 0;
    while cell < CELLS {
        rows[cell / WIDTH][cell % WIDTH] = Base::from_raw(limbs[cell]);
        cell += 1;
    }
    rows
}

static ROUND_CONSTANTS: [[Base; WIDTH]; ROUNDS] = rows(LIMBS);
static MDS: [[Base; WIDTH]; WIDTH] = rows(MDS_LIMBS);

/// The constants each round adds before its S-boxes, in the order of the rounds.
pub fn round_constants() -> &'static [[Base; WIDTH]; FULL_ROUNDS + PARTIAL_ROUNDS] {
    &ROUND_CONSTANTS
}

/// The MDS matrix, row by row: after the S-boxes `new[i] = sum mds[i][j] * old[j]`.
pub fn mds() -> &'static [[Base; WIDTH]; WIDTH] {
    &MDS
}

fn sbox(x: &Base) -> Base {
    x.square().square() * x
}

fn mix(state: &[Base; WIDTH]) -> [Base; WIDTH] {
    MDS.map(|row| {
        let mut sum = row[0] * state[0];
        for i in 1..WIDTH {
            sum += row[i] * state[i];
        }
        sum
    })
}

/// The Poseidon permutation: half of the full rounds, the partial rounds, the other half.
pub fn permute(state: &mut [Base; WIDTH]) {
    let first_partial = FULL_ROUNDS / 2;
    for (round, constants) in ROUND_CONSTANTS.iter().enumerate() {
        for (word, constant) in state.iter_mut().zip(constants) {
            *word += constant;
        }
        let partial = (first_partial..first_partial + PARTIAL_ROUNDS).contains(&round);
        let active = if partial { 1 } else { WIDTH };
        for word in &mut state[..active] {
            *word = sbox(word);
        }
        *state = mix(state);
    }
}
