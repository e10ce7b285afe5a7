//! The trie whose root is a header's extrinsics root: keys are extrinsic indices as compact integers, values
//! the extrinsics as they stand in the body (docs/protocol §14.1).

use super::Checked;
use codec::{Compact, Encode};
use sp_core::{Blake2Hasher, H256};
use sp_trie::{
    HashDBT, LayoutV0, MemoryDB, Recorder, TrieConfiguration, TrieDBMutBuilder, TrieMut,
    EMPTY_PREFIX,
};

/// The runtime's `system_version` is 1, under which values stand in the nodes themselves.
type Layout = LayoutV0<Blake2Hasher>;
type Database = MemoryDB<Blake2Hasher>;

/// Nodes on the way to one extrinsic: one for each level, and a level takes four bits of a key that has at most
/// five bytes.
const MAX_NODES: usize = 11;

fn key(index: u32) -> Vec<u8> {
    Compact(index).encode()
}

/// The extrinsics root of a block with these extrinsics.
pub fn extrinsics_root(extrinsics: &[Vec<u8>]) -> [u8; 32] {
    Layout::ordered_trie_root(extrinsics).0
}

/// The nodes from the root to extrinsic `index`, in this order; the last one holds the extrinsic.
pub(super) fn prove(extrinsics: &[Vec<u8>], index: u32) -> Checked<Vec<Vec<u8>>> {
    let (mut database, mut root) = (Database::default(), H256::zero());
    {
        let mut trie = TrieDBMutBuilder::<Layout>::new(&mut database, &mut root).build();
        for (extrinsic, index) in extrinsics.iter().zip(0..) {
            let inserted = trie.insert(&key(index), extrinsic);
            inserted.map_err(|_| "the block's extrinsics make no trie")?;
        }
    }
    Ok(walk(&database, &root, index)?.1)
}

/// The extrinsic with this index, if `proof` is exactly the nodes on the way to it from `root`. Each node is
/// bound by its hash, and their order by the way: nothing can be changed, left out or added.
pub(super) fn verify(root: &[u8; 32], index: u32, proof: &[Vec<u8>]) -> Checked<Vec<u8>> {
    if proof.len() > MAX_NODES {
        return Err("the inclusion proof has more nodes than a way to an extrinsic can have".into());
    }
    let mut database = Database::default();
    for node in proof {
        HashDBT::insert(&mut database, EMPTY_PREFIX, node);
    }
    let (extrinsic, nodes) = walk(&database, &H256(*root), index)?;
    match nodes == proof {
        true => Ok(extrinsic),
        false => {
            Err("the inclusion proof has nodes that are not on the way, or in another order".into())
        }
    }
}

fn walk(database: &Database, root: &H256, index: u32) -> Checked<(Vec<u8>, Vec<Vec<u8>>)> {
    let mut recorder = Recorder::<Layout>::new();
    let read = sp_trie::read_trie_value::<Layout, _>(
        database,
        root,
        &key(index),
        Some(&mut recorder),
        None,
    );
    let Ok(value) = read else {
        return Err(
            "the inclusion proof does not lead from the header's extrinsics root to the extrinsic"
                .into(),
        );
    };
    let value = value.ok_or_else(|| format!("the block has no extrinsic {index}"))?;
    Ok((value, recorder.drain().into_iter().map(|record| record.data).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(count: usize) -> Vec<Vec<u8>> {
        (0..count).map(|n| vec![n as u8; if n % 7 == 0 { 3 } else { 40 + 11 * n }]).collect()
    }

    #[test]
    fn each_extrinsic_of_blocks_of_many_sizes_is_proven_and_no_other() {
        for count in [1, 2, 3, 16, 17, 63, 64, 65, 70, 300] {
            let body = body(count);
            let root = extrinsics_root(&body);
            for index in [0, 1, count / 2, count - 1].into_iter().filter(|index| *index < count) {
                let proof = prove(&body, index as u32).unwrap();
                assert_eq!(verify(&root, index as u32, &proof).as_ref(), Ok(&body[index]));
                let other = (index as u32 + 1) % count as u32;
                assert!(count == 1 || verify(&root, other, &proof).is_err(), "{index} of {count}");
                assert!(verify(&root, count as u32, &proof).is_err());
            }
            assert!(prove(&body, count as u32).is_err());
        }
    }

    #[test]
    fn every_byte_of_a_proof_matters_and_so_does_the_order_of_its_nodes() {
        let body = body(70);
        let (root, proof) = (extrinsics_root(&body), prove(&body, 66).unwrap());
        assert!(proof.len() > 2);
        for node in 0..proof.len() {
            for byte in 0..proof[node].len() {
                let mut changed = proof.clone();
                changed[node][byte] ^= 0x10;
                assert!(verify(&root, 66, &changed).is_err(), "byte {byte} of node {node}");
            }
            for change in [
                |proof: &mut Vec<Vec<u8>>, node: usize| proof[node].push(0),
                |proof: &mut Vec<Vec<u8>>, node: usize| drop(proof.remove(node)),
                |proof: &mut Vec<Vec<u8>>, node: usize| proof.push(proof[node].clone()),
                |proof: &mut Vec<Vec<u8>>, node: usize| proof.insert(node, vec![1, 2, 3]),
            ] {
                let mut changed = proof.clone();
                change(&mut changed, node);
                assert!(verify(&root, 66, &changed).is_err(), "node {node}");
            }
        }
        let mut turned = proof.clone();
        turned.reverse();
        assert!(verify(&root, 66, &turned).is_err());
        assert!(verify(&root, 66, &[]).is_err());
        assert!(verify(&[0; 32], 66, &proof).is_err());
    }

    proptest::proptest! {
        #[test]
        fn nodes_that_nobody_made_are_an_error_and_no_panic(
            node in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80),
            index: u32,
        ) {
            let root = crate::node::header::hash(&node);
            let proven = verify(&root, index, std::slice::from_ref(&node));
            // A leaf for this very key is the trie of a block with one extrinsic.
            proptest::prop_assert!(proven.is_err() || index == 0 || node.len() > 2);
        }
    }
}
