//! What travels beside bundles: submissions, header digests, the frontier, proofs, verifying keys.

use codec::{Decode, Encode};
use shoji_proofs::{Proof, VerifyingKey, TRANSFER_PUBLIC_INPUTS};
use shoji_shielded::{
    bundle::{Bundle, Submission},
    digest::PoolDigest,
    field::Base,
    signature,
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
