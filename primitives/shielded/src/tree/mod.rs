//! The note commitment tree: 4-ary, depth 20 (docs/protocol §4).

mod checkpoint;
mod frontier;
mod path;
#[cfg(test)]
mod tests;

pub use checkpoint::{Checkpoint, Checkpoints, CHECKPOINT_INTERVAL, LASTING_INTERVAL};
pub use frontier::{Frontier, TreeError};
pub use path::Path;

use crate::{
    field::Base,
    poseidon::{hash, Domain},
};
use ff::Field;

/// Levels between a leaf and the root.
pub const DEPTH: usize = 20;
/// Children of a node.
pub const ARITY: usize = 4;
/// Leaves of the tree: 2^40.
pub const CAPACITY: u64 = 1 << (2 * DEPTH);

mod empty;

/// A node from its four children: `H_TREE(c0, c1, c2, c3)`.
pub fn hash_node(children: [Base; ARITY]) -> Base {
    hash(Domain::Tree, &children)
}

/// The root of an empty subtree of `level` levels; level 0 is the empty leaf. Levels above [`DEPTH`]
/// do not exist and give the root of the empty tree.
pub fn empty_root(level: usize) -> Base {
    Base::from_raw(empty::ROOTS[level.min(DEPTH)])
}

/// The base-4 digit of `position` at `level`: the place of the node of that level on the way to the
/// leaf among its siblings.
pub fn digit(position: u64, level: usize) -> usize {
    ((position >> (2 * level)) & (ARITY as u64 - 1)) as usize
}

/// The empty leaf, level 0.
pub const EMPTY_LEAF: Base = Base::ZERO;
