//! Reports of a scope.

use crate::chain::TestNode;
use crate::disclosure::edits;
use crate::support::*;
use shoji_wallet::assets::AssetList;
use shoji_wallet::error::WalletError;
use shoji_wallet::evidence::{export, KnownBlocks};
use shoji_wallet::keys::ViewingKey;
use shoji_wallet::node::NodeError;
use shoji_wallet::report::{completeness, csv, html, make, Ask, Report};
use shoji_wallet::wallet::Wallet;

pub const WHOLE: Ask = Ask { scope: "", from: 0, to: None, with_viewing_key: false };
pub const SHOWN: Ask = Ask { with_viewing_key: true, ..WHOLE };

/// The memo of Alice's second payment.
pub const HOSTILE: &str = "=2+2 <i>out</i>";

/// Alice, who got 5 and 3 SHJ from the outside and half a one from Bob and paid him 6 and 1, and where the
/// payment of 6 is.
pub async fn traded() -> (Wallet, Wallet, TestNode, u32) {
    let ((mut alice, node), mut bob) = (funded(1, &[5 * SHJ, 3 * SHJ]).await, wallet(2));
    let (of_alice, of_bob) = (address(&mut alice), address(&mut bob));
    pay(&mut alice, &node, transfer(&of_bob, 6 * SHJ, "rent")).await.unwrap();
    node.advance(1);
    let first = node.chain.lock().unwrap().best();
    node.advance(8);
    sync(&mut bob, &node).await;
    pay(&mut bob, &node, transfer(&of_alice, SHJ / 2, "=1+1 <b>back</b>")).await.unwrap();
    sync(&mut alice, &node).await;
    pay(&mut alice, &node, transfer(&of_bob, SHJ, HOSTILE)).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    sync(&mut bob, &node).await;
    (alice, bob, node, first)
}

pub async fn reported(wallet: &Wallet, node: &TestNode, ask: Ask<'_>) -> Report {
    make(wallet, node, ask, &mut |_, _| {}).await.unwrap()
}

pub async fn known(node: &TestNode, report: &Report) -> KnownBlocks {
    KnownBlocks::from_node(node, &report.block_numbers().unwrap(), None).await.unwrap()
}

pub async fn left_out(report: &Report, node: &TestNode, key: Option<&ViewingKey>) -> Vec<String> {
    completeness(report, key, node, &mut |_, _| {}).await.unwrap()
}

#[tokio::test]
async fn a_report_shows_what_a_scope_received_and_spent_and_holds_against_headers() {
    let (alice, _, node, _) = traded().await;
    for ask in [WHOLE, SHOWN] {
        let report = reported(&alice, &node, ask).await;
        let total = &report.totals[..];
        assert_eq!((total.len(), total[0].asset.0), (1, 1));
        assert_eq!((total[0].received.0, total[0].receipts), (8 * SHJ + SHJ / 2, 3));
        assert_eq!((total[0].spent.0, total[0].spends), (8 * SHJ + 2 * SHJ - FEE, 3));
        assert_eq!((total[0].change.0, total[0].changes), (2 * SHJ - FEE + SHJ - 2 * FEE, 2));
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(Report::read(&text).unwrap(), report);
        let verdict = report.check(&known(&node, &report).await);
        assert!(verdict.holds() && verdict.checked.len() > 9, "{:?}", verdict.failed);
        let mut file = Vec::new();
        export(&node, 0, None, &mut file, &mut |_, _| {}).await.unwrap();
        let wanted = report.block_numbers().unwrap();
        let offline = KnownBlocks::from_file(&file[..], &wanted, None).unwrap();
        assert_eq!(report.check(&offline), verdict);
        // What it cannot tell it says.
        let keyless = usize::from(report.viewing_key.is_none());
        assert_eq!(verdict.unknown.len(), 2 + 3 * keyless);
        let mut settled = verdict.clone();
        let key = alice.viewing_key("", true).unwrap();
        settled.settle(left_out(&report, &node, Some(&key)).await);
        assert!(settled.holds() && settled.unknown.len() == 1 + keyless);
    }
    let report = reported(&alice, &node, WHOLE).await;
    let keyless = completeness(&report, None, &node, &mut |_, _| {}).await;
    assert!(matches!(keyless, Err(WalletError::Evidence(_))));
}

