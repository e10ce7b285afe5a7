//! A chain with a bad key does not start.

use shoji_proofs::keys::GRANT_V1_DEVELOPMENT;
use sp_runtime::BuildStorage;

use crate::mock::*;

/// Builds a genesis; `Err` has the message of the panic.
fn build(key: &[u8], development: bool) -> Result<(), String> {
    let genesis = genesis(key, development);
    let built = std::panic::catch_unwind(|| genesis.build_storage().map(|_| ()));
    match built {
        Ok(result) => result,
        Err(panic) => Err(panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()))
            .expect("a panic with a message")),
    }
}

fn assert_refused(key: &[u8], development: bool, message: &str) {
    let error = build(key, development).unwrap_err();
    assert!(error.contains(message), "{error}");
}

#[test]
fn the_development_key_of_grants_is_refused_where_the_chain_is_not_declared_a_development_chain() {
    assert_eq!(build(GRANT_V1_DEVELOPMENT, true), Ok(()));
    assert_refused(GRANT_V1_DEVELOPMENT, false, "not declared a development chain");
    // Its toxic values are public whatever its ic points are.
    let mut other = GRANT_V1_DEVELOPMENT.to_vec();
    let (first, second) = other[676..676 + 192].split_at_mut(96);
    first.swap_with_slice(second);
    let key = shoji_proofs::VerifyingKey::from_bytes(&other, 16);
    assert!(key.is_ok(), "{key:?}");
    assert_refused(&other, false, "not declared a development chain");
}

#[test]
fn a_corrupt_key_of_grants_is_refused_at_genesis_wherever_it_is_corrupt() {
    let key = GRANT_V1_DEVELOPMENT;
    for byte in (0..key.len()).step_by(97) {
        let mut corrupt = key.to_vec();
        corrupt[byte] ^= 1;
        assert_refused(&corrupt, true, "§8.1");
    }
    assert_refused(&key[..key.len() - 1], true, "§8.1");
    assert_refused(&[key, &[0]].concat(), true, "§8.1");
    // One point too few, with the count to match.
    let mut short = key[..key.len() - 96].to_vec();
    short[672..676].copy_from_slice(&16u32.to_le_bytes());
    assert_refused(&short, true, "§8.1");
}

#[test]
fn the_genesis_of_a_chain_spec_reads_the_key_of_grants_as_hex() {
    let json = serde_json::to_value(genesis(&[1, 2, 255], true)).unwrap();
    let keys = &json["viewKeys"];
    assert_eq!(keys["verifyingKey"], "0x0102ff");
    assert_eq!(keys["development"], true);
    let back: RuntimeGenesisConfig = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(back.view_keys.verifying_key, [1, 2, 255]);
}
