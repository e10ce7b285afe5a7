//! The verifying key of grants in genesis states.

use crate::support::{build, genesis_json, state};
use bls12_381::{G1Affine, G2Affine, Scalar};
use serde_json::{json, Value};
use shoji_proofs::{
    keys::GRANT_V1_DEVELOPMENT, VerifyingKey, GRANT_PUBLIC_INPUTS, TRANSFER_PUBLIC_INPUTS,
};
use shoji_runtime::{genesis_presets::*, *};

/// A key that passes every check of registration and has nothing of the development parameters.
fn other_key(public_inputs: usize) -> Vec<u8> {
    let g1 = |n: u64| G1Affine::from(G1Affine::generator() * Scalar::from(n));
    let g2 = |n: u64| G2Affine::from(G2Affine::generator() * Scalar::from(n));
    let ic = (11..).take(public_inputs + 1).map(g1).collect();
    VerifyingKey::from_points(g1(2), g2(3), g2(5), g2(7), ic).to_bytes()
}

fn hex(bytes: &[u8]) -> Value {
    json!(sp_core::bytes::to_hex(bytes, false))
}

/// A production chain with this verifying key of grants.
fn production(grants: &[u8]) -> Value {
    let mut config = genesis_json(PRODUCTION_RUNTIME_PRESET);
    let account = AccountId::from([100; 32]);
    let babe = sp_core::sr25519::Public::from_raw([100; 32]);
    let grandpa = sp_core::ed25519::Public::from_raw([100; 32]);
    config["session"]["keys"] = json!([[account, account, { "babe": babe, "grandpa": grandpa }]]);
    config["shieldedPool"]["verifyingKey"] = hex(&other_key(TRANSFER_PUBLIC_INPUTS));
    config["viewKeys"]["verifyingKey"] = hex(grants);
    config
}

fn assert_refused(config: &Value, reason: &str) {
    let error = build(config).err().expect(reason);
    assert!(error.contains(reason), "{error}");
}

#[test]
fn development_chains_take_grants_under_the_development_key() {
    for preset in ["development", "local_testnet", "local_testnet_6"] {
        state(preset).execute_with(|| {
            assert_eq!(ViewKeys::verifying_key(), GRANT_V1_DEVELOPMENT);
            assert_eq!(ViewKeys::auditors(None, 256), []);
        });
    }
}

#[test]
fn a_production_chain_has_a_verifying_key_of_grants_of_its_own_or_none() {
    let template = genesis_json(PRODUCTION_RUNTIME_PRESET);
    assert_eq!(template["viewKeys"], json!({ "verifyingKey": "0x", "development": false }));
    let own = other_key(GRANT_PUBLIC_INPUTS);
    for key in [own, Vec::new()] {
        build(&production(&key))
            .expect("a production chain")
            .execute_with(|| assert_eq!(ViewKeys::verifying_key(), key));
    }
}

#[test]
fn the_development_key_of_grants_is_refused_by_a_chain_that_is_not_for_development() {
    let config = production(GRANT_V1_DEVELOPMENT);
    assert_refused(&config, "viewKeys.verifyingKey belongs to the development parameters");
    // Its toxic values with other ic points.
    let own = other_key(GRANT_PUBLIC_INPUTS);
    let ic = own.len() - 96 * (GRANT_PUBLIC_INPUTS + 1);
    let other = [&GRANT_V1_DEVELOPMENT[..ic], &own[ic..]].concat();
    assert_refused(&production(&other), "viewKeys.verifyingKey belongs to the development");
    // To say that grants alone are for development does not help.
    let mut config = production(GRANT_V1_DEVELOPMENT);
    config["viewKeys"]["development"] = json!(true);
    assert_refused(&config, "viewKeys.development is set");
}

#[test]
fn a_development_chain_that_does_not_say_so_of_its_grants_is_refused_their_development_key() {
    let mut config = genesis_json("development");
    config["viewKeys"]["development"] = json!(false);
    assert_refused(&config, "viewKeys.development is false");
}

#[test]
fn a_verifying_key_of_grants_that_is_none_is_refused_with_the_reason() {
    let own = other_key(GRANT_PUBLIC_INPUTS);
    let cut = &own[..own.len() - 1];
    assert_refused(&production(cut), "viewKeys.verifyingKey is refused: the key ends too early");
    let of_transfers = other_key(TRANSFER_PUBLIC_INPUTS);
    assert_refused(
        &production(&of_transfers),
        "viewKeys.verifyingKey is refused: the key is for another number of public inputs",
    );
}
