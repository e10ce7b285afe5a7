//! One range of blocks against the state before it.

use super::{audited, Changes, Finding, Problem, ScanKeys};
use crate::error::WalletError;
use crate::node::{BundleEntry, NodeError, PoolBlock};
use crate::store::{
    add_units, BlockRow, HistoryRecord, NoteRecord, PendingRecord, PendingState, Received, Sent,
    Spent, Units, View,
};
use crate::tree::{Growth, TreeError};
use shoji_shielded::audit::AuditRecord;
use shoji_shielded::bundle::{Bundle, CallKind};
use shoji_shielded::encryption::DecryptedNote;
use shoji_shielded::field::{self, Base};
use shoji_shielded::note::nullifier;
use shoji_shielded::sighash::{bundle_id, sighash};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Scans `blocks`, which must continue the store's tip.
///
/// # Errors
/// [`NodeError::Lying`] where root or next position of a block do not follow from its bundles;
/// [`NodeError::Malformed`] for bundles that no chain accepts; [`WalletError::Store`].
pub fn scan(
    view: View<'_>,
    keys: &ScanKeys,
    genesis: &[u8; 32],
    blocks: &[PoolBlock],
) -> Result<Changes, WalletError> {
    let size = view.tip()?.map_or(0, |tip| tip.next_position);
    let decoded = blocks.iter().map(decode).collect::<Result<Vec<_>, _>>()?;
    let flat: Vec<&Bundle> = decoded.iter().flatten().collect();
    let mut findings = keys.open_all(&flat).into_iter().zip(keys.read_all(&flat));

    let mut range = Range::new(view, Growth::at(&view, size)?)?;
    for (block, bundles) in blocks.iter().zip(&decoded) {
        for (entry, bundle) in block.bundles.iter().zip(bundles) {
            let id = bundle_id(&sighash(genesis, entry.kind, &entry.party, bundle));
            let (found, audit) = findings.next().unwrap_or_default();
            if let Some(record) = audit {
                range.account_spend(block.number, entry, (bundle, id), &record, &found);
            }
            range.bundle(block.number, entry, bundle, id, found)?;
        }
        range.end_block(block)?;
    }
    Ok(range.finish())
}

/// The bundles of a block, decoded.
fn decode(block: &PoolBlock) -> Result<Vec<Bundle>, NodeError> {
    let malformed = || NodeError::Malformed {
        method: "shoji_blocks".into(),
        what: format!("a bundle of block {} does not decode", block.number),
    };
    block
        .bundles
        .iter()
        .map(|entry| Bundle::from_unproven(&entry.bundle).ok_or_else(malformed))
        .collect()
}

/// The state while a range is scanned.
struct Range {
    growth: Growth,
    /// Every note, by nullifier.
    notes: HashMap<[u8; 32], NoteRecord>,
    /// Nullifiers of the notes that changed.
    touched: BTreeSet<[u8; 32]>,
    pending: BTreeMap<[u8; 32], PendingRecord>,
    changes: Changes,
}

impl Range {
    fn new(view: View<'_>, growth: Growth) -> Result<Range, WalletError> {
        let notes = view.all::<NoteRecord>()?;
        let pending = view.all::<PendingRecord>()?;
        Ok(Range {
            growth,
            notes: notes.into_iter().map(|note| (note.nullifier, note)).collect(),
            touched: BTreeSet::new(),
            pending: pending.into_iter().map(|record| (record.bundle_id, record)).collect(),
            changes: Changes::default(),
        })
    }

    fn bundle(
        &mut self,
        block: u32,
        entry: &BundleEntry,
        bundle: &Bundle,
        id: [u8; 32],
        found: Vec<(usize, Finding)>,
    ) -> Result<(), WalletError> {
        let first = self.growth.size();
        for output in &bundle.outputs {
            self.append(block, &output.cm)?;
        }
        let mut history = HistoryRecord {
            bundle_id: id,
            block,
            extrinsic_index: entry.extrinsic_index,
            call: entry.kind.to_byte(),
            party: entry.party,
            asset: bundle.asset_pub,
            amount: bundle.amount,
            fee: bundle.fee,
            spent: self.spend(block, bundle, id),
            change: Units::new(),
            received: Vec::new(),
            sent: Vec::new(),
        };
        // A shield to oneself is recorded under the own outgoing key too; receiving it is what counts.
        let own_shield = |output: usize| {
            let received = |(at, finding): &(usize, Finding)| {
                *at == output && matches!(finding, Finding::Note { .. })
            };
            entry.kind == CallKind::Shield && found.iter().any(received)
        };
        let repeated: Vec<bool> = (0..bundle.outputs.len()).map(own_shield).collect();
        for (output, finding) in found {
            match finding {
                Finding::Sent { .. } if repeated[output] => {}
                Finding::Mismatch { what } => {
                    self.changes.problems.push(Problem { block, bundle_id: id, output, what });
                }
                Finding::Sent { scope, address, asset, value, memo } => {
                    let memo = *memo.as_bytes();
                    history.sent.push(Sent { scope, address, asset, value, memo });
                }
                Finding::Note { scope, internal, nk, note } => {
                    let (asset, value) = (note.note.asset.to_wire(), note.note.value);
                    if internal {
                        add_units(&mut history.change, asset, value);
                    } else {
                        let (scope, memo) = (scope.clone(), *note.memo.as_bytes());
                        history.received.push(Received { scope, asset, value, memo });
                    }
                    self.changes.found += 1;
                    // With an incoming key alone a spend cannot be seen: there is nothing to keep
                    // but the receipt.
                    let Some(nk) = nk else { continue };
                    let place = (first + output as u64, bundle.outputs[output].cm);
                    let Some(note) = record((scope, internal, nk), &note, (block, id), place)
                    else {
                        continue;
                    };
                    self.touched.insert(note.nullifier);
                    self.notes.insert(note.nullifier, note);
                }
            }
        }
        let ours = !history.spent.is_empty()
            || !history.change.is_empty()
            || !history.received.is_empty()
            || !history.sent.is_empty();
        if ours || self.pending.contains_key(&id) {
            self.changes.history.push(history);
        }
        if let Some(record) = self.pending.get_mut(&id) {
            record.state = PendingState::Included(block);
            record.last_error = None;
            self.changes.pending.push(record.clone());
        }
        Ok(())
    }

