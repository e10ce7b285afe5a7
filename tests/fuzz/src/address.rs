//! Addresses and viewing keys from text (docs/protocol §2.4).

use bech32::{Bech32, Bech32m, Hrp};
use shoji_shielded::{
    address::{Address, Network},
    keys::{FullViewingKey, IncomingViewingKey},
};

use crate::bytes::Bytes;

/// Human-readable parts: those of the protocol, and some that are close to them.
const PARTS: [&str; 8] =
    ["shoji", "shojidev", "shojiivk", "shojidevivk", "shojifvk", "shojidevfvk", "shoj", "s"];

/// The bytes as a text, and as the payload of a text whose checksum holds.
pub fn address(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        read(text);
    }
    let mut bytes = Bytes::new(data);
    let part = Hrp::parse(bytes.choose(&PARTS)).expect("a human-readable part");
    let (original, at, with) = (bytes.byte() & 1 == 1, bytes.byte(), bytes.byte());
    let payload = bytes.rest();
    let encoded = match original {
        true => bech32::encode::<Bech32>(part, payload),
        false => bech32::encode::<Bech32m>(part, payload),
    };
    // Too long for a checksum.
    let Ok(text) = encoded else { return };
    if read(&text) {
        assert!(!original, "a text with the checksum of the older format was read");
        assert!(read(&text.to_ascii_uppercase()), "the upper-case form was refused");
        damaged(&text, at.into(), with.into());
    }
    damaged_payload(data);
}

/// Reads a text as everything that it could be; whether it is anything.
fn read(text: &str) -> bool {
    let networks = [Network::Production, Network::Development];
    let mut found = 0;
    for network in networks {
        let encoded = [
            Address::decode(text, network).ok().map(|address| address.encode(network)),
            IncomingViewingKey::decode(text, network).ok().map(|key| key.encode(network)),
            FullViewingKey::decode(text, network).ok().map(|key| key.encode(network)),
        ];
        for canonical in encoded.into_iter().flatten() {
            found += 1;
            assert_eq!(canonical, text.to_ascii_lowercase());
        }
    }
    assert!(found <= 1, "a text means two things");
    found == 1
}

/// One character that is another one, or of the other case, and the text is nothing any more.
fn damaged(text: &str, at: usize, with: usize) {
    const CHARACTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let mut bytes = text.as_bytes().to_vec();
    let at = at % bytes.len();
    let before = bytes[at];
    bytes[at] = CHARACTERS[with % CHARACTERS.len()];
    if bytes[at] != before {
        assert!(
            !read(&String::from_utf8(bytes.clone()).expect("ASCII")),
            "a damaged text was read"
        );
    }
    bytes[at] = before.to_ascii_uppercase();
    if bytes[at] != before {
        assert!(!read(&String::from_utf8(bytes).expect("ASCII")), "a text of two cases was read");
    }
}

/// A true address, changed before the checksum is made: what is read comes out as it went in.
fn damaged_payload(data: &[u8]) {
    let key = IncomingViewingKey::new(5.into()).expect("a key");
    let address = key.address(shoji_shielded::address::Diversifier([1; 11])).expect("an address");
    let text = address.encode(Network::Development);
    let (part, mut payload) = bech32::decode(&text).expect("just encoded");
    Bytes::new(data).patch(&mut payload);
    let changed = bech32::encode::<Bech32m>(part, &payload).expect("of the same length");
    if let Ok(read) = Address::decode(&changed, Network::Development) {
        assert_eq!(read.encode(Network::Development), changed);
        assert_eq!(read == address, changed == text);
    }
}
