//! Making a report from a wallet's store and a node's blocks.

use super::{
    paid, totals, Payment, Receipt, Report, ReportBlock, ReportTransaction, Spend, FORMAT, FULL,
    INCOMING,
};
use crate::error::WalletError;
use crate::evidence::{
    block, check_kept, header, read_header, Bytes, Decimal, Included, Inclusion, Opening,
};
use crate::keys::ViewingKey;
use crate::node::{NodeError, WholeBlocks};
use crate::tree;
use crate::wallet::Wallet;
use shoji_shielded::digest::PoolDigest;
use shoji_shielded::encryption::{try_decrypt, PreparedIncomingViewingKey};
use shoji_shielded::field;
use shoji_shielded::tree::{digit, Path};
use std::collections::{BTreeMap, BTreeSet};

/// What a report shall be of.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Label of the scope; of no account where the wallet only watches, which it does for one.
    pub scope: &'a str,
    /// First block of the period.
    pub from: u32,
    /// Last block of the period; the latest final one that the wallet knows where none is given.
    pub to: Option<u32>,
    /// Whether the scope's viewing key is shown with the report, so that others can see that no row is missing.
    pub with_viewing_key: bool,
}

/// A payment as the store has it: block, extrinsic, address, asset, units and memo.
type SentTo = (u32, u32, String, u64, u128, Vec<u8>);

/// What the store knows that a report has to show.
#[derive(Default)]
struct Plan {
    /// Extrinsics by block.
    extrinsics: BTreeMap<u32, BTreeSet<u32>>,
    /// Positions of the notes wanted; `None` for whatever the key opens in these extrinsics.
    positions: Option<BTreeSet<u64>>,
    /// Nullifier and position of the notes spent, by block and extrinsic.
    spends: Vec<(u32, u32, [u8; 32], u64)>,
    /// Payments in the bundles of these spends, in order.
    sent: Vec<SentTo>,
}

