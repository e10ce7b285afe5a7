//! The header digest that makes headers and bodies alone enough to rebuild the tree (docs/protocol §4).

use alloc::vec::Vec;
use codec::{Decode, DecodeAll, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// The consensus engine id of the digest item.
pub const ENGINE_ID: [u8; 4] = *b"SHPL";
/// The version of the digest that this code writes and reads.
pub const DIGEST_VERSION: u8 = 1;

/// The state of the tree after a block, and which of its extrinsics are pool calls that took effect.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct PoolDigest {
    /// [`DIGEST_VERSION`].
    pub version: u8,
    /// The root of the block.
    pub root: [u8; 32],
    /// The position of the next commitment.
    pub next_position: u64,
    /// One bit an extrinsic, least significant first; trailing zero bytes dropped.
    pub outcomes: Vec<u8>,
}

impl PoolDigest {
    /// A digest of a block in which no pool call took effect.
    pub fn new(root: [u8; 32], next_position: u64) -> PoolDigest {
        PoolDigest { version: DIGEST_VERSION, root, next_position, outcomes: Vec::new() }
    }

    /// The digest of the payload of a digest item; `None` for another version, trailing bytes, or
    /// outcomes that are not in their shortest form.
    pub fn from_payload(mut payload: &[u8]) -> Option<PoolDigest> {
        let digest = PoolDigest::decode_all(&mut payload).ok()?;
        let shortest = digest.outcomes.last() != Some(&0);
        (digest.version == DIGEST_VERSION && shortest).then_some(digest)
    }

    /// Marks extrinsic `index` as a pool call that took effect.
    pub fn set_outcome(&mut self, index: u32) {
        set_outcome(&mut self.outcomes, index);
    }

    /// Whether extrinsic `index` is a pool call that took effect.
    pub fn outcome(&self, index: u32) -> bool {
        outcome(&self.outcomes, index)
    }

    /// The extrinsics that are pool calls that took effect, in order.
    pub fn effective(&self) -> impl Iterator<Item = u32> + '_ {
        let bits = u32::try_from(self.outcomes.len().saturating_mul(8)).unwrap_or(u32::MAX);
        (0..bits).filter(|index| self.outcome(*index))
    }
}

/// Sets bit `index`, growing the list to the byte that holds it and no further.
pub fn set_outcome(outcomes: &mut Vec<u8>, index: u32) {
    let byte = (index / 8) as usize;
    if outcomes.len() <= byte {
        outcomes.resize(byte + 1, 0);
    }
    outcomes[byte] |= 1 << (index % 8);
}

/// Bit `index`; a bit past the end is 0.
pub fn outcome(outcomes: &[u8], index: u32) -> bool {
    outcomes.get((index / 8) as usize).is_some_and(|byte| (byte >> (index % 8)) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    #[test]
    fn bits_are_least_significant_first_and_the_list_is_as_short_as_can_be() {
        let mut digest = PoolDigest::new([7; 32], 300);
        assert_eq!(digest.outcomes, Vec::<u8>::new());
        digest.set_outcome(0);
        assert_eq!(digest.outcomes, [0b0000_0001]);
        digest.set_outcome(7);
        digest.set_outcome(10);
        assert_eq!(digest.outcomes, [0b1000_0001, 0b0000_0100]);
        assert!(digest.outcome(10) && !digest.outcome(11) && !digest.outcome(9_999));
    }

    #[test]
    fn the_payload_is_version_root_position_and_outcomes() {
        let mut digest = PoolDigest::new([7; 32], 300);
        digest.set_outcome(3);
        let mut expected = Vec::from([1]);
        expected.extend([7; 32]);
        expected.extend(300u64.to_le_bytes());
        expected.extend([4, 0b1000]);
        assert_eq!(digest.encode(), expected);
        assert_eq!(PoolDigest::from_payload(&expected), Some(digest));
    }

    #[test]
    fn payloads_of_another_version_or_form_are_refused() {
        let digest = PoolDigest::new([7; 32], 300);
        let bytes = digest.encode();
        assert_eq!(PoolDigest::from_payload(&bytes[..bytes.len() - 1]), None);
        assert_eq!(PoolDigest::from_payload(&[&bytes[..], &[0]].concat()), None);
        let other = PoolDigest { version: 2, ..digest.clone() };
        assert_eq!(PoolDigest::from_payload(&other.encode()), None);
        let padded = PoolDigest { outcomes: Vec::from([1, 0]), ..digest };
        assert_eq!(PoolDigest::from_payload(&padded.encode()), None);
    }

    proptest! {
        #[test]
        fn exactly_the_marked_extrinsics_are_effective(
            indices in prop::collection::btree_set(0u32..5_000, 0..40),
        ) {
            let mut digest = PoolDigest::new([0; 32], 0);
            for index in &indices {
                digest.set_outcome(*index);
            }
            prop_assert_eq!(digest.effective().collect::<BTreeSet<u32>>(), indices);
            prop_assert_eq!(PoolDigest::from_payload(&digest.encode()), Some(digest));
        }
    }
}
