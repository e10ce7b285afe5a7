//! The compiled command: scopes, viewing keys, watch-only wallets, memos from files.

use crate::command::{fails, json, restored, shoji};
use std::path::Path;

const PASSPHRASE: &str = "passphrase";

fn run(wallet: &Path, arguments: &[&str]) -> std::process::Output {
    shoji(wallet, PASSPHRASE, &[arguments, &["--json"]].concat())
}

#[test]
fn a_scope_is_made_once_listed_and_named_where_it_is_unknown() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    restored(&wallet);
    // A store that has seen nothing of the chain asks no node.
    let made = json(&run(&wallet, &["scope", "create", "2026-Q4/payroll"]));
    assert_eq!((&made["created"], &made["rescanned"]), (&true.into(), &false.into()));
    let again = json(&run(&wallet, &["scope", "create", "2026-Q4/payroll"]));
    assert_eq!((&again["created"], &again["address"]), (&false.into(), &made["address"]));
    let shown = json(&run(&wallet, &["address", "--scope", "2026-Q4/payroll"]));
    assert_eq!(shown["address"], made["address"]);

    let list = json(&run(&wallet, &["scope", "list", "--offline"]));
    let scopes = list["scopes"].as_array().unwrap();
    let labels: Vec<&str> = scopes.iter().map(|row| row["scope"].as_str().unwrap()).collect();
    assert_eq!(labels, ["", "2026-Q4/payroll"]);
    assert_eq!((&scopes[1]["address"], &scopes[1]["total"]), (&made["address"], &"0".into()));
    assert_ne!(scopes[0]["address"], scopes[1]["address"]);
    let balance = json(&run(&wallet, &["balance", "--offline"]));
    assert_eq!(balance["scopes"].as_array().unwrap().len(), 2);

    fails(&run(&wallet, &["scope", "create", ""]), 2, "Input");
    fails(&run(&wallet, &["scope", "create", &"x".repeat(65)]), 2, "Scope");
    // A scope that is mistyped is told before a node is asked.
    let to = made["address"].as_str().unwrap();
    for command in [&["send", to, "1"][..], &["consolidate"]] {
        let message = fails(&run(&wallet, &[command, &["--scope", "payrol"]].concat()), 2, "Scope");
        assert!(message.contains("'payrol'") && message.contains("shoji scope list"), "{message}");
    }
}

#[test]
fn several_scopes_pay_together_only_where_that_is_said() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    restored(&wallet);
    let to = json(&run(&wallet, &["scope", "create", "rent"]))["address"].to_string();
    let both = ["send", to.trim_matches('"'), "1", "--scope", "rent", "--scope", ""];
    let message = fails(&run(&wallet, &both), 2, "Input");
    assert!(message.contains("--link-scopes") && message.contains("one owner"), "{message}");
    // Said, it goes on to the node; named twice, one scope is one.
    fails(&run(&wallet, &[&both[..], &["--link-scopes"]].concat()), 3, "NodeUnreachable");
    let once = ["send", to.trim_matches('"'), "1", "--scope", "rent", "--scope", "rent"];
    fails(&run(&wallet, &once), 3, "NodeUnreachable");
}

