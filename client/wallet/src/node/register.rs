//! The register of auditors, and the grants that are in force (docs/protocol §11.7).

use super::wire::{bytes, decimal, hex0x, optional_bytes, words};
use super::{NodeError, RpcNode, SubmitError};
use core::future::Future;
use serde::{Deserialize, Serialize};
use shoji_proofs::GRANT_VERSION;
use shoji_shielded::bundle::{PROOF_LEN, SIGNATURE_LEN};
use shoji_shielded::field;
use shoji_shielded::grant::{auditor, Grant, GrantKind, Target, ADDRESS_LEN, WORDS};
use std::collections::BTreeSet;
use subxt::rpcs::client::rpc_params;

/// Entries asked for at a time.
const PAGE: u32 = 256;
/// Pages beyond which a wallet does not ask, so that a node which makes up entries without end does not hold it up.
const MAX_PAGES: usize = 4_096;
/// Bytes that the texts of an entry may have (docs/protocol §11.1).
pub const MAX_NAME: usize = 64;
/// See [`MAX_NAME`].
pub const MAX_TEXT: usize = 128;

/// A sealing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct SealingKey {
    /// Its version.
    pub version: u16,
    /// The key; nothing is known of it yet, see [`SealingKey::point`].
    #[serde(with = "bytes")]
    pub key: [u8; 32],
}

impl SealingKey {
    /// The point that it is; `None` where it is not canonical or not of prime order.
    pub fn point(&self) -> Option<jubjub::SubgroupPoint> {
        auditor::decode_key(&self.key)
    }
}

/// The key before a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct PreviousKey {
    /// The key.
    #[serde(flatten)]
    pub key: SealingKey,
    /// The last block in which grants for it are accepted.
    pub until: u32,
}

/// An entry of the register. Its texts are what the auditor wrote: neither unique, nor true, nor safe to print.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Auditor {
    /// The account, by which the auditor is known.
    #[serde(with = "bytes")]
    pub account: [u8; 32],
    /// Name.
    pub name: String,
    /// How to reach it.
    pub contact: String,
    /// Where it says how it treats what it sees.
    pub policy_uri: String,
    /// Hash of the document there.
    #[serde(with = "bytes")]
    pub policy_hash: [u8; 32],
    /// The key that grants are sealed to.
    pub key: SealingKey,
    /// The key before that one.
    pub previous_key: Option<PreviousKey>,
    /// Whether it takes no more grants.
    pub closing: bool,
    /// How many grants are in force.
    pub outstanding: u32,
    /// What it has held, in units.
    #[serde(with = "decimal")]
    pub deposit: u128,
}

impl Auditor {
    /// The sealing key of this version, as far as the register still has it.
    pub fn key_of(&self, version: u16) -> Option<SealingKey> {
        let known = [Some(self.key), self.previous_key.map(|previous| previous.key)];
        known.into_iter().flatten().find(|key| key.version == version)
    }

    fn check(self) -> Result<Auditor, NodeError> {
        let texts =
            [(&self.name, MAX_NAME), (&self.contact, MAX_TEXT), (&self.policy_uri, MAX_TEXT)];
        let long = texts.into_iter().any(|(text, max)| text.len() > max);
        if long {
            let what = "a text is longer than the chain allows";
            return Err(malformed("shoji_auditors", what.into()));
        }
        Ok(self)
    }
}

/// A grant as a node serves it, and as it is kept: sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServedGrant {
    /// `GrantId`.
    #[serde(with = "bytes")]
    pub id: [u8; 32],
    /// The auditor's account.
    #[serde(with = "bytes")]
    pub auditor: [u8; 32],
    /// The version of the sealing key.
    pub key_version: u16,
    /// The sealing key, where the node serves it.
    #[serde(default, with = "optional_bytes")]
    pub key: Option<[u8; 32]>,
    /// What is shown.
    pub kind: Kind,
    /// The stated address; `None` where it is hidden.
    #[serde(with = "optional_bytes")]
    pub address: Option<[u8; ADDRESS_LEN]>,
    /// `C`.
    #[serde(with = "bytes")]
    pub commitment: [u8; 32],
    /// The ephemeral key.
    #[serde(with = "bytes")]
    pub epk: [u8; 32],
    /// The sealed words.
    #[serde(with = "words")]
    pub words: [[u8; 32]; WORDS],
    /// The last block in which it is in force.
    pub expiry: u32,
    /// The last block that may include it.
    pub include_by: u32,
    /// Under which it can be revoked.
    #[serde(with = "bytes")]
    pub revocation_key: [u8; 32],
    /// The randomized key, by which its owner finds it again.
    #[serde(with = "bytes")]
    pub rk: [u8; 32],
    /// Who paid.
    #[serde(with = "bytes")]
    pub payer: [u8; 32],
    /// What is held on the payer's account, in units.
    #[serde(with = "decimal")]
    pub deposit: u128,
    /// The block that has it.
    pub block: u32,
    /// The block in which the auditor said that it opened it.
    pub acknowledged: Option<u32>,
}

