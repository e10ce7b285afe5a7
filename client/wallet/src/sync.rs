//! Following the chain: reorganisations, ranges of blocks, finality, rebroadcast.
//!
//! What is requested depends on the height the wallet has reached and on nothing else: two wallets at
//! the same height send the same requests, whatever they own. Each range is scanned in memory and
//! committed in one transaction, so a sync that is killed resumes after its last range.

use crate::assets::OtherDecimals;
use crate::error::WalletError;
use crate::node::{fetch, ChainInfo, Head, Node, NodeError, SubmitError};
use crate::scan::{self, Problem, ScanKeys};
use crate::store::{
    Batch, BlockRow, ChainState, HistoryRecord, NoteRecord, PendingRecord, PendingState,
    SpendRecord, Store, StoreError, Submission,
};
use std::collections::HashMap;

/// Blocks asked for at a time.
pub const RANGE: u32 = 256;
/// Blocks kept below the finalized one: more than the anchor window.
const KEPT_BLOCKS: u32 = 16_384;
/// Reorganisations between two requests of one sync before the node is called inconsistent.
const MAX_RESTARTS: u32 = 8;

/// How far a sync is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The block before which the sync began.
    pub from: u32,
    /// Latest block scanned.
    pub at: u32,
    /// The node's best block.
    pub best: u32,
}

/// What a sync did.
#[derive(Debug, Default)]
pub struct SyncReport {
    /// Latest block scanned.
    pub tip: u32,
    /// Latest block known to be final.
    pub finalized: u32,
    /// Blocks scanned.
    pub scanned: u32,
    /// Notes found.
    pub found: usize,
    /// A reorganisation: the wallet's former tip, and the highest block that both chains have.
    pub rewound: Option<(u32, u32)>,
    /// Outputs that could be decrypted and are not notes.
    pub problems: Vec<Problem>,
    /// Pending transactions that were submitted again.
    pub rebroadcast: Vec<[u8; 32]>,
    /// Pending transactions that can no longer be included.
    pub expired: Vec<[u8; 32]>,
    /// Pending transactions whose notes another transaction spent.
    pub superseded: Vec<[u8; 32]>,
    /// Assets of the wallet whose amounts have other decimals than the user has accepted.
    pub other_decimals: Vec<OtherDecimals>,
    /// Why the list of assets is still that of an earlier sync.
    pub assets_problem: Option<NodeError>,
    /// Set where the node has fewer blocks than the wallet has seen: its best block.
    pub behind: Option<u32>,
}

/// Whether the node's blocks continue the wallet's.
enum Followed {
    ToTheEnd,
    Reorganised,
}

/// Brings the store up to the node's best block and settles what became final.
///
/// # Errors
/// [`WalletError::Node`] for every way in which the node cannot be believed; [`WalletError::Store`].
pub async fn sync(
    store: &mut Store,
    keys: &ScanKeys,
    node: &impl Node,
    progress: &mut dyn FnMut(Progress),
) -> Result<(ChainInfo, SyncReport), WalletError> {
    let info = node.info().await?;
    info.check_protocol().map_err(NodeError::OtherProtocol)?;
    adopt(store, &info)?;
    let mut report = SyncReport::default();
    let mut restarts = 0;
    loop {
        align(store, node, &info, &mut report).await?;
        match follow(store, keys, node, &info, &mut report, progress).await? {
            Followed::ToTheEnd => break,
            Followed::Reorganised if restarts < MAX_RESTARTS => restarts += 1,
            Followed::Reorganised => {
                let block = store.view().tip()?.map_or(0, |tip| tip.number + 1);
                return Err(lying(block, "its blocks do not follow on one another").into());
            }
        }
    }
    settle(store, &info, &mut report)?;
    Ok((info, report))
}

fn lying(block: u32, what: impl Into<String>) -> NodeError {
    NodeError::Lying { block, what: what.into() }
}

/// Binds an empty store to the node's chain; refuses another chain than the store's.
fn adopt(store: &mut Store, info: &ChainInfo) -> Result<(), WalletError> {
    match store.view().chain()? {
        Some(chain) if chain.genesis == info.genesis_hash => Ok(()),
        Some(chain) => Err(WalletError::Node(NodeError::OtherChain {
            expected: format!("0x{}", hex::encode(chain.genesis)),
            got: format!("0x{}", hex::encode(info.genesis_hash)),
        })),
        None => store.transact(|batch| {
            Ok(batch.put_chain(&ChainState { genesis: info.genesis_hash, finalized: 0 })?)
        }),
    }
}

