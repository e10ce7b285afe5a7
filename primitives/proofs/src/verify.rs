//! The verification equation (docs/protocol §8.2).

use crate::{msm::sum_of_products, Proof, ProofError, VerifyingKey};
use bls12_381::{multi_miller_loop, G1Affine, Gt, Scalar};

/// Why a proof does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyError {
    /// The key is for another number of public inputs.
    InputCount,
    /// The bytes are not a proof.
    Proof(ProofError),
    /// The equation does not hold.
    Invalid,
}

impl From<ProofError> for VerifyError {
    fn from(error: ProofError) -> Self {
        VerifyError::Proof(error)
    }
}

/// `e(A, B) = e(alpha, beta) * e(ic_0 + sum x_i ic_{i+1}, gamma) * e(C, delta)`, with everything on
/// one side: four Miller loops in one and one final exponentiation.
pub fn verify(key: &VerifyingKey, inputs: &[Scalar], proof: &Proof) -> Result<(), VerifyError> {
    let (first, rest) = key.ic.split_first().ok_or(VerifyError::InputCount)?;
    if rest.len() != inputs.len() {
        return Err(VerifyError::InputCount);
    }
    let proof = proof.decode()?;
    let inputs = G1Affine::from(sum_of_products(first, rest, inputs));
    let product = multi_miller_loop(&[
        (&proof.a, &proof.b.into()),
        (&-key.alpha_g1, &key.beta_g2.into()),
        (&-inputs, &key.gamma_g2.into()),
        (&-proof.c, &key.delta_g2.into()),
    ])
    .final_exponentiation();
    if product == Gt::identity() {
        Ok(())
    } else {
        Err(VerifyError::Invalid)
    }
}
