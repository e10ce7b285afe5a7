//! The weights: wired, complete, above zero. The times in them are `./scripts/bench weights --check`'s to
//! compare with a machine.

use codec::Decode;
use frame_support::{
    dispatch::GetDispatchInfo,
    traits::{Authorize, GetCallName, Hooks},
    weights::Weight,
};
use shoji_shielded::bundle::{Bundle, BUNDLE_LEN};
use sp_keyring::Sr25519Keyring::Eve;

use crate::{
    mock::*,
    weights::{measured::*, MeasuredWeight},
    Call, WeightInfo,
};

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

weight_functions!(shield transfer unshield authorize_transfer authorize_unshield on_finalize);

/// Every call with what it should weigh when it is dispatched and when it is authorised.
fn calls() -> [(Call<Test>, Weight, Weight); 3] {
    let bundle = Bundle::decode(&mut &[7; BUNDLE_LEN][..]).expect("every byte string is a bundle");
    let bundle = Box::new(bundle);
    let recipient = Eve.to_account_id();
    [
        (Call::shield { bundle: bundle.clone() }, Weights::shield(), Weight::zero()),
        (
            Call::transfer { bundle: bundle.clone() },
            Weights::transfer(),
            Weights::authorize_transfer(),
        ),
        (Call::unshield { recipient, bundle }, Weights::unshield(), Weights::authorize_unshield()),
    ]
}

#[test]
fn no_weight_is_zero() {
    for (name, weight) in WEIGHT_FUNCTIONS {
        assert!(weight().all_gt(Weight::zero()), "{name} weighs {}", weight());
    }
    for (call, _, _) in calls() {
        let (name, info) = (call.get_call_name(), call.get_dispatch_info());
        assert!(info.call_weight.all_gt(Weight::zero()), "{name} weighs {}", info.call_weight);
    }
    // Some of these are added up.
    let authorize = [AUTHORIZE_TRANSFER, AUTHORIZE_UNSHIELD];
    let others = [TRANSFER, UNSHIELD, SHIELD, APPEND, ON_FINALIZE];
    for time in authorize.into_iter().chain(others) {
        assert!(time > 0, "a measured time is zero");
    }
}

#[test]
fn every_call_and_hook_weighs_what_the_weight_functions_say() {
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
    let hook = sp_io::TestExternalities::default().execute_with(|| ShieldedPool::on_initialize(1));
    assert_eq!(hook, Weights::on_finalize());
}

#[test]
fn a_verification_outweighs_every_other_part_of_a_call() {
    assert!(Weights::authorize_transfer().ref_time() > 4 * Weights::transfer().ref_time());
    assert!(Weights::shield().ref_time() > Weights::authorize_transfer().ref_time());
}
