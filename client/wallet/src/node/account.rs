//! Public accounts: SS58, balances, and the signed extrinsic that carries a shield.

use super::{NodeError, RpcNode};
use codec::Decode;
use subxt::client::{ClientAtBlock, OnlineClientAtBlockImpl};
use subxt::config::DefaultExtrinsicParamsBuilder;
use subxt::ext::scale_encode::{self, EncodeAsFields, FieldIter, TypeResolver};
use subxt::rpcs::client::rpc_params;
use subxt::transactions::SubmittableTransaction;
use subxt::utils::AccountId32;
use subxt::{OnlineClient, SubstrateConfig};
use subxt_signer::sr25519::Keypair;

/// Blocks for which a shield's extrinsic stays valid.
const EXTRINSIC_LIFETIME: u64 = 256;

/// SS58 prefix that this wallet writes.
const SS58_PREFIX: u16 = 42;

/// Name of the pallet and the call that shield (docs/protocol §7.2).
const PALLET: &str = "ShieldedPool";
const CALL: &str = "shield";

/// The method that reads storage.
const STORAGE: &str = "state_getStorage";

/// SS58 of an account.
pub fn to_ss58(account: &[u8; 32]) -> String {
    AccountId32(*account).to_string()
}

/// The account of an SS58 text.
///
/// # Errors
/// Why it is not one, in words.
pub fn from_ss58(text: &str) -> Result<[u8; 32], String> {
    let account: AccountId32 = text.parse().map_err(|error| format!("{error}"))?;
    // Any other prefix belongs to another network: paying there would be a mistake.
    match account.to_string() == text {
        true => Ok(account.0),
        false => Err(format!(
            "it is for another network; accounts of this one have SS58 prefix {SS58_PREFIX}"
        )),
    }
}

/// A public account's state at the best block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountState {
    /// Extrinsics it has signed so far.
    pub nonce: u32,
    /// Free balance in units.
    pub free: u128,
    /// Reserved balance in units.
    pub reserved: u128,
    /// Part of the free balance that may not leave.
    pub frozen: u128,
}

/// A signed extrinsic with what is needed to recognise its fate.
pub struct SignedShield {
    /// The extrinsic.
    pub bytes: Vec<u8>,
    /// Its nonce.
    pub nonce: u64,
    /// Estimate of its fee in units.
    pub fee: u128,
    /// Last block that may include it.
    pub valid_until: u32,
}

/// The parts of the node's interface that concern public accounts.
pub struct Accounts {
    pub(super) node: RpcNode,
    client: OnlineClient<SubstrateConfig>,
}

/// A client for one block, and an extrinsic that it can submit.
type AtBlock = OnlineClientAtBlockImpl<SubstrateConfig>;
type Signed = SubmittableTransaction<SubstrateConfig, AtBlock>;

/// Arguments that are encoded already: the bytes of the bundle are its SCALE encoding.
pub struct EncodedArguments(pub Vec<u8>);

impl EncodeAsFields for EncodedArguments {
    fn encode_as_fields_to<R: TypeResolver>(
        &self,
        _fields: &mut dyn FieldIter<'_, R::TypeId>,
        _types: &R,
        out: &mut Vec<u8>,
    ) -> Result<(), scale_encode::Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

impl Accounts {
    /// Uses the connection of `node`.
    ///
    /// # Errors
    /// [`NodeError`].
    pub async fn of(node: &RpcNode) -> Result<Accounts, NodeError> {
        let client = node.chain().await?;
        Ok(Accounts { node: node.clone(), client })
    }

    /// The chain at its latest finalized block: metadata, and what signing takes.
    pub(super) async fn now(&self) -> Result<ClientAtBlock<SubstrateConfig, AtBlock>, NodeError> {
        let now = self.client.at_current_block().await;
        now.map_err(|error| failed(&self.node, "state_getMetadata", &error))
    }

    /// State of `account`, at the given block or else at the best one.
    ///
    /// # Errors
    /// [`NodeError`].
    pub async fn state(
        &self,
        account: &[u8; 32],
        at: Option<[u8; 32]>,
    ) -> Result<AccountState, NodeError> {
        let address =
            subxt::storage::dynamic::<Vec<[u8; 32]>, subxt::dynamic::Value>("System", "Account");
        let now = self.now().await?;
        let key = now
            .storage()
            .entry(address)
            .and_then(|entry| entry.fetch_key(vec![*account]))
            .map_err(|error| failed(&self.node, STORAGE, &error))?;
        // frame_system::AccountInfo: nonce, three reference counts, pallet_balances::AccountData.
        type Info = (u32, u32, u32, u32, u128, u128, u128);
        let info: Option<Info> = self.stored(&key, at).await?;
        let Some((nonce, _, _, _, free, reserved, frozen)) = info else {
            return Ok(AccountState::default());
        };
        Ok(AccountState { nonce, free, reserved, frozen })
    }

