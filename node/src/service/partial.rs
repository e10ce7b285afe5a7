//! What every command needs that touches the database: [`new_partial`] for the node, [`new_offline`] for
//! commands that do their work and end.

use super::{import, FullBackend, FullClient, FullPool, FullSelectChain};
use sc_consensus::DefaultImportQueue;
use sc_consensus_grandpa::GrandpaPruningFilter;
use sc_service::{error::Error as ServiceError, Configuration, PartialComponents, TaskManager};
use sc_telemetry::{Telemetry, TelemetryWorker};
use shoji_runtime::{apis::RuntimeApi, opaque::Block, BlockNumber};
use std::sync::Arc;

/// The parts of the import that the full node goes on with, and telemetry.
pub struct Rest {
    /// Imports the node's own blocks.
    pub block_import: sc_consensus::BoxBlockImport<Block>,
    /// Epochs and configuration of BABE.
    pub babe_link: sc_consensus_babe::BabeLink<Block>,
    /// Answers questions about epochs.
    pub babe_worker: sc_consensus_babe::BabeWorkerHandle<Block>,
    /// Connects to the GRANDPA voter.
    pub grandpa_link: super::GrandpaLink,
    /// Reports to telemetry servers, if any are configured.
    pub telemetry: Option<Telemetry>,
}

/// The node without network, RPC and consensus workers.
pub type Partial = PartialComponents<
    FullClient,
    FullBackend,
    FullSelectChain,
    DefaultImportQueue<Block>,
    FullPool,
    Rest,
>;

/// Opens the database and builds the parts on top of it.
///
/// # Errors
///
/// If the database cannot be opened, or holds another chain.
pub fn new_partial(config: &Configuration) -> Result<Partial, ServiceError> {
    let telemetry = config
        .telemetry_endpoints
        .clone()
        .filter(|endpoints| !endpoints.is_empty())
        .map(|endpoints| -> Result<_, sc_telemetry::Error> {
            let worker = TelemetryWorker::new(16)?;
            let telemetry = worker.handle().new_telemetry(endpoints);
            Ok((worker, telemetry))
        })
        .transpose()?;

    let executor = sc_service::new_wasm_executor(&config.executor);
    let (client, backend, keystore_container, task_manager) =
        sc_service::new_full_parts::<Block, RuntimeApi, _>(
            config,
            telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
            executor,
            // Justifications of authority-set changes are what warp sync proofs are made of: keep their
            // blocks even where `--blocks-pruning` removes others.
            vec![Arc::new(GrandpaPruningFilter)],
        )?;
    let client = Arc::new(client);

    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager.spawn_handle().spawn("telemetry", None, worker.run());
        telemetry
    });

    let select_chain = FullSelectChain::new(backend.clone());

    let transaction_pool = Arc::new(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );

    let import = import::build(
        client.clone(),
        select_chain.clone(),
        transaction_pool.clone(),
        &task_manager,
        config.prometheus_registry(),
        telemetry.as_ref().map(Telemetry::handle),
    )?;

    Ok(PartialComponents {
        client,
        backend,
        task_manager,
        keystore_container,
        select_chain,
        import_queue: import.queue,
        transaction_pool,
        other: Rest {
            block_import: import.block_import,
            babe_link: import.babe_link,
            babe_worker: import.babe_worker,
            grandpa_link: import.grandpa_link,
            telemetry,
        },
    })
}

/// The parts that a command works on which runs no node.
pub struct Offline {
    /// The client.
    pub client: Arc<FullClient>,
    /// The database.
    pub backend: Arc<FullBackend>,
    /// Imports blocks.
    pub import_queue: DefaultImportQueue<Block>,
    /// Owns the background tasks, and keeps alive what they talk to: a task whose other end is gone
    /// reports a failure that is none.
    pub task_manager: TaskManager,
}

/// Opens the database for a command that runs no node.
///
/// # Errors
///
/// As [`new_partial`].
pub fn new_offline(config: &Configuration) -> Result<Offline, ServiceError> {
    let Partial {
        client, backend, mut task_manager, import_queue, transaction_pool, other, ..
    } = new_partial(config)?;
    task_manager.keep_alive((transaction_pool, other));
    Ok(Offline { client, backend, import_queue, task_manager })
}

impl Offline {
    /// For commands that import nothing.
    pub fn without_import(self) -> (Arc<FullClient>, Arc<FullBackend>, TaskManager) {
        let Self { client, backend, import_queue, mut task_manager } = self;
        task_manager.keep_alive(import_queue);
        (client, backend, task_manager)
    }
}

/// Takes BABE's epochs and GRANDPA's authority sets back by `blocks`, before the blocks themselves are
/// reverted. Without this a reverted node would reject the chain it had before.
///
/// # Errors
///
/// If the consensus data in the database cannot be read or written.
pub fn revert_consensus(
    client: Arc<FullClient>,
    backend: Arc<FullBackend>,
    blocks: BlockNumber,
) -> sc_cli::Result<()> {
    sc_consensus_babe::revert(client.clone(), backend, blocks)?;
    sc_consensus_grandpa::revert(client, blocks)?;
    Ok(())
}
