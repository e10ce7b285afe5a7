//! The frontier: all a chain needs of the tree to append to it (docs/protocol §4).

use super::{digit, empty_root, hash_node, ARITY, CAPACITY, DEPTH};
use crate::field::{self, Base};
use alloc::vec::Vec;
use codec::{
    Decode, DecodeWithMemTracking, Encode, EncodeLike, Error, Input, MaxEncodedLen, Output,
};
use ff::Field;
use scale_info::TypeInfo;

/// Complete nodes a level can have to the left of the next position.
const MAX_LEFT: usize = ARITY - 1;

/// Why a commitment was not appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeError {
    /// All 2^40 positions are taken.
    Full,
    /// A commitment of 0 would be an empty leaf.
    ZeroCommitment,
}

/// The next position and the complete nodes to its left that are not yet part of a complete parent.
///
/// The base-4 digit of the next position at a level is the number of its nodes there, so the nodes
/// are one list, highest level first, leftmost first. A full tree has one node, the root, at level
/// [`DEPTH`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    next_position: u64,
    nodes: Vec<Base>,
}

impl Frontier {
    /// The frontier of the empty tree.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// The number of commitments so far, which is the position of the next one.
    pub fn next_position(&self) -> u64 {
        self.next_position
    }

    /// Appends a commitment and returns its position.
    pub fn append(&mut self, commitment: Base) -> Result<u64, TreeError> {
        if bool::from(commitment.is_zero()) {
            return Err(TreeError::ZeroCommitment);
        }
        if self.next_position >= CAPACITY {
            return Err(TreeError::Full);
        }
        let mut node = commitment;
        for level in 0..DEPTH {
            if digit(self.next_position, level) < MAX_LEFT {
                break;
            }
            let mut children = [Base::ZERO; ARITY];
            let left = self.nodes.len() - MAX_LEFT;
            children[..MAX_LEFT].copy_from_slice(&self.nodes[left..]);
            children[MAX_LEFT] = node;
            self.nodes.truncate(left);
            node = hash_node(children);
        }
        self.nodes.push(node);
        self.next_position += 1;
        Ok(self.next_position - 1)
    }

    /// Appends all of `commitments`, in order, or none of them; returns the position of the first.
    pub fn append_many(&mut self, commitments: &[Base]) -> Result<u64, TreeError> {
        let first = self.next_position;
        if commitments.iter().any(|commitment| bool::from(commitment.is_zero())) {
            return Err(TreeError::ZeroCommitment);
        }
        if commitments.len() as u64 > CAPACITY - first {
            return Err(TreeError::Full);
        }
        for commitment in commitments {
            self.append(*commitment)?;
        }
        Ok(first)
    }

    /// The complete nodes of `level`, leftmost first: at most three.
    pub fn level(&self, level: usize) -> &[Base] {
        let above: usize = (level + 1..=DEPTH).map(|l| digit(self.next_position, l)).sum();
        &self.nodes[above..above + digit(self.next_position, level)]
    }

    /// The root of the tree with every position from the next one on empty. At most 20 hashes.
    pub fn root(&self) -> Base {
        let mut current = empty_root(0);
        let mut rest = self.nodes.as_slice();
        for level in 0..DEPTH {
            let (above, left) = rest.split_at(rest.len() - digit(self.next_position, level));
            if left.is_empty() && current == empty_root(level) {
                current = empty_root(level + 1);
            } else {
                let mut children = [empty_root(level); ARITY];
                children[..left.len()].copy_from_slice(left);
                children[left.len()] = current;
                current = hash_node(children);
            }
            rest = above;
        }
        // Only a full tree has a complete node at the level of the root.
        rest.first().copied().unwrap_or(current)
    }

    /// The number of nodes that a frontier with this next position has.
    fn node_count(next_position: u64) -> usize {
        (0..=DEPTH).map(|level| digit(next_position, level)).sum()
    }
}

/// What goes into SCALE: the nodes as canonical bytes.
#[derive(Encode, Decode, DecodeWithMemTracking)]
struct Wire {
    next_position: u64,
    nodes: Vec<[u8; 32]>,
}

impl Encode for Frontier {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        let nodes = self.nodes.iter().map(field::to_bytes).collect();
        Wire { next_position: self.next_position, nodes }.encode_to(dest);
    }
}

impl Decode for Frontier {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let Wire { next_position, nodes } = Wire::decode(input)?;
        if next_position > CAPACITY || nodes.len() != Frontier::node_count(next_position) {
            return Err("frontier: the node count does not follow from the position".into());
        }
        let nodes: Option<Vec<Base>> = nodes.iter().map(field::from_bytes).collect();
        match nodes {
            Some(nodes) => Ok(Frontier { next_position, nodes }),
            None => Err("frontier: a node is not a canonical field element".into()),
        }
    }
}

impl DecodeWithMemTracking for Frontier {}

impl EncodeLike for Frontier {}

impl MaxEncodedLen for Frontier {
    fn max_encoded_len() -> usize {
        // The position, the length (one byte below 64), three nodes a level.
        8 + 1 + DEPTH * MAX_LEFT * 32
    }
}

impl TypeInfo for Frontier {
    type Identity = Self;

    fn type_info() -> scale_info::Type {
        scale_info::Type::builder()
            .path(scale_info::Path::new("Frontier", module_path!()))
            .composite(
                scale_info::build::Fields::named()
                    .field(|f| f.ty::<u64>().name("next_position").type_name("u64"))
                    .field(|f| f.ty::<Vec<[u8; 32]>>().name("nodes").type_name("Vec<[u8; 32]>")),
            )
    }
}
