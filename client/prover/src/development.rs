//! The development parameters (docs/protocol §8.3).

use crate::{generate::generate, setup::ToxicValues, ParameterError, Parameters, Progress};
use shoji_shielded::{
    field::{from_wide, Base},
    hash::b512,
};

/// The public seed. Whoever reads this can counterfeit on a chain that accepts these parameters; a
/// chain spec that does not declare itself a development chain refuses them.
const SEED: &[u8] = b"Shoji development parameters: circuit 1 version 1";

/// BLAKE2b-512 of the parameter file, in hex.
const PINNED_HASH: &str = include_str!("../keys/transfer-v1-development.hash");

/// The pinned BLAKE2b-512 hash of the development parameter file, in lower-case hex.
pub fn pinned_hash() -> &'static str {
    PINNED_HASH.trim_end()
}

/// Makes the development parameters: the same on every machine.
pub fn development_parameters(
    progress: &mut dyn FnMut(Progress),
) -> Result<Parameters, ParameterError> {
    generate(&toxic_values(), progress)
}

fn toxic_values() -> ToxicValues {
    let value = |n: u8| -> Base { from_wide(&b512(b"ShojiDevParams__", &[SEED, &[n]])) };
    ToxicValues { alpha: value(0), beta: value(1), gamma: value(2), delta: value(3), tau: value(4) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{encode_parameters, hash_parameters};
    use bls12_381::{Bls12, G1Projective, G2Projective};
    use shoji_circuits::TransferCircuit;

    #[test]
    fn the_pinned_parameters_are_those_of_the_groth16_crate() {
        let ToxicValues { alpha, beta, gamma, delta, tau } = &toxic_values();
        let parameters = groth16::generate_parameters::<Bls12, _>(
            TransferCircuit::blank(),
            G1Projective::generator(),
            G2Projective::generator(),
            *alpha,
            *beta,
            *gamma,
            *delta,
            *tau,
        );
        assert_eq!(hash_parameters(&encode_parameters(&parameters.unwrap())), pinned_hash());
    }
}
