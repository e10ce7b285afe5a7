//! A client that nobody here wrote talks to the chain: @polkadot/api from npm.

use serde_json::Value;
use shoji_e2e::Network;
use std::path::Path;
use std::process::Command;

/// Installs the pinned packages into a folder outside the checkout, once.
fn packages() -> std::path::PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("polkadot-api");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("polkadot-api");
    std::fs::create_dir_all(&folder).expect("a folder in the target directory can be made");
    let lock = std::fs::read(source.join("package-lock.json")).expect("the lock file is committed");
    let same =
        std::fs::read(folder.join("installed-lock.json")).is_ok_and(|installed| installed == lock);
    for file in ["package.json", "package-lock.json", ".npmrc", "talk.mjs"] {
        std::fs::copy(source.join(file), folder.join(file))
            .expect("a committed file can be copied");
    }
    if !same {
        let npm = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .output()
            .expect("npm runs (./scripts/setup installs it)");
        assert!(npm.status.success(), "npm ci failed: {}", String::from_utf8_lossy(&npm.stderr));
        std::fs::write(folder.join("installed-lock.json"), lock)
            .expect("a file in the target directory can be written");
    }
    folder
}

#[test]
fn polkadot_js_reads_metadata_follows_heads_and_submits_a_transfer() {
    let folder = packages();
    let network = Network::start(&["alice", "bob"], &["litep2p"]);
    let output = Command::new("node")
        .arg("talk.mjs")
        .arg(network.nodes[1].url())
        .current_dir(folder)
        .output()
        .expect("node runs (./scripts/setup installs it)");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let seen: Value = serde_json::from_slice(&output.stdout).expect("one JSON value");

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
