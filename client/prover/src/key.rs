//! Encodings of parameters and verifying keys.

use crate::Parameters;
use blake2b_simd::Params;
use bls12_381::Bls12;
use std::io;

/// The parameter file: the encoding of `groth16::Parameters`.
pub fn encode_parameters(parameters: &Parameters) -> Vec<u8> {
    let mut bytes = Vec::new();
    parameters.write(&mut bytes).expect("writing to a vector does not fail; qed");
    bytes
}

/// Decodes a parameter file whose hash has been checked: points are trusted to be what they were
/// when it was written.
pub(crate) fn decode_checked_parameters(bytes: &[u8]) -> io::Result<Parameters> {
    Parameters::read(bytes, false)
}

/// BLAKE2b-512 of a parameter file, in lower-case hex.
pub fn hash_parameters(bytes: &[u8]) -> String {
    Params::new().hash_length(64).hash(bytes).to_hex().to_string()
}

/// The verifying key as the chain registers it (docs/protocol §8.1): `alpha_g1`, `beta_g2`,
/// `gamma_g2`, `delta_g2`, the number of ic points as four little-endian bytes, the ic points; all
/// uncompressed.
pub fn encode_verifying_key(key: &groth16::VerifyingKey<Bls12>) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&key.alpha_g1.to_uncompressed());
    for point in [&key.beta_g2, &key.gamma_g2, &key.delta_g2] {
        bytes.extend_from_slice(&point.to_uncompressed());
    }
    bytes.extend_from_slice(&(key.ic.len() as u32).to_le_bytes());
    for point in &key.ic {
        bytes.extend_from_slice(&point.to_uncompressed());
    }
    bytes
}