/// Makes the wallet's tip a block of the node's best chain, rewinding what is not.
async fn align(
    store: &mut Store,
    node: &impl Node,
    info: &ChainInfo,
    report: &mut SyncReport,
) -> Result<(), WalletError> {
    let Some(tip) = store.view().tip()? else { return Ok(()) };
    let start = tip.number.min(info.best.number);
    let ancestor = common_ancestor(store, node, start).await?;
    report.behind = None;
    if ancestor.number == tip.number {
        return Ok(());
    }
    if ancestor.number == info.best.number {
        // The node has only blocks that the wallet knows: it lags, nothing was undone.
        report.behind = Some(info.best.number);
        return Ok(());
    }
    store.transact(|batch| rewind(batch, Some(&ancestor)))?;
    report.rewound = Some((tip.number, ancestor.number));
    Ok(())
}

/// The highest block at or below `start` that wallet and node share, looking back in doubling steps.
/// Block 0 is always remembered, so a reorganisation beyond the wallet's memory begins again there.
async fn common_ancestor(
    store: &Store,
    node: &impl Node,
    start: u32,
) -> Result<BlockRow, WalletError> {
    let (mut upper, mut step) = (start, 1);
    loop {
        let from = (upper + 1).saturating_sub(step);
        let blocks = fetch(node, from, upper + 1 - from).await?;
        for block in blocks.iter().rev() {
            if let Some(known) = store.view().block(block.number)? {
                // A hash stands for root and position, in what was scanned. They are compared all the same: a
                // store that says otherwise, whoever made it do so, is put right by any honest node.
                let same_tree =
                    known.root == block.root && known.next_position == block.next_position;
                if known.hash == block.hash && same_tree {
                    return Ok(known);
                }
            }
        }
        if from == 0 {
            return Err(lying(0, "it serves another block 0 than the one it names, or none").into());
        }
        upper = from - 1;
        step = (step * 2).min(RANGE);
    }
}

/// Undoes everything after `ancestor`, or everything there is: notes, spent marks, history, tree,
/// blocks, finality. Pending transactions that were in an undone block are in flight again.
///
/// # Errors
/// [`StoreError`].
pub fn rewind(batch: &Batch<'_>, ancestor: Option<&BlockRow>) -> Result<(), StoreError> {
    let undone = |block: u32| ancestor.is_none_or(|ancestor| block > ancestor.number);
    if let Some(chain) = batch.chain()? {
        // What an earlier node called final was not: believe the next one from here on.
        let finalized = chain.finalized.min(ancestor.map_or(0, |block| block.number));
        batch.put_chain(&ChainState { finalized, ..chain })?;
    }
    for mut note in batch.all::<NoteRecord>()? {
        if undone(note.block) {
            batch.remove::<NoteRecord>(&note.position.to_le_bytes())?;
        } else if note.spent.is_some_and(|spent| undone(spent.block)) {
            note.spent = None;
            batch.put(&note)?;
        }
    }
    for entry in batch.all::<HistoryRecord>()? {
        if undone(entry.block) {
            batch.remove::<HistoryRecord>(&entry.bundle_id)?;
        }
    }
    for spend in batch.all::<SpendRecord>()? {
        if undone(spend.block) {
            batch.remove::<SpendRecord>(&spend.bundle_id)?;
        }
    }
    for mut record in batch.all::<PendingRecord>()? {
        if matches!(record.state, PendingState::Included(block) if undone(block)) {
            record.state = PendingState::InFlight;
            batch.put(&record)?;
        }
    }
    batch.truncate_tree(ancestor.map_or(0, |block| block.next_position))?;
    batch.remove_blocks_from(ancestor.map_or(0, |block| block.number + 1))
}

/// Scans from the wallet's tip to the node's best block.
async fn follow(
    store: &mut Store,
    keys: &ScanKeys,
    node: &impl Node,
    info: &ChainInfo,
    report: &mut SyncReport,
    progress: &mut dyn FnMut(Progress),
) -> Result<Followed, WalletError> {
    let began = store.view().tip()?.map_or(0, |tip| tip.number);
    loop {
        let tip = store.view().tip()?;
        let at = tip.map_or(0, |tip| tip.number);
        progress(Progress { from: began, at, best: info.best.number.max(at) });
        let from = tip.map_or(0, |tip| tip.number + 1);
        if from > info.best.number {
            return Ok(Followed::ToTheEnd);
        }
        let blocks = fetch(node, from, RANGE).await?;
        let Some(first) = blocks.first() else { return Ok(Followed::ToTheEnd) };
        match tip {
            Some(tip) if first.parent_hash != tip.hash => return Ok(Followed::Reorganised),
            None if first.hash != info.genesis_hash => {
                return Err(
                    lying(0, "its hash is not the genesis hash that the node itself names").into()
                )
            }
            _ => {}
        }
        let changes = scan::scan(store.view(), keys, &info.genesis_hash, &blocks)?;
        store.transact(|batch| changes.write(batch))?;
        report.scanned += blocks.len() as u32;
        report.found += changes.found;
        report.problems.extend(changes.problems);
    }
}