/// Makes a report. `progress` is told how many of how many blocks were read.
///
/// # Errors
/// [`WalletError::Input`] for a period that is not there or not final; [`WalletError::Node`] where the node's
/// blocks are not those that the wallet knows.
pub async fn make(
    wallet: &Wallet,
    node: &impl WholeBlocks,
    ask: Ask<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Report, WalletError> {
    let chain = wallet.store().view().chain()?.ok_or(WalletError::NotSynced)?;
    let (from, to) = (ask.from, ask.to.unwrap_or(chain.finalized));
    if to > chain.finalized || from > to {
        return Err(WalletError::Input(format!(
            "a period from block {from} to {to} is none, or is not final: the latest final block that this wallet knows is {}",
            chain.finalized
        )));
    }
    let key = report_key(wallet, ask.scope)?;
    let plan = plan(wallet, ask.scope, &key, from, to)?;
    let (first, (last, digest)) = (header(node, from).await?.0, header(node, to).await?);
    check_kept(wallet, to, &read_header(&last.0).map_err(WalletError::Evidence)?.1)?;
    let mut report = Report {
        format: FORMAT.into(),
        genesis: chain.genesis.into(),
        kind: if matches!(key, ViewingKey::Full(_)) { FULL } else { INCOMING }.into(),
        from,
        to,
        first,
        last,
        viewing_key: ask.with_viewing_key.then(|| key.encode(wallet.network()).to_string()),
        blocks: Vec::new(),
        receipts: Vec::new(),
        spends: Vec::new(),
        payments: Vec::new(),
        totals: Vec::new(),
    };
    let count = plan.extrinsics.len();
    for (done, (number, indices)) in plan.extrinsics.iter().enumerate() {
        progress(done, count);
        let whole = block(node, *number).await?;
        check_kept(wallet, *number, &whole.hash)?;
        let mut transactions = Vec::new();
        for index in indices {
            let lying = |what: String| NodeError::Lying { block: *number, what };
            let inclusion = Inclusion::of(&whole, *index).map_err(lying)?;
            let included = inclusion.check(&chain.genesis).map_err(lying)?;
            receipts(wallet, &mut report, &plan, &key, &included, digest.next_position)?;
            spends(&mut report, &plan, &included);
            payments(wallet, &mut report, &key, &included);
            transactions.push(ReportTransaction { index: *index, proof: inclusion.proof });
        }
        report.blocks.push(ReportBlock { header: Bytes(whole.header), transactions });
    }
    progress(count, count);
    report.receipts.sort_by_key(|receipt| receipt.position.0);
    complete(&report, &plan, &digest)?;
    report.totals = totals::totals(&report).map_err(WalletError::Evidence)?;
    Ok(report)
}

/// What opens the scope's notes.
fn report_key(wallet: &Wallet, scope: &str) -> Result<ViewingKey, WalletError> {
    match wallet.watches() {
        Some(key) => Ok(key.clone()),
        None => wallet.viewing_key(scope, true),
    }
}

fn plan(
    wallet: &Wallet,
    scope: &str,
    key: &ViewingKey,
    from: u32,
    to: u32,
) -> Result<Plan, WalletError> {
    let scope = if wallet.watches().is_some() { "" } else { scope };
    let (period, history) = (from..=to, wallet.history()?);
    let mut plan = Plan::default();
    let place: BTreeMap<[u8; 32], (u32, u32)> = history
        .iter()
        .map(|record| (record.bundle_id, (record.block, record.extrinsic_index)))
        .collect();
    let mut add = |(block, index): (u32, u32)| {
        plan.extrinsics.entry(block).or_default().insert(index);
    };
    let ViewingKey::Full(full) = key else {
        let received = history.iter().filter(|record| period.contains(&record.block));
        received
            .filter(|record| record.received.iter().any(|receipt| receipt.scope == scope))
            .for_each(|record| add((record.block, record.extrinsic_index)));
        return Ok(plan);
    };
    let unknown = || {
        WalletError::Evidence(
            "the wallet's notes and history do not fit together: run 'shoji sync --rescan'".into(),
        )
    };
    let mut positions = BTreeSet::new();
    for note in wallet.notes()?.into_iter().filter(|note| note.scope == scope && note.block <= to) {
        let spent = note.spent.filter(|spent| period.contains(&spent.block));
        if let Some(spent) = &spent {
            let at = *place.get(&spent.bundle_id).ok_or_else(unknown)?;
            add(at);
            plan.spends.push((at.0, at.1, note.nullifier, note.position));
        }
        if spent.is_some() || period.contains(&note.block) {
            add(*place.get(&note.bundle_id).ok_or_else(unknown)?);
            positions.insert(note.position);
        }
    }
    plan.positions = Some(positions);
    let spending: BTreeSet<(u32, u32)> =
        plan.spends.iter().map(|spend| (spend.0, spend.1)).collect();
    for record in history {
        let at = (record.block, record.extrinsic_index);
        let sent =
            record.sent.into_iter().filter(|sent| spending.contains(&at) && sent.scope == scope);
        for sent in sent {
            if !paid::own(full, &wallet.parse_address(&sent.address)?) {
                let memo = sent.memo.to_vec();
                plan.sent.push((at.0, at.1, sent.address, sent.asset, sent.value, memo));
            }
        }
    }
    plan.sent.sort();
    Ok(plan)
}

/// Adds the rows of what the key opens in a bundle.
fn receipts(
    wallet: &Wallet,
    report: &mut Report,
    plan: &Plan,
    key: &ViewingKey,
    included: &Included,
    size: u64,
) -> Result<(), WalletError> {
    let sides = match key {
        ViewingKey::Incoming(ivk) => vec![(ivk, false)],
        ViewingKey::Full(key) => vec![(&key.ivk, false), (&key.ivk_int, true)],
    };
    for (ivk, internal) in sides {
        let ivk = PreparedIncomingViewingKey::new(ivk);
        for (output, index) in included.call.bundle.outputs.iter().zip(0u8..) {
            let position = included.first_position + u64::from(index);
            let wanted = plan.positions.as_ref().is_none_or(|wanted| wanted.contains(&position));
            let Ok(Some(note)) = try_decrypt(&ivk, output) else { continue };
            if !wanted {
                continue;
            }
            let path = tree::path(&wallet.store().view(), position, size)?;
            report.receipts.push(Receipt {
                block: included.number,
                extrinsic: included.index,
                output: index,
                internal: (included.number >= report.from).then_some(internal),
                position: Decimal(position),
                commitment: output.cm.into(),
                opening: Opening::of(&note, wallet.network()),
                path: siblings(&path),
            });
        }
    }
    Ok(())
}

/// Of each level the three nodes that are not on the way.
fn siblings(path: &Path) -> Vec<Bytes> {
    let level = |(level, children): (usize, &[field::Base; 4])| {
        let own = digit(path.position, level);
        let others = children.iter().enumerate().filter(|(place, _)| *place != own);
        Bytes(others.flat_map(|(_, node)| field::to_bytes(node)).collect())
    };
    path.children.iter().enumerate().map(level).collect()
}

/// Adds the rows of the notes that a bundle spends, in its order.
fn spends(report: &mut Report, plan: &Plan, included: &Included) {
    let at = (included.number, included.index);
    for nullifier in &included.call.bundle.nullifiers {
        let here = plan.spends.iter().filter(|(block, index, ..)| (*block, *index) == at);
        for (block, extrinsic, _, position) in here.filter(|(_, _, spent, _)| spent == nullifier) {
            report.spends.push(Spend {
                block: *block,
                extrinsic: *extrinsic,
                nullifier: nullifier.into(),
                position: Decimal(*position),
            });
        }
    }
}

/// Adds the rows of what the scope paid in a bundle that spends notes of it.
fn payments(wallet: &Wallet, report: &mut Report, key: &ViewingKey, included: &Included) {
    let (block, extrinsic) = (included.number, included.index);
    let spends =
        report.spends.iter().any(|spend| (spend.block, spend.extrinsic) == (block, extrinsic));
    let ViewingKey::Full(key) = key else { return };
    for (output, index) in included.call.bundle.outputs.iter().zip(0u8..).filter(|_| spends) {
        let Some(note) = paid::payment(key, output) else { continue };
        report.payments.push(Payment {
            block,
            extrinsic,
            output: index,
            position: Decimal(included.first_position + u64::from(index)),
            commitment: output.cm.into(),
            opening: Opening::of(&note, wallet.network()),
        });
    }
}

/// Checks that the blocks have all that the store says they have, and that the paths lead to their root.
fn complete(report: &Report, plan: &Plan, digest: &PoolDigest) -> Result<(), WalletError> {
    let lying = |what: &str| NodeError::Lying { block: report.to, what: what.into() };
    let found: BTreeSet<u64> = report.receipts.iter().map(|receipt| receipt.position.0).collect();
    let differs = plan.positions.as_ref().is_some_and(|wanted| *wanted != found);
    let sent = |payment: &Payment| {
        let Payment { block, extrinsic, opening, .. } = payment;
        let Opening { address, asset, value, memo, .. } = opening.clone();
        (*block, *extrinsic, address, asset.0, value.0, memo.0)
    };
    let mut sent: Vec<SentTo> = report.payments.iter().map(sent).collect();
    sent.sort();
    if differs || report.spends.len() != plan.spends.len() || sent != plan.sent {
        let what = "its chain has not the notes, spends and payments that this wallet was told of before ('shoji sync --rescan' reads everything again)";
        return Err(lying(what).into());
    }
    let paths = report.receipts.iter().map(|receipt| super::proven::path(receipt, &digest.root));
    let paths: Result<Vec<()>, String> = paths.collect();
    paths.map_err(|what| lying(&what).into()).map(|_| ())
}
