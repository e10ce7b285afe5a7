//! The assignment that a witness gives, without its constraints: those are the same for every
//! witness, as the tests of the circuit's hash see.

use bellman::{Circuit, ConstraintSystem, Index, LinearCombination, SynthesisError, Variable};
use ff::Field;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;

/// Records values only.
struct Assignment {
    inputs: Vec<Base>,
    aux: Vec<Base>,
}

/// Gives the variables of `system` the values of the same circuit with another witness.
pub fn assign<C: Circuit<Base>>(system: &mut System, circuit: C) {
    let inputs = Vec::with_capacity(system.inputs.len());
    let aux = Vec::with_capacity(system.aux.len());
    let mut assignment = Assignment { inputs, aux };
    assignment.inputs.push(Base::ONE);
    circuit.synthesize(&mut assignment).unwrap();
    assert_eq!(assignment.inputs.len(), system.inputs.len());
    assert_eq!(assignment.aux.len(), system.aux.len());
    (system.inputs, system.aux) = (assignment.inputs, assignment.aux);
}

impl ConstraintSystem<Base> for Assignment {
    type Root = Self;

    fn alloc<F, A, AR>(&mut self, _: A, f: F) -> Result<Variable, SynthesisError>
    where
        F: FnOnce() -> Result<Base, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.aux.push(f()?);
        Ok(Variable::new_unchecked(Index::Aux(self.aux.len() - 1)))
    }

    fn alloc_input<F, A, AR>(&mut self, _: A, f: F) -> Result<Variable, SynthesisError>
    where
        F: FnOnce() -> Result<Base, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.inputs.push(f()?);
        Ok(Variable::new_unchecked(Index::Input(self.inputs.len() - 1)))
    }

    fn enforce<A, AR, LA, LB, LC>(&mut self, _: A, _: LA, _: LB, _: LC)
    where
        A: FnOnce() -> AR,
        AR: Into<String>,
        LA: FnOnce(LinearCombination<Base>) -> LinearCombination<Base>,
        LB: FnOnce(LinearCombination<Base>) -> LinearCombination<Base>,
        LC: FnOnce(LinearCombination<Base>) -> LinearCombination<Base>,
    {
    }

    fn push_namespace<NR, N>(&mut self, _: N)
    where
        NR: Into<String>,
        N: FnOnce() -> NR,
    {
    }

    fn pop_namespace(&mut self) {}

    fn get_root(&mut self) -> &mut Self::Root {
        self
    }
}
