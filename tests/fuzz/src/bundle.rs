//! Bundles from bytes (docs/protocol §6.1, §6.2) and the rules about their bytes alone (docs/protocol §7.1).

use codec::{Decode, Encode};
use shoji_shielded::{
    bundle::{Bundle, CallKind, Output, BUNDLE_LEN, UNPROVEN_LEN},
    field::{self, Base},
    point,
    rules::{Violation, BASE_FEE, WINDOW},
    sighash::sighash,
};

use crate::{
    bytes::Bytes,
    codecs,
    plain::{is_asset, is_canonical, is_large_point},
};

const KINDS: [CallKind; 3] = [CallKind::Shield, CallKind::Transfer, CallKind::Unshield];

/// The bytes as a bundle, and a well-formed bundle changed where the bytes say.
pub fn bundle(data: &[u8]) {
    codecs::decode_all(data);
    if let Some(bundle) = decode(data) {
        check(&bundle, data);
    }
    let mut bytes = well_formed().encode();
    Bytes::new(data).patch(&mut bytes);
    let bundle = decode(&bytes).expect("a patch keeps the length");
    check(&bundle, data);
}

/// A bundle that satisfies every rule about bytes. Proof and signature are zeros.
pub fn well_formed() -> Bundle {
    let word = |n: u64| field::to_bytes(&Base::from(n));
    let point = |n: u64| point::encode(&(point::generator() * jubjub::Fr::from(n)).into());
    let output = |n| Output { cm: word(n), epk: point(n), enc: [0; 244], out: [0; 80] };
    Bundle {
        circuit_version: 1,
        anchor: word(1),
        nullifiers: [2, 3, 4].map(word),
        outputs: [5, 6, 7].map(output),
        asset_pub: 1,
        amount: 1_000_000,
        fee: BASE_FEE,
        expiry: 64,
        rk: point(8),
        audit_words: [9; 8].map(word),
        proof: [0; 192],
        signature: [0; 64],
    }
}

/// Any bytes of the right length are one bundle, fewer are none.
fn decode(data: &[u8]) -> Option<Bundle> {
    let mut rest = data;
    let Ok(bundle) = Bundle::decode(&mut rest) else {
        assert!(data.len() < BUNDLE_LEN, "{} bytes are a bundle", data.len());
        return None;
    };
    assert_eq!(data.len() - rest.len(), BUNDLE_LEN);
    assert_eq!(bundle.encode(), data[..BUNDLE_LEN]);
    Some(bundle)
}

fn check(bundle: &Bundle, data: &[u8]) {
    let mut choices = Bytes::new(data);
    fields(bundle);
    points(bundle);
    whole(bundle);
    for kind in KINDS {
        public_part(bundle, kind);
    }
    expiry(bundle, u32::from_le_bytes(choices.array()));
    unproven(bundle);
    codecs::submissions_of(bundle);
    signed_bytes(bundle, usize::from(u16::from_le_bytes(choices.array())), choices.byte());
}

/// Rules 2, 3, 4.
fn fields(bundle: &Bundle) {
    let commitments = bundle.outputs.each_ref().map(|output| output.cm);
    let words =
        [&[bundle.anchor][..], &bundle.nullifiers, &commitments, &bundle.audit_words].concat();
    let [a, b, c] = bundle.nullifiers;
    let expected = if !words.iter().all(is_canonical) {
        Err(Violation::NonCanonicalField)
    } else if commitments.contains(&[0; 32]) {
        Err(Violation::ZeroCommitment)
    } else if a == b || a == c || b == c {
        Err(Violation::DuplicateNullifier)
    } else {
        Ok(words)
    };
    let parsed = bundle.parse_fields().map(|fields| {
        let read =
            [&[fields.anchor][..], &fields.nullifiers, &fields.commitments, &fields.audit_words];
        read.concat().iter().map(field::to_bytes).collect::<Vec<_>>()
    });
    assert_eq!(parsed, expected);
}

