//! `shoji_grants` and `shoji_grant`: what is granted to auditors (docs/protocol §11.7).

use super::{bytes, internal};
use jsonrpsee::core::RpcResult;
use sc_client_api::HeaderBackend;
use serde::Serialize;
use shoji_runtime::{opaque::Block, GrantInfo, GrantStatus, ViewKeysApi};
use shoji_shielded::grant::GrantKind;
use sp_api::ProvideRuntimeApi;

/// A grant, as of the best block. Bytes are `0x` hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// Its id (docs/protocol §10.5).
    pub id: String,
    /// The auditor's account.
    pub auditor: String,
    /// Which of the auditor's keys it is sealed to.
    pub key_version: u16,
    /// That key.
    pub key: String,
    /// `incoming` or `full`.
    pub kind: &'static str,
    /// The 75 bytes of the address, if it is stated.
    pub address: Option<String>,
    /// `C`, of a stated address as of a hidden one.
    pub commitment: String,
    /// The ephemeral key.
    pub epk: String,
    /// The sealed words.
    pub words: Vec<String>,
    /// The last block in which it is in force.
    pub expiry: u32,
    /// The last block that might include it.
    pub include_by: u32,
    /// Under which key it is revoked.
    pub revocation_key: String,
    /// The randomized key, by which its owner recognises it.
    pub rk: String,
    /// Who paid for it.
    pub payer: String,
    /// What the payer has on hold for it, in units, a decimal string.
    pub deposit: String,
    /// The block that put it in force.
    pub block: u32,
    /// The block in which the auditor acknowledged it.
    pub acknowledged: Option<u32>,
}

/// A page of an auditor's grants in force, as of the best block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GrantPage {
    /// The grants of the page, in the order of storage.
    pub grants: Vec<Grant>,
}

/// What the chain knows of a grant, as of the best block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GrantAnswer {
    /// `unknown`, `inForce`, `expired` or `revoked`.
    pub status: &'static str,
    /// The grant, if it is in state.
    pub grant: Option<Grant>,
}

impl From<GrantInfo> for Grant {
    fn from(GrantInfo { id, grant }: GrantInfo) -> Self {
        Self {
            id: bytes::write(&id),
            auditor: bytes::write(&grant.auditor),
            key_version: grant.key_version,
            key: bytes::write(&grant.key),
            kind: match grant.kind {
                GrantKind::Incoming => "incoming",
                GrantKind::Full => "full",
            },
            address: grant.address.map(|address| bytes::write(&address)),
            commitment: bytes::write(&grant.commitment),
            epk: bytes::write(&grant.epk),
            words: grant.ciphertext.iter().map(|word| bytes::write(word)).collect(),
            expiry: grant.expiry,
            include_by: grant.include_by,
            revocation_key: bytes::write(&grant.revocation_key),
            rk: bytes::write(&grant.rk),
            payer: bytes::write(&grant.payer),
            deposit: grant.deposit.to_string(),
            block: grant.block,
            acknowledged: grant.acknowledged,
        }
    }
}

impl From<GrantStatus> for GrantAnswer {
    fn from(status: GrantStatus) -> Self {
        match status {
            GrantStatus::Unknown => Self { status: "unknown", grant: None },
            GrantStatus::InForce(grant) => Self { status: "inForce", grant: Some(grant.into()) },
            GrantStatus::Expired(grant) => Self { status: "expired", grant: Some(grant.into()) },
            GrantStatus::Revoked => Self { status: "revoked", grant: None },
        }
    }
}

/// The grants of an auditor after this one.
pub fn page<C>(client: &C, auditor: &str, after: Option<&str>, count: u32) -> RpcResult<GrantPage>
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
    C::Api: ViewKeysApi<Block>,
{
    let auditor = bytes::read("the auditor's account", auditor)?;
    let after = bytes::read_some("the grant's id", after)?;
    let best = client.info().best_hash;
    let grants = client.runtime_api().grants(best, auditor, after, count).map_err(internal)?;
    Ok(GrantPage { grants: grants.into_iter().map(Grant::from).collect() })
}

/// What the chain knows of the grant with this id.
pub fn one<C>(client: &C, id: &str) -> RpcResult<GrantAnswer>
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
    C::Api: ViewKeysApi<Block>,
{
    let id = bytes::read("the grant's id", id)?;
    let best = client.info().best_hash;
    Ok(client.runtime_api().grant(best, id).map_err(internal)?.into())
}
