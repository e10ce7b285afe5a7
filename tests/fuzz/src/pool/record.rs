//! The eight bytes of an operation, and the choices in them.

use shoji_shielded::rules::{BASE_FEE, WINDOW};

/// Bytes of an operation.
pub const LENGTH: usize = 8;

/// An operation, not yet understood.
#[derive(Clone, Copy, Debug, Default)]
pub struct Record {
    /// Which operation.
    pub what: u8,
    /// Who does it.
    pub who: u8,
    /// With which asset.
    pub asset: u8,
    /// How much: which of the interesting amounts.
    pub amount: u8,
    /// How much: of those that are a number.
    pub units: u8,
    /// A bundle's fee, in the low half, and anchor, in the high one. An issuer's call.
    pub terms: u8,
    /// What is wrong with it; below 128 nothing is.
    pub defect: u8,
    /// More about whatever needs it.
    pub more: u8,
}

impl Record {
    /// The operation in these bytes, as far as there are any.
    pub fn new(bytes: &[u8]) -> Self {
        let mut all = [0; LENGTH];
        all[..bytes.len()].copy_from_slice(bytes);
        let [what, who, asset, amount, units, terms, defect, more] = all;
        Self { what, who, asset, amount, units, terms, defect, more }
    }

    /// The bytes of this operation.
    pub fn bytes(&self) -> [u8; LENGTH] {
        let Self { what, who, asset, amount, units, terms, defect, more } = *self;
        [what, who, asset, amount, units, terms, defect, more]
    }

    /// One of `count`, by a byte of the record.
    pub fn one_of(byte: u8, count: usize) -> usize {
        usize::from(byte) % count
    }

    /// How much, where `limit` is the most that can be right and `minimum` the least.
    pub fn pick_amount(&self, limit: u128, minimum: u128) -> u128 {
        let units = u128::from(self.units) + 1;
        match self.amount % 12 {
            0 => limit,
            1 => units * 1_000,
            2 => 1,
            3 => units * 1_000_000_000,
            4 => minimum,
            5 => limit / 2,
            6 => limit.saturating_sub(minimum),
            7 => minimum.saturating_sub(1),
            8 => limit.saturating_add(1),
            9 => limit.saturating_sub(1),
            10 => units << (self.units % 120),
            _ => u128::MAX,
        }
    }

    /// The fee of a bundle that pays one: mostly one of the schedule.
    pub fn pick_fee(&self) -> u64 {
        match self.terms & 0x0f {
            choice @ 0..=10 => BASE_FEE << (choice % 4),
            11 => 0,
            12 => 3 * BASE_FEE,
            13 => BASE_FEE + 1,
            14 => 16 * BASE_FEE,
            _ => u64::MAX,
        }
    }

    /// Which of `roots` is the anchor, counted from the newest: mostly that one.
    pub fn pick_anchor(&self, roots: usize) -> usize {
        roots - 1 - usize::from((self.terms >> 4).saturating_sub(7)).min(roots - 1)
    }

    /// The last block that may include a bundle made for block `next`.
    pub fn pick_expiry(&self, next: u32) -> u32 {
        match self.more >> 4 {
            choice @ 0..=7 => next + 8 * u32::from(choice),
            8 => next + WINDOW,
            9 => next + WINDOW + 1,
            10 => next - 1,
            11 => u32::MAX,
            12 => 0,
            13 => next + 1,
            _ => next + 64,
        }
    }
}
