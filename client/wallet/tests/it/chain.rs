//! A chain in memory that follows docs/protocol §4, §7 and §9 for everything but proofs: blocks with real
//! headers, commitments and ciphertexts, roots from the frontier, a pool that checks the stateless
//! rules, anchors and nullifiers.

use crate::body;
use crate::register::TestRegister;
use codec::{Decode, Encode};
use shoji_shielded::bundle::{Bundle, CallKind, Submission};
use shoji_shielded::digest::{PoolDigest, ENGINE_ID};
use shoji_shielded::field;
use shoji_shielded::hash::b256;
use shoji_shielded::tree::Frontier;
use shoji_wallet::evidence::extrinsics_root;
use shoji_wallet::node::header::{hash, DigestItem, Header};
use shoji_wallet::node::{
    Asset, AssetPage, BundleEntry, ChainInfo, Head, Node, NodeError, ServedBlock, SubmitError,
    WholeBlocks,
};
use std::collections::HashSet;
use std::sync::Mutex;

/// A bundle with its call and party.
pub type Call = (CallKind, [u8; 32], Bundle);

/// Makes a page of a list of assets from the id that it begins with.
pub type ListLie = fn(u32) -> Result<AssetPage, NodeError>;

#[derive(Clone)]
pub struct Chain {
    blocks: Vec<ServedBlock>,
    /// The extrinsics of each block, whole.
    bodies: Vec<Vec<Vec<u8>>>,
    frontiers: Vec<Frontier>,
    roots: Vec<[u8; 32]>,
    pub finalized: u32,
    /// Makes the blocks of two forks differ.
    fork: u64,
}

/// The chain behind the interface of a node; records what is asked of it.
pub struct TestNode {
    pub chain: Mutex<Chain>,
    pub requests: Mutex<Vec<String>>,
    pub pool: Mutex<Vec<Call>>,
    /// Bytes handed to `shoji_submit` and `author_submitExtrinsic`.
    pub submitted: Mutex<Vec<Vec<u8>>>,
    /// Answers to `shoji_blocks` after which the node dies.
    pub dies_after: Mutex<Option<usize>>,
    /// What the node does to blocks before it serves them.
    pub lie: Mutex<Option<fn(&mut ServedBlock)>>,
    /// The kind of the chain's parameters.
    pub parameters: Mutex<&'static str>,
    /// Answers nothing at all, with this error.
    pub gone: Mutex<Option<fn() -> NodeError>>,
    /// The refusal that the pool gives to everything.
    pub refuse: Mutex<Option<&'static str>>,
    /// Whether answers to submissions are lost, and the submissions with them.
    pub mute: Mutex<bool>,
    /// The nonce of every account.
    pub nonce: Mutex<u64>,
    /// The chain's list of assets, whatever block is the best.
    pub assets: Mutex<Vec<Asset>>,
    /// The id that the next asset takes, where that is beyond those that are there.
    pub next_id: Mutex<u32>,
    /// What the node serves instead of a page of that list.
    pub list_lie: Mutex<Option<ListLie>>,
    /// Auditors and grants, whatever block is the best.
    pub register: Mutex<TestRegister>,
    /// What the node does to the extrinsics of a block before it serves them.
    pub body_lie: Mutex<Option<fn(&mut Vec<Vec<u8>>)>>,
}

/// A block with this header and these bundles, under its hash.
pub fn served(header: &Header, bundles: Vec<BundleEntry>) -> ServedBlock {
    let header = header.encode();
    ServedBlock { hash: hash(&header), header, bundles }
}

/// The header of a served block.
pub fn header_of(block: &ServedBlock) -> Header {
    Header::decode(&mut &block.header[..]).unwrap()
}

impl Chain {
    pub fn new() -> Chain {
        let mut chain = Chain {
            blocks: Vec::new(),
            bodies: vec![Vec::new()],
            frontiers: vec![Frontier::new()],
            roots: vec![field::to_bytes(&Frontier::new().root())],
            finalized: 0,
            fork: 0,
        };
        chain.blocks.push(chain.genesis_of(b"genesis"));
        chain
    }

