//! Joint freedom: given the free witnesses, every other variable follows.
//!
//! Changing one variable at a time cannot see two variables that may move together. At a satisfied
//! assignment the constraints are linear conditions on small changes of the variables (the
//! Jacobian). Some constraints only check what is free (the statement's conditions, booleans); all
//! others must be as many as the dependent variables and leave them no change but none. Then each
//! of them is needed, too.

use crate::instances::scenarios;
use bellman::Index;
use ff::Field;
use shoji_circuits::{
    system::{Constraint, System},
    TransferCircuit,
};
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
const FREE_PUBLIC: [usize; 4] = [1, 8, 9, 10];

/// Constraints that determine nothing; each has a test of its own that fails in it alone.
const CHECKS: [&str; 11] = [
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

type Row = BTreeMap<usize, Base>;

/// The columns of the dependent variables. Public inputs stand last: they follow from the rest.
struct Columns {
    of_inputs: Vec<Option<usize>>,
    of_aux: Vec<Option<usize>>,
    count: usize,
}

impl Columns {
    fn new(system: &System) -> Self {
        let mut count = 0;
        let mut next = |is_free: bool| {
            (!is_free).then(|| {
                count += 1;
                count - 1
            })
        };
        let (mut digit, mut place) = (Base::ZERO, Base::ZERO);
        let aux = system.aux_names.iter().zip(&system.aux);
        let of_aux = aux.map(|(name, value)| match name.as_str() {
            "digit, low bit" => {
                (digit, place) = (*value, Base::ZERO);
                next(true)
            }
            "digit, high bit" => {
                digit += value.double();
                next(true)
            }
            "child" => {
                let is_sibling = place != digit;
                place += Base::ONE;
                next(is_sibling)
            }
            name => next(FREE.contains(&name)),
        });
        let of_aux = of_aux.collect();
        let inputs = 0..system.inputs.len();
        let of_inputs = inputs.map(|i| next(i == 0 || FREE_PUBLIC.contains(&i))).collect();
        Self { of_inputs, of_aux, count }
    }

    fn of(&self, index: Index) -> Option<usize> {
        match index {
            Index::Input(index) => self.of_inputs[index],
            Index::Aux(index) => self.of_aux[index],
        }
    }
}

/// The derivative of `left * right - output` in the dependent variables.
fn derivative(system: &System, constraint: &Constraint, columns: &Columns) -> Row {
    let [left, right, output] = &constraint.sides;
    let evaluate = |side: &[(Index, Base)]| -> Base {
        side.iter().map(|(index, coefficient)| system.value(*index) * coefficient).sum()
    };
    let mut row = Row::new();
    for (side, factor) in [(left, evaluate(right)), (right, evaluate(left)), (output, -Base::ONE)] {
        for (index, coefficient) in side {
            if let Some(column) = columns.of(*index) {
                *row.entry(column).or_insert(Base::ZERO) += factor * coefficient;
            }
        }
    }
    row.retain(|_, coefficient| *coefficient != Base::ZERO);
    row
}

/// The number of independent rows, by elimination from the last variable of each.
fn rank(rows: impl Iterator<Item = Row>) -> usize {
    let mut pivots = BTreeMap::<usize, Row>::new();
    for mut row in rows {
        while let Some((column, leading)) = row.pop_last() {
            let Some(pivot) = pivots.get(&column) else {
                let inverse = leading.invert().unwrap();
                row.values_mut().for_each(|coefficient| *coefficient *= inverse);
                pivots.insert(column, row);
                break;
            };
            for (column, coefficient) in pivot {
                let sum = row.remove(column).unwrap_or(Base::ZERO) - leading * coefficient;
                if sum != Base::ZERO {
                    row.insert(*column, sum);
                }
            }
        }
    }
    pivots.len()
}

#[test]
fn every_dependent_variable_follows_from_the_free_witnesses_and_no_constraint_is_spare() {
    let (name, witness) = scenarios().remove(3);
    let system = System::with_witness(TransferCircuit::from(witness)).unwrap();
    let columns = Columns::new(&system);
    let constraints = system.constraints.iter();
    let determining = constraints.filter(|constraint| !CHECKS.contains(&constraint.name.as_str()));
    assert_eq!(determining.clone().count(), columns.count, "{name}: constraints and variables");
    let rows = determining.map(|constraint| derivative(&system, constraint, &columns));
    assert_eq!(rank(rows), columns.count, "{name}: variables that may move together");
}
