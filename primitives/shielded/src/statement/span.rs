//! Blocks, and the part of the tree that they appended (docs/protocol §12.1).

use super::StatementDefect;
use crate::{
    digest::PoolDigest,
    field::{self, Base},
    tree::CAPACITY,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The blocks `h_from` to `h_to`, both included, and what follows from their headers.
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
pub struct Span {
    /// The first block.
    pub h_from: u32,
    /// The last block.
    pub h_to: u32,
    /// The next position at the end of block `h_from - 1`; 0 where `h_from` is 0.
    pub p_from: u64,
    /// The next position at the end of block `h_to`.
    pub p_to: u64,
    /// The root of block `h_to`.
    pub root: [u8; 32],
}

impl Span {
    /// The span of these blocks. `before` is the digest in the header of block `h_from - 1`: none
    /// where `h_from` is 0, nor where that block is the genesis block, which has appended nothing and
    /// has no digest. `last` is that in the header of block `h_to`.
    ///
    /// `None` where these are no blocks, or their digests not those of one chain.
    pub fn new(
        h_from: u32,
        before: Option<&PoolDigest>,
        h_to: u32,
        last: &PoolDigest,
    ) -> Option<Span> {
        let p_from = match (h_from, before) {
            (0, None) | (1, None) => 0,
            (0, Some(_)) | (_, None) => return None,
            (_, Some(digest)) => digest.next_position,
        };
        let span = Span { h_from, h_to, p_from, p_to: last.next_position, root: last.root };
        span.checked_root().ok().map(|_| span)
    }

    /// The root, if some chain can have this span.
    pub(super) fn checked_root(&self) -> Result<Base, StatementDefect> {
        let in_order = self.h_from <= self.h_to && self.p_from <= self.p_to;
        if !in_order || self.p_to > CAPACITY || (self.h_from == 0 && self.p_from != 0) {
            return Err(StatementDefect::Span);
        }
        field::from_bytes(&self.root).ok_or(StatementDefect::Span)
    }

    /// The root, if this is `own`, the verifier's span of the same blocks.
    pub(super) fn root_as_in(&self, own: &Span) -> Result<Base, StatementDefect> {
        if self != own {
            return Err(StatementDefect::Span);
        }
        self.checked_root()
    }
}
