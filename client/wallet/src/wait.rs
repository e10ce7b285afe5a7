//! Waiting until a transaction is where its sender wants it.

use crate::error::WalletError;
use crate::node::account::Accounts;
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

/// What shows that a shield's extrinsic was included without effect: its account's nonce moved on in a
/// finalized block and no finalized block holds the bundle.
pub struct SentShield<'a> {
    /// Where the nonce is read.
    pub accounts: &'a Accounts,
    /// The account that signed.
    pub account: [u8; 32],
    /// The nonce it signed with.
    pub nonce: u64,
}

/// Follows the chain until the transaction is included, or final.
///
/// # Errors
/// [`WalletError::StillPending`] when time is up; [`WalletError::Expired`], [`WalletError::ShieldFailed`];
/// whatever a sync can fail with, except that a node that does not answer is asked again.
pub async fn wait_for(
    wallet: &mut Wallet,
    node: &impl Node,
    record: &PendingRecord,
    patience: Patience,
    shield: Option<SentShield<'_>>,
) -> Result<Standing, WalletError> {
    let id = record.bundle_id;
    let start = Instant::now();
    let (mut submitted, mut failures) = (start, 0);
    loop {
        let info = match wallet.sync(node, &mut |_| {}).await {
            Ok((info, _)) => info,
            Err(WalletError::Node(NodeError::NoAnswer { .. })) if failures < MAX_FAILURES => {
                failures += 1;
                tokio::time::sleep(POLL).await;
                continue;
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
                if let Some(shield) = &shield {
                    let state =
                        shield.accounts.state(&shield.account, Some(info.finalized.hash)).await?;
                    if u64::from(state.nonce) > shield.nonce {
                        wallet.mark_failed(&id)?;
                        return Err(failed());
                    }
                }
                if submitted.elapsed() >= REBROADCAST {
                    sync::rebroadcast(wallet.store_mut(), node).await?;
                    submitted = Instant::now();
                }
            }
            Standing::Included(_) => {}
        }
        if start.elapsed() >= patience.timeout {
            return Err(WalletError::StillPending {
                bundle_id: hex::encode(id),
                wanted: if patience.finalized { "final" } else { "in a block" },
                seconds: patience.timeout.as_secs(),
                expiry: record.expiry,
            });
        }
        tokio::time::sleep(POLL).await;
    }
}

fn failed() -> WalletError {
    WalletError::ShieldFailed("its account's balance may have been too small by then".into())
}
