//! The list of assets, for whose names and decimals nobody vouches (docs/protocol §9.7).

use crate::assets::{funded_with, listed, usdx};
use crate::chain::{ListLie, TestNode};
use crate::support::*;
use shoji_shielded::asset::AssetId;
use shoji_wallet::assets::OtherDecimals;
use shoji_wallet::error::WalletError;
use shoji_wallet::node::{Asset, AssetPage, NodeError};
use shoji_wallet::wallet::Wallet;

fn asked(node: &TestNode) -> Vec<String> {
    let all = std::mem::take(&mut *node.requests.lock().unwrap());
    all.into_iter().filter(|one| one.starts_with("shoji_assets")).collect()
}

#[tokio::test]
async fn the_list_is_asked_for_alike_whatever_a_wallet_holds() {
    let (mut alice, node) = funded_with(1, &[50], &[SHJ]).await;
    asked(&node);
    for wallet in [&mut alice, &mut wallet(2)] {
        sync(wallet, &node).await;
        assert_eq!(asked(&node), ["shoji_assets(0, 1024)"]);
    }
    // Two thousand ids that are not in use any more are no end of the list.
    let far = AssetId::new(3_000, 1).unwrap();
    node.assets.lock().unwrap().push(listed(far, "FAR", 0));
    let pages = ["shoji_assets(0, 1024)", "shoji_assets(1024, 1024)", "shoji_assets(2048, 1024)"];
    for wallet in [&mut alice, &mut wallet(2)] {
        sync(wallet, &node).await;
        assert_eq!(asked(&node), pages);
        assert_eq!(wallet.find_asset("FAR#3000").unwrap(), far);
    }
    // Who once knew of an asset there asks for no more than who never did.
    node.assets.lock().unwrap().pop();
    *node.next_id.lock().unwrap() = 1_024;
    for wallet in [&mut alice, &mut wallet(2)] {
        sync(wallet, &node).await;
        assert_eq!(asked(&node), ["shoji_assets(0, 1024)"]);
    }
}

fn one(id: u32) -> Asset {
    listed(AssetId::new(id, 1).unwrap(), "X", 0)
}

fn page(next_id: u32, assets: Vec<Asset>) -> Result<AssetPage, NodeError> {
    Ok(AssetPage { next_id, assets })
}

#[tokio::test]
async fn a_list_that_is_none_changes_nothing_and_keeps_nothing_but_assets_from_being_paid() {
    let (mut alice, node) = funded_with(1, &[50], &[SHJ, SHJ]).await;
    let known = alice.assets().unwrap();
    let to = address(&mut wallet(2));
    // Submitted again at every sync, whatever becomes of the list.
    let payment = plan(&alice, &node, transfer(&to, SHJ / 2, "")).await.unwrap();
    let stored = remember(&mut alice, &payment);
    let lies: [ListLie; 6] = [
        |_| page(9, vec![one(3), one(3)]),
        |_| page(9, vec![one(4), one(3)]),
        |from| page(9_000, vec![one(from + 1_024)]),
        |_| page(9, vec![one(9)]),
        |_| page(u32::MAX, vec![one(u32::MAX - 1)]),
        |_| Err(NodeError::NotShoji { url: "test".into(), method: "shoji_assets".into() }),
    ];
    for lie in lies {
        node.pool.lock().unwrap().clear();
        *node.list_lie.lock().unwrap() = Some(lie);
        let report = sync(&mut alice, &node).await;
        let problem = report.assets_problem.unwrap();
        assert!(
            matches!(problem, NodeError::Malformed { .. } | NodeError::NotShoji { .. }),
            "{problem}"
        );
        assert_eq!(report.rebroadcast, [stored.bundle_id]);
        let refused = alice.find_paid_asset("USDX#7", Some(problem)).unwrap_err();
        assert!(matches!(refused, WalletError::Node(_)), "{refused}");
        assert_eq!(alice.assets().unwrap(), known);
    }
    let problem = Some(NodeError::NotFinalizing { finalized: 0, best: 0 });
    assert_eq!(alice.find_paid_asset("SHJ", problem).unwrap(), AssetId::NATIVE);
    assert_eq!(alice.find_paid_asset("USDX#7", None).unwrap(), usdx());
    assert!(plan(&alice, &node, transfer(&to, SHJ / 2, "")).await.is_ok());
    *node.list_lie.lock().unwrap() = None;
    assert!(sync(&mut alice, &node).await.assets_problem.is_none());
}

#[tokio::test]
async fn a_list_without_an_end_is_not_followed_for_ever() {
    let (mut alice, node) = funded_with(1, &[50], &[SHJ]).await;
    let known = alice.assets().unwrap();
    asked(&node);
    *node.list_lie.lock().unwrap() = Some(|from| page(u32::MAX, vec![one(from)]));
    sync(&mut alice, &node).await;
    assert_eq!((asked(&node).len(), alice.assets().unwrap().0.len()), (1_024, 1_024));
    // The next honest node puts it right.
    *node.list_lie.lock().unwrap() = None;
    sync(&mut alice, &node).await;
    assert_eq!(alice.assets().unwrap(), known);
}

