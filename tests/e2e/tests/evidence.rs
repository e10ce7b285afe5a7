//! Disclosures and reports on a real chain, checked with a node and with headers alone.

mod common;

use common::wait_spendable;
use serde_json::Value;
use shoji_e2e::{Network, Wallet, SHJ};

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

#[test]
fn a_payment_and_a_scope_are_shown_to_somebody_who_has_headers_alone() {
    let network = Network::start(&["alice", "bob"], &["litep2p", "libp2p"]);
    let [alice, bob] = [&network.nodes[0], &network.nodes[1]];
    let folder = network.folder.path().to_owned();
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let sender = Wallet::at(&folder.join("sender"), alice);
    let receiver = Wallet::at(&folder.join("receiver"), bob);
    // A verifier has a node or a file, and no wallet.
    let verifier = Wallet::at(&folder.join("verifier"), bob);
    let words = text(&sender.run(&["wallet", "create"]), "mnemonic").to_owned();
    receiver.run(&["wallet", "create"]);
    let address = text(&receiver.run(&["address"]), "address").to_owned();

    sender.run(&["shield", "100", "--from", "//Alice", "--wait", "finalized"]);
    wait_spendable(&sender, 100 * SHJ);
    let sent =
        sender.run(&["send", &address, "12.5", "--memo", "for the tea", "--wait", "finalized"]);
    let id = text(&sent, "bundleId").to_owned();

    // The store is gone, and with it everything that the words do not bring back.
    std::fs::remove_dir_all(&sender.folder).expect("the store can be deleted");
    sender.try_run_with_input(&["wallet", "restore"], &words).expect("the words restore it");
    let headers = path("headers.txt");
    let to = ["--to", "Bank", "--nonce", "70a1"];
    for (wallet, role) in [(&sender, "sender"), (&receiver, "recipient")] {
        let file = path(&format!("{role}.json"));
        let made =
            wallet.run(&[&["disclose", "payment", &id], &to[..], &["--out", &file]].concat());
        assert_eq!(text(&made, "role"), role);
        let written = verifier.run(&["headers", "--out", &headers]);
        let hash = text(&written, "hash").to_owned();
        let asked = ["verify", &file, "--as", "Bank", "--nonce", "0x70a1"];
        let offline = ["--headers", &headers, "--block-hash", &hash];
        for more in [&[][..], &offline] {
            let shown = verifier.run(&[&asked[..], more].concat());
            assert_eq!((&shown["holds"], text(&shown, "role")), (&Value::Bool(true), role));
            assert_eq!(text(&shown, "amount"), (12 * SHJ + SHJ / 2).to_string());
            assert_eq!((text(&shown, "memo"), text(&shown, "address")), ("for the tea", &*address));
            assert_eq!(text(&shown, "bundleId"), id);
        }
        let failure = verifier.fails(&["verify", &file, "--as", "Another"]);
        assert!(failure.code == 9 && failure.message.contains("made for the verifier"));
        let document = std::fs::read_to_string(&file).expect("the disclosure is there");
        let forged = path("forged.json");
        std::fs::write(&forged, document.replace("12500000000", "22500000000")).expect("written");
        let failure = verifier.fails(&["verify", &forged]);
        assert!(failure.code == 9 && failure.message.contains("commitment"), "{failure:?}");
    }
    // The shield, whose extrinsic is a signed one.
    let history = sender.run(&["history"]);
    let entries = history["entries"].as_array().expect("entries is a list");
    let shield = entries.iter().find(|entry| entry["type"] == "shielded").expect("a shield");
    let file = path("shield.json");
    sender.run(&["disclose", "payment", text(shield, "bundleId"), "--to", "Bank", "--out", &file]);
    let shown = verifier.run(&["verify", &file]);
    assert_eq!((text(&shown, "call"), text(&shown, "amount")), ("shield", "100000000000"));
    assert_eq!(text(&shown, "account"), "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");

    let out = path("report");
    let made = sender.run(&["report", "--with-viewing-key", "--out", &out]);
    assert_eq!((&made["receipts"], &made["spends"]), (&2.into(), &1.into()));
    assert_eq!((&made["payments"], text(&made["totals"][0], "paid")), (&1.into(), "12500000000"));
    let report = format!("{out}/report.json");
    let complete = verifier.run(&["verify", &report]);
    let list = |verdict: &Value, key: &str| verdict[key].as_array().expect("a list").len();
    assert_eq!(list(&complete, "cannotBeChecked"), 1);
    assert_eq!(text(&complete["sums"][0], "paid"), "12500000000");
    assert_eq!(text(&complete["sums"][0], "elsewhere"), "0");
    std::fs::remove_file(&headers).expect("the headers are there");
    verifier.run(&["headers", "--out", &headers]);
    let offline = verifier.run(&["verify", &report, "--headers", &headers]);
    assert_eq!(list(&offline, "cannotBeChecked"), 2);
    let document = std::fs::read_to_string(&report).expect("the report is there");
    std::fs::write(path("forged.json"), document.replacen("\"spends\":1", "\"spends\":2", 1))
        .expect("written");
    assert!(verifier.fails(&["verify", &path("forged.json")]).message.contains("totals"));
    for file in ["report.csv", "report.html"] {
        assert!(std::fs::metadata(format!("{out}/{file}")).expect("it is there").len() > 200);
    }
}