    /// A header whose roots follow from the content and the fork.
    fn header(
        &self,
        number: u32,
        parent_hash: [u8; 32],
        extrinsics_root: [u8; 32],
        digest: Vec<DigestItem>,
    ) -> Header {
        let state_root = b256(b"ShojiTestState__", &[&self.fork.to_le_bytes()]);
        Header { parent_hash, number, state_root, extrinsics_root, digest }
    }

    fn genesis_of(&self, content: &[u8]) -> ServedBlock {
        let root = b256(b"ShojiTestContent", &[content]);
        served(&self.header(0, [0; 32], root, Vec::new()), Vec::new())
    }

    pub fn genesis(&self) -> [u8; 32] {
        self.blocks[0].hash
    }

    /// Makes it another chain: block 0 has another content. For a chain of one block.
    pub fn rename(&mut self, name: &[u8]) {
        assert_eq!(self.blocks.len(), 1);
        self.blocks[0] = self.genesis_of(name);
    }

    pub fn best(&self) -> u32 {
        self.blocks.len() as u32 - 1
    }

    /// Adds a block with these bundles.
    pub fn mine(&mut self, calls: &[Call]) {
        let parent_hash = self.blocks.last().unwrap().hash;
        let mut frontier = self.frontiers.last().unwrap().clone();
        let (mut bundles, mut body) = (Vec::new(), vec![body::inherent(self.best() + 1)]);
        let mut outcomes = PoolDigest::new([0; 32], 0);
        for (index, (kind, party, bundle)) in calls.iter().enumerate() {
            for output in &bundle.outputs {
                frontier.append(field::from_bytes(&output.cm).unwrap()).unwrap();
            }
            body.push(body::extrinsic(*kind, *party, bundle));
            let (bundle, extrinsic_index) = (bundle.unproven_bytes(), index as u32 + 1);
            outcomes.set_outcome(extrinsic_index);
            bundles.push(BundleEntry { extrinsic_index, kind: *kind, party: *party, bundle });
        }
        let root_after = field::to_bytes(&frontier.root());
        let pool =
            PoolDigest { root: root_after, next_position: frontier.next_position(), ..outcomes };
        let digest = vec![
            DigestItem::PreRuntime(*b"BABE", vec![7; 10]),
            DigestItem::Consensus(ENGINE_ID, pool.encode()),
            DigestItem::Seal(*b"BABE", vec![8; 64]),
        ];
        let root = extrinsics_root(&body);
        let header = self.header(self.best() + 1, parent_hash, root, digest);
        self.blocks.push(served(&header, bundles));
        self.bodies.push(body);
        self.frontiers.push(frontier);
        self.roots.push(root_after);
    }

    /// Goes back to `number`; blocks mined from here on are others than before.
    pub fn fork_at(&mut self, number: u32) {
        self.blocks.truncate(number as usize + 1);
        self.bodies.truncate(number as usize + 1);
        self.frontiers.truncate(number as usize + 1);
        self.roots.truncate(number as usize + 1);
        self.fork += 1;
    }

    fn spent(&self) -> HashSet<[u8; 32]> {
        let entries = self.blocks.iter().flat_map(|block| &block.bundles);
        entries.flat_map(|entry| Bundle::from_unproven(&entry.bundle).unwrap().nullifiers).collect()
    }
}

impl TestNode {
    pub fn new() -> TestNode {
        TestNode {
            chain: Mutex::new(Chain::new()),
            requests: Mutex::default(),
            pool: Mutex::default(),
            submitted: Mutex::default(),
            dies_after: Mutex::default(),
            lie: Mutex::default(),
            parameters: Mutex::new("development"),
            gone: Mutex::default(),
            refuse: Mutex::default(),
            mute: Mutex::default(),
            nonce: Mutex::default(),
            assets: Mutex::default(),
            next_id: Mutex::default(),
            list_lie: Mutex::default(),
            register: Mutex::default(),
            body_lie: Mutex::default(),
        }
    }

