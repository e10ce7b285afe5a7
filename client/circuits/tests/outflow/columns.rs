//! Which variables a prover of an outflow chooses, and which follow from them.

use crate::common::columns::{self, Columns};
use shoji_circuits::system::System;

/// The witnesses of docs/protocol §13.4, which a prover is free to choose. Bits and flags that are
/// checked to be those of another variable count among them.
const FREE: [&str; 27] = [
    "u",
    "v",
    "scalar bit",
    "k",
    "nk",
    "d",
    "pk_d.u",
    "pk_d.v",
    "g_d.u",
    "g_d.v",
    "r",
    "sum before",
    "blinding",
    "bundle word",
    "shield",
    "canonical bit",
    "packed bit",
    "own",
    "own nk",
    "own d",
    "limit bit",
    "record",
    "no record",
    "native",
    "not native",
    "the bundle's asset",
    "another asset",
];

/// The public inputs that do not follow from the witness, by number: A, T, last, ctx and the digest
/// before.
pub const FREE_PUBLIC: [usize; 5] = [2, 3, 4, 5, 6];

/// Constraints that determine nothing: they only check what is free.
pub const CHECKS: [&str; 16] = [
    "scalar bit",
    "on the curve",
    "canonical bit",
    "value from canonical bits",
    "packed bit",
    "X6: word from bits",
    "own",
    "X7: own output",
    "limit bit",
    "X10: at most the limit",
    "record",
    "no record",
    "native",
    "not native",
    "the bundle's asset",
    "another asset",
];

/// The columns of the variables that follow from the witness.
pub fn columns(system: &System) -> Columns {
    let free = system.aux_names.iter().map(|name| FREE.contains(&name.as_str()));
    Columns::new(system, &free.collect::<Vec<_>>(), &FREE_PUBLIC)
}

/// The numbers of the constraints that determine a variable.
pub fn determining(system: &System) -> Vec<usize> {
    columns::determining(system, &CHECKS)
}
