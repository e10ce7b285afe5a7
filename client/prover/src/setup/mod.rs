//! Groth16 parameters from toxic values.
//!
//! The result is that of `groth16::generate_parameters` with the standard generators, byte for byte
//! (tests hold it so), in a tenth of the time: every point is a multiple of a generator, so tables
//! of the generators' multiples replace all doublings, and the Lagrange polynomials are evaluated
//! in closed form. Whoever starts a node for the first time waits for this.

mod fixed_base;
mod polynomials;

use crate::Parameters;
use bellman::{Circuit, SynthesisError};
use bls12_381::{Bls12, G1Affine, G1Projective, G2Projective, Scalar};
use ff::Field;
use fixed_base::Table;
use group::Curve;
use polynomials::Polynomials;
use shoji_circuits::system::System;
use std::sync::Arc;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// The values that make parameters; whoever knows them can prove what is false. They are erased when
/// dropped, and so is all that is computed from them here, from which they would follow.
#[derive(ZeroizeOnDrop)]
pub(crate) struct ToxicValues {
    pub(crate) alpha: Scalar,
    pub(crate) beta: Scalar,
    pub(crate) gamma: Scalar,
    pub(crate) delta: Scalar,
    pub(crate) tau: Scalar,
}

/// The parameters of a circuit under toxic values and the standard generators.
pub(crate) fn make<C: Circuit<Scalar>>(
    circuit: C,
    toxic: &ToxicValues,
) -> Result<Parameters, SynthesisError> {
    let invert = |value: &Scalar| {
        let inverse = Option::<Scalar>::from(value.invert());
        inverse.map(Zeroizing::new).ok_or(SynthesisError::UnexpectedIdentity)
    };
    let (gamma_inverse, delta_inverse) = (invert(&toxic.gamma)?, invert(&toxic.delta)?);
    let system = System::without_witness(circuit)?;
    let inputs = system.inputs.len();
    let Polynomials { a, b, c, vanishing, size } = Polynomials::at(&system, &toxic.tau)?;

    // (beta a + alpha b + c) over gamma for public inputs, over delta for the others.
    let combined = a.iter().zip(b.iter()).zip(c.iter()).enumerate().map(|(index, ((a, b), c))| {
        let inverse = if index < inputs { &gamma_inverse } else { &delta_inverse };
        (toxic.beta * a + toxic.alpha * b + c) * **inverse
    });
    let combined = Zeroizing::new(combined.collect::<Vec<_>>());
    if combined[inputs..].contains(&Scalar::ZERO) {
        return Err(SynthesisError::UnconstrainedVariable);
    }
    let first = vanishing * *delta_inverse;
    // With room for all of them, so that growing leaves no copy behind.
    let mut powers = Zeroizing::new(Vec::with_capacity(size - 1));
    let all_powers = std::iter::successors(Some(first), |power| Some(power * toxic.tau));
    powers.extend(all_powers.take(size - 1));

    let g1 = Table::<G1Projective>::new();
    let g2 = Table::<G2Projective>::new();
    // Where a polynomial is zero the prover skips it, so the query does.
    let not_zero = |mut values: Zeroizing<Vec<Scalar>>| {
        values.retain(|value| *value != Scalar::ZERO);
        values
    };
    let (a, b) = (not_zero(a), not_zero(b));
    let [alpha_g1, beta_g1, delta_g1] =
        [toxic.alpha, toxic.beta, toxic.delta].map(|value| g1_multiple(&value));
    let [beta_g2, gamma_g2, delta_g2] =
        [toxic.beta, toxic.gamma, toxic.delta].map(|value| g2_multiple(&value));
    Ok(Parameters {
        vk: groth16::VerifyingKey::<Bls12> {
            alpha_g1,
            beta_g1,
            beta_g2,
            gamma_g2,
            delta_g1,
            delta_g2,
            ic: g1.multiples(&combined[..inputs]),
        },
        h: Arc::new(g1.multiples(&powers)),
        l: Arc::new(g1.multiples(&combined[inputs..])),
        a: Arc::new(g1.multiples(&a)),
        b_g1: Arc::new(g1.multiples(&b)),
        b_g2: Arc::new(g2.multiples(&b)),
    })
}

fn g1_multiple(value: &Scalar) -> G1Affine {
    (G1Projective::generator() * value).to_affine()
}

fn g2_multiple(value: &Scalar) -> bls12_381::G2Affine {
    (G2Projective::generator() * value).to_affine()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellman::ConstraintSystem;
    use rand::rngs::SysRng;

    /// `x * y = z`, `z * (x + 2) = 3 y`, with y public and x on the left side only.
    struct Small;

    impl Circuit<Scalar> for Small {
        fn synthesize<CS: ConstraintSystem<Scalar>>(
            self,
            cs: &mut CS,
        ) -> Result<(), SynthesisError> {
            let missing = || Err(SynthesisError::AssignmentMissing);
            let y = cs.alloc_input(|| "y", missing)?;
            let x = cs.alloc(|| "x", missing)?;
            let z = cs.alloc(|| "z", missing)?;
            cs.enforce(|| "1", |lc| lc + x, |lc| lc + y, |lc| lc + z);
            let two = Scalar::from(2);
            let three = Scalar::from(3);
            cs.enforce(|| "2", |lc| lc + x + (two, CS::one()), |lc| lc + z, |lc| lc + (three, y));
            Ok(())
        }
    }

    fn random() -> Scalar {
        Scalar::try_random(&mut SysRng).unwrap()
    }

    #[test]
    fn the_parameters_are_those_of_the_groth16_crate() {
        let [alpha, beta, gamma, delta, tau] = std::array::from_fn(|_| random());
        let toxic = ToxicValues { alpha, beta, gamma, delta, tau };
        let ours = make(Small, &toxic).unwrap();
        let (g1, g2) = (G1Projective::generator(), G2Projective::generator());
        let theirs =
            groth16::generate_parameters::<Bls12, _>(Small, g1, g2, alpha, beta, gamma, delta, tau);
        assert!(ours == theirs.unwrap());
    }

    #[test]
    fn toxic_values_are_erased_when_they_are_dropped() {
        fn erased<T: ZeroizeOnDrop>() {}
        erased::<ToxicValues>();
    }

    #[test]
    fn values_that_cannot_be_inverted_are_refused() {
        let toxic = |gamma, delta, tau| ToxicValues {
            alpha: Scalar::ONE,
            beta: Scalar::ONE,
            gamma,
            delta,
            tau,
        };
        assert!(make(Small, &toxic(Scalar::ZERO, random(), random())).is_err());
        assert!(make(Small, &toxic(random(), Scalar::ZERO, random())).is_err());
        // tau in the domain: the proving key would show the polynomials' values.
        assert!(make(Small, &toxic(random(), random(), Scalar::ONE)).is_err());
    }
}
