//! `shoji_auditor` and `shoji_auditors`: who takes grants (docs/protocol §11.7).

use super::{bytes, internal};
use jsonrpsee::core::RpcResult;
use sc_client_api::HeaderBackend;
use serde::Serialize;
use shoji_runtime::{opaque::Block, AuditorInfo, ViewKeysApi};
use sp_api::ProvideRuntimeApi;

/// A sealing key (docs/protocol §10.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// Its version.
    pub version: u16,
    /// The key, `0x` hex.
    pub key: String,
}

/// The sealing key before the present one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviousKey {
    /// Its version.
    pub version: u16,
    /// The key, `0x` hex.
    pub key: String,
    /// The last block in which grants for it are accepted.
    pub until: u32,
}

/// An auditor, as of the best block. The texts are what it wrote itself: nobody has checked them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Auditor {
    /// Its account, `0x` hex.
    pub account: String,
    /// Its name, not unique.
    pub name: String,
    /// How it is reached.
    pub contact: String,
    /// Where its policy is.
    pub policy_uri: String,
    /// The BLAKE2b-256 of the document there, `0x` hex.
    pub policy_hash: String,
    /// Its key.
    pub key: Key,
    /// The key before, if there was one.
    pub previous_key: Option<PreviousKey>,
    /// Whether it takes no more grants.
    pub closing: bool,
    /// How many of its grants are in state.
    pub outstanding: u32,
    /// What it has on hold, in units, a decimal string.
    pub deposit: String,
}

/// A page of the list, as of the best block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditorPage {
    /// The auditors of the page, in the order of storage.
    pub auditors: Vec<Auditor>,
}

impl From<AuditorInfo> for Auditor {
    fn from(AuditorInfo { account, auditor }: AuditorInfo) -> Self {
        // The chain takes no text that is not UTF-8.
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let profile = auditor.profile;
        Self {
            account: bytes::write(&account),
            name: text(&profile.name),
            contact: text(&profile.contact),
            policy_uri: text(&profile.policy_uri),
            policy_hash: bytes::write(&profile.policy_hash),
            key: Key { version: auditor.key.version, key: bytes::write(&auditor.key.key) },
            previous_key: auditor.previous_key.map(|previous| PreviousKey {
                version: previous.key.version,
                key: bytes::write(&previous.key.key),
                until: previous.until,
            }),
            closing: auditor.closing,
            outstanding: auditor.outstanding,
            deposit: auditor.deposit.to_string(),
        }
    }
}

/// The auditor with this account.
pub fn one<C>(client: &C, account: &str) -> RpcResult<Option<Auditor>>
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
    C::Api: ViewKeysApi<Block>,
{
    let account = bytes::read("the account", account)?;
    let best = client.info().best_hash;
    let auditor = client.runtime_api().auditor(best, account).map_err(internal)?;
    Ok(auditor.map(Auditor::from))
}

/// The version of the account's next sealing key.
pub fn next_key_version<C>(client: &C, account: &str) -> RpcResult<u32>
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
    C::Api: ViewKeysApi<Block>,
{
    let account = bytes::read("the account", account)?;
    let best = client.info().best_hash;
    client.runtime_api().next_key_version(best, account).map_err(internal)
}

/// The auditors after this one.
pub fn page<C>(client: &C, after: Option<&str>, count: u32) -> RpcResult<AuditorPage>
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
    C::Api: ViewKeysApi<Block>,
{
    let after = bytes::read_some("the account", after)?;
    let best = client.info().best_hash;
    let auditors = client.runtime_api().auditors(best, after, count).map_err(internal)?;
    Ok(AuditorPage { auditors: auditors.into_iter().map(Auditor::from).collect() })
}
