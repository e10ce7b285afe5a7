//! The presets.

use crate::support::{build, genesis_json, merge, state};
use bls12_381::{G1Affine, G2Affine, Scalar};
use frame_support::traits::fungible::Inspect;
use serde_json::json;
use shoji_proofs::{keys::TRANSFER_V1_DEVELOPMENT, VerifyingKey, TRANSFER_PUBLIC_INPUTS};
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

/// The session key entry of a validator whom nobody knows.
fn validator(number: u8) -> serde_json::Value {
    let account = AccountId::from([number; 32]);
    let babe = sp_core::sr25519::Public::from_raw([number; 32]);
    let grandpa = sp_core::ed25519::Public::from_raw([number; 32]);
    json!([account, account, { "babe": babe, "grandpa": grandpa }])
}

/// The production template with validators and a verifying key.
fn production(key: &[u8]) -> serde_json::Value {
    let mut config = genesis_json(PRODUCTION_RUNTIME_PRESET);
    config["session"]["keys"] = json!([validator(100), validator(101)]);
    config["shieldedPool"]["verifyingKey"] = json!(sp_core::bytes::to_hex(key, false));
    config
}

/// A key that passes every check of registration and has nothing of the development parameters.
fn other_key() -> Vec<u8> {
    let g1 = |n: u64| G1Affine::from(G1Affine::generator() * Scalar::from(n));
    let g2 = |n: u64| G2Affine::from(G2Affine::generator() * Scalar::from(n));
    let ic = (11..).take(TRANSFER_PUBLIC_INPUTS + 1).map(g1).collect();
    VerifyingKey::from_points(g1(2), g2(3), g2(5), g2(7), ic).to_bytes()
}

/// The development key of another circuit: its toxic values with other ic points.
fn development_key_of_another_circuit() -> Vec<u8> {
    let (own, other) = (TRANSFER_V1_DEVELOPMENT, other_key());
    let ic = own.len() - 96 * (TRANSFER_PUBLIC_INPUTS + 1);
    [&own[..ic], &other[ic..]].concat()
}

#[test]
fn a_production_chain_starts_with_a_verifying_key_of_its_own() {
    build(&production(&other_key())).expect("a production chain").execute_with(|| {
        assert_eq!(ShieldedPool::pool_info().parameters, ParametersKind::Production);
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
        assert_eq!(Babe::slot_duration(), 6_000);
    });
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
    for key in [TRANSFER_V1_DEVELOPMENT.to_vec(), development_key_of_another_circuit()] {
        let error = build(&production(&key)).err().expect("toxic values that are public");
        assert!(error.contains("development parameters"), "{error}");
        let mut config = production(&key);
        config["shieldedPool"]["development"] = json!(true);
        build(&config).expect("a chain that says what it is");
    }
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

#[test]
fn a_production_chain_whose_keys_nobody_knows_is_built() {
    build(&production(&other_key())).expect("a complete chain").execute_with(|| {
        assert_eq!(Session::validators(), [[100; 32], [101; 32]].map(AccountId::from));
    });
}

/// Asserts that a production chain with this change in it is refused, for this reason.
fn assert_refused(change: impl FnOnce(&mut serde_json::Value), reason: &str) {
    let mut config = production(&other_key());
    change(&mut config);
    let error = build(&config).err().expect(reason);
    assert!(error.contains(reason), "{error}");
}

#[test]
fn a_production_chain_has_no_validator_with_a_key_that_everybody_knows() {
    let reason = "session.keys has a key whose secret key is public";
    let local = genesis_json("local_testnet")["session"]["keys"][0].clone();
    assert_refused(|config| config["session"]["keys"][1] = local.clone(), reason);
    // Each of an entry's keys alone.
    for (kind, key) in [("babe", &local[2]["babe"]), ("grandpa", &local[2]["grandpa"])] {
        assert_refused(|config| config["session"]["keys"][0][2][kind] = key.clone(), reason);
    }
    assert_refused(
        |config| {
            config["session"]["keys"][0][0] = local[0].clone();
            config["session"]["keys"][0][1] = local[0].clone();
        },
        reason,
    );
}

#[test]
fn a_production_chain_endows_nobody_whose_key_everybody_knows() {
    let endow = |account: AccountId| {
        let reason = "balances.balances has a key whose secret key is public";
        assert_refused(
            |config| config["balances"]["balances"] = json!([[account, SHJ as u64]]),
            reason,
        );
    };
    endow(Ferdie.to_account_id());
    endow(sp_keyring::Sr25519Keyring::AliceStash.to_account_id());
    endow(sp_keyring::Ed25519Keyring::Bob.to_account_id());
}

#[test]
fn a_production_chain_makes_no_development_accounts() {
    assert_refused(
        |config| config["balances"]["devAccounts"] = json!([2, SHJ as u64, null]),
        "balances.devAccounts makes accounts whose secret keys are public",
    );
}

#[test]
fn nobody_whose_key_everybody_knows_owns_an_asset_of_a_production_chain() {
    let alice = Alice.to_account_id();
    assert_refused(
        |config| {
            config["assets"]["nextAssetId"] = json!(2);
            config["assets"]["assets"] = json!([[1, alice, false, 1]]);
        },
        "assets has a key whose secret key is public",
    );
}

#[test]
fn an_asset_of_genesis_has_an_id_below_the_next_one() {
    let owner = AccountId::from([7; 32]);
    let with_id = |id: u32| {
        let (owner, mut config) = (&owner, production(&other_key()));
        config["assets"]["assets"] = json!([[id, owner, false, 1]]);
        config["assets"]["nextAssetId"] = json!(5);
        build(&config)
    };
    assert!(with_id(4).is_ok());
    let error = with_id(5).err().expect("the next asset would have this id");
    assert!(error.contains("assets.assets has id 5, and assets.nextAssetId is 5"), "{error}");
}

#[test]
fn two_validators_with_the_same_key_are_refused() {
    for (kind, name) in [("babe", "BABE key"), ("grandpa", "GRANDPA key")] {
        let key = validator(101)[2][kind].clone();
        assert_refused(
            |config| config["session"]["keys"][0][2][kind] = key,
            &format!("session.keys names the same {name} twice"),
        );
    }
    assert_refused(
        |config| {
            config["session"]["keys"][0][0] = validator(101)[0].clone();
            config["session"]["keys"][0][1] = validator(101)[0].clone();
        },
        "session.keys names the same account twice",
    );
}

#[test]
fn a_validator_is_one_account_and_nobody_waits_to_become_one() {
    assert_refused(
        |config| config["session"]["keys"][0][0] = validator(3)[0].clone(),
        "session.keys names a validator by two accounts",
    );
    assert_refused(
        |config| config["session"]["nonAuthorityKeys"] = json!([validator(3)]),
        "session.nonAuthorityKeys must be empty",
    );
}

#[test]
fn there_are_at_most_a_hundred_validators() {
    let with = |count: u8| {
        let mut config = production(&other_key());
        config["session"]["keys"] = (1..=count).map(validator).collect();
        build(&config)
    };
    assert!(with(100).is_ok());
    let error = with(101).err().expect("one validator too many");
    assert!(error.contains("session.keys names 101 validators: there may be 100"), "{error}");
}
