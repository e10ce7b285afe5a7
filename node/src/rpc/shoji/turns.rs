//! How many submissions are verified at a time. The node has other things to do than to verify what strangers send.

use super::submit::busy;
use jsonrpsee::core::RpcResult;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Submissions that are verified at a time. The transaction pool has two threads for them; two more are ready when
/// those have finished.
pub const AT_A_TIME: usize = 4;

/// How long a submission waits for its turn. Some seventeen proofs a second are verified, so whoever waits
/// this long is behind eighty others.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Turns, first come first served.
pub struct Turns {
    turns: Semaphore,
    patience: Duration,
}

impl Turns {
    /// So many at a time, each of which waits no longer than this.
    pub fn new(at_a_time: usize, patience: Duration) -> Self {
        Self { turns: Semaphore::new(at_a_time), patience }
    }

    /// Waits for a turn, which lasts until what is returned is dropped. Holds no thread meanwhile.
    ///
    /// # Errors
    ///
    /// That the node is busy, if the turn does not come in time.
    pub async fn take(&self) -> RpcResult<SemaphorePermit<'_>> {
        match tokio::time::timeout(self.patience, self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(busy()),
        }
    }
}
