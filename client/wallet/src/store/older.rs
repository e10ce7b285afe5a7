//! Stores of older versions.

use super::{
    Batch, HistoryRecord, NoteRecord, PendingRecord, PendingState, Record, StoreError, Submission,
};
use crate::sync;
use codec::{Decode, Encode};
use shoji_shielded::asset::AssetId;

/// A pending transaction of version 1, before there were other assets than the native one.
#[derive(Encode, Decode)]
pub(super) struct PendingV1 {
    pub(super) bundle_id: [u8; 32],
    pub(super) submission: Submission,
    pub(super) spends: Vec<[u8; 32]>,
    pub(super) scope: String,
    pub(super) kind: String,
    pub(super) recipient: String,
    pub(super) amount: u128,
    pub(super) fee: u64,
    pub(super) memo: Option<String>,
    pub(super) expiry: u32,
    pub(super) salt: u64,
    pub(super) state: PendingState,
    pub(super) last_error: Option<String>,
}

impl Record for PendingV1 {
    const TABLE: &'static str = PendingRecord::TABLE;

    fn identity(&self) -> Vec<u8> {
        self.bundle_id.to_vec()
    }
}

impl From<PendingV1> for PendingRecord {
    fn from(old: PendingV1) -> PendingRecord {
        PendingRecord {
            bundle_id: old.bundle_id,
            submission: old.submission,
            spends: old.spends,
            scope: old.scope,
            kind: old.kind,
            recipient: old.recipient,
            asset: AssetId::NATIVE.to_wire(),
            amount: old.amount,
            fee: old.fee,
            memo: old.memo,
            expiry: old.expiry,
            salt: old.salt,
            state: old.state,
            last_error: old.last_error,
        }
    }
}

/// Makes a store of version 1 one of this version. Scopes and pending transactions stand nowhere else and are kept;
/// everything else is read from the chain again.
///
/// # Errors
/// [`StoreError`].
pub(super) fn migrate(batch: &Batch<'_>) -> Result<(), StoreError> {
    // Of which the rows cannot be read as they are now.
    batch.clear::<NoteRecord>()?;
    batch.clear::<HistoryRecord>()?;
    for pending in batch.all::<PendingV1>()? {
        batch.put(&PendingRecord::from(pending))?;
    }
    sync::rewind(batch, None)
}
