//! The state that every run starts from: the `development` preset, with two assets on it.

use std::sync::OnceLock;

use frame_support::assert_ok;
use serde_json::Value;
use shoji_runtime::{
    genesis_presets::{self, FIRST_ASSET_ID},
    AccountId, Assets, Hash, Runtime, RuntimeOrigin,
};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilderV1;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};

use super::GENESIS;

/// An asset of Bob's which an account can hold that holds native tokens as well, at least 100 units.
pub const GOLD: u32 = FIRST_ASSET_ID;
/// An asset of Charlie's which any account can hold, from one unit on.
pub const SILVER: u32 = FIRST_ASSET_ID + 1;

/// An account that has nothing but silver.
pub const POOR: [u8; 32] = [0x21; 32];

/// The nodes of a state and its root.
struct Snapshot {
    nodes: Vec<(Vec<u8>, (Vec<u8>, i32))>,
    root: Hash,
}

/// The state at genesis.
pub fn state() -> TestExternalities {
    static SNAPSHOT: OnceLock<Snapshot> = OnceLock::new();
    let Snapshot { nodes, root } = SNAPSHOT.get_or_init(|| {
        let mut state = preset();
        state.execute_with(issue);
        state.commit_all().expect("no transaction is open");
        let (nodes, root) = state.into_raw_snapshot();
        Snapshot { nodes, root }
    });
    TestExternalities::from_raw_snapshot(nodes.clone(), *root, Default::default())
}

fn preset() -> TestExternalities {
    let default = Runtime::get_preset(&None).expect("there is a default");
    let patch = genesis_presets::get_preset(&"development".into()).expect("the preset exists");
    let [mut config, patch] =
        [default, patch].map(|json| serde_json::from_slice::<Value>(&json).expect("JSON"));
    merge(&mut config, patch);
    let config = serde_json::to_vec(&config).expect("values serialize");
    let mut state = TestExternalities::new_empty();
    state.execute_with(|| Runtime::build_state(config)).expect("the preset builds");
    state
}

/// Applies `patch` to `target`, object by object.
fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}

fn issue() {
    frame_system::BlockHash::<Runtime>::insert(0, Hash::from(GENESIS));
    let [alice, bob, charlie, dave] = [Alice, Bob, Charlie, Dave].map(|who| who.to_account_id());
    let signed = RuntimeOrigin::signed;
    assert_ok!(Assets::create(signed(bob.clone()), GOLD.into(), bob.clone().into(), 100));
    let owner = charlie.clone().into();
    assert_ok!(Assets::force_create(RuntimeOrigin::root(), SILVER.into(), owner, true, 1));
    let mint = |issuer: &AccountId, id: u32, to: AccountId, amount| {
        assert_ok!(Assets::mint(signed(issuer.clone()), id.into(), to.into(), amount));
    };
    mint(&bob, GOLD, alice, 1_000_000);
    mint(&bob, GOLD, bob.clone(), 500_000);
    mint(&bob, GOLD, charlie.clone(), 100);
    mint(&charlie, SILVER, bob.clone(), 70);
    mint(&charlie, SILVER, dave, 1_000_000);
    mint(&charlie, SILVER, POOR.into(), 5_000);
}
