//! Genesis states that the runtime knows by name.
//!
//! | name | validators | timing | root |
//! |---|---|---|---|
//! | `development` | Alice | 2 s slots, 30-slot epochs | Alice |
//! | `local_testnet` | Alice, Bob | 2 s slots, 30-slot epochs | Alice |
//! | `local_testnet_N`, N = 1..6 | the first N of Alice, Bob, Charlie, Dave, Eve, Ferdie | 2 s, 30 | Alice |
//! | `production` | none: a template to fill in | 6 s slots, 600-slot epochs | none |
//!
//! The development keys are public knowledge. Each of the six accounts is endowed with 1,000,000 SHJ.

use crate::{
    genesis_rules, timing, AccountId, AssetsConfig, Balance, BalancesConfig, RuntimeGenesisConfig,
    SessionConfig, SessionKeys, ShieldedPoolConfig, SudoConfig, TimingConfig, ViewKeysConfig, SHJ,
};
use alloc::{format, string::String, vec, vec::Vec};
use frame_support::build_struct_json_patch;
use serde_json::Value;
use shoji_proofs::{
    keys::{is_development_key, GRANT_V1_DEVELOPMENT, TRANSFER_V1_DEVELOPMENT},
    VerifyingKey, GRANT_PUBLIC_INPUTS, TRANSFER_PUBLIC_INPUTS,
};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// Name of the production template.
pub const PRODUCTION_RUNTIME_PRESET: &str = "production";

/// What each development account starts with.
pub const DEVELOPMENT_ENDOWMENT: Balance = 1_000_000 * SHJ;

/// The id of the first asset that anybody creates; the next one follows it.
pub const FIRST_ASSET_ID: u32 = 1;

/// Most validators of a local testnet.
pub const MAX_LOCAL_VALIDATORS: usize = DEVELOPMENT_KEYS.len();

