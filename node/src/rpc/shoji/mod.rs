//! The wallet RPC (docs/protocol §9, §11.7): what wallets need, and nothing that asks about one's own note.

pub mod assets;
pub mod auditors;
pub mod blocks;
pub mod bytes;
pub mod grants;
pub mod revoke;
pub mod submit;
pub mod turns;

use jsonrpsee::{
    core::{async_trait, RpcResult},
    proc_macros::rpc,
    types::ErrorObjectOwned,
};
use sc_client_api::{BlockBackend, HeaderBackend};
use sc_transaction_pool_api::TransactionPool;
use serde::Serialize;
use shoji_runtime::{
    opaque::Block, Hash, ParametersKind, ShieldedPoolApi, ViewKeysApi, SS58_PREFIX, TOKEN_DECIMALS,
    TOKEN_SYMBOL,
};
use shoji_shielded::rules::{ANCHOR_INTERVAL, EXPIRY_DELTA, FEE_MULTIPLIERS};
use sp_api::ProvideRuntimeApi;
use sp_transaction_pool::runtime_api::TaggedTransactionQueue;
use std::sync::Arc;

pub use assets::{Asset, AssetPage};
pub use auditors::{Auditor, AuditorPage};
pub use blocks::PoolBlock;
pub use grants::{Grant, GrantAnswer, GrantPage};
pub use revoke::Revoking;
pub use submit::Submitted;
use turns::{Turns, AT_A_TIME, PATIENCE};

/// The methods, as docs/protocol §9 and §11.7 have them.
#[rpc(server, namespace = "shoji")]
pub trait ShojiApi {
    /// What kind of chain this is, and how far it has come (docs/protocol §9.2).
    #[method(name = "info", blocking)]
    fn info(&self) -> RpcResult<Info>;

    /// A range of blocks of the best chain, as every wallet downloads them (docs/protocol §9.3).
    #[method(name = "blocks", blocking)]
    fn blocks(&self, from: u32, count: u32) -> RpcResult<Vec<PoolBlock>>;

    /// The assets with ids from `from` on, as every wallet downloads them (docs/protocol §9.7).
    #[method(name = "assets", blocking)]
    fn assets(&self, from: u32, count: u32) -> RpcResult<AssetPage>;

    /// Hands a bundle that needs no account to the transaction pool (docs/protocol §9.4).
    #[method(name = "submit")]
    async fn submit(&self, submission: String) -> RpcResult<Submitted>;

    /// An auditor, by its account (docs/protocol §11.7).
    #[method(name = "auditor", blocking)]
    fn auditor(&self, account: String) -> RpcResult<Option<Auditor>>;

    /// The version of an account's next sealing key (docs/protocol §11.7).
    #[method(name = "nextKeyVersion", blocking)]
    fn next_key_version(&self, account: String) -> RpcResult<u32>;

    /// Auditors after an account (docs/protocol §11.7).
    #[method(name = "auditors", blocking)]
    fn auditors(&self, after: Option<String>, count: u32) -> RpcResult<AuditorPage>;

    /// An auditor's grants in force after an id (docs/protocol §11.7).
    #[method(name = "grants", blocking)]
    fn grants(&self, auditor: String, after: Option<String>, count: u32) -> RpcResult<GrantPage>;

    /// What the chain knows of a grant (docs/protocol §11.7).
    #[method(name = "grant", blocking)]
    fn grant(&self, id: String) -> RpcResult<GrantAnswer>;

    /// Hands a revocation without an account to the transaction pool (docs/protocol §11.7).
    #[method(name = "revoke")]
    async fn revoke(&self, id: String, signature: String) -> RpcResult<Revoking>;
}

/// A block's number and hash.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// Its number.
    pub number: u32,
    /// Its hash.
    pub hash: Hash,
}

/// The circuit whose verifying key the chain has registered.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Circuit {
    /// Circuit id.
    pub id: u16,
    /// Circuit version.
    pub version: u16,
    /// The key's hash (docs/protocol §8.1), `0x` hex.
    pub verifying_key_hash: String,
    /// `development` or `production`.
    pub parameters: &'static str,
}

