//! `viewkey grant`, `list`, `revoke`: what an owner shows to auditors, and ends.

use super::accounts::{account_of, short};
use super::args::{GrantWanted, InBlock, ViewkeyCommand, ViewkeyKind};
use super::granted::{mine_json, mine_line, terms_json, terms_text, warning};
use super::ledger::{rows_json, rows_text};
use super::output::{hex0x, merge, units, Output};
use super::{handed, prompt, Context};
use crate::account;
use crate::amount::Denomination;
use crate::error::WalletError;
use crate::grants::{self, Mine, Standing, Terms, GRANT_DEPOSIT};
use crate::node::account::{to_ss58, Accounts, EncodedArguments};
use crate::node::calls::{CallError, Included, Until};
use crate::node::register::{fetch_auditor, Auditor, Register};
use crate::node::{ChainInfo, Node, NodeError, RpcNode, SubmitError};
use crate::store::GrantRecord;
use crate::wallet::Wallet;
use codec::Encode;
use serde_json::json;
use shoji_prover::GrantProver;
use shoji_shielded::address::Network;
use shoji_shielded::grant::revocation::RevocationFee;
use shoji_shielded::grant::GrantKind;
use std::io::Write;
use std::time::Instant;
use subxt_signer::sr25519::Keypair;

/// Name of the pallet that keeps auditors and grants.
pub(super) const PALLET: &str = "ViewKeys";

/// What revocation does, and what it does not.
const REVOKED: &str =
    "The chain does not say any more that the view is in force. It takes nothing back: the auditor has the key, and goes \
     on seeing everything of that scope, what comes later too. ";
/// What is left to do.
const NEW_SCOPE: &str =
    "Receive and pay from a new scope from now on ('shoji scope create'): of it the auditor sees nothing.";
/// What is left to do for an audited account of which a full grant was made.
const NEW_ACCOUNT: &str =
    "This is an audited account, so the auditor goes on seeing every spend of ALL its scopes, new ones included: only \
     another account ends that, a new wallet to which you move what you hold.";

impl Context {
    pub(super) async fn viewkey(&self, command: ViewkeyCommand) -> Result<Output, WalletError> {
        match command {
            ViewkeyCommand::Export { scope, kind, yes } => self.export_viewkey(&scope, kind, yes),
            ViewkeyCommand::Grant(wanted) => self.grant(&wanted).await,
            ViewkeyCommand::Submit { file, from, until } => {
                self.submit_grant(&file, &from.from, until).await
            }
            ViewkeyCommand::List { offline, search } => self.list_grants(offline, search).await,
            ViewkeyCommand::Revoke { grant, from } => self.revoke(&grant, from.as_deref()).await,
        }
    }

