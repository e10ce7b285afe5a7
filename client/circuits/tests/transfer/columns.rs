//! Which variables a prover chooses, and which follow from them.

use crate::common::columns;
use ff::Field;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;

pub use columns::{evaluate, Columns, Mentions};

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
    columns::determining(system, &CHECKS)
}
