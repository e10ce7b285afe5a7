//! The frontier against trees built naively, its encoding, and paths.

use super::*;
use crate::field;
use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeAll, Encode, MaxEncodedLen};
use proptest::prelude::*;

fn leaf(n: u64) -> Base {
    Base::from(n + 1)
}

/// The nodes of each level of the tree over `leaves`, as far as they are not all empty.
fn levels(leaves: &[Base]) -> Vec<Vec<Base>> {
    let mut levels = vec![leaves.to_vec()];
    for level in 0..DEPTH {
        let next = levels[level]
            .chunks(ARITY)
            .map(|group| {
                let mut children = [empty_root(level); ARITY];
                children[..group.len()].copy_from_slice(group);
                hash_node(children)
            })
            .collect();
        levels.push(next);
    }
    levels
}

fn naive_root(leaves: &[Base]) -> Base {
    levels(leaves)[DEPTH].first().copied().unwrap_or(empty_root(DEPTH))
}

fn naive_path(leaves: &[Base], position: u64) -> Path {
    let levels = levels(leaves);
    let children = core::array::from_fn(|level| {
        let first = ((position >> (2 * level)) as usize) & !(ARITY - 1);
        core::array::from_fn(|i| levels[level].get(first + i).copied().unwrap_or(empty_root(level)))
    });
    Path { children, position }
}

fn frontier(count: u64) -> Frontier {
    let mut frontier = Frontier::new();
    for n in 0..count {
        assert_eq!(frontier.append(leaf(n)), Ok(n));
    }
    frontier
}

#[test]
fn empty_roots_are_hashes_of_four_empty_roots_of_the_level_below() {
    assert_eq!(empty_root(0), EMPTY_LEAF);
    for level in 0..DEPTH {
        assert_eq!(empty_root(level + 1), hash_node([empty_root(level); ARITY]));
    }
    assert_eq!(Frontier::new().root(), empty_root(DEPTH));
}

#[test]
fn the_frontier_root_is_that_of_the_tree_at_every_size_to_300_and_at_level_boundaries() {
    let leaves: Vec<Base> = (0..1_030).map(leaf).collect();
    let mut frontier = Frontier::new();
    for (n, cm) in leaves.iter().enumerate() {
        let compare = n <= 300 || (1_020..1_028).contains(&n);
        if compare {
            assert_eq!(frontier.root(), naive_root(&leaves[..n]), "{n} leaves");
        }
        frontier.append(*cm).unwrap();
    }
    assert_eq!(frontier.next_position(), 1_030);
}

#[test]
fn the_levels_of_a_frontier_are_the_complete_nodes_left_of_the_next_position() {
    let leaves: Vec<Base> = (0..91).map(leaf).collect(); // 91 = 1123 in base 4
    let (frontier, levels) = (frontier(91), levels(&leaves));
    assert_eq!(frontier.level(0), &leaves[88..]);
    assert_eq!(frontier.level(1), &levels[1][20..22]);
    assert_eq!(frontier.level(2), &levels[2][4..5]);
    assert_eq!(frontier.level(3), &levels[3][..1]);
    assert!((4..=DEPTH).all(|level| frontier.level(level).is_empty()));
}

#[test]
fn a_commitment_of_zero_is_refused_and_changes_nothing() {
    let mut frontier = frontier(5);
    let before = frontier.clone();
    assert_eq!(frontier.append(Base::ZERO), Err(TreeError::ZeroCommitment));
    let many = [leaf(5), Base::ZERO];
    assert_eq!(frontier.append_many(&many), Err(TreeError::ZeroCommitment));
    assert_eq!(frontier, before);
}

/// A frontier just before the end of the tree, from its encoding.
fn nearly_full(next_position: u64, node_count: usize) -> Frontier {
    let nodes: Vec<[u8; 32]> = (0..node_count).map(|n| field::to_bytes(&leaf(n as u64))).collect();
    Frontier::decode(&mut &(next_position, nodes).encode()[..]).unwrap()
}

