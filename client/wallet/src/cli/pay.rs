//! `send`, `unshield`, `consolidate`.

use super::args::{Fee, MemoText, Spend, Wait, WaitFor};
use super::output::{hex0x, scope_name, shj, units, Output};
use super::Context;
use crate::amount::Amount;
use crate::error::WalletError;
use crate::node::account::from_ss58;
use crate::node::{ChainInfo, NodeError, RpcNode};
use crate::payment::{
    check_finality, check_prover, fee_of_level, pool_submission, Intent, Plan, Standing,
};
use crate::plan;
use crate::store::PendingRecord;
use crate::wait::{self, Patience};
use crate::wallet::Wallet;
use serde_json::{json, Value};
use shoji_prover::{Progress, TransferProver};
use shoji_shielded::address::Network;
use std::io::Write;
use std::time::{Duration, Instant};

/// An open wallet, up to date, with a node and a prover.
pub(super) struct Session {
    pub(super) wallet: Wallet,
    pub(super) node: RpcNode,
    pub(super) info: ChainInfo,
    prover: TransferProver,
}

/// A transaction that was handed to the node.
pub(super) struct Sent {
    pub(super) record: PendingRecord,
    pub(super) scopes: Vec<String>,
    pub(super) change: u128,
    pub(super) proved_in: Duration,
}

impl Context {
    /// Opens a wallet that can pay from `scopes`, and makes it ready.
    async fn session(&self, purpose: &str, scopes: &[&str]) -> Result<Session, WalletError> {
        let wallet = self.open(purpose)?;
        wallet.keys()?;
        scopes.iter().try_for_each(|label| wallet.check_scope(label))?;
        self.ready(wallet, "").await
    }

    /// Follows the chain, loads the parameters and checks that they are the chain's. `scope` may be new.
    pub(super) async fn ready(
        &self,
        mut wallet: Wallet,
        scope: &str,
    ) -> Result<Session, WalletError> {
        let node = self.connect().await?;
        let (info, report) = self.update(&mut wallet, &node, scope).await?;
        if let Some(best) = report.behind {
            return Err(NodeError::Behind { node: best, wallet: report.tip }.into());
        }
        // Before anything is proved; planning would refuse as well.
        check_finality(&info)?;
        if wallet.network() == Network::Production {
            return Err(WalletError::Parameters(
                "this version knows development parameters only: it cannot pay on a production chain".into(),
            ));
        }
        let prover = self.prover()?;
        check_prover(&info, &prover)?;
        Ok(Session { wallet, node, info, prover })
    }

    fn prover(&self) -> Result<TransferProver, WalletError> {
        let step = self.reporter.step("loading proving parameters");
        let directory = shoji_prover::default_dir()
            .map_err(|error| WalletError::Parameters(error.to_string()))?;
        let mut progress = |progress| match progress {
            Progress::Generating { .. } => {
                step.say("making proving parameters, once, about ten seconds")
            }
            Progress::Waiting { .. } => {
                step.say("waiting for another process to make the proving parameters")
            }
            Progress::Writing => step.say("writing proving parameters"),
            Progress::Reading | Progress::Ready => {}
        };
        TransferProver::load(&directory, &mut progress)
            .map_err(|error| WalletError::Parameters(error.to_string()))
    }

    /// Builds, stores and submits a bundle that needs no account.
    async fn pay(&self, session: &mut Session, plan: &Plan) -> Result<Sent, WalletError> {
        let (bundle, id, proved_in) = self.prove(session, plan)?;
        let submission = pool_submission(plan, bundle);
        let record = session.wallet.remember(plan, id, submission, plan.request.anchor.expiry())?;
        session.wallet.submit(&session.node, &record).await?;
        Ok(Sent { record, scopes: plan.scopes.clone(), change: plan.change, proved_in })
    }

