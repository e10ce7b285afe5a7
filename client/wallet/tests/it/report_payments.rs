//! What reports say of payments to others, and of sums (docs/protocol §15.5).

use crate::assets::{funded_with, usdx};
use crate::report::*;
use crate::scopes::owner;
use crate::support::*;
use serde_json::Value;
use shoji_shielded::asset::AssetId;
use shoji_shielded::memo::Memo;
use shoji_wallet::evidence::{block, pool_call};
use shoji_wallet::payment::Intent;
use shoji_wallet::report::{Ask, Payment, Receipt, Report, Spend};

#[tokio::test]
async fn a_report_names_every_payment_to_others_with_its_address_amount_and_memo() {
    let (mut alice, mut bob, node, _) = traded().await;
    // What she pays to herself is a receipt, and no payment.
    let own = address(&mut alice);
    pay(&mut alice, &node, transfer(&own, SHJ / 4, "mine")).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    let to = address(&mut bob);
    for ask in [WHOLE, SHOWN] {
        let report = reported(&alice, &node, ask).await;
        let told = report.payments.iter().map(|row| {
            let memo = Memo::from_bytes(row.opening.memo.array("a memo").unwrap()).text();
            (row.opening.address.clone(), row.opening.value.0, row.opening.asset.0, memo.unwrap())
        });
        let told: Vec<_> = told.collect();
        let native = AssetId::NATIVE.to_wire();
        let paid = [(6 * SHJ, "rent"), (SHJ, HOSTILE)];
        assert_eq!(told, paid.map(|(value, memo)| (to.clone(), value, native, memo.to_string())));
        assert_eq!((report.totals[0].paid.0, report.totals[0].payments), (7 * SHJ, 2));
        let verdict = report.check(&known(&node, &report).await);
        assert!(verdict.holds(), "{:?}", verdict.failed);
        // Everything is in rows: nothing remains.
        assert_eq!(verdict.sums.len(), 3);
        assert!(verdict.sums.iter().all(|sum| sum.flow.elsewhere.0 + sum.flow.added.0 == 0));
        assert!(verdict.checked.iter().any(|line| line.contains("7 SHJ paid")));
        let keyless = verdict.unknown.iter().any(|line| line.contains("payments were left out"));
        assert_eq!(keyless, report.viewing_key.is_none());
        let key = alice.viewing_key("", true).unwrap();
        assert!(left_out(&report, &node, Some(&key)).await.is_empty());
    }
    // Bob's report has his own, and a period only those of its blocks.
    assert_eq!(reported(&bob, &node, WHOLE).await.totals[0].paid.0, SHJ / 2);
    let last = reported(&alice, &node, WHOLE).await.payments.pop().unwrap();
    let later = reported(&alice, &node, Ask { from: last.block, ..WHOLE }).await;
    assert_eq!(later.payments, [last]);
}

#[tokio::test]
async fn a_payment_left_out_with_its_totals_is_told_by_the_key_and_not_without() {
    let (alice, _, node, _) = traded().await;
    let (report, shown) =
        (reported(&alice, &node, WHOLE).await, reported(&alice, &node, SHOWN).await);
    let (known, key) = (known(&node, &report).await, alice.viewing_key("", true).unwrap());
    for place in 0..report.payments.len() {
        let at = report.payments[place].position.0;
        let cut = |report: &Report| without(report, |report| drop(report.payments.remove(place)));
        let verdict = cut(&report).check(&known);
        assert!(verdict.holds(), "{:?}", verdict.failed);
        // What it hides remains in the sums, and the verdict says that this takes the key.
        let elsewhere = verdict.sums.iter().map(|sum| sum.flow.elsewhere.0).sum::<u128>();
        assert_eq!(elsewhere, report.payments[place].opening.value.0);
        assert!(verdict.unknown.iter().any(|line| line.contains("payments were left out")));
        assert!(verdict.unknown.iter().any(|line| line.contains("outputs without a row")));
        let missing = format!("a payment at position {at} is left out");
        assert_eq!(left_out(&cut(&report), &node, Some(&key)).await, [missing.clone()]);
        // With the key in the report headers suffice.
        assert_eq!(cut(&shown).check(&known).failed, [missing]);
    }
}

