//! Every pool call of some blocks, read so that nothing of it is a node's word (docs/protocol §14.1).

use super::Blocks;
use crate::error::WalletError;
use crate::evidence::{self, pool_call, PoolCall};
use crate::node::{fetch, NodeError, PoolBlock, WholeBlocks};

/// Blocks asked for at a time.
const PAGE: u32 = 256;

/// What the blocks that were read are, and hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ends {
    /// Hash of the first block.
    pub(super) first: [u8; 32],
    /// Hash of the block before it; zeros before block 0.
    pub(super) before: [u8; 32],
    /// Hash of the last block.
    pub(super) last: [u8; 32],
}

/// Calls `each` with every pool call that took effect in these blocks, in the order of the chain, and with the number of
/// its block. Each block is checked against its header and is the parent of the next. Which calls took effect is in the
/// header, and a block with such a call is read whole, so all of it hangs on the hash of the last block, which the caller
/// compares. `progress` is told how far it is.
///
/// # Errors
/// [`WalletError::Node`] where the node contradicts itself, [`WalletError::Evidence`] where it does not have the blocks;
/// and what `each` returns.
pub(super) async fn pool_calls(
    node: &impl WholeBlocks,
    blocks: &Blocks,
    progress: &mut dyn FnMut(u32, u32),
    each: &mut dyn FnMut(u32, PoolCall) -> Result<(), WalletError>,
) -> Result<Ends, WalletError> {
    let (from, to) = (*blocks.start(), *blocks.end());
    let mut ends: Option<Ends> = None;
    let mut next = Some(from).filter(|from| *from <= to);
    while let Some(at) = next {
        let page = fetch(node, at, PAGE.min((to - at).saturating_add(1))).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else {
            return Err(WalletError::Evidence(format!("the node does not have block {at}")));
        };
        if ends.is_some_and(|ends| ends.last != first.parent_hash) {
            return Err(WalletError::Evidence("the node changed its chain: try again".into()));
        }
        for block in page.iter().filter(|block| !block.bundles.is_empty()) {
            for call in calls(node, block).await? {
                each(block.number, call)?;
            }
        }
        let begun = Ends { first: first.hash, before: first.parent_hash, last: last.hash };
        ends = Some(Ends { last: last.hash, ..ends.unwrap_or(begun) });
        next = last.number.checked_add(1).filter(|next| *next <= to);
        progress(last.number, to);
    }
    ends.ok_or_else(|| WalletError::Input(format!("there are no blocks from {from} to {to}")))
}

/// The pool calls of a block, from its extrinsics, which are those of its header.
async fn calls(node: &impl WholeBlocks, block: &PoolBlock) -> Result<Vec<PoolCall>, WalletError> {
    let lying = |what: String| NodeError::Lying { block: block.number, what };
    let whole = evidence::block(node, block.number).await?;
    if whole.hash != block.hash {
        return Err(lying("it is not the block that it was a moment ago".into()).into());
    }
    let mut calls = Vec::new();
    for index in whole.digest.effective() {
        let extrinsic = usize::try_from(index).ok().and_then(|index| whole.extrinsics.get(index));
        let extrinsic = extrinsic.ok_or_else(|| lying("an extrinsic is missing".into()))?;
        calls.push(pool_call(extrinsic).map_err(lying)?);
    }
    Ok(calls)
}
