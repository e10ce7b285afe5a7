//! A report's rows as people read them: receipts and spends in the order in which they happened.

use super::{Receipt, Report};
use shoji_shielded::memo::Memo;
use std::collections::BTreeMap;

/// One row.
pub(super) struct Row<'a> {
    /// `received`, `change` or `spent`.
    pub what: &'static str,
    /// Block and extrinsic in which it happened.
    pub at: (u32, u32),
    /// The note.
    pub note: &'a Receipt,
    /// The nullifier, of a note that was spent.
    pub nullifier: Option<String>,
    /// The memo, of a receipt whose memo is a text.
    pub memo: Option<String>,
}

/// What happened in the period, in order.
pub(super) fn rows(report: &Report) -> Vec<Row<'_>> {
    let by_position: BTreeMap<u64, &Receipt> =
        report.receipts.iter().map(|receipt| (receipt.position.0, receipt)).collect();
    let receipts = report.receipts.iter().filter_map(|note| {
        Some(Row {
            what: if note.internal? { "change" } else { "received" },
            at: (note.block, note.extrinsic),
            note,
            nullifier: None,
            memo: memo(note),
        })
    });
    let spends = report.spends.iter().filter_map(|spend| {
        Some(Row {
            what: "spent",
            at: (spend.block, spend.extrinsic),
            note: by_position.get(&spend.position.0)?,
            nullifier: Some(spend.nullifier.to_string()),
            memo: None,
        })
    });
    let mut rows: Vec<Row<'_>> = spends.chain(receipts).collect();
    // Of one bundle the spends first: what went before what came back.
    rows.sort_by_key(|row| row.at);
    rows
}

fn memo(note: &Receipt) -> Option<String> {
    Memo::from_bytes(note.opening.memo.array("a memo").ok()?).text()
}
