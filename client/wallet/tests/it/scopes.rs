//! Scopes: which pays, what moves between them, what a payment from several shows (docs/protocol §9.6).

use crate::chain::TestNode;
use crate::support::*;
use shoji_shielded::address::Network;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::Bundle;
use shoji_shielded::encryption::try_recover_outgoing;
use shoji_wallet::error::WalletError;
use shoji_wallet::history::entries;
use shoji_wallet::keys::KdfCost;
use shoji_wallet::payment::Intent;
use shoji_wallet::plan::{Balance, PlanError};
use shoji_wallet::store::Submission;
use shoji_wallet::wallet::Wallet;

/// An owner whose scopes "rent" and "payroll" hold 10 and 20 SHJ.
pub async fn owner() -> (Wallet, TestNode) {
    let (mut owner, node) = (wallet(2), TestNode::new());
    shield_to(&mut owner, &node, "rent", 10 * SHJ).await;
    node.advance(1);
    shield_to(&mut owner, &node, "payroll", 20 * SHJ).await;
    node.advance(9);
    sync(&mut owner, &node).await;
    (owner, node)
}

fn held(wallet: &Wallet, scope: &str) -> Balance {
    balance_of(wallet, scope, AssetId::NATIVE)
}

/// The bundle of a submitted payment.
fn bundle_of(submission: &Submission) -> Bundle {
    let Submission::Pool(bytes) = submission else { panic!("a shield") };
    let submission: shoji_shielded::bundle::Submission =
        codec::Decode::decode(&mut &bytes[..]).unwrap();
    submission.bundle().clone()
}

#[tokio::test]
async fn a_shield_to_a_scope_that_the_store_has_not_seen_works_and_is_remembered() {
    let directory = tempfile::tempdir().unwrap();
    let (path, passphrase) = (directory.path(), "a long passphrase");
    Wallet::create(path, &secret(1), Network::Development, passphrase, KdfCost::MINIMAL).unwrap();
    let node = TestNode::new();
    node.advance(20);
    {
        // The store has followed the chain without the scope.
        let mut alice = Wallet::open(path, passphrase, "test").unwrap();
        sync(&mut alice, &node).await;
        assert_eq!(alice.scopes().unwrap(), [""]);
        shield_to(&mut alice, &node, "new", 5 * SHJ).await;
        node.advance(9);
    }
    let mut alice = Wallet::open(path, passphrase, "test").unwrap();
    assert_eq!(alice.scopes().unwrap(), ["", "new"]);
    sync(&mut alice, &node).await;
    assert_eq!((held(&alice, "new"), held(&alice, "")), (spendable(5 * SHJ), Balance::default()));
}

#[tokio::test]
async fn a_scope_made_after_a_restore_finds_what_was_paid_to_it_before() {
    let (owner, node) = owner().await;
    let mut restored = wallet(2);
    sync(&mut restored, &node).await;
    assert!(restored.notes().unwrap().is_empty());
    let (_, report) = restored.follow(&node, "rent", &mut |_| {}).await.unwrap();
    assert_eq!((report.found, report.scanned), (1, node.chain.lock().unwrap().best() + 1));
    assert_eq!(held(&restored, "rent"), held(&owner, "rent"));
    // What is known is not searched for again.
    let (_, report) = restored.follow(&node, "rent", &mut |_| {}).await.unwrap();
    assert_eq!(report.scanned, 0);
    restored.follow(&node, "payroll", &mut |_| {}).await.unwrap();
    assert_eq!(knowledge(&restored), knowledge(&owner));
}

#[tokio::test]
async fn a_scope_that_is_not_in_use_pays_nothing_and_shows_nothing() {
    let (owner, node) = owner().await;
    let to = address(&mut wallet(3));
    let info = shoji_wallet::node::Node::info(&node).await.unwrap();
    let plan = owner.plan(&info, "Rent", transfer(&to, SHJ, ""), FEE as u64);
    for error in [plan.err().unwrap(), owner.viewing_key("Rent", true).err().unwrap()] {
        assert_eq!(error.code(), ("Scope", 2));
        assert!(error.to_string().contains("'Rent'"), "{error}");
    }
}

#[tokio::test]
async fn one_scope_pays_alone_where_it_can_and_only_the_named_ones_pay() {
    let (owner, node) = owner().await;
    let to = address(&mut wallet(3));
    let info = shoji_wallet::node::Node::info(&node).await.unwrap();
    let plan = |scopes: &[&str], amount: u128| {
        owner.plan_from(&info, scopes, transfer(&to, amount * SHJ, ""), FEE as u64)
    };
    let both = ["rent", "payroll"];
    assert_eq!(plan(&both, 5).unwrap().scopes, ["rent"]);
    assert_eq!(plan(&["payroll", "rent"], 5).unwrap().scopes, ["payroll"]);
    assert_eq!(plan(&both, 15).unwrap().scopes, ["payroll"]);
    assert_eq!(plan(&both, 25).unwrap().scopes, ["rent", "payroll"]);
    let scarce = |scopes: &[&str], amount| match plan(scopes, amount).err().unwrap() {
        WalletError::Plan(PlanError::Insufficient { balance, .. }) => balance.spendable,
        other => panic!("{other}"),
    };
    assert_eq!(scarce(&["rent"], 25), 10 * SHJ);
    assert_eq!(scarce(&["", "rent"], 25), 10 * SHJ);
    assert_eq!(scarce(&both, 30), 30 * SHJ);
}

