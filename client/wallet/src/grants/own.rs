//! The grants of this wallet: found again, listed, revoked (docs/protocol §10.6, §11.4).

use crate::build::fresh_rng;
use crate::error::WalletError;
use crate::keys::DerivationError;
use crate::node::register::{
    fetch_auditors, fetch_grants, Auditor, Kind, Register, SealingKey, ServedGrant,
};
use crate::store::{GrantRecord, StoreError};
use crate::wallet::Wallet;
use shoji_shielded::grant::revocation::{self, RevocationFee};
use shoji_shielded::grant::Grant;
use shoji_shielded::point::{self, generator};
use std::collections::{BTreeMap, BTreeSet};

/// Where a grant of this wallet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    InForce,
    /// Its last block is over.
    Expired,
    /// This wallet has ended it.
    Revoked,
    /// It was in a block and is not in force: another copy of this wallet has ended it, or its block was undone.
    Gone,
    /// It was submitted, and is in no block that was seen.
    Submitted,
    /// It was in no block up to the last that may include it.
    Missed,
}

impl Standing {
    /// As programs read it.
    pub fn name(self) -> &'static str {
        match self {
            Standing::InForce => "inForce",
            Standing::Expired => "expired",
            Standing::Revoked => "revoked",
            Standing::Gone => "gone",
            Standing::Submitted => "submitted",
            Standing::Missed => "missed",
        }
    }
}

/// A grant of this wallet, as the chain has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mine {
    /// What the wallet knows of it.
    pub record: GrantRecord,
    /// What the chain has of it, where it is in force.
    pub served: Option<ServedGrant>,
    /// Where it stands; nothing where no node was asked.
    pub standing: Option<Standing>,
}

