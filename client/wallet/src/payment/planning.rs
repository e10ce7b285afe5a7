//! Planning: which notes pay, who gets what, and under which key it is recorded (docs/protocol §9.6).

use crate::amount::SYMBOL;
use crate::assets::Status;
use crate::build::{self, Anchor, BundleRequest, Payee};
use crate::error::WalletError;
use crate::keys::DerivationError;
use crate::node::{ChainInfo, NodeError};
use crate::plan::{self, Balance, Lane, PlanError, MAX_INPUTS};
use crate::store::{NoteRecord, StoreError};
use crate::tree;
use crate::wallet::Wallet;
use shoji_shielded::address::Address;
use shoji_shielded::asset::AssetId;
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
        /// What is paid.
        asset: AssetId,
        /// Units of it.
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
        /// What is paid.
        asset: AssetId,
        /// Units of it.
        amount: u128,
    },
    /// Merging these notes of one asset into one.
    Consolidate {
        /// What they are of.
        asset: AssetId,
        /// The notes, at most two where the fee needs a place beside them.
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
        /// What is paid.
        asset: AssetId,
        /// Units of it.
        amount: u128,
        /// The memo.
        memo: Memo,
    },
}

/// A payment that is planned: everything but dummies, ciphertexts, proof and signature.
pub struct Plan {
    /// What is built.
    pub request: BundleRequest,
    /// Units of the asset that come back as change.
    pub change: u128,
    /// Native units that come back of the notes for the fee of a payment of another asset.
    pub fee_change: u128,
    /// Labels of the scopes whose notes are spent, the one that takes the change first: the first of which notes
    /// of the asset are. The scope that records it in case of a shield.
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
    /// [`WalletError::NotSynced`], [`WalletError::Store`]; [`WalletError::Asset`] for a shield or unshield of
    /// an asset that is not live; [`NodeError::NotFinalizing`].
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
        let (kind, party, mut name, asset) = match &intent {
            Intent::Transfer { asset, .. } => (CallKind::Transfer, [0; 32], "transfer", *asset),
            Intent::Consolidate { asset, .. } => {
                (CallKind::Transfer, [0; 32], "consolidate", *asset)
            }
            Intent::Unshield { to, asset, .. } => (CallKind::Unshield, *to, "unshield", *asset),
            Intent::Shield { from, asset, .. } => (CallKind::Shield, *from, "shield", *asset),
        };
        if kind != CallKind::Transfer {
            self.check_live(asset)?;
        }
        let fee = if kind == CallKind::Shield { 0 } else { fee };
        let (payee, amount, recipient, spent) = match intent {
            Intent::Transfer { to, text, amount, memo, .. } => {
                let spent = self.choose(scopes, asset, Need::Amount(amount), fee, &anchor)?;
                (Some((to, memo)), amount, text, spent)
            }
            Intent::Shield { to, text, amount, memo, .. } => {
                (Some((to, memo)), amount, text, Vec::new())
            }
            Intent::Unshield { text, amount, .. } => {
                let spent = self.choose(scopes, asset, Need::Amount(amount), fee, &anchor)?;
                (None, amount, text, spent)
            }
            Intent::Consolidate { notes, .. } => {
                let spent = self.choose(scopes, asset, Need::Merge(notes), fee, &anchor)?;
                (None, 0, String::new(), spent)
            }
        };
        let change = match kind {
            CallKind::Shield => Vec::new(),
            _ => change(&spent, asset, amount, fee).ok_or(PlanError::Overflow)?,
        };
        let paying = paying(scopes, &spent, asset);
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
            outputs.push(Payee { address, asset, value: amount, memo, ovk });
        }
        for (asset, value) in change.iter().copied() {
            let address = payer.change_address().map_err(DerivationError)?;
            let ovk = Some(payer.ovk);
            outputs.push(Payee { address, asset, value, memo: Memo::NONE, ovk });
        }
        let back = |of: AssetId| {
            let back = change.iter().find(|(which, _)| *which == of);
            back.map_or(0, |(_, value)| *value)
        };
        let fee_change = if asset == AssetId::NATIVE { 0 } else { back(AssetId::NATIVE) };
        let change = back(asset);
        let salt = if spent.is_empty() { build::random_salt()? } else { 0 };
        let path = |note: NoteRecord| {
            let path = tree::path(&self.store().view(), note.position, anchor.size)?;
            Ok((note, path))
        };
        let request = BundleRequest {
            genesis: info.genesis_hash,
            kind,
            party,
            asset,
            amount: if kind == CallKind::Transfer { 0 } else { amount },
            fee,
            anchor,
            inputs: spent.into_iter().map(path).collect::<Result<_, WalletError>>()?,
            outputs,
            salt,
        };
        Ok(Plan {
            request,
            change,
            fee_change,
            scopes: paying,
            kind: name,
            recipient,
            amount,
            memo,
        })
    }

    /// Refuses what cannot enter or leave the pool.
    pub(crate) fn check_live(&self, asset: AssetId) -> Result<(), WalletError> {
        let status = self.assets()?.status(asset.to_wire());
        match asset.id_and_generation() {
            Some((id, generation)) if status != Status::Live => Err(WalletError::Asset(format!(
                "asset {id} (generation {generation}) is {}: nothing of it enters or leaves the pool",
                status.name()
            ))),
            _ => Ok(()),
        }
    }

    /// Chooses the notes that pay: from the first scope that suffices alone, else from all together.
    fn choose(
        &self,
        scopes: &[&str],
        asset: AssetId,
        need: Need,
        fee: u64,
        anchor: &Anchor,
    ) -> Result<Vec<NoteRecord>, WalletError> {
        let choose = |scopes: &[&str]| -> Result<Vec<NoteRecord>, WalletError> {
            let native = self.lane(scopes, AssetId::NATIVE, anchor)?;
            Ok(match need.clone() {
                Need::Merge(notes) if asset == AssetId::NATIVE => notes,
                Need::Merge(mut notes) => {
                    let room = MAX_INPUTS.saturating_sub(notes.len());
                    notes.extend(plan::fee_notes(&native, fee, room)?);
                    notes
                }
                Need::Amount(amount) if asset == AssetId::NATIVE => {
                    plan::choose(&native, amount, fee)?
                }
                Need::Amount(amount) => {
                    plan::choose_two(&self.lane(scopes, asset, anchor)?, &native, amount, fee)?
                }
            })
        };
        for scope in scopes {
            match choose(&[scope]) {
                Err(WalletError::Plan(_)) if scopes.len() > 1 => {}
                result => return result,
            }
        }
        choose(scopes)
    }

    /// What these scopes together have of an asset to pay with under `anchor`.
    ///
    /// # Errors
    /// [`WalletError::Store`].
    pub fn lane(
        &self,
        scopes: &[&str],
        asset: AssetId,
        anchor: &Anchor,
    ) -> Result<Lane, WalletError> {
        let (balances, assets, wire) = (self.balances()?, self.assets()?, asset.to_wire());
        let of = |scope: &str| balances.get(scope).and_then(|assets| assets.get(&wire));
        let named =
            |scope: &str| format!("scope {}", if scope.is_empty() { "default" } else { scope });
        let option = |name: &str, value: &str, default: &str| match value {
            _ if value == default => String::new(),
            _ if value.contains(char::is_whitespace) => format!(" {name} {value:?}"),
            _ => format!(" {name} {value}"),
        };
        let (mut notes, mut balance, mut most) = (Vec::new(), Balance::default(), ("", 0));
        for scope in scopes {
            let spendable = self.spendable(scope, asset, anchor)?;
            if spendable.len() > most.1 {
                most = (*scope, spendable.len());
            }
            notes.extend(spendable);
            balance = balance.plus(&of(scope).copied().unwrap_or_default());
        }
        let elsewhere = balances.keys().find(|scope| {
            !scopes.contains(&scope.as_str()) && of(scope).is_some_and(|has| has.spendable > 0)
        });
        Ok(Lane {
            notes,
            balance,
            denomination: assets.denomination(wire),
            owner: scopes.iter().map(|scope| named(scope)).collect::<Vec<_>>().join(" and "),
            merge: format!(
                "shoji consolidate{}{}",
                option("--asset", &assets.argument(wire), SYMBOL),
                option("--scope", most.0, "")
            ),
            elsewhere: elsewhere.map(|scope| named(scope)),
        })
    }

    /// The notes of a scope and an asset that a payment under `anchor` can spend.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn spendable(
        &self,
        scope: &str,
        asset: AssetId,
        anchor: &Anchor,
    ) -> Result<Vec<NoteRecord>, StoreError> {
        let reserved = plan::reserved(&self.pending()?);
        Ok(plan::spendable(&self.notes()?, &reserved, scope, asset, anchor.size))
    }
}

