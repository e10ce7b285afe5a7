//! The auditor's side: sealing keys, and opening what was sealed (docs/protocol §10.1, §10.3).

use crate::build::fresh_rng;
use crate::error::WalletError;
use crate::keys::DerivationError;
use crate::node::register::{Auditor, ServedGrant, MAX_NAME, MAX_TEXT};
use crate::store::StoreError;
use crate::wallet::Wallet;
use shoji_shielded::grant::auditor::{possession_message, sign};
use shoji_shielded::grant::{OpenError, Opened};
use shoji_shielded::point::{self, generator};

/// Why a grant shows this wallet nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// The address is stated, so a grant that the chain has verified opens for its auditor.
    #[error(
        "what was sealed does not open: it was sealed to another key than this wallet has for version {0}, or the node \
         serves a grant that the chain never accepted. Use the wallet with which the auditor registered that key, and a \
         node that can be trusted"
    )]
    Stated(u16),
    /// The address is hidden, and what was sealed is about none.
    #[error(
        "what was sealed opens to nothing: either it was sealed to another key than this wallet has for version {0}, or the \
         owner hid a target that is no address, which a proof of a hidden one does not exclude. Such a grant shows nothing \
         and nobody can be shown an opening of it; ask the owner for one with a stated address"
    )]
    Hidden(u16),
}

impl Wallet {
    /// The sealing key of a version, encoded.
    ///
    /// # Errors
    /// [`WalletError::WatchOnly`], [`WalletError::Derivation`] with negligible probability.
    pub fn sealing_key(&self, version: u16) -> Result<[u8; 32], WalletError> {
        let x = self.keys()?.spending().sealing_secret(version).map_err(DerivationError)?;
        Ok(point::encode(&(generator() * *x).into()))
    }

    /// The sealing key of a version, and the proof that this wallet has its secret, for an account of a chain.
    ///
    /// # Errors
    /// As [`Wallet::sealing_key`]; [`WalletError::Build`].
    pub fn possession(
        &self,
        genesis: &[u8; 32],
        account: &[u8; 32],
        version: u16,
    ) -> Result<([u8; 32], [u8; 64]), WalletError> {
        let key = self.sealing_key(version)?;
        let x = self.keys()?.spending().sealing_secret(version).map_err(DerivationError)?;
        let message = possession_message(genesis, account, version, &key);
        Ok((key, sign(&x, &message, &mut fresh_rng()?)))
    }

    /// Refuses an entry whose key is not this wallet's.
    ///
    /// # Errors
    /// [`WalletError::Grant`]; as [`Wallet::sealing_key`].
    pub fn check_entry(&self, entry: &Auditor) -> Result<(), WalletError> {
        match self.sealing_key(entry.key.version)? == entry.key.key {
            true => Ok(()),
            false => Err(WalletError::Grant(
                "the register has a sealing key of this account that is not this wallet's: use the wallet with which the \
                 auditor registered"
                    .into(),
            )),
        }
    }

    /// Opens a grant for the auditor.
    ///
    /// # Errors
    /// [`WalletError::NotOpened`]; [`WalletError::WatchOnly`]; [`WalletError::Node`] for one that contradicts itself.
    pub fn open_grant(
        &self,
        served: &ServedGrant,
        genesis: &[u8; 32],
    ) -> Result<Opened, WalletError> {
        let grant = served.grant(genesis)?;
        let version = grant.key_version;
        let x = self.keys()?.spending().sealing_secret(version).map_err(DerivationError)?;
        grant.open(genesis, &x).map_err(|error: OpenError| {
            let hidden = grant.target.is_hidden() && error != OpenError::Encoding;
            WalletError::NotOpened(match hidden {
                true => NotOpened::Hidden(version),
                false => NotOpened::Stated(version),
            })
        })
    }

    /// The account under which this wallet's owner is an auditor: the one given, or the one used last.
    ///
    /// # Errors
    /// [`WalletError::Grant`] where neither is known.
    pub fn auditor_account(&self, given: Option<[u8; 32]>) -> Result<[u8; 32], WalletError> {
        match given {
            Some(account) => Ok(account),
            None => self.store().view().auditor()?.ok_or_else(|| {
                WalletError::Grant(
                    "this wallet does not know under which account it is an auditor: name it with --account".into(),
                )
            }),
        }
    }

    /// Notes the auditor's account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remember_auditor(&mut self, account: &[u8; 32]) -> Result<(), StoreError> {
        self.store_mut().transact(|batch| batch.put_auditor(account))
    }
}

/// The policy hash of a document: plain BLAKE2b-256, as `b2sum -l 256` prints it (docs/protocol §11.1).
pub fn policy_hash(document: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    let digest = blake2b_simd::Params::new().hash_length(hash.len()).hash(document);
    hash.copy_from_slice(digest.as_bytes());
    hash
}

/// Refuses texts that the register does not take.
///
/// # Errors
/// [`WalletError::Input`] with the first that is too long, or an empty name.
pub fn check_texts(name: &str, contact: &str, policy_uri: &str) -> Result<(), WalletError> {
    if name.is_empty() {
        return Err(WalletError::Input("the auditor's name is empty".into()));
    }
    for (what, text, max) in [
        ("name", name, MAX_NAME),
        ("contact", contact, MAX_TEXT),
        ("policy URI", policy_uri, MAX_TEXT),
    ] {
        if text.len() > max {
            let length = text.len();
            return Err(WalletError::Input(format!(
                "the {what} has {length} bytes, at most {max} fit"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_hash_is_what_b2sum_prints() {
        // printf policy | b2sum -l 256
        let printed = hex::encode(policy_hash(b"policy"));
        assert_eq!(printed, "94283e6d5e4668820875b0b8af7d3c9e3f9745335b7f712e32918c9afb801d0e");
    }
}