#[test]
fn a_full_tree_has_its_root_and_takes_nothing_more() {
    let mut frontier = nearly_full(CAPACITY - 2, 3 * DEPTH - 1);
    let before = frontier.clone();
    assert_eq!(frontier.append_many(&[leaf(0), leaf(1), leaf(2)]), Err(TreeError::Full));
    assert_eq!(frontier, before);
    assert_eq!(frontier.append_many(&[leaf(0)]), Ok(CAPACITY - 2));
    let mut expected = leaf(9);
    for level in 0..DEPTH {
        let [a, b, c] = frontier.level(level).try_into().unwrap();
        expected = hash_node([a, b, c, expected]);
    }
    assert_eq!(frontier.append(leaf(9)), Ok(CAPACITY - 1));
    assert_eq!(frontier.next_position(), CAPACITY);
    assert_eq!(frontier.root(), expected);
    assert_eq!(frontier.append(leaf(9)), Err(TreeError::Full));
    assert_eq!(Frontier::decode_all(&mut &frontier.encode()[..]).as_ref(), Ok(&frontier));
}

#[test]
fn the_longest_encoding_has_the_stated_length() {
    let longest = nearly_full(CAPACITY - 1, 3 * DEPTH);
    assert_eq!(longest.encode().len(), Frontier::max_encoded_len());
}

#[test]
fn encodings_that_no_frontier_has_are_refused() {
    let good = frontier(6); // 12 in base 4: three nodes
    assert_eq!(good.encode().len(), 8 + 1 + 3 * 32);
    let refused = |next_position: u64, nodes: Vec<[u8; 32]>| {
        assert!(Frontier::decode(&mut &(next_position, nodes).encode()[..]).is_err());
    };
    refused(6, vec![[1; 32]; 2]);
    refused(6, vec![[1; 32]; 4]);
    refused(7, vec![[1; 32]; 3]);
    refused(CAPACITY + 1, vec![[1; 32]; 2]);
    refused(u64::MAX, vec![]);
    refused(6, vec![[1; 32], [0xff; 32], [1; 32]]);
}

#[test]
fn a_path_leads_to_the_root_and_verifies_for_its_leaf_only() {
    let leaves: Vec<Base> = (0..70).map(leaf).collect();
    let root = naive_root(&leaves);
    for position in [0, 1, 3, 4, 15, 16, 63, 64, 69] {
        let path = naive_path(&leaves, position);
        let cm = leaves[position as usize];
        assert_eq!(path.root(cm), root);
        assert!(path.verify(cm, root));
        assert_ne!(path.root(cm + Base::ONE), root);
        assert!(!path.verify(cm + Base::ONE, root));
        assert!(!path.verify(cm, root + Base::ONE));
        let moved = Path { position: position ^ 1, ..path.clone() };
        assert!(!moved.verify(cm, root));
    }
}

#[test]
fn every_node_of_a_path_matters() {
    let leaves: Vec<Base> = (0..70).map(leaf).collect();
    let root = naive_root(&leaves);
    let path = naive_path(&leaves, 27);
    for level in 0..DEPTH {
        for place in 0..ARITY {
            let mut changed = path.clone();
            changed.children[level][place] += Base::ONE;
            assert!(!changed.verify(leaves[27], root));
            // The own node is computed by `root`, the siblings are not.
            let own = place == digit(27, level);
            assert_eq!(changed.root(leaves[27]) == root, own);
        }
    }
}

#[test]
fn a_position_beyond_the_tree_does_not_verify() {
    let leaves = [leaf(0)];
    let path = Path { position: CAPACITY, ..naive_path(&leaves, 0) };
    assert_eq!(path.root(leaves[0]), naive_root(&leaves));
    assert!(!path.verify(leaves[0], naive_root(&leaves)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_frontier_survives_its_encoding_and_goes_on_the_same(before in 0u64..400, after in 0u64..20) {
        let mut whole = frontier(before);
        let bytes = whole.encode();
        prop_assert!(bytes.len() <= Frontier::max_encoded_len());
        let mut read = Frontier::decode_all(&mut &bytes[..]).unwrap();
        prop_assert_eq!(&read, &whole);
        let more: Vec<Base> = (before..before + after).map(leaf).collect();
        prop_assert_eq!(read.append_many(&more), Ok(before));
        for cm in more {
            whole.append(cm).unwrap();
        }
        prop_assert_eq!(read.root(), whole.root());
        prop_assert_eq!(read, whole);
    }
}
