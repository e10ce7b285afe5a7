//! Which notes pay for what: balances, and the choice of inputs.

use crate::amount::Amount;
use crate::store::{NoteRecord, PendingRecord, PendingState};
use shoji_shielded::asset::AssetId;
use std::collections::{BTreeMap, BTreeSet};

/// The native asset on the wire.
const NATIVE: u64 = AssetId::NATIVE.to_wire();
/// Inputs of one bundle (docs/protocol §5).
pub const MAX_INPUTS: usize = 3;
/// Notes that the search for three inputs considers, largest first: its cost grows with the square.
const SEARCH_LIMIT: usize = 1_000;

/// What a scope holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Notes that a payment made now can spend.
    pub spendable: u128,
    /// Notes on the best chain that the anchor does not cover yet (docs/protocol §9.1).
    pub waiting: u128,
    /// Notes reserved by transactions that are in no block yet; what they pay to this wallet itself comes back.
    pub in_flight: u128,
}

impl Balance {
    /// Everything.
    pub fn total(&self) -> u128 {
        self.spendable.saturating_add(self.waiting).saturating_add(self.in_flight)
    }

    /// This and `other` together.
    #[must_use]
    pub fn plus(&self, other: &Balance) -> Balance {
        Balance {
            spendable: self.spendable.saturating_add(other.spendable),
            waiting: self.waiting.saturating_add(other.waiting),
            in_flight: self.in_flight.saturating_add(other.in_flight),
        }
    }
}

/// Why a payment cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The spendable notes do not add up.
    #[error("{}", insufficient(.needed, .balance))]
    Insufficient {
        /// Units needed, the fee included.
        needed: u128,
        /// What the scope holds.
        balance: Balance,
    },
    /// They add up, but not three of them.
    #[error(
        "{} SHJ are needed, fee included. {} SHJ are spendable but in {notes} notes, and one transaction takes three: \
         the most that one can pay now is {} SHJ. Run 'shoji consolidate' to merge notes, then pay",
        Amount::from_units(*.needed), Amount::from_units(*.spendable), Amount::from_units(*.most)
    )]
    TooManyNotes {
        /// Units needed, the fee included.
        needed: u128,
        /// Units spendable.
        spendable: u128,
        /// Number of spendable notes.
        notes: usize,
        /// The most that one transaction can pay, its fee deducted.
        most: u128,
    },
    /// Amount plus fee exceeds 128 bits.
    #[error("amount and fee together are more than any balance can be")]
    Overflow,
    /// There are not two notes whose merging is worth its fee.
    #[error("there is nothing to merge: the scope has {notes} spendable notes, and merging must gain more than the fee of {} SHJ", Amount::from_units(u128::from(*.fee)))]
    NothingToMerge {
        /// Number of spendable notes.
        notes: usize,
        /// The fee of one merging transaction.
        fee: u64,
    },
}

fn insufficient(needed: &u128, balance: &Balance) -> String {
    let show = |units| Amount::from_units(units);
    let mut text = format!(
        "{} SHJ are needed, fee included; {} SHJ are spendable",
        show(*needed),
        show(balance.spendable)
    );
    if balance.waiting > 0 {
        let waiting = show(balance.waiting);
        text += &format!("; {waiting} SHJ wait until a finalized block whose number is a multiple of 8 covers them");
    }
    if balance.in_flight > 0 {
        let in_flight = show(balance.in_flight);
        text +=
            &format!("; {in_flight} SHJ are in flight, in transactions that are in no block yet");
    }
    text
}

/// Nullifiers of the notes that pending transactions reserve.
pub fn reserved(pending: &[PendingRecord]) -> BTreeSet<[u8; 32]> {
    let holds = |record: &&PendingRecord| {
        matches!(record.state, PendingState::InFlight | PendingState::Included(_))
    };
    pending.iter().filter(holds).flat_map(|record| record.spends.iter().copied()).collect()
}

/// The notes of `scope` that a payment can spend under an anchor of `anchor_size` leaves.
pub fn spendable(
    notes: &[NoteRecord],
    reserved: &BTreeSet<[u8; 32]>,
    scope: &str,
    anchor_size: u64,
) -> Vec<NoteRecord> {
    let usable = |note: &&NoteRecord| {
        note.scope == scope
            && note.spent.is_none()
            && note.asset == NATIVE
            && note.value > 0
            && note.position < anchor_size
            && !reserved.contains(&note.nullifier)
    };
    notes.iter().filter(usable).cloned().collect()
}

