//! Which variables a prover of a grant chooses, and which follow from them.

use crate::common::columns::{self, Columns};
use shoji_circuits::system::System;

/// The witnesses of docs/protocol §10.4, which a prover is free to choose. The bits of `H_DEC(ivk)`
/// are checked to be its bits, so they count among them.
const FREE: [&str; 8] = ["u", "v", "scalar bit", "b", "k", "nk", "d", "canonical bit"];

/// The public inputs that do not follow from the witness, by number: kind, hidden, PK and ctx.
pub const FREE_PUBLIC: [usize; 5] = [2, 3, 4, 5, 14];

/// Constraints that determine nothing: they only check what is free.
pub const CHECKS: [&str; 5] =
    ["scalar bit", "b", "canonical bit", "on the curve", "value from canonical bits"];

/// The columns of the variables that follow from the witness.
pub fn columns(system: &System) -> Columns {
    let free = system.aux_names.iter().map(|name| FREE.contains(&name.as_str()));
    Columns::new(system, &free.collect::<Vec<_>>(), &FREE_PUBLIC)
}

/// The numbers of the constraints that determine a variable.
pub fn determining(system: &System) -> Vec<usize> {
    columns::determining(system, &CHECKS)
}
