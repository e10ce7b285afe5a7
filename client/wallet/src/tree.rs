//! The commitment tree as the wallet keeps it (docs/protocol §4): complete nodes only.
//!
//! A node that is complete never changes, so the same table answers for every past size: the root and
//! a path at size `n` use complete nodes left of `n`, one partial node a level that is computed
//! when it is asked for, and empty subtrees. A reorganisation only cuts nodes off at the right.

use crate::store::{StoreError, TreeNode, View};
use ff::Field;
use shoji_shielded::field::Base;
use shoji_shielded::tree::{empty_root, hash_node, Path, ARITY, DEPTH};

/// A tree cannot take another leaf, or lacks a node it should have.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// All `4^20` leaves are taken.
    #[error("the commitment tree is full")]
    Full,
    /// A leaf of 0, which the chain refuses.
    #[error("a commitment is zero")]
    ZeroLeaf,
    /// A path to a position that is not in the tree of that size.
    #[error("position {position} is not in a tree of {size} leaves")]
    OutOfRange {
        /// The position asked for.
        position: u64,
        /// The size asked for.
        size: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where complete nodes are read.
pub trait NodeSource {
    /// The complete node at `level` (0 for leaves) and `place`.
    ///
    /// # Errors
    /// [`StoreError`] where it is missing.
    fn node(&self, level: u32, place: u64) -> Result<Base, StoreError>;
}

impl NodeSource for View<'_> {
    fn node(&self, level: u32, place: u64) -> Result<Base, StoreError> {
        View::node(self, level, place)
    }
}

/// Complete nodes of `level` in a tree of `size` leaves.
fn complete(size: u64, level: u32) -> u64 {
    size >> (2 * level)
}

/// The tree while it grows: its right edge, and the nodes that became complete.
#[derive(Clone, Debug)]
pub struct Growth {
    size: u64,
    /// For each level the complete nodes that do not yet have a complete parent: at most three.
    edge: Vec<Vec<Base>>,
    new_nodes: Vec<TreeNode>,
}

impl Growth {
    /// The tree of the first `size` leaves.
    ///
    /// # Errors
    /// [`StoreError`] where a node is missing.
    pub fn at(source: &impl NodeSource, size: u64) -> Result<Growth, StoreError> {
        let edge = (0..DEPTH as u32)
            .map(|level| {
                let end = complete(size, level);
                let start = end - end % ARITY as u64;
                (start..end).map(|place| source.node(level, place)).collect()
            })
            .collect::<Result<_, _>>()?;
        Ok(Growth { size, edge, new_nodes: Vec::new() })
    }

