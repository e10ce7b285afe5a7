//! The main job: two validators, two wallets, real proofs, from shield to unshield.

mod common;

use common::{files_named, full_bundles, wait_spendable};
use serde_json::{json, Value};
use shoji_e2e::{Network, Wallet, SHJ};
use std::time::Duration;

fn total(wallet: &Wallet) -> u128 {
    wallet.run(&["balance"])["total"]
        .as_str()
        .and_then(|t| t.parse().ok())
        .expect("total is a decimal string")
}

fn outputs<'a>(history: &'a Value, direction: &str) -> Vec<&'a Value> {
    history["entries"]
        .as_array()
        .expect("entries is a list")
        .iter()
        .flat_map(|e| e["outputs"].as_array().expect("outputs is a list"))
        .filter(|o| o["direction"] == direction)
        .collect()
}

#[test]
fn a_payment_is_shielded_sent_restored_and_unshielded_over_two_validators() {
    // One of each network backend: they speak the same protocol.
    let mut network = Network::start(&["alice", "bob"], &["litep2p", "libp2p"]);
    let [alice, bob] = [&network.nodes[0], &network.nodes[1]];
    assert_ne!(alice.process_id(), bob.process_id(), "two processes");
    assert_ne!(alice.peer_id(), bob.peer_id(), "two peer ids");
    for node in [alice, bob] {
        assert!(
            !files_named(&node.base, "CURRENT").is_empty(),
            "{} keeps its state in RocksDB",
            node.name
        );
    }

    let folder = network.folder.path().to_owned();
    let sender = Wallet::at(&folder.join("sender"), alice);
    let receiver = Wallet::at(&folder.join("receiver"), bob);
    let sender_words =
        sender.run(&["wallet", "create"])["mnemonic"].as_str().expect("24 words").to_owned();
    let receiver_words =
        receiver.run(&["wallet", "create"])["mnemonic"].as_str().expect("24 words").to_owned();
    let address = receiver.run(&["address"])["address"].as_str().expect("an address").to_owned();

    let shielded = sender.run(&["shield", "100", "--from", "//Alice", "--wait", "finalized"]);
    assert_eq!(total(&sender), 100 * SHJ);
    wait_spendable(&sender, 100 * SHJ);

    let sent =
        sender.run(&["send", &address, "12.5", "--memo", "for the tea", "--wait", "finalized"]);
    let fee = SHJ / 100;
    assert_eq!(total(&sender), 87 * SHJ + SHJ / 2 - fee);
    assert_eq!(total(&receiver), 12 * SHJ + SHJ / 2);

    // The sender's store is gone; the words bring everything back, what was sent included.
    std::fs::remove_dir_all(&sender.folder).expect("the store can be deleted");
    sender
        .try_run_with_input(&["wallet", "restore"], &sender_words)
        .expect("the words restore the wallet");
    sender.run(&["sync"]);
    assert_eq!(total(&sender), 87 * SHJ + SHJ / 2 - fee);
    let history = sender.run(&["history"]);
    let payments: Vec<_> =
        outputs(&history, "sent").into_iter().filter(|o| o["memo"] == "for the tea").collect();
    assert_eq!(payments.len(), 1, "{history}");
    assert_eq!(payments[0]["address"], address.as_str());
    assert_eq!(payments[0]["amount"], (12 * SHJ + SHJ / 2).to_string());

    wait_spendable(&sender, 87 * SHJ + SHJ / 2 - fee);
    let account =
        sender.run(&["account", "new"])["account"].as_str().expect("an account").to_owned();
    sender.run(&["unshield", &account, "20", "--wait", "finalized"]);
    assert_eq!(sender.run(&["account", "balance", &account])["free"], (20 * SHJ).to_string());
    assert_eq!(total(&sender), 67 * SHJ + SHJ / 2 - 2 * fee);

    let again = Wallet::at(&folder.join("again"), &network.nodes[0]);
    again
        .try_run_with_input(&["wallet", "restore"], &receiver_words)
        .expect("the words restore the wallet");
    again.run(&["sync"]);
    assert_eq!(total(&again), 12 * SHJ + SHJ / 2);
    let history = again.run(&["history"]);
    assert_eq!(outputs(&history, "received")[0]["memo"], "for the tea");

    a_late_node_without_old_state_serves_a_full_restore(
        &mut network,
        &shielded,
        &receiver_words,
        &sender_words,
    );
    a_payment_submitted_to_a_node_that_makes_no_blocks_is_included(&network, &address);
    the_same_bundle_under_another_extrinsic_hash_is_refused(&network, &sent);
    network.assert_equal_finalized();
    for node in &network.nodes {
        let memory = node.memory_mib();
        println!("{}: {memory} MiB resident", node.name);
        assert!(memory < 600, "{} uses {memory} MiB", node.name);
    }
}

