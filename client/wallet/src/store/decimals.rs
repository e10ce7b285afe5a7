//! The decimals with which the user has seen amounts of assets. Which assets these are is the wallet's own, so
//! they are sealed, all in one value.

use super::{Batch, StoreError, View};
use std::collections::BTreeMap;

/// Name of the value, and what it is bound to.
const NAME: &str = "decimals";

impl View<'_> {
    /// By asset as on the wire; see [`crate::wallet::Wallet::accept_decimals`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn decimals(&self) -> Result<BTreeMap<u64, u8>, StoreError> {
        let Some(sealed) = self.meta(NAME)? else { return Ok(BTreeMap::new()) };
        self.unseal(NAME.as_bytes(), sealed)
            .map_err(|what| StoreError::Damaged(format!("the list of decimals {what}")))
    }
}

impl Batch<'_> {
    /// Replaces all of them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_decimals(&self, decimals: &BTreeMap<u64, u8>) -> Result<(), StoreError> {
        self.put_meta(NAME, &self.seal(NAME.as_bytes(), decimals)?)
    }
}
