//! Secrets of grants, of auditor and owner (docs/protocol §10.1, §10.3, §10.6).

use super::{KeyError, SpendingKey};
use crate::{field, hash::b256};
use ff::Field;
use jubjub::Fr;
use zeroize::Zeroizing;

impl SpendingKey {
    /// An auditor's sealing secret `x` of this key version.
    pub fn sealing_secret(&self, key_version: u16) -> Result<Zeroizing<Fr>, KeyError> {
        self.grant_secret(0x05, &key_version.to_le_bytes(), KeyError::ZeroSealingKey)
    }

    /// The secret of the revocation key of the owner's grant with this `rk`. Nobody else makes a grant
    /// with this `rk`, so a grant whose revocation key is that of its `rk` is the owner's.
    pub fn revocation_secret(&self, rk: &[u8; 32]) -> Result<Zeroizing<Fr>, KeyError> {
        self.grant_secret(0x06, rk, KeyError::ZeroRevocationKey)
    }

    /// The ephemeral secret `esk` of the owner's grant with this `rk`: the owner can open its grant
    /// again.
    pub fn grant_ephemeral_secret(&self, rk: &[u8; 32]) -> Result<Zeroizing<Fr>, KeyError> {
        self.grant_secret(0x07, rk, KeyError::ZeroEphemeralSecret)
    }

    /// The randomizer `alpha` of a grant (docs/protocol §10.3): fresh randomness, and all that the grant says and seals.
    /// `rk`, and with it the key stream, follows from it. Where a system gives the same randomness twice, two grants of
    /// different content have different streams all the same.
    pub fn grant_alpha(&self, random: &[u8; 32], content: &[&[u8]]) -> Zeroizing<Fr> {
        let digest = Zeroizing::new(b256(b"ShojiGrantAlpha_", content));
        let mut t = Zeroizing::new([0; 65]);
        t[0] = 0x09;
        t[1..33].copy_from_slice(random);
        t[33..].copy_from_slice(&digest[..]);
        Zeroizing::new(field::scalar_from_wide(&self.expand_all(&t[..])))
    }

    fn grant_secret(&self, tag: u8, of: &[u8], zero: KeyError) -> Result<Zeroizing<Fr>, KeyError> {
        let mut t = Zeroizing::new([0; 33]);
        t[0] = tag;
        t[1..=of.len()].copy_from_slice(of);
        let secret = field::scalar_from_wide(&self.expand_all(&t[..=of.len()]));
        if bool::from(secret.is_zero()) {
            return Err(zero);
        }
        Ok(Zeroizing::new(secret))
    }
}
