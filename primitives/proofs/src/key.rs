//! Verifying keys: encoding, hash, and the checks of registration (docs/protocol §8.1).

use alloc::vec::Vec;
use bls12_381::{G1Affine, G2Affine};
use shoji_shielded::hash::b256;

#[cfg(test)]
mod tests;

const G1: usize = 96;
const G2: usize = 192;
const COUNT: usize = 4;

/// A Groth16 verifying key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    pub(crate) alpha_g1: G1Affine,
    pub(crate) beta_g2: G2Affine,
    pub(crate) gamma_g2: G2Affine,
    pub(crate) delta_g2: G2Affine,
    pub(crate) ic: Vec<G1Affine>,
}

/// Why a verifying key is refused: one variant a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// The encoding ends too early.
    MissingBytes,
    /// The encoding goes on after the last point.
    TrailingBytes,
    /// The number of ic points is not the number of public inputs plus one.
    IcCount,
    /// A point is not canonically encoded.
    NonCanonicalPoint,
    /// A point is not on the curve.
    PointOffCurve,
    /// A point is not in the prime-order subgroup.
    PointOffSubgroup,
    /// A point is the identity.
    IdentityPoint,
    /// `gamma` is plus or minus `delta`: with equal ones, anybody proves anything.
    GammaIsDelta,
    /// `delta` is plus or minus the generator of G2: the second phase of the setup never
    /// happened, and whoever has the transcript of the first proves anything.
    DeltaIsGenerator,
    /// Two ic points are equal or opposite: of the inputs they belong to, only the sum or the
    /// difference counts.
    DuplicateIcPoint,
}

impl core::fmt::Display for KeyError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            KeyError::MissingBytes => "the key ends too early",
            KeyError::TrailingBytes => "bytes follow the key",
            KeyError::IcCount => "the key is for another number of public inputs",
            KeyError::NonCanonicalPoint => "a point is not canonically encoded",
            KeyError::PointOffCurve => "a point is not on the curve",
            KeyError::PointOffSubgroup => "a point is not in the prime-order subgroup",
            KeyError::IdentityPoint => "a point is the identity",
            KeyError::GammaIsDelta => "gamma is plus or minus delta",
            KeyError::DeltaIsGenerator => "delta is plus or minus the generator",
            KeyError::DuplicateIcPoint => "two ic points are equal or opposite",
        })
    }
}

impl core::error::Error for KeyError {}

/// Reads uncompressed points from the front of the bytes that are left.
struct Reader<'a> {
    rest: &'a [u8],
    checked: bool,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], KeyError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(KeyError::MissingBytes)?;
        self.rest = rest;
        Ok(*head)
    }

    fn g1(&mut self) -> Result<G1Affine, KeyError> {
        let point =
            Option::<G1Affine>::from(G1Affine::from_uncompressed_unchecked(&self.take::<G1>()?))
                .ok_or(KeyError::NonCanonicalPoint)?;
        self.check(|| {
            [point.is_on_curve(), point.is_torsion_free(), !point.is_identity()].map(bool::from)
        })?;
        Ok(point)
    }

    fn g2(&mut self) -> Result<G2Affine, KeyError> {
        let point =
            Option::<G2Affine>::from(G2Affine::from_uncompressed_unchecked(&self.take::<G2>()?))
                .ok_or(KeyError::NonCanonicalPoint)?;
        self.check(|| {
            [point.is_on_curve(), point.is_torsion_free(), !point.is_identity()].map(bool::from)
        })?;
        Ok(point)
    }

    fn check(&self, properties: impl FnOnce() -> [bool; 3]) -> Result<(), KeyError> {
        if !self.checked {
            return Ok(());
        }
        match properties() {
            [false, _, _] => Err(KeyError::PointOffCurve),
            [true, false, _] => Err(KeyError::PointOffSubgroup),
            [true, true, false] => Err(KeyError::IdentityPoint),
            [true, true, true] => Ok(()),
        }
    }

    fn key(mut self, public_inputs: usize) -> Result<VerifyingKey, KeyError> {
        let alpha_g1 = self.g1()?;
        let beta_g2 = self.g2()?;
        let gamma_g2 = self.g2()?;
        let delta_g2 = self.g2()?;
        let count = u32::from_le_bytes(self.take::<COUNT>()?) as usize;
        if count.checked_sub(1) != Some(public_inputs) {
            return Err(KeyError::IcCount);
        }
        let ic = (0..count).map(|_| self.g1()).collect::<Result<Vec<_>, _>>()?;
        if !self.rest.is_empty() {
            return Err(KeyError::TrailingBytes);
        }
        Ok(VerifyingKey { alpha_g1, beta_g2, gamma_g2, delta_g2, ic })
    }
}

fn is_plus_or_minus<P>(a: &P, b: &P) -> bool
where
    P: PartialEq,
    for<'a> &'a P: core::ops::Neg<Output = P>,
{
    a == b || *a == -b
}

impl VerifyingKey {
    /// The key of given points, unchecked: for provers that made them. What
    /// [`VerifyingKey::to_bytes`] gives is checked where it is read.
    pub fn from_points(
        alpha_g1: G1Affine,
        beta_g2: G2Affine,
        gamma_g2: G2Affine,
        delta_g2: G2Affine,
        ic: Vec<G1Affine>,
    ) -> VerifyingKey {
        VerifyingKey { alpha_g1, beta_g2, gamma_g2, delta_g2, ic }
    }

    /// Reads a key for this many public inputs, with every check of docs/protocol §8.1.
    pub fn from_bytes(bytes: &[u8], public_inputs: usize) -> Result<VerifyingKey, KeyError> {
        let key = Reader { rest: bytes, checked: true }.key(public_inputs)?;
        if is_plus_or_minus(&key.gamma_g2, &key.delta_g2) {
            return Err(KeyError::GammaIsDelta);
        }
        if is_plus_or_minus(&key.delta_g2, &G2Affine::generator()) {
            return Err(KeyError::DeltaIsGenerator);
        }
        let repeats = |(i, point)| key.ic[..i].iter().any(|other| is_plus_or_minus(other, point));
        if key.ic.iter().enumerate().any(repeats) {
            return Err(KeyError::DuplicateIcPoint);
        }
        Ok(key)
    }

    /// Reads a key that [`VerifyingKey::from_bytes`] has accepted before, such as one registered in
    /// state. The points are not checked again: never for bytes of unknown origin.
    pub fn from_registered_bytes(
        bytes: &[u8],
        public_inputs: usize,
    ) -> Result<VerifyingKey, KeyError> {
        Reader { rest: bytes, checked: false }.key(public_inputs)
    }

    /// The encoding of docs/protocol §8.1.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(G1 + 3 * G2 + COUNT + self.ic.len() * G1);
        bytes.extend(self.alpha_g1.to_uncompressed());
        for point in [&self.beta_g2, &self.gamma_g2, &self.delta_g2] {
            bytes.extend(point.to_uncompressed());
        }
        // A key has a handful of ic points; a list beyond 32 bits could not be read back.
        bytes.extend((self.ic.len() as u32).to_le_bytes());
        for point in &self.ic {
            bytes.extend(point.to_uncompressed());
        }
        bytes
    }

    /// `B256("ShojiVerifyKey__", bytes)`.
    pub fn hash(&self) -> [u8; 32] {
        b256(b"ShojiVerifyKey__", &[&self.to_bytes()])
    }
}
