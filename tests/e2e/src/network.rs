//! A devnet of validators in one temporary folder.

use crate::{eventually, Node, NodeOptions};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// One network at a time in a process: each wants the whole machine, and `cargo test` runs tests side by side.
static TURN: Mutex<()> = Mutex::new(());

/// Validators peered with each other, each its own process and database.
pub struct Network {
    /// The nodes; the first is everybody's bootnode.
    pub nodes: Vec<Node>,
    /// Everything they write.
    pub folder: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Network {
    /// Starts the preset `local-N` with one validator for each name; `backends` are their network backends, in turn.
    pub fn start(names: &[&str], backends: &[&str]) -> Self {
        Self::start_with_chain(&format!("local-{}", names.len()), names, backends)
    }

    /// The same on another chain spec.
    pub fn start_with_chain(chain: &str, names: &[&str], backends: &[&str]) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = TempDir::new().expect("a temporary folder can be made");
        let mut nodes: Vec<Node> = Vec::new();
        for (i, name) in names.iter().enumerate() {
            let options = NodeOptions {
                chain: chain.to_owned(),
                validator: Some((*name).to_owned()),
                network_backend: Some(backends[i % backends.len()].to_owned()),
                bootnodes: nodes.first().map(Node::address).into_iter().collect(),
                extra: Vec::new(),
            };
            nodes.push(Node::start(folder.path(), name, options));
        }
        let network = Self { nodes, folder, _turn: turn };
        for node in &network.nodes {
            let peers = names.len() as u64 - 1;
            eventually(
                &format!("{} has {peers} peers", node.name),
                Duration::from_secs(60),
                || (node.peers() >= peers).then_some(()),
            );
        }
        network.nodes[0].wait_finalized(1, Duration::from_secs(60));
        network
    }

    /// Adds a full node (no validator) that syncs from the first one.
    pub fn add_full_node(&mut self, name: &str, extra: &[&str]) -> &Node {
        let options = NodeOptions {
            chain: format!("local-{}", self.nodes.len()),
            bootnodes: vec![self.nodes[0].address()],
            extra: extra.iter().map(|s| (*s).to_owned()).collect(),
            ..NodeOptions::default()
        };
        let node = Node::start(self.folder.path(), name, options);
        self.nodes.push(node);
        self.nodes.last().expect("a node was just added")
    }

    /// Asserts that all nodes have the same hash at the highest height that all have finalized, and returns that height.
    pub fn assert_equal_finalized(&self) -> u32 {
        let height = self.nodes.iter().map(Node::finalized).min().expect("a network has nodes");
        assert!(height > 0, "nothing is finalized");
        let hashes: Vec<_> = self
            .nodes
            .iter()
            .map(|n| n.block_hash(height).expect("a finalized block has a hash"))
            .collect();
        assert!(
            hashes.windows(2).all(|pair| pair[0] == pair[1]),
            "finalized hashes differ at {height}: {hashes:?}"
        );
        height
    }
}
