//! Statements in which one note alone has value.

use crate::{
    instances::{commitment, owner, Case, Held, Paid, Received, Shape},
    tree::random_path,
};
use rand::Rng;
use shoji_shielded::{
    field::Base,
    tree::{Path, CAPACITY},
};

/// A statement in which one note alone has value, to leave out constraints of.
pub trait Single: Case {
    /// The number of notes.
    const PLACES: usize;
    /// The last constraint of a note, where there are several.
    const LAST: Option<&'static str>;
    /// The public inputs that do not follow from that note either.
    const FREE: &'static [usize];
    /// One that is audited and about a hidden address, so that every witness counts, and whose path
    /// has siblings that all differ.
    fn single(place: usize, rng: &mut impl Rng) -> Self;
}

/// The shape of a [`Single`].
fn single_shape(count: usize, place: usize) -> Shape {
    let real = (0..count).map(|note| note == place).collect();
    Shape { real, audited: true, hidden: true, tight: false }
}

/// Another path to `leaf`, as in a tree that is full, and its root.
fn full_path(leaf: Base, rng: &mut impl Rng) -> (Path, Base) {
    let path = random_path(leaf, rng);
    let root = path.root(leaf);
    (path, root)
}

impl Single for Received<2> {
    const PLACES: usize = 2;
    const LAST: Option<&'static str> = Some("R3: step");
    const FREE: &'static [usize] = &[5, 7];

    fn single(place: usize, rng: &mut impl Rng) -> Self {
        let mut case = Self::new(&single_shape(Self::PLACES, place), rng);
        let Self { witness, statement } = &mut case;
        let received = &mut witness.notes[place];
        let owner = owner(&witness.spender, false, &received.d);
        let note = &mut received.note;
        let leaf = commitment(statement.asset, note.value, owner, note.rcm);
        (note.path, statement.root) = full_path(leaf, rng);
        (statement.from, statement.to) = (note.path.position / 2, CAPACITY);
        case
    }
}

impl Single for Held<2> {
    const PLACES: usize = 2;
    const LAST: Option<&'static str> = Some("H2: nullifier");
    const FREE: &'static [usize] = &[3, 7];

    fn single(place: usize, rng: &mut impl Rng) -> Self {
        let mut case = Self::new(&single_shape(Self::PLACES, place), rng);
        let Self { witness, statement } = &mut case;
        let held = &mut witness.notes[place];
        let owner = owner(&witness.spender, held.internal, &held.d);
        let note = &mut held.note;
        let leaf = commitment(statement.asset, note.value, owner, note.rcm);
        (note.path, statement.root) = full_path(leaf, rng);
        case.follow();
        case
    }
}

impl Single for Paid {
    const PLACES: usize = 1;
    const LAST: Option<&'static str> = None;
    const FREE: &'static [usize] = &[1, 5, 7];

    fn single(_: usize, rng: &mut impl Rng) -> Self {
        let mut case = Self::new(false, rng);
        let Self { witness, statement } = &mut case;
        let leaf = commitment(statement.asset, witness.value, statement.owner, witness.rcm);
        (witness.path, statement.root) = full_path(leaf, rng);
        (statement.from, statement.to) = (witness.path.position / 2, CAPACITY);
        case
    }
}
