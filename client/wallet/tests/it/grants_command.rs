//! The compiled command: what is refused of grants and auditors before a node is asked.

use crate::command::{fails, json, restored, shoji};
use std::path::Path;

const PASSPHRASE: &str = "passphrase";
const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

fn run(wallet: &Path, arguments: &[&str]) -> std::process::Output {
    shoji(wallet, PASSPHRASE, &[arguments, &["--json"]].concat())
}

const GRANT: [&str; 10] =
    ["viewkey", "grant", "--to", ALICE, "--kind", "full", "--valid-for", "1000", "--from", "//Bob"];

#[test]
fn what_is_wrong_with_a_grant_is_said_before_a_node_is_asked() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    restored(&wallet);
    let own = json(&run(&wallet, &["address"]))["address"].as_str().unwrap().to_string();
    let other = json(&run(&wallet, &["scope", "create", "rent"]));
    let other = other["address"].as_str().unwrap();
    let with = |more: &[&str]| run(&wallet, &[&GRANT[..], more].concat());
    fails(&with(&["--scope", "rnet"]), 2, "Scope");
    fails(&with(&["--address", &own[..own.len() - 1]]), 2, "Address");
    assert!(fails(&with(&["--address", other]), 2, "Grant").contains("scope 'rent'"));
    assert!(fails(&with(&["--auditor-key", "0x01"]), 2, "Input").contains("32 bytes"));
    // Right so far, it goes on to the node; and a dry run does not read who pays.
    fails(&with(&["--address", &own]), 3, "NodeUnreachable");
    fails(&with(&["--address", other, "--hide-address", "--scope", "rent"]), 3, "NodeUnreachable");
    let secret = ["--from", "file:/nowhere/at/all"];
    let without = [&GRANT[..8], &secret].concat();
    assert!(fails(&run(&wallet, &without), 2, "Input").contains("/nowhere"));
    fails(&run(&wallet, &[&without[..], &["--dry-run"]].concat()), 3, "NodeUnreachable");
    let nobody = GRANT.map(|argument| if argument == ALICE { "nobody" } else { argument });
    fails(&run(&wallet, &nobody), 2, "Address");
    for validity in ["0", "5254977"] {
        let usage = GRANT.map(|argument| if argument == "1000" { validity } else { argument });
        assert_eq!(run(&wallet, &usage).status.code(), Some(2));
    }
}

#[test]
fn grants_are_listed_without_a_node_and_unknown_ones_are_named() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    restored(&wallet);
    let list = json(&run(&wallet, &["viewkey", "list", "--offline"]));
    assert_eq!(list["grants"].as_array().map(Vec::len), Some(0));
    fails(&run(&wallet, &["viewkey", "list"]), 3, "NodeUnreachable");
    let message = fails(&run(&wallet, &["viewkey", "revoke", "3f9a"]), 2, "Grant");
    assert!(message.contains("3f9a") && message.contains("--search"), "{message}");
    fails(&run(&wallet, &["viewkey", "revoke", "rent"]), 2, "Grant");
    for command in [&["auditor", "ledger", "3f9a", "--offline"][..], &["auditor", "watch"]] {
        let message = fails(&run(&wallet, command), 2, "Grant");
        assert!(message.contains("shoji auditor open"), "{message}");
    }
    let message = fails(&run(&wallet, &["auditor", "grants"]), 2, "Grant");
    assert!(message.contains("--account"), "{message}");
    let grants = ["auditor", "grants", "--account", "//Charlie"];
    fails(&run(&wallet, &grants), 3, "NodeUnreachable");
    let open = ["auditor", "open", "3f9a", "--account", "//Charlie", "--from", "//Bob"];
    assert!(fails(&run(&wallet, &open), 2, "Grant").contains("--from is another"));
}

#[test]
fn an_auditor_describes_itself_within_the_limits_of_the_register() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    restored(&wallet);
    let policy = base.path().join("policy");
    std::fs::write(&policy, "we look and say nothing").unwrap();
    let (policy, long) = (policy.to_str().unwrap(), "x".repeat(129));
    let register = |name: &str, contact: &str, file: &str| {
        let arguments = [
            "auditor",
            "register",
            "--name",
            name,
            "--contact",
            contact,
            "--policy-uri",
            "https://example.org",
            "--policy-file",
            file,
            "--from",
            "//Charlie",
        ];
        run(&wallet, &arguments)
    };
    assert!(fails(&register(&long, "c", policy), 2, "Input").contains("129 bytes, at most 64"));
    assert!(fails(&register("n", &long, policy), 2, "Input").contains("at most 128"));
    assert!(fails(&register("", "c", policy), 2, "Input").contains("empty"));
    assert!(fails(&register("n", "c", "/nowhere/at/all"), 2, "Input").contains("/nowhere"));
    fails(&register("n", "c", policy), 3, "NodeUnreachable");
    for call in ["rotate", "deregister"] {
        fails(&run(&wallet, &["auditor", call, "--from", "//Charlie"]), 3, "NodeUnreachable");
    }
    fails(&run(&wallet, &["auditor", "show", "nobody"]), 2, "Address");
    fails(&run(&wallet, &["auditor", "list"]), 3, "NodeUnreachable");
}

#[test]
fn a_watch_only_wallet_neither_grants_nor_revokes_nor_audits() {
    let base = tempfile::tempdir().unwrap();
    let (wallet, watching) = (base.path().join("wallet"), base.path().join("watching"));
    restored(&wallet);
    let shown = json(&run(&wallet, &["viewkey", "export", "--kind", "full", "--yes"]));
    run(&watching, &["wallet", "watch", "--viewkey", shown["viewkey"].as_str().unwrap()]);
    let commands: [&[&str]; 8] = [
        &GRANT,
        &["viewkey", "list", "--offline"],
        &["viewkey", "revoke", "3f9a"],
        &["auditor", "grants", "--account", "//Charlie"],
        &["auditor", "open", "3f9a", "--account", "//Charlie"],
        &["auditor", "ledger", "3f9a"],
        &["auditor", "rotate", "--from", "//Charlie"],
        &["auditor", "deregister", "--from", "//Charlie"],
    ];
    for command in commands {
        fails(&run(&watching, command), 5, "WatchOnly");
    }
}
