//! The compiled command: exit codes, JSON, files.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

pub const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
/// Nothing listens here.
const DOWN: &str = "ws://127.0.0.1:9";

pub fn shoji(wallet: &Path, passphrase: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shoji"));
    command.env("SHOJI_PASSPHRASE", passphrase).env("SHOJI_NODE", DOWN).env("SHOJI_WALLET", wallet);
    command.args(arguments).stdin(std::process::Stdio::null()).output().unwrap()
}

pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

pub fn fails(output: &Output, exit: i32, code: &str) -> String {
    let object = json(output);
    assert_eq!(
        (output.status.code(), object["error"]["code"].as_str()),
        (Some(exit), Some(code)),
        "{object}"
    );
    assert_eq!(object["error"]["exitCode"], exit);
    object["error"]["message"].as_str().unwrap().to_string()
}

pub fn restored(directory: &Path) {
    let words = directory.with_extension("words");
    std::fs::write(&words, WORDS).unwrap();
    let made = shoji(
        directory,
        "passphrase",
        &["wallet", "restore", "--mnemonic-file", words.to_str().unwrap(), "--json"],
    );
    assert_eq!(json(&made)["network"], "development");
}

#[test]
fn a_wallet_is_created_once_and_its_words_restore_it() {
    let base = tempfile::tempdir().unwrap();
    let (first, second) = (base.path().join("first"), base.path().join("second"));
    let made = json(&shoji(&first, "passphrase", &["wallet", "create", "--json"]));
    let words = made["mnemonic"].as_str().unwrap();
    assert_eq!(words.split(' ').count(), 24);
    fails(&shoji(&first, "passphrase", &["wallet", "create", "--json"]), 5, "WalletExists");
    let file = base.path().join("words");
    std::fs::write(&file, words).unwrap();
    shoji(
        &second,
        "another one",
        &["wallet", "restore", "--mnemonic-file", file.to_str().unwrap()],
    );
    let address =
        |wallet: &Path, passphrase: &str| json(&shoji(wallet, passphrase, &["address", "--json"]));
    let (one, two) = (address(&first, "passphrase"), address(&second, "another one"));
    assert_eq!(one, two);
    assert!(one["address"].as_str().unwrap().starts_with("shojidev1"));
    // The next address differs, and stays.
    let next = json(&shoji(&first, "passphrase", &["address", "--new", "--json"]));
    assert_ne!(next["address"], one["address"]);
    assert_eq!(address(&first, "passphrase")["address"], next["address"]);
}

#[test]
fn bad_input_is_refused_with_its_own_code_before_anything_is_asked_of_a_node() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    restored(&wallet);
    let address = json(&shoji(&wallet, "passphrase", &["address", "--json"]))["address"]
        .as_str()
        .unwrap()
        .to_string();
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let memo = "x".repeat(129);
    let cut = &address[..address.len() - 1];
    let mint = ["asset", "mint", "7", "--decimals", "6", "--from", "//Alice"];
    let create = ["asset", "create", "--symbol", "X", "--decimals", "6", "--from", "//Alice"];
    let cases: [(&[&str], &str, &str); 17] = [
        (&["send", &address, "0"], "Amount", "zero"),
        (&["send", &address, "0.0000000001"], "Amount", "10 decimals"),
        (&["send", &address, "ten"], "Amount", "not an amount"),
        (&["send", &address, "1", "--memo", &memo], "Memo", "129 bytes"),
        (&["send", cut, "1"], "Address", "mistyped"),
        (&["send", alice, "1"], "Address", "does not begin"),
        (&["unshield", &address, "1"], "Address", ""),
        (&["unshield", alice, "0"], "Amount", "zero"),
        (&["shield", "1", "--from", WORDS], "Input", "file:PATH"),
        (&["send", &address, "0", "--asset", "native"], "Amount", "zero"),
        (&["send", &address, "1.2.3", "--asset", "7"], "Amount", "not an amount"),
        (&["send", &address, "1", "--decimals", "6"], "Asset", "9 decimals, not 6"),
        (&[&mint[..], &["1", "--to", "nobody"]].concat(), "Address", "nobody"),
        (&[&mint[..], &["0", "--to", "//Bob"]].concat(), "Amount", "zero"),
        (&[&create[..], &["--min-balance", "0", "--name", "x"]].concat(), "Input", "--min-balance"),
        (&[&create[..], &["--name", &memo]].concat(), "Input", "at most 50"),
        (&["shield", "1", "--from", "//Alice", "--to", cut], "Address", "mistyped"),
    ];
    for (arguments, code, part) in cases {
        let output = shoji(&wallet, "passphrase", &[arguments, &["--json"]].concat());
        let message = fails(&output, 2, code);
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
    // Wrong usage is clap's: exit code 2.
    assert_eq!(shoji(&wallet, "passphrase", &["send", &address]).status.code(), Some(2));
    assert_eq!(
        shoji(&wallet, "passphrase", &["send", &address, "1", "--fee-level", "3"]).status.code(),
        Some(2)
    );
}

