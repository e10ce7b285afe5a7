//! Verification held equal to the `groth16` crate.

use crate::{verify, Proof, ProofError, ProofPoints, VerifyError, VerifyingKey};
use bellman::{Circuit, ConstraintSystem, SynthesisError};
use bls12_381::{Bls12, G1Affine, G1Projective, G2Affine, G2Projective, Scalar};
use ff::Field;
use proptest::prelude::*;
use rand::{rngs::StdRng, SeedableRng};
use std::sync::OnceLock;

/// `x^2 = public[0]`, `x * public[0] = public[1]`, and so on: powers of a secret.
#[derive(Clone)]
struct Powers {
    x: Option<Scalar>,
    inputs: usize,
}

impl Powers {
    fn publics(&self) -> Vec<Scalar> {
        let x = self.x.unwrap();
        let mut power = x;
        (0..self.inputs)
            .map(|_| {
                power *= x;
                power
            })
            .collect()
    }
}

impl Circuit<Scalar> for Powers {
    fn synthesize<CS: ConstraintSystem<Scalar>>(self, cs: &mut CS) -> Result<(), SynthesisError> {
        let value = |v: Option<Scalar>| v.ok_or(SynthesisError::AssignmentMissing);
        let x = cs.alloc(|| "x", || value(self.x))?;
        let (mut last, mut last_value) = (x, self.x);
        for i in 0..self.inputs {
            let next_value = last_value.zip(self.x).map(|(a, b)| a * b);
            let next = cs.alloc_input(|| format!("power {i}"), || value(next_value))?;
            cs.enforce(|| format!("step {i}"), |lc| lc + last, |lc| lc + x, |lc| lc + next);
            (last, last_value) = (next, next_value);
        }
        Ok(())
    }
}

pub(crate) struct Setup {
    parameters: groth16::Parameters<Bls12>,
    pub(crate) key: VerifyingKey,
    circuit: Powers,
    proof: groth16::Proof<Bls12>,
}

pub(crate) fn setup(inputs: usize) -> Setup {
    let mut rng = StdRng::seed_from_u64(inputs as u64);
    let empty = Powers { x: None, inputs };
    let parameters = groth16::generate_random_parameters::<Bls12, _, _>(empty, &mut rng).unwrap();
    let circuit = Powers { x: Some(Scalar::from(3)), inputs };
    let proof = groth16::create_random_proof(circuit.clone(), &parameters, &mut rng).unwrap();
    let vk = &parameters.vk;
    let key =
        VerifyingKey::from_points(vk.alpha_g1, vk.beta_g2, vk.gamma_g2, vk.delta_g2, vk.ic.clone());
    Setup { parameters, key, circuit, proof }
}

pub(crate) fn three() -> &'static Setup {
    static SETUP: OnceLock<Setup> = OnceLock::new();
    SETUP.get_or_init(|| setup(3))
}

fn encode(proof: &groth16::Proof<Bls12>) -> Proof {
    let mut bytes = Vec::new();
    proof.write(&mut bytes).unwrap();
    Proof(bytes.try_into().unwrap())
}

/// What `groth16` says of the same bytes and inputs.
fn reference(setup: &Setup, inputs: &[Scalar], proof: &Proof) -> bool {
    let prepared = groth16::prepare_verifying_key(&setup.parameters.vk);
    groth16::Proof::read(&proof.0[..])
        .is_ok_and(|proof| groth16::verify_proof(&prepared, &proof, inputs).is_ok())
}

fn assert_equal(setup: &Setup, inputs: &[Scalar], proof: &Proof) -> bool {
    let ours = verify(&setup.key, inputs, proof);
    assert_eq!(ours.is_ok(), reference(setup, inputs, proof), "{ours:?}");
    ours.is_ok()
}

#[test]
fn valid_proofs_verify_for_every_number_of_inputs() {
    for inputs in [1, 2, 20] {
        let setup = setup(inputs);
        let proof = encode(&setup.proof);
        assert!(assert_equal(&setup, &setup.circuit.publics(), &proof));
        let mut wrong = setup.circuit.publics();
        wrong[inputs - 1] += Scalar::ONE;
        assert!(!assert_equal(&setup, &wrong, &proof));
    }
}

#[test]
fn a_proof_of_another_witness_or_with_points_exchanged_does_not_verify() {
    let setup = three();
    let inputs = setup.circuit.publics();
    let points = encode(&setup.proof).decode().unwrap();
    let exchanged = ProofPoints { a: points.c, c: points.a, ..points };
    assert_eq!(verify(&setup.key, &inputs, &(&exchanged).into()), Err(VerifyError::Invalid));
    assert!(!assert_equal(setup, &inputs, &(&exchanged).into()));
    // -A and -B together are another proof of the same statement.
    let malleated = ProofPoints { a: -points.a, b: -points.b, ..points };
    assert!(assert_equal(setup, &inputs, &(&malleated).into()));
    let half = ProofPoints { a: -points.a, ..points };
    assert!(!assert_equal(setup, &inputs, &(&half).into()));
}

