//! The BIP-39 mnemonic a wallet is made of and restored from (docs/protocol §2.1).

use bip39::{Language, Mnemonic};
use rand::TryRng;
use zeroize::{Zeroize, Zeroizing};

/// The entropy behind a mnemonic: 16 to 32 bytes, a multiple of 4. It is the wallet's one secret;
/// the memory is cleared on drop.
pub struct Secret(Zeroizing<Vec<u8>>);

/// Why a text is not a mnemonic.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MnemonicError {
    /// Not 12, 15, 18, 21 or 24 words.
    #[error("a mnemonic has 12, 15, 18, 21 or 24 words, this has {0}")]
    WordCount(usize),
    /// The word at this place (counted from 1) is not in the English list.
    #[error("word {0} of the mnemonic is not in the BIP-39 English list")]
    UnknownWord(usize),
    /// The words are known but do not belong together: one is wrong, or their order is.
    #[error("the mnemonic's checksum does not match: a word is wrong or two are swapped")]
    Checksum,
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Randomness,
}

impl Secret {
    /// A new secret of 32 bytes (24 words) from the operating system's randomness.
    ///
    /// # Errors
    /// [`MnemonicError::Randomness`].
    pub fn generate() -> Result<Secret, MnemonicError> {
        let mut entropy = Zeroizing::new(vec![0; 32]);
        rand::rngs::SysRng.try_fill_bytes(&mut entropy).map_err(|_| MnemonicError::Randomness)?;
        Ok(Secret(entropy))
    }

    /// The secret behind `entropy`; `None` for a length that no mnemonic has.
    pub fn from_entropy(entropy: &[u8]) -> Option<Secret> {
        let valid = matches!(entropy.len(), 16 | 20 | 24 | 28 | 32);
        valid.then(|| Secret(Zeroizing::new(entropy.to_vec())))
    }

    /// Reads a mnemonic: English words in any case, separated by any white space.
    ///
    /// # Errors
    /// One variant of [`MnemonicError`] for each way in which it is not one.
    pub fn from_mnemonic(text: &str) -> Result<Secret, MnemonicError> {
        // The parser splits at any white space itself, so this is the only copy of the words.
        let words = Zeroizing::new(text.to_lowercase());
        let mut mnemonic = Mnemonic::parse_in_normalized(Language::English, &words).map_err(
            |error| match error {
                bip39::Error::BadWordCount(count) => MnemonicError::WordCount(count),
                bip39::Error::UnknownWord(index) => MnemonicError::UnknownWord(index + 1),
                _ => MnemonicError::Checksum,
            },
        )?;
        let entropy = Zeroizing::new(mnemonic.to_entropy());
        mnemonic.zeroize();
        Ok(Secret(entropy))
    }

    /// The entropy.
    pub fn entropy(&self) -> &[u8] {
        &self.0
    }

    fn mnemonic(&self) -> Mnemonic {
        Mnemonic::from_entropy_in(Language::English, &self.0)
            .expect("the length was checked when the secret was made; qed")
    }

    /// The words, separated by single spaces.
    pub fn words(&self) -> Zeroizing<String> {
        let mut mnemonic = self.mnemonic();
        let words = Zeroizing::new(mnemonic.to_string());
        mnemonic.zeroize();
        words
    }

    /// The 64-byte BIP-39 seed, with the empty BIP-39 passphrase.
    pub fn seed(&self) -> Zeroizing<[u8; 64]> {
        let mut mnemonic = self.mnemonic();
        let seed = Zeroizing::new(mnemonic.to_seed_normalized(""));
        mnemonic.zeroize();
        seed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZEROS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon \
        abandon abandon about";

    #[test]
    fn a_mnemonic_round_trips_and_a_new_one_has_24_words() {
        let secret = Secret::generate().unwrap();
        assert_eq!(secret.words().split(' ').count(), 24);
        let again = Secret::from_mnemonic(&secret.words()).unwrap();
        assert_eq!(again.entropy(), secret.entropy());
        assert_ne!(Secret::generate().unwrap().entropy(), secret.entropy());
    }

    #[test]
    fn the_seed_is_that_of_bip_39_with_an_empty_passphrase() {
        // PBKDF2-HMAC-SHA512 of the all-zero mnemonic, salt "mnemonic", 2048 rounds (Python's hashlib).
        let seed = Secret::from_mnemonic(ZEROS).unwrap().seed();
        assert_eq!(
            hex::encode(&seed[..]),
            "5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1\
            9a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4"
        );
    }

    #[test]
    fn white_space_and_case_do_not_matter() {
        let messy = format!("  {}\n", ZEROS.to_uppercase().replace(' ', "\n\t"));
        assert_eq!(Secret::from_mnemonic(&messy).unwrap().entropy(), [0; 16]);
    }

    #[test]
    fn each_kind_of_bad_mnemonic_has_its_own_error() {
        let error = |text: &str| Secret::from_mnemonic(text).err();
        assert_eq!(error(""), Some(MnemonicError::WordCount(0)));
        assert_eq!(error("abandon about"), Some(MnemonicError::WordCount(2)));
        assert_eq!(error(&ZEROS.replace("about", "abandon")), Some(MnemonicError::Checksum));
        assert_eq!(error(&ZEROS.replace("about", "shoji")), Some(MnemonicError::UnknownWord(12)));
    }
}