/// Records what is final now, and what that means for pending transactions.
fn settle(store: &mut Store, info: &ChainInfo, report: &mut SyncReport) -> Result<(), WalletError> {
    let tip = store.view().tip()?.map_or(0, |tip| tip.number);
    report.tip = tip;
    let chain = store
        .view()
        .chain()?
        .ok_or_else(|| StoreError::Damaged("the chain's identity is missing".into()))?;
    if info.finalized.number <= tip {
        if let Some(known) = store.view().block(info.finalized.number)? {
            if known.hash != info.finalized.hash {
                return Err(lying(
                    info.finalized.number,
                    "it is called final, but another block is on the best chain",
                )
                .into());
            }
        }
    }
    let finalized = chain.finalized.max(info.finalized.number).min(tip);
    report.finalized = finalized;
    store.transact(|batch| {
        settle_pending(batch, chain, finalized, report).map_err(WalletError::from)
    })
}

fn settle_pending(
    batch: &Batch<'_>,
    chain: ChainState,
    finalized: u32,
    report: &mut SyncReport,
) -> Result<(), StoreError> {
    let notes = batch.all::<NoteRecord>()?;
    let final_spends: HashMap<_, _> = notes
        .iter()
        .filter_map(|note| note.spent.map(|spent| (note.nullifier, spent)))
        .filter(|(_, spent)| spent.block <= finalized)
        .collect();
    let taken = |record: &PendingRecord| {
        let spent = record.spends.iter().filter_map(|nullifier| final_spends.get(nullifier));
        spent.into_iter().any(|spent| spent.bundle_id != record.bundle_id)
    };
    for mut record in batch.all::<PendingRecord>()? {
        match record.state {
            // Final: the history has it.
            PendingState::Included(block) if block <= finalized => {
                batch.remove::<PendingRecord>(&record.bundle_id)?
            }
            PendingState::InFlight if taken(&record) => {
                record.state = PendingState::Superseded;
                batch.put(&record)?;
                report.superseded.push(record.bundle_id);
            }
            // Every block that might have included it is final and was scanned.
            PendingState::InFlight if record.expiry <= finalized => {
                record.state = PendingState::Expired;
                batch.put(&record)?;
                report.expired.push(record.bundle_id);
            }
            _ => {}
        }
    }
    batch.put_chain(&ChainState { finalized, ..chain })?;
    batch.forget_blocks_before(finalized.saturating_sub(KEPT_BLOCKS))
}

/// Submits every transaction that is in flight once more, the same bytes, and returns those that the
/// node took. A refusal is noted and changes nothing, since the block that includes the transaction may
/// be one the wallet has not seen yet; except for a shield whose extrinsic is known to have failed.
/// `finalized` is that of the sync before.
///
/// # Errors
/// [`WalletError::Store`].
pub async fn rebroadcast(
    store: &mut Store,
    node: &impl Node,
    finalized: &Head,
) -> Result<Vec<[u8; 32]>, WalletError> {
    let mut taken = Vec::new();
    let in_flight: Vec<PendingRecord> = store.view().all()?;
    for mut record in in_flight.into_iter().filter(|record| record.state == PendingState::InFlight)
    {
        let before = (record.state, record.last_error.clone());
        record.last_error = match submit(node, &record.submission).await {
            Ok(()) => {
                taken.push(record.bundle_id);
                None
            }
            Err(SubmitError::AlreadyKnown) => None,
            Err(SubmitError::Node(error)) => Some(error.to_string()),
            Err(refused) => {
                if has_failed(node, &record, finalized).await.unwrap_or(false) {
                    record.state = PendingState::Failed;
                }
                Some(refused.to_string())
            }
        };
        if before != (record.state, record.last_error.clone()) {
            store.transact(|batch| batch.put(&record))?;
        }
    }
    Ok(taken)
}

/// Whether a shield in flight came to nothing: in a finalized block its account is past the extrinsic's
/// nonce, and no finalized block, all of which were scanned, holds the bundle. Asks only about
/// the account that signed, which the extrinsic shows anyway.
///
/// # Errors
/// [`NodeError`].
pub async fn has_failed(
    node: &impl Node,
    record: &PendingRecord,
    finalized: &Head,
) -> Result<bool, NodeError> {
    match &record.submission {
        Submission::Pool(_) => Ok(false),
        Submission::Extrinsic { account, nonce, .. } => {
            Ok(node.account_nonce(account, &finalized.hash).await? > *nonce)
        }
    }
}

/// Submits the bytes in the way that their kind takes.
///
/// # Errors
/// [`SubmitError`].
pub async fn submit(node: &impl Node, submission: &Submission) -> Result<(), SubmitError> {
    match submission {
        Submission::Pool(bytes) => node.submit(bytes).await,
        Submission::Extrinsic { bytes, .. } => node.submit_extrinsic(bytes).await,
    }
}
