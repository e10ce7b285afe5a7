//! From a passphrase to a key: Argon2id with its cost written beside what it protects.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Cost of Argon2id. The default takes some tenths of a second and 64 MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Default for KdfCost {
    fn default() -> Self {
        KdfCost { memory_kib: 64 * 1024, passes: 3 }
    }
}

impl KdfCost {
    /// The least cost there is; for tests only, since it protects nothing.
    pub const MINIMAL: KdfCost = KdfCost { memory_kib: 8, passes: 1 };

    /// Derives 32 bytes; `None` for a cost outside 8 KiB to 4 GiB and 1 to 64 passes, which only a
    /// damaged file asks for.
    pub fn derive(self, passphrase: &str, salt: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
        let sane =
            (8..=4 * 1024 * 1024).contains(&self.memory_kib) && (1..=64).contains(&self.passes);
        let params =
            sane.then(|| Params::new(self.memory_kib, self.passes, 1, Some(32)).ok())??;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, &mut key[..])
            .ok()?;
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salt_and_passphrase_both_matter() {
        let derive = |passphrase, salt| *KdfCost::MINIMAL.derive(passphrase, &[salt; 32]).unwrap();
        assert_eq!(derive("a", 1), derive("a", 1));
        assert_ne!(derive("a", 1), derive("b", 1));
        assert_ne!(derive("a", 1), derive("a", 2));
    }

    #[test]
    fn absurd_costs_are_refused_before_any_memory_is_taken() {
        for (memory_kib, passes) in [(0, 1), (u32::MAX, 1), (8, 0), (8, u32::MAX)] {
            assert!(KdfCost { memory_kib, passes }.derive("a", &[0; 32]).is_none());
        }
    }
}
