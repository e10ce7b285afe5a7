//! The outflow statement (docs/protocol §13.4): what left an audited account with the bundles of a
//! range is at most so much. One proof covers a fixed number of bundles; a hidden sum runs through the
//! proofs of a range.

mod amount;
mod bundle;
mod circuit;
mod statement;
mod witness;

pub use circuit::OutflowCircuit;
pub use shoji_shielded::outflow::{OutflowStatement, BUNDLES, PUBLIC_INPUTS};
pub use statement::OutflowStatementError;
pub use witness::{Claim, OutflowAccount, OutflowBundle, OutflowWitness, OwnOutput};
