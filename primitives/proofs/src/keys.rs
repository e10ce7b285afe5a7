//! The keys that this code carries (docs/protocol §8.3).

use crate::key::hash_of;

/// The verifying key of the transfer circuit, version 1, under the development parameters.
///
/// Whoever knows the public seed of those parameters can counterfeit: a chain spec that does not
/// declare itself a development chain refuses this key at genesis.
pub const TRANSFER_V1_DEVELOPMENT: &[u8] = include_bytes!("../keys/transfer-v1-development.vk");

/// Whether a key with this hash is one of the development keys.
pub fn is_development_key(hash: &[u8; 32]) -> bool {
    *hash == hash_of(TRANSFER_V1_DEVELOPMENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{VerifyingKey, TRANSFER_PUBLIC_INPUTS};

    #[test]
    fn the_development_key_passes_every_check_and_is_recognised_by_its_hash() {
        let key =
            VerifyingKey::from_bytes(TRANSFER_V1_DEVELOPMENT, TRANSFER_PUBLIC_INPUTS).unwrap();
        assert_eq!(key.to_bytes(), TRANSFER_V1_DEVELOPMENT);
        assert!(is_development_key(&key.hash()));
        assert!(!is_development_key(&[0; 32]));
    }
}
