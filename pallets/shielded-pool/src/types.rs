//! Types of the pool's state, of its refusals and of its runtime API.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::pallet_prelude::{InvalidTransaction, TransactionValidityError};
use scale_info::TypeInfo;
use shoji_shielded::rules::Violation;

use crate::{Config, Error};

/// The longest verifying key that is accepted: enough for 84 public inputs.
pub const MAX_KEY_BYTES: u32 = 8_836;

/// What entered and left the pool of one asset under one circuit version, in units (docs/protocol
/// §7.3). The counters only grow.
#[derive(
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Default,
)]
pub struct TurnstileState {
    /// The sum of the amounts of all shields.
    pub shielded: u128,
    /// The sum of the amounts of all unshields.
    pub unshielded: u128,
    /// The sum of the fees of all bundles, paid or burnt. Fees are native.
    pub fees: u128,
}

impl TurnstileState {
    /// What is in the pool: `shielded - unshielded - fees`, or `None` if that is negative, which no
    /// sequence of calls reaches.
    pub fn in_pool(&self) -> Option<u128> {
        self.shielded.checked_sub(self.unshielded)?.checked_sub(self.fees)
    }

    /// The state after `amount` entered, or `None` if a counter would overflow.
    pub fn after_shield(&self, amount: u128) -> Option<Self> {
        Some(Self { shielded: self.shielded.checked_add(amount)?, ..*self })
    }

    /// The state after `amount` and `fee` left, or `None` if the pool does not hold both.
    pub fn after_leaving(&self, amount: u128, fee: u64) -> Option<Self> {
        let next = Self {
            shielded: self.shielded,
            unshielded: self.unshielded.checked_add(amount)?,
            fees: self.fees.checked_add(u128::from(fee))?,
        };
        next.in_pool().map(|_| next)
    }
}

/// Why a bundle is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It breaks a rule of docs/protocol §7.1.
    Rule(Violation),
    /// The tree has no room for its commitments. Reached after `2^40` commitments, so it is not a
    /// rule of bundles; it is checked all the same, because an included call must not fail.
    TreeFull,
}

impl Refusal {
    /// The code of [`Refusal::TreeFull`]: the first one that no rule has.
    pub const TREE_FULL_CODE: u8 = 18;

    /// The code in `InvalidTransaction::Custom`: that of the rule (docs/protocol §7.1).
    pub fn code(self) -> u8 {
        match self {
            Self::Rule(violation) => violation.code(),
            Self::TreeFull => Self::TREE_FULL_CODE,
        }
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Rule(violation)
    }
}

/// Every refusal is `Custom`, the expired bundle included: `Stale` and `Future` would say something
/// about the order of transactions and hide which rule was broken, and the pool treats all of them alike.
impl From<Refusal> for TransactionValidityError {
    fn from(refusal: Refusal) -> Self {
        InvalidTransaction::Custom(refusal.code()).into()
    }
}

impl<T: Config> From<Refusal> for Error<T> {
    fn from(refusal: Refusal) -> Self {
        let violation = match refusal {
            Refusal::Rule(violation) => violation,
            Refusal::TreeFull => return Self::TreeFull,
        };
        match violation {
            Violation::UnknownCircuit => Self::UnknownCircuit,
            Violation::NonCanonicalField => Self::NonCanonicalField,
            Violation::ZeroCommitment => Self::ZeroCommitment,
            Violation::DuplicateNullifier => Self::DuplicateNullifier,
            Violation::InvalidAsset => Self::InvalidAsset,
            Violation::InvalidAmount => Self::InvalidAmount,
            Violation::FeeNotInSchedule => Self::FeeNotInSchedule,
            Violation::Expired => Self::Expired,
            Violation::ExpiryTooFar => Self::ExpiryTooFar,
            Violation::UnknownAnchor => Self::UnknownAnchor,
            Violation::NullifierSpent => Self::NullifierSpent,
            Violation::InvalidEphemeralKey => Self::InvalidEphemeralKey,
            Violation::InvalidRandomizedKey => Self::InvalidRandomizedKey,
            Violation::InvalidSignature => Self::InvalidSignature,
            Violation::InvalidProof => Self::InvalidProof,
            Violation::PoolInsufficient => Self::PoolInsufficient,
            Violation::RecipientCannotReceive => Self::RecipientCannotReceive,
        }
    }
}

/// Which kind of parameters a verifying key belongs to (docs/protocol §8.3). It decides the
/// human-readable part of addresses (§2.4).
#[derive(
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
)]
pub enum ParametersKind {
    /// The development parameters, made from a public seed: whoever knows it can counterfeit.
    Development,
    /// Any other parameters.
    Production,
}

/// An asset other than the native one, as wallets need it.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AssetInfo {
    /// The asset in its present generation, as it is on the wire (docs/protocol §3.1).
    pub asset: u64,
    /// Its name, UTF-8 where its issuer was kind.
    pub name: Vec<u8>,
    /// Its ticker symbol.
    pub symbol: Vec<u8>,
    /// How many of its digits are decimals.
    pub decimals: u8,
    /// Whether it may enter and leave the pool: not frozen, not being destroyed.
    pub live: bool,
    /// The least an account may hold, in units.
    pub minimum_balance: u128,
    /// How much of it there is, in units, what is in the pool included.
    pub supply: u128,
    /// How much of it is in the pool, in units.
    pub in_pool: u128,
}

/// What the pool says about itself: nothing that depends on who asks.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct PoolInfo {
    /// The root of the block whose state is asked, a canonical field element.
    pub root: [u8; 32],
    /// The position that the next commitment will take.
    pub next_position: u64,
    /// The anchor window, in blocks (docs/protocol §7.1).
    pub window: u32,
    /// The fee of a bundle at the lowest priority, in units.
    pub base_fee: u64,
    /// What the pool holds for its users, in units (docs/protocol §7.3).
    pub in_pool: u128,
    /// The circuit id of the bundles that are accepted.
    pub circuit: u16,
    /// The circuit version of the bundles that are accepted.
    pub circuit_version: u16,
    /// The hash of the verifying key (docs/protocol §8.1).
    pub verifying_key_hash: [u8; 32],
    /// Whether the verifying key is that of the development parameters.
    pub parameters: ParametersKind,
}
