//! What everybody can see: which chain, its assets and blocks, and the complete nodes of the commitment tree.

use super::{Batch, StoreError, View};
use crate::node::Asset;
use codec::{Decode, Encode};
use rusqlite::OptionalExtension;
use shoji_shielded::field::{self, Base};
use shoji_shielded::tree::DEPTH;

/// A block as the wallet keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockRow {
    /// Number.
    pub number: u32,
    /// Hash.
    pub hash: [u8; 32],
    /// Root of the tree after it (docs/protocol §4).
    pub root: [u8; 32],
    /// Next position after it.
    pub next_position: u64,
}

/// What the wallet knows of the chain beside its blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainState {
    /// Hash of block 0: the chain's identity.
    pub genesis: [u8; 32],
    /// Latest block known to be final; at most the latest block scanned.
    pub finalized: u32,
}

/// A complete node of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeNode {
    /// 0 for leaves, 20 for the root.
    pub level: u32,
    /// Place among the nodes of its level, from the left.
    pub place: u64,
    /// Hash.
    pub hash: Base,
}

fn array(bytes: Vec<u8>, what: &str) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Damaged(format!("{what} has a wrong length")))
}

impl View<'_> {
    pub(super) fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.connection.prepare("SELECT value FROM meta WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Which chain the store follows; `None` before the first sync.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn chain(&self) -> Result<Option<ChainState>, StoreError> {
        let Some(genesis) = self.meta("genesis")? else { return Ok(None) };
        let finalized =
            self.meta("finalized")?.and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
        Ok(Some(ChainState {
            genesis: array(genesis, "the genesis hash")?,
            finalized: finalized.unwrap_or(0),
        }))
    }

    /// The chain's list of assets, as of the last sync.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn assets(&self) -> Result<Vec<Asset>, StoreError> {
        let Some(bytes) = self.meta("assets")? else { return Ok(Vec::new()) };
        let damaged = |_| StoreError::Damaged("the list of assets does not decode".into());
        Vec::decode(&mut bytes.as_slice()).map_err(damaged)
    }

    /// The block with this number, if it was scanned and is kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn block(&self, number: u32) -> Result<Option<BlockRow>, StoreError> {
        self.block_where("number = ?1", number)
    }

    /// The latest block scanned.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn tip(&self) -> Result<Option<BlockRow>, StoreError> {
        self.block_where("number = (SELECT max(number) FROM blocks) AND ?1 = 0", 0)
    }

    /// The earliest block that is kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn earliest_block(&self) -> Result<Option<u32>, StoreError> {
        Ok(self.connection.query_row("SELECT min(number) FROM blocks", [], |row| row.get(0))?)
    }

    fn block_where(&self, condition: &str, value: u32) -> Result<Option<BlockRow>, StoreError> {
        let sql = format!("SELECT number, hash, root, next_position FROM blocks WHERE {condition}");
        let mut statement = self.connection.prepare(&sql)?;
        let row = statement
            .query_row([value], |row| {
                Ok((
                    row.get(0)?,
                    row.get::<_, Vec<u8>>(1)?,
                    row.get::<_, Vec<u8>>(2)?,
                    row.get::<_, i64>(3)?,
                ))
            })
            .optional()?;
        row.map(|(number, hash, root, next)| {
            Ok(BlockRow {
                number,
                hash: array(hash, "a block hash")?,
                root: array(root, "a root")?,
                next_position: next as u64,
            })
        })
        .transpose()
    }

    /// The complete node at this place, which must exist.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it does not.
    pub fn node(&self, level: u32, place: u64) -> Result<Base, StoreError> {
        let mut statement =
            self.connection.prepare("SELECT hash FROM nodes WHERE level = ?1 AND place = ?2")?;
        let hash: Option<Vec<u8>> =
            statement.query_row((level, place as i64), |row| row.get(0)).optional()?;
        hash.and_then(|hash| hash.try_into().ok())
            .and_then(|hash| field::from_bytes(&hash))
            .ok_or_else(|| StoreError::Damaged(format!("tree node {level}/{place} is missing")))
    }
}

impl Batch<'_> {
    pub(super) fn put_meta(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.connection
            .prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)")?
            .execute((name, value))?;
        Ok(())
    }

    /// Sets which chain the store follows and what is final.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_chain(&self, chain: &ChainState) -> Result<(), StoreError> {
        self.put_meta("genesis", &chain.genesis)?;
        self.put_meta("finalized", &chain.finalized.to_le_bytes())
    }

    /// Replaces the chain's list of assets.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_assets(&self, assets: &[Asset]) -> Result<(), StoreError> {
        self.put_meta("assets", &assets.encode())
    }

    /// Adds a block.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_block(&self, block: &BlockRow) -> Result<(), StoreError> {
        self.connection
            .prepare(
                "INSERT INTO blocks (number, hash, root, next_position) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((block.number, block.hash, block.root, block.next_position as i64))?;
        Ok(())
    }

    /// Removes the blocks from `number` on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove_blocks_from(&self, number: u32) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM blocks WHERE number >= ?1", [number])?;
        Ok(())
    }

    /// Removes the blocks before `number`, which no reorganisation and no anchor needs any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forget_blocks_before(&self, number: u32) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM blocks WHERE number < ?1 AND number > 0", [number])?;
        Ok(())
    }

    /// Adds complete nodes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_nodes(&self, nodes: &[TreeNode]) -> Result<(), StoreError> {
        let mut statement = self
            .connection
            .prepare("INSERT INTO nodes (level, place, hash) VALUES (?1, ?2, ?3)")?;
        for node in nodes {
            statement.execute((node.level, node.place as i64, field::to_bytes(&node.hash)))?;
        }
        Ok(())
    }

    /// Cuts the tree back to its first `size` leaves.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn truncate_tree(&self, size: u64) -> Result<(), StoreError> {
        let mut statement =
            self.connection.prepare("DELETE FROM nodes WHERE level = ?1 AND place >= ?2")?;
        for level in 0..=DEPTH as u32 {
            statement.execute((level, (size >> (2 * level)) as i64))?;
        }
        Ok(())
    }
}