#[tokio::test]
async fn wallets_that_only_watch_make_the_same_report_or_one_of_receipts() {
    let (alice, _, node, _) = traded().await;
    let full = reported(&alice, &node, SHOWN).await;
    let mut watching =
        Wallet::watching_in_memory(alice.viewing_key("", true).unwrap(), alice.network()).unwrap();
    sync(&mut watching, &node).await;
    assert_eq!(reported(&watching, &node, SHOWN).await, full);
    let incoming = alice.viewing_key("", false).unwrap();
    let mut receiving = Wallet::watching_in_memory(incoming, alice.network()).unwrap();
    sync(&mut receiving, &node).await;
    let report = reported(&receiving, &node, SHOWN).await;
    assert_eq!((report.kind.as_str(), report.spends.len()), ("incoming", 0));
    assert_eq!(report.totals[0].received, full.totals[0].received);
    assert_eq!((report.receipts.len(), report.totals[0].changes), (3, 0));
    let verdict = report.check(&known(&node, &report).await);
    assert!(verdict.holds(), "{:?}", verdict.failed);
    assert!(left_out(&report, &node, None).await.is_empty());
    // A full key shown with a report of receipts alone, and the other way round.
    let mixed = Report { viewing_key: full.viewing_key.clone(), ..report.clone() };
    assert!(!mixed.check(&known(&node, &report).await).holds());
    let mixed = Report { kind: "incoming".into(), viewing_key: None, ..full.clone() };
    assert!(!mixed.check(&known(&node, &full).await).holds());
}

#[tokio::test]
async fn a_period_has_its_own_rows_and_the_earlier_notes_that_were_spent_in_it() {
    let (alice, _, node, first) = traded().await;
    let before = reported(&alice, &node, Ask { to: Some(first - 1), ..SHOWN }).await;
    assert_eq!((before.receipts.len(), before.spends.len()), (2, 0));
    let of = reported(&alice, &node, Ask { from: first, to: Some(first), ..SHOWN }).await;
    assert_eq!((of.receipts.len(), of.spends.len(), of.blocks.len()), (3, 2, 3));
    assert_eq!(of.receipts.iter().filter(|receipt| receipt.internal.is_none()).count(), 2);
    assert_eq!((of.totals[0].receipts, of.totals[0].changes, of.totals[0].spends), (0, 1, 2));
    let after = reported(&alice, &node, Ask { from: first + 1, ..SHOWN }).await;
    for report in [&before, &of, &after] {
        let verdict = report.check(&known(&node, report).await);
        assert!(verdict.holds(), "{:?}", verdict.failed);
        assert!(left_out(report, &node, None).await.is_empty());
    }
    let nothing = reported(&alice, &node, Ask { from: 1, to: Some(1), scope: "", ..SHOWN }).await;
    assert!(nothing.check(&known(&node, &nothing).await).holds());
    let best = node.chain.lock().unwrap().best();
    for (from, to) in [(0, Some(best + 1)), (5, Some(4)), (best + 1, None)] {
        let made = make(&alice, &node, Ask { from, to, ..WHOLE }, &mut |_, _| {}).await;
        assert!(matches!(made, Err(WalletError::Input(_))));
    }
    let made = make(&alice, &node, Ask { scope: "other", ..WHOLE }, &mut |_, _| {}).await;
    assert!(matches!(made, Err(WalletError::UnknownScope(_))));
}

#[tokio::test]
async fn every_field_of_a_report_that_is_edited_is_noticed() {
    let (alice, _, node, first) = traded().await;
    let period = Ask { from: first, ..WHOLE };
    for ask in [WHOLE, SHOWN, period] {
        let report = reported(&alice, &node, ask).await;
        let known = known(&node, &report).await;
        assert!(report.check(&known).holds());
        let edits = edits(&serde_json::to_value(&report).unwrap());
        assert!(edits.len() > 500);
        // Of each path some levels: one is like another.
        let told = |way: &String| {
            !way.contains(".path[")
                || [0, 7, 19].iter().any(|n| way.contains(&format!(".path[{n}]")))
        };
        for (way, changed) in edits.into_iter().filter(|(way, _)| told(way)) {
            let noticed = match Report::read(&changed.to_string()) {
                Ok(changed) => !changed.check(&known).holds(),
                Err(_) => true,
            };
            assert!(noticed, "{way}");
        }
    }
}

