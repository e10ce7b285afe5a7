//! What travels beside bundles: submissions, header digests, the frontier, proofs, verifying keys,
//! statements about notes.

use codec::{Decode, Encode};
use shoji_proofs::{
    Proof, VerifyingKey, HELD_PUBLIC_INPUTS, PAID_PUBLIC_INPUTS, RECEIVED_PUBLIC_INPUTS,
    TRANSFER_PUBLIC_INPUTS,
};
use shoji_shielded::{
    bundle::{Bundle, Submission},
    digest::PoolDigest,
    field::Base,
    signature,
    statement::{Attestation, Held, Paid, Received},
    tree::Frontier,
};

use crate::bytes::Bytes;

/// Decodes `data` as each of them.
pub fn decode_all(data: &[u8]) {
    submission(data);
    digest(data);
    frontier(data);
    proof(data);
    verifying_key(data);
    statements(data);
}

/// A bundle as the two submissions that carry one.
pub fn submissions_of(bundle: &Bundle) {
    let unshield = Submission::Unshield { recipient: [7; 32], bundle: bundle.clone() };
    for submission in [Submission::Transfer(bundle.clone()), unshield] {
        let bytes = submission.encode();
        assert_eq!(Submission::decode(&mut &bytes[..]), Ok(submission));
    }
}

fn submission(data: &[u8]) {
    let mut rest = data;
    if let Ok(submission) = Submission::decode(&mut rest) {
        assert_eq!(submission.encode(), data[..data.len() - rest.len()]);
    }
}

fn digest(data: &[u8]) {
    let Some(digest) = PoolDigest::from_payload(data) else { return };
    assert_eq!(digest.encode(), data);
    let effective: Vec<u32> = digest.effective().collect();
    assert!(effective.windows(2).all(|pair| pair[0] < pair[1]));
    let mut again = PoolDigest::new(digest.root, digest.next_position);
    effective.into_iter().for_each(|index| again.set_outcome(index));
    assert_eq!(again, digest);
}

fn frontier(data: &[u8]) {
    let mut rest = data;
    let Ok(mut frontier) = Frontier::decode(&mut rest) else { return };
    assert_eq!(frontier.encode(), data[..data.len() - rest.len()]);
    let before = frontier.root();
    let position = frontier.next_position();
    if frontier.append(Base::from(5)).is_ok() {
        assert_eq!(frontier.next_position(), position + 1);
        assert_ne!(frontier.root(), before);
        let bytes = frontier.encode();
        assert_eq!(Frontier::decode(&mut &bytes[..]), Ok(frontier));
    }
}

fn proof(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let proof = Proof(bytes.array());
    if let Ok(points) = proof.decode() {
        assert_eq!(Proof::from(&points), proof);
    }
    signature::verify(&bytes.array(), &bytes.array(), &bytes.array());
}

fn verifying_key(data: &[u8]) {
    if let Ok(key) = VerifyingKey::from_bytes(data, TRANSFER_PUBLIC_INPUTS) {
        assert_eq!(key.to_bytes(), data);
    }
}

/// Of any kind: bytes are a statement in one way or not at all, and what one has for public inputs the
/// attestation of it has.
fn statements(data: &[u8]) {
    let genesis = [0; 32];
    let mut bytes = Bytes::new(data);
    // A stated and a hidden subject: the kind says how long a statement is.
    let (stated, hidden) = (bytes.array::<510>(), bytes.array::<467>());
    for bytes in [&stated[..], &hidden] {
        let Some(received) = Received::from_bytes(bytes) else { continue };
        assert_eq!(received.encode(), bytes);
        let own = received.span;
        let inputs = received.public_inputs(&genesis, &own);
        assert!(inputs.as_ref().map_or(true, |inputs| inputs.len() == RECEIVED_PUBLIC_INPUTS));
        assert_eq!(Attestation::Received(received).public_inputs(&genesis, &own), inputs);
    }
    let mut bytes = Bytes::new(data);
    for bytes in [&bytes.array::<746>()[..], &bytes.array::<703>()] {
        let Some(held) = Held::from_bytes(bytes) else { continue };
        assert_eq!(held.encode(), bytes);
        if let Ok(inputs) = held.public_inputs(&genesis, &held.root) {
            assert_eq!(inputs.len(), HELD_PUBLIC_INPUTS);
        }
        held.is_signed(&genesis);
    }
    let bytes = Bytes::new(data).array::<413>();
    if let Some(paid) = Paid::from_bytes(&bytes) {
        assert_eq!(paid.encode(), bytes);
        let own = paid.span;
        let inputs = paid.public_inputs(&genesis, &own);
        assert!(inputs.as_ref().map_or(true, |inputs| inputs.len() == PAID_PUBLIC_INPUTS));
        assert_eq!(Attestation::Paid(paid).public_inputs(&genesis, &own), inputs);
    }
    if let Ok(attestation) = Attestation::decode(&mut &data[..]) {
        assert_eq!(attestation.encode(), data[..attestation.encoded_size()]);
    }
}
