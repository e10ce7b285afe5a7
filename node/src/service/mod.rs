//! The node's parts and how they are put together.
//!
//! `partial` makes what every command needs that touches the database: client, transaction pool, import
//! queue. [`new_offline`] hands that to commands, [`new_full`] adds network, RPC, authoring and finality.

mod full;
mod import;
mod partial;

pub use full::new_full;
pub use partial::{new_offline, revert_consensus, Offline};

use crate::executor::RuntimeExecutor;
use shoji_runtime::{apis::RuntimeApi, opaque::Block};

/// The client: database, runtime, notifications.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, RuntimeExecutor>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// Best block: the head of the longest chain, BABE's primary blocks weighing more.
pub type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// The transaction pool.
pub type FullPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
/// GRANDPA's half of the block import.
pub type GrandpaBlockImport =
    sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;
/// What connects block import with the GRANDPA voter.
pub type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, FullClient, FullSelectChain>;
