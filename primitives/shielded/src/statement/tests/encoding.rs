//! Bytes, hashes, signatures and public inputs.

use super::*;
use crate::{
    field::{self, from_u128, Base},
    grant::commitment,
    hash::{b256, b512},
    point::coordinates,
};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::{Decode, Encode, MaxEncodedLen};
use ff::Field;

/// Any statement, by what all have.
struct Any {
    circuit: u16,
    bytes: Vec<u8>,
    /// Bytes of proof and signature.
    proven: usize,
    hash: [u8; 32],
    id: [u8; 32],
    ctx: Base,
    again: fn(&[u8]) -> Option<([u8; 32], Base)>,
}

fn all() -> [Any; 3] {
    let (received, held, paid) = (received(), held(), paid());
    [
        Any {
            circuit: 3,
            bytes: received.encode(),
            proven: 192 + 64,
            hash: received.hash(&GENESIS),
            id: received.id(&GENESIS),
            ctx: received.context(&GENESIS),
            again: |b| Received::from_bytes(b).map(|s| (s.hash(&GENESIS), s.context(&GENESIS))),
        },
        Any {
            circuit: 4,
            bytes: held.encode(),
            proven: 192 + 64,
            hash: held.hash(&GENESIS),
            id: held.id(&GENESIS),
            ctx: held.context(&GENESIS),
            again: |b| Held::from_bytes(b).map(|s| (s.hash(&GENESIS), s.context(&GENESIS))),
        },
        Any {
            circuit: 5,
            bytes: paid.encode(),
            proven: 192,
            hash: paid.hash(&GENESIS),
            id: paid.id(&GENESIS),
            ctx: paid.context(&GENESIS),
            again: |b| Paid::from_bytes(b).map(|s| (s.hash(&GENESIS), s.context(&GENESIS))),
        },
    ]
}

#[test]
fn fields_of_statements_lie_where_the_specification_says() {
    let span_bytes = [
        &[9, 0, 0, 0, 2, 1, 0, 0][..],
        &[33, 0, 0, 0, 0, 0, 0, 0, 6, 5, 4, 3, 0, 0, 0, 0],
        &[0x0a; 32],
    ]
    .concat();
    let terms = [[0x0b; 32], [0x0c; 32]].concat();
    let stated = [&[0][..], &address().to_payload()].concat();
    let twelve = 12u128.to_le_bytes();

    let statement = received();
    let asset = [5, 0, 0, 0, 7, 0, 0, 0];
    let threshold = (u128::MAX - 3).to_le_bytes();
    let expected = [&[1, 0], &stated[..], &span_bytes, &asset, &threshold, &terms, &rk()].concat();
    assert_eq!(statement.unproven_bytes(), expected);
    let expected = [&expected[..], &[0xcc; 192], &statement.signature].concat();
    assert_eq!((statement.encode(), expected.len()), (expected.clone(), 510));
    assert_eq!(Received::max_encoded_len(), 510);

    let statement = held();
    let mut expected = [&[1, 0, 1][..], &[0x0d; 32], &[2, 1, 0, 0], &[0x0a; 32]].concat();
    expected.extend([1, 0, 0, 0, 0, 0, 0, 0]);
    expected.extend(twelve);
    (1..=8).for_each(|nullifier| expected.extend([nullifier; 32]));
    expected.extend([&terms[..], &rk()].concat());
    assert_eq!(statement.unproven_bytes(), expected);
    let expected = [&expected[..], &[0xcc; 192], &statement.signature].concat();
    assert_eq!((statement.encode(), expected.len()), (expected.clone(), 703));
    assert_eq!(Held::max_encoded_len(), 703 + 43);

    let statement = paid();
    let native = [1, 0, 0, 0, 0, 0, 0, 0];
    let head = [&[1, 0][..], &address().to_payload(), &span_bytes].concat();
    let expected = [&head[..], &native, &twelve, &terms].concat();
    assert_eq!(statement.unproven_bytes(), expected);
    let expected = [&expected[..], &[0xcc; 192]].concat();
    assert_eq!((statement.encode(), expected.len()), (expected.clone(), 413));
    assert_eq!(Paid::max_encoded_len(), 413);
}

#[test]
fn an_attestation_begins_with_its_circuit_and_a_statement_of_what_is_held_is_none() {
    let attestations = [Attestation::Received(received()), Attestation::Paid(paid())];
    for (attestation, circuit) in attestations.iter().zip([RECEIVED_CIRCUIT, PAID_CIRCUIT]) {
        let bytes = attestation.encode();
        assert_eq!((attestation.circuit_id(), u16::from(bytes[0])), (circuit, circuit));
        assert_eq!(Attestation::decode(&mut &bytes[..]).unwrap(), *attestation);
        let statement = all().into_iter().find(|any| any.circuit == circuit).unwrap();
        assert_eq!(bytes[1..], statement.bytes);
        assert_eq!(attestation.hash(&GENESIS), statement.hash);
        assert_eq!(attestation.id(&GENESIS), statement.id);
        assert_eq!(*attestation.span(), span());
        assert_eq!(attestation.subject(), Target::Stated(address().to_payload()));
        assert_eq!((attestation.verifier(), attestation.nonce()), (&[0x0b; 32], &[0x0c; 32]));
        assert_eq!((attestation.circuit_version(), attestation.proof()), (1, &[0xcc; 192]));
        assert!(attestation.is_signed(&GENESIS));
    }
    assert_eq!(attestations.each_ref().map(Attestation::asset), [(7 << 32) + 5, 1]);
    assert_eq!(attestations.each_ref().map(Attestation::threshold), [u128::MAX - 3, 12]);
    for index in (0..=u8::MAX).filter(|index| ![3, 5].contains(index)) {
        let bytes = [&[index][..], &held().encode()].concat();
        assert!(Attestation::decode(&mut &bytes[..]).is_err(), "{index}");
    }
}

