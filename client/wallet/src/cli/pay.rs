//! `shield`, `send`, `unshield`, `consolidate`.

use super::args::{Spend, Wait, WaitFor};
use super::output::{hex0x, shj, units, Output};
use super::Context;
use crate::account;
use crate::amount::Amount;
use crate::error::WalletError;
use crate::node::account::{from_ss58, to_ss58, Accounts};
use crate::node::{ChainInfo, RpcNode};
use crate::payment::{check_prover, fee_of_level, pool_submission, Intent, Plan, Standing};
use crate::plan;
use crate::store::{PendingRecord, Submission};
use crate::wait::{self, Patience};
use crate::wallet::Wallet;
use serde_json::{json, Value};
use shoji_prover::{Progress, TransferProver};
use shoji_shielded::address::Network;
use shoji_shielded::memo::{Memo, MemoError, MEMO_LEN};
use std::time::{Duration, Instant};

/// How many blocks the finalized one may lie behind the best one for a payment to be made.
const MAX_FINALITY_LAG: u32 = 64;

/// An open wallet, up to date, with a node and a prover.
struct Session {
    wallet: Wallet,
    node: RpcNode,
    info: ChainInfo,
    prover: TransferProver,
}

/// A transaction that was handed to the node.
struct Sent {
    record: PendingRecord,
    change: u128,
    proved_in: Duration,
}

impl Context {
    /// Opens the wallet, follows the chain, loads the parameters and checks that they are the chain's.
    async fn session(&self, purpose: &str) -> Result<Session, WalletError> {
        let mut wallet = self.open(purpose)?;
        let node = self.connect().await?;
        let (info, report) = self.update(&mut wallet, &node).await?;
        if let Some(best) = report.behind {
            return Err(crate::node::NodeError::Behind { node: best, wallet: report.tip }.into());
        }
        let (best, finalized) = (info.best.number, info.finalized.number);
        if best.saturating_sub(finalized) > MAX_FINALITY_LAG {
            return Err(crate::node::NodeError::NotFinalizing { finalized, best }.into());
        }
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
        Ok(Sent { record, change: plan.change, proved_in })
    }

    fn prove(
        &self,
        session: &Session,
        plan: &Plan,
    ) -> Result<(shoji_shielded::bundle::Bundle, [u8; 32], Duration), WalletError> {
        let _step = self.reporter.step("proving");
        let start = Instant::now();
        let (bundle, id) = session.wallet.build(plan, &session.prover)?;
        Ok((bundle, id, start.elapsed()))
    }

    async fn wait(
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
        memo: Option<&str>,
        spend: &Spend,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        // Everything that can be wrong without a node is checked before anything is waited for.
        let amount = Amount::parse_positive(amount)?.units();
        let memo = parse_memo(memo)?;
        let fee = fee_of(spend)?;
        let mut session = self.session_for(address, "send").await?;
        let to = session.wallet.parse_address(address)?;
        let intent = Intent::Transfer { to, text: address.trim().into(), amount, memo };
        let plan = session.wallet.plan(&session.info, &spend.scope, intent, fee)?;
        let sent = self.pay(&mut session, &plan).await?;
        let standing = self.wait(&mut session, &sent, wait).await?;
        Ok(result(&sent, standing, Value::Null))
    }

    /// As `session`, after the address was found to be one.
    async fn session_for(&self, address: &str, purpose: &str) -> Result<Session, WalletError> {
        check_address(address)?;
        self.session(purpose).await
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
        let fee = fee_of(spend)?;
        let mut session = self.session("unshield").await?;
        let intent = Intent::Unshield { to, text: account.into(), amount };
        let plan = session.wallet.plan(&session.info, &spend.scope, intent, fee)?;
        let sent = self.pay(&mut session, &plan).await?;
        let standing = self.wait(&mut session, &sent, wait).await?;
        Ok(result(&sent, standing, json!({ "account": account })))
    }

