//! What the chain remembers of the tree at the end of some blocks (docs/protocol §4.1).

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A checkpoint is made at the end of every block whose number is a multiple of this, and kept for a window.
pub const CHECKPOINT_INTERVAL: u32 = 8;
/// Checkpoints of blocks whose number is a multiple of this are kept for good.
pub const LASTING_INTERVAL: u32 = 240;

/// The tree at the end of a block.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
)]
pub struct Checkpoint {
    /// The root of the block.
    pub root: [u8; 32],
    /// How many commitments the tree holds.
    pub next_position: u64,
}

/// Where checkpoints come from: the pool of a chain.
pub trait Checkpoints {
    /// The tree at the end of `block`, where the chain remembers it.
    fn at_the_end_of(block: u32) -> Option<Checkpoint>;
}
