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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Received, SpendInput};

    fn rows() -> Rows {
        let mut memo = [0; 128];
        memo[..8].copy_from_slice(b"tea\x1b[2Jx");
        let received = Received { scope: String::new(), asset: 1, value: 5_000_000_000, memo };
        let receipt = HistoryRecord {
            bundle_id: [1; 32],
            block: 7,
            extrinsic_index: 2,
            call: 1,
            party: [0; 32],
            asset: 0,
            amount: 0,
            fee: 10_000_000,
            spent: Units::new(),
            change: Units::new(),
            received: vec![received],
            sent: Vec::new(),
        };
        let output = |value, scope| SpendOutput { asset: 1, value, owner: [9; 32], scope };
        let spend = SpendRecord {
            bundle_id: [2; 32],
            block: 9,
            extrinsic_index: 3,
            call: 2,
            party: [7; 32],
            asset: 1,
            amount: 1_000_000_000,
            fee: 10_000_000,
            inputs: vec![SpendInput { asset: 1, value: 3_000_000_000, scope: None }],
            outputs: vec![output(1_990_000_000, Some(String::new()))],
        };
        Rows { scope: vec![receipt], account: vec![spend], audited: true, finalized: 8 }
    }

    #[test]
    fn rows_say_place_kind_inputs_owners_and_which_notes_are_the_granted_scopes() {
        let json = rows_json(&rows());
        let (row, spend) = (&json["rows"][0], &json["accountSpends"][0]);
        assert_eq!((&row["block"], &row["extrinsicIndex"]), (&7.into(), &2.into()));
        assert_eq!((&row["type"], &row["state"]), (&"received".into(), &"finalized".into()));
        assert_eq!((&spend["kind"], &spend["state"]), (&"unshield".into(), &"included".into()));
        assert_eq!((&spend["extrinsicIndex"], &spend["fee"]), (&3.into(), &"10000000".into()));
        assert_eq!(
            spend["inputs"],
            json!([{ "asset": "SHJ", "amount": "3000000000", "own": false }])
        );
        let output = &spend["outputs"][0];
        assert_eq!((&output["own"], &output["owner"]), (&true.into(), &hex0x(&[9; 32]).into()));
        assert_eq!(
            (&spend["publicAmount"], &spend["publicAsset"]),
            (&"1000000000".into(), &"SHJ".into())
        );
        assert_eq!(spend["account"], to_ss58(&[7; 32]));
        assert_eq!(json["totals"]["received"], json!({ "SHJ": "5000000000" }));
        assert_eq!(json["totals"]["accountSpent"], json!({ "SHJ": "3000000000" }));
        assert_eq!(json["totals"]["accountFees"], "10000000");
    }

    #[test]
    fn people_are_told_how_complete_the_spends_are_and_no_memo_rewrites_the_screen() {
        let text = rows_text(&rows(), &AssetList(Vec::new()));
        assert!(text.contains("provided that") && text.contains("all its scopes"), "{text}");
        assert!(text.contains("- 3 SHJ") && text.contains("the granted scope's"), "{text}");
        assert!(text.contains("tea\\u{1b}[2Jx") && !text.contains('\u{1b}'), "{text}");
        // Where no account is audited nothing is said of one.
        let plain = Rows { account: Vec::new(), audited: false, ..rows() };
        assert!(!rows_text(&plain, &AssetList(Vec::new())).contains("account"));
        assert!(rows_text(&Rows::default(), &AssetList(Vec::new())).contains("no rows yet"));
    }
}
