//! The verifying key of grants at genesis (docs/protocol §8).

use frame_support::BoundedVec;
use shoji_proofs::{keys::is_development_key, VerifyingKey, GRANT_PUBLIC_INPUTS, GRANT_VERSION};

use crate::{Config, Pallet, VerifyingKeys, LOG_TARGET};

impl<T: Config> Pallet<T> {
    /// Registers the key of the genesis. A chain with a bad key must not start, so everything that is wrong with it
    /// panics here.
    pub(crate) fn register_verifying_key(bytes: &[u8], development: bool) {
        // No key is no hole: without one, every grant is refused.
        if bytes.is_empty() {
            log::warn!(target: LOG_TARGET, "no verifying key of grants at genesis: every grant will be refused");
            return;
        }
        let key = match VerifyingKey::from_bytes(bytes, GRANT_PUBLIC_INPUTS) {
            Ok(key) => key,
            Err(error) => panic!(
                "the verifying key in the genesis of view keys is refused (docs/protocol §8.1): {error:?}"
            ),
        };
        assert!(
            development || !is_development_key(&key),
            "this chain is not declared a development chain, but its verifying key of grants belongs to the \
             development parameters, whose toxic values are public: anybody could grant what is not true \
             (docs/protocol §8.3)",
        );
        match BoundedVec::try_from(bytes.to_vec()) {
            Ok(bytes) => VerifyingKeys::<T>::insert(GRANT_VERSION, bytes),
            Err(_) => panic!("the verifying key in the genesis of view keys is too long"),
        }
    }
}
