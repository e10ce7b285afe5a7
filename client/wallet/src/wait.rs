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
/// [`WalletError::Superseded`], [`WalletError::Store`].
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
    let still_pending = |trouble: Option<NodeError>| WalletError::StillPending {
        bundle_id: hex::encode(id),
        extrinsic: record.submission.extrinsic_hash(),
        wanted: if patience.finalized { "final" } else { "in a block" },
        seconds: start.elapsed().as_secs(),
        expiry: record.expiry,
        trouble: trouble.map(Box::new),
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
            Err(WalletError::Node(trouble)) => return Err(still_pending(Some(trouble))),
            Err(error) => return Err(error),
        };
        failures = 0;
        match wallet.standing(&id)? {
            standing @ Standing::Finalized(_) => return settled(wallet, node, standing).await,
            standing @ Standing::Included(_) if !patience.finalized => {
                return settled(wallet, node, standing).await
            }
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
            return Err(still_pending(None));
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Learns the assets as of the block that was waited for, so that the next command finds what this one has left.
async fn settled(
    wallet: &mut Wallet,
    node: &impl Node,
    standing: Standing,
) -> Result<Standing, WalletError> {
    match wallet.update_assets(node).await {
        // The payment is made, whatever the node says of assets.
        Ok(()) | Err(WalletError::Node(_)) => Ok(standing),
        Err(error) => Err(error),
    }
}

fn failed() -> WalletError {
    WalletError::ShieldFailed("its account's balance may have been too small by then".into())
}
