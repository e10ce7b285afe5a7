//! The running node: network, RPC, authoring, finality.

use super::{
    import::{inherents, JUSTIFICATION_PERIOD},
    partial::{new_partial, Partial, Rest},
    FullBackend,
};
use crate::rpc;
use futures::FutureExt;
use sc_client_api::{Backend, BlockBackend};
use sc_consensus_babe::{BabeParams, SlotProportion};
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaParams, SharedVoterState, VotingRulesBuilder,
};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_service::{
    error::Error as ServiceError, BuildNetworkParams, Configuration, SpawnTasksParams, TaskManager,
    WarpSyncConfig,
};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use shoji_runtime::{opaque::Block, Hash};
use std::{sync::Arc, time::Duration};

/// Share of a slot that authoring may take; the rest is for the block's way to the others.
const PROPOSAL_SLOT_PORTION: f32 = 0.5;

/// The most of a slot that authoring may take where slots before it were empty, which makes authors patient:
/// without an end to it they would still be at work when the next slot begins.
const MAX_PROPOSAL_SLOT_PORTION: f32 = 2.0 / 3.0;

/// How long a GRANDPA message is expected to travel.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// Starts a node on network backend `N`.
///
/// # Errors
///
/// If the database, a key or a listen address is unusable.
pub fn new_full<N: NetworkBackend<Block, Hash>>(
    config: Configuration,
) -> Result<TaskManager, ServiceError> {
    let Partial {
        client,
        backend,
        mut task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool,
        other: Rest { block_import, babe_link, babe_worker, grandpa_link, mut telemetry },
    } = new_partial(&config)?;

    let registry = config.prometheus_registry().cloned();
    let mut net_config =
        FullNetworkConfiguration::<_, _, N>::new(&config.network, registry.clone());
    let metrics = N::register_notification_metrics(registry.as_ref());

    let genesis_hash = client
        .block_hash(0)?
        .ok_or_else(|| ServiceError::Other("the database has no genesis block".into()))?;
    let grandpa_protocol =
        sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
    let (grandpa_protocol_config, grandpa_notifications) =
        sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
            grandpa_protocol.clone(),
            metrics.clone(),
            net_config.peer_store_handle(),
        );
    net_config.add_notification_protocol(grandpa_protocol_config);

    let warp_sync = Arc::new(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
        backend.clone(),
        grandpa_link.shared_authority_set().clone(),
        Vec::new(),
    ));

    // The fifth part is the handle of the Bitswap server (`--ipfs-server`), which stores nothing of ours.
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
        sc_service::build_network(BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: transaction_pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_sync)),
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;

    if config.offchain_worker.enabled {
        let offchain_workers =
            sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
                runtime_api_provider: client.clone(),
                keystore: Some(keystore_container.keystore()),
                offchain_db: backend.offchain_storage(),
                transaction_pool: Some(OffchainTransactionPoolFactory::new(
                    transaction_pool.clone(),
                )),
                network_provider: Arc::new(network.clone()),
                is_validator: config.role.is_authority(),
                enable_http_requests: false,
                custom_extensions: |_| Vec::new(),
            })?;
        task_manager.spawn_handle().spawn(
            "offchain-workers-runner",
            "offchain-worker",
            offchain_workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
        );
    }

    // What the configuration says is taken out before it is given away.
    let role = config.role;
    let force_authoring = config.force_authoring;
    let grandpa_enabled = !config.disable_grandpa;
    let node_name = config.network.node_name.clone();
    let shared_voter_state = SharedVoterState::empty();

    let rpc_builder = {
        let client = client.clone();
        let pool = transaction_pool.clone();
        let select_chain = select_chain.clone();
        let keystore = keystore_container.keystore();
        let chain_spec = config.chain_spec.cloned_box();
        let authority_set = grandpa_link.shared_authority_set().clone();
        let justifications = grandpa_link.justification_stream();
        let voter_state = shared_voter_state.clone();
        let finality_proofs =
            FinalityProofProvider::new_for_service(backend.clone(), Some(authority_set.clone()));
        Box::new(move |executor: sc_rpc::SubscriptionTaskExecutor| {
            rpc::create(rpc::Dependencies {
                client: client.clone(),
                pool: pool.clone(),
                select_chain: select_chain.clone(),
                chain_spec: chain_spec.cloned_box(),
                babe: rpc::BabeDependencies {
                    keystore: keystore.clone(),
                    worker: babe_worker.clone(),
                },
                grandpa: rpc::GrandpaDependencies {
                    voter_state: voter_state.clone(),
                    authority_set: authority_set.clone(),
                    justifications: justifications.clone(),
                    executor,
                    finality_proofs: finality_proofs.clone(),
                },
            })
            .map_err(|error| ServiceError::Other(error.to_string()))
        })
    };

    sc_service::spawn_tasks(SpawnTasksParams {
        config,
        backend: backend.clone(),
        client: client.clone(),
        keystore: keystore_container.keystore(),
        network: network.clone(),
        rpc_builder,
        transaction_pool: transaction_pool.clone(),
        task_manager: &mut task_manager,
        system_rpc_tx,
        tx_handler_controller,
        sync_service: sync_service.clone(),
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;

    let telemetry_handle = telemetry.as_ref().map(|telemetry| telemetry.handle());

    if role.is_authority() {
        let proposer = sc_basic_authorship::ProposerFactory::new(
            task_manager.spawn_handle(),
            client.clone(),
            transaction_pool.clone(),
            registry.as_ref(),
            telemetry_handle.clone(),
        );
        let slot_duration = babe_link.config().slot_duration();
        let babe = sc_consensus_babe::start_babe(BabeParams {
            keystore: keystore_container.keystore(),
            client: client.clone(),
            select_chain,
            env: proposer,
            block_import,
            sync_oracle: sync_service.clone(),
            justification_sync_link: sync_service.clone(),
            create_inherent_data_providers: inherents(slot_duration),
            force_authoring,
            // While finality lags, authors slow down, so that a node which comes back has less to catch
            // up with.
            backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging::default()),
            babe_link,
            block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SLOT_PORTION),
            max_block_proposal_slot_portion: Some(SlotProportion::new(MAX_PROPOSAL_SLOT_PORTION)),
            telemetry: telemetry_handle.clone(),
        })?;
        // If authoring ends, the node ends: a validator that only looks alive is worse than none.
        task_manager.spawn_essential_handle().spawn_blocking(
            "babe-proposer",
            Some("block-authoring"),
            babe,
        );
    }

    if grandpa_enabled {
        let voter = sc_consensus_grandpa::run_grandpa_voter::<_, FullBackend, _, _, _, _, _>(
            GrandpaParams {
                config: sc_consensus_grandpa::Config {
                    gossip_duration: GOSSIP_DURATION,
                    justification_generation_period: JUSTIFICATION_PERIOD,
                    observer_enabled: false,
                    local_role: role,
                    name: Some(node_name),
                    // Without a keystore the voter only listens.
                    keystore: role.is_authority().then(|| keystore_container.keystore()),
                    telemetry: telemetry_handle.clone(),
                    protocol_name: grandpa_protocol,
                },
                link: grandpa_link,
                network,
                sync: sync_service,
                notification_service: grandpa_notifications,
                voting_rule: VotingRulesBuilder::default().build(),
                prometheus_registry: registry,
                shared_voter_state,
                telemetry: telemetry_handle,
                offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(transaction_pool),
            },
        )?;
        task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
    }

    Ok(task_manager)
}
