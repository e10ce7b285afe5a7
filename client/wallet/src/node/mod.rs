//! What the wallet asks of a node, and how answers can fail (docs/protocol §9).

pub mod account;
mod assets;
mod block;
pub mod calls;
pub mod header;
pub mod issuance;
pub mod register;
mod rpc;
mod types;
mod whole;
mod wire;

pub use assets::{fetch_assets, id_and_generation, Asset, AssetPage};
pub use block::{fetch, BundleEntry, PoolBlock, ServedBlock};
pub use rpc::RpcNode;
pub use types::{ChainInfo, Head};
pub use whole::WholeBlocks;

use core::future::Future;

/// Why a node's answer cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// No connection.
    #[error("no node answers at {url}: {reason}. Is it running? Name another with --node")]
    Unreachable {
        /// The URL that was tried.
        url: String,
        /// What the operating system or the transport said.
        reason: String,
    },
    /// The connection was lost or an answer took too long.
    #[error("the node at {url} did not answer '{method}': {reason}")]
    NoAnswer {
        /// The node's URL.
        url: String,
        /// The method that was called.
        method: String,
        /// What happened.
        reason: String,
    },
    /// The node answers with an error of its own.
    #[error("the node answered '{method}' with error {code}: {message}")]
    Rpc {
        /// The method that was called.
        method: String,
        /// JSON-RPC code.
        code: i64,
        /// The node's message.
        message: String,
    },
    /// The node does not offer the pool's methods.
    #[error("the node at {url} does not know '{method}': it is not a Shoji node, or too old")]
    NotShoji {
        /// The node's URL.
        url: String,
        /// The method that was called.
        method: String,
    },
    /// The answer does not have the form of docs/protocol §9.
    #[error("the node's answer to '{method}' is malformed: {what}")]
    Malformed {
        /// The method that was called.
        method: String,
        /// What is wrong with it.
        what: String,
    },
    /// The node's answer contradicts what the wallet computed from the node's own data.
    #[error("the node is not telling the truth about block {block}: {what}. Nothing of it was stored; use another node")]
    Lying {
        /// The block.
        block: u32,
        /// The contradiction.
        what: String,
    },
    /// The node follows another chain than the wallet's store.
    #[error("the node follows another chain: its genesis is {got}, this wallet's is {expected}. Use a node of the wallet's chain, or another wallet directory")]
    OtherChain {
        /// Genesis hash in the store, hex.
        expected: String,
        /// Genesis hash of the node, hex.
        got: String,
    },
    /// The chain's parameters are not those this wallet was made for.
    #[error("the chain does not fit this wallet: {0}")]
    OtherProtocol(String),
    /// Finality does not advance, or the node hides it: an anchor that old would tell this wallet's
    /// payments from everybody else's.
    #[error("the latest finalized block is {finalized}, {best} is the best: finality has stopped, or the node is misled; wait, or use another node")]
    NotFinalizing {
        /// The node's latest finalized block.
        finalized: u32,
        /// Its best block.
        best: u32,
    },
    /// The node lags behind what the wallet has seen.
    #[error("the node is at block {node}, the wallet has already seen {wallet}: wait for the node to catch up, or use another")]
    Behind {
        /// The node's best block.
        node: u32,
        /// The wallet's latest block.
        wallet: u32,
    },
}

/// What came of a submission that was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The pool already holds it: as good as accepted.
    #[error("the node's pool already holds this transaction")]
    AlreadyKnown,
    /// A rule of docs/protocol §7.1, or the pool itself, refuses it.
    #[error("the chain refuses the transaction: {rule}: {message}")]
    Refused {
        /// Name of the rule, such as `NullifierSpent`.
        rule: String,
        /// JSON-RPC code.
        code: i64,
        /// The node's message.
        message: String,
    },
    /// It is not known whether the node got it.
    #[error(transparent)]
    Node(#[from] NodeError),
}

/// A node, as far as the wallet's synchronisation and submission need one. None of its methods takes
/// anything that tells one wallet from another, but the transaction that is made public anyway.
pub trait Node: Sync {
    /// `shoji_info`.
    fn info(&self) -> impl Future<Output = Result<ChainInfo, NodeError>> + Send;

    /// `shoji_blocks(from, count)`: blocks of the best chain, not checked yet; see [`fetch`].
    fn blocks(
        &self,
        from: u32,
        count: u32,
    ) -> impl Future<Output = Result<Vec<ServedBlock>, NodeError>> + Send;

    /// `shoji_assets(from, count)`: assets with these ids, not checked yet; see [`fetch_assets`].
    fn assets(
        &self,
        from: u32,
        count: u32,
    ) -> impl Future<Output = Result<AssetPage, NodeError>> + Send;

    /// `shoji_submit`: SCALE of a `Submission`.
    fn submit(&self, submission: &[u8]) -> impl Future<Output = Result<(), SubmitError>> + Send;

    /// `author_submitExtrinsic`: a signed extrinsic.
    fn submit_extrinsic(
        &self,
        extrinsic: &[u8],
    ) -> impl Future<Output = Result<(), SubmitError>> + Send;

    /// The nonce of a public account after the block with this hash.
    fn account_nonce(
        &self,
        account: &[u8; 32],
        block: &[u8; 32],
    ) -> impl Future<Output = Result<u64, NodeError>> + Send;
}
