//! A sparse commitment tree that knows every path.

use ff::Field;
use rand::Rng;
use shoji_shielded::{
    field::Base,
    tree::{digit, empty_root, hash_node, Path, ARITY, DEPTH},
};
use std::collections::BTreeMap;

/// Leaves at arbitrary positions, and the nodes above them: level and index to node.
#[derive(Default)]
pub struct SparseTree(BTreeMap<(usize, u64), Base>);

impl SparseTree {
    pub fn insert(&mut self, position: u64, leaf: Base) {
        assert!(self.0.insert((0, position), leaf).is_none(), "a position is used once");
        for level in 1..=DEPTH {
            let index = position >> (2 * level);
            self.0.insert((level, index), hash_node(self.children(level, index)));
        }
    }

    pub fn root(&self) -> Base {
        self.node(DEPTH, 0)
    }

    pub fn path(&self, position: u64) -> Path {
        let children = |level: usize| self.children(level + 1, position >> (2 * (level + 1)));
        Path { children: std::array::from_fn(children), position }
    }

    fn node(&self, level: usize, index: u64) -> Base {
        self.0.get(&(level, index)).copied().unwrap_or_else(|| empty_root(level))
    }

    /// The children of a node of level 1 or above.
    fn children(&self, level: usize, index: u64) -> [Base; ARITY] {
        std::array::from_fn(|place| self.node(level - 1, (index << 2) + place as u64))
    }
}

/// A path of random siblings that leads from `leaf` to whatever root they make.
pub fn random_path(leaf: Base, rng: &mut impl Rng) -> Path {
    let position = rng.next_u64() >> (64 - 2 * DEPTH);
    let mut node = leaf;
    let children = std::array::from_fn(|level| {
        let mut children: [Base; ARITY] = std::array::from_fn(|_| Base::random(rng));
        children[digit(position, level)] = node;
        node = hash_node(children);
        children
    });
    Path { children, position }
}
