//! Payments of other assets than the native one: two lanes in one bundle.

use crate::chain::TestNode;
use crate::support::*;
use shoji_shielded::address::Network;
use shoji_shielded::asset::AssetId;
use shoji_shielded::rules::{BASE_FEE, EXPIRY_DELTA};
use shoji_wallet::error::WalletError;
use shoji_wallet::history::{entries, Entry};
use shoji_wallet::node::Asset;
use shoji_wallet::payment::Intent;
use shoji_wallet::plan::{pairs, Balance, PlanError};
use shoji_wallet::store::PendingState;
use shoji_wallet::wallet::Wallet;

pub fn usdx() -> AssetId {
    AssetId::new(7, 1).unwrap()
}

pub fn listed(asset: AssetId, symbol: &str, decimals: u8) -> Asset {
    Asset {
        asset: asset.to_wire(),
        name: "Example Dollar".into(),
        symbol: symbol.into(),
        decimals,
        live: true,
        minimum_balance: 1,
        supply: 1_000_000,
        in_pool: 0,
    }
}

/// As `funded`, of an asset that the chain lists as USDX and of the native token.
pub async fn funded_with(seed: u8, others: &[u128], natives: &[u128]) -> (Wallet, TestNode) {
    let (mut wallet, node) = (wallet(seed), TestNode::new());
    node.assets.lock().unwrap().push(listed(usdx(), "USDX", 6));
    let others = others.iter().map(|value| (usdx(), *value));
    for (asset, value) in others.chain(natives.iter().map(|value| (AssetId::NATIVE, *value))) {
        shield_of(&mut wallet, &node, "", asset, value).await;
        node.advance(1);
    }
    node.advance(8);
    sync(&mut wallet, &node).await;
    (wallet, node)
}

fn unshield(asset: AssetId, amount: u128) -> Intent {
    Intent::Unshield { to: [7; 32], text: "account".into(), asset, amount }
}

/// What is spendable of the asset, and in all of the native token.
fn holds(wallet: &Wallet) -> (u128, u128) {
    (balance_of(wallet, "", usdx()).spendable, balance(wallet).spendable)
}

fn last(wallet: &Wallet) -> Entry {
    entries(wallet).unwrap().pop().unwrap()
}

#[tokio::test]
async fn an_asset_is_shielded_sent_and_unshielded_and_its_fee_is_native() {
    let (mut alice, node) = funded_with(1, &[100, 20], &[SHJ]).await;
    let mut bob = wallet(2);
    assert_eq!(holds(&alice), (120, SHJ));
    let shielded = entries(&alice).unwrap().swap_remove(0);
    assert_eq!(
        (shielded.what, shielded.asset, shielded.amount),
        ("shielded", usdx().to_wire(), 100)
    );
    let to = address(&mut bob);
    pay(&mut alice, &node, transfer_of(usdx(), &to, 30, "dollars")).await.unwrap();
    assert_eq!(last(&alice).asset, usdx().to_wire());
    node.advance(9);
    sync(&mut alice, &node).await;
    sync(&mut bob, &node).await;
    assert_eq!((holds(&alice), holds(&bob)), ((90, SHJ - FEE), (30, 0)));
    let sent = last(&alice);
    assert_eq!((sent.what, sent.asset, sent.amount), ("sent", usdx().to_wire(), 30));
    assert_eq!((u128::from(sent.fee), sent.outputs.len()), (FEE, 1));
    let received = last(&bob);
    assert_eq!(
        (received.what, received.asset, received.amount),
        ("received", usdx().to_wire(), 30)
    );
    assert_eq!(received.outputs[0].memo.as_deref(), Some("dollars"));

    // Without the native token nothing can be paid, not even out of the pool.
    let error = plan(&bob, &node, unshield(usdx(), 10)).await.err().unwrap();
    assert!(matches!(error, WalletError::Plan(PlanError::NoFee { .. })), "{error}");
    assert!(error.to_string().contains("shield some SHJ first"), "{error}");
    shield(&mut bob, &node, FEE).await;
    node.advance(9);
    sync(&mut bob, &node).await;
    // Neither lane leaves any change.
    let plan = plan(&bob, &node, unshield(usdx(), 30)).await.unwrap();
    assert_eq!((plan.change, plan.request.inputs.len(), plan.request.outputs.len()), (0, 2, 0));
    let (bundle, _) = unproven(&bob, &plan);
    assert_eq!((bundle.asset_pub, bundle.amount), (usdx().to_wire(), 30));
    let record = remember(&mut bob, &plan);
    bob.submit(&node, &record).await.unwrap();
    node.advance(9);
    sync(&mut bob, &node).await;
    assert_eq!(holds(&bob), (0, 0));
    let gone = last(&bob);
    assert_eq!((gone.what, gone.asset, gone.amount), ("unshielded", usdx().to_wire(), 30));
}

