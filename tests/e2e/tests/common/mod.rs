//! Helpers of several end-to-end tests; each test binary uses some of them.
#![allow(dead_code)]

use serde_json::{json, Value};
use shoji_e2e::{eventually, Node, Wallet};
use shoji_shielded::bundle::BUNDLE_LEN;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Every file of this name below a folder.
pub fn files_named(folder: &Path, name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|n| n == name) {
                found.push(path);
            }
        }
    }
    found
}

/// Waits until the wallet can spend exactly this much.
pub fn wait_spendable(wallet: &Wallet, units: u128) {
    eventually(&format!("{units} units become spendable"), Duration::from_secs(180), || {
        let balance = wallet.run(&["balance"]);
        (balance["spendable"] == units.to_string()).then_some(())
    });
}

/// The pool extrinsics of a block, each with its bundle, which stands at its end.
pub fn full_bundles(node: &Node, block: u32) -> Vec<(Vec<u8>, Vec<u8>)> {
    let hash = node.block_hash(block).expect("the block exists");
    let body = node.rpc("chain_getBlock", json!([hash]));
    let served = node.rpc("shoji_blocks", json!([block, 1]));
    let indices: Vec<usize> = served[0]["bundles"]
        .as_array()
        .expect("bundles is a list")
        .iter()
        .filter_map(|b| b["extrinsicIndex"].as_u64().and_then(|i| usize::try_from(i).ok()))
        .collect();
    let extrinsics = body["block"]["extrinsics"].as_array().expect("a body is a list");
    indices.into_iter().map(|i| split(&extrinsics[i])).collect()
}

fn split(extrinsic: &Value) -> (Vec<u8>, Vec<u8>) {
    let text = extrinsic.as_str().expect("an extrinsic is hex").trim_start_matches("0x");
    let bytes = hex::decode(text).expect("an extrinsic is hex");
    let bundle = bytes[bytes.len() - BUNDLE_LEN..].to_vec();
    (bytes, bundle)
}

/// Installs the pinned packages into a folder outside the checkout, once.
fn packages() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("polkadot-api");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("polkadot-api");
    std::fs::create_dir_all(&folder).expect("a folder in the target directory can be made");
    let lock = std::fs::read(source.join("package-lock.json")).expect("the lock file is committed");
    let same =
        std::fs::read(folder.join("installed-lock.json")).is_ok_and(|installed| installed == lock);
    for file in ["package.json", "package-lock.json", ".npmrc", "talk.mjs", "saturate.mjs"] {
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

/// Runs a script of `polkadot-api/`, which prints one JSON value.
pub fn polkadot_api(script: &str, arguments: &[&str]) -> Value {
    let output = Command::new("node")
        .arg(script)
        .args(arguments)
        .current_dir(packages())
        .output()
        .expect("node runs (./scripts/setup installs it)");
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON value")
}

/// A copy of a wallet folder, for a second process that does not know what the first one does.
pub fn twin(wallet: &Wallet, name: &str, node: &Node) -> Wallet {
    let folder = wallet.folder.with_file_name(name);
    std::fs::create_dir(&folder).expect("a folder in a temporary folder can be made");
    for entry in std::fs::read_dir(&wallet.folder).expect("a wallet has a folder").flatten() {
        std::fs::copy(entry.path(), folder.join(entry.file_name())).expect("a file can be copied");
    }
    Wallet::at(&folder, node)
}
