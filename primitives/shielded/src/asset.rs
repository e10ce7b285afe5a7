//! Asset identifiers (docs/protocol §3.1).

use crate::field::Base;

/// A 64-bit asset identifier: none, the native token, or `(generation, id)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(u64);

impl AssetId {
    /// No asset: what a bundle names when no value crosses the pool's border.
    pub const NONE: AssetId = AssetId(0);
    /// The native token.
    pub const NATIVE: AssetId = AssetId(1);

    /// The asset that `id` denotes in its `generation`, which counts from 1 and rises when the id is
    /// created again. `None` for generation 0.
    pub const fn new(id: u32, generation: u32) -> Option<AssetId> {
        if generation == 0 {
            return None;
        }
        Some(AssetId(((generation as u64) << 32) | id as u64))
    }

    /// The id and the generation of the asset; `None` for the native token and for none.
    pub const fn id_and_generation(self) -> Option<(u32, u32)> {
        if self.0 < 1 << 32 {
            return None;
        }
        Some((self.0 as u32, (self.0 >> 32) as u32))
    }

    /// The asset of a wire integer; `None` for 2 to `2^32 - 1`, which denote nothing.
    pub const fn from_wire(word: u64) -> Option<AssetId> {
        if word > 1 && word < 1 << 32 {
            return None;
        }
        Some(AssetId(word))
    }

    /// The integer that goes on the wire, as eight little-endian bytes.
    pub const fn to_wire(self) -> u64 {
        self.0
    }

    /// The asset's element of `F`.
    pub fn to_base(self) -> Base {
        Base::from(self.0)
    }

    /// Whether this is [`AssetId::NONE`].
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn integers_between_native_and_the_first_generation_are_refused() {
        assert_eq!(AssetId::from_wire(0), Some(AssetId::NONE));
        assert_eq!(AssetId::from_wire(1), Some(AssetId::NATIVE));
        assert_eq!(AssetId::from_wire(2), None);
        assert_eq!(AssetId::from_wire((1 << 32) - 1), None);
        assert_eq!(AssetId::from_wire(1 << 32), AssetId::new(0, 1));
        assert_eq!(AssetId::new(7, 0), None);
        assert_eq!(AssetId::NATIVE.id_and_generation(), None);
        assert_eq!(AssetId::NONE.id_and_generation(), None);
    }

    proptest! {
        #[test]
        fn another_generation_of_an_id_is_another_asset(id: u32, generation in 1u32..u32::MAX) {
            let asset = AssetId::new(id, generation).unwrap();
            prop_assert_eq!(AssetId::from_wire(asset.to_wire()), Some(asset));
            prop_assert_eq!(asset.id_and_generation(), Some((id, generation)));
            let bytes = asset.to_wire().to_le_bytes();
            prop_assert_eq!(&bytes[..4], &id.to_le_bytes());
            prop_assert_eq!(&bytes[4..], &generation.to_le_bytes());
            prop_assert_ne!(AssetId::new(id, generation + 1), Some(asset));
            prop_assert_eq!(&asset.to_base().to_bytes()[..8], &bytes);
        }
    }
}
