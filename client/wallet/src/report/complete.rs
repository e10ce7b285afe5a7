//! Whether a report leaves anything out: the chain is read again with the scope's key (docs/protocol §15.4).

use super::{paid, Receipt, Report};
use crate::error::WalletError;
use crate::evidence::{pool_call, read_header, whole, WholeBlock};
use crate::keys::ViewingKey;
use crate::node::{NodeError, WholeBlocks};
use shoji_shielded::bundle::OUTPUTS;
use shoji_shielded::encryption::{try_decrypt_batch, PreparedIncomingViewingKey};
use shoji_shielded::field::{self, Base};
use shoji_shielded::keys::FullViewingKey;
use shoji_shielded::note::nullifier;
use std::collections::{BTreeMap, BTreeSet};

/// Blocks asked for at a time.
const PAGE: u32 = 256;

/// One side of the scope.
struct Side {
    internal: bool,
    nk: Option<Base>,
}

/// What the chain has of the scope.
struct Scan {
    prepared: Vec<PreparedIncomingViewingKey>,
    sides: Vec<Side>,
    /// Positions by nullifier.
    notes: BTreeMap<[u8; 32], u64>,
    /// Position and side of the receipts of the period.
    receipts: BTreeSet<(u64, bool)>,
    /// Block, extrinsic and position of the spends of the period.
    spends: BTreeSet<(u32, u32, u64)>,
    /// What opens payments.
    full: Option<FullViewingKey>,
    /// Positions of the payments of the period.
    payments: BTreeSet<u64>,
}