/// Rules 12, 13.
fn points(bundle: &Bundle) {
    let expected = if !bundle.outputs.iter().all(|output| is_large_point(&output.epk)) {
        Err(Violation::InvalidEphemeralKey)
    } else if !is_large_point(&bundle.rk) {
        Err(Violation::InvalidRandomizedKey)
    } else {
        Ok(())
    };
    assert_eq!(bundle.parse_points().map(drop), expected);
}

/// All of them, in that order.
fn whole(bundle: &Bundle) {
    let expected = bundle.parse_fields().and_then(|fields| Ok((fields, bundle.parse_points()?)));
    assert_eq!(bundle.parse().map(|parsed| (parsed.fields, parsed.points)), expected);
}

/// Rules 5, 6, 7, and the public inputs.
fn public_part(bundle: &Bundle, kind: CallKind) {
    let transfer = kind == CallKind::Transfer;
    let asset = is_asset(bundle.asset_pub) && (bundle.asset_pub == 0) == transfer;
    assert_eq!(bundle.check_asset(kind).is_ok(), asset);
    assert_eq!(bundle.check_amount(kind).is_ok(), (bundle.amount == 0) == transfer);
    let fees = [1, 2, 4, 8].map(|multiplier| multiplier * BASE_FEE);
    let fee = if kind == CallKind::Shield { bundle.fee == 0 } else { fees.contains(&bundle.fee) };
    assert_eq!(bundle.check_fee(kind).is_ok(), fee);

    let Ok(parsed) = bundle.parse() else { return };
    let inputs = parsed.public_inputs(kind);
    let amount = field::from_u128(bundle.amount);
    let sum = match kind {
        CallKind::Shield => inputs[8] + amount,
        CallKind::Transfer => inputs[8],
        CallKind::Unshield => inputs[8] - amount,
    };
    assert_eq!(sum, Base::from(0));
    assert_eq!(inputs[7], Base::from(bundle.asset_pub));
    assert_eq!(inputs[9], Base::from(bundle.fee));
}

/// Rules 8, 9.
fn expiry(bundle: &Bundle, number: u32) {
    let (number, expiry) = (u64::from(number), u64::from(bundle.expiry));
    let expected = if number > expiry {
        Err(Violation::Expired)
    } else if expiry > number + u64::from(WINDOW) {
        Err(Violation::ExpiryTooFar)
    } else {
        Ok(())
    };
    assert_eq!(bundle.check_expiry(number as u32), expected);
}

fn unproven(bundle: &Bundle) {
    let bytes = bundle.unproven_bytes();
    assert_eq!(bytes, bundle.encode()[..UNPROVEN_LEN]);
    let expected = Bundle { proof: [0; 192], signature: [0; 64], ..bundle.clone() };
    assert_eq!(Bundle::from_unproven(&bytes), Some(expected));
}

/// Every byte but those of proof and signature is signed, and so are chain, kind and party.
fn signed_bytes(bundle: &Bundle, at: usize, with: u8) {
    let (genesis, party) = ([1; 32], [2; 32]);
    let hash = |kind, bundle: &Bundle| sighash(&genesis, kind, &party, bundle);
    let here = hash(CallKind::Unshield, bundle);
    let mut bytes = bundle.encode();
    let at = at % BUNDLE_LEN;
    bytes[at] ^= with | 1;
    let changed = decode(&bytes).expect("of the same length");
    assert_eq!(hash(CallKind::Unshield, &changed) != here, at < UNPROVEN_LEN);
    assert_ne!(hash(CallKind::Shield, bundle), here);
    assert_ne!(hash(CallKind::Transfer, bundle), here);
    assert_ne!(sighash(&[3; 32], CallKind::Unshield, &party, bundle), here);
    assert_ne!(sighash(&genesis, CallKind::Unshield, &[3; 32], bundle), here);
}
