//! Proofs as bytes (docs/protocol §6.1).

use bls12_381::{G1Affine, G2Affine};

const G1: usize = 48;
const G2: usize = 96;

/// A proof as it travels: A (48 bytes), B (96), C (48), compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof(pub [u8; 2 * G1 + G2]);

/// The points of a proof, of prime order and not the identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofPoints {
    /// A.
    pub a: G1Affine,
    /// B.
    pub b: G2Affine,
    /// C.
    pub c: G1Affine,
}

/// Why bytes are not a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// A point is not canonical, not on the curve or not of prime order.
    InvalidPoint,
    /// A point is the identity.
    IdentityPoint,
}

impl Proof {
    /// The points, each checked.
    pub fn decode(&self) -> Result<ProofPoints, ProofError> {
        let (mut a, mut b, mut c) = ([0; G1], [0; G2], [0; G1]);
        a.copy_from_slice(&self.0[..G1]);
        b.copy_from_slice(&self.0[G1..G1 + G2]);
        c.copy_from_slice(&self.0[G1 + G2..]);
        let g1 = |bytes| Option::from(G1Affine::from_compressed(bytes));
        let g2 = |bytes| Option::from(G2Affine::from_compressed(bytes));
        let a: G1Affine = g1(&a).ok_or(ProofError::InvalidPoint)?;
        let b: G2Affine = g2(&b).ok_or(ProofError::InvalidPoint)?;
        let c: G1Affine = g1(&c).ok_or(ProofError::InvalidPoint)?;
        if bool::from(a.is_identity() | b.is_identity() | c.is_identity()) {
            return Err(ProofError::IdentityPoint);
        }
        Ok(ProofPoints { a, b, c })
    }
}

impl From<&ProofPoints> for Proof {
    fn from(points: &ProofPoints) -> Proof {
        let mut bytes = [0; 2 * G1 + G2];
        bytes[..G1].copy_from_slice(&points.a.to_compressed());
        bytes[G1..G1 + G2].copy_from_slice(&points.b.to_compressed());
        bytes[G1 + G2..].copy_from_slice(&points.c.to_compressed());
        Proof(bytes)
    }
}
