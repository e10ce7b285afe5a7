//! Assets other than the native one: in, inside and out.

use std::sync::OnceLock;

use frame_support::{assert_ok, traits::fungibles::Inspect as _};
use shoji_shielded::{asset::AssetId, bundle::CallKind, rules::Violation::*, sighash};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Eve};

use super::{scene::*, wallet::*};
use crate::{mock::*, Error, Event};

/// The id of the asset, which Bob issues.
pub const ID: u32 = 7;
/// The least an account may hold of it.
pub const LEAST: u128 = 100;
/// What Alice has of it at first, and shields.
pub const ASSETS: u128 = 500_000;
/// What is unshielded of it.
pub const OUT: u128 = 120_000;

pub fn gold() -> AssetId {
    AssetId::new(ID, 1).unwrap()
}

pub fn next_gold() -> AssetId {
    AssetId::new(ID, 2).unwrap()
}

pub fn owner() -> RuntimeOrigin {
    RuntimeOrigin::signed(Bob.to_account_id())
}

pub fn create() {
    assert_ok!(Assets::create(owner(), ID, Bob.to_account_id(), LEAST));
}

pub fn mint(to: &AccountId, amount: u128) {
    assert_ok!(Assets::mint(owner(), ID, to.clone(), amount));
}

pub fn destroy() {
    assert_ok!(Assets::start_destroy(owner(), ID));
    assert_ok!(Assets::destroy_accounts(owner(), ID));
    assert_ok!(Assets::finish_destroy(owner(), ID));
}

pub fn held(chain: &mut Chain) -> u128 {
    chain.state(|| ShieldedPool::in_pool(gold(), 1))
}

pub fn gold_of(chain: &mut Chain, who: &AccountId) -> u128 {
    chain.state(|| Assets::balance(ID, who))
}

/// Bundles about the asset, proven once on a chain that [`funded`] made.
pub struct GoldProofs {
    /// Shields [`ASSETS`] into two notes.
    pub shield: Proven,
    /// Splits the first; a native note pays the fee.
    pub transfer: Proven,
    /// Pays out [`OUT`] of the second; another native note pays the fee.
    pub unshield: Proven,
    /// Pays out everything.
    pub empty: Proven,
}

pub fn gold_proofs() -> &'static GoldProofs {
    static PROOFS: OnceLock<GoldProofs> = OnceLock::new();
    PROOFS.get_or_init(|| {
        let mut wallet = proofs().wallet.clone();
        let native = proofs().notes;
        let notes = [300_000, 200_000].map(|value| wallet.note_of(gold(), value));
        let plan = Plan {
            outputs: notes.to_vec(),
            shielded: ASSETS,
            other: Some(gold()),
            ..Plan::default()
        };
        let shield = wallet.prove(plan, EXPIRY);

        let mut chain = with_gold();
        let bundle = shield.signed(&chain.genesis_hash, Alice.to_account_id().as_ref());
        let extrinsic = chain.shield(Alice, &bundle);
        assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
        wallet.read(&chain);
        let [first, second] = notes.map(|note| wallet.locate(note));

        let change = NOTE - u128::from(BASE_FEE);
        let mut spend = |inputs: Vec<OwnNote>, gold_outputs: &[u128], unshielded: u128| {
            let gold_notes = gold_outputs.iter().map(|value| wallet.note_of(gold(), *value));
            let mut outputs: Vec<_> = gold_notes.collect();
            outputs.push(wallet.note(change));
            let other = Some(gold());
            let plan =
                Plan { inputs, outputs, unshielded, fee: BASE_FEE, other, ..Plan::default() };
            wallet.prove(plan, EXPIRY)
        };
        GoldProofs {
            transfer: spend(vec![first, native[0]], &[250_000, 50_000], 0),
            unshield: spend(vec![second, native[1]], &[200_000 - OUT], OUT),
            empty: spend(vec![first, second, native[2]], &[], ASSETS),
            shield,
        }
    })
}

/// A funded chain on which Alice has [`ASSETS`] of the asset.
pub fn with_gold() -> Chain {
    let mut chain = funded();
    chain.state(|| {
        create();
        mint(&Alice.to_account_id(), ASSETS);
    });
    chain
}

pub fn shield_gold(chain: &mut Chain) {
    let bundle = gold_proofs().shield.signed(&chain.genesis_hash, Alice.to_account_id().as_ref());
    let extrinsic = chain.shield(Alice, &bundle);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
}

