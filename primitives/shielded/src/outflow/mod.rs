//! Outflow statements: what left an audited account between two heights is at most so much
//! (docs/protocol §13).

mod amount;
mod bundles;
mod context;
mod encoding;
mod statement;
#[cfg(test)]
mod tests;
mod verification;

pub use amount::{is_at_most, left, OutflowRecord};
pub use bundles::{digest, BundleWords};
pub use context::OutflowContext;
pub use encoding::{Outflow, OutflowChunk};
pub use statement::{commit_sum, first_sum, OutflowStatement, START};
pub use verification::{chunks, OutflowDefect};

/// The id of the outflow circuit.
pub const CIRCUIT_ID: u16 = 6;
/// The version of the outflow circuit that this code knows.
pub const VERSION: u16 = 1;
/// Public inputs of the outflow circuit (docs/protocol §13.4).
pub const PUBLIC_INPUTS: usize = 11;
/// Bundles that one proof covers.
pub const BUNDLES: usize = 12;
