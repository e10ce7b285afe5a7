//! `shoji_submit`: a bundle into the transaction pool, and the rule that refused it if one did
//! (docs/protocol §9.4).

use super::{internal, turns::Turns};
use codec::{Decode, Encode};
use jsonrpsee::{core::RpcResult, types::ErrorObjectOwned};
use sc_client_api::HeaderBackend;
use sc_transaction_pool_api::{
    error::{Error as PoolError, IntoPoolError},
    TransactionPool,
};
use serde::Serialize;
use serde_json::json;
use shoji_runtime::{extrinsics::wrap, opaque::Block, Hash, UncheckedExtrinsic};
use shoji_shielded::{
    bundle::Submission, grant::rules::RevocationRefusal, rules::Violation, sighash,
};
use sp_api::ProvideRuntimeApi;
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
    OpaqueExtrinsic,
};
use sp_transaction_pool::runtime_api::TaggedTransactionQueue;
use std::sync::Arc;
use tokio::{sync::Mutex, task::spawn_blocking};

/// Added to the code of a rule of docs/protocol §7.1 or §11.4.
const RULE_CODE: i32 = 9_000;
/// The bytes are no submission.
const UNDECODABLE: i32 = 9_100;
/// The pool already has the bundle, or another that spends one of its notes.
const ALREADY_IN_POOL: i32 = 9_101;
/// The pool is full.
const POOL_FULL: i32 = 9_102;
/// JSON-RPC code: the pool has dropped it, and does not look at it again for a while.
const SET_ASIDE: i32 = 9104;
/// The node verifies as many submissions as it can.
const BUSY: i32 = 9_103;

/// The answer of `shoji_submit`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Submitted {
    /// The bundle's id (docs/protocol §6.3), `0x` hex.
    pub bundle_id: String,
    /// The hash of the extrinsic that carries it.
    pub extrinsic_hash: Hash,
}

/// What is said of a transaction without an account that the pool does not take.
pub(super) struct Unclaimed {
    /// The pool has it, or one that does the same.
    pub already: &'static str,
    /// The pool had it not long ago.
    pub seen: &'static str,
    /// The pool has no room.
    pub full: &'static str,
}

/// What is said of a bundle.
const BUNDLE: Unclaimed = Unclaimed {
    already:
        "the transaction pool already has this bundle, or another that spends one of its notes",
    seen:
        "the transaction pool has seen this bundle, does not have it any more, and does not look at it again for half an hour; submit it then, or to another node",
    full: "the transaction pool is full; submit again later, or with a higher fee",
};

/// The answer to bytes that are not what they are to be.
pub(super) fn undecodable(message: impl Into<String>) -> ErrorObjectOwned {
    refusal(UNDECODABLE, message)
}

fn refusal(code: i32, message: impl Into<String>) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(code, message, None::<()>)
}

fn decode(text: &str) -> Result<Submission, ErrorObjectOwned> {
    let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|error| {
        refusal(UNDECODABLE, format!("the submission is not hexadecimal: {error}"))
    })?;
    let mut rest = &bytes[..];
    match Submission::decode(&mut rest) {
        Ok(submission) if rest.is_empty() => Ok(submission),
        Ok(_) => {
            Err(refusal(UNDECODABLE, format!("the submission has {} bytes too many", rest.len())))
        }
        Err(error) => Err(refusal(UNDECODABLE, format!("the submission does not decode: {error}"))),
    }
}

/// The answer to a submission for which the node has no time.
pub(super) fn busy() -> ErrorObjectOwned {
    refusal(BUSY, "this node is busy verifying other submissions; submit again in a few seconds")
}

/// Submits, and explains a refusal. Holds no thread while the pool verifies the proof.
pub async fn submit<C, P>(
    client: &Arc<C>,
    pool: &P,
    turns: &Turns,
    text: &str,
) -> RpcResult<Submitted>
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block> + Send + Sync + 'static,
    C::Api: TaggedTransactionQueue<Block>,
    P: TransactionPool<Block = Block, Hash = Hash>,
{
    let submission = decode(text)?;
    let genesis: [u8; 32] = client.info().genesis_hash.into();
    let hash =
        sighash::sighash(&genesis, submission.kind(), &submission.party(), submission.bundle());
    let bundle_id = format!("0x{}", hex::encode(sighash::bundle_id(&hash)));
    let extrinsic_hash = hand_in(client, pool, turns, wrap(submission), &BUNDLE).await?;
    Ok(Submitted { bundle_id, extrinsic_hash })
}

