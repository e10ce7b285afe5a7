//! What a grant shows, row by row: to the auditor from its own scan, and to the owner before it is granted.

use crate::error::WalletError;
use crate::history::{on_chain, Entry};
use crate::store::{
    add_units, HistoryRecord, NoteRecord, Received, SpendRecord, StoreError, Units,
};
use crate::wallet::Wallet;
use shoji_shielded::grant::GrantKind;
use std::collections::HashMap;

/// All that a grant shows, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Receipts of the scope; with a full grant spends, change and what was sent as well.
    pub scope: Vec<HistoryRecord>,
    /// Bundles of an audited account, of all its scopes; none with an incoming grant.
    pub account: Vec<SpendRecord>,
    /// Whether the account is shown as an audited one.
    pub audited: bool,
    /// The latest block that is final.
    pub finalized: u32,
}

/// Sums over the rows of a scope, by asset as on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Received at the scope's addresses, from others and from itself.
    pub received: Units,
    /// Spent of the scope's notes.
    pub spent: Units,
    /// Come back to the scope as change.
    pub change: Units,
    /// Spent of the account's notes, of all scopes.
    pub account_spent: Units,
    /// Fees that the account paid from the pool, in native units.
    pub account_fees: u128,
}

impl Rows {
    /// The rows of the scope as people read them.
    pub fn entries(&self) -> Vec<Entry> {
        self.scope.iter().map(|record| on_chain(record, self.finalized)).collect()
    }

    /// The sums.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for record in &self.scope {
            for Received { asset, value, .. } in &record.received {
                add_units(&mut totals.received, *asset, *value);
            }
            record.spent.iter().for_each(|(a, units)| add_units(&mut totals.spent, *a, *units));
            record.change.iter().for_each(|(a, units)| add_units(&mut totals.change, *a, *units));
        }
        for spend in &self.account {
            let spent = spend.inputs.iter();
            spent.for_each(|note| add_units(&mut totals.account_spent, note.asset, note.value));
            totals.account_fees = totals.account_fees.saturating_add(spend.fee.into());
        }
        totals
    }
}

/// What a wallet that watches with a grant has found.
///
/// # Errors
/// [`StoreError`].
pub fn rows(wallet: &Wallet) -> Result<Rows, StoreError> {
    Ok(Rows {
        scope: wallet.history()?,
        account: wallet.account_spends()?,
        audited: wallet.audit_key().is_some(),
        finalized: wallet.store().view().chain()?.map_or(0, |chain| chain.finalized),
    })
}

/// What whoever is granted this kind of view of a scope will have found once it has read the chain up to where this
/// wallet is: computed from the wallet's own store, of which it leaves out what the granted key does not open.
///
/// # Errors
/// [`WalletError::UnknownScope`], [`WalletError::WatchOnly`], [`WalletError::Store`].
pub fn preview(wallet: &Wallet, label: &str, kind: GrantKind) -> Result<Rows, WalletError> {
    wallet.keys()?;
    wallet.check_scope(label)?;
    let full = kind == GrantKind::Full;
    let notes = wallet.notes()?;
    let (mut spent, mut change) = (HashMap::new(), HashMap::new());
    for note in notes.iter().filter(|note| full && note.scope == label) {
        if let Some(by) = note.spent {
            add(&mut spent, by.bundle_id, note);
        }
        if note.internal {
            add(&mut change, note.bundle_id, note);
        }
    }
    let shown = |mut record: HistoryRecord| {
        record.spent = spent.remove(&record.bundle_id).unwrap_or_default();
        record.change = change.remove(&record.bundle_id).unwrap_or_default();
        record.received.retain(|output| output.scope == label);
        record.sent.retain(|output| full && output.scope == label);
        // A viewing key has no label.
        record.received.iter_mut().for_each(|output| output.scope.clear());
        record.sent.iter_mut().for_each(|output| output.scope.clear());
        let seen = !record.spent.is_empty()
            || !record.change.is_empty()
            || !record.received.is_empty()
            || !record.sent.is_empty();
        seen.then_some(record)
    };
    let scope = wallet.history()?.into_iter().filter_map(shown).collect();
    let audited = full && wallet.audit_key().is_some();
    let account = match audited {
        true => wallet.account_spends()?.into_iter().map(|spend| seen_from(label, spend)).collect(),
        false => Vec::new(),
    };
    let finalized = wallet.store().view().chain()?.map_or(0, |chain| chain.finalized);
    Ok(Rows { scope, account, audited, finalized })
}

fn add(sums: &mut HashMap<[u8; 32], Units>, bundle: [u8; 32], note: &NoteRecord) {
    add_units(sums.entry(bundle).or_default(), note.asset, note.value);
}

/// A spend as it is seen with the keys of one scope: which notes are of that scope, and of no other.
fn seen_from(label: &str, mut spend: SpendRecord) -> SpendRecord {
    let only = |scope: &mut Option<String>| {
        *scope = scope.take().filter(|of| of == label).map(|_| String::new());
    };
    spend.inputs.iter_mut().for_each(|input| only(&mut input.scope));
    spend.outputs.iter_mut().for_each(|output| only(&mut output.scope));
    spend
}
