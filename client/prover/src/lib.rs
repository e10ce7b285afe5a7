//! Makes proofs of transfers, of grants, of statements about notes and of outflows, and the parameters to
//! make them with.
//!
//! Parameters are made once, kept in a cache directory, and checked against a pinned hash before
//! every use (docs/protocol §8.3). A [`Prover`] never uses a trapdoor: it works the same
//! with development parameters, whose toxic values anybody can compute, and with parameters made
//! from operating-system randomness.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod cache;
mod development;
mod error;
mod generate;
mod key;
mod outflow;
mod progress;
mod prover;
mod setup;

pub use cache::{default_dir, parameter_file, DIR_VARIABLE};
pub use development::{development_parameters, ParameterSet};
pub use error::{ParameterError, ProveError};
pub use generate::random_parameters;
pub use key::{encode_parameters, encode_verifying_key, hash_parameters};
pub use outflow::{Outflow, OutflowProver, OutflowRequest};
pub use progress::Progress;
pub use prover::{
    Grant, GrantProver, Held, HeldProver, Paid, PaidProver, Proven, Prover, Received,
    ReceivedProver, Stated, Transfer, TransferProver,
};

/// Groth16 parameters over BLS12-381: proving key and verifying key.
pub type Parameters = groth16::Parameters<bls12_381::Bls12>;
