//! A node over JSON-RPC (WebSocket).

use super::account::Accounts;
use super::{AssetPage, ChainInfo, Node, NodeError, ServedBlock, SubmitError};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use subxt::backend::LegacyBackend;
use subxt::rpcs::client::{rpc_params, RpcClient, RpcParams};
use subxt::rpcs::UserError;
use subxt::{OnlineClient, SubstrateConfig};
use tokio::sync::OnceCell;

/// How long to wait for a connection, and for an answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// JSON-RPC code of an unknown method.
const METHOD_NOT_FOUND: i64 = -32601;
/// `shoji_submit` refuses with this plus the code of the rule (docs/protocol §9.4).
const RULE_CODES: core::ops::Range<i64> = 9000..9100;
/// `shoji_submit`: the bytes do not decode.
const UNDECODABLE: i64 = 9100;
/// `shoji_submit`: the pool already has it.
const ALREADY_IN_POOL: i64 = 9101;
/// `shoji_submit`: the pool has no room.
const POOL_FULL: i64 = 9102;
/// `shoji_submit`: the node had no time to look at it.
const BUSY: i64 = 9103;
/// The pool has dropped it, and does not look at it again for a while.
const SET_ASIDE: i64 = 9104;
/// Substrate's pool codes: invalid (1010), unknown validity (1011), temporarily banned (1012), already
/// imported (1013), too low priority (1014), cycle, not included, unactionable (1015 to 1018).
const POOL_CODES: core::ops::RangeInclusive<i64> = 1010..=1018;
const POOL_ALREADY_IMPORTED: i64 = 1013;

/// A connection to a node.
#[derive(Clone)]
pub struct RpcNode {
    client: RpcClient,
    url: String,
    /// Made when it is first needed: it downloads the runtime's metadata.
    chain: Arc<OnceCell<OnlineClient<SubstrateConfig>>>,
}

impl RpcNode {
    /// Connects. Any `ws://` or `wss://` URL is taken as it is given.
    ///
    /// # Errors
    /// [`NodeError::Unreachable`].
    pub async fn connect(url: &str) -> Result<RpcNode, NodeError> {
        let unreachable = |reason: String| NodeError::Unreachable { url: url.into(), reason };
        let client = tokio::time::timeout(CONNECT_TIMEOUT, RpcClient::from_insecure_url(url))
            .await
            .map_err(|_| unreachable("no answer within 10 seconds".into()))?
            .map_err(|error| unreachable(reason(&error)))?;
        Ok(RpcNode { client, url: url.into(), chain: Arc::default() })
    }

    /// A client for the parts of the node's interface that every Substrate node has.
    pub(super) async fn chain(&self) -> Result<OnlineClient<SubstrateConfig>, NodeError> {
        let connect = || async {
            let backend: LegacyBackend<SubstrateConfig> =
                LegacyBackend::builder().build(self.client.clone());
            OnlineClient::from_backend(Arc::new(backend)).await
        };
        let chain = self.chain.get_or_try_init(connect).await;
        chain.cloned().map_err(|error| NodeError::NoAnswer {
            url: self.url.clone(),
            method: "chain_getBlockHash".into(),
            reason: error.to_string(),
        })
    }

    /// The URL given to [`RpcNode::connect`].
    pub fn url(&self) -> &str {
        &self.url
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        params: RpcParams,
    ) -> Result<T, CallError> {
        let no_answer = |reason: String| NodeError::NoAnswer {
            url: self.url.clone(),
            method: method.into(),
            reason,
        };
        let answer =
            tokio::time::timeout(ANSWER_TIMEOUT, self.client.request::<T>(method, params)).await;
        match answer {
            Err(_) => Err(no_answer("no answer within a minute".into()).into()),
            Ok(Ok(value)) => Ok(value),
            Ok(Err(subxt::rpcs::Error::User(error))) => Err(CallError::User(error)),
            Ok(Err(subxt::rpcs::Error::Deserialization(error))) => {
                Err(NodeError::Malformed { method: method.into(), what: error.to_string() }.into())
            }
            Ok(Err(error)) => Err(no_answer(reason(&error)).into()),
        }
    }

    /// As `call`, for methods whose errors mean nothing in particular.
    pub(super) async fn query<T: DeserializeOwned>(
        &self,
        method: &str,
        params: RpcParams,
    ) -> Result<T, NodeError> {
        self.call(method, params).await.map_err(|error| match error {
            CallError::Node(error) => error,
            CallError::User(error) => self.rpc_error(method, &error),
        })
    }

    fn rpc_error(&self, method: &str, error: &UserError) -> NodeError {
        match i64::from(error.code) {
            METHOD_NOT_FOUND => {
                NodeError::NotShoji { url: self.url.clone(), method: method.into() }
            }
            code => NodeError::Rpc { method: method.into(), code, message: error.message.clone() },
        }
    }

    async fn hand_in(&self, method: &str, bytes: &[u8]) -> Result<(), SubmitError> {
        self.hand_over(method, rpc_params![format!("0x{}", hex::encode(bytes))]).await
    }

    /// Hands a transaction over, in whatever form the method takes.
    pub(super) async fn hand_over(
        &self,
        method: &str,
        params: RpcParams,
    ) -> Result<(), SubmitError> {
        match self.call::<serde_json::Value>(method, params).await {
            Ok(_) => Ok(()),
            Err(CallError::Node(error)) => Err(error.into()),
            Err(CallError::User(error)) => {
                Err(refusal(&error).unwrap_or_else(|| self.rpc_error(method, &error).into()))
            }
        }
    }
}