    async fn grant(&self, wanted: &GrantWanted) -> Result<Output, WalletError> {
        let auditor = account_of(&wanted.to)?;
        let pinned = wanted.auditor_key.as_deref().map(key_of).transpose()?;
        let payer = match (&wanted.from, wanted.dry_run) {
            (Some(from), false) => Some(account::keypair(from).map_err(WalletError::Input)?),
            _ => None,
        };
        let mut wallet = self.open("viewkey grant")?;
        let address = wallet.granted_address(&wanted.scope, wanted.address.as_deref())?;
        let node = self.connect().await?;
        let (info, report) = self.update(&mut wallet, &node, "").await?;
        if let Some(best) = report.behind {
            return Err(NodeError::Behind { node: best, wallet: report.tip }.into());
        }
        let entry = self.auditor_entry(&node, &auditor).await?;
        let key = grants::grantable(&entry)?;
        match pinned {
            None => wallet.check_known_key(&auditor, &key)?,
            Some(pinned) if pinned == key.key => {}
            Some(_) => {
                return Err(WalletError::Grant(format!(
                    "the node says that the auditor's sealing key is {} (version {}), which is not the one you named: do \
                     not grant before the auditor has told you which is right",
                    hex0x(&key.key),
                    key.version
                )))
            }
        }
        let terms = Terms {
            auditor,
            key,
            kind: match wanted.kind {
                ViewkeyKind::Incoming => GrantKind::Incoming,
                ViewkeyKind::Full => GrantKind::Full,
            },
            scope: wanted.scope.clone(),
            hidden: wanted.hide_address || wanted.address.is_none(),
            address,
            expiry: grants::expiry(info.finalized.number, wanted.valid_for),
            include_by: grants::include_by(info.finalized.number),
        };
        let shown = terms_json(&wallet, &terms, &entry);
        let about = terms_text(&wallet, &terms, &entry);
        if wanted.dry_run {
            let rows = grants::preview(&wallet, &terms.scope, terms.kind)?;
            let text = rows_text(&rows, &wallet.assets()?);
            return Ok(Output {
                json: merge(merge(shown, json!({ "dryRun": true })), rows_json(&rows)),
                text: format!("{about}\n\nThis is what the auditor will see, up to now:\n{text}\n\nNothing was sent."),
            });
        }
        writeln!(
            std::io::stderr().lock(),
            "{about}\n{}",
            warning(&wallet, &terms, pinned.is_some())
        )?;
        if !wanted.yes {
            prompt::consent()?;
        }
        if wallet.network() == Network::Production {
            return Err(WalletError::Parameters(
                "this version knows development parameters only: it cannot grant on a production chain".into(),
            ));
        }
        let accounts = Accounts::of(&node).await?;
        if let Some(payer) = &payer {
            check_deposit(&accounts, payer, GRANT_DEPOSIT).await?;
        }
        let prover: GrantProver = self.prover()?;
        let start = Instant::now();
        let (grant, record) = {
            let _step = self.reporter.step("proving");
            wallet.make_grant(&terms, &info.genesis_hash, &prover)?
        };
        let proved_in = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        if let Some(out) = &wanted.out {
            handed::write_grant(out, &grant)?;
        }
        wallet.remember_grant(&record)?;
        let Some(payer) = payer else {
            let id = hex0x(&record.id);
            let made = json!({ "dryRun": false, "grant": id, "file": wanted.out, "provedInMs": proved_in });
            return Ok(Output {
                json: merge(shown, made),
                text: format!(
                    "Wrote grant {id}. Whoever has the file can put it in force up to block {}, with 'shoji viewkey submit'.",
                    record.include_by
                ),
            });
        };
        let until = match wanted.until {
            InBlock::Included => Until::Included,
            InBlock::Finalized => Until::Finalized,
        };
        let included = self.call_register(&accounts, &payer, "grant", grant.encode(), until).await;
        let included = match included {
            Ok(included) => included,
            Err(error @ WalletError::OutcomeUnknown { .. }) => {
                return Err(error.after("'shoji viewkey list' shows whether the grant is in force"))
            }
            Err(error) => {
                wallet.forget_grant(&record.id)?;
                return Err(error.after(
                    "the grant is not in force, but what was sealed was handed to the node: the auditor may have it",
                ));
            }
        };
        let block = u32::try_from(included.block).unwrap_or(u32::MAX);
        let record = GrantRecord { block: Some(block), ..record };
        wallet.remember_grant(&record)?;
        let state = if until == Until::Finalized { "finalized" } else { "included" };
        let id = hex0x(&record.id);
        Ok(Output {
            text: format!(
                "Granted: {id}\n{state} in block {block}, in force through block {}. {} are held on {} until it ends.",
                record.expiry,
                Denomination::native().show(GRANT_DEPOSIT),
                to_ss58(&payer.public_key().0)
            ),
            json: merge(
                shown,
                json!({
                    "dryRun": false, "grant": id, "state": state, "block": block, "payer": to_ss58(&payer.public_key().0),
                    "extrinsicHash": format!("0x{}", included.extrinsic), "provedInMs": proved_in,
                    "deposit": units(GRANT_DEPOSIT),
                }),
            ),
        })
    }

