//! `auditor grants`, `open`, `ledger`, `watch`: what was granted, and what it shows.

use super::accounts::account_of;
use super::auditor::place;
use super::ledger::{rows_json, rows_text, scope_line, scope_row, spend_line, spend_row};
use super::output::{hex0x, merge, units, Output};
use super::viewkey::checked;
use super::Context;
use crate::account;
use crate::error::WalletError;
use crate::grants::{self, Kept, News, Opening, Rows, Views, Watched};
use crate::keys::ViewingKey;
use crate::node::account::{to_ss58, Accounts};
use crate::node::calls::Until;
use crate::node::register::{fetch_grants, GrantStatus, Register, ServedGrant};
use crate::node::{NodeError, RpcNode};
use crate::report::Ask;
use codec::Encode;
use serde_json::{json, Value};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// How often the node is asked for new blocks.
const POLL: Duration = Duration::from_secs(1);
/// How many times in a row the node may fail to answer.
const MAX_FAILURES: u32 = 20;

impl Context {
    pub(super) async fn auditor_grants(
        &self,
        account: Option<&str>,
    ) -> Result<Output, WalletError> {
        let given = account.map(account_of).transpose()?;
        let mut wallet = self.open("auditor grants")?;
        wallet.keys()?;
        let account = wallet.auditor_account(given)?;
        let node = self.connect().await?;
        let info = checked(&wallet, &node).await?;
        if given.is_some() {
            wallet.remember_auditor(&account)?;
        }
        let best = info.best.number;
        let mut grants = fetch_grants(&node, &info.genesis_hash, &account).await?;
        grants.retain(|grant| grant.expiry >= best);
        grants.sort_by_key(|grant| (grant.block, grant.id));
        let kept = Views::of(wallet.directory()).all()?;
        let opened: BTreeSet<[u8; 32]> = kept.iter().map(|kept| kept.grant.id).collect();
        let mut lines: Vec<String> = grants
            .iter()
            .map(|grant| {
                let opened = if opened.contains(&grant.id) { ", opened here" } else { "" };
                format!("{}{opened}", served_line(grant))
            })
            .collect();
        if lines.is_empty() {
            lines.push(format!("No grant for {} is in force.", to_ss58(&account)));
        }
        let rows = grants.iter().map(|grant| {
            merge(served_json(grant), json!({ "opened": opened.contains(&grant.id) }))
        });
        Ok(Output {
            json: json!({
                "account": to_ss58(&account), "best": best, "grants": rows.collect::<Vec<_>>(),
            }),
            text: lines.join("\n"),
        })
    }

    pub(super) async fn open_grant(
        &self,
        text: &str,
        account: Option<&str>,
        from: Option<&str>,
    ) -> Result<Output, WalletError> {
        let given = account.map(account_of).transpose()?;
        let signer = from.map(account::keypair).transpose().map_err(WalletError::Input)?;
        let mut wallet = self.open("auditor open")?;
        wallet.keys()?;
        let signing = signer.as_ref().map(|signer| signer.public_key().0);
        let account = wallet.auditor_account(given.or(signing))?;
        if signing.is_some_and(|signing| signing != account) {
            return Err(WalletError::Grant(format!(
                "a grant for {} is acknowledged by that account, and --from is another",
                to_ss58(&account)
            )));
        }
        let node = self.connect().await?;
        let info = checked(&wallet, &node).await?;
        let best = info.best.number;
        let grants = fetch_grants(&node, &info.genesis_hash, &account).await?;
        let Some(grant) = grants::find_served(text, grants)? else {
            return Err(self.not_there(&node, text, &account).await);
        };
        if grant.expiry < best {
            return Err(WalletError::Grant(format!(
                "grant {} has expired with block {}: it is in force no more",
                hex0x(&grant.id),
                grant.expiry
            )));
        }
        let kept = Kept::new(&info.genesis_hash, grant);
        let mut opening = Views::of(wallet.directory()).open(&wallet, kept)?;
        wallet.remember_auditor(&account)?;
        drop(wallet);
        self.update(&mut opening.wallet, &node, "").await?;
        let mut acknowledged = Value::Null;
        if let Some(signer) = signer {
            let accounts = Accounts::of(&node).await?;
            let id = opening.served.id.encode();
            let call = self.call_register(&accounts, &signer, "acknowledge", id, Until::Included);
            acknowledged = place(&call.await?);
        }
        let rows = grants::rows(&opening.wallet)?;
        let shown = opening_json(&opening, Some(GrantStatus::InForce));
        Ok(Output {
            text: format!(
                "Opened {}\n{}",
                opening_text(&opening, Some(GrantStatus::InForce)),
                rows_text(&rows, &opening.wallet.assets()?)
            ),
            json: merge(merge(shown, rows_json(&rows)), json!({ "acknowledgement": acknowledged })),
        })
    }

