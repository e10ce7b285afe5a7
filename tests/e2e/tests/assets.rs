//! Another asset on real nodes: issued, shielded, sent privately, restored from words and unshielded.

mod common;

use common::wait_spendable;
use serde_json::Value;
use shoji_e2e::{eventually, Failure, Network, Wallet, SHJ};
use std::time::Duration;

/// What a list of holdings says of the asset with this id in `field`; nothing where it is not in there.
fn of<'a>(holdings: &'a Value, id: u64, field: &str) -> Option<&'a str> {
    let holdings = holdings.as_array().expect("a list of assets");
    holdings.iter().find(|held| held["id"] == id).and_then(|held| held[field].as_str())
}

fn wait_spendable_of(wallet: &Wallet, id: u64, units: &str) {
    let what = format!("{units} units of asset {id} become spendable");
    eventually(&what, Duration::from_secs(120), || {
        let balance = wallet.run(&["balance"]);
        (of(&balance["scopes"][0]["assets"], id, "spendable") == Some(units)).then_some(())
    });
}

#[test]
fn an_asset_is_issued_shielded_sent_restored_and_unshielded() {
    let network = Network::start(&["alice", "bob"], &["litep2p"]);
    let wallet = |name: &str| Wallet::at(&network.folder.path().join(name), &network.nodes[0]);
    let (sender, receiver, again) = (wallet("sender"), wallet("receiver"), wallet("again"));
    sender.run(&["wallet", "create"]);
    let words = receiver.run(&["wallet", "create"]);
    let address = receiver.run(&["address"])["address"].as_str().expect("an address").to_owned();

    let named = ["--name", "Example Dollar", "--symbol", "USDX", "--decimals", "6"];
    let made = sender.run(&[&["asset", "create", "--from", "//Alice"], &named[..]].concat());
    assert_eq!((made["decimals"].as_u64(), made["status"].as_str()), (Some(6), Some("live")));
    let number = made["id"].as_u64().expect("an id");
    let (id, label) = (number.to_string(), format!("USDX#{number}"));
    assert!(made["block"].as_u64().is_some(), "{made}");
    let in_public = |call: &str, asset: &str, amount: &str, decimals: &str, accounts: [&str; 2]| {
        let what = ["asset", call, asset, amount, "--decimals", decimals];
        sender.try_run(&[&what[..], &["--to", accounts[1], "--from", accounts[0]][..]].concat())
    };
    let done = |result: Result<Value, Failure>| result.expect("it is in a block");
    let minted = done(in_public("mint", &id, "1000", "6", ["//Alice", "//Bob"]));
    assert!(minted["extrinsicHash"].as_str().is_some_and(|hash| hash.len() == 66), "{minted}");
    // Whoever takes the amount for another number of units is told before anything moves.
    let refused = in_public("mint", &id, "1000", "9", ["//Alice", "//Bob"]).expect_err("decimals");
    assert!(refused.code == 2 && refused.message.contains("6 decimals, not 9"), "{refused:?}");
    let account = |name: &str| sender.run(&["account", "balance", name]);
    let short = sender.fails(&["shield", "1000.1", "--asset", &id, "--from", "//Bob"]);
    assert!(short.code == 8 && short.message.contains(&format!("1000 {label}")), "{short:?}");
    sender.run(&["shield", "250.5", "--asset", &label, "--from", "//Bob", "--wait", "none"]);
    sender.run(&["shield", "1", "--from", "//Bob", "--wait", "none"]);
    receiver.run(&["shield", "1", "--from", "//Bob", "--wait", "none"]);

    done(in_public("transfer", &label, "400", "6", ["//Bob", "//Charlie"]));
    assert_eq!(of(&account("//Charlie")["assets"], number, "balance"), Some("400000000"));
    let refused = sender.fails(&["asset", "destroy", &label, "--from", "//Alice"]);
    assert!(refused.code == 2 && refused.message.contains("are in the pool"), "{refused:?}");
    wait_spendable_of(&sender, number, "250500000");
    wait_spendable(&sender, SHJ);
    assert_eq!(of(&account("//Bob")["assets"], number, "balance"), Some("349500000"));

    let sent = sender.run(&["send", &address, "100.25", "--asset", &id, "--memo", "dollars"]);
    assert_eq!(
        (sent["amount"].as_str(), sent["fee"].as_str()),
        (Some("100250000"), Some("10000000"))
    );
    // The chain shows a transfer of no asset.
    let block = sent["block"].as_u64().expect("it is in a block");
    let served = network.nodes[0].rpc("shoji_blocks", serde_json::json!([block, 1]));
    let bundle = served[0]["bundles"][0]["bundle"].as_str().expect("hex").trim_start_matches("0x");
    assert_eq!(&bundle[2 * 1294..2 * 1302], "0".repeat(16), "asset_pub (docs/protocol §6.1)");

    // Until the receiver can spend: somebody else takes the same symbol, which names nothing anyway.
    let create = ["asset", "create", "--from", "//Dave", "--name", "x", "--symbol", "USDX"];
    let other = sender.run(&[&create, &["--decimals", "0"][..]].concat());
    assert_eq!(other["id"].as_u64(), Some(number + 1), "ids count up");
    let mint = |asset: &str| {
        in_public("mint", asset, "1", "6", ["//Charlie", "//Bob"]).expect_err("not the issuer")
    };
    let refused = mint("USDX");
    assert!(refused.code == 2 && refused.message.contains(&format!("{id} (")), "{refused:?}");
    // Only the issuer mints, and the chain says so by name.
    let refused = mint(&id);
    assert!(refused.code == 4 && refused.message.contains("Assets::NoPermission"), "{refused:?}");

    let words = words["mnemonic"].as_str().expect("24 words");
    again.try_run_with_input(&["wallet", "restore"], words).expect("the words restore the wallet");
    wait_spendable_of(&again, number, "100250000");
    let history = again.run(&["history"]);
    let received = &history["entries"][1];
    assert_eq!(
        (received["asset"].as_str(), received["amount"].as_str()),
        (made["asset"].as_str(), Some("100250000"))
    );
    assert_eq!(received["outputs"][0]["memo"], "dollars");

    let charlie = account("//Charlie")["account"].as_str().expect("an account").to_owned();
    let unshielded = again.run(&["unshield", &charlie, "0.25", "--asset", &id]);
    assert_eq!(
        (unshielded["change"].as_str(), unshielded["fee"].as_str()),
        (Some("100000000"), Some("10000000"))
    );
    assert_eq!(of(&account("//Charlie")["assets"], number, "balance"), Some("400250000"));
    let balance = again.run(&["balance"]);
    assert_eq!(balance["total"], (SHJ - SHJ / 100).to_string(), "the fee was native");
    assert_eq!(of(&balance["scopes"][0]["assets"], number, "total"), Some("100000000"));
    let balance = sender.run(&["balance"]);
    assert_eq!(balance["total"], (SHJ - SHJ / 100).to_string(), "the fee was native");
    assert_eq!(of(&balance["scopes"][0]["assets"], number, "total"), Some("150250000"));
    let listed = sender.run(&["asset", "info", &id]);
    assert_eq!(
        (listed["supply"].as_str(), listed["inPool"].as_str()),
        (Some("1000000000"), Some("250250000"))
    );
    assert!(!network.nodes[0].log().contains("panicked"), "{}", network.nodes[0].log_tail());
}

