//! Statements about notes, made by a wallet and checked by whoever they are for (docs/protocol §12).

mod file;
mod keys;
mod make;
mod notes;
mod verify;

pub use file::{Kind, StatementFile, FORMAT};
pub use keys::development_key;
pub use make::{Blocks, Terms};
pub use verify::Shown;

use shoji_shielded::hash::b256;

/// The bytes by which a verifier with this name is bound (docs/protocol §12.2).
pub fn verifier_word(name: &str) -> [u8; 32] {
    b256(b"ShojiVerifierId_", &[name.as_bytes()])
}

/// The bytes by which a nonce is bound (docs/protocol §12.2).
pub fn nonce_word(nonce: &[u8]) -> [u8; 32] {
    b256(b"ShojiVerifNonce_", &[nonce])
}