/// What the chosen notes are for, the fee aside.
#[derive(Clone)]
enum Need {
    /// Units to pay.
    Amount(u128),
    /// Notes to merge.
    Merge(Vec<NoteRecord>),
}

/// What comes back of the notes spent for `amount` of `asset` and a native `fee`: the asset first. `None`
/// where they do not suffice.
fn change(
    spent: &[NoteRecord],
    asset: AssetId,
    amount: u128,
    fee: u64,
) -> Option<Vec<(AssetId, u128)>> {
    let of = |asset: AssetId| plan::sum(spent.iter().filter(|note| note.asset == asset.to_wire()));
    let change = match asset {
        AssetId::NATIVE => vec![(asset, of(asset).checked_sub(amount)?.checked_sub(fee.into())?)],
        _ => vec![
            (asset, of(asset).checked_sub(amount)?),
            (AssetId::NATIVE, of(AssetId::NATIVE).checked_sub(fee.into())?),
        ],
    };
    Some(change.into_iter().filter(|(_, value)| *value > 0).collect())
}

/// Those of `scopes` whose notes are spent: those of which notes of the asset are, then those that pay the fee only,
/// each in the order given; the first where nothing is spent.
fn paying(scopes: &[&str], spent: &[NoteRecord], asset: AssetId) -> Vec<String> {
    let spends = |label: &str, paid: bool| {
        let of = |note: &NoteRecord| (note.asset == asset.to_wire()) == paid;
        spent.iter().any(|note| note.scope == label && of(note))
    };
    let amount = scopes.iter().filter(|label| spends(label, true));
    let fee = scopes.iter().filter(|label| !spends(label, true) && spends(label, false));
    let mut paying: Vec<String> = amount.chain(fee).map(|label| label.to_string()).collect();
    if paying.is_empty() {
        paying.extend(scopes.first().map(|label| label.to_string()));
    }
    paying
}
