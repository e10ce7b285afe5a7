//! The size and the identity of a circuit.
//!
//! Both are pinned by tests: a change of the circuit changes the parameters and the verifying key,
//! so it must never go unnoticed.

use crate::system::System;
use bellman::{Circuit, Index, SynthesisError};
use blake2b_simd::{Params, State};
use ff::Field;
use shoji_shielded::field::{to_bytes, Base};
use std::{collections::BTreeMap, fmt};

/// The measurements of a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Constraints the circuit makes.
    pub constraints: usize,
    /// Public inputs, not counting the constant one.
    pub public_inputs: usize,
    /// Auxiliary variables.
    pub variables: usize,
    /// Auxiliary variables on the left side of some constraint.
    pub left: usize,
    /// Auxiliary variables on the right side of some constraint.
    pub right: usize,
    /// Terms of all linear combinations.
    pub terms: usize,
    /// BLAKE2b-512 of the constraint system.
    pub hash: [u8; 64],
}

impl Measure {
    /// Measures a circuit; no witness is needed.
    pub fn of<C: Circuit<Base>>(circuit: C) -> Result<Self, SynthesisError> {
        let system = System::without_witness(circuit)?;
        let mut uses = [vec![false; system.aux.len()], vec![false; system.aux.len()]];
        let mut terms = 0;
        for constraint in &system.constraints {
            terms += constraint.sides.iter().map(Vec::len).sum::<usize>();
            for (uses, side) in uses.iter_mut().zip(&constraint.sides) {
                for (index, _) in side {
                    if let Index::Aux(index) = index {
                        uses[*index] = true;
                    }
                }
            }
        }
        let [left, right] = uses.map(|uses| uses.into_iter().filter(|used| *used).count());
        Ok(Self {
            constraints: system.constraints.len(),
            public_inputs: system.inputs.len() - 1,
            variables: system.aux.len(),
            left,
            right,
            terms,
            hash: hash(&system),
        })
    }

    /// Rows of the proving system: Groth16 adds one for each public input and one for the constant.
    pub fn rows(&self) -> usize {
        self.constraints + self.public_inputs + 1
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} constraints ({} rows with the inputs), {} public inputs, {} variables \
             ({} left, {} right), {} terms",
            self.constraints,
            self.rows(),
            self.public_inputs,
            self.variables,
            self.left,
            self.right,
            self.terms
        )
    }
}

/// Hashes the counts, then each constraint as three sides, each as its number of terms and the
/// terms in the order of the variables (inputs first), merged, without zeros: the same for every
/// way to write the same combination. Names do not count.
fn hash(system: &System) -> [u8; 64] {
    let mut state = Params::new().hash_length(64).personal(b"ShojiConstraints").to_state();
    for count in [system.inputs.len(), system.aux.len(), system.constraints.len()] {
        absorb_integer(&mut state, count);
    }
    for side in system.constraints.iter().flat_map(|constraint| &constraint.sides) {
        let mut merged = BTreeMap::<(u8, usize), Base>::new();
        for (index, coefficient) in side {
            let key = match index {
                Index::Input(index) => (0, *index),
                Index::Aux(index) => (1, *index),
            };
            *merged.entry(key).or_insert(Base::ZERO) += coefficient;
        }
        merged.retain(|_, coefficient| !coefficient.is_zero_vartime());
        absorb_integer(&mut state, merged.len());
        for ((kind, index), coefficient) in merged {
            state.update(&[kind]);
            absorb_integer(&mut state, index);
            state.update(&to_bytes(&coefficient));
        }
    }
    *state.finalize().as_array()
}

fn absorb_integer(state: &mut State, integer: usize) {
    state.update(&(integer as u64).to_le_bytes());
}
