//! An outflow statement as a file (docs/protocol §13.7).

use crate::error::WalletError;
use crate::evidence::{check_format, Bytes, Checked};
use codec::{DecodeAll, Encode};
use serde::{Deserialize, Serialize};
use shoji_shielded::outflow::Outflow;
use std::collections::BTreeSet;

/// What the file is.
pub const FORMAT: &str = "shoji-outflow-v1";

/// A statement with the headers of the blocks at its ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutflowFile {
    /// [`FORMAT`].
    pub format: String,
    /// Hash of the chain's block 0.
    pub genesis: Bytes,
    /// The verifier's name.
    pub verifier: String,
    /// What the verifier asked for; may be empty.
    pub nonce: Bytes,
    /// The statement (docs/protocol §13.5).
    pub statement: Bytes,
    /// Header of the block before the first one; none where the blocks begin with 0 or 1.
    pub before: Option<Bytes>,
    /// Header of the last block.
    pub last: Bytes,
}

/// The block whose header has to be there beside that of the last. The genesis block has appended nothing and is not
/// needed.
pub(super) fn block_before(from: u32) -> Option<u32> {
    from.checked_sub(1).filter(|before| *before > 0)
}

impl OutflowFile {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is not one, to the letter.
    pub fn read(text: &str) -> Checked<OutflowFile> {
        serde_json::from_str(text).map_err(|error| format!("this is no outflow statement: {error}"))
    }

    /// Reads the statement, whose encoding has no byte more and one form.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn outflow(&self) -> Checked<Outflow> {
        check_format(&self.format, FORMAT)?;
        let outflow = Outflow::decode_all(&mut &self.statement.0[..]).ok();
        outflow
            .filter(|outflow| outflow.encode() == self.statement.0)
            .ok_or_else(|| "the statement cannot be read as an outflow statement".into())
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
    /// As [`OutflowFile::outflow`].
    pub fn wanted(&self) -> Checked<BTreeSet<u32>> {
        let outflow = self.outflow()?;
        Ok(block_before(outflow.from).into_iter().chain([outflow.to]).collect())
    }
}
