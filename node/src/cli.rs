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
            Some("pool-type") => arg.default_value(DEFAULT_POOL_TYPE),
            Some("offchain-worker") => arg.default_value(DEFAULT_OFFCHAIN_WORKER),
            _ => arg,
        })
        .mut_subcommands(with_shoji_defaults)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, FromArgMatches};
    use sc_cli::{CliConfiguration, SubstrateCli};

    fn parse(arguments: &[&str]) -> Cli {
        let command = with_shoji_defaults(Cli::setup_command(Cli::command()));
        let matches = command.try_get_matches_from(arguments).unwrap();
        Cli::from_arg_matches(&matches).unwrap()
    }

    #[test]
    fn caches_are_small_unless_asked_for() {
        let run = parse(&["shoji-node", "--dev"]).run;
        assert_eq!(run.database_cache_size().unwrap(), Some(128));
        assert_eq!(run.trie_cache_maximum_size().unwrap(), Some(64 * 1024 * 1024));

        let run = parse(&["shoji-node", "--db-cache", "512", "--trie-cache-size", "0"]).run;
        assert_eq!(run.database_cache_size().unwrap(), Some(512));
        assert_eq!(run.trie_cache_maximum_size().unwrap(), None);
    }

    #[test]
    fn subcommands_share_the_small_caches() {
        match parse(&["shoji-node", "import-blocks", "--chain", "local"]).subcommand {
            Some(Subcommand::ImportBlocks(command)) => {
                assert_eq!(command.database_cache_size().unwrap(), Some(128));
                assert_eq!(command.trie_cache_maximum_size().unwrap(), Some(64 * 1024 * 1024));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_pool_does_not_validate_proofs_at_every_view() {
        let pool = parse(&["shoji-node"]).run.pool_config.pool_type;
        assert!(matches!(pool, sc_cli::TransactionPoolType::SingleState));
    }

    #[test]
    fn offchain_workers_are_off_for_validators_too() {
        let run = parse(&["shoji-node", "--alice"]).run;
        let role = run.role(false).unwrap();
        assert!(!run.offchain_worker(&role).unwrap().enabled);
    }

    #[test]
    fn bodies_are_kept_and_states_pruned() {
        let run = parse(&["shoji-node"]).run;
        assert_eq!(run.blocks_pruning().unwrap(), sc_service::BlocksPruning::KeepFinalized);
        // `None` is the database's own default: the last 256 states.
        assert_eq!(run.state_pruning().unwrap(), None);
    }
}