/// Hands a transaction without an account to the pool, when it is its turn to be verified.
pub(super) async fn hand_in<C, P>(
    client: &Arc<C>,
    pool: &P,
    turns: &Turns,
    extrinsic: UncheckedExtrinsic,
    what: &Unclaimed,
) -> RpcResult<Hash>
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block> + Send + Sync + 'static,
    C::Api: TaggedTransactionQueue<Block>,
    P: TransactionPool<Block = Block, Hash = Hash>,
{
    let _turn = turns.take().await?;
    let extrinsic = OpaqueExtrinsic::decode(&mut &extrinsic.encode()[..])
        .map_err(|error| internal(format!("an extrinsic of our own does not decode: {error}")))?;
    let best = client.info().best_hash;
    let submitted = pool.submit_one(best, TransactionSource::External, extrinsic.clone()).await;
    match submitted {
        Ok(hash) => Ok(hash),
        Err(error) => match error.into_pool_error() {
            Ok(PoolError::InvalidTransaction(invalid)) => Err(explain(invalid)),
            Ok(PoolError::AlreadyImported(_) | PoolError::TooLowPriority { .. }) => {
                Err(refusal(ALREADY_IN_POOL, what.already))
            }
            Ok(PoolError::ImmediatelyDropped) => Err(refusal(POOL_FULL, what.full)),
            Ok(PoolError::TemporarilyBanned) => {
                let waits = pool.ready_transaction(&pool.hash_of(&extrinsic)).is_some();
                Err(why_banned(client, extrinsic, what, waits).await)
            }
            Ok(other) => Err(internal(other)),
            Err(other) => Err(internal(other)),
        },
    }
}

/// The pool refuses for half an hour to look at what it has seen fail, dropped or included: look here, so that the answer
/// names the reason. One proof at a time, so that this is no way around the pool's patience.
async fn why_banned<C>(
    client: &Arc<C>,
    extrinsic: OpaqueExtrinsic,
    what: &Unclaimed,
    waits: bool,
) -> ErrorObjectOwned
where
    C: HeaderBackend<Block> + ProvideRuntimeApi<Block> + Send + Sync + 'static,
    C::Api: TaggedTransactionQueue<Block>,
{
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    let Ok(_turn) = ONE_AT_A_TIME.try_lock() else { return busy() };
    let client = client.clone();
    let validated = spawn_blocking(move || {
        let best = client.info().best_hash;
        let source = TransactionSource::External;
        client.runtime_api().validate_transaction(best, source, extrinsic, best)
    });
    match validated.await {
        Ok(Ok(Err(TransactionValidityError::Invalid(invalid)))) => explain(invalid),
        Ok(Ok(_)) if waits => refusal(ALREADY_IN_POOL, what.already),
        // Dropped when the pool was full, most often: it waits nowhere in this node.
        Ok(Ok(_)) => refusal(SET_ASIDE, what.seen),
        Ok(Err(error)) => internal(error),
        Err(error) => internal(error),
    }
}

/// The rule behind an invalid transaction.
pub fn explain(invalid: InvalidTransaction) -> ErrorObjectOwned {
    let rule = match invalid {
        InvalidTransaction::Custom(code) => rule(code).map(|(name, rule)| (code, name, rule)),
        _ => None,
    };
    match rule {
        Some((code, name, rule)) => ErrorObjectOwned::owned(
            RULE_CODE + i32::from(code),
            format!("{name}: {rule}"),
            Some(json!({ "rule": name })),
        ),
        None => {
            let reason: &'static str = invalid.into();
            refusal(RULE_CODE, format!("the transaction is invalid: {reason}"))
        }
    }
}

/// Name and text of the rule with this code: of a bundle, or of a revocation.
fn rule(code: u8) -> Option<(&'static str, &'static str)> {
    let of_bundle = Violation::from_code(code).map(|rule| (rule.name(), rule.description()));
    let of_revocation = || RevocationRefusal::from_code(code);
    of_bundle.or_else(|| of_revocation().map(|rule| (rule.name(), rule.description())))
}