    /// What is stored under `key`, at the given block or else at the best one. The client's own blocks are
    /// finalized ones, which lag behind what a user has just done.
    pub(super) async fn stored<T: Decode>(
        &self,
        key: &[u8],
        at: Option<[u8; 32]>,
    ) -> Result<Option<T>, NodeError> {
        let malformed =
            || NodeError::Malformed { method: STORAGE.into(), what: "another type".into() };
        let key = format!("0x{}", hex::encode(key));
        let at = at.map(|hash| format!("0x{}", hex::encode(hash)));
        let value: Option<String> = self.node.query(STORAGE, rpc_params![key, at]).await?;
        let Some(value) = value else { return Ok(None) };
        let bytes = hex::decode(value.trim_start_matches("0x")).map_err(|_| malformed())?;
        T::decode(&mut bytes.as_slice()).map(Some).map_err(|_| malformed())
    }

    /// A constant of the runtime that is an amount.
    ///
    /// # Errors
    /// [`NodeError`]; `OtherProtocol` where the chain has none of this name.
    pub(super) async fn constant(&self, pallet: &str, name: &str) -> Result<u128, NodeError> {
        let now = self.now().await?;
        let value = now.constants().entry(subxt::constants::dynamic::<u128>(pallet, name));
        value.map_err(|error| {
            NodeError::OtherProtocol(format!("it has no amount {pallet}.{name} ({error})"))
        })
    }

    /// What an account holds at least.
    ///
    /// # Errors
    /// As [`Accounts::asset_deposit`].
    pub async fn existential_deposit(&self) -> Result<u128, NodeError> {
        self.constant("Balances", "ExistentialDeposit").await
    }

    /// Signs the extrinsic that shields `bundle` from the signer's account.
    ///
    /// # Errors
    /// [`NodeError`]; `OtherProtocol` where the chain has no such call.
    pub async fn sign_shield(
        &self,
        signer: &Keypair,
        bundle: Vec<u8>,
    ) -> Result<SignedShield, NodeError> {
        let (nonce, signed) = self.signed(signer, PALLET, CALL, EncodedArguments(bundle)).await?;
        let fee = signed
            .partial_fee_estimate()
            .await
            .map_err(|error| failed(&self.node, "TransactionPaymentApi_query_info", &error))?;
        let lifetime = self.now().await?.block_number().saturating_add(EXTRINSIC_LIFETIME);
        let valid_until = u32::try_from(lifetime).unwrap_or(u32::MAX);
        Ok(SignedShield { bytes: signed.into_encoded(), nonce, fee, valid_until })
    }

    /// Signs an extrinsic that makes a call; returns its nonce as well.
    pub(super) async fn signed(
        &self,
        signer: &Keypair,
        pallet: &str,
        call: &str,
        arguments: impl EncodeAsFields,
    ) -> Result<(u64, Signed), NodeError> {
        let account = to_ss58(&signer.public_key().0);
        // The pool's view of the nonce, so that several extrinsics of an account can be in flight.
        let nonce: u64 = self.node.query("system_accountNextIndex", rpc_params![account]).await?;
        let params =
            DefaultExtrinsicParamsBuilder::new().mortal(EXTRINSIC_LIFETIME).nonce(nonce).build();
        let payload = subxt::tx::dynamic(pallet, call, arguments);
        let now = self.now().await?;
        let signed = now.transactions().create_signed(&payload, signer, params).await;
        let signed = signed.map_err(|error| match error {
            subxt::error::ExtrinsicError::EncodeError(error) => NodeError::OtherProtocol(format!(
                "it has no call {pallet}.{call} that this wallet can make ({error})"
            )),
            error => failed(&self.node, "state_getMetadata", &error),
        })?;
        Ok((nonce, signed))
    }
}

pub(super) fn failed(node: &RpcNode, method: &str, error: &dyn core::error::Error) -> NodeError {
    NodeError::NoAnswer { url: node.url().into(), method: method.into(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    #[test]
    fn ss58_round_trips_and_other_networks_are_refused() {
        let alice = subxt_signer::sr25519::dev::alice().public_key().0;
        assert_eq!(to_ss58(&alice), ALICE);
        assert_eq!(from_ss58(ALICE), Ok(alice));
        // The same account on Polkadot.
        assert!(from_ss58("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5")
            .unwrap_err()
            .contains("another network"));
        for bad in ["", "5Grwva", "0x00", &ALICE.replace('Q', "R"), "not an account"] {
            assert!(from_ss58(bad).is_err(), "{bad}");
        }
    }
}