#[tokio::test]
async fn the_list_of_a_node_that_is_behind_is_not_taken() {
    let (mut alice, node) = funded_with(1, &[50], &[SHJ]).await;
    let behind = node.copy();
    node.advance(5);
    sync(&mut alice, &node).await;
    behind.assets.lock().unwrap().clear();
    assert!(sync(&mut alice, &behind).await.behind.is_some());
    assert_eq!((asked(&behind).len(), alice.assets().unwrap().0.len()), (0, 1));
}

/// What is refused for other decimals says so.
fn refused(wallet: &mut Wallet, asset: AssetId, decimals: Option<u8>) -> String {
    let error = wallet.accept_decimals(asset, decimals).unwrap_err();
    assert_eq!(error.code(), ("Asset", 2), "{error}");
    error.to_string()
}

#[tokio::test]
async fn nothing_is_paid_of_an_asset_with_other_decimals_until_they_are_meant() {
    let (mut alice, node) = funded_with(1, &[50], &[SHJ]).await;
    assert_eq!(alice.accept_decimals(usdx(), None).unwrap().decimals, 6);
    node.assets.lock().unwrap()[0].decimals = 0;
    let changed =
        OtherDecimals { asset: usdx().to_wire(), label: "USDX#7".into(), before: 6, now: 0 };
    // Neither a sync nor a look at the chain from its start uses the refusal up.
    for rescan in [false, false, true, false] {
        if rescan {
            alice.forget_chain().unwrap();
        }
        assert_eq!(sync(&mut alice, &node).await.other_decimals, [changed.clone()]);
        let error = refused(&mut alice, usdx(), None);
        assert!(error.contains("had 6 decimals") && error.contains("--decimals 0"), "{error}");
    }
    assert!(refused(&mut alice, usdx(), Some(6)).contains("have 0 decimals, not 6"));
    // A symbol changes nothing: what is paid is named by its id.
    node.assets.lock().unwrap()[0].symbol = "OTHER".into();
    sync(&mut alice, &node).await;
    assert_eq!(alice.accept_decimals(usdx(), Some(0)).unwrap().label, "OTHER#7");
    assert!(sync(&mut alice, &node).await.other_decimals.is_empty());
    assert_eq!(alice.accept_decimals(usdx(), None).unwrap().decimals, 0);
    assert!(alice.find_asset("USDX#7").unwrap_err().to_string().contains("Asset 7 is OTHER#7"));
    // The native token has the decimals it has.
    assert_eq!(alice.accept_decimals(AssetId::NATIVE, None).unwrap().decimals, 9);
    assert!(refused(&mut alice, AssetId::NATIVE, Some(6)).contains("9 decimals, not 6"));
}

#[tokio::test]
async fn an_asset_that_is_left_out_of_the_list_does_not_come_back_with_other_decimals_unseen() {
    let (mut alice, node) = funded_with(1, &[50], &[SHJ]).await;
    let (mut bob, mut restored) = (wallet(2), wallet(1));
    sync(&mut bob, &node).await;
    let hidden = std::mem::take(&mut *node.assets.lock().unwrap());
    // Meanwhile amounts of it are units, and it is named by its integer.
    let changed = sync(&mut alice, &node).await.other_decimals;
    assert_eq!((changed.len(), changed[0].before, changed[0].now), (1, 6, 0));
    let argument = alice.assets().unwrap().argument(usdx().to_wire());
    assert_eq!(argument, usdx().to_wire().to_string());
    assert_eq!(alice.find_asset(&argument).unwrap(), usdx());
    sync(&mut bob, &node).await;
    assert!(bob.find_asset(&argument).is_err());
    assert!(refused(&mut alice, usdx(), None).contains("--decimals 0"));
    *node.assets.lock().unwrap() = vec![Asset { decimals: 9, ..hidden[0].clone() }];
    assert_eq!(sync(&mut alice, &node).await.other_decimals[0].now, 9);
    // Who holds nothing of it, or has just been restored, is not bothered.
    assert!(sync(&mut bob, &node).await.other_decimals.is_empty());
    assert!(sync(&mut restored, &node).await.other_decimals.is_empty());
    assert_eq!(restored.accept_decimals(usdx(), None).unwrap().decimals, 9);
    // It holds for what is first paid as well as for what is first held.
    assert_eq!(bob.accept_decimals(usdx(), None).unwrap().decimals, 9);
    node.assets.lock().unwrap()[0].decimals = 6;
    sync(&mut bob, &node).await;
    assert!(refused(&mut bob, usdx(), None).contains("--decimals 6"));
}