/// The report without some rows and what only they need, and with the totals that are left.
pub fn without(report: &Report, cut: impl FnOnce(&mut Report)) -> Report {
    let mut report = report.clone();
    cut(&mut report);
    let used = |block: u32, index: u32| {
        report.receipts.iter().any(|row| (row.block, row.extrinsic) == (block, index))
            || report.spends.iter().any(|row| (row.block, row.extrinsic) == (block, index))
    };
    let mut blocks = report.blocks.clone();
    for block in &mut blocks {
        let header = codec::Decode::decode(&mut &block.header.0[..]).unwrap();
        let shoji_wallet::node::header::Header { number, .. } = header;
        block.transactions.retain(|transaction| used(number, transaction.index));
    }
    blocks.retain(|block| !block.transactions.is_empty());
    report.blocks = blocks;
    let spends: Vec<_> = report.spends.iter().map(|row| (row.block, row.extrinsic)).collect();
    report.payments.retain(|row| spends.contains(&(row.block, row.extrinsic)));
    report.totals = report.recount().unwrap_or_default();
    report
}

#[tokio::test]
async fn a_row_left_out_with_its_totals_is_noticed_by_reading_the_chain_with_the_key_alone() {
    let (alice, _, node, _) = traded().await;
    let report = reported(&alice, &node, SHOWN).await;
    let known = known(&node, &report).await;
    let spent = |row: &shoji_wallet::report::Receipt| {
        report.spends.iter().any(|spend| spend.position == row.position)
    };
    for place in 0..report.receipts.len() {
        let row = &report.receipts[place];
        let cut = without(&report, |report| drop(report.receipts.remove(place)));
        // A note whose spend is still there is missed by anybody.
        assert_eq!(cut.check(&known).holds(), !spent(row), "{place}");
        if !spent(row) {
            let missing = left_out(&cut, &node, None).await;
            assert!(missing.len() == 1 && missing[0].contains("left out"), "{missing:?}");
        }
    }
    for place in 0..report.spends.len() {
        let cut = without(&report, |report| drop(report.spends.remove(place)));
        assert!(cut.check(&known).holds(), "{place}");
        let missing = left_out(&cut, &node, None).await;
        // Without its only spend a transaction has no payments either.
        let payments = report.payments.len() - cut.payments.len();
        assert!(missing.len() == 1 + payments && missing[0].contains("spend"), "{missing:?}");
    }
}

#[tokio::test]
async fn which_nullifier_spends_which_note_only_the_key_can_tell() {
    let (alice, _, node, _) = traded().await;
    let forge = |report: &Report| {
        let mut forged = report.clone();
        let (one, other) = (forged.spends[0].position, forged.spends[1].position);
        (forged.spends[0].position, forged.spends[1].position) = (other, one);
        forged
    };
    let report = reported(&alice, &node, WHOLE).await;
    let forged = forge(&report).check(&known(&node, &report).await);
    assert!(forged.holds() && forged.unknown.iter().any(|what| what.contains("Which nullifier")));
    let shown = reported(&alice, &node, SHOWN).await;
    let forged = forge(&shown).check(&known(&node, &shown).await);
    assert!(forged.failed.iter().all(|what| what.contains("not that of the note")));
    assert_eq!(forged.failed.len(), 2);
    // Somebody else's receipts under this key, and this report under somebody else's.
    let mut bob = wallet(2);
    sync(&mut bob, &node).await;
    let key = bob.viewing_key("", true).unwrap().encode(bob.network()).to_string();
    let verdict = Report { viewing_key: Some(key), ..shown.clone() };
    let verdict = verdict.check(&known(&node, &shown).await);
    assert!(verdict.failed.iter().any(|what| what.contains("not paid to the viewing key")));
    let bobs = bob.viewing_key("", true).unwrap();
    assert!(!left_out(&shown, &node, Some(&bobs)).await.is_empty());
}

