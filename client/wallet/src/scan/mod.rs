//! From blocks to notes: trial decryption, nullifiers, tree, history.
//!
//! A range of blocks is scanned in memory against the state before it; what changes is written in one
//! transaction by [`Changes::write`]. Nothing that the node says of the tree is believed: root and next
//! position of each block are computed from its commitments and compared.

mod apply;
mod audited;
mod decrypt;

pub use apply::scan;
pub use decrypt::{Finding, ScanKeys};

use crate::store::{
    Batch, BlockRow, HistoryRecord, NoteRecord, PendingRecord, SpendRecord, StoreError, TreeNode,
};

/// An output that decrypts but is not a note: whoever made it wanted the wallet to believe in
/// a payment that does not exist (docs/protocol §3.4). It is discarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The block.
    pub block: u32,
    /// The bundle.
    pub bundle_id: [u8; 32],
    /// Which of its outputs, from 0.
    pub output: usize,
    /// What does not fit.
    pub what: String,
}

/// What a range of blocks changes.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The blocks.
    pub blocks: Vec<BlockRow>,
    /// Tree nodes that became complete.
    pub nodes: Vec<TreeNode>,
    /// Notes that are new or newly spent.
    pub notes: Vec<NoteRecord>,
    /// New entries of the history.
    pub history: Vec<HistoryRecord>,
    /// Spends of the audited account that is read.
    pub spends: Vec<SpendRecord>,
    /// Pending transactions that were included.
    pub pending: Vec<PendingRecord>,
    /// Outputs that decrypt and are not notes.
    pub problems: Vec<Problem>,
    /// Number of notes found.
    pub found: usize,
}

impl Changes {
    /// Writes everything; the caller's transaction makes it one step.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn write(&self, batch: &Batch<'_>) -> Result<(), StoreError> {
        batch.put_nodes(&self.nodes)?;
        self.blocks.iter().try_for_each(|block| batch.put_block(block))?;
        self.notes.iter().try_for_each(|note| batch.put(note))?;
        self.history.iter().try_for_each(|entry| batch.put(entry))?;
        self.spends.iter().try_for_each(|spend| batch.put(spend))?;
        self.pending.iter().try_for_each(|record| batch.put(record))
    }
}
