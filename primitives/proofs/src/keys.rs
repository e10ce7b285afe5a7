//! The keys that this code carries (docs/protocol §8.3).

use crate::{
    VerifyingKey, GRANT_PUBLIC_INPUTS, HELD_PUBLIC_INPUTS, OUTFLOW_PUBLIC_INPUTS,
    PAID_PUBLIC_INPUTS, RECEIVED_PUBLIC_INPUTS, TRANSFER_PUBLIC_INPUTS,
};

/// The verifying key of the transfer circuit, version 1, under the development parameters.
///
/// Whoever knows the public seed of those parameters can counterfeit: a chain spec that does not
/// declare itself a development chain refuses this key at genesis.
pub const TRANSFER_V1_DEVELOPMENT: &[u8] = include_bytes!("../keys/transfer-v1-development.vk");

/// The verifying key of the grant circuit, version 1, under the development parameters: as
/// [`TRANSFER_V1_DEVELOPMENT`].
pub const GRANT_V1_DEVELOPMENT: &[u8] = include_bytes!("../keys/grant-v1-development.vk");

/// The verifying key of the circuit of what was received, version 1, under the development
/// parameters: as [`TRANSFER_V1_DEVELOPMENT`].
pub const RECEIVED_V1_DEVELOPMENT: &[u8] = include_bytes!("../keys/received-v1-development.vk");

/// The verifying key of the circuit of what is held, version 1, under the development parameters: as
/// [`TRANSFER_V1_DEVELOPMENT`].
pub const HELD_V1_DEVELOPMENT: &[u8] = include_bytes!("../keys/held-v1-development.vk");

/// The verifying key of the circuit of what was paid, version 1, under the development parameters: as
/// [`TRANSFER_V1_DEVELOPMENT`].
pub const PAID_V1_DEVELOPMENT: &[u8] = include_bytes!("../keys/paid-v1-development.vk");

/// The verifying key of the outflow circuit, version 1, under the development parameters: as
/// [`TRANSFER_V1_DEVELOPMENT`].
pub const OUTFLOW_V1_DEVELOPMENT: &[u8] = include_bytes!("../keys/outflow-v1-development.vk");

/// Each development key with its number of public inputs.
const DEVELOPMENT: [(&[u8], usize); 6] = [
    (TRANSFER_V1_DEVELOPMENT, TRANSFER_PUBLIC_INPUTS),
    (GRANT_V1_DEVELOPMENT, GRANT_PUBLIC_INPUTS),
    (RECEIVED_V1_DEVELOPMENT, RECEIVED_PUBLIC_INPUTS),
    (HELD_V1_DEVELOPMENT, HELD_PUBLIC_INPUTS),
    (PAID_V1_DEVELOPMENT, PAID_PUBLIC_INPUTS),
    (OUTFLOW_V1_DEVELOPMENT, OUTFLOW_PUBLIC_INPUTS),
];

/// Whether a key was made with one of the public toxic values of the development parameters. They do
/// not depend on the circuit, so a key for another circuit, with other ic points, is one as well.
pub fn is_development_key(key: &VerifyingKey) -> bool {
    DEVELOPMENT.iter().any(|(bytes, inputs)| {
        let development = VerifyingKey::from_registered_bytes(bytes, *inputs)
            .expect("the file is a key, as the test below sees; qed");
        key.alpha_g1 == development.alpha_g1
            || key.beta_g2 == development.beta_g2
            || key.gamma_g2 == development.gamma_g2
            || key.delta_g2 == development.delta_g2
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::setup;

    fn development() -> [VerifyingKey; 6] {
        DEVELOPMENT.map(|(bytes, inputs)| VerifyingKey::from_bytes(bytes, inputs).unwrap())
    }

    #[test]
    fn the_development_keys_pass_every_check() {
        for (key, (bytes, _)) in development().iter().zip(DEVELOPMENT) {
            assert_eq!(key.to_bytes(), bytes);
        }
    }

    #[test]
    fn a_key_with_any_one_toxic_value_of_the_development_key_is_a_development_key() {
        let other = setup(TRANSFER_PUBLIC_INPUTS).key;
        assert!(!is_development_key(&other));
        for development in development() {
            assert!(is_development_key(&development));
            // Other ic points, as those of another circuit, and another number of them.
            let mut key = development.clone();
            key.ic.swap(1, 2);
            assert!(is_development_key(&key));
            key.ic.pop();
            assert!(is_development_key(&key));
            let changes: [fn(&mut VerifyingKey, &VerifyingKey); 4] = [
                |key, development| key.alpha_g1 = development.alpha_g1,
                |key, development| key.beta_g2 = development.beta_g2,
                |key, development| key.gamma_g2 = development.gamma_g2,
                |key, development| key.delta_g2 = development.delta_g2,
            ];
            for change in changes {
                let mut key = other.clone();
                change(&mut key, &development);
                assert!(is_development_key(&key));
            }
        }
    }
}
