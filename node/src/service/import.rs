//! The way of a block into the database: BABE checks slot and author, GRANDPA authority-set changes
//! and justifications, the client executes.

use super::{FullBackend, FullClient, FullPool, FullSelectChain, GrandpaBlockImport, GrandpaLink};
use futures::future::{ready, Ready};
use sc_consensus::{BoxBlockImport, DefaultImportQueue};
use sc_consensus_babe::{BabeLink, BabeWorkerHandle};
use sc_service::{error::Error as ServiceError, TaskManager};
use sc_telemetry::TelemetryHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use shoji_runtime::{opaque::Block, Hash};
use sp_consensus_babe::{inherents::InherentDataProvider as BabeInherent, SlotDuration};
use sp_timestamp::InherentDataProvider as TimestampInherent;
use std::{error::Error, sync::Arc};
use substrate_prometheus_endpoint::Registry;

/// How often, in blocks, a justification is stored although no authority set changes. They are what
/// warp sync and light clients start from.
pub const JUSTIFICATION_PERIOD: u32 = 512;

/// The parts that import blocks.
pub struct Import {
    /// Imports the node's own blocks.
    pub block_import: BoxBlockImport<Block>,
    /// Imports the blocks of others.
    pub queue: DefaultImportQueue<Block>,
    /// Epochs and configuration of BABE.
    pub babe_link: BabeLink<Block>,
    /// Answers questions about epochs.
    pub babe_worker: BabeWorkerHandle<Block>,
    /// Connects to the GRANDPA voter.
    pub grandpa_link: GrandpaLink,
}

/// Builds block import and import queue.
///
/// # Errors
///
/// If the consensus data in the database cannot be read.
pub fn build(
    client: Arc<FullClient>,
    select_chain: FullSelectChain,
    transaction_pool: Arc<FullPool>,
    task_manager: &TaskManager,
    registry: Option<&Registry>,
    telemetry: Option<TelemetryHandle>,
) -> Result<Import, ServiceError> {
    let (grandpa_import, grandpa_link): (GrandpaBlockImport, GrandpaLink) =
        sc_consensus_grandpa::block_import::<FullBackend, _, _, _>(
            client.clone(),
            JUSTIFICATION_PERIOD,
            &client,
            select_chain.clone(),
            telemetry.clone(),
        )?;

    let babe_config = sc_consensus_babe::configuration(&*client)?;
    let slot_duration = babe_config.slot_duration();
    let (babe_import, babe_link) = sc_consensus_babe::block_import(
        babe_config,
        grandpa_import.clone(),
        client.clone(),
        inherents(slot_duration),
        select_chain,
        OffchainTransactionPoolFactory::new(transaction_pool),
    )?;

    let (queue, babe_worker) =
        sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
            link: babe_link.clone(),
            block_import: babe_import.clone(),
            justification_import: Some(Box::new(grandpa_import)),
            client,
            slot_duration,
            spawner: &task_manager.spawn_essential_handle(),
            registry,
            telemetry,
        })?;

    Ok(Import { block_import: Box::new(babe_import), queue, babe_link, babe_worker, grandpa_link })
}

/// What a block must say about its slot and time: the current ones.
type Inherents = (BabeInherent, TimestampInherent);

/// Makes the inherents of a block that is authored or checked now. The slot length comes from the chain.
pub fn inherents(
    slot_duration: SlotDuration,
) -> impl Fn(Hash, ()) -> Ready<Result<Inherents, Box<dyn Error + Send + Sync>>> + Clone + Send + Sync
{
    move |_parent, ()| {
        let timestamp = TimestampInherent::from_system_time();
        let slot = BabeInherent::from_timestamp_and_slot_duration(*timestamp, slot_duration);
        ready(Ok((slot, timestamp)))
    }
}
