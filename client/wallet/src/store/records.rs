//! What the wallet knows of its own: scopes, notes, pending transactions, history.

use super::Record;
use crate::node::header;
use codec::{Decode, Encode};
use std::collections::BTreeMap;

/// A scope the wallet uses (docs/protocol §2.3).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ScopeRecord {
    /// The label; empty for the default scope.
    pub label: String,
    /// Index of the address that is shown now (docs/protocol §2.4).
    pub address_index: u64,
}

/// A note of this wallet (docs/protocol §3.2), found on the best chain.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NoteRecord {
    /// Label of the scope it belongs to.
    pub scope: String,
    /// Whether it was paid to the scope's internal address: change.
    pub internal: bool,
    /// Diversifier of the address it was paid to.
    pub diversifier: [u8; 11],
    /// Asset, as on the wire.
    pub asset: u64,
    /// Units.
    pub value: u128,
    /// The note's seed, from which `rcm` follows.
    pub rseed: [u8; 32],
    /// `owner`.
    pub owner: [u8; 32],
    /// Memo as carried.
    pub memo: [u8; 128],
    /// `cm`.
    pub commitment: [u8; 32],
    /// Position in the tree.
    pub position: u64,
    /// The nullifier that spends it.
    pub nullifier: [u8; 32],
    /// Block that created it.
    pub block: u32,
    /// Bundle that created it.
    pub bundle_id: [u8; 32],
    /// Where it was spent, if it was.
    pub spent: Option<Spent>,
}

/// Where a note was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Spent {
    /// Block that published the nullifier.
    pub block: u32,
    /// Bundle that published it.
    pub bundle_id: [u8; 32],
}

/// The bytes that are submitted, and submitted again.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Submission {
    /// SCALE of a `Submission` for `shoji_submit` (docs/protocol §9.4).
    Pool(Vec<u8>),
    /// A signed extrinsic that carries a shield.
    Extrinsic {
        /// The extrinsic.
        bytes: Vec<u8>,
        /// The account that signed it.
        account: [u8; 32],
        /// Its nonce.
        nonce: u64,
    },
}

impl Submission {
    /// Hash of a signed extrinsic, by which nodes know it, hex: made as that of a header is.
    pub fn extrinsic_hash(&self) -> Option<String> {
        match self {
            Submission::Pool(_) => None,
            Submission::Extrinsic { bytes, .. } => Some(hex::encode(header::hash(bytes))),
        }
    }
}

/// What became of a pending transaction so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum PendingState {
    /// In no block of the best chain.
    InFlight,
    /// In this block of the best chain, not yet known to be final.
    Included(u32),
    /// In no block, and no later block may include it: its notes are free again.
    Expired,
    /// Its extrinsic was included but the call failed, or another extrinsic took its nonce: nothing moved.
    Failed,
    /// Another transaction, of the same mnemonic elsewhere, spent one of its notes, and that is final.
    Superseded,
}

/// A transaction of this wallet that is not final yet. Stored before it is submitted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PendingRecord {
    /// Its bundle id (docs/protocol §6.3).
    pub bundle_id: [u8; 32],
    /// What is submitted.
    pub submission: Submission,
    /// Nullifiers of the wallet's notes that it spends: those notes are reserved.
    pub spends: Vec<[u8; 32]>,
    /// Label of the scope that takes its change, or that records it in case of a shield.
    pub scope: String,
    /// What it is: "shield", "transfer", "move" (to another scope of this wallet), "unshield" or
    /// "consolidate".
    pub kind: String,
    /// Recipient as the user wrote it.
    pub recipient: String,
    /// The asset paid, as on the wire.
    pub asset: u64,
    /// Units paid.
    pub amount: u128,
    /// Fee in native units, paid from the pool.
    pub fee: u64,
    /// Memo text, if any.
    pub memo: Option<String>,
    /// Last block that may include it.
    pub expiry: u32,
    /// Salt of the dummies (docs/protocol §5.5).
    pub salt: u64,
    /// What became of it.
    pub state: PendingState,
    /// Why the node refused it last, if it did.
    pub last_error: Option<String>,
}

/// Units by asset, each as on the wire.
pub type Units = BTreeMap<u64, u128>;

/// Adds units of an asset. A node could invent notes of any value; a wrong sum must not become a panic.
pub fn add_units(units: &mut Units, asset: u64, value: u128) {
    let sum = units.entry(asset).or_default();
    *sum = sum.saturating_add(value);
}

/// One entry of the history: a bundle that is in a block and touches this wallet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct HistoryRecord {
    /// The bundle.
    pub bundle_id: [u8; 32],
    /// Its block.
    pub block: u32,
    /// Index of its extrinsic in the block.
    pub extrinsic_index: u32,
    /// The call: 0 shield, 1 transfer, 2 unshield (docs/protocol §6.2).
    pub call: u8,
    /// Depositor of a shield, recipient of an unshield; zeros for a transfer.
    pub party: [u8; 32],
    /// Asset of the public amount, as on the wire; 0 for a transfer.
    pub asset: u64,
    /// Public amount in units.
    pub amount: u128,
    /// Fee in native units.
    pub fee: u64,
    /// Units of this wallet's notes that it spent, by asset.
    pub spent: Units,
    /// Units that came back to internal addresses, by asset.
    pub change: Units,
    /// What this wallet received at its external addresses.
    pub received: Vec<Received>,
    /// What this wallet sent, as its outgoing keys show.
    pub sent: Vec<Sent>,
}

/// An output to one of the wallet's external addresses.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Received {
    /// Label of the scope.
    pub scope: String,
    /// Asset, as on the wire.
    pub asset: u64,
    /// Units.
    pub value: u128,
    /// Memo as carried.
    pub memo: [u8; 128],
}

/// An output to somebody, recovered with an outgoing key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Sent {
    /// Label of the scope whose key recovered it.
    pub scope: String,
    /// The recipient's address.
    pub address: String,
    /// Asset, as on the wire.
    pub asset: u64,
    /// Units.
    pub value: u128,
    /// Memo as carried.
    pub memo: [u8; 128],
}

impl Record for ScopeRecord {
    const TABLE: &'static str = "scopes";

    fn identity(&self) -> Vec<u8> {
        self.label.as_bytes().to_vec()
    }
}

impl Record for NoteRecord {
    const TABLE: &'static str = "notes";

    /// The position: a leaf is one note.
    fn identity(&self) -> Vec<u8> {
        self.position.to_le_bytes().to_vec()
    }
}

impl Record for PendingRecord {
    const TABLE: &'static str = "pending";

    fn identity(&self) -> Vec<u8> {
        self.bundle_id.to_vec()
    }
}

impl Record for HistoryRecord {
    const TABLE: &'static str = "history";

    fn identity(&self) -> Vec<u8> {
        self.bundle_id.to_vec()
    }
}
