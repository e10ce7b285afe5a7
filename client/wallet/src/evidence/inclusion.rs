//! A bundle in a block, proven by the block's header (docs/protocol §14.1).

use super::extrinsic::{pool_call, PoolCall};
use super::{trie, Bytes, Checked};
use crate::node::header::{hash as hash_of, Header};
use crate::node::{NodeError, ServedBlock, WholeBlocks};
use codec::DecodeAll;
use serde::{Deserialize, Serialize};
use shoji_shielded::bundle::OUTPUTS;
use shoji_shielded::digest::PoolDigest;
use shoji_shielded::sighash::{bundle_id, sighash};
use shoji_shielded::signature;

/// The proof that an extrinsic is in a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inclusion {
    /// The block's header, SCALE.
    pub header: Bytes,
    /// Index of the extrinsic in the block.
    pub index: u32,
    /// Nodes of the trie from the header's extrinsics root to the extrinsic, which is in the last.
    pub proof: Vec<Bytes>,
}

/// What such a proof shows.
#[derive(Clone, Debug)]
pub struct Included {
    /// Number of the block.
    pub number: u32,
    /// Hash of the block, on which everything else hangs.
    pub hash: [u8; 32],
    /// Index of the extrinsic.
    pub index: u32,
    /// The call and its bundle.
    pub call: PoolCall,
    /// What the bundle's signature covers.
    pub sighash: [u8; 32],
    /// The bundle's name.
    pub bundle_id: [u8; 32],
    /// Position in the tree of its first output; the others follow.
    pub first_position: u64,
}

/// Number, hash and pool digest of a header.
///
/// # Errors
/// What is no header of this chain.
pub(crate) fn read_header(bytes: &[u8]) -> Checked<(Header, [u8; 32], PoolDigest)> {
    let header = Header::decode_all(&mut &bytes[..]).map_err(|_| "a header cannot be read")?;
    let digest = header.pool_digest().ok_or("a header says nothing of the pool")?;
    Ok((header, hash_of(bytes), digest))
}

impl Inclusion {
    /// The proof for extrinsic `index` of a block.
    ///
    /// # Errors
    /// Where there is no such extrinsic.
    pub fn of(block: &WholeBlock, index: u32) -> Checked<Inclusion> {
        let proof = trie::prove(&block.extrinsics, index)?.into_iter().map(Bytes).collect();
        Ok(Inclusion { header: Bytes(block.header.clone()), index, proof })
    }

    /// Checks the proof, for the chain with this genesis: the extrinsic is in the block, is a pool call that
    /// took effect, and its bundle was signed for this chain.
    ///
    /// # Errors
    /// What does not hold.
    pub fn check(&self, genesis: &[u8; 32]) -> Checked<Included> {
        let (header, hash, digest) = read_header(&self.header.0)?;
        let (number, index) = (header.number, self.index);
        if !digest.outcome(index) {
            return Err(format!(
                "the header of block {number} does not count extrinsic {index} among the pool calls that took effect"
            ));
        }
        let nodes: Vec<Vec<u8>> = self.proof.iter().map(|node| node.0.clone()).collect();
        let extrinsic = trie::verify(&header.extrinsics_root, index, &nodes)?;
        let call = pool_call(&extrinsic)?;
        let sighash = sighash(genesis, call.kind, &call.party, &call.bundle);
        // The chain has checked it; what it binds for us is the genesis.
        if !signature::verify(&call.bundle.rk, &sighash, &call.bundle.signature) {
            return Err("the bundle's signature is not for the chain with this genesis".into());
        }
        let after = digest.effective().filter(|other| *other >= index).count() as u64;
        let first_position = digest
            .next_position
            .checked_sub(after * OUTPUTS as u64)
            .ok_or("the header counts more outputs than its tree has leaves")?;
        let bundle_id = bundle_id(&sighash);
        Ok(Included { number, hash, index, call, sighash, bundle_id, first_position })
    }
}

/// A block with all of its extrinsics, which are those of its header.
#[derive(Clone, Debug)]
pub struct WholeBlock {
    /// Number.
    pub number: u32,
    /// Hash.
    pub hash: [u8; 32],
    /// The header, SCALE.
    pub header: Vec<u8>,
    /// What the header says of the pool.
    pub digest: PoolDigest,
    /// The extrinsics as they stand in the body.
    pub extrinsics: Vec<Vec<u8>>,
}

fn lying(block: u32, what: &str) -> NodeError {
    NodeError::Lying { block, what: what.into() }
}

async fn served(node: &impl WholeBlocks, number: u32) -> Result<ServedBlock, NodeError> {
    let served = node.blocks(number, 1).await?.into_iter().next();
    served.ok_or_else(|| lying(number, "the node does not have it"))
}

/// What the header of a block that was served as `number` says, once it is that block's.
fn judged(served: &ServedBlock, number: u32) -> Result<(Header, [u8; 32], PoolDigest), NodeError> {
    let read = read_header(&served.header).map_err(|what| lying(number, &what))?;
    if read.0.number != number {
        return Err(lying(number, "its header has another number"));
    }
    if read.1 != served.hash {
        return Err(lying(number, "its hash is not that of its header"));
    }
    Ok(read)
}

/// Fetches the header of block `number` of the best chain, and checks its number and hash.
///
/// # Errors
/// [`NodeError`].
pub async fn header(
    node: &impl WholeBlocks,
    number: u32,
) -> Result<(Bytes, PoolDigest), NodeError> {
    let served = served(node, number).await?;
    let (_, _, digest) = judged(&served, number)?;
    Ok((Bytes(served.header), digest))
}

/// Fetches block `number` of the best chain and checks that hash, number and extrinsics are its header's.
///
/// # Errors
/// [`NodeError`]; `Lying` where something does not follow from the header.
pub async fn block(node: &impl WholeBlocks, number: u32) -> Result<WholeBlock, NodeError> {
    whole(node, served(node, number).await?, number).await
}

/// The block that a node served as `number`, with its extrinsics.
pub(crate) async fn whole(
    node: &impl WholeBlocks,
    served: ServedBlock,
    number: u32,
) -> Result<WholeBlock, NodeError> {
    let (header, hash, digest) = judged(&served, number)?;
    let extrinsics = node.extrinsics(&hash).await?;
    if trie::extrinsics_root(&extrinsics) != header.extrinsics_root {
        return Err(lying(number, "its extrinsics are not those of its header"));
    }
    Ok(WholeBlock { number, hash, header: served.header, digest, extrinsics })
}
