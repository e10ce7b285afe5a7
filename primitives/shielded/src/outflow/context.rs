//! What an outflow statement is made for (docs/protocol §13.4).

use super::CIRCUIT_ID;
use crate::{
    field::{self, Base},
    hash::b512,
};

/// For whom, on which chain and of which blocks a statement is. It is in what hides the running sums,
/// so that no proof of one statement is part of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutflowContext {
    /// The hash of the chain's genesis block.
    pub genesis: [u8; 32],
    /// The version of the outflow circuit.
    pub circuit_version: u16,
    /// Who asked, in 32 bytes of their choice: an account, a key, zeros for anybody.
    pub verifier: [u8; 32],
    /// What the verifier drew for this statement.
    pub nonce: [u8; 32],
    /// The first block.
    pub from: u32,
    /// The last block.
    pub to: u32,
}

impl OutflowContext {
    /// `ctx`.
    pub fn to_base(&self) -> Base {
        let parts: [&[u8]; 7] = [
            &self.genesis,
            &CIRCUIT_ID.to_le_bytes(),
            &self.circuit_version.to_le_bytes(),
            &self.verifier,
            &self.nonce,
            &self.from.to_le_bytes(),
            &self.to.to_le_bytes(),
        ];
        field::from_wide(&b512(b"ShojiStatement__", &parts))
    }
}