#[tokio::test]
async fn a_receipt_of_somebody_else_and_change_shown_as_a_receipt_are_seen_with_the_key_alone() {
    let (alice, bob, node, _) = traded().await;
    let (report, shown) =
        (reported(&alice, &node, WHOLE).await, reported(&alice, &node, SHOWN).await);
    let known = known(&node, &report).await;
    // What Alice paid to Bob is in a transaction that her report has anyway.
    let row = reported(&bob, &node, WHOLE).await.receipts.remove(0);
    // There it is a payment, which a receipt cannot be as well.
    let put_in = |report: &mut Report| {
        report.receipts.push(row.clone());
        report.payments.retain(|payment| payment.position != row.position);
        report.receipts.sort_by_key(|row| row.position.0);
    };
    let turned = |report: &mut Report| {
        let change = report.receipts.iter_mut().find(|row| row.internal == Some(true));
        change.unwrap().internal = Some(false);
    };
    for (keyless, keyed) in [
        (without(&report, put_in), without(&shown, put_in)),
        (without(&report, turned), without(&shown, turned)),
    ] {
        assert!(keyless.check(&known).holds());
        let failed = keyed.check(&known).failed;
        assert!(
            failed.iter().any(|what| what.contains("not paid to the viewing key")),
            "{failed:?}"
        );
        assert!(!left_out(&keyed, &node, None).await.is_empty());
    }
}

#[tokio::test]
async fn a_node_that_lies_about_blocks_is_named_when_a_report_is_made_or_checked() {
    let (alice, _, node, _) = traded().await;
    let report = reported(&alice, &node, SHOWN).await;
    let lying = |error: WalletError| matches!(error, WalletError::Node(NodeError::Lying { .. }));
    *node.body_lie.lock().unwrap() = Some(|body| drop(body.pop()));
    assert!(lying(make(&alice, &node, WHOLE, &mut |_, _| {}).await.unwrap_err()));
    assert!(lying(completeness(&report, None, &node, &mut |_, _| {}).await.unwrap_err()));
    *node.body_lie.lock().unwrap() = None;
    // Another chain from some block on.
    let fork = node.copy();
    fork.chain.lock().unwrap().fork_at(report.to - 1);
    fork.advance(1);
    assert!(lying(completeness(&report, None, &fork, &mut |_, _| {}).await.unwrap_err()));
    assert!(!report.check(&known(&fork, &report).await).holds());
}

#[tokio::test]
async fn tables_and_pages_keep_what_strangers_wrote_harmless() {
    let (alice, _, node, _) = traded().await;
    let report = reported(&alice, &node, WHOLE).await;
    let assets = AssetList(Vec::new());
    let table = csv(&report, &assets);
    let rows = report.receipts.len() + report.spends.len() + report.payments.len();
    assert_eq!(table.lines().count(), 1 + rows + 4 * report.totals.len());
    let [total, paid] = ["total paid", "paid"].map(|what| format!("\"{what}\",\""));
    assert_eq!((table.matches(&total).count(), table.matches(&paid).count()), (1, 2));
    assert!(table.contains(&format!("\"'{HOSTILE}\"")) && table.contains("\"7\",\"SHJ\""));
    assert!(table.contains("\"'=1+1 <b>back</b>\"") && table.contains("\"0.5\",\"SHJ\""));
    let page = html(&report, &assets, "<script>x</script>");
    assert!(page.contains("=1+1 &lt;b&gt;back&lt;/b&gt;") && !page.contains("<b>"));
    assert!(page.contains("=2+2 &lt;i&gt;out&lt;/i&gt;") && !page.contains("<i>"));
    assert!(page.contains("8.5 in 3") && page.contains("7 in 2") && !page.contains("<script"));
    for outside in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.replace("default-src 'none'", "").contains(outside), "{outside}");
    }
}
