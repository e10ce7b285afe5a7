//! Many submissions with false proofs at once: each costs the node a verification, and nobody else anything but time.

mod common;

use common::{full_bundles, wait_spendable};
use serde_json::{json, Value};
use shoji_e2e::{eventually, Network, Node, RpcError, Wallet, SHJ};
use shoji_shielded::bundle::{BUNDLE_LEN, PROOF_LEN, UNPROVEN_LEN};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Where a proof's three points are in it.
const POINTS: [std::ops::Range<usize>; 3] = [0..48, 48..144, 144..192];
/// The bit of a compressed point that says which of two it is: the point or its negative.
const SIGN: u8 = 0x20;

/// How long `shoji_info` may take while the node verifies as much as it can, on two cores.
const PATIENCE: Duration = Duration::from_secs(4);

fn block_of(receipt: &Value) -> u32 {
    u32::try_from(receipt["block"].as_u64().expect("a block")).expect("a block number")
}

fn proof_of(bundle: &[u8]) -> &[u8] {
    &bundle[UNPROVEN_LEN..UNPROVEN_LEN + PROOF_LEN]
}

fn pending(node: &Node) -> Vec<Value> {
    node.rpc("author_pendingExtrinsics", json!([])).as_array().expect("a list").clone()
}

/// Every proof that can be put together from the points of these and their negatives, but for those of which
/// all points are one proof's: each decodes, and none is true.
fn false_proofs(proofs: &[&[u8]]) -> Vec<Vec<u8>> {
    let mut made = Vec::new();
    let count = proofs.len();
    for choice in 0..count.pow(3) * 8 {
        let (signs, of) = (choice % 8, choice / 8);
        let of = [of % count, of / count % count, of / count / count];
        if of.iter().all(|proof| *proof == of[0]) {
            continue;
        }
        let mut proof = Vec::new();
        for (i, range) in POINTS.into_iter().enumerate() {
            let mut point = proofs[of[i]][range].to_vec();
            point[0] ^= if signs >> i & 1 == 1 { SIGN } else { 0 };
            proof.extend(point);
        }
        made.push(proof);
    }
    made
}

#[test]
fn the_node_answers_while_a_hundred_false_proofs_wait_to_be_verified() {
    let mut network = Network::start(&["alice", "bob"], &["litep2p"]);
    network.add_full_node("carol", &["--rpc-max-connections", "400"]);
    let folder = network.folder.path().to_owned();
    let carol = &network.nodes[2];
    let wallet = Wallet::at(&folder.join("wallet"), carol);
    wallet.run(&["wallet", "create"]);
    let address = wallet.run(&["address"])["address"].as_str().expect("an address").to_owned();
    let shielded = wallet.run(&["shield", "10", "--from", "//Alice", "--wait", "finalized"]);
    wait_spendable(&wallet, 10 * SHJ);
    let sent = wallet.run(&["send", &address, "1", "--wait", "finalized"]);
    let fee = SHJ / 100;
    wait_spendable(&wallet, 10 * SHJ - fee);
    let earlier: Vec<_> = [shielded, sent]
        .iter()
        .map(|receipt| full_bundles(carol, block_of(receipt)).remove(0).1)
        .collect();

    // Nobody makes blocks, so that an honest payment waits in the pool and its notes stay unspent.
    for validator in &mut network.nodes[..2] {
        validator.kill_dash_nine();
    }
    let carol = &network.nodes[2];
    wallet.run(&["send", &address, "2", "--wait", "none"]);
    let honest = pending(carol);
    let [extrinsic] = &honest[..] else { panic!("one payment waits: {honest:?}") };
    let extrinsic = extrinsic.as_str().expect("hex").trim_start_matches("0x");
    let extrinsic = hex::decode(extrinsic).expect("hex");
    let bundle = &extrinsic[extrinsic.len() - BUNDLE_LEN..];
    let submissions: Vec<String> =
        false_proofs(&[proof_of(bundle), proof_of(&earlier[0]), proof_of(&earlier[1])])
            .into_iter()
            .map(|proof| {
                let mut bundle = bundle.to_vec();
                bundle[UNPROVEN_LEN..UNPROVEN_LEN + PROOF_LEN].copy_from_slice(&proof);
                format!("0x01{}", hex::encode(bundle))
            })
            .collect();
    assert!(submissions.len() > 100, "{} submissions", submissions.len());

    let (answers, slowest, asked) = flood(carol, &submissions);
    let refused = answers.iter().filter(|error| error.code == 9015).count();
    let busy = answers.iter().filter(|error| error.code == 9103).count();
    assert!(refused > 0, "no proof was looked at");
    assert_eq!(refused + busy, submissions.len(), "another answer: {answers:?}");
    assert!(asked > 3, "the flood was over before anybody could ask");
    assert!(slowest < PATIENCE, "shoji_info took {slowest:?} while {busy} were told to come back");

    // The honest payment is where it was, and is made.
    assert_eq!(pending(carol), honest);
    for validator in &mut network.nodes[..2] {
        validator.restart();
    }
    eventually("the honest payment is included", Duration::from_secs(120), || {
        pending(&network.nodes[2]).is_empty().then_some(())
    });
    wait_spendable(&wallet, 10 * SHJ - 2 * fee);
    assert!(!network.nodes[2].log().contains("panicked"), "{}", network.nodes[2].log_tail());
}

/// Submits everything at once. Returns what was answered, the longest that `shoji_info` took meanwhile, and how
/// often it was asked.
fn flood(node: &Node, submissions: &[String]) -> (Vec<RpcError>, Duration, u32) {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let (mut slowest, mut asked) = (Duration::ZERO, 0);
            while !over.load(Ordering::Relaxed) {
                let started = Instant::now();
                node.rpc("shoji_info", json!([]));
                slowest = slowest.max(started.elapsed());
                asked += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
            (slowest, asked)
        });
        let submitting: Vec<_> = submissions
            .iter()
            .map(|submission| {
                scope.spawn(move || node.try_rpc("shoji_submit", json!([submission])))
            })
            .collect();
        let answers = submitting.into_iter().map(|answer| {
            answer.join().expect("the thread ends").expect_err("a false proof is refused")
        });
        let answers = answers.collect();
        over.store(true, Ordering::Relaxed);
        let (slowest, asked) = asking.join().expect("the thread ends");
        (answers, slowest, asked)
    })
}
