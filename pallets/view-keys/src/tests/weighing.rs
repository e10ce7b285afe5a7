//! The weights: wired, complete, above zero. The times in them are `./scripts/bench weights --check`'s to
//! compare with a machine.

use frame_support::{
    dispatch::GetDispatchInfo,
    traits::{Authorize, GetCallName},
    weights::Weight,
};
use sp_keyring::Sr25519Keyring::Dave;

use super::scene::*;
use crate::{mock::*, weights::MeasuredWeight, Call, WeightInfo};

type Weights = MeasuredWeight<Test>;

/// Lists weight functions. It implements the trait with them as well, so that the list does not compile
/// when it lacks one.
macro_rules! weight_functions {
    ($($function:ident)*) => {
        struct Listed;

        impl WeightInfo for Listed {
            $(fn $function() -> Weight {
                Weights::$function()
            })*
        }

        const WEIGHT_FUNCTIONS: &[(&str, fn() -> Weight)] =
            &[$((stringify!($function), Listed::$function)),*];
    };
}

weight_functions!(
    register_auditor update_auditor rotate_key deregister_auditor acknowledge renounce grant revoke revoke_authorized
    authorize_revoke expire clean_nothing clean_block clean_one
);

/// Every call with what it should weigh when it is dispatched and when it is authorised.
fn calls() -> [(Call<Test>, Weight, Weight); 9] {
    let none = Weight::zero();
    let update = Call::update_auditor {
        name: Default::default(),
        contact: Default::default(),
        policy_uri: Default::default(),
        policy_hash: [0; 32],
    };
    [
        (registration(Dave), Weights::register_auditor(), none),
        (update, Weights::update_auditor(), none),
        (rotation(Dave, 2), Weights::rotate_key(), none),
        (Call::deregister_auditor {}, Weights::deregister_auditor(), none),
        (Call::acknowledge { grant_id: [0; 32] }, Weights::acknowledge(), none),
        (grant(&proofs().full.signed()), Weights::grant(), none),
        (revoke([0; 32], [0; 64]), Weights::revoke(), Weights::authorize_revoke()),
        (Call::expire { grant_id: [0; 32] }, Weights::expire(), none),
        (Call::renounce { grant_id: [0; 32] }, Weights::renounce(), none),
    ]
}

#[test]
fn no_weight_of_the_register_is_zero() {
    for (name, weight) in WEIGHT_FUNCTIONS {
        assert!(weight().all_gt(Weight::zero()), "{name} weighs {}", weight());
    }
    for (call, _, _) in calls() {
        let (name, info) = (call.get_call_name(), call.get_dispatch_info());
        assert!(info.call_weight.all_gt(Weight::zero()), "{name} weighs {}", info.call_weight);
    }
}

#[test]
fn every_call_of_the_register_weighs_what_the_weight_functions_say() {
    let calls = calls();
    let names: Vec<_> = calls.iter().map(|(call, _, _)| call.get_call_name()).collect();
    assert_eq!(names, Call::<Test>::get_call_names(), "a call is missing here");
    let chain = Chain::new();
    for (call, dispatch, authorize) in calls {
        assert_eq!(call.get_dispatch_info().call_weight, dispatch);
        assert_eq!(call.weight_of_authorize(), authorize);
        // What an extrinsic with the extensions weighs has the authorisation in it.
        let extrinsic = chain.general(call);
        assert!(extrinsic.get_dispatch_info().extension_weight.all_gte(authorize));
    }
}

#[test]
fn what_verifies_outweighs_what_does_not() {
    let (grant, revoke) = (Weights::grant().ref_time(), Weights::revoke().ref_time());
    assert!(grant > 2 * revoke, "a proof is more than a signature");
    assert!(revoke > 2 * Weights::revoke_authorized().ref_time());
    assert!(Weights::revoke().all_gte(Weights::revoke_authorized()));
    assert!(Weights::register_auditor().ref_time() > 2 * Weights::update_auditor().ref_time());
}

#[test]
fn the_signature_of_a_revocation_without_an_account_is_weighed_once() {
    let mut chain = granted();
    let extrinsic = chain.general(revoke(proofs().full.id(), proofs().full.revocation()));
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    let reported = chain.state(|| {
        System::events().into_iter().find_map(|record| match record.event {
            RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { dispatch_info }) => {
                Some(dispatch_info.weight)
            }
            _ => None,
        })
    });
    let most = Weights::revoke_authorized() + Weights::authorize_revoke() + Weights::revoke();
    let reported = reported.unwrap();
    assert!(reported.ref_time() < most.ref_time(), "{reported}");
}
