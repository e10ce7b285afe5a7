//! Making a payment: plan, build, store, submit, wait.

mod planning;

pub use planning::{check_finality, Intent, Plan};

use crate::build;
use crate::error::WalletError;
use crate::node::{ChainInfo, Node, NodeError, SubmitError};
use crate::store::{PendingRecord, PendingState, StoreError, Submission};
use crate::sync;
use crate::wallet::Wallet;
use codec::Encode;
use shoji_proofs::{VerifyingKey, TRANSFER_PUBLIC_INPUTS};
use shoji_prover::TransferProver;
use shoji_shielded::bundle::{self, Bundle, CallKind};

impl Wallet {
    /// Builds, proves and signs a planned bundle.
    ///
    /// # Errors
    /// [`WalletError::Build`], [`WalletError::WatchOnly`].
    pub fn build(
        &self,
        plan: &Plan,
        prover: &TransferProver,
    ) -> Result<(Bundle, [u8; 32]), WalletError> {
        let keys = self.keys()?;
        let draft = build::draft(keys, &plan.request)?;
        let id = draft.bundle_id();
        Ok((draft.finish(keys, prover)?, id))
    }

    /// Stores a transaction before anybody else sees it, and reserves its notes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remember(
        &mut self,
        plan: &Plan,
        bundle_id: [u8; 32],
        submission: Submission,
        expiry: u32,
    ) -> Result<PendingRecord, StoreError> {
        let record = PendingRecord {
            bundle_id,
            submission,
            spends: plan.request.inputs.iter().map(|(note, _)| note.nullifier).collect(),
            scope: plan.payer().into(),
            kind: plan.kind.into(),
            recipient: plan.recipient.clone(),
            asset: plan.request.asset.to_wire(),
            amount: plan.amount,
            fee: plan.request.fee,
            memo: plan.memo.clone(),
            expiry,
            salt: plan.request.salt,
            state: PendingState::InFlight,
            last_error: None,
        };
        self.store_mut().transact(|batch| batch.put(&record).map(|()| record.clone()))
    }

    /// Submits a stored transaction for the first time. A refusal removes it and frees its notes; where
    /// the node's answer is lost it stays, and the next sync submits it again.
    ///
    /// # Errors
    /// [`WalletError::Submit`] for a refusal, [`WalletError::SubmissionUnknown`] for a lost answer.
    pub async fn submit(
        &mut self,
        node: &impl Node,
        record: &PendingRecord,
    ) -> Result<(), WalletError> {
        match sync::submit(node, &record.submission).await {
            Ok(()) | Err(SubmitError::AlreadyKnown) => Ok(()),
            Err(SubmitError::Node(error)) => Err(WalletError::SubmissionUnknown {
                bundle_id: hex::encode(record.bundle_id),
                extrinsic: record.submission.extrinsic_hash(),
                error: error.into(),
            }),
            Err(refused) => {
                self.store_mut()
                    .transact(|batch| batch.remove::<PendingRecord>(&record.bundle_id))?;
                Err(refused.into())
            }
        }
    }
}

/// The bytes for `shoji_submit`; for transfers and unshields.
pub fn pool_submission(plan: &Plan, bundle: Bundle) -> Submission {
    let submission = match plan.request.kind {
        CallKind::Unshield => {
            bundle::Submission::Unshield { recipient: plan.request.party, bundle }
        }
        CallKind::Transfer | CallKind::Shield => bundle::Submission::Transfer(bundle),
    };
    Submission::Pool(submission.encode())
}

/// Checks that the chain verifies with the key that the prover proves for.
///
/// # Errors
/// [`WalletError::Parameters`].
pub fn check_prover(info: &ChainInfo, prover: &TransferProver) -> Result<(), WalletError> {
    let bytes = prover.verifying_key_bytes();
    let key =
        VerifyingKey::from_registered_bytes(&bytes, TRANSFER_PUBLIC_INPUTS).map_err(|error| {
            WalletError::Parameters(format!(
                "the parameters' verifying key is not valid: {error:?}"
            ))
        })?;
    if key.hash() != info.circuit.verifying_key_hash {
        return Err(WalletError::Parameters(format!(
            "the chain's verifying key (hash {}) is not that of these parameters (hash {}): no proof made here \
             would be accepted. Is the node's chain specification the right one?",
            hex::encode(info.circuit.verifying_key_hash),
            hex::encode(key.hash())
        )));
    }
    Ok(())
}

/// Where a transaction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In no block of the best chain.
    Submitted,
    /// In this block of the best chain.
    Included(u32),
    /// In this block, which is final.
    Finalized(u32),
    /// Can no longer be included.
    Expired,
    /// Was included without effect.
    Failed,
    /// Another transaction spent its notes.
    Superseded,
}

impl Wallet {
    /// Where the transaction with this bundle id stands, as of the last sync.
    ///
    /// # Errors
    /// [`StoreError`]; a transaction that was never stored counts as submitted.
    pub fn standing(&self, bundle_id: &[u8; 32]) -> Result<Standing, StoreError> {
        let view = self.store().view();
        if let Some(record) = view.get::<PendingRecord>(bundle_id)? {
            return Ok(match record.state {
                PendingState::InFlight => Standing::Submitted,
                PendingState::Included(block) => Standing::Included(block),
                PendingState::Expired => Standing::Expired,
                PendingState::Failed => Standing::Failed,
                PendingState::Superseded => Standing::Superseded,
            });
        }
        let entry = view.get::<crate::store::HistoryRecord>(bundle_id)?;
        Ok(entry.map_or(Standing::Submitted, |entry| Standing::Finalized(entry.block)))
    }

    /// Records that a shield's extrinsic was included without effect.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn mark_failed(&mut self, bundle_id: &[u8; 32]) -> Result<(), StoreError> {
        self.store_mut().transact(|batch| {
            let Some(mut record) = batch.get::<PendingRecord>(bundle_id)? else { return Ok(()) };
            record.state = PendingState::Failed;
            batch.put(&record)
        })
    }
}

/// The units of a fee level.
///
/// # Errors
/// [`NodeError::OtherProtocol`] for a level that is not in the schedule.
pub fn fee_of_level(level: u64) -> Result<u64, NodeError> {
    use shoji_shielded::rules::{BASE_FEE, FEE_MULTIPLIERS};
    match FEE_MULTIPLIERS.contains(&level) {
        true => Ok(BASE_FEE * level),
        false => Err(NodeError::OtherProtocol(format!("it has no fee level {level}"))),
    }
}