    /// Why a grant is not among those of an auditor.
    async fn not_there(&self, node: &RpcNode, text: &str, account: &[u8; 32]) -> WalletError {
        let id = hex::decode(text.trim().trim_start_matches("0x")).ok();
        let status = match id.and_then(|id| <[u8; 32]>::try_from(id).ok()) {
            Some(id) => node.status(&id).await.unwrap_or(GrantStatus::Unknown),
            None => GrantStatus::Unknown,
        };
        WalletError::Grant(match status {
            GrantStatus::InForce => {
                format!("grant {text} is for another auditor than {}", to_ss58(account))
            }
            GrantStatus::Expired => format!("grant {text} has expired"),
            GrantStatus::Revoked => format!("grant {text} was revoked by its owner"),
            GrantStatus::Unknown => format!(
                "no grant '{text}' for {} is in force: 'shoji auditor grants' shows those that are",
                to_ss58(account)
            ),
        })
    }

    pub(super) async fn grant_ledger(
        &self,
        text: &str,
        offline: bool,
    ) -> Result<Output, WalletError> {
        let mut opening = self.opening("auditor ledger", Some(text))?.remove(0);
        let status = match offline {
            true => None,
            false => {
                let node = self.connect().await?;
                self.update(&mut opening.wallet, &node, "").await?;
                Some(node.status(&opening.served.id).await?)
            }
        };
        let rows = grants::rows(&opening.wallet)?;
        Ok(Output {
            text: format!(
                "{}\n{}",
                opening_text(&opening, status),
                rows_text(&rows, &opening.wallet.assets()?)
            ),
            json: merge(opening_json(&opening, status), rows_json(&rows)),
        })
    }

    /// A report of what an opened grant shows.
    pub(super) async fn report_grant(
        &self,
        text: &str,
        ask: Ask<'_>,
        out: &Path,
    ) -> Result<Output, WalletError> {
        let mut opening = self.opening("auditor report", Some(text))?.remove(0);
        let id = hex0x(&opening.served.id);
        self.report_of(&mut opening.wallet, ask, out, &format!("Report of grant {id}")).await
    }

    /// The viewing key of an opened grant.
    pub(super) fn granted_key(&self, text: &str) -> Result<Option<ViewingKey>, WalletError> {
        let opening = self.opening("auditor verify-report", Some(text))?.remove(0);
        Ok(opening.wallet.watches().cloned())
    }

    /// The opened grant that is named, or all of them. The auditor's wallet is not kept open.
    fn opening(&self, purpose: &str, text: Option<&str>) -> Result<Vec<Opening>, WalletError> {
        let wallet = self.open(purpose)?;
        wallet.keys()?;
        let views = Views::of(wallet.directory());
        let kept = match text {
            Some(text) => vec![views.find(text)?],
            None => views.all()?,
        };
        if kept.is_empty() {
            return Err(WalletError::Grant(
                "no grant was opened here: 'shoji auditor open' opens one".into(),
            ));
        }
        kept.into_iter().map(|kept| views.open(&wallet, kept)).collect()
    }

