//! One `shoji-node` process.

use crate::{binary, eventually, free_port};
use serde_json::{json, Value};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// How long a node may take for anything that needs no proof.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a node is started with.
#[derive(Clone, Default)]
pub struct NodeOptions {
    /// The chain id or the path of a chain spec.
    pub chain: String,
    /// The well-known validator it is (`alice`), or none for a full node.
    pub validator: Option<String>,
    /// `libp2p` or `litep2p`; none for the default.
    pub network_backend: Option<String>,
    /// Addresses of nodes to dial first.
    pub bootnodes: Vec<String>,
    /// Any further arguments.
    pub extra: Vec<String>,
}

/// A JSON-RPC error as the node reported it.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcError {
    /// The JSON-RPC error code.
    pub code: i64,
    /// Its message.
    pub message: String,
    /// Its data, null where there is none.
    pub data: Value,
}

/// A running node. Dropping it kills the process.
pub struct Node {
    process: Child,
    options: NodeOptions,
    /// Its name in messages and its folder.
    pub name: String,
    /// Its base path.
    pub base: PathBuf,
    rpc_port: u16,
    p2p_port: u16,
    prometheus_port: u16,
}

impl Node {
    /// Starts a node with its data under `parent/name` and waits until it answers.
    pub fn start(parent: &Path, name: &str, options: NodeOptions) -> Self {
        let base = parent.join(name);
        std::fs::create_dir_all(&base).expect("a folder in a temporary folder can be made");
        let key = base.join("node-key");
        if !key.exists() {
            let made = Command::new(binary("SHOJI_NODE_BIN", "shoji-node"))
                .args(["key", "generate-node-key", "--file"])
                .arg(&key)
                .output()
                .expect("shoji-node runs");
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        }
        let (rpc_port, p2p_port, prometheus_port) = (free_port(), free_port(), free_port());
        let process = Self::spawn(&base, &options, rpc_port, p2p_port, prometheus_port);
        let mut node = Self {
            process,
            options,
            name: name.to_owned(),
            base,
            rpc_port,
            p2p_port,
            prometheus_port,
        };
        node.wait_until_it_answers();
        node
    }