fn a_late_node_without_old_state_serves_a_full_restore(
    network: &mut Network,
    shielded: &Value,
    receiver: &str,
    sender: &str,
) {
    let target = network.nodes[0].finalized();
    let shield_block = u32::try_from(shielded["block"].as_u64().expect("the shield has a block"))
        .expect("a block number");
    let late = network.add_full_node("late", &["--state-pruning", "16"]);
    late.wait_finalized(target, Duration::from_secs(120));
    // The shield's state is gone here: asking for it is an error.
    let hash = late.block_hash(shield_block).expect("blocks are kept");
    let key = "0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac"; // System.Number
    let pruned = late.try_rpc("state_getStorage", json!([key, hash]));
    assert!(
        pruned.is_err(),
        "the state of block {shield_block} should be pruned, and is {pruned:?}"
    );

    let late = network.nodes.last().expect("the late node");
    for (name, words, amount) in [
        ("late-receiver", receiver, 12 * SHJ + SHJ / 2),
        ("late-sender", sender, 67 * SHJ + SHJ / 2 - SHJ / 50),
    ] {
        let wallet = Wallet::at(&network.folder.path().join(name), late);
        wallet
            .try_run_with_input(&["wallet", "restore"], words)
            .expect("the words restore the wallet");
        wallet.run(&["sync"]);
        assert_eq!(total(&wallet), amount, "{name} restores from a node without old state");
    }
}

fn a_payment_submitted_to_a_node_that_makes_no_blocks_is_included(
    network: &Network,
    address: &str,
) {
    let late = network.nodes.last().expect("the late node");
    let sender = Wallet::at(&network.folder.path().join("sender"), late);
    wait_spendable(&sender, 67 * SHJ + SHJ / 2 - SHJ / 50);
    let sent = sender.run(&["send", address, "1", "--wait", "included"]);
    assert!(sent["block"].as_u64().is_some(), "a validator included it: {sent}");
}

fn the_same_bundle_under_another_extrinsic_hash_is_refused(network: &Network, sent: &Value) {
    let node = &network.nodes[1];
    let block = u32::try_from(sent["block"].as_u64().expect("the payment has a block"))
        .expect("a block number");
    let extrinsics = full_bundles(node, block);
    assert_eq!(extrinsics.len(), 1, "one pool extrinsic in block {block}");
    let (extrinsic, bundle) = &extrinsics[0];

    // As it was: the nullifiers are spent.
    let refused = node
        .try_rpc("shoji_submit", json!([format!("0x01{}", hex::encode(bundle))]))
        .expect_err("it has been executed");
    assert_eq!(
        (refused.code, refused.data["rule"].as_str()),
        (9011, Some("NullifierSpent")),
        "{refused:?}"
    );

    // Another extrinsic hash: a bit of a transaction extension that nobody signs (the last byte before the call is
    // the tip or the metadata-hash mode; any byte there may be refused outright, none may be executed).
    let head = extrinsic.len() - bundle.len() - 2;
    let mut changed = 0;
    for position in 2..head {
        for bit in 0..8 {
            let mut other = extrinsic.clone();
            other[position] ^= 1 << bit;
            let answer = node
                .try_rpc("author_submitExtrinsic", json!([format!("0x{}", hex::encode(&other))]));
            assert!(answer.is_err(), "byte {position} bit {bit}: {answer:?}");
            changed += 1;
        }
    }
    assert!(changed > 0, "there are extension bytes to change");
    let nullifiers =
        |n: u32| full_bundles(node, n).iter().map(|(_, b)| b[34..130].to_vec()).collect::<Vec<_>>();
    let wanted = nullifiers(block).remove(0);
    node.wait_more_finalized(2, Duration::from_secs(60));
    let times: usize = (1..=node.finalized())
        .map(|n| nullifiers(n).iter().filter(|found| **found == wanted).count())
        .sum();
    assert_eq!(times, 1, "the bundle was executed once");
}