    async fn list_grants(&self, offline: bool, search: bool) -> Result<Output, WalletError> {
        let mut wallet = self.open("viewkey list")?;
        wallet.keys()?;
        let (mine, best) = match offline {
            true => {
                let known = wallet.known_grants()?.into_iter();
                let unasked = |record| Mine { record, served: None, standing: None };
                (known.map(unasked).collect(), None)
            }
            false => {
                let node = self.connect().await?;
                let info = checked(&wallet, &node).await?;
                let best = info.best.number;
                let mine = wallet.own_grants(&node, &info.genesis_hash, best, search).await?;
                (mine, Some(best))
            }
        };
        let mut lines: Vec<String> = mine.iter().map(mine_line).collect();
        if lines.is_empty() {
            lines.push(match search {
                true => "No grant on the chain is of this wallet.".into(),
                false => "This wallet knows of no grants. 'shoji viewkey list --search' looks among those of all auditors.".into(),
            });
        }
        let rows = mine.iter().map(mine_json).collect::<Vec<_>>();
        Ok(Output { json: json!({ "best": best, "grants": rows }), text: lines.join("\n") })
    }

    async fn revoke(&self, text: &str, from: Option<&str>) -> Result<Output, WalletError> {
        let payer = from.map(account::keypair).transpose().map_err(WalletError::Input)?;
        let mut wallet = self.open("viewkey revoke")?;
        wallet.keys()?;
        let record = wallet.find_grant(text)?;
        let node = self.connect().await?;
        let info = checked(&wallet, &node).await?;
        let (genesis, best) = (info.genesis_hash, info.best.number);
        let mine = wallet.own_grants(&node, &genesis, best, false).await?;
        let mine = mine.into_iter().find(|mine| mine.record.id == record.id);
        let standing = mine.and_then(|mine| mine.standing);
        let id = hex0x(&record.id);
        match standing {
            Some(Standing::Expired) => {
                let past = format!("grant {id} has expired with block {}: there is nothing to revoke", record.expiry);
                return Err(WalletError::Grant(past));
            }
            Some(Standing::Revoked | Standing::Gone) => {
                return Err(WalletError::Grant(format!("grant {id} is not in force any more: it was revoked before, or its block was undone")))
            }
            Some(Standing::Missed) => {
                return Err(WalletError::Grant(format!(
                    "grant {id} was in no block up to {} and never will be: there is nothing to revoke",
                    record.include_by
                )))
            }
            Some(Standing::Submitted) => {
                return Err(WalletError::Grant(format!(
                    "grant {id} is in no block yet: it can be revoked once it is, and is never accepted after block {}",
                    record.include_by
                )))
            }
            Some(Standing::InForce) | None => {}
        }
        let fee = match payer {
            Some(_) => RevocationFee::FromAccount,
            None => RevocationFee::FromDeposit,
        };
        let signature = wallet.sign_revocation(&record, &genesis, fee)?;
        let included = match &payer {
            Some(payer) => {
                let accounts = Accounts::of(&node).await?;
                let arguments = (record.id, signature).encode();
                Some(
                    self.call_register(&accounts, payer, "revoke", arguments, Until::Included)
                        .await?,
                )
            }
            None => {
                match node.revoke(&record.id, &signature).await {
                    Ok(()) | Err(SubmitError::AlreadyKnown) => {}
                    Err(error) => return Err(explain(error.into())),
                }
                None
            }
        };
        // Not known to be in a block where nobody signed; the grant is in the list until it is.
        wallet.remember_grant(&GrantRecord { revoked: true, ..record.clone() })?;
        let state = if included.is_some() { "included" } else { "submitted" };
        let account = wallet.is_audited() && record.full;
        let advice = if account { NEW_ACCOUNT } else { NEW_SCOPE };
        Ok(Output {
            json: json!({
                "advice": if account { "newAccount" } else { "newScope" }, "grant": id, "state": state, "block": included.as_ref().map(|included| included.block),
                "paidBy": payer.map(|payer| to_ss58(&payer.public_key().0)), "scope": record.scope,
            }),
            text: format!("Revocation of {id}: {state}.\n{REVOKED}{advice}"),
        })
    }

