//! What a grant is sealed for (docs/protocol §10.3).

use super::GrantKind;
use crate::{
    field::{self, Base},
    hash::b512,
};

/// All that a grant says in public of the auditor and of its terms. It is in the key stream, so that
/// no ciphertext means anything under other terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The hash of the chain's genesis block.
    pub genesis: [u8; 32],
    /// The auditor's account.
    pub auditor: [u8; 32],
    /// Which of the auditor's sealing keys it is; they count from 1.
    pub key_version: u16,
    /// What is shown.
    pub kind: GrantKind,
    /// Whether the address that it is about is hidden.
    pub hidden: bool,
    /// The last block at which the grant is in force.
    pub expiry: u32,
    /// Under which key the grant can be revoked.
    pub revocation_key: [u8; 32],
}

impl Context {
    /// `ctx`.
    pub fn to_base(&self) -> Base {
        let parts: [&[u8]; 7] = [
            &self.genesis,
            &self.auditor,
            &self.key_version.to_le_bytes(),
            &[self.kind.to_byte()],
            &[u8::from(self.hidden)],
            &self.expiry.to_le_bytes(),
            &self.revocation_key,
        ];
        field::from_wide(&b512(b"ShojiGrantContxt", &parts))
    }
}