impl Wallet {
    /// Grants that this wallet made or found, without asking a node.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn known_grants(&self) -> Result<Vec<GrantRecord>, StoreError> {
        let mut records: Vec<GrantRecord> = self.store().view().all()?;
        records.sort_by_key(|record| (record.block, record.expiry, record.id));
        Ok(records)
    }

    /// The grants of this wallet and where they stand after block `best`. Asks for all grants of each auditor to whom
    /// there is one, or where `search` is set of every auditor, and never for one grant: the node learns who interests
    /// the wallet, or not even that. Grants that are recognised for the wallet's are stored, so a wallet that was restored
    /// from its words knows them again.
    ///
    /// # Errors
    /// [`WalletError::Node`], [`WalletError::WatchOnly`], [`WalletError::Store`].
    pub async fn own_grants(
        &mut self,
        node: &impl Register,
        genesis: &[u8; 32],
        best: u32,
        search: bool,
    ) -> Result<Vec<Mine>, WalletError> {
        self.keys()?;
        let mut served = BTreeMap::new();
        for (account, entry) in self.involved(node, search).await? {
            for grant in fetch_grants(node, genesis, &account).await? {
                self.recognise(&grant, entry.as_ref(), genesis)?;
                served.insert(grant.id, grant);
            }
        }
        let standing = |record: &GrantRecord, served: Option<&ServedGrant>| {
            if best > record.expiry {
                Standing::Expired
            } else if served.is_some() {
                Standing::InForce
            } else if record.revoked {
                Standing::Revoked
            } else if record.block.is_some() {
                Standing::Gone
            } else if best > record.include_by {
                Standing::Missed
            } else {
                Standing::Submitted
            }
        };
        let mine = |record: GrantRecord| {
            let served = served.remove(&record.id);
            Mine { standing: Some(standing(&record, served.as_ref())), record, served }
        };
        Ok(self.known_grants()?.into_iter().map(mine).collect())
    }

    /// The auditors whose grants are asked for, with their entries where those were asked for too.
    async fn involved(
        &self,
        node: &impl Register,
        search: bool,
    ) -> Result<Vec<([u8; 32], Option<Auditor>)>, WalletError> {
        if search {
            let all = fetch_auditors(node).await?;
            return Ok(all.into_iter().map(|entry| (entry.account, Some(entry))).collect());
        }
        let accounts: BTreeSet<[u8; 32]> =
            self.known_grants()?.iter().map(|record| record.auditor).collect();
        Ok(accounts.into_iter().map(|account| (account, None)).collect())
    }

    /// Whether a grant is of this wallet: the key that revokes it is the one that follows from its `rk`.
    ///
    /// # Errors
    /// [`WalletError::WatchOnly`].
    pub fn is_own_grant(&self, grant: &Grant) -> Result<bool, WalletError> {
        let secret = self.keys()?.spending().revocation_secret(&grant.rk);
        Ok(secret.is_ok_and(|v| point::encode(&(generator() * *v).into()) == grant.revocation_key))
    }

    /// Stores what is new of a grant, if it is this wallet's.
    fn recognise(
        &mut self,
        served: &ServedGrant,
        entry: Option<&Auditor>,
        genesis: &[u8; 32],
    ) -> Result<(), WalletError> {
        let known = self.store().view().get::<GrantRecord>(&served.id)?;
        let record = match known {
            Some(record) if record.block == Some(served.block) => return Ok(()),
            Some(record) => GrantRecord { block: Some(served.block), revoked: false, ..record },
            None => {
                let grant = served.grant(genesis)?;
                if !self.is_own_grant(&grant)? {
                    return Ok(());
                }
                // The key that is served with the grant, or the one in the register; the grant opens with the true one alone.
                let version = served.key_version;
                let served_key = served.key.map(|key| SealingKey { version, key });
                let key = served_key.or_else(|| entry.and_then(|entry| entry.key_of(version)));
                self.found(served, &grant, key.and_then(|key| key.point()), genesis)?
            }
        };
        Ok(self.remember_grant(&record)?)
    }

    /// The record of an own grant that the store has forgotten. What was granted is read by opening it again, which takes
    /// the auditor's key of that version; a stated address tells the scope as well.
    fn found(
        &self,
        served: &ServedGrant,
        grant: &Grant,
        pk: Option<jubjub::SubgroupPoint>,
        genesis: &[u8; 32],
    ) -> Result<GrantRecord, WalletError> {
        let spending = self.keys()?.spending();
        let esk = spending.grant_ephemeral_secret(&grant.rk).map_err(DerivationError)?;
        let opened = pk.and_then(|pk| grant.reopen(genesis, &pk, &esk).ok());
        let address = opened.as_ref().map(|opened| opened.address.clone());
        let address = address.or_else(|| grant.target.address());
        let scope = address.as_ref().map(|address| self.scope_of(address)).transpose()?.flatten();
        Ok(GrantRecord {
            id: served.id,
            auditor: served.auditor,
            key_version: served.key_version,
            // What the node says of the key is believed only if the grant opens with it.
            key: pk.filter(|_| opened.is_some()).map(|pk| point::encode(&pk.into())),
            full: served.kind == Kind::Full,
            scope,
            address: address.map(|address| address.encode(self.network())),
            hidden: served.address.is_none(),
            expiry: served.expiry,
            include_by: served.include_by,
            rk: served.rk,
            block: Some(served.block),
            revoked: false,
        })
    }

    /// The grant of this wallet that `text` names: its id, or a beginning of it that no other has.
    ///
    /// # Errors
    /// [`WalletError::Grant`] where there is none, or more than one.
    pub fn find_grant(&self, text: &str) -> Result<GrantRecord, WalletError> {
        let all = self.known_grants()?;
        let ids: Vec<[u8; 32]> = all.iter().map(|record| record.id).collect();
        let id = find(text, &ids)?.ok_or_else(|| {
            WalletError::Grant(format!(
                "this wallet knows of no grant '{text}': 'shoji viewkey list' shows its grants, 'shoji viewkey list \
                 --search' finds those that a restored wallet has forgotten"
            ))
        })?;
        let record = all.into_iter().find(|record| record.id == id);
        record.ok_or_else(|| WalletError::Grant("there is no such grant".into()))
    }

    /// The signature that revokes a grant of this wallet at the expense of an account, or of the deposit.
    ///
    /// # Errors
    /// [`WalletError::WatchOnly`], [`WalletError::Build`].
    pub fn sign_revocation(
        &self,
        record: &GrantRecord,
        genesis: &[u8; 32],
        fee: RevocationFee,
    ) -> Result<[u8; 64], WalletError> {
        let spending = self.keys()?.spending();
        let secret = spending.revocation_secret(&record.rk).map_err(DerivationError)?;
        Ok(revocation::sign(&secret, genesis, &record.id, fee, &mut fresh_rng()?))
    }
}

/// The one of `ids` that `text` names, or begins.
///
/// # Errors
/// [`WalletError::Grant`] where several begin like that, or it is no hex.
pub(super) fn find(text: &str, ids: &[[u8; 32]]) -> Result<Option<[u8; 32]>, WalletError> {
    let digits = text.trim().trim_start_matches("0x").to_lowercase();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(WalletError::Grant(format!("'{text}' is not the id of a grant, which is hex")));
    }
    let mut matching = ids.iter().filter(|id| hex::encode(id).starts_with(&digits));
    match (matching.next(), matching.next()) {
        (_, Some(_)) => Err(WalletError::Grant(format!(
            "several grants begin with '{text}': give more of the id"
        ))),
        (only, None) => Ok(only.copied()),
    }
}
