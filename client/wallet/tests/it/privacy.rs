//! What a node, and an observer of the chain, can tell one wallet from another by.

use crate::support::*;
use shoji_shielded::asset::AssetId;
use shoji_wallet::payment::Intent;

#[tokio::test]
async fn the_requests_of_two_wallets_with_different_notes_are_identical() {
    let (mut alice, node) = funded(1, &[5 * SHJ, 3 * SHJ, SHJ]).await;
    let (mut bob, mut carol) = (wallet(2), wallet(3));
    let to = address(&mut bob);
    pay(&mut alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    node.advance(600);
    let mut logs = Vec::new();
    // One with a note, one with none, on stores of the same height; then a little further.
    for wallet in [&mut bob, &mut carol] {
        node.requests.lock().unwrap().clear();
        sync(wallet, &node).await;
        logs.push(node.requests.lock().unwrap().clone());
    }
    assert_eq!(logs[0], logs[1]);
    assert!(logs[0].len() >= 3);
    assert_eq!((bob.notes().unwrap().len(), carol.notes().unwrap().len()), (1, 0));
    node.advance(10);
    for wallet in [&mut bob, &mut carol] {
        node.requests.lock().unwrap().clear();
        sync(wallet, &node).await;
        logs.push(node.requests.lock().unwrap().clone());
    }
    assert_eq!(logs[2], logs[3]);
}

#[tokio::test]
async fn bundles_of_two_wallets_differ_only_where_they_must() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let mut bob = wallet(2);
    shield(&mut bob, &node, 9 * SHJ).await;
    shield(&mut bob, &node, 8 * SHJ).await;
    node.advance(1);
    // Between two multiples of 8, one wallet knows more of the chain than the other.
    node.advance(9);
    sync(&mut alice, &node).await;
    node.advance(1);
    sync(&mut bob, &node).await;
    let carol = address(&mut wallet(3));
    // One note and no change against two notes, a memo and change.
    let a = plan(&alice, &node, transfer(&carol, 5 * SHJ - FEE, "")).await.unwrap();
    let b = plan(&bob, &node, transfer(&carol, 10 * SHJ, "thanks")).await.unwrap();
    assert_eq!((a.request.inputs.len(), a.request.outputs.len()), (1, 1));
    assert_eq!((b.request.inputs.len(), b.request.outputs.len()), (2, 2));
    let (a, b) = (unproven(&alice, &a).0, unproven(&bob, &b).0);
    assert_eq!(a.circuit_version, b.circuit_version);
    assert_eq!((a.anchor, a.expiry), (b.anchor, b.expiry));
    assert_eq!((a.asset_pub, a.amount, a.fee), (b.asset_pub, b.amount, b.fee));
    // And everything else must differ: nothing else is shared.
    for nullifier in a.nullifiers {
        assert!(!b.nullifiers.contains(&nullifier));
    }
    for output in &a.outputs {
        assert!(b.outputs.iter().all(|other| other.cm != output.cm && other.epk != output.epk));
    }
    assert!(a.rk != b.rk && a.audit_words.iter().all(|word| !b.audit_words.contains(word)));
}

#[tokio::test]
async fn the_place_of_real_inputs_and_outputs_says_nothing() {
    let (alice, node) = funded(1, &[5 * SHJ]).await;
    let real = alice.notes().unwrap()[0].nullifier;
    let mut places = [[0u32; 3]; 2];
    for amount in 1..=60 {
        let to = address(&mut wallet(2));
        let payment = plan(&alice, &node, transfer(&to, amount, "")).await.unwrap();
        let draft = shoji_wallet::build::draft(alice.keys().unwrap(), &payment.request).unwrap();
        let input =
            draft.bundle.nullifiers.iter().position(|nullifier| *nullifier == real).unwrap();
        let output =
            draft.witness.outputs.iter().position(|output| output.value == amount).unwrap();
        places[0][input] += 1;
        places[1][output] += 1;
    }
    // The same note keeps its place, as a retry must; outputs are anywhere.
    assert!(places[0].contains(&60));
    assert!(places[1].iter().all(|count| *count > 5), "{places:?}");
}

#[tokio::test]
async fn two_shields_of_the_same_amount_share_no_dummy() {
    let (mut alice, node) = funded(1, &[]).await;
    let text = address(&mut alice);
    let to = alice.parse_address(&text).unwrap();
    let memo = shoji_shielded::memo::Memo::NONE;
    let intent =
        Intent::Shield { from: DEPOSITOR, to, text, asset: AssetId::NATIVE, amount: SHJ, memo };
    let one = plan(&alice, &node, intent.clone()).await.unwrap();
    let two = plan(&alice, &node, intent).await.unwrap();
    assert_ne!(one.request.salt, two.request.salt);
    let (a, b) = (unproven(&alice, &one).0, unproven(&alice, &two).0);
    assert!(a.nullifiers.iter().all(|nullifier| !b.nullifiers.contains(nullifier)));
    assert!(a.outputs.iter().all(|output| b.outputs.iter().all(|other| other.cm != output.cm)));
}
