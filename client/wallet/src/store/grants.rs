//! Grants that this wallet made (docs/protocol §10), and the account under which it is an auditor.

use super::{Batch, Record, StoreError, View};
use codec::{Decode, Encode};

/// Name of the auditor's account in the store, and what it is bound to.
const AUDITOR: &str = "auditor";

/// A grant of this wallet: stored before it is submitted, or found again among those on the chain.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GrantRecord {
    /// `GrantId`.
    pub id: [u8; 32],
    /// The auditor's account.
    pub auditor: [u8; 32],
    /// The version of the sealing key.
    pub key_version: u16,
    /// The sealing key, where it is known to have been sealed to it.
    pub key: Option<[u8; 32]>,
    /// Whether it is a full one.
    pub full: bool,
    /// Label of the scope; `None` where it was found again and is of a scope that this wallet has forgotten.
    pub scope: Option<String>,
    /// The address that it is about, where that is known.
    pub address: Option<String>,
    /// Whether the address is hidden.
    pub hidden: bool,
    /// The last block in which it is in force.
    pub expiry: u32,
    /// The last block that may include it.
    pub include_by: u32,
    /// The randomized key, from which the keys of revocation and sealing follow.
    pub rk: [u8; 32],
    /// The block that has it, once it was seen in one.
    pub block: Option<u32>,
    /// Whether this wallet has revoked it.
    pub revoked: bool,
}

impl Record for GrantRecord {
    const TABLE: &'static str = "grants";

    fn identity(&self) -> Vec<u8> {
        self.id.to_vec()
    }
}

impl View<'_> {
    /// The account under which this wallet's owner is an auditor.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn auditor(&self) -> Result<Option<[u8; 32]>, StoreError> {
        let Some(sealed) = self.meta(AUDITOR)? else { return Ok(None) };
        self.unseal(AUDITOR.as_bytes(), sealed)
            .map(Some)
            .map_err(|what| StoreError::Damaged(format!("the auditor's account {what}")))
    }
}

impl Batch<'_> {
    /// Notes the account under which this wallet's owner is an auditor.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_auditor(&self, account: &[u8; 32]) -> Result<(), StoreError> {
        self.put_meta(AUDITOR, &self.seal(AUDITOR.as_bytes(), account)?)
    }
}
