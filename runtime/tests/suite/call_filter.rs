//! Which calls may be dispatched.

use crate::support::state;
use frame_support::{assert_noop, assert_ok, traits::Contains};
use shoji_runtime::{configs::call_filter::ShojiCallFilter, *};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::traits::Dispatchable;

/// `call` inside each kind of sudo call.
fn wrapped(call: RuntimeCall) -> [RuntimeCall; 3] {
    let call = Box::new(call);
    [
        pallet_sudo::Call::sudo { call: call.clone() }.into(),
        pallet_sudo::Call::sudo_unchecked_weight {
            call: call.clone(),
            weight: Default::default(),
        }
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
fn a_validator_cannot_drop_its_keys() {
    let purge = RuntimeCall::from(pallet_session::Call::purge_keys {});
    state("local_testnet").execute_with(|| {
        let alice = RuntimeOrigin::signed(Alice.to_account_id());
        assert_noop!(
            purge.dispatch(alice.clone()),
            frame_system::Error::<Runtime>::CallFiltered
        );
        let remark = RuntimeCall::from(frame_system::Call::remark { remark: vec![] });
        assert_ok!(remark.dispatch(alice));
    });
}
