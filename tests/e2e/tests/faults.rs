//! Validators and wallets that die at a bad moment.

mod common;

use common::wait_spendable;
use shoji_e2e::{Network, Wallet, SHJ};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Public transfers and shields, as fast as one wallet process after the other makes them, until told to stop.
fn load(network: &Network, stop: &AtomicBool) -> u32 {
    let wallet = Wallet::at(&network.folder.path().join("load"), &network.nodes[0]);
    wallet.run(&["wallet", "create"]);
    let mut shields = 0;
    while !stop.load(Ordering::Relaxed) {
        wallet.run(&["shield", "1", "--from", "//Dave", "--wait", "none"]);
        shields += 1;
    }
    shields
}

#[test]
fn three_of_four_validators_finalize_under_load_after_a_kill_and_the_fourth_catches_up() {
    let mut network = Network::start(&["alice", "bob", "charlie", "dave"], &["litep2p", "libp2p"]);
    let stop = AtomicBool::new(false);
    let mut victim = network.nodes.pop().expect("four nodes");
    let shields = std::thread::scope(|scope| {
        let loader = scope.spawn(|| load(&network, &stop));
        network.nodes[0].wait_more_finalized(3, Duration::from_secs(90));

        victim.kill_dash_nine();
        let height = network.nodes.iter().map(|n| n.finalized()).max().expect("three nodes");
        for node in &network.nodes {
            node.wait_finalized(height + 5, Duration::from_secs(120));
        }

        victim.restart();
        let height = network.nodes[0].finalized();
        victim.wait_finalized(height, Duration::from_secs(120));
        victim.wait_more_finalized(3, Duration::from_secs(90));
        stop.store(true, Ordering::Relaxed);
        loader.join().expect("the load ran without an error")
    });
    assert!(shields >= 3, "only {shields} shields were made under load");
    network.nodes.push(victim);
    network.assert_equal_finalized();

    // Nothing that was confirmed is lost, and the node that was killed serves it.
    let wallet = Wallet::at(&network.folder.path().join("load"), &network.nodes[3]);
    wait_spendable(&wallet, u128::from(shields) * SHJ);
}

#[test]
fn three_validators_finalize_nothing_without_the_third_and_everything_once_it_is_back() {
    // GRANDPA needs n - floor((n - 1) / 3) votes: three of three (docs/decisions/0005).
    let mut network = Network::start(&["alice", "bob", "charlie"], &["litep2p"]);
    let mut victim = network.nodes.pop().expect("three nodes");
    victim.kill_dash_nine();
    std::thread::sleep(Duration::from_secs(4));
    let (finalized, best) = (network.nodes[0].finalized(), network.nodes[0].best());
    shoji_e2e::eventually("blocks are still produced", Duration::from_secs(60), || {
        (network.nodes[0].best() >= best + 4).then_some(())
    });
    assert!(network.nodes[0].finalized() <= finalized + 1, "two votes of three must not finalize");

    let height = network.nodes[0].best();
    victim.restart();
    network.nodes.push(victim);
    for node in &network.nodes {
        node.wait_finalized(height, Duration::from_secs(120));
    }
    network.assert_equal_finalized();
}

#[test]
fn a_wallet_killed_at_any_moment_loses_nothing() {
    let network = Network::start(&["alice", "bob"], &["litep2p"]);
    let wallet = Wallet::at(&network.folder.path().join("wallet"), &network.nodes[0]);
    wallet.run(&["wallet", "create"]);
    let address = wallet.run(&["address"])["address"].as_str().expect("an address").to_owned();
    wallet.run(&["shield", "50", "--from", "//Alice", "--wait", "finalized"]);
    wait_spendable(&wallet, 50 * SHJ);

    // A payment to itself costs the fee if it was sent, and nothing if the kill came first.
    let fee = SHJ / 100;
    let mut balance = 50 * SHJ;
    let mut sent = 0;
    for milliseconds in [100, 400, 900, 1_500, 2_500, 4_000, 6_000] {
        let mut child = wallet.spawn(&["send", &address, "1", "--wait", "none"]);
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().expect("the wallet can be killed");
        child.wait().expect("the wallet can be waited for");

        // The store opens, and what it holds settles to one of the two.
        wallet.run(&["sync"]);
        let settled = shoji_e2e::eventually(
            "everything is spendable again",
            Duration::from_secs(180),
            || {
                let now = wallet.run(&["balance"]);
                (now["inFlight"] == "0" && now["waiting"] == "0").then_some(now)
            },
        );
        let now: u128 =
            settled["spendable"].as_str().and_then(|s| s.parse().ok()).expect("a decimal string");
        assert!(
            now == balance || now == balance - fee,
            "{milliseconds} ms: {balance} became {now}"
        );
        sent += u32::from(now != balance);
        balance = now;
    }
    assert!(sent > 0, "at least the slowest kill came after the submission");
}
