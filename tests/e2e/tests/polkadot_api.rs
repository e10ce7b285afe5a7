//! A client that nobody here wrote talks to the chain: @polkadot/api from npm.

mod common;

use common::polkadot_api;
use serde_json::Value;
use shoji_e2e::Network;

#[test]
fn polkadot_js_reads_metadata_follows_heads_and_submits_a_transfer() {
    let network = Network::start(&["alice", "bob"], &["litep2p"]);
    let seen = polkadot_api("talk.mjs", &[&network.nodes[1].url()]);

    let pallets: Vec<_> =
        seen["pallets"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    for pallet in ["Babe", "Grandpa", "Balances", "ShieldedPool"] {
        assert!(pallets.contains(&pallet), "no {pallet} in {pallets:?}");
    }
    let heads: Vec<_> =
        seen["heads"].as_array().expect("a list").iter().filter_map(Value::as_u64).collect();
    assert!(heads.len() == 3 && heads[2] > heads[0], "heads do not advance: {heads:?}");
    assert_eq!(seen["received"], seen["amount"], "the recipient has what was sent");
    assert!(
        seen["events"].as_array().expect("a list").iter().any(|e| e == "balances.Transfer"),
        "{}",
        seen["events"]
    );
    assert_eq!((seen["token"].as_str(), seen["decimals"].as_u64()), (Some("SHJ"), Some(9)));
}
