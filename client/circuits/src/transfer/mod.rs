//! The transfer statement (docs/protocol §5): one circuit for shield, private transfer and
//! unshield.

mod audit;
mod balance;
mod circuit;
mod derived;
mod notes;
mod statement;
mod witness;

pub use circuit::TransferCircuit;
pub use statement::StatementError;
pub use witness::{TransferInput, TransferOutput, TransferWitness};

/// Inputs and outputs of a bundle; unused ones are dummies.
pub const NOTES: usize = 3;
/// Words of the audit ciphertext (docs/protocol §5.4).
pub const AUDIT_WORDS: usize = 8;
/// Public inputs, in the order of docs/protocol §5.1.
pub const PUBLIC_INPUTS: usize = 20;
