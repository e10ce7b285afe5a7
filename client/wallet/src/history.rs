//! The history as people read it: one entry a transaction, change left out.

use crate::node::account::to_ss58;
use crate::store::{add_units, HistoryRecord, PendingRecord, PendingState, StoreError, Units};
use crate::wallet::Wallet;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::CallKind;
use shoji_shielded::memo::Memo;

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its bundle id.
    pub bundle_id: [u8; 32],
    /// `received`, `sent`, `moved`, `shielded`, `unshielded` or `consolidated`.
    pub what: &'static str,
    /// `submitted`, `included`, `finalized`, `expired`, `superseded` or `failed`.
    pub state: &'static str,
    /// Its block, once it is in one.
    pub block: Option<u32>,
    /// Last block that may include it, while it is in none.
    pub expiry: Option<u32>,
    /// The asset that it is about, as on the wire. Where several were received or sent together, one that is
    /// not native; its outputs say of each what it is.
    pub asset: u64,
    /// Units of it: what was received, sent, shielded, unshielded or merged, without fee and change.
    pub amount: u128,
    /// Native units of the fee this wallet paid from the pool.
    pub fee: u64,
    /// The public account of a shield or unshield, SS58.
    pub account: Option<String>,
    /// The payments in it that this wallet sees.
    pub outputs: Vec<EntryOutput>,
    /// Why the node refused it last, while it is in no block.
    pub last_error: Option<String>,
}

/// A payment within a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryOutput {
    /// `received` or `sent`.
    pub direction: &'static str,
    /// Label of the wallet's scope.
    pub scope: String,
    /// The recipient's address, for what was sent.
    pub address: Option<String>,
    /// Asset, as on the wire.
    pub asset: u64,
    /// Units.
    pub amount: u128,
    /// The memo, if there is one that is text.
    pub memo: Option<String>,
}

/// Everything that happened, oldest first, then what is in no block.
///
/// # Errors
/// [`StoreError`].
pub fn entries(wallet: &Wallet) -> Result<Vec<Entry>, StoreError> {
    let finalized = wallet.store().view().chain()?.map_or(0, |chain| chain.finalized);
    let mut entries: Vec<Entry> =
        wallet.history()?.iter().map(|record| on_chain(record, finalized)).collect();
    let mut pending = wallet.pending()?;
    pending.sort_by_key(|record| (record.expiry, record.bundle_id));
    entries.extend(pending.iter().filter_map(off_chain));
    Ok(entries)
}

/// An entry of the history as people read it.
pub(crate) fn on_chain(record: &HistoryRecord, finalized: u32) -> Entry {
    let text = |memo: &[u8; 128]| Memo::from_bytes(*memo).text();
    let received = record.received.iter().map(|output| EntryOutput {
        direction: "received",
        scope: output.scope.clone(),
        address: None,
        asset: output.asset,
        amount: output.value,
        memo: text(&output.memo),
    });
    let sent = record.sent.iter().map(|output| EntryOutput {
        direction: "sent",
        scope: output.scope.clone(),
        address: Some(output.address.clone()),
        asset: output.asset,
        amount: output.value,
        memo: text(&output.memo),
    });
    let outputs: Vec<EntryOutput> = sent.chain(received).collect();
    let sums = |directions: &[&str]| {
        let mut sums = Units::new();
        for output in outputs.iter().filter(|output| directions.contains(&output.direction)) {
            add_units(&mut sums, output.asset, output.amount);
        }
        sums
    };
    let sum = |direction: &str| main(&sums(&[direction]));
    let paid = !record.spent.is_empty();
    let public = record.call != CallKind::Transfer.to_byte();
    // The notes are bound by the chain's headers; what the node says counts only where they say nothing
    // (docs/protocol §9.5).
    let told = (record.asset, record.amount);
    let seen = |units: Units| Some(main(&units)).filter(|(_, units)| *units > 0).unwrap_or(told);
    let (what, (asset, amount)) = if record.call == CallKind::Shield.to_byte() {
        ("shielded", seen(sums(&["sent", "received"])))
    } else if paid && record.call == CallKind::Unshield.to_byte() {
        let mut left = gone(record);
        subtract(&mut left, sums(&["sent", "received"]));
        ("unshielded", seen(left))
    } else if !record.sent.is_empty() {
        ("sent", sum("sent"))
    } else if !record.received.is_empty() {
        (if paid { "moved" } else { "received" }, sum("received"))
    } else if !paid {
        ("received", main(&record.change))
    } else {
        let gone = gone(record);
        match gone.is_empty() {
            true => ("consolidated", main(&record.change)),
            // To a scope of the owner that this wallet does not know (docs/protocol §9.6).
            false => ("sent", main(&gone)),
        }
    };
    Entry {
        bundle_id: record.bundle_id,
        what,
        state: if record.block <= finalized { "finalized" } else { "included" },
        block: Some(record.block),
        expiry: None,
        asset,
        amount,
        fee: if paid { record.fee } else { 0 },
        account: public.then(|| to_ss58(&record.party)),
        outputs,
        last_error: None,
    }
}

/// What left and came back in nothing that this wallet sees.
fn gone(record: &HistoryRecord) -> Units {
    let mut gone = record.spent.clone();
    let fee = (AssetId::NATIVE.to_wire(), u128::from(record.fee));
    subtract(&mut gone, record.change.clone().into_iter().chain([fee]));
    gone
}

/// Takes units off, as far as there are any, and leaves no asset of which there are none.
fn subtract(from: &mut Units, units: impl IntoIterator<Item = (u64, u128)>) {
    for (asset, units) in units {
        if let Some(left) = from.get_mut(&asset) {
            *left = left.saturating_sub(units);
        }
    }
    from.retain(|_, left| *left > 0);
}

/// The asset that a transaction is about: the native one where nothing of another moves, since it pays the fees.
fn main(units: &Units) -> (u64, u128) {
    let moved = units.iter().rfind(|(_, units)| **units > 0).or(units.last_key_value());
    moved.map_or((AssetId::NATIVE.to_wire(), 0), |(asset, units)| (*asset, *units))
}

/// A transaction in no block; `None` for one that is in a block, which the history has.
fn off_chain(record: &PendingRecord) -> Option<Entry> {
    let state = match record.state {
        PendingState::InFlight => "submitted",
        PendingState::Expired => "expired",
        PendingState::Failed => "failed",
        PendingState::Superseded => "superseded",
        PendingState::Included(_) => return None,
    };
    let what = match record.kind.as_str() {
        "shield" => "shielded",
        "unshield" => "unshielded",
        "consolidate" => "consolidated",
        "move" => "moved",
        _ => "sent",
    };
    let unshield = what == "unshielded";
    let output = EntryOutput {
        direction: "sent",
        scope: record.scope.clone(),
        address: Some(record.recipient.clone()),
        asset: record.asset,
        amount: record.amount,
        memo: record.memo.clone(),
    };
    Some(Entry {
        bundle_id: record.bundle_id,
        what,
        state,
        block: None,
        expiry: Some(record.expiry),
        asset: record.asset,
        amount: record.amount,
        fee: record.fee,
        account: unshield.then(|| record.recipient.clone()),
        outputs: if matches!(what, "sent" | "moved" | "shielded") {
            vec![output]
        } else {
            Vec::new()
        },
        last_error: record.last_error.clone(),
    })
}
