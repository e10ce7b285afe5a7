//! What the sums of the transactions show: every bundle balances asset by asset (docs/protocol §5.3), so what was
//! spent and is in no row of the report went in outputs without one (docs/protocol §15.5).

use super::proven::Bundles;
use super::{Report, FULL};
use crate::assets::AssetList;
use crate::evidence::{Checked, Decimal, Included};
use crate::node::account::to_ss58;
use serde::Serialize;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::{CallKind, INPUTS, OUTPUTS};
use std::collections::BTreeMap;

/// Both sides of the balance of one asset, in units: `spent + shielded + added = returned + paid + unshielded + fee +
/// elsewhere`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// The notes of the report that were spent.
    pub spent: Decimal<u128>,
    /// Brought in by a public account, as the call says.
    pub shielded: Decimal<u128>,
    /// Received by the scope in the same bundle: change, and what it paid to itself.
    pub returned: Decimal<u128>,
    /// Paid to others.
    pub paid: Decimal<u128>,
    /// Paid out to a public account, as the call says.
    pub unshielded: Decimal<u128>,
    /// The fee of the bundle, as it says.
    pub fee: Decimal<u128>,
    /// What went in outputs without a row, less what notes without a row added; 0 where they added more.
    pub elsewhere: Decimal<u128>,
    /// What notes without a row added, less what went in outputs without a row; 0 where more went.
    pub added: Decimal<u128>,
    /// Whether `elsewhere` and `added` are exact, because each nullifier or each output of the bundle has a row.
    /// Otherwise they are the least there was, and both may be higher by the same amount.
    pub exact: bool,
}

/// What one bundle moved of one asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sum {
    /// Its block.
    pub block: u32,
    /// Its extrinsic in the block.
    pub extrinsic: u32,
    /// Asset, as on the wire.
    pub asset: Decimal<u64>,
    /// The account that was paid, SS58, of an unshield of this asset.
    pub account: Option<String>,
    /// The amounts.
    #[serde(flatten)]
    pub flow: Flow,
}

impl Sum {
    /// The balance as an equation, for people.
    pub fn describe(&self) -> String {
        let account = self.account.as_deref().map(|account| format!(" (unshielded to {account})"));
        let (flow, account) = (self.flow.describe(self.asset.0), account.unwrap_or_default());
        format!("{}-{}, asset {}: {flow}{account}", self.block, self.extrinsic, self.asset.0)
    }
}

impl Flow {
    /// Works out what remains, once the other members are there.
    ///
    /// # Errors
    /// Where the balance cannot be: every nullifier has a row, and more went out than was spent, or every output has
    /// one, and less; or a sum has more than 128 bits.
    fn settle(&mut self, hidden_inputs: usize, hidden_outputs: usize) -> Checked<()> {
        let sum = |terms: &[Decimal<u128>]| {
            let sum = terms.iter().try_fold(0u128, |sum, term| sum.checked_add(term.0));
            sum.ok_or("a sum has more than 128 bits")
        };
        let into = sum(&[self.spent, self.shielded])?;
        let out = sum(&[self.returned, self.paid, self.unshielded, self.fee])?;
        self.elsewhere = Decimal(into.saturating_sub(out));
        self.added = Decimal(out.saturating_sub(into));
        self.exact = hidden_inputs == 0 || hidden_outputs == 0;
        if hidden_inputs == 0 && self.added.0 > 0 {
            return Err(format!(
                "each of its nullifiers has a row, and {} units more went out than these notes are worth",
                self.added.0
            ));
        }
        if hidden_outputs == 0 && self.elsewhere.0 > 0 {
            return Err(format!(
                "each of its outputs has a row, and {} units less went out than was spent",
                self.elsewhere.0
            ));
        }
        Ok(())
    }

    /// Adds another balance of the asset.
    fn add(&mut self, other: &Flow) -> Checked<()> {
        for (sum, more) in [
            (&mut self.spent, other.spent),
            (&mut self.shielded, other.shielded),
            (&mut self.returned, other.returned),
            (&mut self.paid, other.paid),
            (&mut self.unshielded, other.unshielded),
            (&mut self.fee, other.fee),
            (&mut self.elsewhere, other.elsewhere),
            (&mut self.added, other.added),
        ] {
            sum.0 = sum.0.checked_add(more.0).ok_or("a sum has more than 128 bits")?;
        }
        self.exact &= other.exact;
        Ok(())
    }