#[test]
fn another_number_of_inputs_is_refused() {
    let setup = three();
    let proof = encode(&setup.proof);
    let inputs = setup.circuit.publics();
    for wrong in [&inputs[..2], &[], &[inputs.clone(), vec![Scalar::ZERO]].concat()] {
        assert_eq!(verify(&setup.key, wrong, &proof), Err(VerifyError::InputCount));
    }
}

/// The encodings of the identity.
fn identities() -> ([u8; 48], [u8; 96]) {
    (G1Affine::identity().to_compressed(), G2Affine::identity().to_compressed())
}

#[test]
fn identity_points_are_refused_in_each_place() {
    let setup = three();
    let (g1, g2) = identities();
    let proof = encode(&setup.proof);
    for (at, bytes) in [(0, &g1[..]), (48, &g2[..]), (144, &g1[..])] {
        let mut changed = proof;
        changed.0[at..at + bytes.len()].copy_from_slice(bytes);
        assert_eq!(changed.decode(), Err(ProofError::IdentityPoint));
        assert!(!assert_equal(setup, &setup.circuit.publics(), &changed));
    }
}

/// `p`, the field modulus of BLS12-381, big-endian.
pub(crate) fn base_modulus() -> [u8; 48] {
    let hex = "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";
    core::array::from_fn(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
}

#[test]
fn non_canonical_and_off_subgroup_encodings_are_refused() {
    let setup = three();
    let inputs = setup.circuit.publics();
    let proof = encode(&setup.proof);
    let refused = |changed: Proof| {
        assert_eq!(changed.decode(), Err(ProofError::InvalidPoint));
        assert_eq!(
            verify(&setup.key, &inputs, &changed),
            Err(VerifyError::Proof(ProofError::InvalidPoint))
        );
        assert!(!assert_equal(setup, &inputs, &changed));
    };
    // Each flag of each point: not compressed, identity with a coordinate.
    for at in [0, 48, 144] {
        for flag in [0x80, 0x40] {
            let mut changed = proof;
            changed.0[at] ^= flag;
            refused(changed);
        }
    }
    // x + p: a point with x small enough that x + p still has 381 bits.
    let (small, _) = points_on_g1().next().unwrap();
    let mut bytes = small;
    let mut carry = 0u16;
    for (byte, p) in bytes.iter_mut().zip(base_modulus()).rev() {
        carry += u16::from(*byte) + u16::from(p);
        *byte = carry as u8;
        carry >>= 8;
    }
    let mut changed = proof;
    changed.0[..48].copy_from_slice(&bytes);
    refused(changed);
    // A point of the curve outside the subgroup.
    let (off, _) = points_on_g1().find(|(_, torsion_free)| !torsion_free).unwrap();
    let mut changed = proof;
    changed.0[..48].copy_from_slice(&off);
    refused(changed);
}

/// Compressed points with x = 0, 1, 2, .. and whether they are in the subgroup.
pub(crate) fn points_on_g1() -> impl Iterator<Item = ([u8; 48], bool)> {
    (0u8..=255).filter_map(|x| {
        let mut bytes = [0; 48];
        bytes[0] = 0x80;
        bytes[47] = x;
        let point = Option::<G1Affine>::from(G1Affine::from_compressed_unchecked(&bytes))?;
        Some((bytes, point.is_torsion_free().into()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn verification_equals_that_of_groth16_on_valid_statements(x: u64, seed: u64) {
        let setup = three();
        let circuit = Powers { x: Some(Scalar::from(x)), inputs: 3 };
        let mut rng = StdRng::seed_from_u64(seed);
        let proof =
            groth16::create_random_proof(circuit.clone(), &setup.parameters, &mut rng).unwrap();
        prop_assert!(assert_equal(setup, &circuit.publics(), &encode(&proof)));
    }

    #[test]
    fn verification_equals_that_of_groth16_on_changed_bytes(
        at in 0usize..192, flip in 1u8..=255,
    ) {
        let setup = three();
        let mut proof = encode(&setup.proof);
        proof.0[at] ^= flip;
        prop_assert!(!assert_equal(setup, &setup.circuit.publics(), &proof));
    }

    #[test]
    fn verification_equals_that_of_groth16_on_other_points(a: u64, b: u64, c: u64, inputs: [u64; 3]) {
        let setup = three();
        let [a, b, c] = [a, b, c].map(Scalar::from);
        let points = ProofPoints {
            a: (G1Projective::generator() * a).into(),
            b: (G2Projective::generator() * b).into(),
            c: (G1Projective::generator() * c).into(),
        };
        prop_assert!(!assert_equal(setup, &inputs.map(Scalar::from), &(&points).into()));
    }
}