/// A chain in whose pool [`ASSETS`] of the asset are.
pub fn with_gold_in_pool() -> Chain {
    let mut chain = with_gold();
    shield_gold(&mut chain);
    chain
}

/// Pays [`OUT`] to the account.
pub fn unshield_gold(chain: &Chain, to: &AccountId) -> Extrinsic {
    chain.unshield(to, &gold_proofs().unshield.signed(&chain.genesis_hash, to.as_ref()))
}

#[test]
fn a_shield_takes_the_asset_off_the_account_and_leaves_its_supply() {
    let mut chain = with_gold();
    let native = balance(&mut chain, &Alice.to_account_id());
    shield_gold(&mut chain);
    assert_eq!(held(&mut chain), ASSETS);
    assert_eq!(in_pool(&mut chain), FUNDING, "the native turnstile stands still");
    assert_eq!(balance(&mut chain, &Alice.to_account_id()), native);
    assert_eq!(gold_of(&mut chain, &Alice.to_account_id()), 0);
    chain.state(|| {
        assert_eq!(Assets::total_issuance(ID), ASSETS);
        // Nobody's account has it, the pool's neither: there is nothing to seize.
        assert_eq!(pallet_assets::Account::<Test>::iter_prefix(ID).count(), 0);
        let alice = Alice.to_account_id();
        let message = sighash::sighash(
            &[7; 32],
            CallKind::Shield,
            alice.as_ref(),
            &gold_proofs().shield.bundle,
        );
        let expected = Event::<Test>::Shielded {
            bundle_id: sighash::bundle_id(&message),
            depositor: alice,
            asset: gold().to_wire(),
            amount: ASSETS,
        };
        System::assert_has_event(expected.into());
    });
}

#[test]
fn a_private_transfer_names_no_asset_and_pays_its_fee_in_the_native_one() {
    let mut chain = with_gold_in_pool();
    let bundle = gold_proofs().transfer.signed(&chain.genesis_hash, &[0; 32]);
    assert_eq!((bundle.asset_pub, bundle.amount), (0, 0));
    let extrinsic = chain.transfer(&bundle);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(held(&mut chain), ASSETS);
    assert_eq!(in_pool(&mut chain), FUNDING - u128::from(BASE_FEE));
    assert_eq!(balance(&mut chain, &author()), u128::from(BASE_FEE));
}

#[test]
fn an_unshield_pays_the_asset_to_the_recipient_and_a_native_fee_to_the_author() {
    let mut chain = with_gold_in_pool();
    let alice = Alice.to_account_id();
    let extrinsic = unshield_gold(&chain, &alice);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(gold_of(&mut chain, &alice), OUT);
    assert_eq!(held(&mut chain), ASSETS - OUT);
    assert_eq!(in_pool(&mut chain), FUNDING - u128::from(BASE_FEE));
    assert_eq!(balance(&mut chain, &author()), u128::from(BASE_FEE));
    assert_eq!(chain.state(|| Assets::total_issuance(ID)), ASSETS);
}

#[test]
fn a_shield_never_leaves_dust_behind() {
    // All but less than the minimum: nothing may be lost to round it.
    let mut chain = with_gold();
    chain.state(|| mint(&Alice.to_account_id(), LEAST - 1));
    let bundle = gold_proofs().shield.signed(&chain.genesis_hash, Alice.to_account_id().as_ref());
    assert_shield_fails(&mut chain, &bundle, Error::DepositorCannotPay);
    chain.state(|| mint(&Alice.to_account_id(), 1));
    shield_gold(&mut chain);
    assert_eq!(gold_of(&mut chain, &Alice.to_account_id()), LEAST);
}

#[test]
fn who_does_not_have_the_asset_cannot_shield_it() {
    let mut chain = with_gold();
    chain.state(|| {
        assert_ok!(Assets::burn(owner(), ID, Alice.to_account_id(), 1));
    });
    let bundle = gold_proofs().shield.signed(&chain.genesis_hash, Alice.to_account_id().as_ref());
    assert_shield_fails(&mut chain, &bundle, Error::DepositorCannotPay);
}

