//! `shoji_blocks`: computed from headers and bodies alone (docs/protocol §9.3, docs/decisions/0003).

use super::internal;
use jsonrpsee::core::RpcResult;
use sc_client_api::{BlockBackend, HeaderBackend};
use serde::Serialize;
use shoji_runtime::{extrinsics::{unwrap, PoolCall}, opaque::Block, Hash, Header};
use shoji_shielded::{
    bundle::UNPROVEN_LEN,
    digest::{PoolDigest, ENGINE_ID},
    field,
    tree,
};
use sp_runtime::{generic::DigestItem, traits::Header as _};

/// Most blocks of one answer.
pub const MAX_BLOCKS: u32 = 1_024;
/// An answer stops after the block with which its bundles' hexadecimal digits reach this.
pub const MAX_BYTES: usize = 4 << 20;

/// A block as wallets see it.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct PoolBlock {
    /// Its number.
    pub number: u32,
    /// Its hash.
    pub hash: Hash,
    /// The hash of the block before it.
    pub parent_hash: Hash,
    /// The root of the tree after it, `0x` hex of its canonical encoding.
    pub root: String,
    /// The position of the next commitment after it.
    pub next_position: u64,
    /// Its pool calls that took effect, in order.
    pub bundles: Vec<BundleEntry>,
}

/// A pool call that took effect.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct BundleEntry {
    /// The index of its extrinsic in the block.
    pub extrinsic_index: u32,
    /// `shield`, `transfer` or `unshield`.
    pub kind: &'static str,
    /// The depositor of a shield or the recipient of an unshield, `0x` hex; null for a transfer.
    pub party: Option<String>,
    /// The bundle without proof and signature, `0x` hex.
    pub bundle: String,
}

/// The blocks `from .. from + count` of the best chain, as far as it and the limits go.
pub fn range<C>(client: &C, from: u32, count: u32) -> RpcResult<Vec<PoolBlock>>
where
    C: HeaderBackend<Block> + BlockBackend<Block>,
{
    let mut blocks: Vec<PoolBlock> = Vec::new();
    let mut bytes = 0;
    let end = from.saturating_add(count.min(MAX_BLOCKS));
    for number in from..end {
        let Some(hash) = client.hash(number).map_err(internal)? else {
            // After a warp sync the past arrives last: a gap is not the end of the chain.
            if number <= client.info().best_number {
                return Err(internal(format!("block {number} is not here yet: this node is still downloading the past")));
            }
            break;
        };
        let header = client.header(hash).map_err(internal)?;
        let header = header.ok_or_else(|| internal(format!("the header of block {number} is not in the database")))?;
        // The best chain may change between two look-ups; an answer never mixes two of them.
        if blocks.last().is_some_and(|last| last.hash != header.parent_hash) {
            break;
        }
        let block = pool_block(client, hash, &header)?;
        bytes += block.bundles.len() * 2 * UNPROVEN_LEN;
        blocks.push(block);
        if bytes >= MAX_BYTES {
            break;
        }
    }
    Ok(blocks)
}

fn pool_block<C: BlockBackend<Block>>(client: &C, hash: Hash, header: &Header) -> RpcResult<PoolBlock> {
    let number = *header.number();
    let digest = pool_digest(header).ok_or_else(|| internal(format!("the header of block {number} has no pool digest")))?;
    let mut bundles = Vec::new();
    // An idle block's body is not read at all.
    if digest.effective().next().is_some() {
        let body = client.block_body(hash).map_err(internal)?;
        let body = body.ok_or_else(|| {
            internal(format!("the body of block {number} is not in the database: this node prunes blocks and cannot serve wallets"))
        })?;
        for index in digest.effective() {
            let call = body.get(index as usize).and_then(unwrap);
            let call = call.ok_or_else(|| {
                internal(format!("extrinsic {index} of block {number} is marked as a pool call and is none that this node knows"))
            })?;
            bundles.push(bundle_entry(index, call));
        }
    }
    Ok(PoolBlock {
        number,
        hash,
        parent_hash: *header.parent_hash(),
        root: format!("0x{}", hex::encode(digest.root)),
        next_position: digest.next_position,
        bundles,
    })
}

/// The pool digest of a header; that of the empty tree for the genesis block, whose header has none
/// (docs/protocol §4).
fn pool_digest(header: &Header) -> Option<PoolDigest> {
    if *header.number() == 0 {
        return Some(PoolDigest::new(field::to_bytes(&tree::empty_root(tree::DEPTH)), 0));
    }
    header.digest().logs().iter().find_map(|item| match item {
        DigestItem::Consensus(ENGINE_ID, payload) => PoolDigest::from_payload(payload),
        _ => None,
    })
}

fn bundle_entry(index: u32, call: PoolCall) -> BundleEntry {
    BundleEntry {
        extrinsic_index: index,
        kind: call.kind.name(),
        party: call.party.map(|party| format!("0x{}", hex::encode(party))),
        bundle: format!("0x{}", hex::encode(call.bundle.unproven_bytes())),
    }
}
