//! `address`, `sync`, `history`, `info`.

use super::balance::{watches, RECEIPTS_ONLY, WATCHED};
use super::output::{asset_name, hex0x, printable, scope_name, units, Output};
use super::{name, Context};
use crate::assets::AssetList;
use crate::error::WalletError;
use crate::history::{self, Entry};
use crate::keys::ViewingKey;
use crate::node::{ChainInfo, Node};
use crate::sync::SyncReport;
use crate::wallet::Wallet;
use serde_json::{json, Value};
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

    /// Brings an open wallet up to date, and submits again what is in flight; `scope` may be new. What the
    /// user should know of it goes to standard error.
    pub(super) async fn update(
        &self,
        wallet: &mut Wallet,
        node: &impl Node,
        scope: &str,
    ) -> Result<(ChainInfo, SyncReport), WalletError> {
        let (info, report) = wallet.follow(node, scope, &mut self.reporter.sync()).await?;
        let mut stderr = std::io::stderr().lock();
        warnings(&report).iter().try_for_each(|warning| writeln!(stderr, "warning: {warning}"))?;
        Ok((info, report))
    }

    pub(super) async fn sync(&self, rescan: bool) -> Result<Output, WalletError> {
        let mut wallet = self.open("sync")?;
        let node = self.connect().await?;
        if rescan {
            wallet.forget_chain()?;
        }
        let (_, report) = wallet.follow(&node, "", &mut self.reporter.sync()).await?;
        let ids = |ids: &[[u8; 32]]| ids.iter().map(|id| hex0x(id)).collect::<Vec<_>>();
        let problems = report.problems.iter().map(|problem| {
            json!({ "block": problem.block, "bundleId": hex0x(&problem.bundle_id), "output": problem.output, "what": problem.what })
        });
        let other_decimals = report.other_decimals.iter().map(|changed| {
            json!({
                "asset": asset_name(changed.asset), "label": changed.label, "before": changed.before,
                "now": changed.now,
            })
        });
        Ok(Output {
            json: json!({
                "tip": report.tip, "finalized": report.finalized, "scanned": report.scanned, "notesFound": report.found,
                "rewound": report.rewound.map(|(from, to)| json!({ "from": from, "to": to })),
                "rebroadcast": ids(&report.rebroadcast), "expired": ids(&report.expired),
                "superseded": ids(&report.superseded),
                "problems": problems.collect::<Vec<_>>(), "nodeBehind": report.behind,
                "otherDecimals": other_decimals.collect::<Vec<_>>(),
                "assetsProblem": report.assets_problem.as_ref().map(ToString::to_string),
            }),
            text: describe(&report),
        })
    }

    pub(super) async fn opened(&self, purpose: &str, offline: bool) -> Result<Wallet, WalletError> {
        let mut wallet = self.open(purpose)?;
        if !offline {
            let node = self.connect().await?;
            self.update(&mut wallet, &node, "").await?;
        }
        Ok(wallet)
    }

    pub(super) async fn history(&self, offline: bool) -> Result<Output, WalletError> {
        let wallet = self.opened("history", offline).await?;
        let entries = history::entries(&wallet)?;
        let (assets, watching) = (wallet.assets()?, wallet.watches().is_some());
        let mut lines: Vec<String> =
            entries.iter().map(|entry| line(entry, &assets, watching)).collect();
        if lines.is_empty() {
            lines.push("Nothing yet.".into());
        }
        if let Some(ViewingKey::Incoming(_)) = wallet.watches() {
            lines.push(RECEIPTS_ONLY.into());
        }
        let entries: Vec<Value> = entries.iter().map(entry_json).collect();
        Ok(Output {
            json: json!({ "watchOnly": watches(&wallet), "entries": entries }),
            text: lines.join("\n"),
        })
    }

    pub(super) async fn info(&self) -> Result<Output, WalletError> {
        let directory = self.directory()?;
        let mut json = json!({ "wallet": Value::Null, "node": Value::Null });
        let mut lines = vec![format!("Wallet   none in {}", directory.display())];
        if Wallet::exists(&directory) {
            let wallet = self.open("info")?;
            let network = name(wallet.network());
            let (chain, tip) = (wallet.store().view().chain()?, wallet.store().view().tip()?);
            let genesis = chain.as_ref().map(|chain| hex0x(&chain.genesis));
            json["wallet"] = json!({
                "directory": directory, "network": network, "genesisHash": genesis,
                "tip": tip.map(|tip| tip.number), "finalized": chain.map(|chain| chain.finalized), "scopes": wallet.scopes()?,
                "watchOnly": watches(&wallet), "audited": audited(&wallet),
            });
            let reached = tip.map_or("has not followed the chain yet".into(), |tip| {
                format!("at block {}", tip.number)
            });
            let kind =
                watches(&wallet).map_or(String::new(), |kind| format!(", watch-only ({kind})"));
            lines = vec![format!("Wallet   {} ({network}{kind}), {reached}", directory.display())];
            if wallet.is_audited() {
                lines.push(AUDITED.into());
            }
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

/// What an audited account is, in one line.
const AUDITED: &str =
    "Account  audited: every spend, of all scopes, is readable by whoever holds its audit key, now or later";

/// Whether the account is audited; nothing where an incoming viewing key does not say.
fn audited(wallet: &Wallet) -> Value {
    match wallet.watches() {
        Some(ViewingKey::Incoming(_)) => Value::Null,
        _ => Value::Bool(wallet.is_audited()),
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
    for changed in &report.other_decimals {
        lines.push(format!(
            "The {changed}. No amount of it is paid until you say with --decimals what it has."
        ));
    }
    if let Some(problem) = &report.assets_problem {
        lines.push(format!(
            "The list of assets is that of an earlier sync, and only SHJ is paid: {}.",
            printable(&problem.to_string())
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

/// An entry of the history for programs.
pub(super) fn entry_json(entry: &Entry) -> Value {
    let outputs = entry.outputs.iter().map(|output| {
        json!({
            "direction": output.direction, "scope": output.scope, "address": output.address,
            "asset": asset_name(output.asset), "amount": units(output.amount), "memo": output.memo,
        })
    });
    json!({
        "bundleId": hex0x(&entry.bundle_id), "type": entry.what, "state": entry.state, "block": entry.block,
        "asset": asset_name(entry.asset),
        "expiry": entry.expiry, "amount": units(entry.amount), "fee": units(entry.fee.into()), "account": entry.account,
        "outputs": outputs.collect::<Vec<_>>(), "lastError": entry.last_error,
    })
}

/// An entry of the history for people.
pub(super) fn line(entry: &Entry, assets: &AssetList, watching: bool) -> String {
    let show = |asset: u64, units: u128| assets.denomination(asset).show(units);
    let place = entry.block.map_or("-".into(), |block| format!("#{block}"));
    let mut text = format!("{place:>8}  {:<12} {:<9} ", entry.what, entry.state);
    text += &show(entry.asset, entry.amount);
    if let Some(account) = &entry.account {
        text += &format!("  {} {account}", if entry.what == "shielded" { "from" } else { "to" });
    }
    for output in &entry.outputs {
        let direction = if output.direction == "sent" { "to" } else { "at" };
        let party = output.address.clone().unwrap_or_else(|| match watching {
            true => format!("the {WATCHED} scope"),
            false => format!("scope {}", scope_name(&output.scope)),
        });
        text += &format!(
            "\n{:10}{} {direction} {}",
            "",
            show(output.asset, output.amount),
            printable(&party)
        );
        if let Some(memo) = &output.memo {
            text += &format!("  \"{}\"", printable(memo));
        }
    }
    if let Some(error) = &entry.last_error {
        text += &format!("\n{:10}last answer of the node: {}", "", printable(error));
    }
    text
}
