//! What left with one bundle (docs/protocol §13.3).

use super::BundleWords;
use crate::{
    asset::AssetId,
    audit::{keystream, AuditKey, AuditRecord},
    bundle::OUTPUTS,
    field::{self, from_u128, Base},
};
use ff::Field;

/// What the words of a bundle say to who knows the audit key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant)] // a value that is looked at and dropped
pub enum OutflowRecord {
    /// The bundle is another account's.
    Foreign,
    /// The bundle is a record of the account.
    Own(AuditRecord),
    /// The tag is there and another packed word has more than 250 bits. No chain accepts such a
    /// bundle of the account, and nothing is proven about it.
    Malformed,
}

impl OutflowRecord {
    /// Reads a bundle. It is a record exactly if `m3` is below `2^250` and ends in the tag.
    pub fn read(words: &BundleWords, key: &AuditKey) -> OutflowRecord {
        let mut plain = words.audit_words;
        let stream = keystream(key, &words.nullifiers, &words.commitments);
        plain.iter_mut().zip(stream).for_each(|(word, pad)| *word -= pad);
        if let Some(record) = AuditRecord::from_words(&plain) {
            return OutflowRecord::Own(record);
        }
        let mut tagged = plain;
        tagged[..3].fill(Base::ZERO);
        match AuditRecord::from_words(&tagged) {
            Some(_) => OutflowRecord::Malformed,
            None => OutflowRecord::Foreign,
        }
    }
}

/// What left of `asset` with a bundle of the account: outputs that are not `own`, and what the inputs
/// paid beyond all outputs, which is an unshielded amount and the fee. What a shield brings in pays for
/// outputs too, so of a shield only the fee counts beyond the outputs.
///
/// A sum of at most 2^130, not negative for bundles that a chain has accepted.
pub fn left(record: &AuditRecord, own: &[bool; OUTPUTS], shield: bool, asset: AssetId) -> Base {
    let asset = asset.to_base();
    let native = AssetId::NATIVE.to_base();
    let of_asset = |value: u128, is_other: bool| {
        let note = if is_other { record.asset } else { native };
        if note == asset {
            from_u128(value)
        } else {
            Base::ZERO
        }
    };
    let sum = |values: &[u128; 3], is_other: &[bool; 3], counts: [bool; 3]| -> Base {
        let notes = values.iter().zip(is_other).zip(counts);
        notes
            .filter(|(_, counts)| *counts)
            .map(|((value, other), _)| of_asset(*value, *other))
            .sum()
    };
    let paid_in = sum(&record.input_values, &record.input_is_other, [true; 3]);
    let paid_out = sum(&record.output_values, &record.output_is_other, [true; 3]);
    let to_others = sum(&record.output_values, &record.output_is_other, own.map(|own| !own));
    let beyond = match shield {
        true if asset == native => Base::from(record.fee),
        true => Base::ZERO,
        false => paid_in - paid_out,
    };
    to_others + beyond
}

/// Whether a sum is at most `limit`: whether `limit - sum` has 128 bits. A sum of what left has far fewer
/// bits than `r` (docs/protocol §13.3), so this says nothing else.
pub fn is_at_most(sum: &Base, limit: u128) -> bool {
    field::to_bytes(&(from_u128(limit) - sum))[16..] == [0; 16]
}
