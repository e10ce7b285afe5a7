//! Address texts: what they are and each way they can fail.

use super::*;
use crate::keys::tests::{modulus, scope, text};
use alloc::vec::Vec;
use jubjub::ExtendedPoint;
use proptest::prelude::*;

fn payload() -> Vec<u8> {
    let address = scope("").external.address(0).unwrap();
    let mut bytes = Vec::from([1]);
    bytes.extend(address.d.0);
    bytes.extend(address.owner.to_bytes());
    bytes.extend(point::encode(&address.pk_d.into()));
    bytes
}

fn decode(text: &str) -> Result<Address, AddressError> {
    Address::decode(text, Network::Development)
}

#[test]
fn an_address_is_its_76_bytes_in_bech32m() {
    let address = scope("").external.address(0).unwrap();
    assert_eq!(payload().len(), 76);
    assert_eq!(address.encode(Network::Development), text("shojidev", &payload()));
    assert_eq!(address.encode(Network::Production), text("shoji", &payload()));
    assert_eq!(decode(&text("shojidev", &payload())), Ok(address));
    assert_eq!(decode(&text("shojidev", &payload()).to_uppercase()), Ok(address));
}

#[test]
fn each_way_a_text_can_fail_to_be_an_address_has_its_error() {
    let refused = |bytes: &[u8], error| {
        assert_eq!(decode(&text("shojidev", bytes)), Err(error));
    };
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = payload();
        change(&mut bytes);
        bytes
    };
    let text_error = |error| Err(AddressError::Text(error));
    assert_eq!(decode(&text("shoji", &payload())), text_error(TextError::WrongNetwork));
    assert_eq!(decode(&text("zs", &payload())), text_error(TextError::UnknownPrefix));
    assert_eq!(decode(""), text_error(TextError::Malformed));
    refused(&changed(&|b| b[0] = 2), AddressError::Text(TextError::UnknownVersion));
    refused(&changed(&|b| b.truncate(75)), AddressError::Text(TextError::WrongLength));
    refused(&changed(&|b| b.push(0)), AddressError::Text(TextError::WrongLength));
    refused(&[], AddressError::Text(TextError::WrongLength));
    refused(&changed(&|b| b[12..44].copy_from_slice(&modulus())), AddressError::Owner);
    refused(&changed(&|b| b[44..].copy_from_slice(&modulus())), AddressError::TransmissionKey);
    let mut identity = point::encode(&ExtendedPoint::identity());
    let small = point::tests::small_order_points();
    let mixed = ExtendedPoint::from(point::generator()) + small[0];
    for p in small.into_iter().chain([mixed]) {
        let bytes = changed(&|b| b[44..].copy_from_slice(&point::encode(&p)));
        refused(&bytes, AddressError::TransmissionKeyOrder);
    }
    identity[31] |= 0x80;
    refused(&changed(&|b| b[44..].copy_from_slice(&identity)), AddressError::TransmissionKey);
}

#[test]
fn another_checksum_and_loose_padding_bits_are_refused() {
    let hrp = bech32::Hrp::parse("shojidev").unwrap();
    let bech32 = bech32::encode::<bech32::Bech32>(hrp, &payload()).unwrap();
    assert_eq!(decode(&bech32), Err(AddressError::Text(TextError::Malformed)));
    // 76 bytes are 608 bits in 122 characters of 5 bits: two bits carry nothing and must be zero.
    use bech32::{ByteIterExt, Fe32, Fe32IterExt};
    let mut symbols: Vec<Fe32> = payload().into_iter().bytes_to_fes().collect();
    assert_eq!(symbols.len(), 122);
    let last = symbols.pop().unwrap();
    symbols.push(Fe32::try_from(last.to_u8() | 1).unwrap());
    let loose: String =
        symbols.into_iter().with_checksum::<bech32::Bech32m>(&hrp).chars().collect();
    assert_eq!(decode(&loose), Err(AddressError::Text(TextError::Malformed)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn addresses_round_trip_and_a_changed_character_is_noticed(index: u64, at: usize, by in 1u8..31) {
        let address = scope("").external.address(index).unwrap();
        let encoded = address.encode(Network::Development);
        prop_assert_eq!(decode(&encoded), Ok(address));
        let alphabet = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        let mut bytes = encoded.into_bytes();
        let at = 9 + at % (bytes.len() - 9);
        let old = alphabet.iter().position(|c| *c == bytes[at]).unwrap();
        bytes[at] = alphabet[(old + usize::from(by)) % 32];
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(decode(&changed), Err(AddressError::Text(TextError::Malformed)));
    }
}