/// An error that the node returned, or none that it returned.
enum CallError {
    Node(NodeError),
    User(UserError),
}

impl From<NodeError> for CallError {
    fn from(error: NodeError) -> Self {
        CallError::Node(error)
    }
}

/// The innermost reason of a transport error, without the wrappers' prefixes.
fn reason(error: &dyn core::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let text = innermost.to_string();
    text.trim_start_matches("RPC error: client error: ").to_string()
}

impl RpcNode {
    /// `shoji_nextKeyVersion`: the version of the account's next sealing key (docs/protocol §11.7). Versions count on after
    /// a deregistration.
    ///
    /// # Errors
    /// [`NodeError`]; `Malformed` where there is none any more.
    pub async fn next_key_version(&self, account: &[u8; 32]) -> Result<u16, NodeError> {
        const METHOD: &str = "shoji_nextKeyVersion";
        let account = format!("0x{}", hex::encode(account));
        let version: u32 = self.query(METHOD, rpc_params![account]).await?;
        let version = u16::try_from(version).ok().filter(|version| *version > 0);
        version.ok_or_else(|| NodeError::Malformed {
            method: METHOD.into(),
            what: "this account has used all its key versions".into(),
        })
    }
}

/// What a returned error says about the transaction; `None` where it is not about it.
pub(super) fn refusal(error: &UserError) -> Option<SubmitError> {
    let code = i64::from(error.code);
    let data = || {
        error
            .data
            .as_ref()
            .and_then(|data| serde_json::from_str::<serde_json::Value>(data.get()).ok())
    };
    let rule = match code {
        ALREADY_IN_POOL | POOL_ALREADY_IMPORTED => return Some(SubmitError::AlreadyKnown),
        UNDECODABLE => "Undecodable".to_string(),
        POOL_FULL => "PoolFull".to_string(),
        BUSY => "Busy".to_string(),
        SET_ASIDE => "SetAside".to_string(),
        _ if RULE_CODES.contains(&code) => {
            let named = data().and_then(|data| data["rule"].as_str().map(str::to_string));
            named.unwrap_or_else(|| format!("rule {}", code - 9000))
        }
        _ if POOL_CODES.contains(&code) => "transaction pool".to_string(),
        _ => return None,
    };
    let message = match data() {
        Some(serde_json::Value::String(detail)) => format!("{}: {detail}", error.message),
        _ => error.message.clone(),
    };
    Some(SubmitError::Refused { rule, code, message })
}

impl Node for RpcNode {
    async fn info(&self) -> Result<ChainInfo, NodeError> {
        self.query("shoji_info", rpc_params![]).await
    }

    async fn blocks(&self, from: u32, count: u32) -> Result<Vec<ServedBlock>, NodeError> {
        self.query("shoji_blocks", rpc_params![from, count]).await
    }

    async fn assets(&self, from: u32, count: u32) -> Result<AssetPage, NodeError> {
        self.query("shoji_assets", rpc_params![from, count]).await
    }

    async fn submit(&self, submission: &[u8]) -> Result<(), SubmitError> {
        self.hand_in("shoji_submit", submission).await
    }

    async fn account_nonce(&self, account: &[u8; 32], block: &[u8; 32]) -> Result<u64, NodeError> {
        let state = Accounts::of(self).await?.state(account, Some(*block)).await?;
        Ok(state.nonce.into())
    }

    async fn submit_extrinsic(&self, extrinsic: &[u8]) -> Result<(), SubmitError> {
        self.hand_in("author_submitExtrinsic", extrinsic).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(json: &str) -> UserError {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_refusal_names_the_rule() {
        let refused = refusal(&error(
            r#"{"code": 9011, "message": "a nullifier is already spent", "data": {"rule": "NullifierSpent"}}"#,
        ));
        assert!(
            matches!(refused, Some(SubmitError::Refused { rule, code: 9011, .. }) if rule == "NullifierSpent")
        );
        let pool = refusal(&error(
            r#"{"code": 1010, "message": "Invalid Transaction", "data": "Inability to pay"}"#,
        ));
        assert!(
            matches!(pool, Some(SubmitError::Refused { message, .. }) if message.contains("Inability to pay"))
        );
        for (code, name) in [(9102, "PoolFull"), (9103, "Busy"), (9104, "SetAside")] {
            let text = format!(r#"{{"code": {code}, "message": "submit again", "data": null}}"#);
            let full = refusal(&error(&text));
            assert!(matches!(full, Some(SubmitError::Refused { rule, .. }) if rule == name));
        }
        let undecodable = refusal(&error(r#"{"code": 9100, "message": "x", "data": null}"#));
        assert!(matches!(undecodable, Some(SubmitError::Refused { .. })));
    }

    #[test]
    fn what_the_pool_already_holds_is_told_apart_from_other_errors() {
        for code in [9101, 1013] {
            let known =
                refusal(&error(&format!(r#"{{"code": {code}, "message": "x", "data": null}}"#)));
            assert!(matches!(known, Some(SubmitError::AlreadyKnown)));
        }
        assert!(
            refusal(&error(r#"{"code": -32603, "message": "internal", "data": null}"#)).is_none()
        );
    }

    #[tokio::test]
    async fn a_node_that_is_down_is_named_with_its_url() {
        // Bind and drop, so that nothing listens there.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("ws://127.0.0.1:{port}");
        let error = RpcNode::connect(&url).await.err().unwrap();
        assert!(matches!(&error, NodeError::Unreachable { .. }));
        assert!(error.to_string().contains(&url));
    }
}