#[tokio::test]
async fn a_restored_wallet_and_one_that_watches_find_the_same_assets() {
    let (mut alice, node) = funded_with(1, &[100, 20], &[SHJ]).await;
    let to = address(&mut wallet(2));
    pay(&mut alice, &node, transfer_of(usdx(), &to, 30, "dollars")).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    let mut restored = wallet(1);
    sync(&mut restored, &node).await;
    assert_eq!(knowledge(&restored), knowledge(&alice));
    assert_eq!(entries(&restored).unwrap(), entries(&alice).unwrap());
    let full = alice.viewing_key("", true).unwrap();
    let mut watching = Wallet::watching_in_memory(full, Network::Development).unwrap();
    sync(&mut watching, &node).await;
    assert_eq!(watching.balances().unwrap(), alice.balances().unwrap());
    assert_eq!(entries(&watching).unwrap(), entries(&alice).unwrap());
    let incoming = alice.viewing_key("", false).unwrap();
    let mut receipts = Wallet::watching_in_memory(incoming, Network::Development).unwrap();
    sync(&mut receipts, &node).await;
    let expected = [(1, (SHJ, 1)), (usdx().to_wire(), (120, 2))];
    assert_eq!(receipts.received().unwrap(), expected.into());
}

#[tokio::test]
async fn a_reorganisation_undoes_both_lanes_of_a_payment_and_it_comes_back() {
    let (mut alice, node) = funded_with(1, &[100], &[SHJ]).await;
    let to = address(&mut wallet(2));
    let before = holds(&alice);
    pay(&mut alice, &node, transfer_of(usdx(), &to, 30, "")).await.unwrap();
    node.advance_unfinalized(2);
    sync(&mut alice, &node).await;
    assert_eq!(balance_of(&alice, "", usdx()).waiting, 70);
    assert_eq!(balance(&alice).waiting, SHJ - FEE);
    let at = node.chain.lock().unwrap().best() - 2;
    node.chain.lock().unwrap().fork_at(at);
    node.advance_unfinalized(3);
    let report = sync(&mut alice, &node).await;
    assert!(report.rewound.is_some());
    let in_flight = |units| Balance { in_flight: units, ..Balance::default() };
    assert_eq!(balance_of(&alice, "", usdx()), in_flight(before.0));
    assert_eq!(balance(&alice), in_flight(before.1));
    // The sync has submitted it again.
    node.advance(9);
    sync(&mut alice, &node).await;
    assert_eq!(holds(&alice), (70, SHJ - FEE));
}

