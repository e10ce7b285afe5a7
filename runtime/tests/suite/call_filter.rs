//! Which calls may be dispatched.

use crate::support::state;
use codec::Decode;
use frame_support::{assert_noop, assert_ok, traits::Contains};
use shoji_runtime::{configs::call_filter::ShojiCallFilter, genesis_presets::FIRST_ASSET_ID, *};
use shoji_shielded::bundle::{Bundle, BUNDLE_LEN};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::traits::Dispatchable;

/// `call` inside each kind of sudo call.
fn wrapped(call: RuntimeCall) -> [RuntimeCall; 3] {
    let call = Box::new(call);
    [
        pallet_sudo::Call::sudo { call: call.clone() }.into(),
        pallet_sudo::Call::sudo_unchecked_weight { call: call.clone(), weight: Default::default() }
            .into(),
        pallet_sudo::Call::sudo_as { who: Alice.to_account_id().into(), call }.into(),
    ]
}

#[test]
fn ordinary_calls_pass_bare_and_wrapped() {
    let remark = RuntimeCall::from(frame_system::Call::remark { remark: vec![1] });
    assert!(ShojiCallFilter::contains(&remark));
    for call in wrapped(remark) {
        assert!(ShojiCallFilter::contains(&call));
        assert!(wrapped(call).iter().all(ShojiCallFilter::contains));
    }
}

#[test]
fn pool_calls_are_outermost_or_refused() {
    let bundle = Bundle::decode(&mut &[0; BUNDLE_LEN][..]).expect("every byte string is a bundle");
    let bundle = Box::new(bundle);
    let calls: [RuntimeCall; 3] = [
        pallet_shielded_pool::Call::shield { bundle: bundle.clone() }.into(),
        pallet_shielded_pool::Call::transfer { bundle: bundle.clone() }.into(),
        pallet_shielded_pool::Call::unshield { recipient: Alice.to_account_id(), bundle }.into(),
    ];
    for call in calls {
        assert!(ShojiCallFilter::contains(&call));
        for once in wrapped(call) {
            assert!(!ShojiCallFilter::contains(&once));
            for twice in wrapped(once) {
                assert!(!ShojiCallFilter::contains(&twice));
            }
        }
    }
}

#[test]
fn root_cannot_run_a_wrapped_pool_call_either() {
    state("development").execute_with(|| {
        let bundle =
            Bundle::decode(&mut &[0; BUNDLE_LEN][..]).expect("every byte string is a bundle");
        let shield = pallet_shielded_pool::Call::shield { bundle: Box::new(bundle) };
        let alice = RuntimeOrigin::signed(Alice.to_account_id());
        for call in wrapped(shield.into()) {
            assert_noop!(
                call.dispatch(alice.clone()),
                frame_system::Error::<Runtime>::CallFiltered
            );
        }
    });
}

#[test]
fn a_validator_cannot_drop_its_keys() {
    let purge = RuntimeCall::from(pallet_session::Call::purge_keys {});
    state("local_testnet").execute_with(|| {
        let alice = RuntimeOrigin::signed(Alice.to_account_id());
        for call in wrapped(purge.clone()).into_iter().chain([purge.clone()]) {
            assert_noop!(
                call.dispatch(alice.clone()),
                frame_system::Error::<Runtime>::CallFiltered
            );
        }
        let remark = RuntimeCall::from(frame_system::Call::remark { remark: vec![] });
        assert_ok!(remark.dispatch(alice));
    });
}

#[test]
fn a_pool_call_is_refused_inside_any_sudo_at_any_depth() {
    let bundle =
        shoji_shielded::bundle::Bundle::from_unproven(&[0; 1_618]).expect("the right length");
    let calls = [
        pallet_shielded_pool::Call::shield { bundle: Box::new(bundle.clone()) },
        pallet_shielded_pool::Call::transfer { bundle: Box::new(bundle.clone()) },
        pallet_shielded_pool::Call::unshield {
            recipient: Alice.to_account_id(),
            bundle: Box::new(bundle),
        },
    ];
    for call in calls.map(RuntimeCall::ShieldedPool) {
        assert!(ShojiCallFilter::contains(&call));
        for once in wrapped(call) {
            assert!(!ShojiCallFilter::contains(&once));
            assert!(!wrapped(once).iter().any(ShojiCallFilter::contains));
        }
    }
}

#[test]
fn the_minimum_balance_of_an_asset_is_not_raised_while_the_pool_holds_some() {
    let (bob, id) = (Bob.to_account_id(), FIRST_ASSET_ID);
    let set = |minimum: Balance| {
        RuntimeCall::from(pallet_assets::Call::set_min_balance {
            id: id.into(),
            min_balance: minimum,
        })
    };
    state("development").execute_with(|| {
        let origin = || RuntimeOrigin::signed(Bob.to_account_id());
        assert_ok!(Assets::create(origin(), id.into(), bob.clone().into(), 100));
        // Nothing is in the pool and no account holds any: an issuer may begin anew.
        assert_ok!(set(200).dispatch(origin()));
        // All that there is, is in the pool.
        let asset = ShieldedPool::asset_of(id).expect("just created").to_wire();
        let state = pallet_shielded_pool::TurnstileState { shielded: 1, ..Default::default() };
        pallet_shielded_pool::Turnstile::<Runtime>::insert(asset, 1, state);
        for minimum in [201, Balance::MAX] {
            let calls = wrapped(set(minimum)).into_iter().flat_map(wrapped);
            for call in calls.chain(wrapped(set(minimum))).chain([set(minimum)]) {
                assert!(!ShojiCallFilter::contains(&call));
            }
            let refused = frame_system::Error::<Runtime>::CallFiltered;
            assert_noop!(set(minimum).dispatch(origin()), refused);
        }
        assert_ok!(set(50).dispatch(origin()));
        // Once it has left, nothing is locked in.
        pallet_shielded_pool::Turnstile::<Runtime>::remove(asset, 1);
        assert_ok!(set(1_000).dispatch(origin()));
    });
}

#[test]
fn a_call_about_view_keys_is_refused_inside_any_sudo_at_any_depth() {
    type ViewKeysCall = pallet_view_keys::Call<Runtime>;
    let grant = Box::new(shoji_shielded::grant::Grant::decode(&mut &[0; 665][..]).expect("zeros"));
    let calls = [
        ViewKeysCall::revoke { grant_id: [1; 32], signature: [2; 64] },
        ViewKeysCall::expire { grant_id: [1; 32] },
        ViewKeysCall::acknowledge { grant_id: [1; 32] },
        ViewKeysCall::rotate_key { key: [1; 32], possession: [2; 64], retire: false },
        ViewKeysCall::deregister_auditor {},
        ViewKeysCall::renounce { grant_id: [1; 32] },
        ViewKeysCall::grant { grant },
    ];
    for call in calls.map(RuntimeCall::ViewKeys) {
        assert!(ShojiCallFilter::contains(&call));
        for once in wrapped(call) {
            assert!(!ShojiCallFilter::contains(&once));
            assert!(!wrapped(once).iter().any(ShojiCallFilter::contains));
        }
    }
}

#[test]
fn root_revokes_nothing_whatever_the_filter_says() {
    let call =
        || pallet_view_keys::Call::<Runtime>::revoke { grant_id: [1; 32], signature: [2; 64] };
    state("development").execute_with(|| {
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            let refused = sp_runtime::DispatchError::BadOrigin;
            assert_noop!(
                RuntimeCall::from(call()).dispatch(origin).map_err(|error| error.error),
                refused
            );
        }
    });
}
