//! Audit words: what an audited account shows of each of its spends (docs/protocol §5.4).

use crate::{
    field::{self, Base},
    hash::b512,
    poseidon::{hash, hash_words, Domain},
};
use ff::Field;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Bits in each of the four words that pack values, fee, selectors and tag.
const WORD_BITS: usize = 250;
const PACKED_WORDS: usize = 4;
const TAG_BITS: usize = 162;

/// What the audit words say about one bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Values of the three inputs.
    pub input_values: [u128; 3],
    /// Values of the three outputs.
    pub output_values: [u128; 3],
    /// The fee in native units.
    pub fee: u64,
    /// For each input, whether it is of [`AuditRecord::asset`] and not native.
    pub input_is_other: [bool; 3],
    /// For each output, whether it is of [`AuditRecord::asset`] and not native.
    pub output_is_other: [bool; 3],
    /// Owners of the three outputs.
    pub output_owners: [Base; 3],
    /// The bundle's other asset `A`.
    pub asset: Base,
}

/// Bits, least significant first, in 125 bytes: 1,000 of them.
struct Bits {
    bytes: [u8; PACKED_WORDS * WORD_BITS / 8],
    cursor: usize,
}

impl Bits {
    fn new() -> Self {
        Bits { bytes: [0; PACKED_WORDS * WORD_BITS / 8], cursor: 0 }
    }

    fn push_bit(&mut self, bit: bool) {
        self.bytes[self.cursor / 8] |= u8::from(bit) << (self.cursor % 8);
        self.cursor += 1;
    }

    /// The low `count` bits of a little-endian integer.
    fn push(&mut self, bytes: &[u8], count: usize) {
        for i in 0..count {
            self.push_bit((bytes[i / 8] >> (i % 8)) & 1 == 1);
        }
    }

    fn take_bit(&mut self) -> bool {
        let bit = (self.bytes[self.cursor / 8] >> (self.cursor % 8)) & 1 == 1;
        self.cursor += 1;
        bit
    }

    fn take<const N: usize>(&mut self, count: usize) -> [u8; N] {
        let mut bytes = [0; N];
        for i in 0..count {
            bytes[i / 8] |= u8::from(self.take_bit()) << (i % 8);
        }
        bytes
    }
}

/// The fixed word by which the holder of an [`AuditKey`] recognises its own ciphertext: 162 bits,
/// little-endian.
fn tag() -> [u8; TAG_BITS.div_ceil(8)] {
    let mut bytes = [0; TAG_BITS.div_ceil(8)];
    bytes.copy_from_slice(&b512(b"ShojiAuditTag_v1", &[])[..TAG_BITS.div_ceil(8)]);
    bytes[TAG_BITS / 8] &= (1 << (TAG_BITS % 8)) - 1;
    bytes
}

/// The tag as an element of `F`.
pub fn tag_base() -> Base {
    base_of(&tag())
}

/// A little-endian integer of fewer than 255 bits as an element of `F`.
fn base_of(bytes: &[u8]) -> Base {
    let mut wide = [0; 64];
    wide[..bytes.len()].copy_from_slice(bytes);
    field::from_wide(&wide)
}

impl AuditRecord {
    /// The plaintext words `m0 .. m7`.
    pub fn to_words(&self) -> [Base; 8] {
        let mut bits = Bits::new();
        for value in self.input_values.iter().chain(&self.output_values) {
            bits.push(&value.to_le_bytes(), 128);
        }
        bits.push(&self.fee.to_le_bytes(), 64);
        for selector in self.input_is_other.iter().chain(&self.output_is_other) {
            bits.push_bit(*selector);
        }
        bits.push(&tag(), TAG_BITS);
        bits.cursor = 0;
        let packed: [Base; PACKED_WORDS] =
            core::array::from_fn(|_| base_of(&bits.take::<32>(WORD_BITS)));
        let [m0, m1, m2, m3] = packed;
        let [o1, o2, o3] = self.output_owners;
        [m0, m1, m2, m3, o1, o2, o3, self.asset]
    }