#[tokio::test]
async fn what_the_scope_did_not_pay_to_others_is_no_payment() {
    let (alice, bob, node, _) = traded().await;
    let (report, shown) =
        (reported(&alice, &node, WHOLE).await, reported(&alice, &node, SHOWN).await);
    let known_blocks = known(&node, &report).await;
    let fails = |changed: &Report, why: &str| {
        let failed = changed.check(&known_blocks).failed;
        assert!(failed.iter().any(|what| what.contains(why)), "{why}: {failed:?}");
    };
    let as_payment = |row: &Receipt| Payment {
        block: row.block,
        extrinsic: row.extrinsic,
        output: row.output,
        position: row.position,
        commitment: row.commitment.clone(),
        opening: row.opening.clone(),
    };
    let put_in = |report: &Report, payment: Payment| {
        let mut changed = report.clone();
        changed.payments.push(payment);
        changed.payments.sort_by_key(|row| row.position.0);
        changed.totals = changed.recount().unwrap();
        changed
    };
    // Change is refused where it is a receipt too; without its receipt it takes the key.
    let spent: Vec<_> = report.spends.iter().map(|spend| spend.position).collect();
    let change = report
        .receipts
        .iter()
        .position(|row| row.internal == Some(true) && !spent.contains(&row.position))
        .unwrap();
    let row = as_payment(&report.receipts[change]);
    fails(&put_in(&report, row.clone()), "among the receipts");
    let moved = |report: &Report| {
        let cut = without(report, |report| drop(report.receipts.remove(change)));
        put_in(&cut, row.clone())
    };
    assert!(moved(&report).check(&known_blocks).holds());
    fails(&moved(&shown), "outgoing view");
    let key = alice.viewing_key("", true).unwrap();
    let told = left_out(&moved(&report), &node, Some(&key)).await;
    assert!(told.iter().any(|what| what.contains("none of the key's")), "{told:?}");
    // What somebody else paid, in a transaction that spends nothing of hers.
    let theirs = reported(&bob, &node, WHOLE).await.payments.remove(0);
    fails(&put_in(&report, theirs.clone()), "spends no note of the report");
    fails(&put_in(&report, Payment { block: theirs.block + 1, ..theirs }), "is not in the report");
    // Payments in a report of receipts alone.
    let incoming = Report { kind: "incoming".into(), spends: Vec::new(), ..report.clone() };
    fails(&incoming, "receipts alone");
}

#[tokio::test]
async fn no_field_of_one_payment_fits_another() {
    let (alice, _, node, _) = traded().await;
    for ask in [WHOLE, SHOWN] {
        let report = reported(&alice, &node, ask).await;
        let known = known(&node, &report).await;
        let whole = serde_json::to_value(&report).unwrap();
        let fields = ["block", "extrinsic", "output", "position", "commitment", "opening"];
        let inner =
            ["address", "asset", "value", "rseed", "memo"].map(|name| format!("/opening/{name}"));
        let ways = fields.iter().map(|name| format!("/{name}")).chain(inner);
        for way in ways {
            for (to, from) in [(0, 1), (1, 0)] {
                let mut changed = whole.clone();
                let value: Value = whole["payments"][from].pointer(&way).unwrap().clone();
                *changed["payments"][to].pointer_mut(&way).unwrap() = value;
                let changed = Report::read(&changed.to_string()).unwrap();
                if changed == report {
                    continue;
                }
                // The totals follow: it is the row itself that does not hold.
                let changed = Report { totals: changed.recount().unwrap(), ..changed };
                let failed = changed.check(&known).failed;
                assert!(failed.iter().any(|what| what.contains("payment")), "{way}: {failed:?}");
            }
        }
        for change in [
            |report: &mut Report| report.payments.swap(0, 1),
            |report: &mut Report| report.payments.push(report.payments[1].clone()),
            |report: &mut Report| report.payments.insert(0, report.payments[0].clone()),
        ] {
            let mut changed = report.clone();
            change(&mut changed);
            changed.totals = changed.recount().unwrap();
            let failed = changed.check(&known).failed;
            assert!(failed.iter().any(|what| what.contains("out of order")), "{failed:?}");
        }
    }
}

