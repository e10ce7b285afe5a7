//! A report's rows as people read them: spends, payments and receipts in the order in which they happened.

use super::{Receipt, Report};
use crate::evidence::{Bytes, Opening};
use shoji_shielded::memo::Memo;
use std::collections::BTreeMap;

/// One row.
pub(super) struct Row<'a> {
    /// `received`, `change`, `spent` or `paid`.
    pub what: &'static str,
    /// Block and extrinsic in which it happened.
    pub at: (u32, u32),
    /// Which output of the bundle, of a receipt or payment.
    pub output: Option<u8>,
    /// Position of the note.
    pub position: u64,
    /// Its commitment.
    pub commitment: &'a Bytes,
    /// What it pays.
    pub opening: &'a Opening,
    /// The nullifier, of a note that was spent.
    pub nullifier: Option<String>,
    /// The memo, of a receipt or payment whose memo is a text.
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
            output: Some(note.output),
            position: note.position.0,
            commitment: &note.commitment,
            opening: &note.opening,
            nullifier: None,
            memo: memo(&note.opening),
        })
    });
    let payments = report.payments.iter().map(|payment| Row {
        what: "paid",
        at: (payment.block, payment.extrinsic),
        output: Some(payment.output),
        position: payment.position.0,
        commitment: &payment.commitment,
        opening: &payment.opening,
        nullifier: None,
        memo: memo(&payment.opening),
    });
    let spends = report.spends.iter().filter_map(|spend| {
        let note = by_position.get(&spend.position.0)?;
        Some(Row {
            what: "spent",
            at: (spend.block, spend.extrinsic),
            output: None,
            position: note.position.0,
            commitment: &note.commitment,
            opening: &note.opening,
            nullifier: Some(spend.nullifier.to_string()),
            memo: None,
        })
    });
    let mut rows: Vec<Row<'_>> = spends.chain(payments).chain(receipts).collect();
    // Of one bundle the spends first: what went before where it went and what came back.
    rows.sort_by_key(|row| row.at);
    rows
}

fn memo(opening: &Opening) -> Option<String> {
    Memo::from_bytes(opening.memo.array("a memo").ok()?).text()
}