#[tokio::test]
async fn a_private_transfer_of_an_asset_looks_like_one_of_the_native_token() {
    let (alice, node) = funded_with(1, &[100], &[SHJ, 3 * SHJ]).await;
    let to = address(&mut wallet(2));
    let other = plan(&alice, &node, transfer_of(usdx(), &to, 30, "same")).await.unwrap();
    let native = plan(&alice, &node, transfer(&to, 2 * SHJ, "same")).await.unwrap();
    assert_eq!((other.request.inputs.len(), other.request.outputs.len()), (2, 3));
    assert_eq!((native.request.inputs.len(), native.request.outputs.len()), (1, 2));
    let (a, b) = (unproven(&alice, &other).0, unproven(&alice, &native).0);
    assert_eq!((a.asset_pub, a.amount), (0, 0));
    assert_eq!((a.circuit_version, a.anchor), (b.circuit_version, b.anchor));
    assert_eq!((a.asset_pub, a.amount, a.fee, a.expiry), (b.asset_pub, b.amount, b.fee, b.expiry));
    assert_eq!(a.unproven_bytes().len(), b.unproven_bytes().len());
    // What is left is random, or a function of what is: nothing is shared, and the asset stands nowhere.
    assert!(a.nullifiers.iter().all(|nullifier| !b.nullifiers.contains(nullifier)));
    for output in &a.outputs {
        assert!(b.outputs.iter().all(|other| other.cm != output.cm && other.epk != output.epk));
    }
    assert!(a.rk != b.rk && a.audit_words.iter().all(|word| !b.audit_words.contains(word)));
    let wire = usdx().to_wire().to_le_bytes();
    assert!(!a.unproven_bytes().windows(8).any(|window| window == wire));
    // A native payment proves with A = NATIVE, as it did before there were others (docs/protocol §5.2).
    let draft = shoji_wallet::build::draft(alice.keys().unwrap(), &native.request).unwrap();
    assert_eq!(draft.witness.asset, AssetId::NATIVE.to_base());
    assert!(draft.witness.inputs.iter().all(|input| !input.is_other));
    assert!(draft.witness.outputs.iter().all(|output| !output.is_other));
}

#[tokio::test]
async fn a_retry_of_an_assets_payment_repeats_it_and_another_repeats_no_output() {
    let (mut alice, node) = funded_with(1, &[100], &[SHJ]).await;
    let to = address(&mut wallet(2));
    let intent = |asset, amount| transfer_of(asset, &to, amount, "rent");
    let first = plan(&alice, &node, intent(usdx(), 30)).await.unwrap();
    let record = remember(&mut alice, &first);
    let (one, _) = unproven(&alice, &first);
    // The process dies here, and nobody ever gets the payment.
    *node.refuse.lock().unwrap() = Some("pool is full");
    sync(&mut alice, &node).await;
    assert_eq!(holds(&alice), (0, 0));
    node.advance(EXPIRY_DELTA);
    assert_eq!(sync(&mut alice, &node).await.expired, [record.bundle_id]);
    assert_eq!(holds(&alice), (100, SHJ));
    *node.refuse.lock().unwrap() = None;
    let (two, _) = unproven(&alice, &plan(&alice, &node, intent(usdx(), 30)).await.unwrap());
    assert_eq!((one.nullifiers, &one.outputs), (two.nullifiers, &two.outputs));
    let (three, _) = unproven(&alice, &plan(&alice, &node, intent(usdx(), 31)).await.unwrap());
    assert_eq!(two.nullifiers, three.nullifiers);
    assert!(two.outputs.iter().all(|output| three.outputs.iter().all(|o| o.cm != output.cm)));
}

#[tokio::test]
async fn two_payments_in_flight_never_share_the_note_that_pays_the_fee() {
    let (mut alice, node) = funded_with(1, &[50, 60, 70], &[SHJ, 2 * SHJ]).await;
    let to = address(&mut wallet(2));
    let pays = || transfer_of(usdx(), &to, 45, "");
    let first = pay(&mut alice, &node, pays()).await.unwrap();
    let second = pay(&mut alice, &node, pays()).await.unwrap();
    assert_eq!((first.spends.len(), second.spends.len()), (2, 2));
    assert!(first.spends.iter().all(|nullifier| !second.spends.contains(nullifier)));
    let error = plan(&alice, &node, pays()).await.err().unwrap();
    assert!(matches!(error, WalletError::Plan(PlanError::NoFee { .. })), "{error}");
    let text = error.to_string();
    assert!(text.contains("3 SHJ are in flight") && !text.contains("shield"), "{text}");
    // A native payment does not get the reserved notes either.
    let error = plan(&alice, &node, transfer(&to, SHJ / 2, "")).await.err().unwrap();
    assert!(matches!(error, WalletError::Plan(PlanError::Insufficient { .. })), "{error}");
    node.advance(9);
    sync(&mut alice, &node).await;
    assert_eq!(holds(&alice), (90, 3 * SHJ - 2 * FEE));
}