    /// The record of plaintext words; `None` if the tag is missing or a packed word is too long.
    pub fn from_words(words: &[Base; 8]) -> Option<AuditRecord> {
        let mut bits = Bits::new();
        for word in &words[..PACKED_WORDS] {
            let bytes = field::to_bytes(word);
            if bytes[WORD_BITS / 8] >> (WORD_BITS % 8) != 0 {
                return None;
            }
            bits.push(&bytes, WORD_BITS);
        }
        bits.cursor = 0;
        let input_values = core::array::from_fn(|_| u128::from_le_bytes(bits.take(128)));
        let output_values = core::array::from_fn(|_| u128::from_le_bytes(bits.take(128)));
        let fee = u64::from_le_bytes(bits.take(64));
        let input_is_other = core::array::from_fn(|_| bits.take_bit());
        let output_is_other = core::array::from_fn(|_| bits.take_bit());
        if bits.take(TAG_BITS) != tag() {
            return None;
        }
        let [_, _, _, _, o1, o2, o3, asset] = *words;
        Some(AuditRecord {
            input_values,
            output_values,
            fee,
            input_is_other,
            output_is_other,
            output_owners: [o1, o2, o3],
            asset,
        })
    }
}

/// `H_ACCOUNT(ak.u, ak.v, audit)`: which account a record is of. It is in the stream of every bundle,
/// from the `ak` that signs and the `audit` that is in the spent notes, so that nobody else who knows
/// `k` can make a record that looks like the account's.
pub fn account((u, v): (Base, Base), audit: Base) -> Base {
    hash(Domain::Account, &[u, v, audit])
}

/// What an auditor of an account needs to read its records.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct AuditKey {
    /// The audit key `k`.
    pub k: Base,
    /// The account, by [`account`].
    pub account: Base,
}

impl core::fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("AuditKey(..)")
    }
}

/// `S_AUDIT(k, nf1..3, cm1..3, account)`: eight words, for this bundle only.
pub fn keystream(key: &AuditKey, nullifiers: &[Base; 3], commitments: &[Base; 3]) -> [Base; 8] {
    let mut inputs = [Base::ZERO; 8];
    inputs[0] = key.k;
    inputs[1..4].copy_from_slice(nullifiers);
    inputs[4..7].copy_from_slice(commitments);
    inputs[7] = key.account;
    hash_words(Domain::AuditStream, &inputs)
}

/// The public words `w_n = m_n + keystream_n`.
pub fn encrypt(
    record: &AuditRecord,
    key: &AuditKey,
    nullifiers: &[Base; 3],
    commitments: &[Base; 3],
) -> [Base; 8] {
    let mut words = record.to_words();
    for (word, pad) in words.iter_mut().zip(keystream(key, nullifiers, commitments)) {
        *word += pad;
    }
    words
}

