//! `shoji_revoke`: a revocation without an account into the transaction pool (docs/protocol §11.7).

use super::{
    bytes,
    submit::{hand_in, Unclaimed},
    turns::Turns,
};
use jsonrpsee::core::RpcResult;
use sc_client_api::HeaderBackend;
use sc_transaction_pool_api::TransactionPool;
use serde::Serialize;
use shoji_runtime::{extrinsics::wrap_revocation, opaque::Block, Hash};
use sp_api::ProvideRuntimeApi;
use sp_transaction_pool::runtime_api::TaggedTransactionQueue;
use std::sync::Arc;

/// The answer of `shoji_revoke`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Revoking {
    /// The id of the grant, `0x` hex.
    pub grant_id: String,
    /// The hash of the extrinsic that carries the revocation.
    pub extrinsic_hash: Hash,
}

/// What the pool may already have.
const REVOCATION: Unclaimed = Unclaimed {
    already: "the transaction pool already has a revocation of this grant",
    seen: "the transaction pool has seen this revocation, does not have it any more, and does not look at it again for half an hour; revoke \
           again",
    full: "the transaction pool is full; revoke again later",
};

/// Submits, and explains a refusal.
pub async fn revoke<C, P>(
    client: &Arc<C>,
    pool: &P,
    turns: &Turns,
    id: &str,
    signature: &str,
) -> RpcResult<Revoking>
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block> + Send + Sync + 'static,
    C::Api: TaggedTransactionQueue<Block>,
    P: TransactionPool<Block = Block, Hash = Hash>,
{
    let id = bytes::read("the grant's id", id)?;
    let extrinsic = wrap_revocation(id, bytes::read("the signature", signature)?);
    let extrinsic_hash = hand_in(client, pool, turns, extrinsic, &REVOCATION).await?;
    Ok(Revoking { grant_id: bytes::write(&id), extrinsic_hash })
}