/// Reads the chain from its start to the report's last block with `key`, or with the key that is shown with the
/// report, and compares what the scope received, spent and paid in the period with the report's rows. Every block with
/// pool calls is read whole and checked against its header, and the headers lead to the report's last one. Returns
/// what the report leaves out or has too much. `progress` is told the block and the last one.
///
/// # Errors
/// [`WalletError::Evidence`] where there is no key; [`WalletError::Node`] where the node's chain is not the
/// report's.
pub async fn completeness(
    report: &Report,
    key: Option<&ViewingKey>,
    node: &impl WholeBlocks,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Vec<String>, WalletError> {
    let shown = report.key().map_err(WalletError::Evidence)?.map(|(key, _)| key);
    let key = key.cloned().or(shown).ok_or_else(|| {
        WalletError::Evidence("whether a report is complete takes the scope's viewing key".into())
    })?;
    let mut scan = Scan::new(&key);
    let end = read_header(&report.last.0).map_err(WalletError::Evidence)?.1;
    let (mut next, mut parent) = (0, None);
    while next <= report.to {
        let count = PAGE.min(report.to - next + 1);
        let served = node.blocks(next, count).await?;
        if served.is_empty() || served.len() > count as usize {
            let what = format!("{} blocks from {next} on", served.len());
            return Err(NodeError::Malformed { method: "shoji_blocks".into(), what }.into());
        }
        for served in served {
            let lying = |what: &str| NodeError::Lying { block: next, what: what.into() };
            let (header, hash, digest) =
                read_header(&served.header).map_err(|what| lying(&what))?;
            if header.number != next || parent.is_some_and(|parent| parent != header.parent_hash) {
                return Err(lying("it does not follow the block before it").into());
            }
            if digest.effective().next().is_some() {
                let period = report.from <= next;
                scan.block(&whole(node, served, next).await?, period)?;
            }
            progress(next, report.to);
            (parent, next) = (Some(hash), next + 1);
        }
    }
    if parent != Some(end) {
        let what = "it is not the last block of the report".into();
        return Err(NodeError::Lying { block: report.to, what }.into());
    }
    Ok(scan.compare(report))
}

impl Scan {
    fn new(key: &ViewingKey) -> Scan {
        let sides = match key {
            ViewingKey::Incoming(ivk) => vec![(ivk, Side { internal: false, nk: None })],
            ViewingKey::Full(key) => vec![
                (&key.ivk, Side { internal: false, nk: Some(key.nk) }),
                (&key.ivk_int, Side { internal: true, nk: Some(key.nk_int()) }),
            ],
        };
        let prepare = |(ivk, side)| (PreparedIncomingViewingKey::new(ivk), side);
        let (prepared, sides) = sides.into_iter().map(prepare).unzip();
        let full = match key {
            ViewingKey::Incoming(_) => None,
            ViewingKey::Full(key) => Some(key.clone()),
        };
        let (notes, receipts, spends, payments) = Default::default();
        Scan { prepared, sides, notes, receipts, spends, full, payments }
    }

    fn block(&mut self, block: &WholeBlock, period: bool) -> Result<(), WalletError> {
        let lying = |what: String| NodeError::Lying { block: block.number, what };
        let indices: Vec<u32> = block.digest.effective().collect();
        let first = block.digest.next_position.checked_sub((indices.len() * OUTPUTS) as u64);
        let first = first.ok_or_else(|| lying("it has more outputs than leaves".into()))?;
        for (index, place) in indices.into_iter().zip(0u64..) {
            let missing = || lying(format!("it has no extrinsic {index}"));
            let extrinsic = block.extrinsics.get(index as usize).ok_or_else(missing)?;
            let bundle = pool_call(extrinsic).map_err(lying)?.bundle;
            // A bundle spends only notes of earlier blocks.
            let mut spends = false;
            for published in &bundle.nullifiers {
                if let Some(position) = self.notes.get(published).filter(|_| period) {
                    self.spends.insert((block.number, index, *position));
                    spends = true;
                }
            }
            let first = first + place * OUTPUTS as u64;
            if let Some(key) = self.full.as_ref().filter(|_| spends) {
                let sent = (first..).zip(&bundle.outputs);
                let sent = sent.filter(|(_, output)| paid::payment(key, output).is_some());
                self.payments.extend(sent.map(|(position, _)| position));
            }
            let found = try_decrypt_batch(&self.prepared, &bundle.outputs);
            for ((found, output), position) in found.into_iter().zip(&bundle.outputs).zip(first..) {
                let Ok(Some((_, side))) = found else { continue };
                let Some(Side { internal, nk }) = self.sides.get(side) else { continue };
                if period {
                    self.receipts.insert((position, *internal));
                }
                if let (Some(nk), Some(cm)) = (nk, field::from_bytes(&output.cm)) {
                    let nullifier = field::to_bytes(&nullifier(nk, &cm, position));
                    self.notes.insert(nullifier, position);
                }
            }
        }
        Ok(())
    }

    fn compare(&self, report: &Report) -> Vec<String> {
        let stated = |receipt: &Receipt| Some((receipt.position.0, receipt.internal?));
        let receipts: BTreeSet<(u64, bool)> = report.receipts.iter().filter_map(stated).collect();
        let spends = report.spends.iter();
        let spends: BTreeSet<(u32, u32, u64)> =
            spends.map(|spend| (spend.block, spend.extrinsic, spend.position.0)).collect();
        let payments: BTreeSet<u64> = report.payments.iter().map(|row| row.position.0).collect();
        let side = |internal: &bool| if *internal { "change" } else { "a receipt" };
        let mut differences: Vec<String> = Vec::new();
        for (position, internal) in self.receipts.difference(&receipts) {
            differences.push(format!("{} at position {position} is left out", side(internal)));
        }
        for (position, internal) in receipts.difference(&self.receipts) {
            differences
                .push(format!("{} at position {position} is none of the key's", side(internal)));
        }
        // A report of receipts alone says nothing of spends, whatever the key shows.
        for (block, index, position) in
            self.spends.difference(&spends).filter(|_| report.kind == super::FULL)
        {
            differences.push(format!(
                "the spend of the note at position {position} in {block}-{index} is left out"
            ));
        }
        for (block, index, position) in spends.difference(&self.spends) {
            differences
                .push(format!("the note at position {position} is not spent in {block}-{index}"));
        }
        let missing = self.payments.difference(&payments).filter(|_| report.kind == super::FULL);
        differences.extend(missing.map(|position| paid::left_out(*position)));
        for position in payments.difference(&self.payments) {
            differences.push(format!("the payment at position {position} is none of the key's"));
        }
        differences
    }
}