/// What the public words of a bundle say to the account's auditor; `None` if the bundle is not this
/// account's.
pub fn decrypt(
    words: &[Base; 8],
    key: &AuditKey,
    nullifiers: &[Base; 3],
    commitments: &[Base; 3],
) -> Option<AuditRecord> {
    let mut plain = *words;
    for (word, pad) in plain.iter_mut().zip(keystream(key, nullifiers, commitments)) {
        *word -= pad;
    }
    AuditRecord::from_words(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record() -> AuditRecord {
        AuditRecord {
            input_values: [u128::MAX, 0, 0x0123_4567_89ab_cdef],
            output_values: [1, u128::MAX - 5, 7],
            fee: u64::MAX - 1,
            input_is_other: [true, false, true],
            output_is_other: [false, true, true],
            output_owners: [11, 12, 13].map(Base::from),
            asset: -Base::ONE,
        }
    }

    /// The 1,000 bits of docs/protocol §5.4, one a byte.
    fn bits(record: &AuditRecord) -> alloc::vec::Vec<u8> {
        let mut bits = alloc::vec::Vec::new();
        let mut push = |value: u128, count: usize| {
            bits.extend((0..count).map(|i| ((value >> i) & 1) as u8));
        };
        record.input_values.iter().chain(&record.output_values).for_each(|v| push(*v, 128));
        push(record.fee.into(), 64);
        for selector in record.input_is_other.iter().chain(&record.output_is_other) {
            push((*selector).into(), 1);
        }
        let tag = b512(b"ShojiAuditTag_v1", &[]);
        push(u128::from_le_bytes(tag[..16].try_into().unwrap()), 128);
        push(u128::from_le_bytes(tag[16..32].try_into().unwrap()), 34);
        bits
    }

    #[test]
    fn words_are_packed_as_the_specification_says() {
        let bits = bits(&record());
        assert_eq!(bits.len(), 1_000);
        let words = record().to_words();
        for (word, bits) in words.iter().zip(bits.chunks(250)) {
            let expected = bits
                .iter()
                .rev()
                .fold(Base::ZERO, |sum, bit| sum.double() + Base::from(*bit as u64));
            assert_eq!(*word, expected);
        }
        assert_eq!(words[4..7], [11, 12, 13].map(Base::from));
        assert_eq!(words[7], -Base::ONE);
        let tag =
            bits[838..].iter().rev().fold(Base::ZERO, |s, b| s.double() + Base::from(*b as u64));
        assert_eq!(tag_base(), tag);
    }

    #[test]
    fn words_without_the_tag_or_beyond_250_bits_are_no_record() {
        let words = record().to_words();
        assert_eq!(AuditRecord::from_words(&words), Some(record()));
        let mut changed = words;
        changed[3] += Base::from_raw([0, 0, 1 << 60, 0]); // bit 188 of m3 is in the tag
        assert_eq!(AuditRecord::from_words(&changed), None);
        for i in 0..4 {
            let mut long = words;
            long[i] += Base::from_raw([0, 0, 0, 1 << 58]); // 2^250
            assert_eq!(AuditRecord::from_words(&long), None);
        }
    }

    fn key(k: u64, account: u64) -> AuditKey {
        AuditKey { k: Base::from(k), account: Base::from(account) }
    }

    #[test]
    fn audit_words_decrypt_with_their_key_for_their_account_and_bundle_only() {
        let k = key(99, 7);
        let (nfs, cms) = ([1, 2, 3].map(Base::from), [4, 5, 6].map(Base::from));
        let words = encrypt(&record(), &k, &nfs, &cms);
        assert_eq!(decrypt(&words, &k, &nfs, &cms), Some(record()));
        assert_eq!(decrypt(&words, &key(98, 7), &nfs, &cms), None);
        assert_eq!(decrypt(&words, &key(99, 8), &nfs, &cms), None);
        for i in 0..3 {
            let (mut other_nfs, mut other_cms) = (nfs, cms);
            other_nfs[i] += Base::ONE;
            other_cms[i] += Base::ONE;
            assert_eq!(decrypt(&words, &k, &other_nfs, &cms), None);
            assert_eq!(decrypt(&words, &k, &nfs, &other_cms), None);
        }
        assert_eq!(decrypt(&words, &k, &cms, &nfs), None);
    }

    #[test]
    fn the_key_stream_is_the_sponge_over_key_nullifiers_commitments_and_account() {
        let inputs: [Base; 8] = core::array::from_fn(|i| Base::from(i as u64));
        let [k, n1, n2, n3, c1, c2, c3, account] = inputs;
        assert_eq!(
            keystream(&AuditKey { k, account }, &[n1, n2, n3], &[c1, c2, c3]),
            hash_words::<8>(Domain::AuditStream, &inputs)
        );
    }

    #[test]
    fn every_coordinate_of_the_key_and_the_audit_make_another_account() {
        let [u, v, audit] = [1, 2, 3].map(Base::from);
        assert_eq!(account((u, v), audit), hash(Domain::Account, &[u, v, audit]));
        for other in [account((v, v), audit), account((u, u), audit), account((u, v), Base::ZERO)] {
            assert_ne!(account((u, v), audit), other);
        }
        assert!(!std::format!("{:?}", key(1, 2)).contains(['1', '2']));
    }

    proptest! {
        #[test]
        fn records_round_trip(
            input_values: [u128; 3], output_values: [u128; 3], fee: u64,
            input_is_other: [bool; 3], output_is_other: [bool; 3], owners: [u64; 3], asset: u64, k: u64,
        ) {
            let record = AuditRecord {
                input_values, output_values, fee, input_is_other, output_is_other,
                output_owners: owners.map(Base::from), asset: Base::from(asset),
            };
            let (nfs, cms) = ([1, 2, 3].map(Base::from), [4, 5, 6].map(Base::from));
            prop_assert_eq!(AuditRecord::from_words(&record.to_words()), Some(record));
            let words = encrypt(&record, &key(k, 1), &nfs, &cms);
            prop_assert_eq!(decrypt(&words, &key(k, 1), &nfs, &cms), Some(record));
        }
    }
}
