//! What binds a statement to its chain, its verifier and every word that it says (docs/protocol
//! §12.2).

use crate::{
    field::{self, Base},
    hash::{b256, b512},
};

/// `StatementHash`, which is signed. `unproven` is every field but proof and signature.
pub(super) fn hash(genesis: &[u8; 32], circuit: u16, unproven: &[u8]) -> [u8; 32] {
    b256(b"ShojiStmtHash___", &[genesis, &circuit.to_le_bytes(), unproven])
}

/// `StatementId`.
pub(super) fn id(hash: &[u8; 32]) -> [u8; 32] {
    b256(b"ShojiStatementId", &[hash])
}

/// `ctx`, a public input.
pub(super) fn context(genesis: &[u8; 32], circuit: u16, unproven: &[u8]) -> Base {
    let parts: [&[u8]; 3] = [genesis, &circuit.to_le_bytes(), unproven];
    field::from_wide(&b512(b"ShojiStatement__", &parts))
}