/// The well-known development keys, in the order in which they become validators.
const DEVELOPMENT_KEYS: [(Sr25519Keyring, Ed25519Keyring); 6] = [
    (Sr25519Keyring::Alice, Ed25519Keyring::Alice),
    (Sr25519Keyring::Bob, Ed25519Keyring::Bob),
    (Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
    (Sr25519Keyring::Dave, Ed25519Keyring::Dave),
    (Sr25519Keyring::Eve, Ed25519Keyring::Eve),
    (Sr25519Keyring::Ferdie, Ed25519Keyring::Ferdie),
];

/// The name of the preset with the first `validators` development keys as validators.
pub fn local_preset_name(validators: usize) -> PresetId {
    format!("{LOCAL_TESTNET_RUNTIME_PRESET}_{validators}")
}

/// The genesis state called `name`, as a JSON patch of the default state; `None` for unknown names.
pub fn get_preset(name: &PresetId) -> Option<Vec<u8>> {
    let patch = match name.as_str() {
        DEV_RUNTIME_PRESET => development(1),
        LOCAL_TESTNET_RUNTIME_PRESET => development(2),
        PRODUCTION_RUNTIME_PRESET => production(),
        name => {
            let validators = (1..=MAX_LOCAL_VALIDATORS).find(|n| local_preset_name(*n) == name)?;
            development(validators)
        }
    };
    serde_json::to_vec(&patch).ok()
}

/// The names that [`get_preset`] knows.
pub fn preset_names() -> Vec<PresetId> {
    let mut names = vec![
        PresetId::from(DEV_RUNTIME_PRESET),
        PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
        PresetId::from(PRODUCTION_RUNTIME_PRESET),
    ];
    names.extend((1..=MAX_LOCAL_VALIDATORS).map(local_preset_name));
    names
}

/// A chain for development with the first `validators` of the well-known keys as validators.
fn development(validators: usize) -> Value {
    build_struct_json_patch!(RuntimeGenesisConfig {
        timing: TimingConfig {
            slot_duration: timing::DEVELOPMENT_SLOT_DURATION,
            epoch_duration: timing::DEVELOPMENT_EPOCH_DURATION,
        },
        balances: BalancesConfig {
            balances: DEVELOPMENT_KEYS
                .iter()
                .map(|(account, _)| (account.to_account_id(), DEVELOPMENT_ENDOWMENT))
                .collect::<Vec<_>>(),
        },
        assets: AssetsConfig { next_asset_id: Some(FIRST_ASSET_ID) },
        session: SessionConfig {
            keys: DEVELOPMENT_KEYS
                .iter()
                .take(validators)
                .map(|(babe, grandpa)| {
                    let account: AccountId = babe.to_account_id();
                    let keys = SessionKeys {
                        babe: babe.public().into(),
                        grandpa: grandpa.public().into(),
                    };
                    (account.clone(), account, keys)
                })
                .collect::<Vec<_>>(),
        },
        sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
        shielded_pool: ShieldedPoolConfig {
            verifying_key: TRANSFER_V1_DEVELOPMENT.to_vec(),
            development: true,
        },
        view_keys: ViewKeysConfig {
            verifying_key: GRANT_V1_DEVELOPMENT.to_vec(),
            development: true,
        },
    })
}

/// The shape of a production chain. It has no validators and endows nobody: whoever starts a network
/// fills in `session.keys`, `balances.balances` and `shieldedPool.verifyingKey`, and until then the
/// runtime refuses to build it. `viewKeys.verifyingKey` may stay empty: the chain then takes no grants.
fn production() -> Value {
    build_struct_json_patch!(RuntimeGenesisConfig {
        timing: TimingConfig {
            slot_duration: timing::PRODUCTION_SLOT_DURATION,
            epoch_duration: timing::PRODUCTION_EPOCH_DURATION,
        },
        balances: BalancesConfig { balances: Vec::new() },
        assets: AssetsConfig { next_asset_id: Some(FIRST_ASSET_ID) },
        session: SessionConfig { keys: Vec::new() },
        sudo: SudoConfig { key: None },
        shielded_pool: ShieldedPoolConfig { verifying_key: Vec::new(), development: false },
        view_keys: ViewKeysConfig { verifying_key: Vec::new(), development: false },
    })
}

/// Checks what no single pallet can, and what pallets would answer with a bare panic.
///
/// # Errors
///
/// A sentence for the person who wrote the chain spec.
pub fn validate(genesis: &RuntimeGenesisConfig) -> Result<(), String> {
    timing::validate(genesis.timing.slot_duration, genesis.timing.epoch_duration)
        .map_err(timing::InvalidTiming::message)?;
    if genesis.session.keys.is_empty() {
        return Err("session.keys names no validator: the chain could not produce a block".into());
    }
    if !genesis.babe.authorities.is_empty() || !genesis.grandpa.authorities.is_empty() {
        return Err(
            "babe.authorities and grandpa.authorities follow from session.keys: leave them \
                    empty"
                .into(),
        );
    }
    if genesis.sudo.key.is_some() && !genesis.shielded_pool.development {
        return Err(
            "sudo.key is set: root is for chains that declare shieldedPool.development".into()
        );
    }
    validate_pool(&genesis.shielded_pool)?;
    validate_view_keys(&genesis.view_keys, genesis.shielded_pool.development)?;
    genesis_rules::validate(genesis)
}

/// The rules of docs/protocol §8.1 and §8.3 for the verifying key. The pool enforces them too, with a
/// panic; this says the reason.
fn validate_pool(pool: &ShieldedPoolConfig) -> Result<(), String> {
    let key = VerifyingKey::from_bytes(&pool.verifying_key, TRANSFER_PUBLIC_INPUTS)
        .map_err(|error| format!("shieldedPool.verifyingKey is refused: {error}"))?;
    if is_development_key(&key) && !pool.development {
        return Err(
            "shieldedPool.verifyingKey belongs to the development parameters, whose toxic \
                    values are public, and shieldedPool.development is false"
                .into(),
        );
    }
    Ok(())
}

/// The same rules for the verifying key of grants, where there is one. What a chain is, it says once: a chain that is not for
/// development cannot declare its grants alone to be.
fn validate_view_keys(keys: &ViewKeysConfig, development: bool) -> Result<(), String> {
    if keys.development && !development {
        return Err(
            "viewKeys.development is set: that is for chains that declare shieldedPool.development"
                .into(),
        );
    }
    if keys.verifying_key.is_empty() {
        return Ok(());
    }
    let key = VerifyingKey::from_bytes(&keys.verifying_key, GRANT_PUBLIC_INPUTS)
        .map_err(|error| format!("viewKeys.verifyingKey is refused: {error}"))?;
    if is_development_key(&key) && !keys.development {
        return Err("viewKeys.verifyingKey belongs to the development parameters, whose toxic \
                    values are public, and viewKeys.development is false"
            .into());
    }
    Ok(())
}
