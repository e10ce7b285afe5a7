//! Revocation of a grant (docs/protocol §10.6).

use crate::{hash::b256, signature};
use jubjub::Fr;
use rand_core::{CryptoRng, Rng};

/// What revokes the grant with this id.
pub fn message(genesis: &[u8; 32], grant_id: &[u8; 32]) -> [u8; 32] {
    b256(b"ShojiRevocation_", &[genesis, grant_id])
}

/// Signs [`message`] with the secret of the grant's revocation key.
pub fn sign<R: Rng + CryptoRng>(
    secret: &Fr,
    genesis: &[u8; 32],
    grant_id: &[u8; 32],
    rng: &mut R,
) -> [u8; 64] {
    signature::sign(secret, &Fr::zero(), &message(genesis, grant_id), rng)
}

/// Whether `signature` revokes the grant with this id, whose revocation key is `key`.
pub fn verify(
    key: &[u8; 32],
    genesis: &[u8; 32],
    grant_id: &[u8; 32],
    signature: &[u8; 64],
) -> bool {
    signature::verify(key, &message(genesis, grant_id), signature)
}
