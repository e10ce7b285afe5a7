//! Following the chain.

use crate::chain::TestNode;
use crate::support::*;
use shoji_shielded::address::Network;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::{Bundle, CallKind};
use shoji_shielded::encryption::{encrypt_output, Payment};
use shoji_shielded::memo::Memo;
use shoji_shielded::note::Rseed;
use shoji_wallet::error::WalletError;
use shoji_wallet::node::NodeError;
use shoji_wallet::plan::Balance;
use shoji_wallet::store::PendingState;
use shoji_wallet::sync::RANGE;

#[tokio::test]
async fn a_reorganisation_of_ten_blocks_rewinds_and_recovers() {
    let (mut alice, node) = funded(1, &[5 * SHJ, 3 * SHJ]).await;
    let mut bob = wallet(2);
    let to = address(&mut bob);
    let before = knowledge(&alice);
    // Two payments, in blocks that will be undone.
    let fork = node.chain.lock().unwrap().best();
    let lost = pay(&mut alice, &node, transfer(&to, SHJ, "one")).await.unwrap();
    node.advance_unfinalized(5);
    sync(&mut alice, &node).await;
    sync(&mut bob, &node).await;
    assert_eq!(balance(&bob).waiting, SHJ);
    node.advance_unfinalized(5);
    sync(&mut alice, &node).await;
    let included = alice.pending().unwrap();
    assert!(
        matches!(included[..], [ref record] if record.state == PendingState::Included(fork + 1))
    );

    // Another branch, longer, without the payment.
    node.chain.lock().unwrap().fork_at(fork);
    node.advance_unfinalized(12);
    let report = sync(&mut alice, &node).await;
    assert_eq!(report.rewound, Some((fork + 10, fork)));
    let (notes, history, _) = knowledge(&alice);
    assert_eq!((notes, history), (before.0, before.1), "the undone blocks left something behind");
    assert_eq!(alice.pending().unwrap()[0].state, PendingState::InFlight);
    // The same bytes went out again, and the new branch takes them.
    assert_eq!(report.rebroadcast, [lost.bundle_id]);
    node.advance(9);
    sync(&mut alice, &node).await;
    sync(&mut bob, &node).await;
    assert_eq!(balance(&bob).total(), SHJ);
    assert_eq!(balance(&alice).total(), 7 * SHJ - FEE);
    // What was rewound and scanned again is what a fresh wallet sees.
    for (seed, known) in [(1, &alice), (2, &bob)] {
        let mut fresh = wallet(seed);
        sync(&mut fresh, &node).await;
        assert_eq!(knowledge(&fresh), knowledge(known));
    }
    // Its tree is usable: another payment is a true statement.
    node.advance(8);
    sync(&mut alice, &node).await;
    let next = plan(&alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    unproven(&alice, &next);
}

#[tokio::test]
async fn a_reorganisation_between_two_ranges_is_noticed_within_the_same_sync() {
    let node = TestNode::new();
    node.advance_unfinalized(RANGE + 20);
    let mut alice = wallet(1);
    // The node dies after one range and comes back on another branch.
    *node.dies_after.lock().unwrap() = Some(1);
    assert!(try_sync(&mut alice, &node).await.is_err());
    *node.dies_after.lock().unwrap() = None;
    let reached = alice.store().view().tip().unwrap().unwrap().number;
    assert_eq!(reached, RANGE - 1);
    node.chain.lock().unwrap().fork_at(RANGE - 30);
    node.advance_unfinalized(100);
    let report = sync(&mut alice, &node).await;
    assert_eq!(report.rewound, Some((RANGE - 1, RANGE - 30)));
    assert_eq!(report.tip, RANGE + 70);
}

#[tokio::test]
async fn a_sync_that_is_killed_resumes_after_its_last_range() {
    let (alice, node) = funded(1, &[5 * SHJ]).await;
    node.advance(2 * RANGE + 10);
    let mut again = wallet(1);
    for ranges in 1..4 {
        *node.dies_after.lock().unwrap() = Some(ranges);
        let _ = try_sync(&mut again, &node).await;
    }
    *node.dies_after.lock().unwrap() = None;
    sync(&mut again, &node).await;
    let mut alice = alice;
    sync(&mut alice, &node).await;
    assert_eq!(knowledge(&again), knowledge(&alice));
    assert_eq!(balance(&again), spendable(5 * SHJ));
}

#[tokio::test]
async fn a_node_of_another_chain_is_refused() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let before = knowledge(&alice);
    let other = TestNode::new();
    other.chain.lock().unwrap().rename(b"another");
    let error = try_sync(&mut alice, &other).await.unwrap_err();
    assert!(matches!(error, WalletError::Node(NodeError::OtherChain { .. })), "{error}");
    assert_eq!(knowledge(&alice), before);
    sync(&mut alice, &node).await;
}

#[tokio::test]
async fn a_chain_of_the_other_kind_is_refused_before_the_store_is_bound_to_it() {
    let node = TestNode::new();
    let mut alice =
        shoji_wallet::wallet::Wallet::in_memory(&secret(1), Network::Production).unwrap();
    let error = try_sync(&mut alice, &node).await.unwrap_err();
    assert!(matches!(error, WalletError::Node(NodeError::OtherProtocol(_))), "{error}");
    assert_eq!(alice.store().view().chain().unwrap(), None);
    // So the chain that the wallet is for is no other chain to it.
    let meant = TestNode::new();
    meant.chain.lock().unwrap().rename(b"production");
    *meant.parameters.lock().unwrap() = "production";
    sync(&mut alice, &meant).await;
    assert_eq!(
        alice.store().view().chain().unwrap().unwrap().genesis,
        meant.chain.lock().unwrap().genesis()
    );
}

