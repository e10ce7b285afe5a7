//! Ranges of a chain of which not everything is here.

use codec::{Decode, Encode};
use jsonrpsee::core::RpcResult;
use sc_client_api::{BlockBackend, HeaderBackend};
use shoji_node::rpc::shoji::blocks::{range, PoolBlock};
use shoji_runtime::{
    extrinsics::wrap,
    opaque::{Block, UncheckedExtrinsic as OpaqueExtrinsic},
    Hash, Header,
};
use shoji_shielded::{
    bundle::{Bundle, Submission, BUNDLE_LEN},
    digest::{PoolDigest, ENGINE_ID},
};
use sp_blockchain::{BlockStatus, Info, Result};
use sp_runtime::{generic::SignedBlock, traits::Header as _, Digest, DigestItem, Justifications};
use std::collections::BTreeMap;

fn header(number: u32, parent: Hash, pool: &PoolDigest) -> Header {
    let digest = Digest { logs: vec![DigestItem::Consensus(ENGINE_ID, pool.encode())] };
    Header::new(number, Hash::default(), Hash::default(), parent, digest)
}

/// Headers of an idle chain by number, and the number of its best block.
struct Headers {
    best: u32,
    known: BTreeMap<u32, Header>,
    /// The body of every block, where this node has bodies.
    body: Option<Vec<OpaqueExtrinsic>>,
}

impl Headers {
    fn new(best: u32) -> Self {
        let mut known = BTreeMap::new();
        let mut parent = Hash::default();
        for number in 0..=best {
            let header = header(number, parent, &PoolDigest::new([0; 32], 0));
            parent = header.hash();
            known.insert(number, header);
        }
        Self { best, known, body: None }
    }

    fn serve(&self, from: u32, count: u32) -> RpcResult<Vec<u32>> {
        let blocks = range(self, from, count)?;
        let number_of = |block: &PoolBlock| {
            *self.known.values().find(|header| header.hash() == block.hash).unwrap().number()
        };
        Ok(blocks.iter().map(number_of).collect())
    }
}

impl HeaderBackend<Block> for Headers {
    fn header(&self, hash: Hash) -> Result<Option<Header>> {
        Ok(self.known.values().find(|header| header.hash() == hash).cloned())
    }

    fn info(&self) -> Info<Block> {
        Info {
            best_hash: Hash::default(),
            best_number: self.best,
            genesis_hash: Hash::default(),
            finalized_hash: Hash::default(),
            finalized_number: 0,
            finalized_state: None,
            number_leaves: 1,
            block_gap: None,
        }
    }

    fn status(&self, _: Hash) -> Result<BlockStatus> {
        unreachable!("a range asks for headers by number only")
    }

    fn number(&self, _: Hash) -> Result<Option<u32>> {
        unreachable!("a range asks for headers by number only")
    }

    fn hash(&self, number: u32) -> Result<Option<Hash>> {
        Ok(self.known.get(&number).map(Header::hash))
    }
}

impl BlockBackend<Block> for Headers {
    fn block_body(
        &self,
        _: Hash,
    ) -> Result<Option<Vec<<Block as sp_runtime::traits::Block>::Extrinsic>>> {
        Ok(self.body.clone())
    }

    fn block_indexed_body(&self, _: Hash) -> Result<Option<Vec<Vec<u8>>>> {
        Ok(None)
    }

    fn block_indexed_hashes(&self, _: Hash) -> Result<Option<Vec<Hash>>> {
        Ok(None)
    }

    fn block(&self, _: Hash) -> Result<Option<SignedBlock<Block>>> {
        Ok(None)
    }

    fn block_status(&self, _: Hash) -> Result<sp_consensus::BlockStatus> {
        Ok(sp_consensus::BlockStatus::Unknown)
    }

    fn justifications(&self, _: Hash) -> Result<Option<Justifications>> {
        Ok(None)
    }

    fn block_hash(&self, _: u32) -> Result<Option<Hash>> {
        Ok(None)
    }

    fn indexed_transaction(&self, _: Hash) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    fn requires_full_sync(&self) -> bool {
        true
    }
}

#[test]
fn a_range_ends_at_the_best_block() {
    let chain = Headers::new(5);
    assert_eq!(chain.serve(0, 3).unwrap(), [0, 1, 2]);
    assert_eq!(chain.serve(4, 100).unwrap(), [4, 5]);
    assert!(chain.serve(6, 100).unwrap().is_empty());
    assert!(chain.serve(u32::MAX, u32::MAX).unwrap().is_empty());
}

#[test]
fn a_past_that_is_still_being_downloaded_is_an_error_and_not_the_end_of_the_chain() {
    let mut chain = Headers::new(9);
    (1..7).for_each(|number| drop(chain.known.remove(&number)));
    for (from, count) in [(0, 9), (1, 1), (6, 4)] {
        let error = chain.serve(from, count).unwrap_err();
        assert!(error.message().contains("still downloading the past"), "{}", error.message());
    }
    assert_eq!(chain.serve(7, 9).unwrap(), [7, 8, 9]);
}

#[test]
fn an_answer_never_mixes_two_chains() {
    let mut chain = Headers::new(5);
    let mut other = chain.known[&3].clone();
    other.state_root = Hash::repeat_byte(1);
    chain.known.insert(3, other);
    // Block 4 is still that of the former chain.
    assert_eq!(chain.serve(1, 9).unwrap(), [1, 2, 3]);
}

#[test]
fn a_node_that_has_pruned_a_block_with_payments_says_so_and_does_not_leave_them_out() {
    let mut chain = Headers::new(5);
    let mut pool = PoolDigest::new([0; 32], 3);
    pool.set_outcome(1);
    let parent = *chain.known[&3].parent_hash();
    chain.known.insert(3, header(3, parent, &pool));
    assert_eq!(chain.serve(0, 3).unwrap(), [0, 1, 2]);
    let error = chain.serve(0, 4).unwrap_err();
    assert!(error.message().contains("this node prunes blocks"), "{}", error.message());
}

#[test]
fn what_is_read_for_an_answer_bounds_it_as_what_is_in_it_does() {
    // A private payment beside three megabytes of something else, in every block.
    let bundle = Bundle::decode(&mut &[7; BUNDLE_LEN][..]).unwrap();
    let opaque = |bytes: Vec<u8>| OpaqueExtrinsic::decode(&mut &bytes[..]).unwrap();
    let payment = opaque(wrap(Submission::Transfer(bundle)).encode());
    let mut chain = Headers::new(0);
    chain.body = Some(vec![opaque(vec![0u8; 3 << 20].encode()), payment]);
    let mut pool = PoolDigest::new([0; 32], 3);
    pool.set_outcome(1);
    for number in 1..=9 {
        let parent = chain.known[&(number - 1)].hash();
        chain.known.insert(number, header(number, parent, &pool));
    }
    chain.best = 9;
    assert_eq!(chain.serve(0, 9).unwrap(), [0, 1, 2]);
    assert_eq!(chain.serve(3, 9).unwrap(), [3, 4]);
}