/// The answer of `shoji_info`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Info {
    /// The chain's name.
    pub chain: String,
    /// The hash of block 0.
    pub genesis_hash: Hash,
    /// The circuit.
    pub circuit: Circuit,
    /// The base fee in units, a decimal string.
    pub base_fee: String,
    /// What a bundle may pay, in base fees.
    pub fee_multipliers: Vec<u64>,
    /// How long an anchor stays valid, in blocks.
    pub window: u32,
    /// Anchors are roots of blocks whose number is a multiple of this.
    pub anchor_interval: u32,
    /// Blocks from a bundle's anchor to its expiry.
    pub expiry_delta: u32,
    /// The symbol of the native token.
    pub token_symbol: &'static str,
    /// Its decimals.
    pub token_decimals: u8,
    /// The SS58 prefix of public accounts.
    pub ss58_prefix: u16,
    /// The best block.
    pub best: Head,
    /// The latest finalized block.
    pub finalized: Head,
}

/// Serves the methods from the client and the transaction pool.
pub struct Shoji<C, P> {
    client: Arc<C>,
    pool: Arc<P>,
    chain: String,
    verifying: Turns,
}

impl<C, P> Shoji<C, P> {
    /// Serves the chain called `chain`.
    pub fn new(client: Arc<C>, pool: Arc<P>, chain: String) -> Self {
        let verifying = Turns::new(AT_A_TIME, PATIENCE);
        Self { client, pool, chain, verifying }
    }
}

/// An error of the node itself: a database that cannot be read, a runtime that does not answer.
fn internal(what: impl std::fmt::Display) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(
        jsonrpsee::types::error::INTERNAL_ERROR_CODE,
        what.to_string(),
        None::<()>,
    )
}

#[async_trait]
impl<C, P> ShojiApiServer for Shoji<C, P>
where
    C: HeaderBackend<Block>
        + BlockBackend<Block>
        + ProvideRuntimeApi<Block>
        + Send
        + Sync
        + 'static,
    C::Api: ShieldedPoolApi<Block> + ViewKeysApi<Block> + TaggedTransactionQueue<Block>,
    P: TransactionPool<Block = Block, Hash = Hash> + 'static,
{
    fn info(&self) -> RpcResult<Info> {
        let heads = self.client.info();
        let pool = self.client.runtime_api().pool_info(heads.best_hash).map_err(internal)?;
        let parameters = match pool.parameters {
            ParametersKind::Development => "development",
            ParametersKind::Production => "production",
        };
        Ok(Info {
            chain: self.chain.clone(),
            genesis_hash: heads.genesis_hash,
            circuit: Circuit {
                id: pool.circuit,
                version: pool.circuit_version,
                verifying_key_hash: format!("0x{}", hex::encode(pool.verifying_key_hash)),
                parameters,
            },
            base_fee: pool.base_fee.to_string(),
            fee_multipliers: FEE_MULTIPLIERS.to_vec(),
            window: pool.window,
            anchor_interval: ANCHOR_INTERVAL,
            expiry_delta: EXPIRY_DELTA,
            token_symbol: TOKEN_SYMBOL,
            token_decimals: TOKEN_DECIMALS,
            ss58_prefix: SS58_PREFIX,
            best: Head { number: heads.best_number, hash: heads.best_hash },
            finalized: Head { number: heads.finalized_number, hash: heads.finalized_hash },
        })
    }

    fn blocks(&self, from: u32, count: u32) -> RpcResult<Vec<PoolBlock>> {
        blocks::range(self.client.as_ref(), from, count)
    }

    fn assets(&self, from: u32, count: u32) -> RpcResult<AssetPage> {
        assets::range(self.client.as_ref(), from, count)
    }

    async fn submit(&self, submission: String) -> RpcResult<Submitted> {
        submit::submit(&self.client, self.pool.as_ref(), &self.verifying, &submission).await
    }

    fn auditor(&self, account: String) -> RpcResult<Option<Auditor>> {
        auditors::one(self.client.as_ref(), &account)
    }

    fn next_key_version(&self, account: String) -> RpcResult<u32> {
        auditors::next_key_version(self.client.as_ref(), &account)
    }

    fn auditors(&self, after: Option<String>, count: u32) -> RpcResult<AuditorPage> {
        auditors::page(self.client.as_ref(), after.as_deref(), count)
    }

    fn grants(&self, auditor: String, after: Option<String>, count: u32) -> RpcResult<GrantPage> {
        grants::page(self.client.as_ref(), &auditor, after.as_deref(), count)
    }

    fn grant(&self, id: String) -> RpcResult<GrantAnswer> {
        grants::one(self.client.as_ref(), &id)
    }

    async fn revoke(&self, id: String, signature: String) -> RpcResult<Revoking> {
        let (pool, turns) = (self.pool.as_ref(), &self.verifying);
        revoke::revoke(&self.client, pool, turns, &id, &signature).await
    }
}
