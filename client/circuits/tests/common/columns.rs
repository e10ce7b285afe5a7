//! Which variables follow from those that a prover chooses, and what a constraint says about small
//! changes.

use bellman::Index;
use ff::Field;
use shoji_circuits::system::{Constraint, System};
use shoji_shielded::field::Base;
use std::collections::BTreeMap;

/// Coefficients by column.
pub type Row = BTreeMap<usize, Base>;

/// The columns of the dependent variables. Public inputs stand last: they follow from the rest.
pub struct Columns {
    /// The variable of each column.
    pub variables: Vec<Index>,
    of_inputs: Vec<Option<usize>>,
    of_aux: Vec<Option<usize>>,
}

impl Columns {
    /// The columns where neither the variables of which `free` says so nor the public inputs
    /// `free_public` follow from the witness.
    pub fn new(system: &System, free: &[bool], free_public: &[usize]) -> Self {
        let mut variables = Vec::new();
        let mut next = |index: Index, is_free: bool| {
            (!is_free).then(|| {
                variables.push(index);
                variables.len() - 1
            })
        };
        assert_eq!(free.len(), system.aux.len());
        let aux = free.iter().enumerate();
        let of_aux = aux.map(|(index, is_free)| next(Index::Aux(index), *is_free)).collect();
        let inputs = 0..system.inputs.len();
        let of_inputs = inputs.map(|i| next(Index::Input(i), i == 0 || free_public.contains(&i)));
        let of_inputs = of_inputs.collect();
        Self { variables, of_inputs, of_aux }
    }

    /// How many variables follow from the others.
    pub fn count(&self) -> usize {
        self.variables.len()
    }

    /// The column of a variable; `None` if it is free.
    pub fn of(&self, index: Index) -> Option<usize> {
        match index {
            Index::Input(index) => self.of_inputs[index],
            Index::Aux(index) => self.of_aux[index],
        }
    }
}

/// The numbers of the constraints that determine a variable: all but those named in `checks`.
pub fn determining(system: &System, checks: &[&str]) -> Vec<usize> {
    let numbered = system.constraints.iter().enumerate();
    let determining = numbered.filter(|(_, constraint)| !checks.contains(&&*constraint.name));
    determining.map(|(number, _)| number).collect()
}

/// The value of one side of a constraint.
pub fn evaluate(system: &System, side: &[(Index, Base)]) -> Base {
    let terms = side.iter().map(|(index, coefficient)| match system.value(*index) {
        value if *coefficient == Base::ONE => value,
        value => value * coefficient,
    });
    terms.sum()
}

/// The derivative of `left * right - output` in the dependent variables.
pub fn derivative(system: &System, constraint: &Constraint, columns: &Columns) -> Row {
    let [left, right, output] = &constraint.sides;
    let (of_left, of_right) = (evaluate(system, right), evaluate(system, left));
    let mut row = Row::new();
    for (side, factor) in [(left, of_left), (right, of_right), (output, -Base::ONE)] {
        for (index, coefficient) in side {
            if let Some(column) = columns.of(*index) {
                *row.entry(column).or_insert(Base::ZERO) += factor * coefficient;
            }
        }
    }
    row.retain(|_, coefficient| *coefficient != Base::ZERO);
    row
}

/// For each variable the constraints that mention it, in order.
pub struct Mentions {
    of_inputs: Vec<Vec<usize>>,
    of_aux: Vec<Vec<usize>>,
}

impl Mentions {
    /// Mentions on any side.
    pub fn new(system: &System) -> Self {
        Self::on(system, 3)
    }

    /// Mentions on the two sides that are multiplied.
    pub fn in_products(system: &System) -> Self {
        Self::on(system, 2)
    }

    fn on(system: &System, sides: usize) -> Self {
        let mut of_inputs = vec![Vec::new(); system.inputs.len()];
        let mut of_aux = vec![Vec::new(); system.aux.len()];
        for (number, constraint) in system.constraints.iter().enumerate() {
            for (index, _) in constraint.sides[..sides].iter().flatten() {
                let list = match index {
                    Index::Input(index) => &mut of_inputs[*index],
                    Index::Aux(index) => &mut of_aux[*index],
                };
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
        Self { of_inputs, of_aux }
    }

    /// The numbers of the constraints that mention `index`.
    pub fn of(&self, index: Index) -> &[usize] {
        match index {
            Index::Input(index) => &self.of_inputs[index],
            Index::Aux(index) => &self.of_aux[index],
        }
    }
}