/// What a grant shows, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Receipts.
    Incoming,
    /// Receipts, spends, change; and the spends of an audited account.
    Full,
}

impl Kind {
    /// `incoming` or `full`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Incoming => "incoming",
            Kind::Full => "full",
        }
    }
}

impl From<Kind> for GrantKind {
    fn from(kind: Kind) -> GrantKind {
        match kind {
            Kind::Incoming => GrantKind::Incoming,
            Kind::Full => GrantKind::Full,
        }
    }
}

impl From<GrantKind> for Kind {
    fn from(kind: GrantKind) -> Kind {
        match kind {
            GrantKind::Incoming => Kind::Incoming,
            GrantKind::Full => Kind::Full,
        }
    }
}

impl ServedGrant {
    /// The grant, with zeros for proof and signature, which are not served.
    ///
    /// # Errors
    /// [`NodeError::Malformed`] where id or `C` do not follow from what else is served.
    pub fn grant(&self, genesis: &[u8; 32]) -> Result<Grant, NodeError> {
        let grant = Grant {
            circuit_version: GRANT_VERSION,
            auditor: self.auditor,
            key_version: self.key_version,
            kind: self.kind.into(),
            target: self.address.map_or(Target::Hidden(self.commitment), Target::Stated),
            epk: self.epk,
            ciphertext: self.words,
            expiry: self.expiry,
            include_by: self.include_by,
            revocation_key: self.revocation_key,
            rk: self.rk,
            proof: [0; PROOF_LEN],
            signature: [0; SIGNATURE_LEN],
        };
        let commitment = grant.target.commitment().map(|c| field::to_bytes(&c));
        if grant.id(genesis) != self.id || commitment != Ok(self.commitment) {
            let what = format!(
                "what it says of grant 0x{} does not belong together, or takes a newer shoji",
                hex::encode(self.id)
            );
            return Err(malformed("shoji_grants", what));
        }
        Ok(grant)
    }
}

/// What has become of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GrantStatus {
    /// The chain does not know it, or not any more.
    Unknown,
    /// In force.
    InForce,
    /// Its last block is over.
    Expired,
    /// Its owner has ended it.
    Revoked,
}

impl GrantStatus {
    /// As programs read it.
    pub fn name(self) -> &'static str {
        match self {
            GrantStatus::Unknown => "unknown",
            GrantStatus::InForce => "inForce",
            GrantStatus::Expired => "expired",
            GrantStatus::Revoked => "revoked",
        }
    }
}

/// A node, as far as auditors and grants are concerned. Whoever asks for an auditor, or for the grants of one, says
/// that it is interested in that auditor; nothing here asks for one grant of several but
/// [`Register::status`], which is for the auditor (docs/protocol §11.7).
pub trait Register: Sync {
    /// `shoji_auditor`.
    fn auditor(
        &self,
        account: &[u8; 32],
    ) -> impl Future<Output = Result<Option<Auditor>, NodeError>> + Send;

    /// `shoji_auditors`: a page, not checked yet; see [`fetch_auditors`].
    fn auditors(
        &self,
        after: Option<[u8; 32]>,
        count: u32,
    ) -> impl Future<Output = Result<Vec<Auditor>, NodeError>> + Send;

    /// `shoji_grants`: a page, not checked yet; see [`fetch_grants`].
    fn grants(
        &self,
        auditor: &[u8; 32],
        after: Option<[u8; 32]>,
        count: u32,
    ) -> impl Future<Output = Result<Vec<ServedGrant>, NodeError>> + Send;

