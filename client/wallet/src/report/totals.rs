//! Sums and counts, made from the rows whenever they are needed.

use super::{Receipt, Report, Spend, Total};
use crate::evidence::{Checked, Decimal, Opening};
use std::collections::BTreeMap;

/// The totals that follow from a report's rows. Receipts of before the period are there for their spends, and
/// count as spent only.
///
/// # Errors
/// Where a spend has no receipt, or a sum has more than 128 bits.
pub(super) fn totals(report: &Report) -> Checked<Vec<Total>> {
    let mut totals: BTreeMap<u64, Total> = BTreeMap::new();
    let mut by_position: BTreeMap<u64, &Receipt> = BTreeMap::new();
    for receipt in &report.receipts {
        by_position.insert(receipt.position.0, receipt);
        let Some(internal) = receipt.internal else { continue };
        let total = of_asset(&mut totals, &receipt.opening);
        let (sum, count) = match internal {
            true => (&mut total.change, &mut total.changes),
            false => (&mut total.received, &mut total.receipts),
        };
        add(sum, count, &receipt.opening)?;
    }
    for Spend { position, .. } in &report.spends {
        let receipt = by_position.get(&position.0);
        let receipt = receipt.ok_or_else(|| {
            format!("the note at position {} is spent and not among the receipts", position.0)
        })?;
        let total = of_asset(&mut totals, &receipt.opening);
        add(&mut total.spent, &mut total.spends, &receipt.opening)?;
    }
    for payment in &report.payments {
        let total = of_asset(&mut totals, &payment.opening);
        add(&mut total.paid, &mut total.payments, &payment.opening)?;
    }
    Ok(totals.into_values().collect())
}

fn of_asset<'a>(totals: &'a mut BTreeMap<u64, Total>, opening: &Opening) -> &'a mut Total {
    let asset = opening.asset;
    totals.entry(asset.0).or_insert(Total {
        asset,
        received: Decimal(0),
        receipts: 0,
        change: Decimal(0),
        changes: 0,
        spent: Decimal(0),
        spends: 0,
        paid: Decimal(0),
        payments: 0,
    })
}

fn add(sum: &mut Decimal<u128>, count: &mut u32, opening: &Opening) -> Checked<()> {
    sum.0 = sum.0.checked_add(opening.value.0).ok_or("a sum has more than 128 bits")?;
    *count = count.saturating_add(1);
    Ok(())
}
