//! The named chains and chain specs from files.

use shoji_node::chain_spec::*;
use shoji_runtime::WASM_BINARY;
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_runtime::BuildStorage;

#[test]
fn every_named_chain_but_the_template_builds_its_genesis_in_wasm() {
    for id in ["dev", "local", "", "local-1", "local-6"] {
        let spec = load(id).unwrap_or_else(|error| panic!("{id}: {error}"));
        let storage = spec.build_storage().unwrap_or_else(|error| panic!("{id}: {error}"));
        assert!(storage.top.len() > 20, "{id}");
    }
}

#[test]
fn local_is_the_testnet_with_two_validators() {
    let genesis = |id| load(id).map(|spec| spec.build_storage().unwrap().top).unwrap();
    assert_eq!(genesis("local"), genesis("local-2"));
    assert_ne!(genesis("local"), genesis("local-3"));
}

#[test]
fn the_production_template_is_refused_until_it_names_validators() {
    let error = load("production").unwrap().build_storage().unwrap_err();
    assert!(error.contains("session.keys names no validator"), "{error}");
}

#[test]
fn nonsense_timing_in_a_chain_spec_is_refused_with_the_reason() {
    let refused = |timing: serde_json::Value| {
        let spec = ChainSpec::builder(WASM_BINARY.unwrap(), Extensions::default())
            .with_name("test")
            .with_id("test")
            .with_genesis_config_preset_name(DEV_RUNTIME_PRESET)
            .with_genesis_config_patch(serde_json::json!({ "timing": timing }))
            .build();
        spec.build_storage().unwrap_err()
    };
    assert!(refused(serde_json::json!({"slotDuration": 0})).contains("timing.slotDuration"));
    assert!(refused(serde_json::json!({"slotDuration": 2001})).contains("even"));
    assert!(refused(serde_json::json!({"epochDuration": 0})).contains("timing.epochDuration"));
}

#[test]
fn a_chain_that_does_not_exist_is_an_error_that_says_what_there_is() {
    for id in ["local-0", "local-7", "local-x", "mainnet", "/no/such/file.json"] {
        let error = load(id).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(id.trim_start_matches("local-")), "{error}");
    }
}

#[test]
fn a_spec_survives_the_way_through_its_raw_file() {
    let spec = load("local").unwrap();
    let raw = sc_service::chain_ops::build_spec(&spec, true).unwrap();
    let read = ChainSpec::from_json_bytes(raw.into_bytes()).unwrap();
    assert_eq!(read.build_storage().unwrap().top, spec.build_storage().unwrap().top);
    assert_eq!(read.properties(), properties());
}
