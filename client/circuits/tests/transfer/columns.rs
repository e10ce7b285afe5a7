//! Which variables a prover chooses, which follow from them, and what a constraint says about small
//! changes.

use bellman::Index;
use ff::Field;
use shoji_circuits::system::{Constraint, System};
use shoji_shielded::field::Base;
use std::collections::BTreeMap;

/// The witnesses of docs/protocol §5.2, which a prover is free to choose; of the children in a path
/// the siblings.
const FREE: [&str; 14] = [
    "u",
    "v",
    "scalar bit",
    "audit",
    "k",
    "A",
    "nk",
    "d",
    "selector",
    "value bit",
    "rcm",
    "digit, low bit",
    "digit, high bit",
    "owner",
];

/// The public inputs that do not follow from the witness, by number: anchor, asset_pub, v_pub, fee.
pub const FREE_PUBLIC: [usize; 4] = [1, 8, 9, 10];

/// Constraints that determine nothing: they only check what is free.
pub const CHECKS: [&str; 11] = [
    "scalar bit",
    "selector",
    "value bit",
    "digit, low bit",
    "digit, high bit",
    "on the curve",
    "I4: only notes in the tree carry value",
    "B1: inputs pay for outputs",
    "B2: each lane pays for itself",
    "B3: public amount in A",
    "U1: the account's audit key",
];

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
    /// The columns where the public inputs `free` do not follow from the witness. Which child of a
    /// path is the own node, and so follows, depends on the digits of the assignment.
    pub fn new(system: &System, free: &[usize]) -> Self {
        let mut variables = Vec::new();
        let mut next = |index: Index, is_free: bool| {
            (!is_free).then(|| {
                variables.push(index);
                variables.len() - 1
            })
        };
        let (mut digit, mut place) = (Base::ZERO, Base::ZERO);
        let aux = system.aux_names.iter().zip(&system.aux).enumerate();
        let of_aux = aux.map(|(index, (name, value))| {
            let is_free = match name.as_str() {
                "digit, low bit" => {
                    (digit, place) = (*value, Base::ZERO);
                    true
                }
                "digit, high bit" => {
                    digit += value.double();
                    true
                }
                "child" => {
                    let is_sibling = place != digit;
                    place += Base::ONE;
                    is_sibling
                }
                name => FREE.contains(&name),
            };
            next(Index::Aux(index), is_free)
        });
        let of_aux = of_aux.collect();
        let inputs = 0..system.inputs.len();
        let of_inputs = inputs.map(|i| next(Index::Input(i), i == 0 || free.contains(&i)));
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

/// The numbers of the constraints that determine a variable.
pub fn determining(system: &System) -> Vec<usize> {
    let numbered = system.constraints.iter().enumerate();
    let determining = numbered.filter(|(_, constraint)| !CHECKS.contains(&&*constraint.name));
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
