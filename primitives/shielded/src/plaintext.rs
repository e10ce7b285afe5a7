//! The note plaintext (docs/protocol §3.3).

use crate::{
    address::Diversifier,
    asset::AssetId,
    field::{self, Base},
    memo::{Memo, MEMO_LEN},
    note::{Note, Rseed},
};

/// Bytes of a note plaintext.
pub const PLAINTEXT_LEN: usize = 228;
/// Bytes of the compact note plaintext: all but the memo.
pub const COMPACT_LEN: usize = PLAINTEXT_LEN - MEMO_LEN;

const VERSION: u8 = 0x01;

/// The compact part of a note plaintext: what the note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompactPlaintext {
    /// The diversifier of the receiving address.
    pub d: Diversifier,
    /// The asset.
    pub asset: AssetId,
    /// The value in units of the asset.
    pub value: u128,
    /// The seed of the note's trapdoor and ephemeral secret.
    pub rseed: Rseed,
    /// The owner of the note.
    pub owner: Base,
}

/// A whole note plaintext.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotePlaintext {
    /// What the note is.
    pub compact: CompactPlaintext,
    /// The memo.
    pub memo: Memo,
}

/// The next `N` bytes of `bytes`.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}

impl CompactPlaintext {
    /// The 100 bytes of the encoding.
    pub fn to_bytes(&self) -> [u8; COMPACT_LEN] {
        let asset = self.asset.to_wire().to_le_bytes();
        let value = self.value.to_le_bytes();
        let owner = field::to_bytes(&self.owner);
        let parts: [&[u8]; 6] = [&[VERSION], &self.d.0, &asset, &value, &self.rseed.0, &owner];
        let mut bytes = [0; COMPACT_LEN];
        let mut rest = &mut bytes[..];
        for part in parts {
            let (head, tail) = rest.split_at_mut(part.len());
            head.copy_from_slice(part);
            rest = tail;
        }
        bytes
    }

    /// Reads the encoding; `None` for another version, an asset that is not well formed or none, an
    /// `owner` that is not canonical.
    pub fn from_bytes(bytes: &[u8; COMPACT_LEN]) -> Option<CompactPlaintext> {
        let mut rest = &bytes[..];
        let [version] = take(&mut rest)?;
        let d = Diversifier(take(&mut rest)?);
        let asset = AssetId::from_wire(u64::from_le_bytes(take(&mut rest)?))?;
        let value = u128::from_le_bytes(take(&mut rest)?);
        let rseed = Rseed(take(&mut rest)?);
        let owner = field::from_bytes(&take(&mut rest)?)?;
        let valid = version == VERSION && !asset.is_none();
        valid.then_some(CompactPlaintext { d, asset, value, rseed, owner })
    }

    /// The note described.
    pub fn note(&self) -> Note {
        Note { asset: self.asset, value: self.value, owner: self.owner, rcm: self.rseed.rcm() }
    }
}

impl NotePlaintext {
    /// The 228 bytes of the encoding.
    pub fn to_bytes(&self) -> [u8; PLAINTEXT_LEN] {
        let mut bytes = [0; PLAINTEXT_LEN];
        bytes[..COMPACT_LEN].copy_from_slice(&self.compact.to_bytes());
        bytes[COMPACT_LEN..].copy_from_slice(self.memo.as_bytes());
        bytes
    }

    /// Reads the encoding; `None` as [`CompactPlaintext::from_bytes`].
    pub fn from_bytes(bytes: &[u8; PLAINTEXT_LEN]) -> Option<NotePlaintext> {
        let mut rest = &bytes[..];
        let compact = CompactPlaintext::from_bytes(&take(&mut rest)?)?;
        Some(NotePlaintext { compact, memo: Memo::from_bytes(take(&mut rest)?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ff::Field;
    use proptest::prelude::*;

    fn plaintext() -> NotePlaintext {
        NotePlaintext {
            compact: CompactPlaintext {
                d: Diversifier([0x11; 11]),
                asset: AssetId::new(0x22, 0x33).unwrap(),
                value: 0x44,
                rseed: Rseed([0x55; 32]),
                owner: Base::from(0x66),
            },
            memo: Memo::from_bytes([0x77; 128]),
        }
    }

    #[test]
    fn fields_lie_where_the_specification_says() {
        let bytes = plaintext().to_bytes();
        assert_eq!(bytes[0], 0x01);
        assert_eq!(bytes[1..12], [0x11; 11]);
        assert_eq!(bytes[12..20], [0x22, 0, 0, 0, 0x33, 0, 0, 0]);
        assert_eq!(bytes[20..36], 0x44u128.to_le_bytes());
        assert_eq!(bytes[36..68], [0x55; 32]);
        assert_eq!(bytes[68..100], Base::from(0x66).to_bytes());
        assert_eq!(bytes[100..], [0x77; 128]);
        assert_eq!(bytes[..100], plaintext().compact.to_bytes());
    }

    #[test]
    fn other_versions_assets_and_non_canonical_owners_are_refused() {
        let refused = |change: &dyn Fn(&mut [u8; 228])| {
            let mut bytes = plaintext().to_bytes();
            change(&mut bytes);
            assert_eq!(NotePlaintext::from_bytes(&bytes), None);
        };
        refused(&|bytes| bytes[0] = 0);
        refused(&|bytes| bytes[0] = 2);
        refused(&|bytes| bytes[12..20].fill(0));
        refused(&|bytes| bytes[16] = 0);
        refused(&|bytes| bytes[68..100].fill(0xff));
        let mut modulus = (-Base::ONE).to_bytes();
        modulus[0] += 1;
        refused(&|bytes| bytes[68..100].copy_from_slice(&modulus));
    }

    proptest! {
        #[test]
        fn plaintexts_round_trip(d: [u8; 11], id: u32, generation in 1u32.., value: u128, seed: [u8; 32]) {
            let compact = CompactPlaintext {
                d: Diversifier(d),
                asset: AssetId::new(id, generation).unwrap(),
                value,
                rseed: Rseed(seed),
                owner: Rseed(seed).rcm(),
            };
            let plaintext = NotePlaintext { compact, ..plaintext() };
            prop_assert_eq!(NotePlaintext::from_bytes(&plaintext.to_bytes()), Some(plaintext));
            prop_assert_eq!(compact.note().rcm, Rseed(seed).rcm());
        }
    }
}