    /// A second node with the same chain.
    pub fn copy(&self) -> TestNode {
        let node = TestNode::new();
        *node.chain.lock().unwrap() = self.chain.lock().unwrap().clone();
        *node.assets.lock().unwrap() = self.assets.lock().unwrap().clone();
        *node.register.lock().unwrap() = self.register.lock().unwrap().clone();
        node
    }

    /// Mines `count` blocks, the first of which takes everything in the pool, and makes all final.
    pub fn advance(&self, count: u32) {
        self.advance_unfinalized(count);
        let mut chain = self.chain.lock().unwrap();
        chain.finalized = chain.best();
    }

    pub fn advance_unfinalized(&self, count: u32) {
        let mut chain = self.chain.lock().unwrap();
        for _ in 0..count {
            let calls = std::mem::take(&mut *self.pool.lock().unwrap());
            chain.mine(&calls);
        }
    }

    /// The rules that a pool checks without verifying a proof.
    fn admit(&self, kind: CallKind, party: [u8; 32], bundle: Bundle) -> Result<(), SubmitError> {
        let refused = |rule: &str| SubmitError::Refused {
            rule: rule.into(),
            code: 9000,
            message: rule.into(),
        };
        if *self.mute.lock().unwrap() {
            let (url, method) = ("test".into(), "shoji_submit".into());
            return Err(NodeError::NoAnswer { url, method, reason: "lost".into() }.into());
        }
        if let Some(rule) = *self.refuse.lock().unwrap() {
            return Err(refused(rule));
        }
        let chain = self.chain.lock().unwrap();
        let number = chain.best() + 1;
        let checks = bundle.parse().map(|_| ()).and_then(|()| bundle.check_asset(kind).map(|_| ()));
        checks
            .and_then(|()| bundle.check_amount(kind))
            .and_then(|()| bundle.check_fee(kind))
            .and_then(|()| bundle.check_expiry(number))
            .map_err(|violation| refused(violation.name()))?;
        let assets = self.assets.lock().unwrap();
        let listed = assets.iter().any(|asset| asset.asset == bundle.asset_pub && asset.live);
        if bundle.asset_pub > 1 && !listed {
            return Err(refused("InvalidAsset"));
        }
        if !chain.roots.contains(&bundle.anchor) {
            return Err(refused("UnknownAnchor"));
        }
        let spent = chain.spent();
        if bundle.nullifiers.iter().any(|nullifier| spent.contains(nullifier)) {
            return Err(refused("NullifierSpent"));
        }
        let mut pool = self.pool.lock().unwrap();
        if pool.iter().any(|(_, _, other)| *other == bundle) {
            return Err(SubmitError::AlreadyKnown);
        }
        pool.push((kind, party, bundle));
        Ok(())
    }
}

/// Signed extrinsics of this chain: the depositor and the bundle.
pub fn shield_extrinsic(depositor: [u8; 32], bundle: &Bundle) -> Vec<u8> {
    (depositor, bundle).encode()
}