#[tokio::test]
async fn a_fee_note_spent_elsewhere_voids_the_payment_and_frees_the_asset() {
    let (mut here, node) = funded_with(1, &[50], &[SHJ]).await;
    let mut there = wallet(1);
    sync(&mut there, &node).await;
    let to = address(&mut wallet(2));
    let void = plan(&here, &node, transfer_of(usdx(), &to, 20, "")).await.unwrap();
    let void = remember(&mut here, &void);
    pay(&mut there, &node, transfer(&to, SHJ / 2, "")).await.unwrap();
    node.advance(9);
    let report = sync(&mut here, &node).await;
    assert_eq!(report.superseded, [void.bundle_id]);
    assert_eq!(here.pending().unwrap()[0].state, PendingState::Superseded);
    assert_eq!(holds(&here), (50, SHJ / 2 - FEE));
    assert_eq!(here.balances().unwrap(), {
        sync(&mut there, &node).await;
        there.balances().unwrap()
    });
}

#[tokio::test]
async fn notes_of_an_asset_are_merged_until_a_payment_fits() {
    let (mut alice, node) = funded_with(1, &[10, 20, 30, 40], &[SHJ, SHJ, FEE / 2]).await;
    let to = address(&mut wallet(2));
    let error = plan(&alice, &node, transfer_of(usdx(), &to, 90, "")).await.err().unwrap();
    assert!(
        matches!(error, WalletError::Plan(PlanError::TooManyNotes { most: 70, .. })),
        "{error}"
    );
    assert!(error.to_string().contains("shoji consolidate --asset USDX#7"), "{error}");
    let anchor = alice.anchor().unwrap();
    let notes = alice.spendable("", usdx(), &anchor).unwrap();
    let native = alice.lane(&[""], AssetId::NATIVE, &anchor).unwrap();
    let groups = pairs(notes, &native, BASE_FEE).unwrap();
    assert_eq!(groups.len(), 2);
    for notes in groups {
        let intent = Intent::Consolidate { asset: usdx(), notes };
        let record = pay(&mut alice, &node, intent).await.unwrap();
        assert_eq!(record.spends.len(), 3);
    }
    node.advance(9);
    sync(&mut alice, &node).await;
    assert_eq!(holds(&alice), (100, 2 * SHJ - 2 * FEE + FEE / 2));
    let merged = last(&alice);
    assert_eq!((merged.what, merged.asset), ("consolidated", usdx().to_wire()));
    pay(&mut alice, &node, transfer_of(usdx(), &to, 90, "")).await.unwrap();
}

#[tokio::test]
async fn the_scope_that_has_the_asset_takes_the_change_in_whatever_order_they_are_named() {
    for order in [["dollars", ""], ["", "dollars"]] {
        let (mut alice, node) = funded_with(1, &[], &[SHJ]).await;
        shield_of(&mut alice, &node, "dollars", usdx(), 50).await;
        node.advance(9);
        sync(&mut alice, &node).await;
        let to = address(&mut wallet(2));
        let info = shoji_wallet::node::Node::info(&node).await.unwrap();
        let alone = alice.plan(&info, "dollars", transfer_of(usdx(), &to, 20, ""), BASE_FEE);
        let error = alone.err().unwrap();
        assert!(matches!(error, WalletError::Plan(PlanError::NoFee { .. })), "{error}");
        let text = error.to_string();
        assert!(text.contains("scope dollars has none. scope default has some"), "{text}");
        let (plan, _) = pay_from(&mut alice, &node, &order, transfer_of(usdx(), &to, 20, "")).await;
        assert_eq!((plan.payer(), plan.scopes.len()), ("dollars", 2));
        assert_eq!((plan.change, plan.fee_change), (30, SHJ - FEE));
        node.advance(9);
        sync(&mut alice, &node).await;
        assert_eq!(balance_of(&alice, "dollars", usdx()).spendable, 30);
        assert_eq!(balance_of(&alice, "dollars", AssetId::NATIVE).spendable, SHJ - FEE);
    }
}

