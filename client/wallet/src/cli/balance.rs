//! `balance`, and how what is held is shown elsewhere.

use super::output::{asset_name, merge, scope_name, units, Output};
use super::Context;
use crate::assets::{AssetList, Status};
use crate::error::WalletError;
use crate::keys::ViewingKey;
use crate::node::id_and_generation;
use crate::plan::{Balance, MAX_INPUTS};
use crate::scope::{Holding, ScopeBalance};
use crate::wallet::Wallet;
use serde_json::{json, Value};
use shoji_shielded::asset::AssetId;
use std::collections::BTreeMap;

impl Context {
    pub(super) async fn balance(&self, offline: bool) -> Result<Output, WalletError> {
        let wallet = self.opened("balance", offline).await?;
        let tip = wallet.store().view().tip()?.map(|tip| tip.number);
        let anchor = wallet.anchor().ok().map(|anchor| anchor.block);
        let head = json!({ "tip": tip, "anchor": anchor, "watchOnly": watches(&wallet) });
        let assets = wallet.assets()?;
        if let Some(ViewingKey::Incoming(_)) = wallet.watches() {
            let mut received = wallet.received()?;
            let native = received.remove(&AssetId::NATIVE.to_wire()).unwrap_or_default();
            let show = |asset: u64, (sum, count): (u128, usize)| {
                format!("Received {} in {count} payments.", assets.denomination(asset).show(sum))
            };
            let mut lines = vec![show(AssetId::NATIVE.to_wire(), native)];
            lines.extend(received.iter().map(|(asset, sum)| show(*asset, *sum)));
            lines.push(RECEIPTS_ONLY.into());
            let others = received.iter().map(|(asset, (sum, count))| {
                let sums = json!({ "received": units(*sum), "receipts": count });
                merge(asset_json(*asset, &assets), sums)
            });
            let unknown = json!({
                "spendable": null, "waiting": null, "inFlight": null, "total": null, "scopes": [],
                "received": units(native.0), "receipts": native.1, "assets": others.collect::<Vec<_>>(),
            });
            return Ok(Output { json: merge(head, unknown), text: lines.join("\n") });
        }
        let rows = wallet.scope_balances()?;
        let mut totals = totals(&rows);
        let watching = wallet.watches().is_some();
        let mut lines: Vec<String> =
            rows.iter().map(|row| scope_lines(row, &assets, watching)).collect();
        if rows.len() > 1 {
            lines.extend(totals.iter().map(|held| holding_line("all scopes", held, &assets)));
        }
        let native = totals.remove(0);
        let others = totals.iter().map(|held| holding_json(held, &assets));
        let known = json!({
            "scopes": rows.iter().map(|row| scope_json(row, &assets)).collect::<Vec<_>>(),
            "received": null, "receipts": null, "assets": others.collect::<Vec<_>>(),
        });
        let json = merge(merge(head, known), amounts(&native.balance));
        Ok(Output { json, text: lines.join("\n") })
    }
}

/// What an incoming viewing key cannot tell.
pub(super) const RECEIPTS_ONLY: &str =
    "An incoming viewing key shows receipts only: not what was spent of them, and so no balance.";

/// `incoming` or `full` where the wallet only watches.
pub(super) fn watches(wallet: &Wallet) -> Option<&'static str> {
    wallet.watches().map(ViewingKey::kind)
}

/// An asset for programs.
pub(super) fn asset_json(asset: u64, assets: &AssetList) -> Value {
    let (listed, (id, generation)) = (assets.get(asset), id_and_generation(asset));
    json!({
        "asset": asset_name(asset), "id": id, "generation": generation,
        "name": listed.map(|listed| &listed.name), "symbol": listed.map(|listed| &listed.symbol),
        "decimals": listed.map(|listed| listed.decimals), "status": assets.status(asset).name(),
    })
}

/// A scope's balances for programs.
pub(super) fn scope_json(row: &ScopeBalance, assets: &AssetList) -> Value {
    let others: Vec<Value> = row.others.iter().map(|held| holding_json(held, assets)).collect();
    let native = merge(json!({ "notes": row.native.notes }), amounts(&row.native.balance));
    merge(json!({ "scope": row.scope, "assets": others }), native)
}

/// What is held of an asset, for programs.
fn holding_json(held: &Holding, assets: &AssetList) -> Value {
    let held_json = merge(json!({ "notes": held.notes }), amounts(&held.balance));
    merge(asset_json(held.asset.to_wire(), assets), held_json)
}

/// A scope's balances for people, a line for each asset.
pub(super) fn scope_lines(row: &ScopeBalance, assets: &AssetList, watching: bool) -> String {
    let scope = if watching { WATCHED.into() } else { scope_name(&row.scope) };
    let all = [row.native];
    let lines = all.iter().chain(&row.others).map(|held| holding_line(&scope, held, assets));
    lines.collect::<Vec<_>>().join("\n")
}

/// What is held of an asset, for people.
fn holding_line(owner: &str, held: &Holding, assets: &AssetList) -> String {
    let wire = held.asset.to_wire();
    let (of, balance) = (assets.denomination(wire), &held.balance);
    let many = match held.notes > MAX_INPUTS {
        true => format!(", in {} notes", held.notes),
        false => String::new(),
    };
    let frozen = match assets.status(wire) {
        Status::Frozen => "; frozen: it neither enters nor leaves the pool",
        _ => "",
    };
    format!(
        "{owner}: {} spendable{many}; {} waiting for a finalized anchor; {} in flight{frozen}",
        of.show(balance.spendable),
        of.show(balance.waiting),
        of.show(balance.in_flight)
    )
}

/// What all scopes hold together: of the native asset first, then of each other of which there is some.
fn totals(rows: &[ScopeBalance]) -> Vec<Holding> {
    let mut totals: BTreeMap<AssetId, Holding> = BTreeMap::new();
    let native = Holding { asset: AssetId::NATIVE, balance: Balance::default(), notes: 0 };
    totals.insert(AssetId::NATIVE, native);
    for held in rows.iter().flat_map(|row| [row.native].into_iter().chain(row.others.clone())) {
        let none = Holding { balance: Balance::default(), notes: 0, ..held };
        let total = totals.entry(held.asset).or_insert(none);
        (total.balance, total.notes) =
            (total.balance.plus(&held.balance), total.notes + held.notes);
    }
    totals.into_values().collect()
}

/// The one scope of a watch-only wallet: its label is no part of the key.
pub(super) const WATCHED: &str = "watched";

fn amounts(balance: &Balance) -> Value {
    json!({
        "spendable": units(balance.spendable), "waiting": units(balance.waiting),
        "inFlight": units(balance.in_flight), "total": units(balance.total()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_add_up_what_all_scopes_hold_of_each_asset() {
        let hold = |asset, spendable, notes| {
            let balance = Balance { spendable, waiting: 1, in_flight: 0 };
            Holding { asset, balance, notes }
        };
        let (native, usdx) = (AssetId::NATIVE, AssetId::new(7, 1).unwrap());
        let row =
            |scope: &str, native, others| ScopeBalance { scope: scope.into(), native, others };
        let rows = [
            row("", hold(native, 5, 1), vec![hold(usdx, 10, 2)]),
            row("rent", hold(native, 6, 2), vec![hold(usdx, 30, 1)]),
        ];
        let told: Vec<_> = totals(&rows)
            .iter()
            .map(|held| (held.asset, held.balance.spendable, held.balance.waiting, held.notes))
            .collect();
        assert_eq!(told, [(native, 11, 2, 3), (usdx, 40, 2, 3)]);
        assert_eq!(totals(&[]).len(), 1);
    }
}