    /// Notes what the account's audit words say of a bundle; its inputs are found among the notes known before it.
    fn account_spend(
        &mut self,
        block: u32,
        entry: &BundleEntry,
        (bundle, id): (&Bundle, [u8; 32]),
        record: &AuditRecord,
        found: &[(usize, Finding)],
    ) {
        let payer = |nullifier: &[u8; 32]| self.notes.get(nullifier).map(|note| note.scope.clone());
        let payers = bundle.nullifiers.each_ref().map(payer);
        let receiver = |at: usize| {
            found.iter().find_map(|(output, finding)| match finding {
                Finding::Note { scope, .. } if *output == at => Some(scope.clone()),
                _ => None,
            })
        };
        let receivers = [0, 1, 2].map(receiver);
        let place = (block, entry, id);
        self.changes.spends.push(audited::record(place, bundle, record, (payers, receivers)));
    }

    fn append(&mut self, block: u32, commitment: &[u8; 32]) -> Result<(), WalletError> {
        let lying = |what: &str| NodeError::Lying { block, what: what.into() };
        let leaf = field::from_bytes(commitment)
            .ok_or_else(|| lying("it has a commitment that is not canonical"))?;
        self.growth.append(leaf).map_err(|error| match error {
            TreeError::ZeroLeaf => lying("it has a commitment of zero").into(),
            other => WalletError::from(other),
        })
    }

    /// Marks the wallet's notes that the bundle spends; returns their units.
    fn spend(&mut self, block: u32, bundle: &Bundle, id: [u8; 32]) -> Units {
        let mut spent = Units::new();
        for nullifier in &bundle.nullifiers {
            let Some(note) = self.notes.get_mut(nullifier) else { continue };
            note.spent = Some(Spent { block, bundle_id: id });
            add_units(&mut spent, note.asset, note.value);
            self.touched.insert(*nullifier);
        }
        spent
    }

    fn end_block(&mut self, block: &PoolBlock) -> Result<(), WalletError> {
        let lying =
            |what: String| WalletError::Node(NodeError::Lying { block: block.number, what });
        if self.growth.size() != block.next_position {
            return Err(lying(format!(
                "it says that the tree has {} leaves, its bundles make {}",
                block.next_position,
                self.growth.size()
            )));
        }
        // Where a block adds nothing its root is that of the block before.
        let root = match self.changes.blocks.last() {
            Some(last) if last.next_position == block.next_position => last.root,
            _ => field::to_bytes(&self.growth.root()),
        };
        if root != block.root {
            return Err(lying("its root does not follow from its bundles".into()));
        }
        self.changes.blocks.push(BlockRow {
            number: block.number,
            hash: block.hash,
            root,
            next_position: block.next_position,
        });
        Ok(())
    }

    fn finish(mut self) -> Changes {
        self.changes.nodes = self.growth.take_new_nodes();
        self.changes.notes =
            self.touched.iter().filter_map(|nullifier| self.notes.remove(nullifier)).collect();
        self.changes
    }
}

/// The record of a note of `(scope, internal, nk)`, in `(block, bundle_id)`, at `(position, cm)`.
fn record(
    (scope, internal, nk): (String, bool, Base),
    note: &DecryptedNote,
    (block, bundle_id): (u32, [u8; 32]),
    (position, cm): (u64, [u8; 32]),
) -> Option<NoteRecord> {
    let commitment = field::from_bytes(&cm)?;
    Some(NoteRecord {
        scope,
        internal,
        diversifier: note.address.d.0,
        asset: note.note.asset.to_wire(),
        value: note.note.value,
        rseed: note.rseed.0,
        owner: field::to_bytes(&note.note.owner),
        memo: *note.memo.as_bytes(),
        commitment: cm,
        position,
        nullifier: field::to_bytes(&nullifier(&nk, &commitment, position)),
        block,
        bundle_id,
        spent: None,
    })
}