#[tokio::test]
async fn a_node_that_lags_undoes_nothing() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let lagging = node.copy();
    node.advance(5);
    sync(&mut alice, &node).await;
    let before = knowledge(&alice);
    let report = sync(&mut alice, &lagging).await;
    assert_eq!((report.rewound, report.behind), (None, Some(9)));
    assert_eq!(knowledge(&alice), before);
}

#[tokio::test]
async fn a_note_that_does_not_match_its_commitment_is_discarded_and_reported() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let mut bob = wallet(2);
    let text = address(&mut bob);
    let to = bob.parse_address(&text).unwrap();
    // Alice tells Bob of 4 SHJ where the commitment holds 1.
    let payment = plan(&alice, &node, transfer(&text, SHJ, "")).await.unwrap();
    let draft = shoji_wallet::build::draft(alice.keys().unwrap(), &payment.request).unwrap();
    let place = draft.witness.outputs.iter().position(|output| output.value == SHJ).unwrap();
    let mut bundle = draft.bundle;
    let payment =
        Payment { asset: AssetId::NATIVE, value: 4 * SHJ, rseed: Rseed([7; 32]), memo: Memo::NONE };
    let false_one = encrypt_output(None, &to, &payment, &mut rand::rng()).unwrap();
    let cm = bundle.outputs[place].cm;
    bundle.outputs[place] = shoji_shielded::bundle::Output { cm, ..false_one };
    node.pool.lock().unwrap().push((CallKind::Transfer, [0; 32], bundle));
    node.advance(1);
    let report = sync(&mut bob, &node).await;
    assert_eq!(report.problems.len(), 1);
    assert_eq!(
        (report.problems[0].output, report.problems[0].block),
        (place, node.chain.lock().unwrap().best())
    );
    assert_eq!(balance(&bob), Balance::default());
    assert!(bob.notes().unwrap().is_empty() && bob.history().unwrap().is_empty());
    sync(&mut alice, &node).await;
}

#[tokio::test]
async fn a_note_of_an_asset_that_no_list_has_is_shown_by_its_number_and_not_counted_as_shj() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let mut bob = wallet(2);
    let text = address(&mut bob);
    let to = bob.parse_address(&text).unwrap();
    let payment = plan(&alice, &node, transfer(&text, SHJ, "")).await.unwrap();
    let (mut bundle, _) = unproven(&alice, &payment);
    let (asset, rseed) = (AssetId::new(7, 1).unwrap(), Rseed([7; 32]));
    let payment = Payment { asset, value: 4 * SHJ, rseed, memo: Memo::NONE };
    let ovk = alice.keys().unwrap().scope("").unwrap().ovk;
    for output in &mut bundle.outputs {
        *output = encrypt_output(Some(ovk), &to, &payment, &mut rand::rng()).unwrap();
    }
    node.pool.lock().unwrap().push((CallKind::Transfer, [0; 32], bundle));
    node.advance(1);
    let report = sync(&mut bob, &node).await;
    assert_eq!((report.problems.len(), report.found), (0, 3));
    assert_eq!(balance(&bob), Balance::default());
    let received = balance_of(&bob, "", asset);
    assert_eq!(received, Balance { waiting: 12 * SHJ, ..Balance::default() });
    let shown = bob.assets().unwrap().denomination(asset.to_wire()).show(received.waiting);
    assert_eq!(shown, "12000000000 units of asset#7 (generation 1, not on the chain's list)");
    sync(&mut alice, &node).await;
    for (wallet, what) in [(&bob, "received"), (&alice, "sent")] {
        let entry = shoji_wallet::history::entries(wallet).unwrap().pop().unwrap();
        let told = (entry.what, entry.asset, entry.amount, entry.outputs.len());
        assert_eq!(told, (what, asset.to_wire(), 12 * SHJ, 3));
    }
}

#[tokio::test]
async fn a_scope_that_is_added_later_is_searched_from_the_start() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let mut elsewhere = wallet(2);
    let payroll = elsewhere.address("2026-Q4/payroll", false).unwrap().address;
    pay(&mut alice, &node, transfer(&payroll, SHJ, "october")).await.unwrap();
    node.advance(9);
    // The same mnemonic on another machine does not know that scope yet.
    let mut bob = wallet(2);
    sync(&mut bob, &node).await;
    assert_eq!(balance(&bob).total(), 0);
    let again = bob.address("2026-Q4/payroll", false).unwrap();
    assert!(again.rescan && again.address == payroll);
    let report = sync(&mut bob, &node).await;
    assert_eq!(report.found, 1);
    assert_eq!(balance_of(&bob, "2026-Q4/payroll", AssetId::NATIVE).spendable, SHJ);
    assert_eq!(balance(&bob).total(), 0);
    // Known now: no second search.
    assert!(!bob.address("2026-Q4/payroll", true).unwrap().rescan);
}

#[tokio::test]
async fn bundles_that_do_not_decode_are_malformed_answers() {
    let (_, node) = funded(1, &[5 * SHJ]).await;
    *node.lie.lock().unwrap() =
        Some(|block| block.bundles.iter_mut().for_each(|entry| entry.bundle.truncate(100)));
    let mut fresh = wallet(3);
    let error = try_sync(&mut fresh, &node).await.unwrap_err();
    assert!(matches!(error, WalletError::Node(NodeError::Malformed { .. })), "{error}");
    assert!(Bundle::from_unproven(&[0; 100]).is_none());
}
