//! A statement as a file (docs/protocol §12.7).

use crate::error::WalletError;
use crate::evidence::{check_format, Bytes, Checked};
use codec::Encode;
use serde::{Deserialize, Serialize};
use shoji_shielded::bundle::{PROOF_LEN, SIGNATURE_LEN};
use shoji_shielded::statement::{
    Held, Paid, Received, HELD_CIRCUIT, PAID_CIRCUIT, RECEIVED_CIRCUIT,
};
use std::collections::BTreeSet;

/// What the file is.
pub const FORMAT: &str = "shoji-statement-v1";

/// A statement with the headers of the blocks that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementFile {
    /// [`FORMAT`].
    pub format: String,
    /// Hash of the chain's block 0.
    pub genesis: Bytes,
    /// Id of the circuit, which says what is stated.
    pub circuit: u16,
    /// The verifier's name.
    pub verifier: String,
    /// What the verifier asked for; may be empty.
    pub nonce: Bytes,
    /// The statement (docs/protocol §12.6).
    pub statement: Bytes,
    /// Header of the block before the first one; none where the statement is about what there was at a block, or from
    /// block 0 or 1 on.
    pub before: Option<Bytes>,
    /// Header of the last block.
    pub last: Bytes,
}

/// A statement by what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What was received.
    Received(Received),
    /// What is held.
    Held(Held),
    /// What was paid.
    Paid(Paid),
}

impl Kind {
    /// `received`, `held` or `paid`.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Received(_) => "received",
            Kind::Held(_) => "held",
            Kind::Paid(_) => "paid",
        }
    }

    /// Id of the circuit.
    pub fn circuit(&self) -> u16 {
        match self {
            Kind::Received(_) => RECEIVED_CIRCUIT,
            Kind::Held(_) => HELD_CIRCUIT,
            Kind::Paid(_) => PAID_CIRCUIT,
        }
    }

    /// The first and the last block that it is about.
    pub fn blocks(&self) -> (u32, u32) {
        match self {
            Kind::Received(received) => (received.span.h_from, received.span.h_to),
            Kind::Held(held) => (0, held.height),
            Kind::Paid(paid) => (paid.span.h_from, paid.span.h_to),
        }
    }

    /// `StatementHash`.
    pub fn hash(&self, genesis: &[u8; 32]) -> [u8; 32] {
        match self {
            Kind::Received(received) => received.hash(genesis),
            Kind::Held(held) => held.hash(genesis),
            Kind::Paid(paid) => paid.hash(genesis),
        }
    }

    /// The encoding (docs/protocol §12.6).
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Kind::Received(received) => received.encode(),
            Kind::Held(held) => held.encode(),
            Kind::Paid(paid) => paid.encode(),
        }
    }

    pub(super) fn set_proof(&mut self, proof: [u8; PROOF_LEN]) {
        match self {
            Kind::Received(received) => received.proof = proof,
            Kind::Held(held) => held.proof = proof,
            Kind::Paid(paid) => paid.proof = proof,
        }
    }

    /// What was paid is not signed.
    pub(super) fn set_signature(&mut self, signature: [u8; SIGNATURE_LEN]) {
        match self {
            Kind::Received(received) => received.signature = signature,
            Kind::Held(held) => held.signature = signature,
            Kind::Paid(_) => {}
        }
    }

    /// The verifier and nonce that it is bound to.
    pub(super) fn bound_to(&self) -> (&[u8; 32], &[u8; 32]) {
        match self {
            Kind::Received(received) => (&received.verifier, &received.nonce),
            Kind::Held(held) => (&held.verifier, &held.nonce),
            Kind::Paid(paid) => (&paid.verifier, &paid.nonce),
        }
    }

    /// The block whose header has to be there beside that of the last: the one before the first. The genesis block
    /// has appended nothing and is not needed.
    pub(super) fn block_before(&self) -> Option<u32> {
        match self {
            Kind::Held(_) => None,
            _ => self.blocks().0.checked_sub(1).filter(|before| *before > 0),
        }
    }
}

impl StatementFile {
    /// Reads the statement, whose encoding must be the one of its circuit.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn kind(&self) -> Checked<Kind> {
        check_format(&self.format, FORMAT)?;
        let bytes = &self.statement.0;
        let kind = match self.circuit {
            RECEIVED_CIRCUIT => Received::from_bytes(bytes).map(Kind::Received),
            HELD_CIRCUIT => Held::from_bytes(bytes).map(Kind::Held),
            PAID_CIRCUIT => Paid::from_bytes(bytes).map(Kind::Paid),
            other => return Err(format!("there are no statements of circuit {other}")),
        };
        kind.ok_or_else(|| {
            format!("the statement cannot be read as one of circuit {}", self.circuit)
        })
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Where it is not one, to the letter.
    pub fn read(text: &str) -> Checked<StatementFile> {
        serde_json::from_str(text).map_err(|error| format!("this is no statement: {error}"))
    }

    /// Hash of the chain's block 0.
    ///
    /// # Errors
    /// Where it has not 32 bytes.
    pub(super) fn genesis(&self) -> Result<[u8; 32], WalletError> {
        self.genesis.array("the genesis hash").map_err(WalletError::Evidence)
    }

    /// Numbers of the blocks whose hashes a verifier has to know.
    ///
    /// # Errors
    /// As [`StatementFile::kind`].
    pub fn wanted(&self) -> Checked<BTreeSet<u32>> {
        let kind = self.kind()?;
        Ok(kind.block_before().into_iter().chain([kind.blocks().1]).collect())
    }
}
