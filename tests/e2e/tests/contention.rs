//! Payments that compete: for a note with each other, for room in a block with everybody else.

mod common;

use common::{full_bundles, polkadot_api, twin, wait_spendable};
use serde_json::{json, Value};
use shoji_e2e::{eventually, Network, Node, Wallet, SHJ};
use std::time::Duration;

const FEE: u128 = SHJ / 100;

fn pending(node: &Node) -> Vec<Value> {
    let pending = node.rpc("author_pendingExtrinsics", json!([]));
    pending.as_array().expect("a list").clone()
}

#[test]
fn of_payments_that_spend_one_note_the_pool_keeps_the_first_unless_another_pays_more() {
    let mut network = Network::start(&["alice", "bob"], &["litep2p"]);
    network.add_full_node("carol", &[]);
    let folder = network.folder.path().to_owned();
    let [alice, carol] = [0, 2].map(|i| &network.nodes[i]);
    let first = Wallet::at(&folder.join("first"), carol);
    first.run(&["wallet", "create"]);
    first.run(&["shield", "10", "--from", "//Alice", "--wait", "finalized"]);
    wait_spendable(&first, 10 * SHJ);
    let [second, third, fourth] =
        ["second", "third", "fourth"].map(|name| twin(&first, name, carol));
    let shop = Wallet::at(&folder.join("shop"), alice);
    shop.run(&["wallet", "create"]);
    let address = shop.run(&["address"])["address"].as_str().expect("an address").to_owned();

    // Nobody makes blocks, so that what is submitted stays in the pool of the full node.
    for validator in &mut network.nodes[..2] {
        validator.kill_dash_nine();
    }
    let carol = &network.nodes[2];
    first.run(&["send", &address, "1", "--wait", "none"]);
    let kept = pending(carol);
    assert_eq!(kept.len(), 1, "the first payment waits");
    second.run(&["send", &address, "2", "--wait", "none"]);
    assert_eq!(pending(carol), kept, "the first one stays against another of the same fee");
    third.run(&["send", &address, "3", "--fee-level", "2", "--wait", "none"]);
    let dearer = pending(carol);
    assert_eq!(dearer.len(), 1, "one payment of the three");
    assert_ne!(dearer, kept, "the one that pays more has taken the first one's place");
    fourth.run(&["send", &address, "4", "--wait", "none"]);
    assert_eq!(pending(carol), dearer, "a cheaper one does not take it back");

    // The chain goes on, and executes that one.
    for validator in &mut network.nodes[..2] {
        validator.restart();
    }
    let [alice, carol] = [0, 2].map(|i| &network.nodes[i]);
    let third = third.through(alice);
    eventually("the payment that pays most is included", Duration::from_secs(120), || {
        third.run(&["sync"]);
        (shop.run(&["balance"])["total"] == (3 * SHJ).to_string()).then_some(())
    });
    for wallet in [first, second, third, fourth] {
        wait_spendable(&wallet.through(alice), 7 * SHJ - 2 * FEE);
    }
    assert_eq!(shop.run(&["balance"])["total"], (3 * SHJ).to_string(), "one payment of the four");
    carol.wait_finalized(alice.finalized(), Duration::from_secs(60));
    network.assert_equal_finalized();
}

#[test]
fn a_private_payment_is_included_while_signed_extrinsics_saturate_the_blocks() {
    let network = Network::start(&["alice", "bob"], &["litep2p"]);
    let node = &network.nodes[0];
    let wallet = Wallet::at(&network.folder.path().join("wallet"), node);
    wallet.run(&["wallet", "create"]);
    let address = wallet.run(&["address"])["address"].as_str().expect("an address").to_owned();
    wallet.run(&["shield", "10", "--from", "//Alice", "--wait", "finalized"]);
    wait_spendable(&wallet, 10 * SHJ);
    let sent = wallet.run(&["send", &address, "1", "--wait", "finalized"]);
    wait_spendable(&wallet, 10 * SHJ - FEE);
    let block = u32::try_from(sent["block"].as_u64().expect("a block")).expect("a block number");
    let (_, bundle) = full_bundles(node, block).remove(0);

    // Some five of these fit into a block, so they fill the blocks of a minute.
    polkadot_api("saturate.mjs", &[&node.url(), "150", &hex_of(&bundle)]);
    let sent = wallet.run(&["send", &address, "1", "--wait", "included"]);
    let waiting = pending(node).len();
    assert!(waiting >= 20, "the payment did not overtake anything: {waiting} extrinsics wait");

    let hash =
        node.block_hash(u32::try_from(sent["block"].as_u64().expect("a block")).expect("a number"));
    let block = node.rpc("chain_getBlock", json!([hash.expect("the block has a hash")]));
    let extrinsics = block["block"]["extrinsics"].as_array().expect("a body is a list").len();
    assert!(extrinsics >= 4, "the block was not full: {extrinsics} extrinsics");
}

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}
