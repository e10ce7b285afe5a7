//! The node's subcommands on real data: what an operator does with a stopped node.

use serde_json::Value;
use shoji_e2e::{binary, Node, NodeOptions};
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

fn node(arguments: &[&str], base: Option<&Path>) -> Output {
    let mut command = Command::new(binary("SHOJI_NODE_BIN", "shoji-node"));
    command.args(arguments);
    if let Some(base) = base {
        command.args(["--chain", "dev"]).arg("--base-path").arg(base);
    }
    command.output().expect("shoji-node runs")
}

fn succeeds(arguments: &[&str], base: Option<&Path>) -> String {
    let output = node(arguments, base);
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "shoji-node {arguments:?} failed: {out}{err}");
    out.into_owned()
}

fn has_rocksdb(base: &Path) -> bool {
    let mut folders = vec![base.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|n| n == "CURRENT") {
                return true;
            }
        }
    }
    false
}

#[test]
fn an_operator_exports_imports_checks_reverts_and_purges_a_chain() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let options = NodeOptions {
        chain: "dev".into(),
        validator: Some("alice".into()),
        ..NodeOptions::default()
    };
    let mut first = Node::start(folder.path(), "first", options.clone());
    first.wait_finalized(6, Duration::from_secs(90));
    let hash = first.block_hash(5).expect("block 5 exists");
    assert!(first.metrics().contains("substrate_block_height"), "Prometheus metrics are served");
    let stopped = first.interrupt();
    assert!(stopped.success(), "Ctrl-C ends the node cleanly, not with {stopped}");

    let base = first.base.clone();
    assert!(has_rocksdb(&base), "the database is RocksDB");
    let info: Value = serde_json::from_str(&succeeds(&["chain-info"], Some(&base)))
        .expect("chain-info prints JSON");
    assert!(
        info["finalized_number"].as_u64().is_some_and(|n| n >= 6)
            || info.to_string().contains("finalized"),
        "{info}"
    );

    let blocks = folder.path().join("blocks.bin");
    let path = blocks.to_str().expect("the path is UTF-8");
    succeeds(&["export-blocks", path, "--from", "1", "--to", "5", "--binary"], Some(&base));
    assert!(
        std::fs::metadata(&blocks).expect("the export is a file").len() > 500,
        "five blocks were exported"
    );
    succeeds(&["check-block", "5"], Some(&base));

    // Imported blocks make the same chain on another machine.
    let other = folder.path().join("second");
    succeeds(&["import-blocks", path, "--binary"], Some(&other));
    let mut second =
        Node::start(folder.path(), "second", NodeOptions { validator: None, ..options.clone() });
    assert_eq!(second.block_hash(5), Some(hash), "the imported block is the exported one");
    let served = second.rpc("shoji_blocks", serde_json::json!([0, 6]));
    assert_eq!(
        served.as_array().map(Vec::len),
        Some(6),
        "imported blocks are served to wallets: {served}"
    );
    assert!(second.interrupt().success());

    // A node that was reverted goes on.
    succeeds(&["revert", "1"], Some(&base));
    first.restart();
    first.wait_more_finalized(2, Duration::from_secs(90));
    assert!(first.interrupt().success());

    succeeds(&["purge-chain", "-y"], Some(&base));
    assert!(!has_rocksdb(&base), "purge-chain removed the database");
}

#[test]
fn keys_are_generated_and_inspected() {
    let alice = succeeds(&["key", "inspect", "//Alice", "--output-type", "json"], None);
    assert!(alice.contains("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"), "{alice}");
    let generated = succeeds(&["key", "generate", "--output-type", "json"], None);
    let key: Value = serde_json::from_str(&generated).expect("JSON");
    assert_eq!(key["secretPhrase"].as_str().map(|p| p.split(' ').count()), Some(12), "{key}");
}

#[test]
fn an_unknown_chain_is_refused_with_the_names_that_exist() {
    let output = node(&["export-chain-spec", "--chain", "nonsense"], None);
    assert!(!output.status.success());
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    for name in ["nonsense", "dev", "local"] {
        assert!(message.contains(name), "the message should name {name}: {message}");
    }
}
