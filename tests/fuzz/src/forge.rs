//! Proofs of anything, true or not, from the toxic values of the development parameters.
//!
//! The values are public (docs/protocol §8.3); the prover never uses them. To see what the pool does when
//! its circuit is broken, the targets are as strong as an attacker who knows them.

use std::sync::OnceLock;

use bls12_381::{G1Affine, G1Projective, G2Affine, G2Projective};
use shoji_proofs::{keys::TRANSFER_V1_DEVELOPMENT, Proof, ProofPoints, TRANSFER_PUBLIC_INPUTS};
use shoji_shielded::{
    field::{from_wide, Base},
    hash::b512,
};

const SEED: &[u8] = b"Shoji development parameters: circuit 1 version 1";

/// Bytes of alpha, beta, gamma, delta and the count, before the ic points (docs/protocol §8.1).
const BEFORE_IC: usize = 96 + 3 * 192 + 4;

/// How many pairs of A and B there are to choose from.
const VARIANTS: usize = 4;

struct Trapdoor {
    ic: Vec<G1Affine>,
    alpha_beta: Base,
    gamma_over_delta: Base,
    over_delta: Base,
    /// `a * b`, `[a] G1`, `[b] G2`.
    pairs: [(Base, G1Affine, G2Affine); VARIANTS],
}

fn trapdoor() -> &'static Trapdoor {
    static TRAPDOOR: OnceLock<Trapdoor> = OnceLock::new();
    TRAPDOOR.get_or_init(|| {
        let toxic = |n: u8| from_wide(&b512(b"ShojiDevParams__", &[SEED, &[n]]));
        let [alpha, beta, gamma, delta] = [0, 1, 2, 3].map(toxic);
        let over_delta: Base = Option::from(delta.invert()).expect("delta is not zero");
        let point = |bytes: &[u8]| {
            let bytes = bytes.try_into().expect("96 bytes");
            Option::<G1Affine>::from(G1Affine::from_uncompressed(bytes)).expect("a checked key")
        };
        let pair = |n: usize| {
            let [a, b] = [0, 1].map(|i| from_wide(&b512(b"ShojiFuzzForgery", &[&[n as u8, i]])));
            let (on_g1, on_g2) = (G1Projective::generator() * a, G2Projective::generator() * b);
            (a * b, on_g1.into(), on_g2.into())
        };
        Trapdoor {
            ic: TRANSFER_V1_DEVELOPMENT[BEFORE_IC..].chunks_exact(96).map(point).collect(),
            alpha_beta: alpha * beta,
            gamma_over_delta: gamma * over_delta,
            over_delta,
            pairs: std::array::from_fn(pair),
        }
    })
}

/// A proof that verifies for these public inputs, whatever they are. Another `variant` is another proof of
/// the same.
pub fn prove(inputs: &[Base; TRANSFER_PUBLIC_INPUTS], variant: u8) -> [u8; 192] {
    let trapdoor = trapdoor();
    let (product, a, b) = trapdoor.pairs[usize::from(variant) % VARIANTS];
    // e(A, B) = e(alpha, beta) e(ic(x), gamma) e(C, delta) in the exponent, solved for C.
    let known = (product - trapdoor.alpha_beta) * trapdoor.over_delta;
    let ic = combination(&trapdoor.ic, inputs) * trapdoor.gamma_over_delta;
    let c = G1Affine::from(G1Projective::generator() * known - ic);
    Proof::from(&ProofPoints { a, b, c }).0
}

/// `points[0] + sum scalars[i] * points[i + 1]`, bit by bit for all of them at once.
fn combination(points: &[G1Affine], scalars: &[Base]) -> G1Projective {
    let scalars: Vec<[u8; 32]> = scalars.iter().map(Base::to_bytes).collect();
    let mut sum = G1Projective::identity();
    for bit in (0..256).rev() {
        sum = sum.double();
        for (point, scalar) in points[1..].iter().zip(&scalars) {
            if (scalar[bit / 8] >> (bit % 8)) & 1 == 1 {
                sum += point;
            }
        }
    }
    sum + points[0]
}
