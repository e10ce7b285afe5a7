//! Bad input from users and strangers: each a clear error, wallet and pool unharmed.

mod common;

use common::{full_bundles, wait_spendable};
use serde_json::{json, Value};
use shoji_e2e::{binary, eventually, Failure, Network, Node, NodeOptions, Wallet, SHJ};
use std::process::Command;
use std::time::Duration;

fn assert_says(failure: &Failure, code: i32, words: &[&str]) {
    assert_eq!(failure.code, code, "{failure:?}");
    for word in words {
        assert!(
            failure.message.contains(word),
            "the message should say '{word}': {}",
            failure.message
        );
    }
}

fn submit(node: &Node, bytes: &[u8]) -> (i64, Value) {
    let refused = node
        .try_rpc("shoji_submit", json!([format!("0x{}", hex::encode(bytes))]))
        .expect_err("a malformed bundle is refused");
    (refused.code, refused.data["rule"].clone())
}

#[test]
fn wrong_input_is_named_and_harms_nothing() {
    let network = Network::start(&["alice", "bob"], &["litep2p"]);
    let node = &network.nodes[0];
    let folder = network.folder.path();
    let wallet = Wallet::at(&folder.join("wallet"), node);
    assert_says(&wallet.fails(&["balance"]), 5, &["wallet"]);
    wallet.run(&["wallet", "create"]);
    assert_says(&wallet.fails(&["wallet", "create"]), 5, &["exists"]);
    let address = wallet.run(&["address"])["address"].as_str().expect("an address").to_owned();
    wallet.run(&["shield", "10", "--from", "//Alice", "--wait", "finalized"]);
    wait_spendable(&wallet, 10 * SHJ);

    // Amounts and addresses.
    assert_says(&wallet.fails(&["send", &address, "0"]), 2, &["zero"]);
    assert_says(&wallet.fails(&["send", &address, "1.0000000001"]), 2, &["decimals"]);
    assert_says(&wallet.fails(&["send", &address, "ten"]), 2, &["ten"]);
    assert_says(&wallet.fails(&["send", &address, "10"]), 8, &["spendable", "10"]);
    assert_says(
        &wallet.fails(&["send", &address, "340282366920938463463374607431768211456"]),
        2,
        &[],
    );
    let mut mistyped = address.clone();
    let last = mistyped.pop().expect("an address has characters");
    mistyped.push(if last == 'q' { 'p' } else { 'q' });
    assert_says(&wallet.fails(&["send", &mistyped, "1"]), 2, &["checksum"]);
    assert_says(
        &wallet.fails(&["send", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", "1"]),
        2,
        &["address"],
    );
    assert_says(&wallet.fails(&["unshield", &address, "1"]), 2, &["address"]);

    // The wallet's secrets, the node, the chain.
    let guess = Wallet::at(&wallet.folder, node).with_passphrase("another passphrase");
    assert_says(&guess.fails(&["balance"]), 5, &["passphrase"]);
    let dev = Node::start(
        folder,
        "other",
        NodeOptions {
            chain: "dev".into(),
            validator: Some("alice".into()),
            ..NodeOptions::default()
        },
    );
    let astray = Wallet::at(&wallet.folder, &dev);
    assert_says(&astray.fails(&["sync"]), 3, &["genesis"]);
    drop(dev);
    assert_says(&astray.fails(&["sync"]), 3, &["ws://127.0.0.1"]);

    // Parameters: missing ones are made; damaged ones are refused by name.
    let damaged = folder.join("damaged-parameters");
    std::fs::create_dir(&damaged).expect("a folder can be made");
    let good =
        std::env::var_os("SHOJI_PARAMS_DIR").map(std::path::PathBuf::from).unwrap_or_else(|| {
            std::path::Path::new(&std::env::var_os("HOME").expect("a home directory"))
                .join(".cache/shoji/params")
        });
    for entry in std::fs::read_dir(good).expect("parameters have been made").flatten() {
        let mut bytes = std::fs::read(entry.path()).expect("a parameter file can be read");
        if let Some(byte) = bytes.last_mut() {
            *byte ^= 1;
        }
        std::fs::write(damaged.join(entry.file_name()), bytes).expect("a copy can be written");
    }
    let output = wallet
        .command(&["send", &address, "1"])
        .env("SHOJI_PARAMS_DIR", &damaged)
        .output()
        .expect("shoji runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(6), "{said}");
    assert!(said.contains("damaged-parameters") && said.contains("hash"), "{said}");

    // None of it touched the money.
    assert_eq!(wallet.run(&["balance"])["spendable"], (10 * SHJ).to_string());
    wallet.run(&["send", &address, "1", "--wait", "included"]);
}

#[test]
fn malformed_bundles_are_refused_over_rpc_and_the_pool_stays_empty() {
    let network = Network::start(&["alice", "bob"], &["litep2p"]);
    let node = &network.nodes[0];
    let wallet = Wallet::at(&network.folder.path().join("wallet"), node);
    wallet.run(&["wallet", "create"]);
    let address = wallet.run(&["address"])["address"].as_str().expect("an address").to_owned();
    wallet.run(&["shield", "10", "--from", "//Alice", "--wait", "finalized"]);
    wait_spendable(&wallet, 10 * SHJ);
    let sent = wallet.run(&["send", &address, "1", "--wait", "finalized"]);
    let block = u32::try_from(sent["block"].as_u64().expect("a block")).expect("a block number");
    let (_, bundle) = full_bundles(node, block).remove(0);
    let transfer = |bundle: &[u8]| [&[1u8], bundle].concat();

    // Shape.
    assert_eq!(submit(node, &transfer(&bundle)[..100]).0, 9100, "truncated");
    assert_eq!(submit(node, &transfer(&[&bundle[..], &[0]].concat())).0, 9100, "one byte too many");
    assert_eq!(submit(node, &[]).0, 9100, "empty");
    assert_eq!(submit(node, &[9; 1875]).0, 9100, "an unknown variant");
    let mut noise = Vec::new();
    let mut state = 1u64;
    for _ in 0..bundle.len() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        noise.push((state >> 56) as u8);
    }
    assert_eq!(submit(node, &transfer(&noise)), (9001, json!("UnknownCircuit")), "random bytes");
    let oversized = node.try_rpc("shoji_submit", json!([format!("0x01{}", "00".repeat(4 << 20))]));
    assert!(oversized.is_err(), "four megabytes are refused");
    assert!(node.try_rpc("shoji_submit", json!(["not hex"])).is_err());

    // Rules: each change of one field meets the rule of docs/protocol §7.1 that guards it.
    let changed = |at: usize, bytes: &[u8]| {
        let mut other = bundle.clone();
        other[at..at + bytes.len()].copy_from_slice(bytes);
        submit(node, &transfer(&other))
    };
    let second_nullifier = bundle[66..98].to_vec();
    assert_eq!(
        changed(2, &[0xff; 32]),
        (9002, json!("NonCanonicalField")),
        "anchor above the modulus"
    );
    assert_eq!(changed(130, &[0; 32]), (9003, json!("ZeroCommitment")));
    assert_eq!(changed(34, &second_nullifier), (9004, json!("DuplicateNullifier")));
    assert_eq!(changed(1294, &[1]), (9005, json!("InvalidAsset")));
    assert_eq!(changed(1302, &[1]), (9006, json!("InvalidAmount")));
    assert_eq!(changed(1318, &[1]), (9007, json!("FeeNotInSchedule")));
    assert_eq!(changed(1326, &[0; 4]), (9008, json!("Expired")));
    assert_eq!(changed(1326, &[0xff; 4]), (9009, json!("ExpiryTooFar")));
    assert_eq!(changed(2, &[7; 32]).0, 9010, "an anchor that never was");
    assert_eq!(submit(node, &transfer(&bundle)), (9011, json!("NullifierSpent")), "a double spend");

    // Fresh nullifiers, so that the rules behind them are reached.
    let fresh = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut other = bundle.clone();
        for (i, at) in [34, 66, 98].into_iter().enumerate() {
            other[at..at + 32].copy_from_slice(&[i as u8 + 1; 32]);
        }
        change(&mut other);
        submit(node, &transfer(&other))
    };
    let small_order = {
        let mut identity = [0u8; 32];
        identity[0] = 1;
        identity
    };
    assert_eq!(
        fresh(&|b| b[162..194].copy_from_slice(&small_order)),
        (9012, json!("InvalidEphemeralKey"))
    );
    assert_eq!(
        fresh(&|b| b[1330..1362].copy_from_slice(&small_order)),
        (9013, json!("InvalidRandomizedKey"))
    );
    assert_eq!(fresh(&|_| ()), (9014, json!("InvalidSignature")));

    eventually("the pool is empty", Duration::from_secs(10), || {
        node.rpc("author_pendingExtrinsics", json!([]))
            .as_array()
            .is_some_and(Vec::is_empty)
            .then_some(())
    });
    let before = node.finalized();
    node.wait_finalized(before + 2, Duration::from_secs(60));
    assert!(!node.log().contains("panicked"), "{}", node.log_tail());
}

#[test]
fn a_chain_with_another_verifying_key_takes_no_payment() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let exported = Command::new(binary("SHOJI_NODE_BIN", "shoji-node"))
        .args(["export-chain-spec", "--chain", "local-2"])
        .output()
        .expect("shoji-node runs");
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let mut spec: Value = serde_json::from_slice(&exported.stdout).expect("a chain spec is JSON");
    let key = find_key(&mut spec).expect("the spec has the verifying key");
    let text = key.as_str().expect("the key is hex").to_owned();

    let bytes = hex::decode(&text[2..]).expect("the key is hex");
    let path = folder.path().join("another-key.json");
    let mut start = |bytes: &[u8]| {
        let key = find_key(&mut spec).expect("the spec has the verifying key");
        *key = Value::String(format!("0x{}", hex::encode(bytes)));
        std::fs::write(&path, spec.to_string()).expect("a file can be written");
        let chain = path.to_str().expect("UTF-8");
        Network::start_with_chain(chain, &["alice", "bob"], &["litep2p"])
    };
    let shield = ["shield", "1", "--from", "//Alice"];

    // Two of its ic points exchanged: every check of registration passes, no proof verifies. The toxic values are
    // those of the development parameters all the same, and so is the kind of the chain.
    let ic = 96 + 3 * 192 + 4;
    let mut exchanged = bytes.clone();
    exchanged[ic + 96..ic + 3 * 96].rotate_left(96);
    let network = start(&exchanged);
    let wallet = Wallet::at(&network.folder.path().join("wallet"), &network.nodes[0]);
    wallet.run(&["wallet", "create"]);
    assert_says(&wallet.fails(&shield), 6, &["verifying key", "is not that of these parameters"]);
    drop(network);

    // None of its points of the setup is in its place: a chain of the other kind.
    let mut other = bytes.clone();
    let (head, last) = other.split_at_mut(bytes.len() - 96);
    head[..96].swap_with_slice(last);
    head[96..96 + 3 * 192].rotate_left(192);
    let network = start(&other);
    let wallet = Wallet::at(&network.folder.path().join("wallet"), &network.nodes[0]);
    wallet.run(&["wallet", "create"]);
    let refused = wallet.fails(&shield);
    assert_says(&refused, 3, &["parameters are 'production'", "wallet is for development"]);
    let other = Wallet::at(&network.folder.path().join("production"), &network.nodes[0]);
    other.run(&["wallet", "create", "--network", "production"]);
    assert_says(&other.fails(&shield), 6, &["development parameters only"]);
    drop(network);

    // A point that is none: the genesis state cannot be built, so no node starts on it.
    let key = find_key(&mut spec).expect("the spec has the verifying key");
    *key = Value::String(format!("0x{}{}", "ff", &text[4..]));
    std::fs::write(&path, spec.to_string()).expect("a file can be written");
    let output = Command::new(binary("SHOJI_NODE_BIN", "shoji-node"))
        .args(["export-chain-spec", "--raw", "--chain"])
        .arg(&path)
        .output()
        .expect("shoji-node runs");
    let said = String::from_utf8_lossy(&output.stderr).to_lowercase();
    assert!(!output.status.success() && said.contains("verifyingkey is refused"), "{said}");
}

/// The verifying key inside a chain spec, wherever the format puts it.
fn find_key(value: &mut Value) -> Option<&mut Value> {
    match value {
        Value::Object(map) => {
            if map.contains_key("verifyingKey") {
                return map.get_mut("verifyingKey");
            }
            map.values_mut().find_map(find_key)
        }
        _ => None,
    }
}