    pub(super) async fn consolidate(
        &self,
        spend: &Spend,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        let fee = fee_of(spend)?;
        let mut session = self.session("consolidate").await?;
        let anchor = session.wallet.anchor()?;
        let notes = session.wallet.spendable(&spend.scope, &anchor)?;
        let before = notes.len();
        let groups = plan::merges(notes, fee)?;
        let after = before - groups.iter().map(|group| group.len() - 1).sum::<usize>();
        let mut all = Vec::new();
        for notes in groups {
            let plan = session.wallet.plan(
                &session.info,
                &spend.scope,
                Intent::Consolidate { notes },
                fee,
            )?;
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

    pub(super) async fn shield(
        &self,
        amount: &str,
        from: &str,
        to: Option<&str>,
        memo: Option<&str>,
        scope: &str,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        let amount = Amount::parse_positive(amount)?.units();
        let memo = parse_memo(memo)?;
        if let Some(to) = to {
            check_address(to)?;
        }
        let pair = account::keypair(from).map_err(WalletError::Input)?;
        let depositor = pair.public_key().0;
        if !scope.is_empty() {
            // A scope that is new here makes the wallet read the chain again: before the session does.
            self.open("shield")?.address(scope, false)?;
        }
        let mut session = self.session("shield").await?;
        let text = match to {
            Some(to) => to.trim().to_string(),
            None => session.wallet.address(scope, false)?.address,
        };
        let to = session.wallet.parse_address(&text)?;
        let accounts = Accounts::of(&session.node).await?;
        let state = accounts.state(&depositor, None).await?;
        let free = state.free.saturating_sub(state.frozen);
        let short = || WalletError::AccountFunds {
            account: to_ss58(&depositor),
            free: Amount::from_units(free).to_string(),
            needed: Amount::from_units(amount).to_string(),
        };
        if free <= amount {
            return Err(short());
        }
        let intent = Intent::Shield { from: depositor, to, text, amount, memo };
        let plan = session.wallet.plan(&session.info, scope, intent, 0)?;
        let (bundle, id, proved_in) = self.prove(&session, &plan)?;
        let signed = accounts.sign_shield(&pair, codec::Encode::encode(&bundle)).await?;
        if free < amount.saturating_add(signed.fee) {
            return Err(short());
        }
        let nonce = signed.nonce;
        let submission = Submission::Extrinsic { bytes: signed.bytes, account: depositor, nonce };
        // Whichever is over first, the extrinsic's lifetime or the bundle's.
        let expiry = plan.request.anchor.expiry().min(signed.valid_until);
        let record = session.wallet.remember(&plan, id, submission, expiry)?;
        session.wallet.submit(&session.node, &record).await?;
        let sent = Sent { record, change: 0, proved_in };
        let standing = self.wait(&mut session, &sent, wait).await?;
        let extra = json!({ "account": to_ss58(&depositor), "extrinsicFee": units(signed.fee) });
        Ok(result(&sent, standing, extra))
    }
}

fn fee_of(spend: &Spend) -> Result<u64, WalletError> {
    let level = spend
        .fee_level
        .parse()
        .map_err(|_| WalletError::Input("the fee level is 1, 2, 4 or 8".into()))?;
    Ok(fee_of_level(level)?)
}

/// Whether the text is an address on either kind of chain; which kind is the wallet's is known later.
fn check_address(text: &str) -> Result<(), WalletError> {
    use crate::wallet::parse_address;
    match parse_address(text, Network::Production) {
        Ok(_) => Ok(()),
        Err(_) => parse_address(text, Network::Development).map(|_| ()),
    }
}

fn parse_memo(text: Option<&str>) -> Result<Memo, WalletError> {
    Memo::from_text(text.unwrap_or_default()).map_err(|error| {
        WalletError::Memo(match error {
            MemoError::TooLong => {
                format!("the memo has {} bytes, at most {MEMO_LEN} fit", text.map_or(0, str::len))
            }
            MemoError::TrailingZero => {
                "the memo ends in a zero character, which could not be read back".into()
            }
        })
    })
}

fn result(sent: &Sent, standing: Standing, extra: Value) -> Output {
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
        "amount": units(record.amount), "fee": units(record.fee.into()), "change": units(sent.change), "memo": record.memo,
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
