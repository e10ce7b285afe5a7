//! Statements against their encodings, and what has no public inputs.

mod defects;
mod encoding;

use super::*;
use crate::{
    address::Address,
    keys::{ScopeLabel, SpendingKey},
    point, signature,
};
use jubjub::Fr;
use rand::{rngs::StdRng, SeedableRng};

const GENESIS: [u8; 32] = [0xaa; 32];

fn owner() -> SpendingKey {
    SpendingKey::from_bytes([0x42; 32]).unwrap()
}

fn address() -> Address {
    owner().scope(&ScopeLabel::new("rent").unwrap()).unwrap().external.address(5).unwrap()
}

fn rk() -> [u8; 32] {
    point::encode(&signature::randomize(&owner().ak(), &Fr::from(77)).into())
}

fn sign(hash: &[u8; 32]) -> [u8; 64] {
    signature::sign(&owner().ask(), &Fr::from(77), hash, &mut StdRng::seed_from_u64(3))
}

fn span() -> Span {
    Span { h_from: 9, h_to: 0x0102, p_from: 33, p_to: 0x0304_0506, root: [0x0a; 32] }
}

fn received() -> Received {
    let mut received = Received {
        circuit_version: 1,
        subject: Target::Stated(address().to_payload()),
        span: span(),
        asset: (7 << 32) + 5,
        threshold: u128::MAX - 3,
        verifier: [0x0b; 32],
        nonce: [0x0c; 32],
        rk: rk(),
        proof: [0xcc; 192],
        signature: [0; 64],
    };
    received.signature = sign(&received.hash(&GENESIS));
    received
}

fn held() -> Held {
    let mut held = Held {
        circuit_version: 1,
        subject: Target::Hidden([0x0d; 32]),
        height: 0x0102,
        root: [0x0a; 32],
        asset: 1,
        threshold: 12,
        nullifiers: core::array::from_fn(|i| [i as u8 + 1; 32]),
        verifier: [0x0b; 32],
        nonce: [0x0c; 32],
        rk: rk(),
        proof: [0xcc; 192],
        signature: [0; 64],
    };
    held.signature = sign(&held.hash(&GENESIS));
    held
}

fn paid() -> Paid {
    Paid {
        circuit_version: 1,
        address: address().to_payload(),
        span: span(),
        asset: 1,
        threshold: 12,
        verifier: [0x0b; 32],
        nonce: [0x0c; 32],
        proof: [0xcc; 192],
    }
}
