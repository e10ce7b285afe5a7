//! The notes that a statement counts, with their paths, and padding.

use crate::error::WalletError;
use crate::store::NoteRecord;
use crate::tree;
use crate::wallet::Wallet;
use rand::Rng;
use shoji_circuits::statement::NoteWitness;
use shoji_shielded::asset::AssetId;
use shoji_shielded::field::{self, Base};
use shoji_shielded::note::Rseed;

/// A note as the prover knows it, with its path in the tree of the first `size` leaves.
pub(super) fn witness(
    wallet: &Wallet,
    note: &NoteRecord,
    size: u64,
) -> Result<NoteWitness, WalletError> {
    let path = tree::path(&wallet.store().view(), note.position, size)?;
    Ok(NoteWitness { value: note.value, rcm: Rseed(note.rseed).rcm(), path })
}

/// Padding: a note of nothing, in no tree.
pub(super) fn empty(asset: AssetId, owner: Base, rng: &mut impl Rng) -> NoteWitness {
    let mut wide = [0; 64];
    rng.fill_bytes(&mut wide);
    NoteWitness::padding(asset, owner, field::from_wide(&wide))
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
