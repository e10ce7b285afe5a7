//! The node's JSON-RPC beyond what every Substrate node serves.

pub mod shoji;

use self::shoji::{Shoji, ShojiApiServer};
use crate::service::{FullBackend, FullClient, FullPool, FullSelectChain};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use shoji_runtime::{opaque::Block, BlockNumber, Hash};
use sp_keystore::KeystorePtr;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the BABE methods need.
pub struct BabeDependencies {
    /// The node's keys.
    pub keystore: KeystorePtr,
    /// Answers questions about epochs.
    pub worker: BabeWorkerHandle<Block>,
}

/// What the GRANDPA methods need.
pub struct GrandpaDependencies {
    /// The state of the running vote.
    pub voter_state: SharedVoterState,
    /// The voters.
    pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
    /// Announces justifications.
    pub justifications: GrandpaJustificationStream<Block>,
    /// Runs subscriptions.
    pub executor: SubscriptionTaskExecutor,
    /// Proves that a block is final.
    pub finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// What the RPC is made of.
pub struct Dependencies {
    /// The client.
    pub client: Arc<FullClient>,
    /// The transaction pool.
    pub pool: Arc<FullPool>,
    /// Knows the best block.
    pub select_chain: FullSelectChain,
    /// The chain spec.
    pub chain_spec: Box<dyn sc_chain_spec::ChainSpec>,
    /// For the BABE methods.
    pub babe: BabeDependencies,
    /// For the GRANDPA methods.
    pub grandpa: GrandpaDependencies,
}

/// Builds the methods.
///
/// # Errors
///
/// If two parts claim the same method, or the chain spec lacks the light-sync extension.
pub fn create(
    dependencies: Dependencies,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
    let Dependencies { client, pool, select_chain, chain_spec, babe, grandpa } = dependencies;
    let mut module = RpcModule::new(());

    module.merge(Shoji::new(client.clone(), pool.clone(), chain_spec.name().into()).into_rpc())?;
    module.merge(System::new(client.clone(), pool).into_rpc())?;
    module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
    module.merge(
        Babe::new(client.clone(), babe.worker.clone(), babe.keystore, select_chain).into_rpc(),
    )?;
    module.merge(
        Grandpa::new(
            grandpa.executor,
            grandpa.authority_set.clone(),
            grandpa.voter_state,
            grandpa.justifications,
            grandpa.finality_proofs,
        )
        .into_rpc(),
    )?;
    module.merge(
        SyncState::new(chain_spec, client, grandpa.authority_set, babe.worker)?.into_rpc(),
    )?;

    Ok(module)
}
