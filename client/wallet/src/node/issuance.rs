//! Assets in public: balances of accounts, and the signed calls of issuers and holders.

use super::account::{failed, Accounts};
use super::calls::{CallError, Included, Until};
use super::NodeError;
use codec::Decode;
use serde::Deserialize;
use subxt::dynamic::Value;
use subxt::rpcs::client::rpc_params;
use subxt_signer::sr25519::Keypair;

/// Name of the pallet.
const PALLET: &str = "Assets";
/// Balances asked for at a time.
const BATCH: usize = 256;
/// The method that reads several at a time.
const QUERY: &str = "state_queryStorageAt";

/// What an account holds of an asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssetAccount {
    /// Units.
    pub balance: u128,
    /// Whether the issuer keeps it from paying.
    pub frozen: bool,
    /// Whether the issuer keeps it from receiving as well.
    pub blocked: bool,
}

impl Decode for AssetAccount {
    /// As `pallet_assets::AssetAccount` begins: the balance, then liquid, frozen or blocked.
    fn decode<I: codec::Input>(input: &mut I) -> Result<AssetAccount, codec::Error> {
        let (balance, status) = <(u128, u8)>::decode(input)?;
        Ok(AssetAccount { balance, frozen: status > 0, blocked: status > 1 })
    }
}

/// An answer of `state_queryStorageAt`: storage keys with their values.
#[derive(Deserialize)]
struct StorageChanges {
    changes: Vec<(String, Option<String>)>,
}

/// An account as an argument of a call.
pub fn account_argument(account: &[u8; 32]) -> Value {
    Value::unnamed_variant("Id", [Value::from_bytes(account)])
}

impl Accounts {
    /// What `account` holds of the assets with these ids at the best block, of those alone of which it holds some.
    ///
    /// # Errors
    /// [`NodeError`].
    pub async fn asset_accounts(
        &self,
        account: &[u8; 32],
        ids: &[u32],
    ) -> Result<Vec<(u32, AssetAccount)>, NodeError> {
        let malformed =
            || NodeError::Malformed { method: QUERY.into(), what: "not a balance".into() };
        let now = self.now().await?;
        let address = subxt::storage::dynamic::<(u32, [u8; 32]), Value>(PALLET, "Account");
        let entry = now.storage().entry(address);
        let entry = entry.map_err(|error| failed(&self.node, QUERY, &error))?;
        let mut accounts = Vec::new();
        for ids in ids.chunks(BATCH) {
            let key = |id: &u32| {
                let key = entry.fetch_key((*id, *account));
                key.map(|key| format!("0x{}", hex::encode(key)))
            };
            let keys: Vec<String> = ids
                .iter()
                .map(key)
                .collect::<Result<_, _>>()
                .map_err(|error| failed(&self.node, QUERY, &error))?;
            let answer: Vec<StorageChanges> =
                self.node.query(QUERY, rpc_params![keys.clone()]).await?;
            for (key, value) in answer.into_iter().flat_map(|answer| answer.changes) {
                let (Some(value), Some(at)) = (value, keys.iter().position(|asked| *asked == key))
                else {
                    continue;
                };
                let bytes = hex::decode(value.trim_start_matches("0x")).map_err(|_| malformed())?;
                let held = AssetAccount::decode(&mut bytes.as_slice()).map_err(|_| malformed())?;
                accounts.push((ids[at], held));
            }
        }
        Ok(accounts)
    }

    /// What `account` holds of the asset with this id at the best block.
    ///
    /// # Errors
    /// [`NodeError`].
    pub async fn asset_account(
        &self,
        account: &[u8; 32],
        id: u32,
    ) -> Result<AssetAccount, NodeError> {
        let held = self.asset_accounts(account, &[id]).await?;
        Ok(held.first().map_or(AssetAccount::default(), |(_, held)| *held))
    }

    /// What is reserved for an asset until it is destroyed, whose name and symbol have as many bytes together, and what
    /// has to stay on its issuer's account beside that.
    ///
    /// # Errors
    /// [`NodeError`]; `OtherProtocol` where the chain does not say.
    pub async fn asset_deposit(&self, text: usize) -> Result<u128, NodeError> {
        let text = u128::try_from(text).unwrap_or(u128::MAX);
        let per_byte = self.constant(PALLET, "MetadataDepositPerByte").await?;
        let mut deposit = per_byte.saturating_mul(text);
        for name in ["AssetDeposit", "MetadataDepositBase"] {
            deposit = deposit.saturating_add(self.constant(PALLET, name).await?);
        }
        Ok(deposit.saturating_add(self.existential_deposit().await?))
    }

    /// The id that the next asset takes, as of the best block.
    ///
    /// # Errors
    /// [`NodeError`]; `OtherProtocol` where the chain does not count ids.
    pub async fn next_asset_id(&self) -> Result<u32, NodeError> {
        let address = subxt::storage::dynamic::<(), Value>(PALLET, "NextAssetId");
        let now = self.now().await?;
        let key = now
            .storage()
            .entry(address)
            .and_then(|entry| entry.fetch_key(()))
            .map_err(|error| failed(&self.node, "state_getMetadata", &error))?;
        self.stored(&key, None).await?.ok_or_else(|| {
            NodeError::OtherProtocol("it does not say which id the next asset takes".into())
        })
    }

    /// Signs a call of the assets' pallet, submits it, and waits until it has taken effect in a block.
    ///
    /// # Errors
    /// As [`Accounts::make`].
    pub async fn call(
        &self,
        signer: &Keypair,
        call: &str,
        arguments: Vec<Value>,
    ) -> Result<Included, CallError> {
        Ok(self.make(signer, (PALLET, call), arguments, Until::Included).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Encode;

    #[test]
    fn the_account_of_an_asset_is_liquid_frozen_or_blocked() {
        for (status, frozen, blocked) in [(0, false, false), (1, true, false), (2, true, true)] {
            let bytes = (7u128, status as u8, 0u8).encode();
            let held = AssetAccount { balance: 7, frozen, blocked };
            assert_eq!(AssetAccount::decode(&mut bytes.as_slice()), Ok(held));
        }
    }
}
