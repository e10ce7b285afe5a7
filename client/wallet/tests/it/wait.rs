//! Waiting for a payment.

use crate::support::*;
use shoji_wallet::error::WalletError;
use shoji_wallet::node::NodeError;
use shoji_wallet::payment::Standing;
use shoji_wallet::wait::{wait_for, Patience};
use std::time::Duration;

#[tokio::test]
async fn an_accepted_payment_whose_node_goes_away_is_still_pending_and_not_unreachable() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(2));
    let record = pay(&mut alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    let patience = Patience { finalized: false, timeout: Duration::from_millis(600) };
    let ways: [fn() -> NodeError; 3] = [
        || NodeError::NoAnswer { url: "x".into(), method: "x".into(), reason: "gone".into() },
        || NodeError::Unreachable { url: "x".into(), reason: "gone".into() },
        || NodeError::Rpc { method: "x".into(), code: 1, message: "going down".into() },
    ];
    for gone in ways {
        *node.gone.lock().unwrap() = Some(gone);
        let error = wait_for(&mut alice, &node, &record, patience).await.unwrap_err();
        assert_eq!(error.code(), ("StillPending", 7), "{error}");
        assert!(error.to_string().contains("do not pay again"), "{error}");
        let WalletError::StillPending { bundle_id, expiry, .. } = error else { panic!() };
        assert_eq!((bundle_id, expiry), (hex::encode(record.bundle_id), record.expiry));
    }
    // It was with the node all the time.
    *node.gone.lock().unwrap() = None;
    node.advance_unfinalized(1);
    let best = node.chain.lock().unwrap().best();
    let standing = wait_for(&mut alice, &node, &record, patience).await.unwrap();
    assert_eq!(standing, Standing::Included(best));
}

#[tokio::test]
async fn a_payment_that_no_block_takes_is_still_pending_when_time_is_up() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(2));
    let record = pay(&mut alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    let patience = Patience { finalized: true, timeout: Duration::ZERO };
    let error = wait_for(&mut alice, &node, &record, patience).await.unwrap_err();
    assert_eq!(error.code(), ("StillPending", 7), "{error}");
    assert!(error.to_string().contains("not final"), "{error}");
}

#[tokio::test]
async fn a_shield_that_is_pending_names_its_extrinsic() {
    let (mut alice, node) = funded(1, &[]).await;
    shield(&mut alice, &node, 5 * SHJ).await;
    node.pool.lock().unwrap().clear();
    let record = alice.pending().unwrap().remove(0);
    let hash = record.submission.extrinsic_hash().unwrap();
    assert_eq!(
        hash,
        hex::encode(shoji_wallet::node::header::hash(&node.submitted.lock().unwrap()[0]))
    );
    let patience = Patience { finalized: false, timeout: Duration::ZERO };
    let error = wait_for(&mut alice, &node, &record, patience).await.unwrap_err().to_string();
    assert!(error.contains(&format!("(extrinsic 0x{hash})")), "{error}");
}
