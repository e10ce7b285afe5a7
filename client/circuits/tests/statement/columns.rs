//! Which variables a prover chooses, and which follow from them.

use crate::{
    common::columns::{self, Columns},
    instances::Case,
};
use ff::Field;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;

/// The witnesses of docs/protocol §12, which a prover is free to choose; of the children in a path the
/// siblings. Bits are checked to be those of what they are of, so they count among them.
const FREE: [&str; 23] = [
    "u",
    "v",
    "scalar bit",
    "b",
    "k",
    "nk",
    "d",
    "pk_d.u",
    "pk_d.v",
    "g_d.u",
    "g_d.v",
    "r",
    "value bit",
    "rcm",
    "digit, low bit",
    "digit, high bit",
    "counts",
    "step bit",
    "room bit",
    "excess bit",
    "internal",
    "bit after the start",
    "bit before the end",
];

/// Constraints that determine nothing: they only check what is free.
const CHECKS: [&str; 15] = [
    "scalar bit",
    "b",
    "on the curve",
    "value bit",
    "digit, low bit",
    "digit, high bit",
    "counts",
    "step bit",
    "room bit",
    "excess bit",
    "internal",
    "bit after the start",
    "bit before the end",
    "R2: padding has no value",
    "R3: step",
];

/// A check as well, where more than one note may have value.
const IN_TREE: &str = "N2: only notes in the tree carry value";

/// The columns where the public inputs `free_public` do not follow from the witness. Which child of a
/// path is the own node, and so follows, depends on the digits of the assignment.
pub fn columns(system: &System, free_public: &[usize]) -> Columns {
    let (mut digit, mut place) = (Base::ZERO, Base::ZERO);
    let aux = system.aux_names.iter().zip(&system.aux);
    let free = aux.map(|(name, value)| match name.as_str() {
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
    });
    Columns::new(system, &free.collect::<Vec<_>>(), free_public)
}

/// The numbers of the constraints that determine a variable.
pub fn determining(system: &System) -> Vec<usize> {
    columns::determining(system, &[&CHECKS[..], &[IN_TREE]].concat())
}

/// As [`determining`], where one note alone has value: that it is in the tree gives the root, and its
/// step the start of the range. It is the note at `place`.
pub fn determining_with(system: &System, place: usize) -> Vec<usize> {
    let mut numbers = determining(system);
    for name in [IN_TREE, "R3: step"] {
        let all = 0..system.constraints.len();
        numbers.extend(all.filter(|n| system.constraints[*n].name == name).nth(place));
    }
    numbers.sort_unstable();
    numbers
}

/// The columns of a statement of which `Case` says what is free.
pub fn columns_of<C: Case>(system: &System) -> Columns {
    columns(system, &C::free_public())
}