#[tokio::test]
async fn what_goes_without_a_row_and_what_other_notes_add_is_named() {
    // A move between scopes has no outgoing view.
    let (mut owner, node) = owner().await;
    let own = owner.address("payroll", false).unwrap().address;
    pay_from(&mut owner, &node, &["rent"], transfer(&own, 2 * SHJ, "")).await;
    node.advance(9);
    sync(&mut owner, &node).await;
    let rent = Ask { scope: "rent", ..SHOWN };
    let report = reported(&owner, &node, rent).await;
    let verdict = report.check(&known(&node, &report).await);
    assert!(verdict.holds() && report.payments.is_empty(), "{:?}", verdict.failed);
    let flow = &verdict.sums[0].flow;
    assert_eq!((verdict.sums.len(), flow.spent.0, flow.fee.0), (1, 10 * SHJ, FEE));
    assert_eq!((flow.returned.0, flow.elsewhere.0), (8 * SHJ - FEE, 2 * SHJ));
    let told = verdict.sums[0].describe();
    assert!(told.contains("at least 2 SHJ in outputs without a row"), "{told}");
    assert!(verdict.unknown.iter().any(|line| line.contains("outputs without a row")));

    // Of a payment from two scopes one has the payment, and the other sees its notes go.
    let to = address(&mut wallet(3));
    pay_from(&mut owner, &node, &["rent", "payroll"], transfer(&to, 25 * SHJ, "")).await;
    node.advance(9);
    sync(&mut owner, &node).await;
    for (scope, paid, elsewhere) in [("rent", 25 * SHJ, false), ("payroll", 0, true)] {
        let report = reported(&owner, &node, Ask { scope, ..SHOWN }).await;
        let verdict = report.check(&known(&node, &report).await);
        assert!(verdict.holds(), "{:?}", verdict.failed);
        assert!(left_out(&report, &node, None).await.is_empty());
        let flow = &verdict.sums.last().unwrap().flow;
        assert_eq!((flow.paid.0, flow.elsewhere.0 > 0), (paid, elsewhere), "{scope}");
        assert_eq!(flow.added.0 > 0, !elsewhere, "{scope}");
    }
    // The payment is refused in the report of the scope whose outgoing view it does not have.
    let paid = reported(&owner, &node, rent).await.payments.remove(0);
    let report = reported(&owner, &node, Ask { scope: "payroll", ..SHOWN }).await;
    let forged = without(&report, |report| report.payments.push(paid));
    let failed = forged.check(&known(&node, &report).await).failed;
    assert!(failed.len() == 1 && failed[0].contains("outgoing view"), "{failed:?}");
}

#[tokio::test]
async fn what_is_unshielded_is_in_the_sums_with_its_account() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let (asset, text) = (AssetId::NATIVE, "account".into());
    let intent = Intent::Unshield { to: [7; 32], text, asset, amount: 2 * SHJ };
    pay(&mut alice, &node, intent).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    let report = reported(&alice, &node, WHOLE).await;
    let verdict = report.check(&known(&node, &report).await);
    assert!(verdict.holds() && verdict.sums.len() == 1, "{:?}", verdict.failed);
    let sum = &verdict.sums[0];
    assert_eq!((sum.flow.unshielded.0, sum.flow.elsewhere.0, sum.flow.added.0), (2 * SHJ, 0, 0));
    assert!(sum.account.is_some() && sum.describe().contains("2 SHJ unshielded"));
}

