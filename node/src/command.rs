//! Dispatch of the command line.

use crate::{
    chain_spec,
    cli::{with_shoji_defaults, Cli, Subcommand},
    service::{self, Offline},
};
use clap::{CommandFactory, FromArgMatches};
use sc_cli::{Error, SubstrateCli};
use sc_network::config::NetworkBackendType;
use shoji_runtime::{opaque::Block, Hash};

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Shoji Node".into()
    }

    fn impl_version() -> String {
        env!("SUBSTRATE_CLI_IMPL_VERSION").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        env!("CARGO_PKG_AUTHORS").into()
    }

    fn support_url() -> String {
        concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
        chain_spec::load(id).map(|spec| Box::new(spec) as Box<_>).map_err(|error| error.to_string())
    }
}

/// Parses the command line and does what it says.
///
/// # Errors
///
/// Whatever stopped the command, worded for the terminal.
pub fn run() -> sc_cli::Result<()> {
    let command = with_shoji_defaults(Cli::setup_command(Cli::command()));
    let cli = Cli::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit());
    match &cli.subcommand {
        Some(subcommand) => run_subcommand(&cli, subcommand),
        None => run_node(&cli),
    }
}

/// Runs the node until it is told to stop.
fn run_node(cli: &Cli) -> sc_cli::Result<()> {
    cli.create_runner(&cli.run)?.run_node_until_exit(|config| async move {
        match config.network.network_backend {
            NetworkBackendType::Litep2p => {
                service::new_full::<sc_network::Litep2pNetworkBackend>(config)
            }
            NetworkBackendType::Libp2p => {
                service::new_full::<sc_network::NetworkWorker<Block, Hash>>(config)
            }
        }
        .map_err(Error::Service)
    })
}

/// Runs everything that is not the node.
fn run_subcommand(cli: &Cli, subcommand: &Subcommand) -> sc_cli::Result<()> {
    match subcommand {
        Subcommand::Key(command) => command.run(cli),
        Subcommand::ExportChainSpec(command) => command.run(cli.load_spec(&command.chain)?),
        Subcommand::BuildSpec(command) => cli
            .create_runner(command)?
            .sync_run(|config| command.run(config.chain_spec, config.network)),
        Subcommand::CheckBlock(command) => cli.create_runner(command)?.async_run(|config| {
            let Offline { client, task_manager, import_queue, .. } = service::new_offline(&config)?;
            Ok((command.run(client, import_queue), task_manager))
        }),
        Subcommand::ExportBlocks(command) => cli.create_runner(command)?.async_run(|config| {
            let (client, _, task_manager) = service::new_offline(&config)?.without_import();
            Ok((command.run(client, config.database), task_manager))
        }),
        Subcommand::ExportState(command) => cli.create_runner(command)?.async_run(|config| {
            let (client, _, task_manager) = service::new_offline(&config)?.without_import();
            Ok((command.run(client, config.chain_spec), task_manager))
        }),
        Subcommand::ImportBlocks(command) => cli.create_runner(command)?.async_run(|config| {
            let Offline { client, task_manager, import_queue, .. } = service::new_offline(&config)?;
            Ok((command.run(client, import_queue), task_manager))
        }),
        Subcommand::PurgeChain(command) => {
            cli.create_runner(command)?.sync_run(|config| command.run(config.database))
        }
        Subcommand::Revert(command) => cli.create_runner(command)?.async_run(|config| {
            let (client, backend, task_manager) = service::new_offline(&config)?.without_import();
            let revert_consensus = Box::new(service::revert_consensus);
            Ok((command.run(client, backend, Some(revert_consensus)), task_manager))
        }),
        Subcommand::ChainInfo(command) => {
            cli.create_runner(command)?.sync_run(|config| command.run::<Block>(&config))
        }
    }
}