#[test]
fn unknown_assets_and_other_generations_are_refused() {
    let mut chain = with_gold_in_pool();
    let alice = Alice.to_account_id();
    let unknown = AssetId::new(ID + 1, 1).unwrap();
    for asset in [unknown, next_gold(), AssetId::new(ID, u32::MAX).unwrap()] {
        let mut proven = gold_proofs().unshield.clone();
        proven.bundle.asset_pub = asset.to_wire();
        let bundle = proven.signed(&chain.genesis_hash, alice.as_ref());
        let extrinsic = chain.unshield(&alice, &bundle);
        assert_refused(&mut chain, extrinsic, InvalidAsset);
    }
    // Known, but not the one that was proven.
    let mut proven = gold_proofs().unshield.clone();
    proven.bundle.asset_pub = AssetId::NATIVE.to_wire();
    let bundle = proven.signed(&chain.genesis_hash, alice.as_ref());
    let extrinsic = chain.unshield(&alice, &bundle);
    assert_refused(&mut chain, extrinsic, InvalidProof);
}

#[test]
fn a_recipient_without_an_account_or_below_the_minimum_is_refused() {
    let mut chain = with_gold_in_pool();
    // Without native tokens an account cannot hold an asset that is not sufficient by itself.
    let eve = Eve.to_account_id();
    let extrinsic = unshield_gold(&chain, &eve);
    assert_refused(&mut chain, extrinsic, RecipientCannotReceive);
    let pool = chain.state(ShieldedPool::account_id);
    let extrinsic = unshield_gold(&chain, &pool);
    assert_refused(&mut chain, extrinsic, RecipientCannotReceive);
    let alice = Alice.to_account_id();
    chain.state(|| {
        assert_ok!(Assets::force_asset_status(
            RuntimeOrigin::root(),
            ID,
            Bob.to_account_id(),
            Bob.to_account_id(),
            Bob.to_account_id(),
            Bob.to_account_id(),
            OUT + 1,
            false,
            false,
        ));
    });
    let extrinsic = unshield_gold(&chain, &alice);
    assert_refused(&mut chain, extrinsic, RecipientCannotReceive);
}

#[test]
fn one_asset_does_not_pay_for_another_in_the_turnstile() {
    // A counterfeit in one asset is bounded by what that asset has in the pool.
    let mut chain = with_gold_in_pool();
    chain.state(|| {
        let state = crate::TurnstileState { shielded: OUT - 1, ..Default::default() };
        crate::Turnstile::<Test>::insert(gold().to_wire(), 1, state);
    });
    let alice = Alice.to_account_id();
    let extrinsic = unshield_gold(&chain, &alice);
    assert_eq!(chain.validate(&extrinsic), Err(invalid(PoolInsufficient)));
    // The same for the fee, which is native.
    let mut chain = with_gold_in_pool();
    chain.state(|| crate::Turnstile::<Test>::remove(AssetId::NATIVE.to_wire(), 1));
    let extrinsic = unshield_gold(&chain, &alice);
    assert_eq!(chain.validate(&extrinsic), Err(invalid(PoolInsufficient)));
}

#[test]
fn try_state_notices_an_asset_that_does_not_add_up() {
    let damages: [fn(); 3] = [
        || {
            crate::Turnstile::<Test>::mutate(gold().to_wire(), 1, |state| {
                counted(state).shielded += 1
            })
        },
        || pallet_assets::Asset::<Test>::mutate(ID, |asset| asset.as_mut().unwrap().supply -= 1),
        || crate::Destructions::<Test>::insert(ID, 1),
    ];
    for damage in damages {
        let mut chain = with_gold_in_pool();
        chain.state(|| {
            assert_eq!(ShieldedPool::do_try_state(), Ok(()));
            damage();
            assert!(ShieldedPool::do_try_state().is_err());
        });
    }
}

#[test]
fn the_runtime_api_lists_the_assets() {
    let mut chain = with_gold_in_pool();
    chain.state(|| {
        let (name, symbol) = (b"Gold, by the gram".to_vec(), b"GLD".to_vec());
        assert_ok!(Assets::set_metadata(owner(), ID, name, symbol, 3));
    });
    let assets = chain.state(|| ShieldedPool::assets(0, 100));
    assert_eq!(assets.len(), 1);
    let asset = &assets[0];
    assert_eq!((asset.asset, asset.decimals, asset.live), (gold().to_wire(), 3, true));
    assert_eq!((asset.supply, asset.in_pool, asset.minimum_balance), (ASSETS, ASSETS, LEAST));
    assert_eq!(asset.symbol, b"GLD");
    assert_eq!(chain.state(|| ShieldedPool::assets(ID + 1, 100)), []);
}
