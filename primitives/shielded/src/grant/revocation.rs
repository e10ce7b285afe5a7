//! Revocation of a grant (docs/protocol §10.6).

use crate::{hash::b256, signature};
use jubjub::Fr;
use rand_core::{CryptoRng, Rng};

/// Who pays the fee of a revocation, which is part of what is signed: nobody can turn one into the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RevocationFee {
    /// The account that signs the extrinsic.
    FromAccount,
    /// The grant's deposit: the extrinsic has no account.
    FromDeposit,
}

impl RevocationFee {
    /// The byte in the message: 0 or 1.
    pub const fn to_byte(self) -> u8 {
        match self {
            RevocationFee::FromAccount => 0,
            RevocationFee::FromDeposit => 1,
        }
    }
}

/// What revokes the grant with this id.
pub fn message(genesis: &[u8; 32], grant_id: &[u8; 32], fee: RevocationFee) -> [u8; 32] {
    b256(b"ShojiRevocation_", &[genesis, grant_id, &[fee.to_byte()]])
}

/// Signs [`message`] with the secret of the grant's revocation key.
pub fn sign<R: Rng + CryptoRng>(
    secret: &Fr,
    genesis: &[u8; 32],
    grant_id: &[u8; 32],
    fee: RevocationFee,
    rng: &mut R,
) -> [u8; 64] {
    signature::sign(secret, &Fr::zero(), &message(genesis, grant_id, fee), rng)
}

/// Whether `signature` revokes the grant with this id, whose revocation key is `key`.
pub fn verify(
    key: &[u8; 32],
    genesis: &[u8; 32],
    grant_id: &[u8; 32],
    fee: RevocationFee,
    signature: &[u8; 64],
) -> bool {
    signature::verify(key, &message(genesis, grant_id, fee), signature)
}