    pub(super) fn prove(
        &self,
        session: &Session,
        plan: &Plan,
    ) -> Result<(shoji_shielded::bundle::Bundle, [u8; 32], Duration), WalletError> {
        let _step = self.reporter.step("proving");
        let start = Instant::now();
        let (bundle, id) = session.wallet.build(plan, &session.prover)?;
        Ok((bundle, id, start.elapsed()))
    }

    pub(super) async fn wait(
        &self,
        session: &mut Session,
        sent: &Sent,
        wait: Wait,
    ) -> Result<Standing, WalletError> {
        if wait.until == WaitFor::None {
            return Ok(Standing::Submitted);
        }
        let _step = self.reporter.step(match wait.until {
            WaitFor::Finalized => "waiting for a finalized block",
            _ => "waiting for a block",
        });
        let patience = Patience {
            finalized: wait.until == WaitFor::Finalized,
            timeout: Duration::from_secs(wait.timeout),
        };
        wait::wait_for(&mut session.wallet, &session.node, &sent.record, patience).await
    }

    pub(super) async fn send(
        &self,
        address: &str,
        amount: &str,
        memo: &MemoText,
        spend: &Spend,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        // Everything that can be wrong without a node is checked before anything is waited for.
        let amount = Amount::parse_positive(amount)?.units();
        let (fee, scopes) = (fee_of(&spend.fee)?, paying_scopes(spend)?);
        check_address(address)?;
        let memo = memo.read()?;
        let mut session = self.session("send", &scopes).await?;
        let to = session.wallet.parse_address(address)?;
        let intent = Intent::Transfer { to, text: address.trim().into(), amount, memo };
        let plan = session.wallet.plan_from(&session.info, &scopes, intent, fee)?;
        warn_of_link(&plan)?;
        let sent = self.pay(&mut session, &plan).await?;
        let standing = self.wait(&mut session, &sent, wait).await?;
        Ok(result(&sent, standing, Value::Null))
    }

    pub(super) async fn unshield(
        &self,
        account: &str,
        amount: &str,
        spend: &Spend,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        let amount = Amount::parse_positive(amount)?.units();
        let to = from_ss58(account)
            .map_err(|reason| WalletError::Address { text: account.into(), reason })?;
        let (fee, scopes) = (fee_of(&spend.fee)?, paying_scopes(spend)?);
        let mut session = self.session("unshield", &scopes).await?;
        let intent = Intent::Unshield { to, text: account.into(), amount };
        let plan = session.wallet.plan_from(&session.info, &scopes, intent, fee)?;
        warn_of_link(&plan)?;
        let sent = self.pay(&mut session, &plan).await?;
        let standing = self.wait(&mut session, &sent, wait).await?;
        Ok(result(&sent, standing, json!({ "account": account })))
    }

    pub(super) async fn consolidate(
        &self,
        scope: &str,
        fee: &Fee,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        let fee = fee_of(fee)?;
        let mut session = self.session("consolidate", &[scope]).await?;
        let anchor = session.wallet.anchor()?;
        let notes = session.wallet.spendable(scope, &anchor)?;
        let before = notes.len();
        let groups = plan::merges(notes, fee)?;
        let after = before - groups.iter().map(|group| group.len() - 1).sum::<usize>();
        let mut all = Vec::new();
        for notes in groups {
            let intent = Intent::Consolidate { notes };
            let plan = session.wallet.plan(&session.info, scope, intent, fee)?;
            all.push(self.pay(&mut session, &plan).await?);
        }
        let mut outputs = Vec::new();
        for sent in &all {
            let standing = self.wait(&mut session, sent, wait).await?;
            outputs.push(result(sent, standing, Value::Null));
        }
        let texts: Vec<String> = outputs.iter().map(|output| output.text.clone()).collect();
        Ok(Output {
            json: json!({
                "notesBefore": before, "notesAfter": after,
                "transactions": outputs.into_iter().map(|output| output.json).collect::<Vec<_>>(),
            }),
            text: format!("{} notes become {after}.\n{}", before, texts.join("\n")),
        })
    }
}

