//! The keys that this code carries (docs/protocol §8.3).

use crate::{VerifyingKey, TRANSFER_PUBLIC_INPUTS};

/// The verifying key of the transfer circuit, version 1, under the development parameters.
///
/// Whoever knows the public seed of those parameters can counterfeit: a chain spec that does not
/// declare itself a development chain refuses this key at genesis.
pub const TRANSFER_V1_DEVELOPMENT: &[u8] = include_bytes!("../keys/transfer-v1-development.vk");

/// Whether a key was made with one of the public toxic values of the development parameters. They do
/// not depend on the circuit, so a key for another circuit, with other ic points, is one as well.
pub fn is_development_key(key: &VerifyingKey) -> bool {
    let development =
        VerifyingKey::from_registered_bytes(TRANSFER_V1_DEVELOPMENT, TRANSFER_PUBLIC_INPUTS)
            .expect("the file is a key, as the test below sees; qed");
    key.alpha_g1 == development.alpha_g1
        || key.beta_g2 == development.beta_g2
        || key.gamma_g2 == development.gamma_g2
        || key.delta_g2 == development.delta_g2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::setup;

    fn development() -> VerifyingKey {
        VerifyingKey::from_bytes(TRANSFER_V1_DEVELOPMENT, TRANSFER_PUBLIC_INPUTS).unwrap()
    }

    #[test]
    fn the_development_key_passes_every_check() {
        assert_eq!(development().to_bytes(), TRANSFER_V1_DEVELOPMENT);
    }

    #[test]
    fn a_key_with_any_one_toxic_value_of_the_development_key_is_a_development_key() {
        assert!(is_development_key(&development()));
        // Other ic points, as those of another circuit, and another number of them.
        let mut key = development();
        key.ic.swap(1, 2);
        assert!(is_development_key(&key));
        key.ic.pop();
        assert!(is_development_key(&key));
        let other = setup(TRANSFER_PUBLIC_INPUTS).key;
        assert!(!is_development_key(&other));
        let changes: [fn(&mut VerifyingKey); 4] = [
            |key| key.alpha_g1 = development().alpha_g1,
            |key| key.beta_g2 = development().beta_g2,
            |key| key.gamma_g2 = development().gamma_g2,
            |key| key.delta_g2 = development().delta_g2,
        ];
        for change in changes {
            let mut key = other.clone();
            change(&mut key);
            assert!(is_development_key(&key));
        }
    }
}
