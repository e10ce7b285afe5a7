//! The blocks of a statement as the wallet that makes it knows the chain.

use super::Blocks;
use crate::error::WalletError;
use crate::evidence::Bytes;
use crate::node::{Node, NodeError};
use crate::wallet::Wallet;
use shoji_shielded::digest::PoolDigest;
use shoji_shielded::statement::{Span, StatementDefect};

/// A wallet that builds a statement which verifiers would refuse has an error of its own.
pub(super) fn refused(defect: StatementDefect) -> WalletError {
    WalletError::Evidence(format!("the wallet made a statement that is none: {defect}"))
}

impl Wallet {
    /// The span of these blocks as this wallet knows the chain.
    pub(super) fn span(&self, blocks: &Blocks) -> Result<Span, WalletError> {
        let view = self.store().view();
        let chain = view.chain()?.ok_or(WalletError::NotSynced)?;
        let (first, last) = (*blocks.start(), *blocks.end());
        if first > last {
            return Err(WalletError::Input(format!("there are no blocks from {first} to {last}")));
        }
        if last > chain.finalized {
            return Err(WalletError::Input(format!(
                "block {last} is not final: the latest final one is {}",
                chain.finalized
            )));
        }
        let digest = |number| -> Result<PoolDigest, WalletError> {
            let block = view.block(number)?.ok_or(WalletError::NotSynced)?;
            Ok(PoolDigest::new(block.root, block.next_position))
        };
        let before = first.checked_sub(1).filter(|before| *before > 0).map(digest).transpose()?;
        Span::new(first, before.as_ref(), last, &digest(last)?)
            .ok_or_else(|| refused(StatementDefect::Span))
    }

    /// Hash of the chain's block 0, and the headers of these blocks, which the node must have as this wallet knows them.
    pub(super) async fn headers_of(
        &self,
        node: &impl Node,
        numbers: impl IntoIterator<Item = u32>,
    ) -> Result<([u8; 32], Vec<Bytes>), WalletError> {
        let genesis = self.store().view().chain()?.ok_or(WalletError::NotSynced)?.genesis;
        let mut headers = Vec::new();
        for number in numbers {
            let known = self.store().view().block(number)?.ok_or(WalletError::NotSynced)?;
            let served = node.blocks(number, 1).await?.into_iter().next();
            let fits = |header: &Vec<u8>| crate::node::header::hash(header) == known.hash;
            let header = served.map(|block| block.header).filter(fits).ok_or_else(|| {
                let what = "it is not the one that this wallet was told of before".into();
                NodeError::Lying { block: number, what }
            })?;
            headers.push(Bytes(header));
        }
        Ok((genesis, headers))
    }
}