#[test]
fn a_node_that_is_down_a_wrong_passphrase_and_a_missing_wallet_have_their_own_exit_codes() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    fails(&shoji(&wallet, "passphrase", &["balance", "--offline", "--json"]), 5, "NoWallet");
    assert!(!wallet.exists(), "asking for a balance made a directory");
    restored(&wallet);
    fails(&shoji(&wallet, "Passphrase", &["balance", "--offline", "--json"]), 5, "WrongPassphrase");
    let message = fails(&shoji(&wallet, "passphrase", &["sync", "--json"]), 3, "NodeUnreachable");
    assert!(message.contains(DOWN) && message.contains("--node"));
    let balance = json(&shoji(&wallet, "passphrase", &["balance", "--offline", "--json"]));
    assert_eq!(balance["spendable"], "0");
    assert_eq!(balance["scopes"][0]["scope"], "");
    // A short passphrase makes no wallet.
    fails(
        &shoji(&base.path().join("short"), "seven77", &["wallet", "create", "--json"]),
        2,
        "Input",
    );
    // People get the same, as text on standard error.
    let output = shoji(&wallet, "wrong", &["balance", "--offline"]);
    assert!(output.stdout.is_empty());
    assert_eq!(String::from_utf8_lossy(&output.stderr).trim(), "error: wrong passphrase");
}

#[test]
fn a_wallet_in_use_says_by_whom() {
    let base = tempfile::tempdir().unwrap();
    let wallet = base.path().join("wallet");
    restored(&wallet);
    let patience = std::time::Duration::ZERO;
    let _lock = shoji_wallet::store::WalletLock::acquire(&wallet, "shoji sync", patience).unwrap();
    let message =
        fails(&shoji(&wallet, "passphrase", &["balance", "--offline", "--json"]), 5, "WalletInUse");
    assert!(
        message.contains(&std::process::id().to_string()) && message.contains("shoji sync"),
        "{message}"
    );
}

#[test]
fn a_malformed_mnemonic_makes_no_wallet() {
    let base = tempfile::tempdir().unwrap();
    let (wallet, file) = (base.path().join("wallet"), base.path().join("words"));
    std::fs::write(&file, WORDS.replace("about", "abandon")).unwrap();
    let arguments = ["wallet", "restore", "--mnemonic-file", file.to_str().unwrap(), "--json"];
    let message = fails(&shoji(&wallet, "passphrase", &arguments), 2, "Mnemonic");
    assert!(message.contains("checksum"));
    assert!(!wallet.exists());
}

#[test]
fn every_command_has_a_help_text_with_an_example() {
    let base = tempfile::tempdir().unwrap();
    let commands: [&[&str]; 40] = [
        &["wallet", "create"],
        &["wallet", "restore"],
        &["wallet", "watch"],
        &["scope", "create"],
        &["scope", "list"],
        &["viewkey", "export"],
        &["viewkey", "grant"],
        &["viewkey", "list"],
        &["viewkey", "revoke"],
        &["auditor", "register"],
        &["auditor", "update"],
        &["auditor", "rotate"],
        &["auditor", "deregister"],
        &["auditor", "show"],
        &["auditor", "list"],
        &["auditor", "grants"],
        &["auditor", "open"],
        &["auditor", "ledger"],
        &["auditor", "watch"],
        &["address"],
        &["sync"],
        &["balance"],
        &["shield"],
        &["send"],
        &["unshield"],
        &["consolidate"],
        &["history"],
        &["info"],
        &["account", "new"],
        &["account", "balance"],
        &["asset", "list"],
        &["asset", "info"],
        &["asset", "create"],
        &["asset", "set-metadata"],
        &["asset", "mint"],
        &["asset", "transfer"],
        &["asset", "burn"],
        &["asset", "freeze"],
        &["asset", "thaw"],
        &["asset", "destroy"],
    ];
    for command in commands {
        let output = shoji(base.path(), "", &[command, &["--help"]].concat());
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && text.contains("Example:") && text.contains("shoji"),
            "{command:?}: {text}"
        );
    }
    let output = shoji(base.path(), "", &["--help"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("Exit codes"));
}
