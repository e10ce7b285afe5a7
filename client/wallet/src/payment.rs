//! Making a payment: plan, build, store, submit, wait.

use crate::build::{self, Anchor, BundleRequest, Payee};
use crate::error::WalletError;
use crate::node::{ChainInfo, Node, NodeError, SubmitError};
use crate::plan::{self, PlanError};
use crate::store::{NoteRecord, PendingRecord, PendingState, StoreError, Submission};
use crate::sync;
use crate::tree;
use crate::wallet::Wallet;
use codec::Encode;
use shoji_proofs::{VerifyingKey, TRANSFER_PUBLIC_INPUTS};
use shoji_prover::TransferProver;
use shoji_shielded::address::Address;
use shoji_shielded::bundle::{self, Bundle, CallKind};
use shoji_shielded::memo::Memo;

/// What shall happen.
#[derive(Clone, Debug)]
pub enum Intent {
    /// A private payment.
    Transfer {
        /// The recipient.
        to: Address,
        /// The recipient as the user wrote it.
        text: String,
        /// Units.
        amount: u128,
        /// The memo.
        memo: Memo,
    },
    /// A payment out of the pool to a public account.
    Unshield {
        /// The account.
        to: [u8; 32],
        /// The account as the user wrote it.
        text: String,
        /// Units.
        amount: u128,
    },
    /// Merging these notes into one.
    Consolidate {
        /// The notes.
        notes: Vec<NoteRecord>,
    },
    /// A payment from a public account into the pool.
    Shield {
        /// The account that pays and signs.
        from: [u8; 32],
        /// The recipient.
        to: Address,
        /// The recipient as the user wrote it.
        text: String,
        /// Units.
        amount: u128,
        /// The memo.
        memo: Memo,
    },
}

/// A payment that is planned: everything but dummies, ciphertexts, proof and signature.
pub struct Plan {
    /// What is built.
    pub request: BundleRequest,
    /// Units that come back as change.
    pub change: u128,
    scope: String,
    kind: &'static str,
    recipient: String,
    amount: u128,
    memo: Option<String>,
}

impl Wallet {
    /// Plans a payment from `scope` at `fee` units, on the chain of `info`.
    ///
    /// # Errors
    /// [`WalletError::Plan`], [`WalletError::NotSynced`], [`WalletError::Store`].
    pub fn plan(
        &self,
        info: &ChainInfo,
        scope: &str,
        intent: Intent,
        fee: u64,
    ) -> Result<Plan, WalletError> {
        let anchor = self.anchor()?;
        let keys = self.keys().scope(scope)?;
        let change_address = keys.change_address().map_err(crate::keys::DerivationError)?;
        let (kind, party, name) = match &intent {
            Intent::Transfer { .. } => (CallKind::Transfer, [0; 32], "transfer"),
            Intent::Consolidate { .. } => (CallKind::Transfer, [0; 32], "consolidate"),
            Intent::Unshield { to, .. } => (CallKind::Unshield, *to, "unshield"),
            Intent::Shield { from, .. } => (CallKind::Shield, *from, "shield"),
        };
        let (payee, amount, recipient, notes) = match intent {
            Intent::Transfer { to, text, amount, memo } => {
                (Some(Payee { address: to, value: amount, memo }), amount, text, None)
            }
            Intent::Shield { to, text, amount, memo, .. } => {
                (Some(Payee { address: to, value: amount, memo }), amount, text, Some(Vec::new()))
            }
            Intent::Unshield { text, amount, .. } => (None, amount, text, None),
            Intent::Consolidate { notes } => (None, 0, String::new(), Some(notes)),
        };
        let fee = if kind == CallKind::Shield { 0 } else { fee };
        let spent = match notes {
            Some(notes) => notes,
            None => self.choose(scope, amount, fee, &anchor)?,
        };
        let change = match kind {
            CallKind::Shield => 0,
            _ => (plan::sum(&spent).checked_sub(amount))
                .and_then(|rest| rest.checked_sub(fee.into()))
                .ok_or(PlanError::Overflow)?,
        };
        let memo = payee.as_ref().and_then(|payee| payee.memo.text());
        let mut outputs: Vec<Payee> = payee.into_iter().collect();
        if change > 0 {
            outputs.push(Payee { address: change_address, value: change, memo: Memo::NONE });
        }
        let salt = if spent.is_empty() { build::random_salt()? } else { 0 };
        let inputs = spent
            .into_iter()
            .map(|note| {
                Ok((note.clone(), tree::path(&self.store().view(), note.position, anchor.size)?))
            })
            .collect::<Result<_, WalletError>>()?;
        let public = if matches!(kind, CallKind::Transfer) { 0 } else { amount };
        let request = BundleRequest {
            genesis: info.genesis_hash,
            kind,
            party,
            amount: public,
            fee,
            anchor,
            inputs,
            outputs,
            ovk: keys.ovk,
            salt,
        };
        Ok(Plan { request, change, scope: scope.into(), kind: name, recipient, amount, memo })
    }

    fn choose(
        &self,
        scope: &str,
        amount: u128,
        fee: u64,
        anchor: &Anchor,
    ) -> Result<Vec<NoteRecord>, WalletError> {
        let needed = amount.checked_add(fee.into()).ok_or(PlanError::Overflow)?;
        let balance = self.balances()?.get(scope).copied().unwrap_or_default();
        Ok(plan::choose(self.spendable(scope, anchor)?, needed, fee, balance)?)
    }

    /// The notes of a scope that a payment under `anchor` can spend.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn spendable(&self, scope: &str, anchor: &Anchor) -> Result<Vec<NoteRecord>, StoreError> {
        Ok(plan::spendable(&self.notes()?, &plan::reserved(&self.pending()?), scope, anchor.size))
    }

    /// Builds, proves and signs a planned bundle.
    ///
    /// # Errors
    /// [`WalletError::Build`].
    pub fn build(
        &self,
        plan: &Plan,
        prover: &TransferProver,
    ) -> Result<(Bundle, [u8; 32]), WalletError> {
        let draft = build::draft(self.keys(), &plan.request)?;
        let id = draft.bundle_id();
        Ok((draft.finish(self.keys(), prover)?, id))
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
            scope: plan.scope.clone(),
            kind: plan.kind.into(),
            recipient: plan.recipient.clone(),
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
                error,
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
