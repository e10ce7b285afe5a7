//! Authenticated encryption at rest: XChaCha20-Poly1305 with random 24-byte nonces.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use rand::TryRng;
use zeroize::Zeroizing;

const NONCE_LEN: usize = 24;

/// A 32-byte key for data at rest; cleared on drop.
pub struct SealKey(Zeroizing<[u8; 32]>);

/// A nonce followed by a ciphertext with its tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

impl SealKey {
    /// The key with these bytes.
    pub fn new(key: Zeroizing<[u8; 32]>) -> SealKey {
        SealKey(key)
    }

    /// Encrypts `plaintext` and binds it to `context`, which is not stored. `None` where the operating
    /// system gives no randomness.
    pub fn seal(&self, context: &[u8], plaintext: &[u8]) -> Option<Sealed> {
        let mut nonce = [0; NONCE_LEN];
        rand::rngs::SysRng.try_fill_bytes(&mut nonce).ok()?;
        let payload = Payload { msg: plaintext, aad: context };
        let ciphertext = self.cipher().encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(Sealed([nonce.as_slice(), &ciphertext].concat()))
    }

    /// Decrypts what [`SealKey::seal`] made with this key and `context`; `None` for anything else.
    pub fn open(&self, context: &[u8], sealed: &Sealed) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, ciphertext) = sealed.0.split_at_checked(NONCE_LEN)?;
        let nonce = <[u8; NONCE_LEN]>::try_from(nonce).ok()?;
        let payload = Payload { msg: ciphertext, aad: context };
        self.cipher().decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SealKey {
        SealKey::new(Zeroizing::new([byte; 32]))
    }

    #[test]
    fn only_the_same_key_and_context_open_it() {
        let sealed = key(1).seal(b"here", b"secret").unwrap();
        assert_eq!(key(1).open(b"here", &sealed).unwrap().as_slice(), b"secret");
        assert!(key(2).open(b"here", &sealed).is_none());
        assert!(key(1).open(b"there", &sealed).is_none());
        for at in 0..sealed.0.len() {
            let mut bad = sealed.clone();
            bad.0[at] ^= 1;
            assert!(key(1).open(b"here", &bad).is_none());
            assert!(key(1).open(b"here", &Sealed(sealed.0[..at].to_vec())).is_none());
        }
    }

    #[test]
    fn sealing_twice_gives_two_ciphertexts() {
        assert_ne!(key(1).seal(b"", b"x").unwrap(), key(1).seal(b"", b"x").unwrap());
    }
}
