//! A constraint system that remembers everything: to measure a circuit, and to say which constraint
//! a witness fails.

use bellman::{Circuit, ConstraintSystem, Index, LinearCombination, SynthesisError, Variable};
use ff::Field;
use shoji_shielded::field::Base;

/// `left * right = output`.
#[derive(Clone)]
pub struct Constraint {
    /// The gadget's name for it.
    pub name: String,
    /// The three sides, in the order left, right, output.
    pub sides: [Vec<(Index, Base)>; 3],
}

/// A recorded circuit, with its assignment if it was synthesized with a witness.
pub struct System {
    with_witness: bool,
    /// Public inputs; the first is the constant one.
    pub inputs: Vec<Base>,
    /// Auxiliary variables. All zero without a witness.
    pub aux: Vec<Base>,
    /// The names of the auxiliary variables.
    pub aux_names: Vec<String>,
    /// Every constraint, in the order of synthesis.
    pub constraints: Vec<Constraint>,
}

impl Default for System {
    /// An empty system, with a witness.
    fn default() -> Self {
        Self {
            with_witness: true,
            inputs: vec![Base::ONE],
            aux: Vec::new(),
            aux_names: Vec::new(),
            constraints: Vec::new(),
        }
    }
}

impl System {
    /// Records a circuit that has a witness.
    pub fn with_witness<C: Circuit<Base>>(circuit: C) -> Result<Self, SynthesisError> {
        Self::record(circuit, true)
    }

    /// Records a circuit without asking it for values, as parameter generation does.
    pub fn without_witness<C: Circuit<Base>>(circuit: C) -> Result<Self, SynthesisError> {
        Self::record(circuit, false)
    }

    fn record<C: Circuit<Base>>(circuit: C, with_witness: bool) -> Result<Self, SynthesisError> {
        let mut system = Self { with_witness, ..Self::default() };
        circuit.synthesize(&mut system)?;
        Ok(system)
    }

    /// The value of a variable.
    pub fn value(&self, index: Index) -> Base {
        match index {
            Index::Input(index) => self.inputs[index],
            Index::Aux(index) => self.aux[index],
        }
    }

    /// Sets the value of a variable.
    pub fn set(&mut self, index: Index, value: Base) {
        match index {
            Index::Input(index) => self.inputs[index] = value,
            Index::Aux(index) => self.aux[index] = value,
        }
    }

    /// Whether the assignment satisfies one constraint.
    pub fn holds(&self, constraint: &Constraint) -> bool {
        let [left, right, output] = constraint.sides.each_ref().map(|terms| {
            terms.iter().map(|(index, coefficient)| self.value(*index) * coefficient).sum::<Base>()
        });
        left * right == output
    }

    /// The names of the constraints that the assignment does not satisfy, in order.
    pub fn unsatisfied(&self) -> impl Iterator<Item = &str> {
        let failing = self.constraints.iter().filter(|constraint| !self.holds(constraint));
        failing.map(|constraint| constraint.name.as_str())
    }

    fn assign<F>(&self, value: F) -> Result<Base, SynthesisError>
    where
        F: FnOnce() -> Result<Base, SynthesisError>,
    {
        if self.with_witness {
            value()
        } else {
            Ok(Base::ZERO)
        }
    }
}

fn terms(combination: LinearCombination<Base>) -> Vec<(Index, Base)> {
    let terms = combination.as_ref().iter();
    terms.map(|(variable, coefficient)| (variable.get_unchecked(), *coefficient)).collect()
}

impl ConstraintSystem<Base> for System {
    type Root = Self;

    fn alloc<F, A, AR>(&mut self, annotation: A, f: F) -> Result<Variable, SynthesisError>
    where
        F: FnOnce() -> Result<Base, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        let value = self.assign(f)?;
        self.aux.push(value);
        self.aux_names.push(annotation().into());
        Ok(Variable::new_unchecked(Index::Aux(self.aux.len() - 1)))
    }

    fn alloc_input<F, A, AR>(&mut self, _: A, f: F) -> Result<Variable, SynthesisError>
    where
        F: FnOnce() -> Result<Base, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        let value = self.assign(f)?;
        self.inputs.push(value);
        Ok(Variable::new_unchecked(Index::Input(self.inputs.len() - 1)))
    }

    fn enforce<A, AR, LA, LB, LC>(&mut self, annotation: A, a: LA, b: LB, c: LC)
    where
        A: FnOnce() -> AR,
        AR: Into<String>,
        LA: FnOnce(LinearCombination<Base>) -> LinearCombination<Base>,
        LB: FnOnce(LinearCombination<Base>) -> LinearCombination<Base>,
        LC: FnOnce(LinearCombination<Base>) -> LinearCombination<Base>,
    {
        let zero = LinearCombination::zero;
        let sides = [terms(a(zero())), terms(b(zero())), terms(c(zero()))];
        self.constraints.push(Constraint { name: annotation().into(), sides });
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
