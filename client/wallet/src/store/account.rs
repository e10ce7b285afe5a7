//! What an audit key shows of an audited account (docs/protocol §5.4).

use super::Record;
use codec::{Decode, Encode};

/// A bundle of an audited account, as its public audit words say: every bundle in which the account spends is one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SpendRecord {
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
    /// Fee in native units, as the audit words say.
    pub fee: u64,
    /// What was spent; inputs of nothing are left out.
    pub inputs: Vec<SpendInput>,
    /// What was made; outputs of nothing are left out.
    pub outputs: Vec<SpendOutput>,
}

/// A note that the account spent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SpendInput {
    /// Asset, as on the wire.
    pub asset: u64,
    /// Units.
    pub value: u128,
    /// Label of the scope whose note it is, where that is one that is seen.
    pub scope: Option<String>,
}

/// A note that the account made.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SpendOutput {
    /// Asset, as on the wire.
    pub asset: u64,
    /// Units.
    pub value: u128,
    /// `owner` of the address that it was paid to (docs/protocol §2.4). Addresses with one `owner` are one.
    pub owner: [u8; 32],
    /// Label of the scope that received it, where that is one that is seen.
    pub scope: Option<String>,
}

impl Record for SpendRecord {
    const TABLE: &'static str = "spends";

    fn identity(&self) -> Vec<u8> {
        self.bundle_id.to_vec()
    }
}