    /// Leaves so far: the next position.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf.
    ///
    /// # Errors
    /// [`TreeError::Full`], [`TreeError::ZeroLeaf`].
    pub fn append(&mut self, leaf: Base) -> Result<(), TreeError> {
        if self.size >> (2 * DEPTH) != 0 {
            return Err(TreeError::Full);
        }
        if bool::from(leaf.is_zero()) {
            return Err(TreeError::ZeroLeaf);
        }
        let (mut place, mut hash) = (self.size, leaf);
        self.size += 1;
        for level in 0..=DEPTH {
            self.new_nodes.push(TreeNode { level: level as u32, place, hash });
            let Some(siblings) = self.edge.get_mut(level) else { break };
            siblings.push(hash);
            match <[Base; ARITY]>::try_from(siblings.as_slice()) {
                Ok(children) => {
                    siblings.clear();
                    hash = hash_node(children);
                    place /= ARITY as u64;
                }
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// The root.
    pub fn root(&self) -> Base {
        if self.size >> (2 * DEPTH) != 0 {
            // Full: the only complete node of the highest level is the last that became complete.
            return self.new_nodes.last().map_or(empty_root(DEPTH), |node| node.hash);
        }
        self.edge
            .iter()
            .enumerate()
            .fold(None, |partial, (level, complete)| parent(complete, partial, level))
            .unwrap_or(empty_root(DEPTH))
    }

    /// Takes the nodes that became complete since the last call.
    pub fn take_new_nodes(&mut self) -> Vec<TreeNode> {
        core::mem::take(&mut self.new_nodes)
    }
}

/// The parent of some complete nodes of `level`, then a partial one, then empty ones; `None` where
/// there is nothing but empty ones.
fn parent(complete: &[Base], partial: Option<Base>, level: usize) -> Option<Base> {
    if complete.is_empty() && partial.is_none() {
        return None;
    }
    let mut children = [empty_root(level); ARITY];
    for (child, node) in children.iter_mut().zip(complete.iter().copied().chain(partial)) {
        *child = node;
    }
    Some(hash_node(children))
}

/// The path of the leaf at `position` in the tree of the first `size` leaves.
///
/// # Errors
/// [`TreeError::OutOfRange`]; [`TreeError::Store`] where a node is missing.
pub fn path(source: &impl NodeSource, position: u64, size: u64) -> Result<Path, TreeError> {
    if position >= size {
        return Err(TreeError::OutOfRange { position, size });
    }
    let mut children = [[Base::ZERO; ARITY]; DEPTH];
    // The partial node of the level: the one that holds leaves on both sides of `size`.
    let mut partial: Option<Base> = None;
    for (level, group) in children.iter_mut().enumerate() {
        let end = complete(size, level as u32);
        let first = (position >> (2 * level)) & !(ARITY as u64 - 1);
        for (child, place) in group.iter_mut().zip(first..) {
            *child = match partial {
                _ if place < end => source.node(level as u32, place)?,
                Some(partial) if place == end => partial,
                _ => empty_root(level),
            };
        }
        let start = end - end % ARITY as u64;
        let edge = (start..end)
            .map(|place| source.node(level as u32, place))
            .collect::<Result<Vec<_>, _>>()?;
        partial = parent(&edge, partial, level);
    }
    Ok(Path { children, position })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shoji_shielded::tree::Frontier;
    use std::collections::HashMap;

    #[derive(Default)]
    struct Nodes(HashMap<(u32, u64), Base>);

    impl NodeSource for Nodes {
        fn node(&self, level: u32, place: u64) -> Result<Base, StoreError> {
            let missing = || StoreError::Damaged(format!("{level}/{place}"));
            self.0.get(&(level, place)).copied().ok_or_else(missing)
        }
    }

    impl Nodes {
        fn keep(&mut self, nodes: Vec<TreeNode>) {
            for node in nodes {
                assert_eq!(
                    self.0.insert((node.level, node.place), node.hash),
                    None,
                    "a node twice"
                );
            }
        }

        fn truncate(&mut self, size: u64) {
            self.0.retain(|(level, place), _| *place < complete(size, *level));
        }
    }

    fn leaf(n: u64) -> Base {
        Base::from(n * n + 17)
    }

    /// The tree of `size` leaves beside the root of the chain's frontier at every size on the way.
    fn grown(size: u64) -> (Nodes, Vec<Base>) {
        let mut nodes = Nodes::default();
        let mut growth = Growth::at(&nodes, 0).unwrap();
        let mut frontier = Frontier::default();
        let mut roots = vec![frontier.root()];
        for n in 0..size {
            growth.append(leaf(n)).unwrap();
            frontier.append(leaf(n)).unwrap();
            roots.push(frontier.root());
            assert_eq!(growth.root(), frontier.root(), "at {n}");
        }
        nodes.keep(growth.take_new_nodes());
        (nodes, roots)
    }

    #[test]
    fn the_root_equals_that_of_the_chains_frontier_at_every_size() {
        let (nodes, roots) = grown(70);
        for (size, root) in roots.iter().enumerate() {
            assert_eq!(Growth::at(&nodes, size as u64).unwrap().root(), *root);
        }
    }

    #[test]
    fn a_path_at_every_past_size_leads_to_the_root_of_that_size() {
        let (nodes, roots) = grown(40);
        for size in [1, 2, 3, 4, 5, 15, 16, 17, 20, 21, 39, 40] {
            for position in 0..size {
                let path = path(&nodes, position, size).unwrap();
                assert_eq!(path.root(leaf(position)), roots[size as usize], "{position} of {size}");
            }
        }
    }

    #[test]
    fn a_tree_cut_back_grows_again_as_if_nothing_had_been_there() {
        let (mut nodes, roots) = grown(40);
        nodes.truncate(13);
        let mut growth = Growth::at(&nodes, 13).unwrap();
        assert_eq!(growth.root(), roots[13]);
        for n in 13..40 {
            growth.append(leaf(n)).unwrap();
        }
        assert_eq!(growth.root(), roots[40]);
        nodes.keep(growth.take_new_nodes());
        assert_eq!(path(&nodes, 12, 40).unwrap().root(leaf(12)), roots[40]);
    }

    #[test]
    fn positions_outside_the_tree_and_zero_leaves_are_refused() {
        let (nodes, _) = grown(5);
        assert!(matches!(path(&nodes, 5, 5), Err(TreeError::OutOfRange { position: 5, size: 5 })));
        let mut growth = Growth::at(&nodes, 5).unwrap();
        assert!(matches!(growth.append(Base::ZERO), Err(TreeError::ZeroLeaf)));
        assert_eq!(growth.size(), 5);
    }
}
