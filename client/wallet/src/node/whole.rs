//! Whole blocks, for proofs about payments (docs/protocol §14.1). Unlike what a sync asks for, a question here
//! is about a block that matters to whoever asks: the node learns as much (docs/protocol §14.6).

use super::{Node, NodeError, RpcNode};
use core::future::Future;
use subxt::rpcs::client::rpc_params;

/// A node that answers about single blocks, as every Substrate node does.
pub trait WholeBlocks: Node {
    /// `chain_getBlock`: the extrinsics of the block with this hash as they stand in its body, each with its
    /// length before it. Not checked; see [`crate::evidence::block`].
    fn extrinsics(
        &self,
        hash: &[u8; 32],
    ) -> impl Future<Output = Result<Vec<Vec<u8>>, NodeError>> + Send;

    /// `chain_getBlockHash`: the hash of this block of the best chain, if there is one.
    fn block_hash(
        &self,
        number: u32,
    ) -> impl Future<Output = Result<Option<[u8; 32]>, NodeError>> + Send;

    /// Whom the answers are from, for people.
    fn name(&self) -> &str;
}

const BLOCK: &str = "chain_getBlock";
const HASH: &str = "chain_getBlockHash";

fn bytes(method: &str, text: &str) -> Result<Vec<u8>, NodeError> {
    let digits = text.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
    let what = "what should be hex digits is not".to_string();
    digits.ok_or_else(|| NodeError::Malformed { method: method.into(), what })
}

impl WholeBlocks for RpcNode {
    async fn extrinsics(&self, hash: &[u8; 32]) -> Result<Vec<Vec<u8>>, NodeError> {
        let hash = format!("0x{}", hex::encode(hash));
        let answer: serde_json::Value = self.query(BLOCK, rpc_params![hash]).await?;
        let malformed =
            |what: &str| NodeError::Malformed { method: BLOCK.into(), what: what.into() };
        let list = answer["block"]["extrinsics"].as_array();
        let list = list.ok_or_else(|| malformed("there is no such block with its extrinsics"))?;
        let extrinsic = |value: &serde_json::Value| {
            bytes(BLOCK, value.as_str().ok_or_else(|| malformed("an extrinsic is no text"))?)
        };
        list.iter().map(extrinsic).collect()
    }

    async fn block_hash(&self, number: u32) -> Result<Option<[u8; 32]>, NodeError> {
        let Some(text) = self.query::<Option<String>>(HASH, rpc_params![number]).await? else {
            return Ok(None);
        };
        let hash = <[u8; 32]>::try_from(bytes(HASH, &text)?);
        let what = "a hash has not 32 bytes".to_string();
        hash.map(Some).map_err(|_| NodeError::Malformed { method: HASH.into(), what })
    }

    fn name(&self) -> &str {
        self.url()
    }
}
