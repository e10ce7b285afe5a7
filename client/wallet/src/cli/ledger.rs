//! What a grant shows, for people and programs.

use super::output::{asset_name, hex0x, merge, printable, units};
use super::show::{entry_json, line};
use crate::assets::AssetList;
use crate::grants::Rows;
use crate::history::on_chain;
use crate::node::account::to_ss58;
use crate::store::{HistoryRecord, SpendOutput, SpendRecord, Units};
use serde_json::{json, Map, Value};
use shoji_shielded::bundle::CallKind;

/// What the account's rows are, and what they are not (docs/protocol §5.4, §9.5).
pub(super) const COMPLETE: &str =
    "The chain accepts no spend of this account without its true record, so these are all spends of the account, in all \
     its scopes, in the blocks that were read: provided that these are the chain's blocks with their true contents, for \
     which the wallet has the node's word. They say nothing of receipts that are not spent yet, of memos, or of other accounts of \
     the same owner.";

/// Rows and totals for programs; the same for who grants and for who was granted.
pub(super) fn rows_json(rows: &Rows) -> Value {
    let totals = rows.totals();
    json!({
        "rows": rows.scope.iter().map(|record| scope_row(record, rows)).collect::<Vec<_>>(),
        "audited": rows.audited,
        "accountSpends": rows.account.iter().map(|spend| spend_row(spend, rows)).collect::<Vec<_>>(),
        "totals": {
            "received": sums(&totals.received), "spent": sums(&totals.spent), "change": sums(&totals.change),
            "accountSpent": sums(&totals.account_spent), "accountFees": units(totals.account_fees),
        },
    })
}

/// A row of the scope.
pub(super) fn scope_row(record: &HistoryRecord, rows: &Rows) -> Value {
    let entry = entry_json(&on_chain(record, rows.finalized));
    let more = json!({
        "extrinsicIndex": record.extrinsic_index, "spent": sums(&record.spent), "change": sums(&record.change),
    });
    merge(entry, more)
}

/// A spend of an audited account.
pub(super) fn spend_row(spend: &SpendRecord, rows: &Rows) -> Value {
    let inputs = spend.inputs.iter().map(|input| {
        json!({
            "asset": asset_name(input.asset), "amount": units(input.value), "own": input.scope.is_some(),
        })
    });
    let outputs = spend.outputs.iter().map(|output| {
        json!({
            "asset": asset_name(output.asset), "amount": units(output.value),
            "owner": hex0x(&output.owner), "own": output.scope.is_some(),
        })
    });
    let public = spend.call != CallKind::Transfer.to_byte();
    json!({
        "block": spend.block, "extrinsicIndex": spend.extrinsic_index, "bundleId": hex0x(&spend.bundle_id),
        "kind": call_name(spend.call), "state": state(spend.block, rows.finalized),
        "inputs": inputs.collect::<Vec<_>>(), "outputs": outputs.collect::<Vec<_>>(), "fee": units(spend.fee.into()),
        "publicAsset": public.then(|| asset_name(spend.asset)), "publicAmount": public.then(|| units(spend.amount)),
        "account": public.then(|| to_ss58(&spend.party)),
    })
}

/// Rows and totals for people.
pub(super) fn rows_text(rows: &Rows, assets: &AssetList) -> String {
    let mut lines: Vec<String> =
        rows.scope.iter().map(|record| scope_line(record, rows, assets)).collect();
    if lines.is_empty() {
        lines.push("The scope has no rows yet.".into());
    }
    let totals = rows.totals();
    for (what, sums) in
        [("Received", &totals.received), ("Spent", &totals.spent), ("Change", &totals.change)]
    {
        if !sums.is_empty() {
            lines.push(format!("{what:<9} {}", amounts(sums, assets)));
        }
    }
    if rows.audited {
        lines.push(format!("\nSpends of the account, all scopes: {}", rows.account.len()));
        lines.extend(rows.account.iter().map(|spend| spend_line(spend, rows, assets)));
        if !totals.account_spent.is_empty() {
            lines.push(format!("Spent     {}", amounts(&totals.account_spent, assets)));
        }
        lines.push(COMPLETE.into());
    }
    lines.join("\n")
}

/// A row of the scope for people.
pub(super) fn scope_line(record: &HistoryRecord, rows: &Rows, assets: &AssetList) -> String {
    line(&on_chain(record, rows.finalized), assets, true)
}

/// A spend of an audited account for people.
pub(super) fn spend_line(spend: &SpendRecord, rows: &Rows, assets: &AssetList) -> String {
    let show = |asset: u64, value: u128| assets.denomination(asset).show(value);
    let mut text = format!(
        "{:>8}  {:<12} {:<9} fee {}",
        format!("#{}", spend.block),
        call_name(spend.call),
        state(spend.block, rows.finalized),
        show(1, spend.fee.into())
    );
    if spend.call != CallKind::Transfer.to_byte() {
        let way = if spend.call == CallKind::Shield.to_byte() { "from" } else { "to" };
        let amount = show(spend.asset, spend.amount);
        text += &format!(", {amount} {way} {}", to_ss58(&spend.party));
    }
    let own = |scope: &Option<String>| if scope.is_some() { ", the granted scope's" } else { "" };
    for input in &spend.inputs {
        text += &format!("\n{:10}- {}{}", "", show(input.asset, input.value), own(&input.scope));
    }
    for SpendOutput { asset, value, owner, scope } in &spend.outputs {
        text +=
            &format!("\n{:10}+ {} owner {}{}", "", show(*asset, *value), hex0x(owner), own(scope));
    }
    printable_lines(&text)
}

/// A text of several lines, safe to print.
fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

fn call_name(call: u8) -> &'static str {
    let kinds = [CallKind::Shield, CallKind::Transfer, CallKind::Unshield];
    kinds.into_iter().find(|kind| kind.to_byte() == call).map_or("unknown", CallKind::name)
}

fn state(block: u32, finalized: u32) -> &'static str {
    if block <= finalized {
        "finalized"
    } else {
        "included"
    }
}

/// Sums by asset, for programs.
fn sums(sums: &Units) -> Value {
    let named = sums.iter().map(|(asset, sum)| {
        let name = asset_name(*asset).as_str().unwrap_or_default().to_string();
        (name, units(*sum))
    });
    Value::Object(named.collect::<Map<_, _>>())
}

fn amounts(sums: &Units, assets: &AssetList) -> String {
    let shown = sums.iter().map(|(asset, sum)| assets.denomination(*asset).show(*sum));
    shown.collect::<Vec<_>>().join(", ")
}
