//! The history as people read it: one entry a transaction, change left out.

use crate::node::account::to_ss58;
use crate::store::{HistoryRecord, PendingRecord, PendingState, StoreError};
use crate::wallet::Wallet;
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
    /// Units: what was received, sent, shielded, unshielded or merged, without fee and change.
    pub amount: u128,
    /// Units of the fee this wallet paid from the pool.
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

fn on_chain(record: &HistoryRecord, finalized: u32) -> Entry {
    let text = |memo: &[u8; 128]| Memo::from_bytes(*memo).text();
    let received = record.received.iter().map(|output| EntryOutput {
        direction: "received",
        scope: output.scope.clone(),
        address: None,
        amount: output.value,
        memo: text(&output.memo),
    });
    let sent = record.sent.iter().map(|output| EntryOutput {
        direction: "sent",
        scope: output.scope.clone(),
        address: Some(output.address.clone()),
        amount: output.value,
        memo: text(&output.memo),
    });
    let sum = |direction: &str, outputs: &[EntryOutput]| {
        let amounts = outputs
            .iter()
            .filter(|output| output.direction == direction)
            .map(|output| output.amount);
        amounts.fold(0, u128::saturating_add)
    };
    let outputs: Vec<EntryOutput> = sent.chain(received).collect();
    let paid = record.spent > 0;
    let public = record.call != CallKind::Transfer.to_byte();
    // What left and came back in nothing that this wallet sees.
    let gone = record.spent.saturating_sub(record.change).saturating_sub(record.fee.into());
    let (what, amount) = if record.call == CallKind::Shield.to_byte() {
        ("shielded", record.amount)
    } else if paid && record.call == CallKind::Unshield.to_byte() {
        ("unshielded", record.amount)
    } else if !record.sent.is_empty() {
        ("sent", sum("sent", &outputs))
    } else if !record.received.is_empty() {
        (if paid { "moved" } else { "received" }, sum("received", &outputs))
    } else if !paid {
        ("received", record.change)
    } else if gone > 0 {
        // To a scope of the owner that this wallet does not know (docs/protocol §9.6).
        ("sent", gone)
    } else {
        ("consolidated", record.change)
    };
    Entry {
        bundle_id: record.bundle_id,
        what,
        state: if record.block <= finalized { "finalized" } else { "included" },
        block: Some(record.block),
        expiry: None,
        amount,
        fee: if paid { record.fee } else { 0 },
        account: public.then(|| to_ss58(&record.party)),
        outputs,
        last_error: None,
    }
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
        amount: record.amount,
        memo: record.memo.clone(),
    };
    Some(Entry {
        bundle_id: record.bundle_id,
        what,
        state,
        block: None,
        expiry: Some(record.expiry),
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
