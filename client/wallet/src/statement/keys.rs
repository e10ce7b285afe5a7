//! The verifying keys of statements that this version knows.

use crate::evidence::Checked;
use shoji_proofs::{
    keys, VerifyingKey, HELD_CIRCUIT, HELD_PUBLIC_INPUTS, OUTFLOW_CIRCUIT, OUTFLOW_PUBLIC_INPUTS,
    PAID_CIRCUIT, PAID_PUBLIC_INPUTS, RECEIVED_CIRCUIT, RECEIVED_PUBLIC_INPUTS,
};

/// The verifying key of a circuit and version under the development parameters, with which anybody can prove anything: for
/// chains that are for development, and no others.
///
/// # Errors
/// For a circuit or version that this wallet does not know.
pub fn development_key(circuit: u16, version: u16) -> Checked<VerifyingKey> {
    let (bytes, inputs) = match (circuit, version) {
        (RECEIVED_CIRCUIT, 1) => (keys::RECEIVED_V1_DEVELOPMENT, RECEIVED_PUBLIC_INPUTS),
        (HELD_CIRCUIT, 1) => (keys::HELD_V1_DEVELOPMENT, HELD_PUBLIC_INPUTS),
        (PAID_CIRCUIT, 1) => (keys::PAID_V1_DEVELOPMENT, PAID_PUBLIC_INPUTS),
        (OUTFLOW_CIRCUIT, 1) => (keys::OUTFLOW_V1_DEVELOPMENT, OUTFLOW_PUBLIC_INPUTS),
        _ => {
            return Err(format!(
                "version {version} of circuit {circuit} is unknown: use a newer shoji"
            ))
        }
    };
    VerifyingKey::from_bytes(bytes, inputs)
        .map_err(|error| format!("the verifying key of circuit {circuit} is refused: {error:?}"))
}