/// The balance of every scope in `labels`.
pub fn balances(
    notes: &[NoteRecord],
    pending: &[PendingRecord],
    labels: impl IntoIterator<Item = String>,
    anchor_size: u64,
) -> BTreeMap<String, Balance> {
    let reserved = reserved(pending);
    let mut balances: BTreeMap<String, Balance> =
        labels.into_iter().map(|label| (label, Balance::default())).collect();
    for note in notes.iter().filter(|note| note.spent.is_none() && note.asset == NATIVE) {
        let balance = balances.entry(note.scope.clone()).or_default();
        let part = if reserved.contains(&note.nullifier) {
            &mut balance.in_flight
        } else if note.position < anchor_size {
            &mut balance.spendable
        } else {
            &mut balance.waiting
        };
        // A node could invent notes of any value; a wrong sum must not become a panic.
        *part = part.saturating_add(note.value);
    }
    balances
}

/// Chooses at most three of `notes` that hold `needed` units: as few notes as possible, and among those
/// the smallest sum, so that the others stay free for further payments. The choice depends on nothing
/// else, so that a retry chooses the same notes.
///
/// # Errors
/// [`PlanError::Insufficient`] with the given balance; [`PlanError::TooManyNotes`], whose `most` deducts
/// `fee`.
pub fn choose(
    mut notes: Vec<NoteRecord>,
    needed: u128,
    fee: u64,
    balance: Balance,
) -> Result<Vec<NoteRecord>, PlanError> {
    notes.sort_by_key(|note| (note.value, note.position));
    if balance.spendable < needed {
        return Err(PlanError::Insufficient { needed, balance });
    }
    if let Some(one) = notes.iter().find(|note| note.value >= needed) {
        return Ok(vec![one.clone()]);
    }
    let searched = &notes[notes.len().saturating_sub(SEARCH_LIMIT)..];
    if let Some((_, low, high)) = best_pair(searched, needed) {
        return Ok(vec![searched[low].clone(), searched[high].clone()]);
    }
    let triples = (0..searched.len()).filter_map(|first| {
        let rest = &searched[first + 1..];
        let value = searched[first].value;
        let (sum, low, high) = best_pair(rest, needed.saturating_sub(value))?;
        Some((sum.saturating_add(value), [first, first + 1 + low, first + 1 + high]))
    });
    match triples.min() {
        Some((_, chosen)) => Ok(chosen.map(|at| searched[at].clone()).to_vec()),
        None => Err(PlanError::TooManyNotes {
            needed,
            spendable: balance.spendable,
            notes: notes.len(),
            most: sum(notes.iter().rev().take(MAX_INPUTS)).saturating_sub(u128::from(fee)),
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

/// Groups the notes for merging: each group of up to three becomes one note. Largest first, so that a
/// payment needs as few merges as possible; a group must gain more than its fee.
///
/// # Errors
/// [`PlanError::NothingToMerge`].
pub fn merges(mut notes: Vec<NoteRecord>, fee: u64) -> Result<Vec<Vec<NoteRecord>>, PlanError> {
    notes.sort_by_key(|note| (core::cmp::Reverse(note.value), note.position));
    let worthwhile = |group: &&[NoteRecord]| sum(group.iter().skip(1)) > u128::from(fee);
    let groups: Vec<_> = notes.chunks(MAX_INPUTS).filter(worthwhile).map(<[_]>::to_vec).collect();
    match groups.is_empty() {
        true => Err(PlanError::NothingToMerge { notes: notes.len(), fee }),
        false => Ok(groups),
    }
}

/// The sum of the notes' values.
pub fn sum<'a>(notes: impl IntoIterator<Item = &'a NoteRecord>) -> u128 {
    notes.into_iter().fold(0, |sum: u128, note| sum.saturating_add(note.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Spent, Submission};
    use proptest::prelude::*;

    fn note(position: u64, value: u128) -> NoteRecord {
        let mut nullifier = [0; 32];
        nullifier[..8].copy_from_slice(&position.to_le_bytes());
        NoteRecord {
            scope: String::new(),
            internal: false,
            diversifier: [0; 11],
            asset: 1,
            value,
            rseed: [0; 32],
            owner: [0; 32],
            memo: [0; 128],
            commitment: [0; 32],
            position,
            nullifier,
            block: 1,
            bundle_id: [0; 32],
            spent: None,
        }
    }

    fn notes(values: &[u128]) -> Vec<NoteRecord> {
        values.iter().enumerate().map(|(position, value)| note(position as u64, *value)).collect()
    }

    fn pay(values: &[u128], needed: u128) -> Result<Vec<u128>, PlanError> {
        let balance = Balance { spendable: values.iter().sum(), waiting: 5, in_flight: 7 };
        let mut chosen: Vec<_> =
            choose(notes(values), needed, 1, balance)?.iter().map(|note| note.value).collect();
        chosen.sort();
        Ok(chosen)
    }

    fn pending(spends: &[u64], state: PendingState) -> PendingRecord {
        PendingRecord {
            bundle_id: [9; 32],
            submission: Submission::Pool(vec![]),
            spends: spends.iter().map(|position| note(*position, 0).nullifier).collect(),
            scope: String::new(),
            kind: "transfer".into(),
            recipient: String::new(),
            amount: 0,
            fee: 0,
            memo: None,
            expiry: 0,
            salt: 0,
            state,
            last_error: None,
        }
    }

    #[test]
    fn as_few_notes_as_possible_and_the_smallest_that_suffice() {
        assert_eq!(pay(&[10, 3, 7, 20], 7).unwrap(), [7]);
        assert_eq!(pay(&[10, 3, 7, 20], 11).unwrap(), [20]);
        assert_eq!(pay(&[10, 3, 7, 20], 23).unwrap(), [3, 20]);
        assert_eq!(pay(&[10, 3, 7, 20], 31).unwrap(), [3, 10, 20]);
        assert_eq!(pay(&[10, 3, 7, 20], 37).unwrap(), [7, 10, 20]);
    }

    #[test]
    fn a_balance_that_is_too_small_says_what_is_spendable_and_why_the_rest_is_not() {
        let error = pay(&[1_000_000_000, 2_000_000_000], 4_000_000_000).unwrap_err();
        let balance = Balance { spendable: 3_000_000_000, waiting: 5, in_flight: 7 };
        assert_eq!(error, PlanError::Insufficient { needed: 4_000_000_000, balance });
        let text = error.to_string();
        for part in [
            "4 SHJ are needed",
            "3 SHJ are spendable",
            "0.000000005 SHJ wait",
            "0.000000007 SHJ are in flight",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn more_than_three_notes_are_refused_with_the_most_that_one_bundle_can_pay() {
        let error = pay(&[4, 5, 6, 7], 19).unwrap_err();
        assert_eq!(
            error,
            PlanError::TooManyNotes { needed: 19, spendable: 22, notes: 4, most: 17 }
        );
        assert!(error.to_string().contains("shoji consolidate"));
        assert_eq!(pay(&[4, 5, 6, 7], 18).unwrap(), [5, 6, 7]);
    }

    #[test]
    fn merging_takes_the_largest_first_and_only_groups_that_gain_more_than_the_fee() {
        let groups = |values: &[u128]| -> Result<Vec<Vec<u128>>, PlanError> {
            let groups = merges(notes(values), 10)?;
            Ok(groups.iter().map(|group| group.iter().map(|note| note.value).collect()).collect())
        };
        assert_eq!(groups(&[5, 100, 40, 30, 20]).unwrap(), [vec![100, 40, 30]]);
        assert_eq!(groups(&[50, 100, 40, 30, 20]).unwrap(), [vec![100, 50, 40], vec![30, 20]]);
        assert_eq!(groups(&[100, 5, 5]), Err(PlanError::NothingToMerge { notes: 3, fee: 10 }));
        assert_eq!(groups(&[100]), Err(PlanError::NothingToMerge { notes: 1, fee: 10 }));
    }

    #[test]
    fn reserved_waiting_spent_and_foreign_notes_are_not_spendable() {
        let mut all = notes(&[1, 2, 4, 8, 16, 0]);
        all[0].spent = Some(Spent { block: 1, bundle_id: [0; 32] });
        all[1].scope = "other".into();
        let records = [pending(&[2], PendingState::InFlight), pending(&[3], PendingState::Expired)];
        let reserved = reserved(&records);
        let usable: Vec<_> =
            spendable(&all, &reserved, "", 4).iter().map(|note| note.value).collect();
        assert_eq!(usable, [8]);
        let balances = balances(&all, &records, ["".into(), "empty".into()], 4);
        assert_eq!(balances[""], Balance { spendable: 8, waiting: 16, in_flight: 4 });
        assert_eq!(balances["other"], Balance { spendable: 2, waiting: 0, in_flight: 0 });
        assert_eq!(balances["empty"], Balance::default());
    }

    proptest! {
        #[test]
        fn a_choice_always_suffices_and_is_refused_only_where_none_exists(
            values in prop::collection::vec(1u128..50, 0..8), needed in 1u128..150
        ) {
            let mut sorted = values.clone();
            sorted.sort_by(|a, b| b.cmp(a));
            let top: u128 = sorted.iter().take(3).sum();
            match pay(&values, needed) {
                Ok(chosen) => {
                    prop_assert!(chosen.len() <= 3 && chosen.iter().sum::<u128>() >= needed);
                    // Fewer notes would not do.
                    let fewer: u128 = sorted.iter().take(chosen.len() - 1).sum();
                    prop_assert!(fewer < needed);
                }
                Err(_) => prop_assert!(top < needed),
            }
        }
    }
}
