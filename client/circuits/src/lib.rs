//! The circuits of Shoji: one folder a statement, the circuit beside its plain-Rust twin.
//!
//! A circuit says what a proof shows. Its twin says the same in ordinary Rust, so that a wallet can
//! tell its user which condition fails before it spends seconds on a proof, and so that tests can
//! hold the two against each other. The specification is `docs/protocol`, §5, §10.4, §12 and §13.4.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod authority;
pub mod gadgets;
pub mod grant;
pub mod measure;
pub mod outflow;
pub mod statement;
pub mod system;
pub mod transfer;

pub use grant::{GrantCircuit, GrantStatementError, GrantWitness};
pub use outflow::{OutflowCircuit, OutflowStatementError, OutflowWitness};
pub use statement::{
    HeldCircuit, HeldWitness, NotesError, PaidCircuit, PaidWitness, ReceivedCircuit,
    ReceivedWitness,
};
pub use transfer::{
    StatementError, TransferCircuit, TransferInput, TransferOutput, TransferWitness,
};