#[test]
fn an_issuer_freezes_renames_and_destroys_an_asset_and_is_told_what_would_go_wrong() {
    let network = Network::start(&["alice", "bob"], &["litep2p"]);
    let issuer = Wallet::at(&network.folder.path().join("issuer"), &network.nodes[0]);
    issuer.run(&["wallet", "create"]);
    let named = ["--name", "Gold", "--symbol", "GLD", "--decimals", "2", "--from", "//Alice"];
    let create = ["asset", "create", "--min-balance", "10"];
    let id = issuer.run(&[&create[..], &named[..]].concat())["id"].as_u64().expect("an id");
    let (number, label) = (id.to_string(), format!("GLD#{id}"));
    let account = |name: &str| issuer.run(&["account", "balance", name]);
    let held = |name: &str| account(name)["assets"].clone();
    let money = |call: &'static str, amount: &'static str, more: &[&'static str]| {
        let what = ["asset", call, &label, amount, "--decimals", "2"];
        issuer.try_run(&[&what[..], more].concat())
    };
    money("mint", "100", &["--to", "//Bob", "--from", "//Alice"]).expect("minted");
    money("mint", "50", &["--to", "//Alice", "--from", "//Alice"]).expect("minted");

    // What would leave less than an account may hold would move more than was asked.
    let to_dave = ["--to", "//Dave", "--from", "//Bob"];
    let refused = money("transfer", "95", &to_dave).expect_err("5 would be left");
    assert!(refused.code == 2 && refused.message.contains("less than an account may hold"));
    let refused = money("transfer", "101", &to_dave).expect_err("more than there is");
    assert_eq!(refused.code, 8, "{refused:?}");
    money("transfer", "90", &to_dave).expect("ten are left");
    money("transfer", "10", &to_dave).expect("all of it");
    assert_eq!(of(&held("//Bob"), id, "balance"), None);
    assert_eq!(of(&held("//Dave"), id, "balance"), Some("10000"));
    money("burn", "20", &["--from", "//Alice"]).expect("burnt");
    assert_eq!(of(&held("//Alice"), id, "balance"), Some("3000"));

    // An unshield that its recipient could not keep is refused before anything is proved.
    issuer.run(&["shield", "30", "--asset", &label, "--from", "//Dave", "--wait", "none"]);
    issuer.run(&["shield", "2", "--from", "//Dave", "--wait", "none"]);
    wait_spendable_of(&issuer, id, "3000");
    wait_spendable(&issuer, 2 * SHJ);
    let eve = account("//Eve")["account"].as_str().expect("an account").to_owned();
    let refused = issuer.fails(&["unshield", &eve, "9.99", "--asset", &label]);
    assert!(refused.code == 2 && refused.message.contains("unshield more"), "{refused:?}");

    issuer.run(&["asset", "freeze", &number, "--from", "//Alice"]);
    let listed = issuer.run(&["asset", "info", &number]);
    assert_eq!(listed["status"].as_str(), Some("frozen"));
    let refused = issuer.fails(&["unshield", &eve, "30", "--asset", &label]);
    assert!(refused.code == 2 && refused.message.contains("frozen"), "{refused:?}");
    issuer.run(&["asset", "thaw", &number, "--from", "//Alice"]);

    // Other decimals are other amounts: nothing is paid until they are meant.
    let renamed = ["--name", "Gold", "--symbol", "GLD", "--decimals", "0", "--from", "//Alice"];
    issuer.run(&[&["asset", "set-metadata", &number][..], &renamed[..]].concat());
    for _ in 0..2 {
        let changed = issuer.run(&["sync"])["otherDecimals"].clone();
        assert!(changed[0]["before"] == 2 && changed[0]["now"] == 0, "{changed}");
        let refused = issuer.fails(&["unshield", &eve, "3000", "--asset", &label]);
        assert!(refused.code == 2 && refused.message.contains("--decimals 0"), "{refused:?}");
    }
    let bob = account("//Bob")["account"].as_str().expect("an account").to_owned();
    let all = ["unshield", &bob, "3000", "--asset", &label, "--decimals", "0"];
    let unshielded = issuer.run(&all);
    assert_eq!(unshielded["change"].as_str(), Some("0"));
    assert_eq!(unshielded["feeChange"].as_str(), Some("1990000000"));

    // Killed between its calls, and gone on with.
    let destroy = ["asset", "destroy", &number, "--from", "//Alice", "--yes"];
    let mut killed = issuer.spawn(&destroy);
    eventually("the asset is being destroyed", Duration::from_secs(60), || {
        let page = network.nodes[0].rpc("shoji_assets", serde_json::json!([0, 1024]));
        assert!(page["nextId"].as_u64() > Some(id), "{page}");
        let mut assets = page["assets"].as_array().expect("a list of assets").iter();
        assets.any(|asset| asset["id"] == id && asset["live"] == false).then_some(())
    });
    killed.kill().expect("it runs");
    killed.wait().expect("it ends");
    let destroyed = issuer.run(&destroy);
    assert_eq!(destroyed["id"].as_u64(), Some(id));
    let gone = issuer.fails(&["asset", "info", &number]);
    assert!(gone.code == 2 && gone.message.contains("no asset of the chain"), "{gone:?}");
    assert_eq!(of(&held("//Dave"), id, "balance"), None);

    // Who cannot pay both deposits makes nothing.
    let poor = issuer.run(&["account", "new"])["phrase"].as_str().expect("a phrase").to_owned();
    let file = network.folder.path().join("poor");
    std::fs::write(&file, poor).expect("a file");
    let from = format!("file:{}", file.display());
    let named = ["--name", "Gold", "--symbol", "GLD", "--decimals", "2", "--from", &from];
    let refused = issuer.fails(&[&["asset", "create"][..], &named[..]].concat());
    assert!(refused.code == 8 && refused.message.contains("11."), "{refused:?}");
    assert!(!network.nodes[0].log().contains("panicked"), "{}", network.nodes[0].log_tail());
}
