//! View keys on real nodes: an audited account, an auditor, grants that are true and false, and their end.

mod common;

use common::wait_spendable;
use serde_json::Value;
use shoji_e2e::{eventually, Network, Wallet, SHJ};
use std::time::Duration;

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}

#[test]
fn an_audited_account_is_shown_to_an_auditor_by_a_true_grant_until_it_is_revoked() {
    let network = Network::start(&["alice", "bob"], &["litep2p", "libp2p"]);
    let [alice, bob] = [&network.nodes[0], &network.nodes[1]];
    let folder = network.folder.path().to_owned();
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let owner = Wallet::at(&folder.join("owner"), alice);
    let auditor = Wallet::at(&folder.join("auditor"), bob);
    let words = text(&owner.run(&["wallet", "create", "--audited"]), "mnemonic").to_owned();
    auditor.run(&["wallet", "create"]);
    owner.run(&["scope", "create", "rent"]);
    owner.run(&["shield", "100", "--scope", "rent", "--from", "//Alice", "--wait", "none"]);
    owner.run(&["shield", "50", "--from", "//Alice", "--wait", "finalized"]);
    wait_spendable(&owner, 150 * SHJ);
    let payee = text(&auditor.run(&["address"]), "address").to_owned();
    owner.run(&["send", &payee, "10", "--scope", "rent", "--wait", "none"]);
    owner.run(&["send", &payee, "20", "--wait", "finalized"]);

    std::fs::write(path("policy"), "what we see we keep").expect("a policy");
    let policy = path("policy");
    let profile =
        ["--name", "Audit", "--contact", "a@example.org", "--policy-uri", "https://example.org"];
    let register = [
        &["auditor", "register"],
        &profile[..],
        &["--policy-file", &policy, "--from", "//Charlie"],
    ];
    let refused = auditor.fails(&["auditor", "open", "00"]);
    assert_ne!(refused.code, 1, "{refused:?}");
    let key = text(&auditor.run(&register.concat()), "auditorKey").to_owned();
    assert!(auditor.fails(&register.concat()).message.contains("already"));

    // The payer is somebody else, who gets the grant in a file; with the proof of another byte it is refused.
    let file = path("grant.hex");
    let grant = [
        "viewkey",
        "grant",
        "--scope",
        "rent",
        "--to",
        "//Charlie",
        "--kind",
        "full",
        "--valid-for",
        "5000",
    ];
    let wrong = owner.fails(
        &[
            &grant[..],
            &["--auditor-key", &format!("0x{}", "11".repeat(32)), "--out", &file, "--yes"],
        ]
        .concat(),
    );
    assert!(wrong.message.contains("sealing key"), "{wrong:?}");
    let made = owner.run(&[&grant[..], &["--auditor-key", &key, "--out", &file, "--yes"]].concat());
    let id = text(&made, "grant").to_owned();
    let whole = std::fs::read_to_string(&file).expect("the grant is there");
    let mut digits = whole.trim().to_owned().into_bytes();
    let at = digits.len() - 2 * 256 + 30;
    digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
    let forged = path("forged.hex");
    std::fs::write(&forged, digits).expect("a forgery");
    let refused = auditor.fails(&["viewkey", "submit", &forged, "--from", "//Bob"]);
    assert!(refused.code == 4 && refused.message.contains("InvalidProof"), "{refused:?}");
    let dave = auditor.fails(&["auditor", "show", "//Dave"]);
    assert!(dave.message.contains("auditor"), "{dave:?}");
    auditor.run(&["viewkey", "submit", &file, "--from", "//Bob", "--wait", "finalized"]);
    let again = auditor.fails(&["viewkey", "submit", &file, "--from", "//Bob"]);
    assert!(again.message.contains("GrantExists"), "{again:?}");

    // The scope's rows, and of the account every spend, of the scope that was not granted too.
    let opened = auditor.run(&["auditor", "open", &id, "--from", "//Charlie"]);
    let preview = owner.run(&[&grant[..], &["--dry-run"]].concat());
    let bundles = |value: &Value, key: &str| -> Vec<String> {
        list(value, key).iter().map(|row| text(row, "bundleId").to_owned()).collect()
    };
    // Of the account two shields and two payments; of the scope one of each.
    for (key, count) in [("rows", 2), ("accountSpends", 4)] {
        assert_eq!(bundles(&opened, key), bundles(&preview, key));
        assert_eq!(list(&opened, key).len(), count, "{opened}");
    }
    assert_eq!(opened["totals"]["received"]["SHJ"], (100 * SHJ).to_string());
    assert_eq!(opened["totals"]["accountSpent"]["SHJ"], (150 * SHJ).to_string());

    // A wallet that was lost knows its grants again, by its words alone, and ends this one without an account.
    std::fs::remove_dir_all(&owner.folder).expect("the store can be deleted");
    owner.try_run_with_input(&["wallet", "restore", "--audited"], &words).expect("restored");
    owner.run(&["scope", "create", "rent"]);
    let found = owner.run(&["viewkey", "list", "--search"]);
    assert_eq!(text(&list(&found, "grants")[0], "grant"), id);
    owner.run(&["viewkey", "revoke", &id]);
    eventually("the grant is revoked", Duration::from_secs(60), || {
        (auditor.run(&["auditor", "ledger", &id])["status"] == "revoked").then_some(())
    });
    assert!(list(&auditor.run(&["auditor", "grants"]), "grants").is_empty());
    let again = auditor.fails(&["viewkey", "submit", &file, "--from", "//Bob"]);
    assert!(again.message.contains("GrantRevoked"), "{again:?}");

    // An auditor that does not want a grant is rid of it, and leaves.
    let other = owner.run(&[&grant[..], &["--from", "//Bob", "--yes"]].concat());
    auditor.run(&["auditor", "deregister", "--from", "//Charlie"]);
    auditor.run(&["auditor", "renounce", text(&other, "grant"), "--from", "//Charlie"]);
    let gone = owner.fails(&[&grant[..], &["--dry-run"]].concat());
    assert!(gone.message.contains("register"), "{gone:?}");
    // Whoever comes back goes on with the next key.
    assert_eq!(auditor.run(&register.concat())["keyVersion"], 2);
}
