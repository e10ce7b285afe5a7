//! The command line and its defaults.

use clap::{CommandFactory, FromArgMatches};
use sc_cli::{CliConfiguration, SubstrateCli};
use shoji_node::cli::*;

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
fn no_more_bundles_wait_than_can_be_included_before_they_are_dropped() {
    let (a_block, dropped_after) = (4, 64);
    assert_eq!(parse(&["shoji-node"]).run.pool_config.pool_limit, a_block * dropped_after);
    let run = parse(&["shoji-node", "--pool-limit", "1000"]).run;
    assert_eq!(run.pool_config.pool_limit, 1_000);
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
