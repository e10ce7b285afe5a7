//! The rank of the Jacobian.

use super::columns::{derivative, Columns, Row};
use ff::Field;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;
use std::collections::BTreeMap;

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

/// The rank of the rows of some constraints.
pub fn rank_of<'a>(
    system: &System,
    columns: &Columns,
    numbers: impl IntoIterator<Item = &'a usize>,
) -> usize {
    let constraints = numbers.into_iter().map(|number| &system.constraints[*number]);
    rank(constraints.map(|constraint| derivative(system, constraint, columns)))
}
