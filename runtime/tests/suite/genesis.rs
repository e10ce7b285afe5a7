//! The presets.

use crate::support::{build, genesis_json, merge, state};
use frame_support::traits::fungible::Inspect;
use serde_json::json;
use shoji_proofs::keys::TRANSFER_V1_DEVELOPMENT;
use shoji_runtime::{genesis_presets::*, *};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Ferdie};

#[test]
fn every_preset_that_is_named_exists_and_no_other() {
    for name in preset_names() {
        assert!(get_preset(&name).is_some(), "{name}");
    }
    for name in ["", "mainnet", "local_testnet_0", "local_testnet_7", "local_testnet_02"] {
        assert!(get_preset(&name.into()).is_none(), "{name}");
    }
}

#[test]
fn a_local_testnet_has_as_many_validators_as_its_name_says() {
    for validators in 1..=MAX_LOCAL_VALIDATORS {
        state(&local_preset_name(validators)).execute_with(|| {
            assert_eq!(Session::validators().len(), validators);
            assert_eq!(pallet_babe::Authorities::<Runtime>::get().len(), validators);
            assert_eq!(Grandpa::grandpa_authorities().len(), validators);
        });
    }
}

#[test]
fn the_named_testnets_are_run_by_alice_and_bob() {
    state("development").execute_with(|| {
        assert_eq!(Session::validators(), [Alice.to_account_id()]);
    });
    state("local_testnet").execute_with(|| {
        assert_eq!(Session::validators(), [Alice.to_account_id(), Bob.to_account_id()]);
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(Alice.to_account_id()));
    });
}

#[test]
fn each_development_account_starts_with_a_million() {
    state("local_testnet").execute_with(|| {
        for account in [Alice, Bob, Ferdie] {
            assert_eq!(Balances::balance(&account.to_account_id()), 1_000_000_000_000_000);
        }
        // The rest is the deposit that keeps the pool account alive (docs/protocol §7.3).
        assert_eq!(
            Balances::total_issuance(),
            6 * DEVELOPMENT_ENDOWMENT + configs::EXISTENTIAL_DEPOSIT
        );
    });
}

#[test]
fn the_production_template_has_nobody_in_it_and_is_refused_as_it_is() {
    let template = genesis_json(PRODUCTION_RUNTIME_PRESET);
    assert_eq!(template["sudo"]["key"], json!(null));
    assert_eq!(template["balances"]["balances"], json!([]));
    assert_eq!(template["timing"], json!({"slotDuration": 6000, "epochDuration": 600}));
    let error = build(&template).err().expect("a chain without validators");
    assert!(error.contains("session.keys names no validator"), "{error}");
}

/// The production template with validators and a verifying key.
fn production(key: &[u8]) -> serde_json::Value {
    let mut config = genesis_json(PRODUCTION_RUNTIME_PRESET);
    config["session"] = genesis_json("local_testnet")["session"].clone();
    config["shieldedPool"]["verifyingKey"] = json!(sp_core::bytes::to_hex(key, false));
    config
}

/// A key that passes every check of registration and is not the development key: that one with two
/// of its points exchanged.
fn other_key() -> Vec<u8> {
    let mut key = TRANSFER_V1_DEVELOPMENT.to_vec();
    let end = key.len();
    let (head, last) = key.split_at_mut(end - 96);
    let before = head.len() - 96;
    head[before..].swap_with_slice(last);
    key
}

#[test]
fn a_production_chain_has_no_root() {
    let mut config = production(&other_key());
    config["sudo"]["key"] = json!(Alice.to_account_id());
    let error = build(&config).err().expect("a production chain with a root key");
    assert!(error.contains("sudo.key is set"), "{error}");
}

#[test]
fn the_production_template_goes_on_to_ask_for_a_verifying_key() {
    let mut config = genesis_json(PRODUCTION_RUNTIME_PRESET);
    config["session"] = genesis_json("local_testnet")["session"].clone();
    let error = build(&config).err().expect("a chain without a verifying key");
    assert!(error.contains("shieldedPool.verifyingKey is refused"), "{error}");
}

#[test]
fn a_completed_template_has_production_timing_and_no_root() {
    let mut config = genesis_json(PRODUCTION_RUNTIME_PRESET);
    config["session"] = genesis_json("local_testnet")["session"].clone();
    config["shieldedPool"] = genesis_json("local_testnet")["shieldedPool"].clone();
    build(&config).expect("a complete chain").execute_with(|| {
        assert_eq!(Session::validators().len(), 2);
        assert_eq!(Babe::slot_duration(), 6_000);
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
    });
}

#[test]
fn the_development_verifying_key_is_refused_by_a_chain_that_is_not_for_development() {
    let mut config = genesis_json("local_testnet");
    config["shieldedPool"]["development"] = json!(false);
    config["sudo"]["key"] = json!(null);
    let error = build(&config).err().expect("toxic values that are public");
    assert!(error.contains("development parameters"), "{error}");
}

#[test]
fn a_verifying_key_with_one_wrong_digit_is_refused_with_the_reason() {
    let mut config = genesis_json("local_testnet");
    let key = config["shieldedPool"]["verifyingKey"].as_str().expect("hex").to_owned();
    let digit = if &key[200..201] == "0" { "1" } else { "0" };
    config["shieldedPool"]["verifyingKey"] =
        json!(format!("{}{digit}{}", &key[..200], &key[201..]));
    let error = build(&config).err().expect("a point off the curve");
    assert!(error.contains("shieldedPool.verifyingKey is refused: a point is"), "{error}");
}

#[test]
fn the_pool_starts_empty_and_knows_its_key() {
    state("development").execute_with(|| {
        let info = ShieldedPool::pool_info();
        assert_eq!((info.next_position, info.in_pool), (0, 0));
        assert_eq!(info.parameters, ParametersKind::Development);
        assert_eq!(info.base_fee, 10_000_000);
        assert_eq!(info.window, 14_400);
    });
}

#[test]
fn authorities_beside_the_session_keys_are_refused() {
    let mut config = genesis_json("local_testnet");
    let alice = config["session"]["keys"][0][2]["babe"].clone();
    merge(&mut config, json!({"babe": {"authorities": [[alice, 1]]}}));
    let error = build(&config).err().expect("two sources of authorities");
    assert!(error.contains("follow from session.keys"), "{error}");
}

#[test]
fn a_configuration_that_is_not_one_is_an_error_and_not_a_panic() {
    let mut config = genesis_json("development");
    config["timing"]["slotDuration"] = json!("soon");
    let error = build(&config).err().expect("a word is no duration");
    assert!(error.contains("does not parse"), "{error}");
}
