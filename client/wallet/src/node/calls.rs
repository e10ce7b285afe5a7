//! Signed calls of any pallet, from submission to the block.

use super::account::Accounts;
use super::{rpc, NodeError, SubmitError};
use std::time::Duration;
use subxt::error::{BackendError, ExtrinsicError, RpcError, TransactionEventsError};
use subxt::ext::scale_encode::EncodeAsFields;
use subxt::transactions::TransactionStatus;
use subxt_signer::sr25519::Keypair;

/// How long to wait for a block that includes an extrinsic.
const INCLUSION_TIMEOUT: Duration = Duration::from_secs(120);

/// What a call is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// A block of the best chain.
    Included,
    /// A finalized block.
    Finalized,
}

/// Where an extrinsic took effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// The block.
    pub block: u64,
    /// Hash of the extrinsic, hex.
    pub extrinsic: String,
}

/// What came of a call that is not known to have taken effect.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nothing was changed.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// It was handed to the node, and may take effect, or have taken it.
    #[error("extrinsic 0x{extrinsic}: {reason}")]
    Unknown {
        /// Hash of the extrinsic, hex.
        extrinsic: String,
        /// What happened.
        reason: String,
    },
}

impl From<NodeError> for CallError {
    fn from(error: NodeError) -> Self {
        CallError::Submit(error.into())
    }
}

impl Accounts {
    /// Signs a call `(pallet, call)`, submits it, and waits until it has taken effect in a block.
    ///
    /// # Errors
    /// [`SubmitError::Refused`] with the name of the error where the call failed in its block, or where the
    /// pool refuses it; [`CallError::Unknown`] where the node took it and stopped telling; [`SubmitError::Node`].
    pub async fn make(
        &self,
        signer: &Keypair,
        (pallet, call): (&str, &str),
        arguments: impl EncodeAsFields,
        until: Until,
    ) -> Result<Included, CallError> {
        let (_, signed) = self.signed(signer, pallet, call, arguments).await?;
        let extrinsic = hex::encode(signed.hash());
        let lost = |reason: String| CallError::Unknown { extrinsic: extrinsic.clone(), reason };
        let mut progress = signed.submit_and_watch().await.map_err(|error| match &error {
            ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(
                RpcError::ClientError(subxt::rpcs::Error::User(user)),
            )) => rpc::refusal(user).map_or_else(|| lost(error.to_string()), CallError::Submit),
            _ => lost(error.to_string()),
        })?;
        let included = async {
            loop {
                match progress.next().await {
                    Some(Ok(TransactionStatus::InFinalizedBlock(block))) => return Ok(block),
                    Some(Ok(TransactionStatus::InBestBlock(block))) if until == Until::Included => {
                        return Ok(block)
                    }
                    // Others may have it, or have included it, all the same.
                    Some(Ok(
                        TransactionStatus::Error { message }
                        | TransactionStatus::Invalid { message }
                        | TransactionStatus::Dropped { message },
                    )) => return Err(lost(message)),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(lost(error.to_string())),
                    None => return Err(lost("the node stopped telling".into())),
                }
            }
        };
        let block = tokio::time::timeout(INCLUSION_TIMEOUT, included)
            .await
            .map_err(|_| lost("it was in no block after two minutes".into()))??;
        let number = block.at().await.map_err(|error| lost(error.to_string()))?.block_number();
        match block.wait_for_success().await {
            Ok(_) => Ok(Included { block: number, extrinsic }),
            Err(TransactionEventsError::ExtrinsicFailed(error)) => {
                let rule = match &error {
                    subxt::error::DispatchError::Module(module) => module.details_string(),
                    other => other.to_string(),
                };
                let message = format!("{pallet}.{call} is in block {number} and changed nothing");
                Err(SubmitError::Refused { rule, code: 0, message }.into())
            }
            Err(error) => Err(lost(error.to_string())),
        }
    }
}
