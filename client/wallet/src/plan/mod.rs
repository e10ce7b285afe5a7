//! Which notes pay for what: balances, and the choice of inputs.

mod choose;

pub use choose::{choose, choose_two, fee_notes, merges, pairs};

use crate::amount::Denomination;
use crate::store::{NoteRecord, PendingRecord, PendingState};
use shoji_shielded::asset::AssetId;
use std::collections::{BTreeMap, BTreeSet};

/// Inputs of one bundle (docs/protocol §5).
pub const MAX_INPUTS: usize = 3;

/// What a scope holds of an asset.
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

/// What there is of one asset to pay with.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The notes that can be spent.
    pub notes: Vec<NoteRecord>,
    /// Those and the others.
    pub balance: Balance,
    /// How amounts of the asset are written.
    pub denomination: Denomination,
    /// Whose they are, for people: `scope rent`.
    pub owner: String,
    /// The command that merges the notes.
    pub merge: String,
    /// Another scope that has some of it to spend, for people.
    pub elsewhere: Option<String>,
}

/// Why a payment cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The spendable notes do not add up.
    #[error("{}", insufficient(*.needed, .balance, .of))]
    Insufficient {
        /// Units needed, with the fee where it is paid in the same asset.
        needed: u128,
        /// What there is.
        balance: Balance,
        /// How amounts of the asset are written.
        of: Denomination,
    },
    /// They add up, but not in as many as one bundle has room for.
    #[error("{}", too_many_notes(*.needed, *.spendable, *.notes, *.most, .of, .merge))]
    TooManyNotes {
        /// Units needed, with the fee where it is paid in the same asset.
        needed: u128,
        /// Units spendable.
        spendable: u128,
        /// Number of spendable notes.
        notes: usize,
        /// The most that one transaction can pay, a fee in the same asset deducted.
        most: u128,
        /// How amounts of the asset are written.
        of: Denomination,
        /// The command that merges them.
        merge: Box<str>,
    },
    /// Another asset is to be paid, and there is no native token for the fee.
    #[error("{}", no_fee(*.fee, .balance, .owner, .elsewhere))]
    NoFee {
        /// Native units of the fee.
        fee: u64,
        /// What there is of the native token.
        balance: Balance,
        /// The scope that has no more, for people.
        owner: String,
        /// Another that has some, for people.
        elsewhere: Option<String>,
    },
    /// Another asset is to be paid, and the fee takes more notes than there is room for.
    #[error("the fee of {} would take more notes than fit beside those of the amount, since each holds less. Run \
             '{merge}', or shield some SHJ, then pay", Denomination::native().show((*.fee).into()))]
    FeeInTooManyNotes {
        /// Native units of the fee.
        fee: u64,
        /// The command that merges the native notes.
        merge: Box<str>,
    },
    /// Amount plus fee exceeds 128 bits.
    #[error("amount and fee together are more than any balance can be")]
    Overflow,
    /// There are not two notes whose merging is worth its fee.
    #[error("there is nothing to merge: the scope has {notes} spendable notes{}", worth(*.fee))]
    NothingToMerge {
        /// Number of spendable notes.
        notes: usize,
        /// The native units of one merging transaction's fee, where the notes have to be worth it.
        fee: Option<u64>,
    },
}

fn insufficient(needed: u128, balance: &Balance, of: &Denomination) -> String {
    let fee = if *of == Denomination::native() { ", fee included" } else { "" };
    let needed = of.show(needed);
    format!(
        "{needed} are needed{fee}; {} are spendable{}",
        of.show(balance.spendable),
        rest(balance, of)
    )
}

/// Why the rest of a balance cannot be spent.
fn rest(balance: &Balance, of: &Denomination) -> String {
    let mut text = String::new();
    if balance.waiting > 0 {
        let waiting = of.show(balance.waiting);
        text += &format!(
            "; {waiting} wait until a finalized block whose number is a multiple of 8 covers them"
        );
    }
    if balance.in_flight > 0 {
        let in_flight = of.show(balance.in_flight);
        text += &format!("; {in_flight} are in flight, in transactions that are in no block yet");
    }
    text
}