impl Node for TestNode {
    async fn info(&self) -> Result<ChainInfo, NodeError> {
        self.requests.lock().unwrap().push("shoji_info".into());
        if let Some(error) = *self.gone.lock().unwrap() {
            return Err(error());
        }
        let chain = self.chain.lock().unwrap();
        let head = |number: u32| Head { number, hash: chain.blocks[number as usize].hash };
        let text = format!(
            r#"{{ "chain": "Test", "genesisHash": "{}", "circuit": {{ "id": 1, "version": 1,
            "verifyingKeyHash": "{}", "parameters": "{}" }}, "baseFee": "10000000",
            "feeMultipliers": [1, 2, 4, 8], "window": 14400, "anchorInterval": 8, "expiryDelta": 1024,
            "tokenSymbol": "SHJ", "tokenDecimals": 9, "ss58Prefix": 42,
            "best": {{ "number": 0, "hash": "{}" }}, "finalized": {{ "number": 0, "hash": "{}" }} }}"#,
            hex::encode(chain.genesis()),
            "00".repeat(32),
            *self.parameters.lock().unwrap(),
            "00".repeat(32),
            "00".repeat(32),
        );
        let info: ChainInfo = serde_json::from_str(&text).unwrap();
        Ok(ChainInfo { best: head(chain.best()), finalized: head(chain.finalized), ..info })
    }

    async fn blocks(&self, from: u32, count: u32) -> Result<Vec<ServedBlock>, NodeError> {
        self.requests.lock().unwrap().push(format!("shoji_blocks({from}, {count})"));
        if let Some(left) = &mut *self.dies_after.lock().unwrap() {
            if *left == 0 {
                let (url, method) = ("test".into(), "shoji_blocks".into());
                return Err(NodeError::NoAnswer { url, method, reason: "killed".into() });
            }
            *left -= 1;
        }
        let chain = self.chain.lock().unwrap();
        let blocks = chain.blocks.iter().skip(from as usize).take(count as usize).cloned();
        let lie = *self.lie.lock().unwrap();
        Ok(blocks
            .map(|mut block| {
                if let Some(lie) = lie {
                    lie(&mut block);
                }
                block
            })
            .collect())
    }

    async fn assets(&self, from: u32, count: u32) -> Result<AssetPage, NodeError> {
        self.requests.lock().unwrap().push(format!("shoji_assets({from}, {count})"));
        if let Some(lie) = *self.list_lie.lock().unwrap() {
            return lie(from);
        }
        let all = self.assets.lock().unwrap();
        let last = all.last().map_or(0, |asset| asset.id() + 1);
        let page = all.iter().filter(|asset| (from..from + count).contains(&asset.id()));
        let (next_id, assets) = (last.max(*self.next_id.lock().unwrap()), page.cloned().collect());
        Ok(AssetPage { next_id, assets })
    }

    async fn submit(&self, submission: &[u8]) -> Result<(), SubmitError> {
        self.submitted.lock().unwrap().push(submission.to_vec());
        let submission = Submission::decode(&mut &submission[..]).unwrap();
        let (kind, party) = (submission.kind(), submission.party());
        self.admit(kind, party, submission.bundle().clone())
    }

    async fn account_nonce(&self, _: &[u8; 32], _: &[u8; 32]) -> Result<u64, NodeError> {
        Ok(*self.nonce.lock().unwrap())
    }

    async fn submit_extrinsic(&self, extrinsic: &[u8]) -> Result<(), SubmitError> {
        self.submitted.lock().unwrap().push(extrinsic.to_vec());
        let (depositor, bundle) = <([u8; 32], Bundle)>::decode(&mut &extrinsic[..]).unwrap();
        self.admit(CallKind::Shield, depositor, bundle)
    }
}

impl WholeBlocks for TestNode {
    async fn extrinsics(&self, hash: &[u8; 32]) -> Result<Vec<Vec<u8>>, NodeError> {
        let chain = self.chain.lock().unwrap();
        let place = chain.blocks.iter().position(|block| block.hash == *hash).unwrap();
        let mut body = chain.bodies[place].clone();
        if let Some(lie) = *self.body_lie.lock().unwrap() {
            lie(&mut body);
        }
        Ok(body)
    }

    async fn block_hash(&self, number: u32) -> Result<Option<[u8; 32]>, NodeError> {
        self.requests.lock().unwrap().push(format!("chain_getBlockHash({number})"));
        let chain = self.chain.lock().unwrap();
        Ok(chain.blocks.get(number as usize).map(|block| block.hash))
    }

    fn name(&self) -> &str {
        "test"
    }
}
