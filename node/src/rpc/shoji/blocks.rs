//! `shoji_blocks`: computed from headers and bodies alone (docs/protocol §9.3, docs/decisions/0003).

use super::internal;
use codec::Encode;
use jsonrpsee::core::RpcResult;
use sc_client_api::{BlockBackend, HeaderBackend};
use serde::Serialize;
use shoji_runtime::{
    extrinsics::{unwrap, PoolCall},
    opaque::Block,
    Hash, Header,
};
use shoji_shielded::{
    bundle::UNPROVEN_LEN,
    digest::{PoolDigest, ENGINE_ID},
};
use sp_runtime::{generic::DigestItem, traits::Header as _};

/// Most blocks of one answer.
pub const MAX_BLOCKS: u32 = 1_024;
/// An answer stops after the block with which the hexadecimal digits of its headers and bundles, and the bytes of the
/// bodies that were read for them, reach this. A bundle may stand in a body of megabytes.
pub const MAX_BYTES: usize = 4 << 20;

/// A block as wallets see it. Number, parent, root and next position are in the header, which the hash
/// binds: a wallet reads them there.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct PoolBlock {
    /// Its hash.
    pub hash: Hash,
    /// Its header, SCALE encoded, `0x` hex.
    pub header: String,
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
                return Err(internal(format!(
                    "block {number} is not here yet: this node is still downloading the past"
                )));
            }
            break;
        };
        let header = client.header(hash).map_err(internal)?;
        let header = header.ok_or_else(|| {
            internal(format!("the header of block {number} is not in the database"))
        })?;
        // The best chain may change between two look-ups; an answer never mixes two of them.
        if blocks.last().is_some_and(|last| last.hash != header.parent_hash) {
            break;
        }
        let (block, read) = pool_block(client, hash, &header)?;
        bytes += block.header.len() + block.bundles.len() * 2 * UNPROVEN_LEN + read;
        blocks.push(block);
        if bytes >= MAX_BYTES {
            break;
        }
    }
    Ok(blocks)
}

/// A block as wallets see it, and how many bytes of its body were read for it.
fn pool_block<C: BlockBackend<Block>>(
    client: &C,
    hash: Hash,
    header: &Header,
) -> RpcResult<(PoolBlock, usize)> {
    let number = *header.number();
    let effective: Vec<u32> = match pool_digest(header) {
        Some(digest) => digest.effective().collect(),
        // The genesis block has no digest and no extrinsics.
        None if number == 0 => Vec::new(),
        None => return Err(internal(format!("the header of block {number} has no pool digest"))),
    };
    let (mut bundles, mut read) = (Vec::new(), 0);
    // An idle block's body is not read at all.
    if !effective.is_empty() {
        let body = client.block_body(hash).map_err(internal)?;
        let body = body.ok_or_else(|| {
            internal(format!("the body of block {number} is not in the database: this node prunes blocks and cannot serve wallets"))
        })?;
        read = body.encoded_size();
        for index in effective {
            let call = body.get(index as usize).and_then(unwrap);
            let call = call.ok_or_else(|| {
                internal(format!("extrinsic {index} of block {number} is marked as a pool call and is none that this node knows"))
            })?;
            bundles.push(bundle_entry(index, call));
        }
    }
    let header = format!("0x{}", hex::encode(header.encode()));
    Ok((PoolBlock { hash, header, bundles }, read))
}

/// The pool digest of a header (docs/protocol §4).
fn pool_digest(header: &Header) -> Option<PoolDigest> {
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