fn fee_of(fee: &Fee) -> Result<u64, WalletError> {
    let level = fee
        .fee_level
        .parse()
        .map_err(|_| WalletError::Input("the fee level is 1, 2, 4 or 8".into()))?;
    Ok(fee_of_level(level)?)
}

/// The scopes that may pay, each once. More than one takes a flag of its own.
fn paying_scopes(spend: &Spend) -> Result<Vec<&str>, WalletError> {
    let mut scopes: Vec<&str> = Vec::new();
    for label in &spend.scopes {
        if !scopes.contains(&label.as_str()) {
            scopes.push(label);
        }
    }
    match scopes.len() > 1 && !spend.link_scopes {
        true => Err(WalletError::Input(
            "scopes that pay together are seen to have one owner: whoever may see one of them sees this payment, and \
             how much the others added to it. Name one scope, or say --link-scopes if that is meant"
                .into(),
        )),
        false => Ok(scopes),
    }
}

/// Says what a payment from several scopes shows.
fn warn_of_link(plan: &Plan) -> Result<(), WalletError> {
    if plan.scopes.len() > 1 {
        let scopes: Vec<String> = plan.scopes.iter().map(|label| scope_name(label)).collect();
        writeln!(
            std::io::stderr().lock(),
            "warning: scopes {} pay together: whoever may see one of them sees this payment, and how much the others \
             added to it",
            scopes.join(", ")
        )?;
    }
    Ok(())
}

/// Whether the text is an address on either kind of chain; which kind is the wallet's is known later.
pub(super) fn check_address(text: &str) -> Result<(), WalletError> {
    use crate::wallet::parse_address;
    match parse_address(text, Network::Production) {
        Ok(_) => Ok(()),
        Err(_) => parse_address(text, Network::Development).map(|_| ()),
    }
}

pub(super) fn result(sent: &Sent, standing: Standing, extra: Value) -> Output {
    let record = &sent.record;
    let (state, block) = match standing {
        Standing::Included(block) => ("included", Some(block)),
        Standing::Finalized(block) => ("finalized", Some(block)),
        Standing::Submitted => ("submitted", None),
        Standing::Expired => ("expired", None),
        Standing::Failed => ("failed", None),
        Standing::Superseded => ("superseded", None),
    };
    let mut object = json!({
        "bundleId": hex0x(&record.bundle_id), "kind": record.kind, "recipient": record.recipient, "scope": record.scope,
        "scopes": sent.scopes, "amount": units(record.amount), "fee": units(record.fee.into()), "change": units(sent.change), "memo": record.memo,
        "state": state, "block": block, "expiry": record.expiry,
        "provedInMs": u64::try_from(sent.proved_in.as_millis()).unwrap_or(u64::MAX),
    });
    if let (Some(object), Value::Object(extra)) = (object.as_object_mut(), extra) {
        object.extend(extra);
    }
    let place = match block {
        Some(block) => format!("{state} in block {block}"),
        None => format!("{state}, valid until block {}", record.expiry),
    };
    let what = match record.kind.as_str() {
        "consolidate" => format!("Merged notes into one of {}", shj(sent.change)),
        "move" => format!("Moved {} to your scope at {}", shj(record.amount), record.recipient),
        "shield" => format!("Shielded {} to {}", shj(record.amount), record.recipient),
        "unshield" => format!("Unshielded {} to {}", shj(record.amount), record.recipient),
        _ => format!("Sent {} to {}", shj(record.amount), record.recipient),
    };
    let fee =
        if record.fee > 0 { format!(", fee {}", shj(record.fee.into())) } else { String::new() };
    Output {
        json: object,
        text: format!("{what}{fee}.\nTransaction {}: {place}.", hex0x(&record.bundle_id)),
    }
}
