//! Assets as this runtime configures them.

use crate::support::{build, genesis_json, state};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold as _};
use serde_json::json;
use shoji_runtime::{configs::*, genesis_presets::*, *};
use shoji_shielded::asset::AssetId;
use sp_keyring::Sr25519Keyring::{Alice, Bob};

type AssetsError = pallet_assets::Error<Runtime>;

fn create(id: u32) -> sp_runtime::DispatchResult {
    Assets::create(
        RuntimeOrigin::signed(Bob.to_account_id()),
        id.into(),
        Bob.to_account_id().into(),
        1,
    )
}

#[test]
fn asset_ids_count_up_and_none_is_used_twice() {
    state("development").execute_with(|| {
        assert!(create(FIRST_ASSET_ID + 1).is_err());
        assert_ok!(create(FIRST_ASSET_ID));
        assert_eq!(ShieldedPool::asset_of(FIRST_ASSET_ID), AssetId::new(FIRST_ASSET_ID, 1));
        let bob = || RuntimeOrigin::signed(Bob.to_account_id());
        assert_ok!(Assets::start_destroy(bob(), FIRST_ASSET_ID.into()));
        assert_ok!(Assets::finish_destroy(bob(), FIRST_ASSET_ID.into()));
        assert!(create(FIRST_ASSET_ID).is_err());
        assert_ok!(create(FIRST_ASSET_ID + 1));
    });
}

#[test]
fn an_id_that_root_creates_again_is_another_asset_to_the_pool() {
    state("development").execute_with(|| {
        let id = FIRST_ASSET_ID;
        assert_ok!(create(id));
        let bob = || RuntimeOrigin::signed(Bob.to_account_id());
        assert_ok!(Assets::start_destroy(bob(), id.into()));
        assert_ok!(Assets::finish_destroy(bob(), id.into()));
        let owner = Alice.to_account_id().into();
        assert_ok!(Assets::force_create(RuntimeOrigin::root(), id.into(), owner, true, 1));
        assert_eq!(ShieldedPool::asset_of(id), AssetId::new(id, 2));
    });
}

#[test]
fn an_asset_of_which_the_pool_holds_a_unit_is_not_destroyed() {
    state("development").execute_with(|| {
        assert_ok!(create(FIRST_ASSET_ID));
        let asset = ShieldedPool::asset_of(FIRST_ASSET_ID).expect("just created");
        let state = pallet_shielded_pool::TurnstileState { shielded: 1, ..Default::default() };
        pallet_shielded_pool::Turnstile::<Runtime>::insert(asset.to_wire(), 1, state);
        let bob = RuntimeOrigin::signed(Bob.to_account_id());
        assert_noop!(Assets::start_destroy(bob, FIRST_ASSET_ID.into()), AssetsError::ContainsHolds);
    });
}

#[test]
fn whoever_creates_an_asset_has_a_deposit_reserved() {
    state("development").execute_with(|| {
        let before = Balances::free_balance(Bob.to_account_id());
        assert_ok!(create(FIRST_ASSET_ID));
        assert_eq!(Balances::free_balance(Bob.to_account_id()), before - 10 * SHJ);
        assert_eq!(Balances::total_balance_on_hold(&Bob.to_account_id()), 10 * SHJ);
        assert!(10 * SHJ > EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn a_genesis_that_lets_asset_ids_be_chosen_is_refused() {
    let mut config = genesis_json("development");
    config["assets"]["nextAssetId"] = json!(null);
    let error = build(&config).err().expect("refused");
    assert!(error.contains("assets.nextAssetId is not set"), "{error}");
}