#[tokio::test]
async fn a_note_of_nothing_of_a_strange_asset_hides_no_payment() {
    let (mut alice, node) = funded_with(1, &[], &[5 * SHJ]).await;
    let mut bob = wallet(2);
    let to = address(&mut bob);
    let mut plan = plan(&alice, &node, transfer(&to, 2 * SHJ, "rent")).await.unwrap();
    // The statement lets anybody make notes of value 0 of whatever asset (docs/protocol §5.2).
    let strange = AssetId::new(u32::MAX, u32::MAX).unwrap();
    plan.request.asset = strange;
    plan.request.outputs.push(shoji_wallet::build::Payee {
        asset: strange,
        value: 0,
        ..plan.request.outputs[0].clone()
    });
    let record = remember(&mut alice, &plan);
    alice.submit(&node, &record).await.unwrap();
    node.advance(9);
    sync(&mut bob, &node).await;
    let entry = last(&bob);
    assert_eq!((entry.what, entry.asset, entry.amount), ("received", 1, 2 * SHJ));
    assert_eq!(entry.outputs.len(), 2);
    let scopes = bob.scope_balances().unwrap();
    assert_eq!((scopes[0].native.balance.spendable, scopes[0].others.len()), (2 * SHJ, 0));
    assert!(sync(&mut bob, &node).await.other_decimals.is_empty());
    let incoming = bob.viewing_key("", false).unwrap();
    let mut receipts = Wallet::watching_in_memory(incoming, Network::Development).unwrap();
    sync(&mut receipts, &node).await;
    assert_eq!(receipts.received().unwrap(), [(1, (2 * SHJ, 1))].into());
}

#[tokio::test]
async fn an_asset_that_was_destroyed_or_frozen_does_not_cross_the_pools_border() {
    let (mut alice, node) = funded_with(1, &[50], &[SHJ, SHJ]).await;
    let refused = |error: WalletError, what: &str| {
        assert_eq!(error.code(), ("Asset", 2), "{error}");
        assert!(error.to_string().contains(what), "{error}");
    };
    let to = address(&mut wallet(2));
    node.assets.lock().unwrap()[0].live = false;
    sync(&mut alice, &node).await;
    refused(plan(&alice, &node, unshield(usdx(), 10)).await.err().unwrap(), "frozen");
    assert!(plan(&alice, &node, transfer_of(usdx(), &to, 10, "")).await.is_ok());
    // The id is used again. No true chain lets it come to that while something is in the pool.
    let next = AssetId::new(7, 2).unwrap();
    node.assets.lock().unwrap()[0] = listed(next, "USDX", 6);
    sync(&mut alice, &node).await;
    refused(plan(&alice, &node, unshield(usdx(), 10)).await.err().unwrap(), "destroyed");
    let error = plan(&alice, &node, unshield(next, 10)).await.err().unwrap();
    assert!(matches!(error, WalletError::Plan(PlanError::Insufficient { .. })), "{error}");
    let assets = alice.assets().unwrap();
    assert!(assets.denomination(usdx().to_wire()).show(50).contains("50 units of asset#7"));
    assert!(assets.denomination(usdx().to_wire()).label.contains("no longer redeemable"));
    assert_eq!(alice.find_asset("7").unwrap(), next);
    assert_eq!(alice.find_asset(&assets.argument(usdx().to_wire())).unwrap(), usdx());
    // It is gone from the list altogether.
    node.assets.lock().unwrap().clear();
    sync(&mut alice, &node).await;
    refused(plan(&alice, &node, unshield(usdx(), 10)).await.err().unwrap(), "unknown");
    assert_eq!(balance_of(&alice, "", usdx()).spendable, 50);
    // A private payment of it goes on, and so does merging.
    let argument = alice.assets().unwrap().argument(usdx().to_wire());
    assert_eq!(alice.find_asset(&argument).unwrap(), usdx());
    assert!(plan(&alice, &node, transfer_of(usdx(), &to, 10, "")).await.is_ok());
    let lane = alice.lane(&[""], usdx(), &alice.anchor().unwrap()).unwrap();
    assert_eq!(lane.merge, format!("shoji consolidate --asset {argument}"));
}