#[test]
fn statements_have_no_bytes_missing_or_left_over() {
    for Any { bytes, again, .. } in all() {
        assert!(again(&bytes).is_some());
        assert!(again(&bytes[..bytes.len() - 1]).is_none());
        assert!(again(&[&bytes[..], &[0]].concat()).is_none());
        assert!(again(&[]).is_none());
    }
    // Another kind of subject.
    for (bytes, again) in all().map(|any| (any.bytes, any.again)).into_iter().take(2) {
        let mut changed = bytes;
        changed[2] = 2;
        assert!(again(&changed).is_none());
    }
}

#[test]
fn hash_id_and_ctx_are_of_every_word_but_proof_and_signature() {
    for Any { circuit, bytes, proven, hash, id, ctx, again } in all() {
        let end = bytes.len() - proven;
        let data = [&GENESIS[..], &circuit.to_le_bytes(), &bytes[..end]].concat();
        assert_eq!(hash, b256(b"ShojiStmtHash___", &[&data]));
        assert_eq!(id, b256(b"ShojiStatementId", &[&hash]));
        assert_eq!(ctx, field::from_wide(&b512(b"ShojiStatement__", &[&data])));
        let mut hashes = BTreeSet::from([hash]);
        let mut contexts = BTreeSet::from([ctx.to_bytes()]);
        for bit in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            // Another kind of subject has another length.
            let Some((hash, ctx)) = again(&changed) else { continue };
            assert_eq!(hashes.insert(hash), bit / 8 < end, "circuit {circuit}, bit {bit}");
            assert_eq!(contexts.insert(ctx.to_bytes()), bit / 8 < end);
        }
    }
    // The same words of another circuit or chain.
    let [received, ..] = all();
    let unproven = &received.bytes[..received.bytes.len() - received.proven];
    assert_ne!(binding::hash(&GENESIS, 4, unproven), received.hash);
    assert_ne!(binding::hash(&[0; 32], 3, unproven), received.hash);
    assert_ne!(binding::context(&GENESIS, 4, unproven), received.ctx);
    assert_ne!(binding::context(&[0; 32], 3, unproven), received.ctx);
}

#[test]
fn statements_are_signed_by_whoever_can_spend_for_one_chain() {
    let received = received();
    assert!(received.is_signed(&GENESIS) && !received.is_signed(&[0; 32]));
    assert!(Received { proof: [1; 192], ..received.clone() }.is_signed(&GENESIS));
    assert!(!Received { threshold: 1, ..received.clone() }.is_signed(&GENESIS));
    assert!(!Received { nonce: [1; 32], ..received.clone() }.is_signed(&GENESIS));
    let held = held();
    assert!(held.is_signed(&GENESIS) && !held.is_signed(&[0; 32]));
    assert!(!Held { threshold: 1, ..held.clone() }.is_signed(&GENESIS));
    assert!(!Held { signature: received.signature, ..held }.is_signed(&GENESIS));
    // Under a key of small order everybody signs.
    for point in point::tests::small_order_points() {
        let mut forged = received.clone();
        forged.rk = point::encode(&point);
        let secret = Fr::from(5);
        let nonce = point::encode(&(point::generator() * secret).into());
        forged.signature[..32].copy_from_slice(&nonce);
        forged.signature[32..].copy_from_slice(&secret.to_bytes());
        assert!(!forged.is_signed(&GENESIS));
    }
}

#[test]
fn public_inputs_of_statements_are_built_in_the_order_of_the_specification() {
    let root = field::from_bytes(&[0x0a; 32]).unwrap();
    let (rk_u, rk_v) = coordinates(&point::decode(&rk()).unwrap());
    let positions = [Base::from(33), Base::from(0x0304_0506)];

    let statement = received();
    let c = commitment(&address(), &Base::ZERO).unwrap();
    let mut expected = [&[c, root], &positions[..]].concat();
    expected.push(Base::from((7 << 32) + 5));
    expected.push(from_u128(u128::MAX - 3));
    expected.extend([statement.context(&GENESIS), rk_u, rk_v]);
    assert_eq!(statement.public_inputs(&GENESIS, &span()), Ok(expected.clone()));
    assert_eq!(expected.len(), RECEIVED_PUBLIC_INPUTS);
    let attestation = Attestation::Received(statement);
    assert_eq!(attestation.public_inputs(&GENESIS, &span()), Ok(expected));

    let statement = held();
    let element = |byte| field::from_bytes(&[byte; 32]).unwrap();
    let mut expected = Vec::from([element(0x0d), root, Base::ONE, Base::from(12)]);
    expected.extend((1..=8).map(element));
    expected.extend([statement.context(&GENESIS), rk_u, rk_v]);
    assert_eq!(statement.public_inputs(&GENESIS, &[0x0a; 32]), Ok(expected.clone()));
    assert_eq!(expected.len(), HELD_PUBLIC_INPUTS);

    let statement = paid();
    let mut expected = [&[address().owner, root], &positions[..]].concat();
    expected.extend([Base::ONE, Base::from(12), statement.context(&GENESIS)]);
    assert_eq!(statement.public_inputs(&GENESIS, &span()), Ok(expected.clone()));
    assert_eq!(expected.len(), PAID_PUBLIC_INPUTS);
    let attestation = Attestation::Paid(statement);
    assert_eq!(attestation.public_inputs(&GENESIS, &span()), Ok(expected));
}