#[test]
fn a_viewing_key_is_shown_only_where_that_is_confirmed_and_makes_a_watch_only_wallet() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    restored(&wallet);
    let export = ["viewkey", "export", "--kind", "full"];
    let refused = run(&wallet, &export);
    assert!(fails(&refused, 2, "Input").contains("--yes"));
    assert!(!String::from_utf8_lossy(&refused.stderr).contains("shojidevfvk"));
    fails(&run(&wallet, &[&export[..], &["--scope", "none", "--yes"]].concat()), 2, "Scope");

    let address = json(&run(&wallet, &["address"]))["address"].as_str().unwrap().to_string();
    for (kind, prefix) in [("full", "shojidevfvk1"), ("incoming", "shojidevivk1")] {
        let shown = run(&wallet, &["viewkey", "export", "--kind", kind, "--yes"]);
        let warning = String::from_utf8_lossy(&shown.stderr).into_owned();
        assert!(warning.contains("unseen") && warning.contains("default"), "{warning}");
        let shown = json(&shown);
        let key = shown["viewkey"].as_str().unwrap();
        assert!(key.starts_with(prefix) && shown["kind"] == kind && shown["scope"] == "");

        let audit = base.path().join(kind);
        let made = json(&run(&audit, &["wallet", "watch", "--viewkey", key]));
        assert_eq!((&made["kind"], &made["network"]), (&kind.into(), &"development".into()));
        fails(&run(&audit, &["wallet", "watch", "--viewkey", key]), 5, "WalletExists");
        let balance = json(&run(&audit, &["balance", "--offline"]));
        assert_eq!(balance["watchOnly"], kind);
        let known = kind == "full";
        assert_eq!((balance["total"].is_null(), balance["received"].is_null()), (!known, known));
        assert_eq!(json(&run(&audit, &["history", "--offline"]))["watchOnly"], kind);
        assert_eq!(json(&run(&audit, &["info"]))["wallet"]["watchOnly"], kind);
        let list = json(&run(&audit, &["scope", "list", "--offline"]));
        assert!(list["scopes"][0]["address"].is_null());
        // Nothing that takes more than the key; and no node is asked first.
        let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
        let refused: [&[&str]; 7] = [
            &["address"],
            &["send", &address, "1"],
            &["unshield", alice, "1"],
            &["shield", "1", "--from", "//Alice"],
            &["consolidate"],
            &["scope", "create", "x"],
            &["viewkey", "export", "--kind", "incoming", "--yes"],
        ];
        for command in refused {
            let message = fails(&run(&audit, command), 5, "WatchOnly");
            assert!(message.contains("only watches"), "{message}");
        }
    }
    // A file keeps the key out of the list of processes.
    let file = base.path().join("key");
    let shown = json(&run(&wallet, &["viewkey", "export", "--kind", "incoming", "--yes"]));
    std::fs::write(&file, format!("{}\n", shown["viewkey"].as_str().unwrap())).unwrap();
    let again = base.path().join("again");
    run(&again, &["wallet", "watch", "--viewkey-file", file.to_str().unwrap()]);
    assert_eq!(json(&run(&again, &["balance", "--offline"]))["receipts"], 0);
}

#[test]
fn what_is_no_viewing_key_makes_no_wallet() {
    let base = tempfile::tempdir().unwrap();
    let (wallet, audit) = (base.path().join("wallet"), base.path().join("audit"));
    restored(&wallet);
    let shown = json(&run(&wallet, &["viewkey", "export", "--kind", "full", "--yes"]));
    let key = shown["viewkey"].as_str().unwrap();
    let address = json(&run(&wallet, &["address"]))["address"].to_string();
    for (text, reason) in
        [(&key[..key.len() - 1], "cut off"), (address.trim_matches('"'), "does not begin")]
    {
        let refused = run(&audit, &["wallet", "watch", "--viewkey", text]);
        let message = fails(&refused, 2, "ViewingKey");
        assert!(message.contains(reason) && !message.contains(text), "{message}");
        assert!(!audit.exists());
    }
}

#[test]
fn a_memo_comes_from_a_file_too() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    restored(&wallet);
    let address = json(&run(&wallet, &["address"]))["address"].to_string();
    let send = ["send", address.trim_matches('"'), "1"];
    let file = base.path().join("memo");
    let path = file.to_str().unwrap();
    fails(&run(&wallet, &[&send[..], &["--memo-file", path]].concat()), 2, "Input");
    std::fs::write(&file, "x".repeat(129)).unwrap();
    let long = run(&wallet, &[&send[..], &["--memo-file", path]].concat());
    assert!(fails(&long, 2, "Memo").contains("129 bytes"));
    std::fs::write(&file, format!("{}\n", "x".repeat(128))).unwrap();
    fails(&run(&wallet, &[&send[..], &["--memo-file", path]].concat()), 3, "NodeUnreachable");
    // One memo, and standard input for one thing.
    let two = [&send[..], &["--memo", "a", "--memo-file", path]].concat();
    assert_eq!(run(&wallet, &two).status.code(), Some(2));
    let both = ["shield", "1", "--from", "-", "--memo-file", "-"];
    assert!(fails(&run(&wallet, &both), 2, "Input").contains("standard input"));
}