#[tokio::test]
async fn one_payment_spends_notes_of_several_scopes() {
    let (mut owner, node) = owner().await;
    let mut receiver = wallet(3);
    let to = address(&mut receiver);
    let (plan, record) =
        pay_from(&mut owner, &node, &["rent", "payroll"], transfer(&to, 25 * SHJ, "roof")).await;
    assert_eq!((plan.request.inputs.len(), record.scope.as_str()), (2, "rent"));
    node.advance(9);
    sync(&mut owner, &node).await;
    sync(&mut receiver, &node).await;
    assert_eq!(balance(&receiver), spendable(25 * SHJ));
    // The change is the first scope's.
    assert_eq!(held(&owner, "rent"), spendable(5 * SHJ - FEE));
    assert_eq!(held(&owner, "payroll"), Balance::default());

    // What the warning says: the first scope's auditor sees the payment and what the other added.
    let seen = |wallet: &Wallet| {
        let entry = entries(wallet).unwrap().pop().unwrap();
        assert_eq!(entry.bundle_id, record.bundle_id);
        (entry.what, entry.amount, entry.outputs.len())
    };
    let mut audits = Vec::new();
    for scope in ["rent", "payroll"] {
        let key = owner.viewing_key(scope, true).unwrap();
        let mut auditor = Wallet::watching_in_memory(key, Network::Development).unwrap();
        sync(&mut auditor, &node).await;
        audits.push(seen(&auditor));
    }
    // The other scope's sees that 20 SHJ left, and not where to.
    assert_eq!(audits, [("sent", 25 * SHJ, 1), ("sent", 20 * SHJ - FEE, 0)]);
    assert_eq!(seen(&owner), ("sent", 25 * SHJ, 1));
}

#[tokio::test]
async fn a_move_between_scopes_shows_the_new_scopes_address_to_nobody_who_sees_the_old_one() {
    let (mut owner, node) = owner().await;
    let stranger = address(&mut wallet(3));
    let own = owner.address("payroll", false).unwrap().address;
    let old = owner.keys().unwrap().scope("rent").unwrap();
    for (to, kind, recorded) in [(&own, "move", 1), (&stranger, "transfer", 2)] {
        let intent = transfer(to, 2 * SHJ, "memo");
        let (plan, record) = pay_from(&mut owner, &node, &["rent"], intent).await;
        assert_eq!((record.kind.as_str(), plan.request.outputs.len()), (kind, 2));
        // What the outgoing key of the scope that pays opens: its change, and payments to others.
        let bundle = bundle_of(&record.submission);
        let opened = bundle.outputs.iter().filter_map(|out| try_recover_outgoing(&old.ovk, out));
        let addresses: Vec<String> =
            opened.map(|sent| sent.address.encode(Network::Development)).collect();
        assert_eq!((addresses.len(), addresses.contains(to)), (recorded, recorded == 2), "{kind}");
        node.advance(9);
        sync(&mut owner, &node).await;
    }
    // The owner sees a move as one, and so does the twin that is restored with both scopes.
    let told = |wallet: &Wallet| -> Vec<(&'static str, u128)> {
        let entries = entries(wallet).unwrap();
        entries.iter().skip(2).map(|entry| (entry.what, entry.amount / SHJ)).collect()
    };
    assert_eq!(told(&owner), [("moved", 2), ("sent", 2)]);
    assert_eq!(held(&owner, "payroll"), spendable(22 * SHJ));
    let mut restored = wallet(2);
    restored.follow(&node, "rent", &mut |_| {}).await.unwrap();
    // Without the scope that it went to, the money is seen to have left.
    assert_eq!(entries(&restored).unwrap()[1].what, "sent");
    restored.follow(&node, "payroll", &mut |_| {}).await.unwrap();
    assert_eq!(entries(&restored).unwrap(), entries(&owner).unwrap());
}

#[tokio::test]
async fn a_move_under_way_is_told_as_a_move() {
    let (mut owner, node) = owner().await;
    let own = owner.address("payroll", false).unwrap().address;
    pay_from(&mut owner, &node, &["rent"], transfer(&own, 2 * SHJ, "")).await;
    let entry = entries(&owner).unwrap().pop().unwrap();
    assert_eq!((entry.what, entry.state, entry.amount), ("moved", "submitted", 2 * SHJ));
}

#[tokio::test]
async fn a_shield_to_oneself_is_recorded_by_the_scope_that_receives() {
    let (owner, node) = owner().await;
    let info = shoji_wallet::node::Node::info(&node).await.unwrap();
    let (rent, payroll) =
        (owner.keys().unwrap().scope("rent"), owner.keys().unwrap().scope("payroll"));
    let (rent, payroll) = (rent.unwrap(), payroll.unwrap());
    let to = payroll.external.address(3).unwrap();
    let memo = shoji_shielded::memo::Memo::NONE;
    let intent = Intent::Shield {
        from: DEPOSITOR,
        to,
        text: String::new(),
        asset: AssetId::NATIVE,
        amount: SHJ,
        memo,
    };
    let plan = owner.plan(&info, "rent", intent, 0).unwrap();
    let (bundle, _) = unproven(&owner, &plan);
    let opens = |ovk: &[u8; 32]| {
        bundle.outputs.iter().filter(|output| try_recover_outgoing(ovk, output).is_some()).count()
    };
    assert_eq!((opens(&rent.ovk), opens(&payroll.ovk)), (0, 1));
}