    pub(super) async fn watch_grants(
        &self,
        text: Option<&str>,
        seconds: Option<u64>,
        until_block: Option<u32>,
    ) -> Result<Output, WalletError> {
        let start = Instant::now();
        let openings = self.opening("auditor watch", text)?;
        let mut watched: Vec<(Opening, Watched, Option<GrantStatus>)> =
            openings.into_iter().map(|opening| (opening, Watched::default(), None)).collect();
        let node = self.connect().await?;
        for (opening, _, _) in &mut watched {
            self.update(&mut opening.wallet, &node, "").await?;
        }
        let (mut told, mut tip, mut failures) = (0usize, 0, 0);
        loop {
            match self.look(&node, &mut watched, &mut told).await {
                Ok(now) => (tip, failures) = (now, 0),
                Err(WalletError::Node(NodeError::NoAnswer { .. })) if failures < MAX_FAILURES => {
                    failures += 1;
                }
                Err(error) => return Err(error),
            }
            let over =
                seconds.is_some_and(|seconds| start.elapsed() >= Duration::from_secs(seconds));
            if over || until_block.is_some_and(|block| tip >= block) {
                let text = format!("At block {tip}; {told} rows were told.");
                return Ok(Output { json: json!({ "tip": tip, "rowsTold": told }), text });
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Reads what is new and tells it; returns the block up to which all was read.
    async fn look(
        &self,
        node: &RpcNode,
        watched: &mut [(Opening, Watched, Option<GrantStatus>)],
        told: &mut usize,
    ) -> Result<u32, WalletError> {
        let mut read = u32::MAX;
        for (opening, seen, status) in watched {
            let (_, report) = opening.wallet.sync(node, &mut |_| {}).await?;
            read = read.min(report.tip);
            let now = node.status(&opening.served.id).await?;
            if status.replace(now) != Some(now) {
                self.tell(opening, json!({ "status": now.name() }), &standing(opening, Some(now)))?;
            }
            let rows = grants::rows(&opening.wallet)?;
            *told += self.tell_news(opening, &seen.news(&rows), &rows)?;
        }
        Ok(read)
    }

    fn tell_news(&self, opening: &Opening, news: &News, rows: &Rows) -> Result<usize, WalletError> {
        let assets = opening.wallet.assets()?;
        for id in &news.undone {
            let what = format!("undone by a reorganisation: {}", hex0x(id));
            self.tell(opening, json!({ "undone": hex0x(id) }), &what)?;
        }
        for record in &news.scope {
            let row = json!({ "row": scope_row(record, rows) });
            self.tell(opening, row, &scope_line(record, rows, &assets))?;
        }
        for spend in &news.account {
            let row = json!({ "accountSpend": spend_row(spend, rows) });
            self.tell(opening, row, &spend_line(spend, rows, &assets))?;
        }
        Ok(news.scope.len() + news.account.len())
    }

    /// Prints one thing about a grant.
    fn tell(&self, opening: &Opening, json: Value, text: &str) -> Result<(), WalletError> {
        let mut stdout = std::io::stdout().lock();
        match self.global.json {
            true => {
                let line = merge(json!({ "grant": hex0x(&opening.served.id) }), json);
                writeln!(stdout, "{line}")?;
            }
            false => writeln!(stdout, "{}  {text}", &hex0x(&opening.served.id)[..10])?,
        }
        Ok(stdout.flush()?)
    }
}

fn served_json(grant: &ServedGrant) -> Value {
    json!({
        "grant": hex0x(&grant.id), "auditor": to_ss58(&grant.auditor), "keyVersion": grant.key_version,
        "kind": grant.kind.name(), "hidden": grant.address.is_none(), "expiry": grant.expiry,
        "payer": to_ss58(&grant.payer), "deposit": units(grant.deposit), "block": grant.block,
        "acknowledged": grant.acknowledged,
    })
}

fn served_line(grant: &ServedGrant) -> String {
    let address = if grant.address.is_some() { "stated" } else { "hidden" };
    let acknowledged = match grant.acknowledged {
        Some(block) => format!(", acknowledged in block {block}"),
        None => String::new(),
    };
    format!(
        "{}\n  {}, address {address}, key version {}, of block {}, in force through block {}{acknowledged}",
        hex0x(&grant.id),
        grant.kind.name(),
        grant.key_version,
        grant.block,
        grant.expiry
    )
}

fn opening_json(opening: &Opening, status: Option<GrantStatus>) -> Value {
    let tip = opening.wallet.store().view().tip().ok().flatten().map(|tip| tip.number);
    let more = json!({
        "address": opening.address.encode(opening.wallet.network()), "tip": tip,
        "status": status.map(GrantStatus::name), "standing": standing(opening, status),
    });
    merge(served_json(&opening.served), more)
}

fn opening_text(opening: &Opening, status: Option<GrantStatus>) -> String {
    let hidden = if opening.served.address.is_none() { " (hidden from others)" } else { "" };
    format!(
        "{}\nAddress   {}{hidden}\nStanding  {}",
        served_line(&opening.served),
        opening.address.encode(opening.wallet.network()),
        standing(opening, status)
    )
}

/// Where a grant stands, and what that means for what is read with it.
fn standing(opening: &Opening, status: Option<GrantStatus>) -> String {
    const GOES_ON: &str =
        "The view is no longer in force: the chain does not vouch for it any more. What was seen stays readable, and \
         the key opens what comes later too, which nobody can prevent; whether you may look is between you and the owner";
    match status {
        None => format!("not asked; through block {}", opening.served.expiry),
        Some(GrantStatus::InForce) => format!("in force through block {}", opening.served.expiry),
        Some(GrantStatus::Expired) => {
            format!("expired with block {}. {GOES_ON}", opening.served.expiry)
        }
        Some(GrantStatus::Revoked) => format!("revoked by its owner. {GOES_ON}"),
        Some(GrantStatus::Unknown) => format!("not known to the chain, or not any more. {GOES_ON}"),
    }
}
