//! Authentication paths (docs/protocol §4).

use super::{digit, hash_node, ARITY, CAPACITY, DEPTH};
use crate::field::Base;

/// A path from a leaf to the root: at each level, lowest first, the four children of the node above,
/// the own node among them at the digit of the position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The children at each level.
    pub children: [[Base; ARITY]; DEPTH],
    /// The position of the leaf, below 2^40.
    pub position: u64,
}

impl Path {
    /// The root that follows from `commitment` at the path's position. The own nodes of the path are
    /// not read: they are computed.
    pub fn root(&self, commitment: Base) -> Base {
        self.children.iter().enumerate().fold(commitment, |node, (level, children)| {
            let mut children = *children;
            children[digit(self.position, level)] = node;
            hash_node(children)
        })
    }

    /// Whether the path is that of `commitment` in the tree with `root`: the own nodes are the right
    /// ones, and the position exists.
    pub fn verify(&self, commitment: Base, root: Base) -> bool {
        let mut node = commitment;
        for (level, children) in self.children.iter().enumerate() {
            if children[digit(self.position, level)] != node {
                return false;
            }
            node = hash_node(*children);
        }
        self.position < CAPACITY && node == root
    }
}