    fn spawn(base: &Path, options: &NodeOptions, rpc: u16, p2p: u16, prometheus: u16) -> Child {
        let log = File::options()
            .create(true)
            .append(true)
            .open(base.join("log"))
            .expect("the log can be opened");
        let mut command = Command::new(binary("SHOJI_NODE_BIN", "shoji-node"));
        command
            .args(["--chain", &options.chain, "--no-mdns", "--no-telemetry", "--allow-private-ip"])
            .args(["--rpc-port", &rpc.to_string(), "--prometheus-port", &prometheus.to_string()])
            .args(["--listen-addr", &format!("/ip4/127.0.0.1/tcp/{p2p}")])
            .arg("--base-path")
            .arg(base)
            .arg("--node-key-file")
            .arg(base.join("node-key"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file handle can be cloned"))
            .stderr(log);
        if let Some(validator) = &options.validator {
            command.arg(format!("--{validator}"));
        }
        if let Some(backend) = &options.network_backend {
            command.args(["--network-backend", backend]);
        }
        for bootnode in &options.bootnodes {
            command.args(["--bootnodes", bootnode]);
        }
        command.args(&options.extra).spawn().expect("shoji-node starts")
    }

    fn wait_until_it_answers(&mut self) {
        let started = std::time::Instant::now();
        while self.try_rpc("system_health", json!([])).is_err() {
            if let Some(status) = self.process.try_wait().expect("the process can be asked") {
                panic!("{} ended with {status}:\n{}", self.name, self.log_tail());
            }
            assert!(
                started.elapsed() < PATIENCE,
                "{} does not answer:\n{}",
                self.name,
                self.log_tail()
            );
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// The last lines of its log.
    pub fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    /// Everything it logged so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.base.join("log")).unwrap_or_default())
            .into_owned()
    }

    /// Its WebSocket address.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.rpc_port)
    }

    /// Its metrics, as Prometheus reads them.
    pub fn metrics(&self) -> String {
        let url = format!("http://127.0.0.1:{}/metrics", self.prometheus_port);
        ureq::get(&url)
            .call()
            .expect("metrics are served")
            .body_mut()
            .read_to_string()
            .expect("metrics are text")
    }

    /// The address other nodes dial.
    pub fn address(&self) -> String {
        format!("/ip4/127.0.0.1/tcp/{}/p2p/{}", self.p2p_port, self.peer_id())
    }

    /// Its libp2p identity.
    pub fn peer_id(&self) -> String {
        self.rpc("system_localPeerId", json!([]))
            .as_str()
            .expect("a peer id is a string")
            .to_owned()
    }

    /// The id of its process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Resident memory in MiB, from the operating system.
    pub fn memory_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))
            .expect("the process is alive");
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).expect("Linux reports VmRSS");
        line.split_whitespace()
            .nth(1)
            .and_then(|kib| kib.parse::<u64>().ok())
            .expect("VmRSS is in KiB")
            / 1024
    }

    /// Calls a method.
    ///
    /// # Errors
    /// The node's own error; code 0 where it could not be reached.
    pub fn try_rpc(&self, method: &str, params: Value) -> Result<Value, RpcError> {
        let unreachable = |message: String| RpcError { code: 0, message, data: Value::Null };
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let mut answer: Value = agent
            .post(format!("http://127.0.0.1:{}", self.rpc_port))
            .send_json(json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }))
            .and_then(|mut response| response.body_mut().with_config().limit(64 << 20).read_json())
            .map_err(|e| unreachable(e.to_string()))?;
        match answer.get("error") {
            None => Ok(answer["result"].take()),
            Some(error) => Err(RpcError {
                code: error["code"].as_i64().unwrap_or_default(),
                message: error["message"].as_str().unwrap_or_default().to_owned(),
                data: error["data"].clone(),
            }),
        }
    }

    /// Calls a method that must succeed.
    pub fn rpc(&self, method: &str, params: Value) -> Value {
        self.try_rpc(method, params)
            .unwrap_or_else(|e| panic!("{} {method}: {e:?}\n{}", self.name, self.log_tail()))
    }

    fn number_of(&self, hash: Value) -> u32 {
        let header = self.rpc("chain_getHeader", json!([hash]));
        let number = header["number"].as_str().expect("a header has a number");
        u32::from_str_radix(number.trim_start_matches("0x"), 16).expect("a number is hexadecimal")
    }

    /// The number of its best block.
    pub fn best(&self) -> u32 {
        self.number_of(Value::Null)
    }

    /// The number of its latest finalized block.
    pub fn finalized(&self) -> u32 {
        self.number_of(self.rpc("chain_getFinalizedHead", json!([])))
    }

    /// The hash of block `number` on its best chain.
    pub fn block_hash(&self, number: u32) -> Option<String> {
        self.rpc("chain_getBlockHash", json!([number])).as_str().map(str::to_owned)
    }

    /// How many peers it has.
    pub fn peers(&self) -> u64 {
        self.rpc("system_health", json!([]))["peers"].as_u64().expect("health counts peers")
    }

    /// Waits until it has finalized block `number`.
    pub fn wait_finalized(&self, number: u32, timeout: Duration) {
        eventually(
            &format!("{} finalizes block {number}; log:\n{}", self.name, self.log_tail()),
            timeout,
            || (self.finalized() >= number).then_some(()),
        );
    }

    /// Waits for `count` more finalized blocks.
    pub fn wait_more_finalized(&self, count: u32, timeout: Duration) {
        self.wait_finalized(self.finalized() + count, timeout);
    }

    /// Sends the signal `SIGINT`, as Ctrl-C does, and waits for the end.
    pub fn interrupt(&mut self) -> ExitStatus {
        let sent = Command::new("kill")
            .args(["-INT", &self.process.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(sent.success(), "the process could not be signalled");
        self.process.wait().expect("the process can be waited for")
    }

    /// Ends the process as `kill -9` does: nothing can be flushed.
    pub fn kill_dash_nine(&mut self) {
        self.process.kill().expect("the process can be killed");
        self.process.wait().expect("the process can be waited for");
    }

    /// Starts it again on the same data and ports.
    pub fn restart(&mut self) {
        self.process = Self::spawn(
            &self.base,
            &self.options,
            self.rpc_port,
            self.p2p_port,
            self.prometheus_port,
        );
        self.wait_until_it_answers();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
