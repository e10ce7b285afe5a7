//! `address`, `sync`, `balance`, `history`, `info`.

use super::output::{hex0x, printable, scope_name, shj, units, Output};
use super::Context;
use crate::error::WalletError;
use crate::history::{self, Entry};
use crate::node::{ChainInfo, Node};
use crate::plan::{Balance, MAX_INPUTS};
use crate::sync::SyncReport;
use crate::wallet::Wallet;
use serde_json::{json, Value};
use shoji_shielded::address::Network;
use std::io::Write;

impl Context {
    pub(super) fn address(&self, scope: &str, new: bool) -> Result<Output, WalletError> {
        let own = self.open("address")?.address(scope, new)?;
        let note = if own.rescan {
            "\nThis scope is new here: the next sync reads the chain from its start."
        } else {
            ""
        };
        Ok(Output {
            json: json!({ "address": own.address, "scope": own.scope, "index": own.index, "rescan": own.rescan }),
            text: format!("{}{note}", own.address),
        })
    }

    /// Brings an open wallet up to date, and submits again what is in flight. What the user should know
    /// of it goes to standard error.
    pub(super) async fn update(
        &self,
        wallet: &mut Wallet,
        node: &impl Node,
    ) -> Result<(ChainInfo, SyncReport), WalletError> {
        let (info, report) = self.follow(wallet, node).await?;
        let mut stderr = std::io::stderr().lock();
        warnings(&report).iter().try_for_each(|warning| writeln!(stderr, "warning: {warning}"))?;
        Ok((info, report))
    }

    async fn follow(
        &self,
        wallet: &mut Wallet,
        node: &impl Node,
    ) -> Result<(ChainInfo, SyncReport), WalletError> {
        let (info, mut report) = wallet.sync(node, &mut self.reporter.sync()).await?;
        report.rebroadcast =
            crate::sync::rebroadcast(wallet.store_mut(), node, &info.finalized).await?;
        Ok((info, report))
    }

    pub(super) async fn sync(&self) -> Result<Output, WalletError> {
        let mut wallet = self.open("sync")?;
        let node = self.connect().await?;
        let (_, report) = self.follow(&mut wallet, &node).await?;
        let ids = |ids: &[[u8; 32]]| ids.iter().map(|id| hex0x(id)).collect::<Vec<_>>();
        let problems = report.problems.iter().map(|problem| {
            json!({ "block": problem.block, "bundleId": hex0x(&problem.bundle_id), "output": problem.output, "what": problem.what })
        });
        Ok(Output {
            json: json!({
                "tip": report.tip, "finalized": report.finalized, "scanned": report.scanned, "notesFound": report.found,
                "rewound": report.rewound.map(|(from, to)| json!({ "from": from, "to": to })),
                "rebroadcast": ids(&report.rebroadcast), "expired": ids(&report.expired),
                "superseded": ids(&report.superseded),
                "problems": problems.collect::<Vec<_>>(), "nodeBehind": report.behind,
            }),
            text: describe(&report),
        })
    }

    async fn opened(&self, purpose: &str, offline: bool) -> Result<Wallet, WalletError> {
        let mut wallet = self.open(purpose)?;
        if !offline {
            let node = self.connect().await?;
            self.update(&mut wallet, &node).await?;
        }
        Ok(wallet)
    }

    pub(super) async fn balance(&self, offline: bool) -> Result<Output, WalletError> {
        let wallet = self.opened("balance", offline).await?;
        let balances = wallet.balances()?;
        let anchor = wallet.anchor().ok();
        let tip = wallet.store().view().tip()?.map(|tip| tip.number);
        let mut total = Balance::default();
        let (mut scopes, mut lines) = (Vec::new(), Vec::new());
        for (label, balance) in &balances {
            total.spendable = total.spendable.saturating_add(balance.spendable);
            total.waiting = total.waiting.saturating_add(balance.waiting);
            total.in_flight = total.in_flight.saturating_add(balance.in_flight);
            let notes =
                anchor.as_ref().map_or(Ok(Vec::new()), |anchor| wallet.spendable(label, anchor))?;
            scopes.push(merge(json!({ "scope": label, "notes": notes.len() }), amounts(balance)));
            let many = if notes.len() > MAX_INPUTS {
                format!(", in {} notes", notes.len())
            } else {
                String::new()
            };
            lines.push(format!(
                "{}: {} spendable{many}; {} waiting for a finalized anchor; {} in flight",
                scope_name(label),
                shj(balance.spendable),
                shj(balance.waiting),
                shj(balance.in_flight)
            ));
        }
        let head =
            json!({ "tip": tip, "anchor": anchor.map(|anchor| anchor.block), "scopes": scopes });
        Ok(Output { json: merge(head, amounts(&total)), text: lines.join("\n") })
    }

    pub(super) async fn history(&self, offline: bool) -> Result<Output, WalletError> {
        let wallet = self.opened("history", offline).await?;
        let entries = history::entries(&wallet)?;
        let text = match entries.is_empty() {
            true => "Nothing yet.".into(),
            false => entries.iter().map(line).collect::<Vec<_>>().join("\n"),
        };
        Ok(Output {
            json: json!({ "entries": entries.iter().map(entry_json).collect::<Vec<_>>() }),
            text,
        })
    }

