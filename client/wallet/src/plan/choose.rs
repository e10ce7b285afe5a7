//! The choice of inputs: as few notes as possible, in one lane or two (docs/protocol §5.3).

use super::{sum, Lane, PlanError, MAX_INPUTS};
use crate::store::NoteRecord;

/// Notes that the search for several inputs considers, largest first: its cost grows with the square.
const SEARCH_LIMIT: usize = 1_000;

/// Chooses at most three native notes that hold `amount` and `fee`: as few notes as possible, and among
/// those the smallest sum, so that the others stay free for further payments. The choice depends on
/// nothing else, so that a retry chooses the same notes.
///
/// # Errors
/// [`PlanError::Overflow`], [`PlanError::Insufficient`], [`PlanError::TooManyNotes`].
pub fn choose(native: &Lane, amount: u128, fee: u64) -> Result<Vec<NoteRecord>, PlanError> {
    let needed = amount.checked_add(fee.into()).ok_or(PlanError::Overflow)?;
    fewest(native, needed, MAX_INPUTS, fee.into())
}

/// Chooses notes of another asset that hold `amount`, then native notes for the fee, at most three in all:
/// in each lane as [`choose`] does, so as few as possible together.
///
/// # Errors
/// [`PlanError::Insufficient`] and [`PlanError::TooManyNotes`] for the amount; [`PlanError::NoFee`] and
/// [`PlanError::FeeInTooManyNotes`] for the fee.
pub fn choose_two(
    other: &Lane,
    native: &Lane,
    amount: u128,
    fee: u64,
) -> Result<Vec<NoteRecord>, PlanError> {
    let mut chosen = fewest(other, amount, MAX_INPUTS - 1, 0)?;
    chosen.extend(fee_notes(native, fee, MAX_INPUTS - chosen.len())?);
    Ok(chosen)
}

/// Chooses at most `room` native notes for the fee of a payment of another asset.
///
/// # Errors
/// [`PlanError::NoFee`], [`PlanError::FeeInTooManyNotes`].
pub fn fee_notes(native: &Lane, fee: u64, room: usize) -> Result<Vec<NoteRecord>, PlanError> {
    fewest(native, fee.into(), room, 0).map_err(|error| match error {
        PlanError::TooManyNotes { merge, .. } => PlanError::FeeInTooManyNotes { fee, merge },
        _ => PlanError::NoFee {
            fee,
            balance: native.balance,
            owner: native.owner.clone(),
            elsewhere: native.elsewhere.clone(),
        },
    })
}

/// As few notes as possible that hold `needed` units, at most `limit`; among those the smallest sum.
/// `deducted` is what the error takes off the most that can be paid.
fn fewest(
    lane: &Lane,
    needed: u128,
    limit: usize,
    deducted: u128,
) -> Result<Vec<NoteRecord>, PlanError> {
    let mut notes = lane.notes.clone();
    notes.sort_by_key(|note| (note.value, note.position));
    if lane.balance.spendable < needed {
        let (balance, of) = (lane.balance, lane.denomination.clone());
        return Err(PlanError::Insufficient { needed, balance, of });
    }
    if let Some(one) = notes.iter().find(|note| note.value >= needed) {
        return Ok(vec![one.clone()]);
    }
    let searched = &notes[notes.len().saturating_sub(SEARCH_LIMIT)..];
    let chosen = match limit {
        2 => best_pair(searched, needed).map(|(_, low, high)| vec![low, high]),
        MAX_INPUTS => best_pair(searched, needed)
            .map(|(_, low, high)| vec![low, high])
            .or_else(|| best_triple(searched, needed)),
        _ => None,
    };
    match chosen {
        Some(places) => Ok(places.into_iter().map(|at| searched[at].clone()).collect()),
        None => Err(PlanError::TooManyNotes {
            needed,
            spendable: lane.balance.spendable,
            notes: notes.len(),
            most: sum(notes.iter().rev().take(limit)).saturating_sub(deducted),
            of: lane.denomination.clone(),
            merge: lane.merge.clone().into(),
        }),
    }
}

/// The pair with the smallest sum of at least `needed`, in a slice sorted by value.
fn best_pair(notes: &[NoteRecord], needed: u128) -> Option<(u128, usize, usize)> {
    let (mut low, mut high) = (0, notes.len().checked_sub(1)?);
    let mut best = None;
    while low < high {
        let sum = notes[low].value.saturating_add(notes[high].value);
        if sum >= needed {
            best = best.into_iter().chain([(sum, low, high)]).min();
            high -= 1;
        } else {
            low += 1;
        }
    }
    best
}

/// The three with the smallest sum of at least `needed`, in a slice sorted by value.
fn best_triple(notes: &[NoteRecord], needed: u128) -> Option<Vec<usize>> {
    let triples = (0..notes.len()).filter_map(|first| {
        let value = notes[first].value;
        let (sum, low, high) = best_pair(&notes[first + 1..], needed.saturating_sub(value))?;
        Some((sum.saturating_add(value), [first, first + 1 + low, first + 1 + high]))
    });
    triples.min().map(|(_, places)| places.to_vec())
}

/// Groups native notes for merging: each group of up to three becomes one note. Largest first, so that a
/// payment needs as few merges as possible; a group must gain more than its fee.
///
/// # Errors
/// [`PlanError::NothingToMerge`].
pub fn merges(mut notes: Vec<NoteRecord>, fee: u64) -> Result<Vec<Vec<NoteRecord>>, PlanError> {
    notes.sort_by_key(|note| (core::cmp::Reverse(note.value), note.position));
    let worthwhile = |group: &&[NoteRecord]| sum(group.iter().skip(1)) > u128::from(fee);
    let groups: Vec<_> = notes.chunks(MAX_INPUTS).filter(worthwhile).map(<[_]>::to_vec).collect();
    match groups.is_empty() {
        true => Err(PlanError::NothingToMerge { notes: notes.len(), fee: Some(fee) }),
        false => Ok(groups),
    }
}

/// Groups notes of another asset for merging, largest first: each pair, and a native note for its fee,
/// becomes one note. There are as many pairs as there are native notes that hold the fee.
///
/// # Errors
/// [`PlanError::NothingToMerge`]; [`PlanError::NoFee`], [`PlanError::FeeInTooManyNotes`].
pub fn pairs(
    mut notes: Vec<NoteRecord>,
    native: &Lane,
    fee: u64,
) -> Result<Vec<Vec<NoteRecord>>, PlanError> {
    notes.sort_by_key(|note| (core::cmp::Reverse(note.value), note.position));
    if notes.len() < 2 {
        return Err(PlanError::NothingToMerge { notes: notes.len(), fee: None });
    }
    fee_notes(native, fee, 1)?;
    let paid = native.notes.iter().filter(|note| note.value >= u128::from(fee)).count();
    Ok(notes.chunks_exact(2).take(paid).map(<[_]>::to_vec).collect())
}
