//! The chains that the node knows by name.
//!
//! | `--chain` | what |
//! |---|---|
//! | `dev` | one validator, Alice |
//! | `local`, or nothing | two validators, Alice and Bob |
//! | `local-N`, N = 1..6 | the first N of Alice, Bob, Charlie, Dave, Eve, Ferdie |
//! | `production` | a template to export and fill in |
//! | anything else | the path of a chain spec file |
//!
//! The genesis states themselves are presets of the runtime.

use crate::executor::ShojiHostFunctions;
use sc_service::{ChainType, Properties};
use serde::{Deserialize, Serialize};
use shoji_runtime::{
    genesis_presets::{local_preset_name, MAX_LOCAL_VALIDATORS, PRODUCTION_RUNTIME_PRESET},
    opaque::Block,
    SS58_PREFIX, TOKEN_DECIMALS, TOKEN_SYMBOL, WASM_BINARY,
};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::PathBuf;

/// Optional parts of a chain spec.
#[derive(Clone, Debug, Default, Serialize, Deserialize, sc_chain_spec::ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
    /// Blocks that must be on the chain, as pairs of number and hash.
    pub fork_blocks: sc_client_api::ForkBlocks<Block>,
    /// Blocks that must not be on the chain.
    pub bad_blocks: sc_client_api::BadBlocks<Block>,
    /// A finalized state for light clients, written by the RPC `sync_state_genSyncSpec`.
    pub light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

/// A Shoji chain spec.
pub type ChainSpec = sc_service::GenericChainSpec<Extensions, ShojiHostFunctions>;

/// Why a chain could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The node was built with `SKIP_WASM_BUILD`.
    #[error(
        "this node was built without the WASM runtime (SKIP_WASM_BUILD was set); build it again"
    )]
    NoRuntime,
    /// `local-N` with N out of range or not a number.
    #[error(
        "unknown chain 'local-{0}': a local testnet has 1 to {MAX_LOCAL_VALIDATORS} validators"
    )]
    LocalValidators(String),
    /// Neither a name nor a file.
    #[error(
        "unknown chain '{0}': give dev, local, local-1 to local-{MAX_LOCAL_VALIDATORS}, production, \
         or the path of a chain spec file"
    )]
    Unknown(String),
    /// The file is not a chain spec.
    #[error("{0}")]
    File(String),
}

/// Loads the chain called `id`, which is a name of the table above or a path.
///
/// # Errors
///
/// If the name is unknown, or the file cannot be read as a chain spec.
pub fn load(id: &str) -> Result<ChainSpec, Error> {
    match id {
        "dev" => {
            builtin("Shoji Development", "shoji_dev", ChainType::Development, DEV_RUNTIME_PRESET)
        }
        "" | "local" => builtin(
            "Shoji Local Testnet",
            "shoji_local",
            ChainType::Local,
            LOCAL_TESTNET_RUNTIME_PRESET,
        ),
        "production" => builtin("Shoji", "shoji", ChainType::Live, PRODUCTION_RUNTIME_PRESET),
        id => match id.strip_prefix("local-") {
            Some(count) => local(count),
            None => from_file(id),
        },
    }
}

/// A local testnet with `count` validators.
fn local(count: &str) -> Result<ChainSpec, Error> {
    let validators = count
        .parse::<usize>()
        .ok()
        .filter(|n| (1..=MAX_LOCAL_VALIDATORS).contains(n))
        .ok_or_else(|| Error::LocalValidators(count.into()))?;
    builtin(
        &format!("Shoji Local Testnet ({validators})"),
        &format!("shoji_local_{validators}"),
        ChainType::Local,
        &local_preset_name(validators),
    )
}

/// A chain whose genesis is a preset of the runtime.
fn builtin(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<ChainSpec, Error> {
    let code = WASM_BINARY.ok_or(Error::NoRuntime)?;
    Ok(ChainSpec::builder(code, Extensions::default())
        .with_name(name)
        .with_id(id)
        .with_chain_type(kind)
        .with_protocol_id("shoji")
        .with_genesis_config_preset_name(preset)
        .with_properties(properties())
        .build())
}

/// A chain spec file.
fn from_file(path: &str) -> Result<ChainSpec, Error> {
    let path_buf = PathBuf::from(path);
    if !path_buf.exists() {
        return Err(Error::Unknown(path.into()));
    }
    ChainSpec::from_json_file(path_buf).map_err(Error::File)
}

/// How wallets show the token and its addresses.
pub fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
    properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
    properties.insert("ss58Format".into(), SS58_PREFIX.into());
    properties
}