    /// `shoji_grant`: what has become of it.
    fn status(&self, id: &[u8; 32]) -> impl Future<Output = Result<GrantStatus, NodeError>> + Send;

    /// `shoji_revoke`.
    fn revoke(
        &self,
        id: &[u8; 32],
        signature: &[u8; 64],
    ) -> impl Future<Output = Result<(), SubmitError>> + Send;
}

/// The entry of an auditor, if there is one.
///
/// # Errors
/// [`NodeError`]; `Malformed` where it is another's.
pub async fn fetch_auditor(
    node: &impl Register,
    account: &[u8; 32],
) -> Result<Option<Auditor>, NodeError> {
    let entry = node.auditor(account).await?.map(Auditor::check).transpose()?;
    match entry.as_ref().is_some_and(|entry| entry.account != *account) {
        true => Err(malformed("shoji_auditor", "it is the entry of another account".into())),
        false => Ok(entry),
    }
}

/// Every auditor.
///
/// # Errors
/// [`NodeError`]; `Malformed` for an account that is there twice.
pub async fn fetch_auditors(node: &impl Register) -> Result<Vec<Auditor>, NodeError> {
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    for _ in 0..MAX_PAGES {
        let page = node.auditors(all.last().map(|last: &Auditor| last.account), PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        for entry in page {
            if !seen.insert(entry.account) {
                return Err(malformed("shoji_auditors", "an account is there twice".into()));
            }
            all.push(entry.check()?);
        }
    }
    Ok(all)
}

/// Every grant of an auditor that is in force, each of which is what its id says.
///
/// # Errors
/// [`NodeError`]; `Malformed` for a grant that is there twice, is another auditor's or does not follow from its fields.
pub async fn fetch_grants(
    node: &impl Register,
    genesis: &[u8; 32],
    auditor: &[u8; 32],
) -> Result<Vec<ServedGrant>, NodeError> {
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    for _ in 0..MAX_PAGES {
        let after = all.last().map(|last: &ServedGrant| last.id);
        let page = node.grants(auditor, after, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        for grant in page {
            if !seen.insert(grant.id) || grant.auditor != *auditor {
                let what = "a grant is there twice, or another auditor's";
                return Err(malformed("shoji_grants", what.into()));
            }
            grant.grant(genesis)?;
            all.push(grant);
        }
    }
    Ok(all)
}

fn malformed(method: &str, what: String) -> NodeError {
    NodeError::Malformed { method: method.into(), what }
}

#[derive(Deserialize)]
struct Auditors {
    auditors: Vec<Auditor>,
}

#[derive(Deserialize)]
struct Grants {
    grants: Vec<ServedGrant>,
}

#[derive(Deserialize)]
struct Standing {
    status: GrantStatus,
}

impl Register for RpcNode {
    async fn auditor(&self, account: &[u8; 32]) -> Result<Option<Auditor>, NodeError> {
        self.query("shoji_auditor", rpc_params![hex0x(account)]).await
    }

    async fn auditors(
        &self,
        after: Option<[u8; 32]>,
        count: u32,
    ) -> Result<Vec<Auditor>, NodeError> {
        let params = rpc_params![after.map(|after| hex0x(&after)), count];
        Ok(self.query::<Auditors>("shoji_auditors", params).await?.auditors)
    }

    async fn grants(
        &self,
        auditor: &[u8; 32],
        after: Option<[u8; 32]>,
        count: u32,
    ) -> Result<Vec<ServedGrant>, NodeError> {
        let params = rpc_params![hex0x(auditor), after.map(|after| hex0x(&after)), count];
        Ok(self.query::<Grants>("shoji_grants", params).await?.grants)
    }

    async fn status(&self, id: &[u8; 32]) -> Result<GrantStatus, NodeError> {
        Ok(self.query::<Standing>("shoji_grant", rpc_params![hex0x(id)]).await?.status)
    }

    async fn revoke(&self, id: &[u8; 32], signature: &[u8; 64]) -> Result<(), SubmitError> {
        self.hand_over("shoji_revoke", rpc_params![hex0x(id), hex0x(signature)]).await
    }
}
