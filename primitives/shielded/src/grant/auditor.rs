//! Auditors' sealing keys (docs/protocol §10.1).

use crate::{hash::b256, point, signature};
use jubjub::{Fr, SubgroupPoint};
use rand_core::{CryptoRng, Rng};

/// The sealing key `[x] G` of these bytes: canonical and of prime order.
pub fn decode_key(bytes: &[u8; 32]) -> Option<SubgroupPoint> {
    point::decode(bytes).and_then(|point| point::into_prime_order(&point))
}

/// What whoever registers a sealing key signs under it, so that nobody registers a key whose secret
/// it does not know.
pub fn possession_message(
    genesis: &[u8; 32],
    account: &[u8; 32],
    key_version: u16,
    key: &[u8; 32],
) -> [u8; 32] {
    b256(b"ShojiAuditorKey_", &[genesis, account, &key_version.to_le_bytes(), key])
}

/// Signs [`possession_message`] or another message under the key of a secret `x` that is not
/// randomized.
pub fn sign<R: Rng + CryptoRng>(x: &Fr, message: &[u8; 32], rng: &mut R) -> [u8; 64] {
    signature::sign(x, &Fr::zero(), message, rng)
}

/// The sealing key that is to be registered, if it is one and its holder has signed for this chain,
/// account and version.
pub fn check_possession(
    genesis: &[u8; 32],
    account: &[u8; 32],
    key_version: u16,
    key: &[u8; 32],
    signature: &[u8; 64],
) -> Option<SubgroupPoint> {
    let point = decode_key(key)?;
    let message = possession_message(genesis, account, key_version, key);
    signature::verify(key, &message, signature).then_some(point)
}