#[tokio::test]
async fn rows_that_cannot_balance_are_refused_without_a_key() {
    // All three nullifiers have rows, and one of them is said to be a smaller note's.
    let (mut alice, node) = funded(1, &[5 * SHJ, 3 * SHJ, 2 * SHJ, SHJ]).await;
    let to = address(&mut wallet(2));
    pay(&mut alice, &node, transfer(&to, 9 * SHJ + SHJ / 2, "")).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    let report = reported(&alice, &node, WHOLE).await;
    assert_eq!((report.spends.len(), report.payments.len()), (3, 1));
    let known_blocks = known(&node, &report).await;
    let honest = report.check(&known_blocks);
    assert!(honest.holds() && honest.sums[0].flow.exact, "{:?}", honest.failed);
    let of =
        |value| report.receipts.iter().find(|row| row.opening.value.0 == value).unwrap().position;
    let mut forged = report.clone();
    let spend = forged.spends.iter_mut().find(|row| row.position == of(2 * SHJ)).unwrap();
    spend.position = of(SHJ);
    forged.totals = forged.recount().unwrap();
    let failed = forged.check(&known_blocks).failed;
    assert!(failed.len() == 1 && failed[0].contains("does not balance"), "{failed:?}");

    // All three outputs have rows, and a dummy's nullifier is said to be another note's.
    let (mut alice, node) = funded_with(1, &[100], &[SHJ, SHJ / 2]).await;
    pay(&mut alice, &node, transfer_of(usdx(), &to, 30, "")).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    let report = reported(&alice, &node, WHOLE).await;
    let known = known(&node, &report).await;
    let honest = report.check(&known);
    assert!(honest.holds() && honest.sums.len() == 2, "{:?}", honest.failed);
    assert!(honest.sums.iter().all(|sum| sum.flow.exact && sum.flow.elsewhere.0 == 0));
    let (at, index) = (report.spends[0].block, report.spends[0].extrinsic);
    let body = block(&node, at).await.unwrap().extrinsics;
    let published = pool_call(&body[index as usize]).unwrap().bundle.nullifiers;
    let spent: Vec<_> = report.spends.iter().map(|row| row.position).collect();
    let unspent = |row: &&Receipt| row.block < at && !spent.contains(&row.position);
    let position = report.receipts.iter().find(unspent).unwrap().position;
    let dummy = |nf: &&[u8; 32]| !report.spends.iter().any(|row| row.nullifier.0 == nf[..]);
    let nullifier = published.iter().find(dummy).unwrap().into();
    let mut forged = report.clone();
    forged.spends.push(Spend { block: at, extrinsic: index, nullifier, position });
    let place = |row: &Spend| published.iter().position(|nf| row.nullifier.0 == nf[..]);
    forged.spends.sort_by_key(place);
    forged.totals = forged.recount().unwrap();
    let failed = forged.check(&known).failed;
    assert!(failed.len() == 1 && failed[0].contains("does not balance"), "{failed:?}");
}

#[tokio::test]
async fn a_report_of_the_version_before_is_refused_by_name() {
    let (alice, _, node, _) = traded().await;
    let report = reported(&alice, &node, WHOLE).await;
    let known = known(&node, &report).await;
    let renamed = Report { format: "shoji-report-v1".into(), ..report.clone() };
    assert!(renamed.check(&known).failed[0].contains("'shoji-report-v1'"));
    let mut old = serde_json::to_value(&renamed).unwrap();
    old.as_object_mut().unwrap().remove("payments");
    for total in old["totals"].as_array_mut().unwrap() {
        total.as_object_mut().unwrap().retain(|name, _| !["paid", "payments"].contains(&&**name));
    }
    let error = Report::read(&old.to_string()).unwrap_err();
    assert!(error.contains("'shoji-report-v1'") && error.contains("made again"), "{error}");
}
