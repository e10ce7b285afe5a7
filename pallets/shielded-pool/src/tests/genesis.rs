//! A chain with a bad key does not start.

use shoji_proofs::keys::TRANSFER_V1_DEVELOPMENT;
use shoji_shielded::{asset::AssetId, rules::Violation::UnknownCircuit};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::BuildStorage;

use super::scene::{assert_shield_fails, proofs};
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
fn the_development_key_is_refused_where_the_chain_is_not_declared_a_development_chain() {
    assert_eq!(build(TRANSFER_V1_DEVELOPMENT, true), Ok(()));
    assert_refused(TRANSFER_V1_DEVELOPMENT, false, "not declared a development chain");
}

#[test]
fn a_corrupt_key_is_refused_at_genesis_wherever_it_is_corrupt() {
    let key = TRANSFER_V1_DEVELOPMENT;
    for byte in (0..key.len()).step_by(97) {
        let mut corrupt = key.to_vec();
        corrupt[byte] ^= 1;
        assert_refused(&corrupt, true, "§8.1");
    }
    assert_refused(&key[..key.len() - 1], true, "§8.1");
    assert_refused(&[key, &[0]].concat(), true, "§8.1");
    // One point too few, with the count to match.
    let mut short = key[..key.len() - 96].to_vec();
    short[672..676].copy_from_slice(&20u32.to_le_bytes());
    assert_refused(&short, true, "§8.1");
}

#[test]
fn without_a_key_every_bundle_is_refused() {
    let mut chain = Chain::from_genesis(genesis(&[], true), [7; 32]);
    let bundle = proofs().shield_by(&chain, Alice);
    assert_shield_fails(&mut chain, &bundle, crate::Error::UnknownCircuit);
    let bundle = proofs().transfer_on(&chain);
    let extrinsic = chain.transfer(&bundle);
    super::scene::assert_refused(&mut chain, extrinsic, UnknownCircuit);
}

#[test]
fn the_pool_starts_empty_with_a_deposit_that_belongs_to_the_issuance() {
    let mut chain = Chain::new();
    chain.state(|| {
        let pool = ShieldedPool::account_id();
        assert_eq!(Balances::free_balance(&pool), EXISTENTIAL_DEPOSIT);
        assert_eq!(Balances::total_issuance(), 2 * ENDOWMENT + EXISTENTIAL_DEPOSIT);
        assert_eq!(ShieldedPool::in_pool(AssetId::NATIVE, 1), 0);
        let empty = shoji_shielded::tree::empty_root(20);
        let root = crate::CurrentRoot::<Test>::get();
        assert_eq!(root, Some(shoji_shielded::field::to_bytes(&empty)));
        ShieldedPool::do_try_state().unwrap();
    });
}

#[test]
fn the_genesis_of_a_chain_spec_reads_the_key_as_hex() {
    let json = serde_json::to_value(genesis(&[1, 2, 255], true)).unwrap();
    let pool = &json["shieldedPool"];
    assert_eq!(pool["verifyingKey"], "0x0102ff");
    assert_eq!(pool["development"], true);
    let back: RuntimeGenesisConfig = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(back.shielded_pool.verifying_key, [1, 2, 255]);
}
