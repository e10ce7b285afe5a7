//! Waiting until a transaction is where its sender wants it.

use crate::error::WalletError;
use crate::node::{Node, NodeError};
use crate::payment::Standing;
use crate::store::PendingRecord;
use crate::sync;
use crate::wallet::Wallet;
use std::time::{Duration, Instant};

/// How often the node is asked for new blocks.
const POLL: Duration = Duration::from_millis(500);
/// How often a transaction that is in no block is submitted again.
const REBROADCAST: Duration = Duration::from_secs(20);
/// How many times in a row the node may fail to answer.
const MAX_FAILURES: u32 = 20;

/// What to wait for, and how long.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Whether inclusion is not enough.
    pub finalized: bool,
    /// How long.
    pub timeout: Duration,
}

/// Follows the chain until the transaction is included, or final.
///
/// # Errors
/// [`WalletError::StillPending`] when time is up or the node is gone; [`WalletError::Expired`], [`WalletError::ShieldFailed`];
/// whatever a sync can fail with, except that a node that does not answer is asked again.
pub async fn wait_for(
    wallet: &mut Wallet,
    node: &impl Node,
    record: &PendingRecord,
    patience: Patience,
) -> Result<Standing, WalletError> {
    let id = record.bundle_id;
    let start = Instant::now();
    // From here on the payment is with the node: whatever happens, it must not look as if it were not,
    // or the user pays twice.
    let still_pending = || WalletError::StillPending {
        bundle_id: hex::encode(id),
        wanted: if patience.finalized { "final" } else { "in a block" },
        seconds: start.elapsed().as_secs(),
        expiry: record.expiry,
    };
    let (mut submitted, mut failures) = (start, 0);
    loop {
        let info = match wallet.sync(node, &mut |_| {}).await {
            Ok((info, _)) => info,
            Err(WalletError::Node(NodeError::NoAnswer { .. }))
                if failures < MAX_FAILURES && start.elapsed() < patience.timeout =>
            {
                failures += 1;
                tokio::time::sleep(POLL).await;
                continue;
            }
            Err(WalletError::Node(NodeError::NoAnswer { .. } | NodeError::Unreachable { .. })) => {
                return Err(still_pending());
            }
            Err(error) => return Err(error),
        };
        failures = 0;
        match wallet.standing(&id)? {
            standing @ Standing::Finalized(_) => return Ok(standing),
            standing @ Standing::Included(_) if !patience.finalized => return Ok(standing),
            Standing::Expired => return Err(WalletError::Expired(hex::encode(id))),
            Standing::Superseded => return Err(WalletError::Superseded(hex::encode(id))),
            Standing::Failed => return Err(failed()),
            Standing::Submitted => {
                // No answer is no news.
                if sync::has_failed(node, record, &info.finalized).await.unwrap_or(false) {
                    wallet.mark_failed(&id)?;
                    return Err(failed());
                }
                if submitted.elapsed() >= REBROADCAST {
                    match sync::rebroadcast(wallet.store_mut(), node, &info.finalized).await {
                        Err(WalletError::Node(_)) | Ok(_) => {}
                        Err(error) => return Err(error),
                    }
                    submitted = Instant::now();
                }
            }
            Standing::Included(_) => {}
        }
        if start.elapsed() >= patience.timeout {
            return Err(still_pending());
        }
        tokio::time::sleep(POLL).await;
    }
}

fn failed() -> WalletError {
    WalletError::ShieldFailed("its account's balance may have been too small by then".into())
}