    /// The equation. Terms that are nothing are left out.
    fn describe(&self, asset: u64) -> String {
        let of = AssetList(Vec::new()).denomination(asset);
        let side = |terms: &[(Decimal<u128>, &str, bool)]| {
            let terms =
                terms.iter().enumerate().filter(|(at, (units, ..))| *at == 0 || units.0 > 0);
            let term = |(units, what, least): &(Decimal<u128>, &str, bool)| {
                let least = if *least && !self.exact { "at least " } else { "" };
                format!("{least}{} {what}", of.show(units.0))
            };
            terms.map(|(_, entry)| term(entry)).collect::<Vec<_>>().join(" + ")
        };
        let into = side(&[
            (self.spent, "spent", false),
            (self.shielded, "shielded", false),
            (self.added, "of notes without a row", true),
        ]);
        let out = side(&[
            (self.paid, "paid", false),
            (self.returned, "that came back", false),
            (self.unshielded, "unshielded", false),
            (self.fee, "as fees", false),
            (self.elsewhere, "in outputs without a row", true),
        ]);
        format!("{into} = {out}")
    }
}

/// What each transaction that spends notes of the report moved, asset by asset. The rows are those that hold.
///
/// # Errors
/// Which balance cannot be.
pub(super) fn sums(report: &Report, bundles: &Bundles) -> Checked<Vec<Sum>> {
    if report.kind != FULL {
        return Ok(Vec::new());
    }
    let mut sheets: BTreeMap<(u32, u32), Sheet> =
        report.spending().into_iter().map(|at| (at, Sheet::default())).collect();
    let notes: BTreeMap<u64, _> =
        report.receipts.iter().map(|receipt| (receipt.position.0, &receipt.opening)).collect();
    for spend in &report.spends {
        let Some(sheet) = sheets.get_mut(&(spend.block, spend.extrinsic)) else { continue };
        let Some(note) = notes.get(&spend.position.0) else { continue };
        sheet.inputs += 1;
        add(&mut sheet.of(note.asset).spent, note.value.0)?;
    }
    for receipt in &report.receipts {
        let Some(sheet) = sheets.get_mut(&(receipt.block, receipt.extrinsic)) else { continue };
        sheet.outputs += 1;
        add(&mut sheet.of(receipt.opening.asset).returned, receipt.opening.value.0)?;
    }
    for payment in &report.payments {
        let Some(sheet) = sheets.get_mut(&(payment.block, payment.extrinsic)) else { continue };
        sheet.outputs += 1;
        add(&mut sheet.of(payment.opening.asset).paid, payment.opening.value.0)?;
    }
    let mut sums = Vec::new();
    for (at, sheet) in sheets {
        let Some(included) = bundles.get(&at) else { continue };
        sums.extend(sheet.close(included)?);
    }
    Ok(sums)
}

/// The same of all transactions, by asset, as equations.
///
/// # Errors
/// Where a sum has more than 128 bits.
pub(super) fn by_asset(sums: &[Sum]) -> Checked<Vec<String>> {
    let mut assets: BTreeMap<u64, Flow> = BTreeMap::new();
    for Sum { asset, flow, .. } in sums {
        assets.entry(asset.0).or_insert(Flow { exact: true, ..Flow::default() }).add(flow)?;
    }
    let line = |(asset, flow): (u64, Flow)| {
        format!("Asset {asset}, in all transactions that spend: {}.", flow.describe(asset))
    };
    Ok(assets.into_iter().map(line).collect())
}

/// The rows of one transaction.
#[derive(Default)]
struct Sheet {
    assets: BTreeMap<u64, Flow>,
    /// How many nullifiers have a row.
    inputs: usize,
    /// How many outputs.
    outputs: usize,
}

impl Sheet {
    fn of(&mut self, asset: Decimal<u64>) -> &mut Flow {
        self.assets.entry(asset.0).or_default()
    }

    /// Adds what the bundle itself says, and works out what remains.
    fn close(mut self, included: &Included) -> Checked<Vec<Sum>> {
        let (bundle, kind) = (&included.call.bundle, included.call.kind);
        let public = Decimal(bundle.asset_pub);
        match kind {
            CallKind::Shield => self.of(public).shielded = Decimal(bundle.amount),
            CallKind::Unshield => self.of(public).unshielded = Decimal(bundle.amount),
            CallKind::Transfer => {}
        }
        if bundle.fee > 0 {
            self.of(Decimal(AssetId::NATIVE.to_wire())).fee = Decimal(bundle.fee.into());
        }
        let (inputs, outputs) =
            (INPUTS.saturating_sub(self.inputs), OUTPUTS.saturating_sub(self.outputs));
        let (block, extrinsic) = (included.number, included.index);
        let close = |(asset, mut flow): (u64, Flow)| {
            flow.settle(inputs, outputs).map_err(|what| {
                format!("transaction {block}-{extrinsic} does not balance in asset {asset}: {what}")
            })?;
            let account = (flow.unshielded.0 > 0).then(|| to_ss58(&included.call.party));
            Ok(Sum { block, extrinsic, asset: Decimal(asset), account, flow })
        };
        self.assets.into_iter().map(close).collect()
    }
}

fn add(sum: &mut Decimal<u128>, units: u128) -> Checked<()> {
    sum.0 = sum.0.checked_add(units).ok_or("a sum has more than 128 bits")?;
    Ok(())
}
