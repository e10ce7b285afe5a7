//! Parameters, proofs, and the `shoji-params` command.

#![allow(clippy::unwrap_used)]

mod command;
mod files;
mod grants;
mod outflows;
mod proofs;
mod statements;

#[allow(dead_code)]
#[path = "../../../circuits/tests/grant/instances.rs"]
mod grant_instances;
/// Satisfied witnesses, shared with the tests of the circuit.
#[allow(dead_code)]
#[path = "../../../circuits/tests/transfer/instances.rs"]
mod instances;
#[allow(dead_code)]
#[path = "../../../circuits/tests/outflow/instances.rs"]
mod outflow_instances;
#[path = "../../../circuits/tests/common/rng.rs"]
mod rng;
/// Statements of an account as a wallet makes them.
#[allow(dead_code)]
#[path = "../../../circuits/tests/statement/real.rs"]
mod statement_real;
#[path = "../../../circuits/tests/transfer/tree.rs"]
mod tree;

use shoji_prover::{parameter_file, ParameterSet, TransferProver};
use std::{fs, path::PathBuf};

/// The transfer circuit's parameters, of which most of these tests are.
const SET: ParameterSet = ParameterSet::Transfer;

/// The parameter directory of a circuit in these tests, kept between runs. A changed circuit has
/// another one.
fn dir(set: ParameterSet) -> PathBuf {
    let hash = &set.pinned_hash()[..16];
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("params-{hash}"))
}

/// The development prover.
fn prover() -> TransferProver {
    TransferProver::load(&dir(SET), &mut |_| {}).unwrap()
}

/// The bytes of the transfer circuit's development parameter file.
fn parameter_bytes() -> Vec<u8> {
    prover();
    fs::read(parameter_file(&dir(SET), SET)).unwrap()
}
