//! Blocks as a node serves them, and as the wallet takes them (docs/protocol §9.3, §9.5).

use super::header::{self, Header};
use super::{Node, NodeError};
use codec::DecodeAll;
use shoji_shielded::bundle::CallKind;

/// A bundle in a block, without proof and signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleEntry {
    /// Index of its extrinsic in the block.
    pub extrinsic_index: u32,
    /// The call that carried it.
    pub kind: CallKind,
    /// Depositor of a shield, recipient of an unshield; zeros for a transfer (docs/protocol §6.2).
    pub party: [u8; 32],
    /// The bundle's first 1,618 bytes.
    pub bundle: Vec<u8>,
}

/// One block of `shoji_blocks`, as the node serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedBlock {
    /// Its hash, as the node says.
    pub hash: [u8; 32],
    /// Its header, encoded.
    pub header: Vec<u8>,
    /// Its bundles, in order.
    pub bundles: Vec<BundleEntry>,
}

/// A block whose hash, number, parent, root and position are those of its header, and whose bundles are
/// as many, and where, as its header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolBlock {
    /// Number.
    pub number: u32,
    /// Hash.
    pub hash: [u8; 32],
    /// Hash of the block before it.
    pub parent_hash: [u8; 32],
    /// Root of the tree after it.
    pub root: [u8; 32],
    /// Next position after it.
    pub next_position: u64,
    /// Its bundles, in order.
    pub bundles: Vec<BundleEntry>,
}

fn lying(block: u32, what: &str) -> NodeError {
    NodeError::Lying { block, what: what.into() }
}

fn malformed(what: String) -> NodeError {
    NodeError::Malformed { method: "shoji_blocks".into(), what }
}

impl ServedBlock {
    /// Checks that this is block `number` as its header has it. The root still has to follow from
    /// the bundles, which takes the tree before the block.
    ///
    /// # Errors
    /// [`NodeError::Lying`] for a contradiction, [`NodeError::Malformed`] for what is no such block.
    pub fn verify(self, number: u32) -> Result<PoolBlock, NodeError> {
        if header::hash(&self.header) != self.hash {
            return Err(lying(number, "its hash is not that of its header"));
        }
        let header = Header::decode_all(&mut &self.header[..])
            .map_err(|_| malformed(format!("the header of block {number} does not decode")))?;
        if header.number != number {
            return Err(malformed(format!("block {} where {number} was due", header.number)));
        }
        let digest = header
            .pool_digest()
            .ok_or_else(|| lying(number, "its header says nothing of the pool"))?;
        if !digest.effective().eq(self.bundles.iter().map(|entry| entry.extrinsic_index)) {
            return Err(lying(number, "its bundles are not those that its header counts"));
        }
        Ok(PoolBlock {
            number,
            hash: self.hash,
            parent_hash: header.parent_hash,
            root: digest.root,
            next_position: digest.next_position,
            bundles: self.bundles,
        })
    }
}

/// Fetches a range and checks that it is one: each block as its header has it, numbers in order, each
/// block the parent of the next.
///
/// # Errors
/// [`NodeError`].
pub async fn fetch(node: &impl Node, from: u32, count: u32) -> Result<Vec<PoolBlock>, NodeError> {
    let served = node.blocks(from, count).await?;
    if served.len() > count as usize {
        return Err(malformed(format!("{} blocks where {count} were asked for", served.len())));
    }
    let blocks = served
        .into_iter()
        .zip(from..)
        .map(|(block, number)| block.verify(number))
        .collect::<Result<Vec<_>, _>>()?;
    for pair in blocks.windows(2) {
        if pair[1].parent_hash != pair[0].hash {
            return Err(lying(pair[1].number, "its parent is not the block before it"));
        }
    }
    Ok(blocks)
}
