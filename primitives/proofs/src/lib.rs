//! Verification of Groth16 proofs over BLS12-381 (docs/protocol §8), and the checks a verifying key
//! must pass before a chain registers it.
//!
//! Builds without `std` and has no unsafe code, so that the runtime verifies with the code that the
//! tests hold equal to the `groth16` crate. There is no feature that turns a check off.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

mod key;
pub mod keys;
mod msm;
mod proof;
#[cfg(test)]
mod tests;
mod verify;

pub use key::{KeyError, VerifyingKey};
pub use proof::{Proof, ProofError, ProofPoints};
pub use shoji_shielded::{
    grant::{CIRCUIT_ID as GRANT_CIRCUIT, PUBLIC_INPUTS as GRANT_PUBLIC_INPUTS},
    outflow::{
        CIRCUIT_ID as OUTFLOW_CIRCUIT, PUBLIC_INPUTS as OUTFLOW_PUBLIC_INPUTS,
        VERSION as OUTFLOW_VERSION,
    },
    sighash::CIRCUIT_ID as TRANSFER_CIRCUIT,
    statement::{
        HELD_CIRCUIT, HELD_PUBLIC_INPUTS, PAID_CIRCUIT, PAID_PUBLIC_INPUTS, RECEIVED_CIRCUIT,
        RECEIVED_PUBLIC_INPUTS,
    },
    validate::PUBLIC_INPUTS as TRANSFER_PUBLIC_INPUTS,
};
pub use verify::{verify, VerifyError};

/// The version of the transfer circuit that this code knows.
pub const TRANSFER_VERSION: u16 = 1;
/// The version of the grant circuit that this code knows.
pub const GRANT_VERSION: u16 = 1;
/// The version of the circuit of what was received that this code knows.
pub const RECEIVED_VERSION: u16 = 1;
/// The version of the circuit of what is held that this code knows.
pub const HELD_VERSION: u16 = 1;
/// The version of the circuit of what was paid that this code knows.
pub const PAID_VERSION: u16 = 1;
