//! What the other side of a comparison needs: the rules of encodings written down a second time, from the
//! specification and without the code under test.

use jubjub::{AffinePoint, ExtendedPoint};

/// `r` of docs/protocol §1.1, big-endian.
const MODULUS: [u8; 32] = [
    0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8, 0x08, 0x09, 0xa1, 0xd8, 0x05,
    0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe, 0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01,
];

/// Whether 32 bytes are the canonical encoding of a field element.
pub fn is_canonical(word: &[u8; 32]) -> bool {
    let mut big_endian = *word;
    big_endian.reverse();
    big_endian < MODULUS
}

/// Whether 32 bytes are the canonical encoding of a point of Jubjub that is not of small order.
pub fn is_large_point(bytes: &[u8; 32]) -> bool {
    let point = Option::<AffinePoint>::from(AffinePoint::from_bytes(*bytes));
    point.is_some_and(|point| {
        let eight = ExtendedPoint::from(point).double().double().double();
        point.to_bytes() == *bytes && !bool::from(eight.is_identity())
    })
}

/// Whether an integer denotes an asset or none (docs/protocol §3.1).
pub fn is_asset(wire: u64) -> bool {
    wire < 2 || wire >> 32 > 0
}
