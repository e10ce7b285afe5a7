//! The notes that a statement counts, with their paths, and padding.

use crate::error::WalletError;
use crate::store::NoteRecord;
use crate::tree;
use crate::wallet::Wallet;
use rand::Rng;
use shoji_circuits::statement::NoteWitness;
use shoji_shielded::field::{self, Base};
use shoji_shielded::note::{Note, Rseed};
use shoji_shielded::tree::{digit, hash_node, Path, ARITY, CAPACITY, DEPTH};

/// A note as the prover knows it, with its path in the tree of the first `size` leaves.
pub(super) fn witness(
    wallet: &Wallet,
    note: &NoteRecord,
    size: u64,
) -> Result<NoteWitness, WalletError> {
    let path = tree::path(&wallet.store().view(), note.position, size)?;
    Ok(NoteWitness { value: note.value, rcm: Rseed(note.rseed).rcm(), path })
}

/// A note of value 0 that is in no tree, but in a random one.
pub(super) fn padding(note: Note, rng: &mut impl Rng) -> NoteWitness {
    let position = rng.next_u64() % CAPACITY;
    let mut children: [[Base; ARITY]; DEPTH] =
        core::array::from_fn(|_| core::array::from_fn(|_| random_base(rng)));
    let mut node = note.commitment();
    for (level, group) in children.iter_mut().enumerate() {
        group[digit(position, level)] = node;
        node = hash_node(*group);
    }
    NoteWitness { value: note.value, rcm: note.rcm, path: Path { children, position } }
}

/// A uniform element of `F`.
pub(super) fn random_base(rng: &mut impl Rng) -> Base {
    let mut wide = [0; 64];
    rng.fill_bytes(&mut wide);
    field::from_wide(&wide)
}

/// As few of the notes as are worth `threshold` together, the most valuable first, if no more than `most` are needed; else what
/// all of them are worth, and what the most valuable are. Whoever shows more than it takes gives away more than it has to.
pub(super) fn choose(
    mut notes: Vec<NoteRecord>,
    most: usize,
    threshold: u128,
) -> Result<Vec<NoteRecord>, (u128, u128)> {
    let sum =
        |notes: &[NoteRecord]| notes.iter().fold(0u128, |sum, note| sum.saturating_add(note.value));
    let all = sum(&notes);
    notes.sort_by_key(|note| core::cmp::Reverse((note.value, note.position)));
    let enough = (0..=most.min(notes.len())).find(|count| sum(&notes[..*count]) >= threshold);
    match enough {
        Some(count) => {
            notes.truncate(count);
            Ok(notes)
        }
        None => Err((all, sum(&notes[..most.min(notes.len())]))),
    }
}
