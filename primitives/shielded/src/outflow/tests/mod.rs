//! Outflow statements against their formulas, and what must not be accepted.

mod amount;
mod encoding;

use super::*;
use crate::{
    asset::AssetId,
    audit::{encrypt, AuditKey, AuditRecord},
    bundle::{Bundle, CallKind, Output},
    field::Base,
    grant::Target,
    keys::{ScopeLabel, SpendingKey},
    point,
    poseidon::{hash, Domain},
    signature,
};
use alloc::vec::Vec;
use ff::Field;
use jubjub::Fr;
use rand::{rngs::StdRng, SeedableRng};

const GENESIS: [u8; 32] = [0xaa; 32];

fn owner() -> SpendingKey {
    SpendingKey::audited_from_bytes([0x51; 32]).unwrap()
}

/// A signed statement with `proofs` proofs that nobody has made.
fn outflow(proofs: u8) -> Outflow {
    let key = owner();
    let address = key.scope(&ScopeLabel::default()).unwrap().external.address(0).unwrap();
    let alpha = Fr::from(77);
    let chunk = |number| OutflowChunk { sum: [number; 32], proof: [number; 192] };
    let mut outflow = Outflow {
        circuit_version: VERSION,
        subject: Target::Stated(address.to_payload()),
        verifier: [1; 32],
        nonce: [2; 32],
        from: 0x0304_0506,
        to: 0x0708_090a,
        asset: AssetId::NATIVE.to_wire(),
        limit: 0x0b0c,
        rk: point::encode(&signature::randomize(&key.ak(), &alpha).into()),
        chunks: (1..=proofs).map(chunk).collect(),
        signature: [0; 64],
    };
    let rng = &mut StdRng::seed_from_u64(5);
    outflow.signature = signature::sign(&key.ask(), &alpha, &outflow.hash(&GENESIS), rng);
    outflow
}

/// Words that are all different.
fn words(seed: u64) -> BundleWords {
    let word = |n: usize| Base::from(seed * 100 + n as u64);
    BundleWords {
        nullifiers: core::array::from_fn(word),
        commitments: core::array::from_fn(|n| word(3 + n)),
        audit_words: core::array::from_fn(|n| word(6 + n)),
        shield: seed % 2 == 1,
    }
}
