//! Restoring from the mnemonic, history, and what the files show.

use crate::support::*;
use shoji_shielded::address::Network;
use shoji_shielded::asset::AssetId;
use shoji_wallet::history::entries;
use shoji_wallet::keys::KdfCost;
use shoji_wallet::payment::Intent;
use shoji_wallet::store::{Store, StoreError};
use shoji_wallet::wallet::Wallet;

const PASSPHRASE: &str = "a long passphrase";

#[tokio::test]
async fn shield_payment_and_unshield_are_told_alike_by_the_wallet_and_by_its_restored_twin() {
    let (mut alice, node) = funded(1, &[10 * SHJ]).await;
    let mut bob = wallet(2);
    let to = address(&mut bob);
    pay(&mut alice, &node, transfer(&to, 4 * SHJ, "for the tea")).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    sync(&mut bob, &node).await;
    let intent = Intent::Unshield {
        to: [7; 32],
        text: "account".into(),
        asset: AssetId::NATIVE,
        amount: 2 * SHJ,
    };
    pay(&mut bob, &node, intent).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    sync(&mut bob, &node).await;
    assert_eq!(balance(&alice), spendable(6 * SHJ - FEE));
    assert_eq!(balance(&bob), spendable(2 * SHJ - FEE));

    let told = |wallet: &Wallet| -> Vec<String> {
        let entries = entries(wallet).unwrap();
        let lines = entries.iter().map(|entry| {
            let outputs = entry.outputs.iter().map(|output| {
                let party = output.address.clone().unwrap_or_default();
                format!(
                    " {} {} {:?} {}",
                    output.direction,
                    output.amount / SHJ,
                    output.memo,
                    party == to
                )
            });
            format!(
                "{} {} {}{}",
                entry.what,
                entry.state,
                entry.amount / SHJ,
                outputs.collect::<String>()
            )
        });
        lines.collect()
    };
    assert_eq!(
        told(&alice),
        [
            "shielded finalized 10 received 10 None false",
            "sent finalized 4 sent 4 Some(\"for the tea\") true",
        ]
    );
    assert_eq!(
        told(&bob),
        ["received finalized 4 received 4 Some(\"for the tea\") false", "unshielded finalized 2",]
    );
    let fees: Vec<u64> = entries(&alice)
        .unwrap()
        .iter()
        .chain(&entries(&bob).unwrap())
        .map(|entry| entry.fee)
        .collect();
    assert_eq!(fees, [0, FEE as u64, 0, FEE as u64]);

    for (seed, original) in [(1, &alice), (2, &bob)] {
        let mut restored = wallet(seed);
        sync(&mut restored, &node).await;
        assert_eq!(knowledge(&restored), knowledge(original));
        assert_eq!(balance(&restored), balance(original));
        assert_eq!(entries(&restored).unwrap(), entries(original).unwrap());
    }
}

#[tokio::test]
async fn a_deleted_store_is_rebuilt_from_mnemonic_and_chain() {
    let directory = tempfile::tempdir().unwrap();
    Wallet::create(
        directory.path(),
        &secret(1),
        Network::Development,
        PASSPHRASE,
        KdfCost::MINIMAL,
    )
    .unwrap();
    let (alice, node) = funded(1, &[5 * SHJ, 2 * SHJ]).await;
    let known = {
        let mut here = Wallet::open(directory.path(), PASSPHRASE, "test").unwrap();
        sync(&mut here, &node).await;
        knowledge(&here)
    };
    assert_eq!(known.0, knowledge(&alice).0);
    for file in ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"] {
        let _ = std::fs::remove_file(directory.path().join(file));
    }
    let mut again = Wallet::open(directory.path(), PASSPHRASE, "test").unwrap();
    sync(&mut again, &node).await;
    assert_eq!(knowledge(&again), known);
}

#[tokio::test]
async fn the_files_show_nothing_of_notes_memos_addresses_and_payments() {
    let directory = tempfile::tempdir().unwrap();
    Wallet::create(
        directory.path(),
        &secret(2),
        Network::Development,
        PASSPHRASE,
        KdfCost::MINIMAL,
    )
    .unwrap();
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let mut bob = Wallet::open(directory.path(), PASSPHRASE, "test").unwrap();
    let own = bob.address("tax/2026", false).unwrap().address;
    let memo = "the memo that nobody reads";
    pay(&mut alice, &node, transfer(&own, 3 * SHJ, memo)).await.unwrap();
    node.advance(9);
    sync(&mut bob, &node).await;
    let to = address(&mut wallet(3));
    let plan = bob.plan(
        &shoji_wallet::node::Node::info(&node).await.unwrap(),
        "tax/2026",
        transfer(&to, SHJ, memo),
        10_000_000,
    );
    let record = remember(&mut bob, &plan.unwrap());
    let note = bob.notes().unwrap()[0].clone();
    drop(bob);

    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        files.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let holds = |needle: &[u8]| files.windows(needle.len()).any(|window| window == needle);
    // The search works: block hashes and tree nodes are public and stored plainly.
    assert!(holds(&note.commitment) && holds(&node.chain.lock().unwrap().genesis()));
    let hidden: [&[u8]; 9] = [
        memo.as_bytes(),
        b"tax/2026",
        to.as_bytes(),
        own.as_bytes(),
        &note.nullifier,
        &note.rseed,
        &note.owner,
        &record.bundle_id,
        &note.value.to_le_bytes(),
    ];
    for (index, secret) in hidden.iter().enumerate() {
        assert!(!holds(secret), "secret {index} is readable");
    }
    assert!(!holds(secret(2).seed().as_slice()) && !holds(secret(2).entropy()));
}

#[test]
fn a_store_opens_for_its_own_wallet_only_and_damage_is_told() {
    let directory = tempfile::tempdir().unwrap();
    drop(Store::open(directory.path(), &secret(1)).unwrap());
    assert!(matches!(Store::open(directory.path(), &secret(2)), Err(StoreError::OtherWallet(_))));
    drop(Store::open(directory.path(), &secret(1)).unwrap());
    let path = directory.path().join("store.sqlite");
    std::fs::write(&path, b"this is not a database, it only looks like a file of some length")
        .unwrap();
    let error = Store::open(directory.path(), &secret(1)).err().unwrap();
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
    assert!(error.to_string().contains("shoji sync"));
}
