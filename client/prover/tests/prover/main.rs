//! Parameters, proofs, and the `shoji-params` command.

#![allow(clippy::unwrap_used)]

mod command;
mod files;
mod proofs;

/// Satisfied witnesses, shared with the tests of the circuit.
#[allow(dead_code)]
#[path = "../../../circuits/tests/transfer/instances.rs"]
mod instances;
#[path = "../../../circuits/tests/transfer/tree.rs"]
mod tree;

use shoji_prover::{parameter_file, pinned_hash, TransferProver};
use std::{fs, path::PathBuf};

/// The parameter directory of these tests, kept between runs. A changed circuit has another one.
fn dir() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("params-{}", &pinned_hash()[..16]))
}

/// The development prover.
fn prover() -> TransferProver {
    TransferProver::load(&dir(), &mut |_| {}).unwrap()
}

/// The bytes of the development parameter file.
fn parameter_bytes() -> Vec<u8> {
    prover();
    fs::read(parameter_file(&dir())).unwrap()
}