fn too_many_notes(
    needed: u128,
    spendable: u128,
    notes: usize,
    most: u128,
    of: &Denomination,
    merge: &str,
) -> String {
    let (fee, room) = match *of == Denomination::native() {
        true => (", fee included", "three"),
        false => ("", "two beside the one that pays the fee"),
    };
    format!(
        "{} are needed{fee}. {} are spendable but in {notes} notes, and one transaction takes {room}: the most that \
         one can pay now is {}. Run '{merge}' to merge notes, then pay",
        of.show(needed),
        of.show(spendable),
        of.show(most)
    )
}

fn no_fee(fee: u64, balance: &Balance, owner: &str, elsewhere: &Option<String>) -> String {
    let native = Denomination::native();
    let what = match balance.total() {
        0 => format!("{owner} has none"),
        _ => format!(
            "of {owner} {} are spendable{}",
            native.show(balance.spendable),
            rest(balance, &native)
        ),
    };
    let how = match (elsewhere, balance.total()) {
        (Some(other), _) => format!(
            ". {other} has some: send it from there to an address of {owner}, or let both pay with --scope for each and \
             --link-scopes"
        ),
        (None, 0) => ": shield some SHJ first".into(),
        (None, _) => String::new(),
    };
    let fee = native.show(fee.into());
    format!("payments of other assets pay their fee of {fee} in SHJ, and {what}{how}")
}

fn worth(fee: Option<u64>) -> String {
    fee.map_or(String::new(), |fee| {
        format!(
            ", and merging must gain more than the fee of {}",
            Denomination::native().show(fee.into())
        )
    })
}

/// Nullifiers of the notes that pending transactions reserve.
pub fn reserved(pending: &[PendingRecord]) -> BTreeSet<[u8; 32]> {
    let holds = |record: &&PendingRecord| {
        matches!(record.state, PendingState::InFlight | PendingState::Included(_))
    };
    pending.iter().filter(holds).flat_map(|record| record.spends.iter().copied()).collect()
}

/// The notes of `scope` and `asset` that a payment can spend under an anchor of `anchor_size` leaves.
pub fn spendable(
    notes: &[NoteRecord],
    reserved: &BTreeSet<[u8; 32]>,
    scope: &str,
    asset: AssetId,
    anchor_size: u64,
) -> Vec<NoteRecord> {
    let usable = |note: &&NoteRecord| {
        note.scope == scope
            && note.spent.is_none()
            && note.asset == asset.to_wire()
            && note.value > 0
            && note.position < anchor_size
            && !reserved.contains(&note.nullifier)
    };
    notes.iter().filter(usable).cloned().collect()
}

/// The balances of every scope in `labels`, by asset as on the wire: of the native one, and of each other
/// of which there is something.
pub fn balances(
    notes: &[NoteRecord],
    pending: &[PendingRecord],
    labels: impl IntoIterator<Item = String>,
    anchor_size: u64,
) -> BTreeMap<String, BTreeMap<u64, Balance>> {
    let reserved = reserved(pending);
    let native = || BTreeMap::from([(AssetId::NATIVE.to_wire(), Balance::default())]);
    let mut balances: BTreeMap<String, BTreeMap<u64, Balance>> =
        labels.into_iter().map(|label| (label, native())).collect();
    for note in notes.iter().filter(|note| note.spent.is_none() && note.value > 0) {
        let scope = balances.entry(note.scope.clone()).or_insert_with(native);
        let balance = scope.entry(note.asset).or_default();
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

/// The sum of the notes' values.
pub fn sum<'a>(notes: impl IntoIterator<Item = &'a NoteRecord>) -> u128 {
    notes.into_iter().fold(0, |sum: u128, note| sum.saturating_add(note.value))
}

#[cfg(test)]
mod tests;
