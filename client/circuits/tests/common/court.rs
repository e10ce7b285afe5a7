//! A circuit that judges many witnesses.

use super::{assignment::assign, propagation::Judge, rng::rng};
use bellman::Circuit;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;

/// The circuit, with one judge for every witness.
pub struct Court {
    /// The circuit with the last witness.
    pub system: System,
    /// Who judges it.
    pub judge: Judge,
}

impl Court {
    /// A court for the circuit that is given with a witness that satisfies it.
    pub fn new<C: Circuit<Base>>(circuit: C, seed: u64) -> Self {
        let system = System::with_witness(circuit).unwrap();
        let judge = Judge::new(&system, &mut rng(seed));
        Self { system, judge }
    }

    /// Whether the circuit is satisfied with another witness.
    pub fn accepts<C: Circuit<Base>>(&mut self, circuit: C) -> bool {
        assign(&mut self.system, circuit);
        self.judge.accepts(&self.system)
    }
}