    /// The entry of an auditor, which must be there.
    pub(super) async fn auditor_entry(
        &self,
        node: &RpcNode,
        account: &[u8; 32],
    ) -> Result<Auditor, WalletError> {
        fetch_auditor(node, account).await?.ok_or_else(|| {
            WalletError::Grant(format!(
                "account {} is not in the register of auditors: 'shoji auditor list' shows those that are",
                to_ss58(account)
            ))
        })
    }

    /// Makes a call of the register, whose arguments are encoded.
    pub(super) async fn call_register(
        &self,
        accounts: &Accounts,
        signer: &Keypair,
        call: &str,
        arguments: Vec<u8>,
        until: Until,
    ) -> Result<Included, WalletError> {
        let _step = self.reporter.step(match until {
            Until::Included => "waiting for a block",
            Until::Finalized => "waiting for a finalized block",
        });
        let arguments = EncodedArguments(arguments);
        accounts.make(signer, (PALLET, call), arguments, until).await.map_err(explain)
    }
}

/// What the node says of the chain, which must be the wallet's.
pub(super) async fn checked(wallet: &Wallet, node: &RpcNode) -> Result<ChainInfo, WalletError> {
    let info = node.info().await?;
    wallet.check_chain(&info)?;
    Ok(info)
}

/// Refuses an account that cannot pay a deposit beside a fee and what has to stay on it.
pub(super) async fn check_deposit(
    accounts: &Accounts,
    signer: &Keypair,
    deposit: u128,
) -> Result<(), WalletError> {
    let account = signer.public_key().0;
    let state = accounts.state(&account, None).await?;
    let free = state.free.saturating_sub(state.frozen);
    let needed = deposit.saturating_add(accounts.existential_deposit().await?);
    match free <= needed {
        true => Err(short(&account, &Denomination::native(), free, needed)),
        false => Ok(()),
    }
}

/// What a refusal of the register means, and what to do.
pub(super) fn explain(error: CallError) -> WalletError {
    let error = WalletError::from(error);
    let WalletError::Submit(SubmitError::Refused { rule, code, message }) = error else {
        return error;
    };
    let name = rule.rsplit("::").next().unwrap_or_default();
    let meaning = match name {
        "AuditorClosing" => "the auditor is leaving the register and takes no more grants",
        "UnknownAuditor" => "the account is not in the register of auditors",
        "UnknownKeyVersion" | "KeyRetired" => {
            "the auditor has rotated its key and the time for the one before is over: grant again"
        }
        "GrantExpired" => "its last block is over",
        "IncludedTooLate" => "the block that was to include it at the latest is over: grant again",
        "PayerCannotPay" => "the payer cannot have the deposit held and keep what an account holds at least",
        "GrantExists" => "it is in force already",
        "GrantRevoked" => "it was revoked",
        "UnknownGrant" => "no such grant is in force",
        "InvalidProof" => {
            "the chain's verifying key does not accept the proof: is the node's chain specification the right one?"
        }
        _ => return WalletError::Submit(SubmitError::Refused { rule, code, message }),
    };
    WalletError::Submit(SubmitError::Refused {
        code,
        message: format!("{meaning} ({message})"),
        rule,
    })
}

fn key_of(text: &str) -> Result<[u8; 32], WalletError> {
    let bytes = hex::decode(text.trim().trim_start_matches("0x")).ok();
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| {
        WalletError::Input(format!("'{text}' is not a sealing key, which is 32 bytes of hex"))
    })
}
