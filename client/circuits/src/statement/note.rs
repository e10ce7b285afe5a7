//! A note and its place in the tree: conditions N1 and N2 of docs/protocol §12.3, P1 and P2 of §12.5.

use super::{error::require, NotesError};
use crate::gadgets::{
    linear::enforce,
    merkle::{climb, Climb},
    poseidon,
    range::Value,
    Linear,
};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::{
    asset::AssetId,
    field::{from_u128, Base},
    note::Note,
    poseidon::{hash, Domain},
    tree::{digit, hash_node, Path, CAPACITY},
};
use zeroize::ZeroizeOnDrop;

/// What is known of a note, but for asset and owner. Erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct NoteWitness {
    /// The value in whole units.
    pub value: u128,
    /// The commitment's randomness.
    pub rcm: Base,
    /// The note's place in the tree. Padding's leads to any root.
    #[zeroize(skip)]
    pub path: Path,
}

/// A note as variables.
pub(super) struct PlacedNote {
    pub(super) value: Linear,
    pub(super) cm: Linear,
    pub(super) root: Linear,
    pub(super) position: Linear,
}

impl PlacedNote {
    /// The commitment (N1) and where its path leads.
    pub(super) fn place<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        witness: Option<&NoteWitness>,
        asset: &Linear,
        owner: Linear,
    ) -> Result<Self, SynthesisError> {
        let value = Value::alloc(cs, witness.map(|note| note.value))?.linear;
        let rcm = Linear::alloc(cs, "rcm", witness.map(|note| note.rcm))?;
        let cm = poseidon::hash(cs, Domain::Note, &[asset.clone(), value.clone(), owner, rcm])?;
        let Climb { root, position } = climb(cs, cm.clone(), witness.map(|note| &note.path))?;
        Ok(Self { value, cm, root, position })
    }

    /// N2.
    pub(super) fn enforce_in_tree<CS: ConstraintSystem<Base>>(&self, cs: &mut CS, root: &Linear) {
        enforce(
            cs,
            "N2: only notes in the tree carry value",
            &self.root.clone().minus(root),
            &self.value,
            &Linear::zero(),
        );
    }
}

/// What follows from a note in plain Rust.
pub(super) struct Placed {
    pub(super) cm: Base,
    pub(super) root: Base,
    /// That of the path's digits: below 2^40.
    pub(super) position: u64,
    path_holds_note: bool,
}

impl NoteWitness {
    /// Padding: a note of value 0 to an owner of the scope, in no tree. `rcm` is random: by it a
    /// nullifier of padding looks like any other. Nothing else of it shows, so the siblings are zeros.
    pub fn padding(asset: AssetId, owner: Base, rcm: Base) -> Self {
        let mut node = Note { asset, value: 0, owner, rcm }.commitment();
        let children = std::array::from_fn(|_| {
            let children = [node, Base::ZERO, Base::ZERO, Base::ZERO];
            node = hash_node(children);
            children
        });
        Self { value: 0, rcm, path: Path { children, position: 0 } }
    }

    pub(super) fn place(&self, asset: &Base, owner: &Base) -> Placed {
        let cm = hash(Domain::Note, &[*asset, from_u128(self.value), *owner, self.rcm]);
        let position = self.path.position % CAPACITY;
        let (mut node, mut path_holds_note) = (cm, true);
        for (level, children) in self.path.children.iter().enumerate() {
            path_holds_note &= children[digit(position, level)] == node;
            node = hash(Domain::Tree, children);
        }
        Placed { cm, root: node, position, path_holds_note }
    }

    /// N2 in plain Rust; `number` counts from 1.
    pub(super) fn check_in_tree(
        &self,
        placed: &Placed,
        root: &Base,
        number: usize,
    ) -> Result<(), NotesError> {
        placed.check_path(number)?;
        let is_in_tree = self.value == 0 || placed.root == *root;
        require(is_in_tree, NotesError::NotInTree { note: number })
    }
}

impl Placed {
    pub(super) fn check_path(&self, number: usize) -> Result<(), NotesError> {
        require(self.path_holds_note, NotesError::PathWithoutNote { note: number })
    }
}
