//! The command line: Substrate's conventions, with defaults for a small machine.

use clap::Parser;
use sc_cli::{
    ChainInfoCmd, CheckBlockCmd, ExportBlocksCmd, ExportChainSpecCmd, ExportStateCmd,
    ImportBlocksCmd, KeySubcommand, PurgeChainCmd, RevertCmd, RunCmd,
};

/// RocksDB's cache in MiB unless `--db-cache` says otherwise; Substrate's default is 1024.
pub const DEFAULT_DB_CACHE_MIB: &str = "128";

/// The trie cache in bytes unless `--trie-cache-size` says otherwise: 64 MiB; Substrate's default is
/// 1 GiB.
pub const DEFAULT_TRIE_CACHE_BYTES: &str = "67108864";

/// The transaction pool unless `--pool-type` says otherwise; Substrate's default is `fork-aware`.
///
/// To validate a private transfer is to verify a signature and a proof, tens of milliseconds in WASM.
/// The fork-aware pool validates every transaction again at every view, that is for every imported block
/// and fork, before it can be used. The single-state pool validates a transaction when it arrives and
/// again in the background after each best block, one best chain instead of every fork; transactions that
/// an imported block makes invalid leave it through their tags, one per nullifier. Both verify a waiting
/// proof more than once: that ends when verified proofs are remembered outside the runtime.
pub const DEFAULT_POOL_TYPE: &str = "single-state";

/// Most transactions that wait to be included, unless `--pool-limit` says otherwise; Substrate's default is 8192.
///
/// All that wait are validated again after each best block, in the queue in which new ones are validated too, and
/// a proof takes about 60 ms. A block has room for four bundles and the pool drops a bundle after 64 blocks, so more
/// than this many bundles could not be included anyway; to verify all of them once takes a quarter of a
/// minute, and a new one waits behind a quarter of them (docs/protocol §7.5).
pub const DEFAULT_POOL_LIMIT: &str = "256";

/// Offchain workers unless `--offchain-worker` says otherwise: the runtime has none.
pub const DEFAULT_OFFCHAIN_WORKER: &str = "never";

/// A Shoji node.
#[derive(Debug, Parser)]
pub struct Cli {
    /// What to do; without a subcommand, run the node.
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    /// How to run the node.
    #[clap(flatten)]
    pub run: RunCmd,
}

/// What the binary does besides running a node.
///
/// `benchmark` is absent on purpose: it pulls in a second runtime and many crates, which everybody who
/// builds the node would pay for.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
    /// Key management: generate, inspect, insert.
    #[command(subcommand)]
    Key(KeySubcommand),

    /// Write a chain spec to a file or to standard output.
    ExportChainSpec(ExportChainSpecCmd),

    /// Write a chain spec to standard output (older form of export-chain-spec).
    BuildSpec(sc_cli::BuildSpecCmd),

    /// Execute a stored block again and check it.
    CheckBlock(CheckBlockCmd),

    /// Write blocks to a file.
    ExportBlocks(ExportBlocksCmd),

    /// Write the state at a block as a raw chain spec.
    ExportState(ExportStateCmd),

    /// Read blocks from a file, executing and checking each.
    ImportBlocks(ImportBlocksCmd),

    /// Remove the whole chain.
    PurgeChain(PurgeChainCmd),

    /// Undo the last unfinalized blocks, consensus data included.
    Revert(RevertCmd),

    /// Show best, finalized and genesis block of the database.
    ChainInfo(ChainInfoCmd),
}

/// Puts Shoji's defaults into every command and subcommand, so that `--help` shows them too.
pub fn with_shoji_defaults(command: clap::Command) -> clap::Command {
    command
        .mut_args(|arg| match arg.get_long() {
            Some("db-cache") => arg.default_value(DEFAULT_DB_CACHE_MIB),
            Some("trie-cache-size") => arg.default_value(DEFAULT_TRIE_CACHE_BYTES),
            Some("pool-limit") => arg.default_value(DEFAULT_POOL_LIMIT),
            Some("pool-type") => arg.default_value(DEFAULT_POOL_TYPE),
            Some("offchain-worker") => arg.default_value(DEFAULT_OFFCHAIN_WORKER),
            _ => arg,
        })
        .mut_subcommands(with_shoji_defaults)
}
