//! Planning: which notes pay, who gets what, and under which key it is recorded (docs/protocol §9.6).

use crate::build::{self, Anchor, BundleRequest, Payee};
use crate::error::WalletError;
use crate::keys::DerivationError;
use crate::node::{ChainInfo, NodeError};
use crate::plan::{self, Balance, PlanError};
use crate::store::{NoteRecord, StoreError};
use crate::tree;
use crate::wallet::Wallet;
use shoji_shielded::address::Address;
use shoji_shielded::bundle::CallKind;
use shoji_shielded::memo::Memo;

/// How many blocks the finalized one may lie behind the best one for a payment to be made
/// (docs/protocol §9.5).
const MAX_FINALITY_LAG: u32 = 64;

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
    /// Labels of the scopes whose notes are spent, the one that takes the change first; the scope that
    /// records it in case of a shield.
    pub scopes: Vec<String>,
    pub(super) kind: &'static str,
    pub(super) recipient: String,
    pub(super) amount: u128,
    pub(super) memo: Option<String>,
}

impl Plan {
    /// The scope that takes the change, and whose outgoing key records the payment.
    pub fn payer(&self) -> &str {
        self.scopes.first().map_or("", String::as_str)
    }
}

/// Refuses a node whose finality has stopped, or which hides it: an anchor that old would tell this
/// wallet's payments from everybody else's.
///
/// # Errors
/// [`NodeError::NotFinalizing`].
pub fn check_finality(info: &ChainInfo) -> Result<(), NodeError> {
    let (best, finalized) = (info.best.number, info.finalized.number);
    match best.saturating_sub(finalized) > MAX_FINALITY_LAG {
        true => Err(NodeError::NotFinalizing { finalized, best }),
        false => Ok(()),
    }
}

impl Wallet {
    /// Plans a payment from `scope` at `fee` units, on the chain of `info`.
    ///
    /// # Errors
    /// As [`Wallet::plan_from`].
    pub fn plan(
        &self,
        info: &ChainInfo,
        scope: &str,
        intent: Intent,
        fee: u64,
    ) -> Result<Plan, WalletError> {
        self.plan_from(info, &[scope], intent, fee)
    }

    /// Plans a payment from any of `scopes`: from the first that suffices alone, and only where none does
    /// from several together, which shows that they have one owner to whoever sees one of them.
    ///
    /// # Errors
    /// [`WalletError::Plan`], [`WalletError::UnknownScope`], [`WalletError::WatchOnly`],
    /// [`WalletError::NotSynced`], [`WalletError::Store`]; [`NodeError::NotFinalizing`].
    pub fn plan_from(
        &self,
        info: &ChainInfo,
        scopes: &[&str],
        intent: Intent,
        fee: u64,
    ) -> Result<Plan, WalletError> {
        let keys = self.keys()?;
        check_finality(info)?;
        scopes.iter().try_for_each(|label| self.check_scope(label))?;
        let anchor = self.anchor()?;
        let (kind, party, mut name) = match &intent {
            Intent::Transfer { .. } => (CallKind::Transfer, [0; 32], "transfer"),
            Intent::Consolidate { .. } => (CallKind::Transfer, [0; 32], "consolidate"),
            Intent::Unshield { to, .. } => (CallKind::Unshield, *to, "unshield"),
            Intent::Shield { from, .. } => (CallKind::Shield, *from, "shield"),
        };
        let (payee, amount, recipient, notes) = match intent {
            Intent::Transfer { to, text, amount, memo } => (Some((to, memo)), amount, text, None),
            Intent::Shield { to, text, amount, memo, .. } => {
                (Some((to, memo)), amount, text, Some(Vec::new()))
            }
            Intent::Unshield { text, amount, .. } => (None, amount, text, None),
            Intent::Consolidate { notes } => (None, 0, String::new(), Some(notes)),
        };
        let fee = if kind == CallKind::Shield { 0 } else { fee };
        let spent = match notes {
            Some(notes) => notes,
            None => self.choose(scopes, amount, fee, &anchor)?,
        };
        let change = match kind {
            CallKind::Shield => 0,
            _ => (plan::sum(&spent).checked_sub(amount))
                .and_then(|rest| rest.checked_sub(fee.into()))
                .ok_or(PlanError::Overflow)?,
        };
        let paying = paying(scopes, &spent);
        let payer = keys.scope(paying.first().map_or("", String::as_str))?;

        let memo = payee.as_ref().and_then(|(_, memo)| memo.text());
        let mut outputs = Vec::new();
        if let Some((address, memo)) = payee {
            let mut ovk = Some(payer.ovk);
            match self.scope_of(&address)? {
                // A shield to oneself is the destination's to show.
                Some(label) if kind == CallKind::Shield => ovk = Some(keys.scope(&label)?.ovk),
                // To whoever may see the paying scope, the address of another would show that other.
                Some(label) if Some(&label) != paying.first() => {
                    ovk = None;
                    name = "move";
                }
                _ => {}
            }
            outputs.push(Payee { address, value: amount, memo, ovk });
        }
        if change > 0 {
            let address = payer.change_address().map_err(DerivationError)?;
            let ovk = Some(payer.ovk);
            outputs.push(Payee { address, value: change, memo: Memo::NONE, ovk });
        }
        let salt = if spent.is_empty() { build::random_salt()? } else { 0 };
        let path = |note: NoteRecord| {
            let path = tree::path(&self.store().view(), note.position, anchor.size)?;
            Ok((note, path))
        };
        let request = BundleRequest {
            genesis: info.genesis_hash,
            kind,
            party,
            amount: if kind == CallKind::Transfer { 0 } else { amount },
            fee,
            anchor,
            inputs: spent.into_iter().map(path).collect::<Result<_, WalletError>>()?,
            outputs,
            salt,
        };
        Ok(Plan { request, change, scopes: paying, kind: name, recipient, amount, memo })
    }

    fn choose(
        &self,
        scopes: &[&str],
        amount: u128,
        fee: u64,
        anchor: &Anchor,
    ) -> Result<Vec<NoteRecord>, WalletError> {
        let needed = amount.checked_add(fee.into()).ok_or(PlanError::Overflow)?;
        let balances = self.balances()?;
        let (mut all, mut total, mut refused) = (Vec::new(), Balance::default(), None);
        for scope in scopes {
            let notes = self.spendable(scope, anchor)?;
            let balance = balances.get(*scope).copied().unwrap_or_default();
            match plan::choose(notes.clone(), needed, fee, balance) {
                Ok(chosen) => return Ok(chosen),
                Err(error) => refused = Some(error),
            }
            all.extend(notes);
            total = total.plus(&balance);
        }
        match (refused, scopes.len()) {
            (Some(error), 1) => Err(error.into()),
            _ => Ok(plan::choose(all, needed, fee, total)?),
        }
    }

    /// The notes of a scope that a payment under `anchor` can spend.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn spendable(&self, scope: &str, anchor: &Anchor) -> Result<Vec<NoteRecord>, StoreError> {
        Ok(plan::spendable(&self.notes()?, &plan::reserved(&self.pending()?), scope, anchor.size))
    }
}

/// Those of `scopes` whose notes are spent, in the order given; the first where nothing is.
fn paying(scopes: &[&str], spent: &[NoteRecord]) -> Vec<String> {
    let pays = |label: &&&str| spent.iter().any(|note| note.scope == **label);
    let mut paying: Vec<String> =
        scopes.iter().filter(pays).map(|label| label.to_string()).collect();
    if paying.is_empty() {
        paying.extend(scopes.first().map(|label| label.to_string()));
    }
    paying
}