    pub(super) async fn info(&self) -> Result<Output, WalletError> {
        let directory = self.directory()?;
        let mut json = json!({ "wallet": Value::Null, "node": Value::Null });
        let mut lines = vec![format!("Wallet   none in {}", directory.display())];
        if Wallet::exists(&directory) {
            let wallet = self.open("info")?;
            let network =
                if wallet.network() == Network::Production { "production" } else { "development" };
            let (chain, tip) = (wallet.store().view().chain()?, wallet.store().view().tip()?);
            let genesis = chain.as_ref().map(|chain| hex0x(&chain.genesis));
            json["wallet"] = json!({
                "directory": directory, "network": network, "genesisHash": genesis,
                "tip": tip.map(|tip| tip.number), "finalized": chain.map(|chain| chain.finalized), "scopes": wallet.scopes()?,
            });
            let reached = tip.map_or("has not followed the chain yet".into(), |tip| {
                format!("at block {}", tip.number)
            });
            lines = vec![format!("Wallet   {} ({network}), {reached}", directory.display())];
        }
        let answer = match self.connect().await {
            Ok(node) => node.info().await.map_err(WalletError::from),
            Err(error) => Err(error),
        };
        match answer {
            Ok(info) => {
                json["node"] = node_json(&self.global.node, &info);
                lines.push(format!("Node     {}\nChain    {} ({} parameters), genesis {}\nBlocks   best {}, finalized {}",
                    self.global.node, printable(&info.chain), printable(&info.circuit.parameters), hex0x(&info.genesis_hash),
                    info.best.number, info.finalized.number));
            }
            Err(error) => {
                json["node"] = json!({ "url": self.global.node, "error": error.to_string() });
                lines.push(format!("Node     {error}"));
            }
        }
        Ok(Output { json, text: lines.join("\n") })
    }
}

fn node_json(url: &str, info: &ChainInfo) -> Value {
    json!({
        "url": url, "chain": info.chain, "genesisHash": hex0x(&info.genesis_hash),
        "parameters": info.circuit.parameters, "verifyingKeyHash": hex0x(&info.circuit.verifying_key_hash),
        "best": { "number": info.best.number, "hash": hex0x(&info.best.hash) },
        "finalized": { "number": info.finalized.number, "hash": hex0x(&info.finalized.hash) },
    })
}

fn amounts(balance: &Balance) -> Value {
    json!({
        "spendable": units(balance.spendable), "waiting": units(balance.waiting),
        "inFlight": units(balance.in_flight), "total": units(balance.total()),
    })
}

/// The members of both objects.
fn merge(mut into: Value, from: Value) -> Value {
    if let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
    into
}

fn describe(report: &SyncReport) -> String {
    let mut lines = vec![format!(
        "At block {} (final: {}); {} blocks read, {} notes found.",
        report.tip, report.finalized, report.scanned, report.found
    )];
    if let Some((from, to)) = report.rewound {
        lines
            .push(format!("The chain was reorganised: went back from block {from} to block {to}."));
    }
    if !report.rebroadcast.is_empty() {
        lines.push(format!("Submitted {} transactions in flight again.", report.rebroadcast.len()));
    }
    lines.extend(warnings(report));
    lines.join("\n")
}

/// What should not pass unseen.
fn warnings(report: &SyncReport) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(best) = report.behind {
        lines.push(format!("The node is behind this wallet: its best block is {best}."));
    }
    for id in &report.expired {
        lines.push(format!(
            "Transaction {} expired: nothing moved, its notes are free again.",
            hex0x(id)
        ));
    }
    for id in &report.superseded {
        lines.push(format!(
            "Transaction {} is void: another, made with the same mnemonic elsewhere, spent its notes.",
            hex0x(id)
        ));
    }
    for problem in &report.problems {
        lines.push(format!(
            "Output {} of transaction {} in block {} was discarded: {}.",
            problem.output,
            hex0x(&problem.bundle_id),
            problem.block,
            problem.what
        ));
    }
    lines
}

fn entry_json(entry: &Entry) -> Value {
    let outputs = entry.outputs.iter().map(|output| {
        json!({
            "direction": output.direction, "scope": output.scope, "address": output.address,
            "amount": units(output.amount), "memo": output.memo,
        })
    });
    json!({
        "bundleId": hex0x(&entry.bundle_id), "type": entry.what, "state": entry.state, "block": entry.block,
        "expiry": entry.expiry, "amount": units(entry.amount), "fee": units(entry.fee.into()), "account": entry.account,
        "outputs": outputs.collect::<Vec<_>>(), "lastError": entry.last_error,
    })
}

fn line(entry: &Entry) -> String {
    let place = entry.block.map_or("-".into(), |block| format!("#{block}"));
    let mut text =
        format!("{place:>8}  {:<12} {:<9} {}", entry.what, entry.state, shj(entry.amount));
    if let Some(account) = &entry.account {
        text += &format!("  {} {account}", if entry.what == "shielded" { "from" } else { "to" });
    }
    for output in &entry.outputs {
        let direction = if output.direction == "sent" { "to" } else { "at" };
        let party = output
            .address
            .clone()
            .unwrap_or_else(|| format!("scope {}", scope_name(&output.scope)));
        text += &format!("\n{:10}{} {direction} {}", "", shj(output.amount), printable(&party));
        if let Some(memo) = &output.memo {
            text += &format!("  \"{}\"", printable(memo));
        }
    }
    if let Some(error) = &entry.last_error {
        text += &format!("\n{:10}last answer of the node: {}", "", printable(error));
    }
    text
}
