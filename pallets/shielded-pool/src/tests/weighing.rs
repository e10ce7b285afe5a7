//! The weights: wired, above zero, and where the measured times come from.

use std::time::Instant;

use frame_support::{
    dispatch::GetDispatchInfo,
    traits::{Authorize, Hooks},
    weights::Weight,
};
use sp_keyring::Sr25519Keyring::Eve;

use super::scene::*;
use crate::{mock::*, weights::MeasuredWeight, WeightInfo};

type Weights = MeasuredWeight<Test>;

#[test]
fn every_call_and_hook_weighs_what_the_weight_functions_say() {
    let chain = Chain::new();
    let bundle = Box::new(proofs().transfer_on(&chain));
    let recipient = Eve.to_account_id();
    let shield = crate::Call::<Test>::shield { bundle: bundle.clone() };
    let transfer = crate::Call::<Test>::transfer { bundle: bundle.clone() };
    let unshield = crate::Call::<Test>::unshield { recipient, bundle };
    let calls = [
        (shield, Weights::shield(), Weight::zero()),
        (transfer, Weights::transfer(), Weights::authorize_transfer()),
        (unshield, Weights::unshield(), Weights::authorize_unshield()),
    ];
    for (call, dispatch, authorize) in calls {
        assert_eq!(call.get_dispatch_info().call_weight, dispatch);
        assert_eq!(call.weight_of_authorize(), authorize);
        assert!(dispatch.all_gt(Weight::zero()));
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

/// Prints the native times behind `weights.rs`.
#[test]
#[ignore = "a measurement, for whoever revises the weights"]
fn measure() {
    let mut chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let extrinsic = chain.transfer(&bundle);
    let mut refused = bundle.clone();
    refused.signature[0] ^= 1;
    let early = chain.transfer(&refused);
    let time = |name, mut run: Box<dyn FnMut() + '_>| {
        let mut times: Vec<_> = (0..50)
            .map(|_| {
                let start = Instant::now();
                run();
                start.elapsed()
            })
            .collect();
        times.sort();
        println!("{name}: fastest {:?}, median {:?}", times[0], times[25]);
    };
    time("all rules, proof included", Box::new(|| assert!(chain.validate(&extrinsic).is_ok())));
    time("rules up to the signature", Box::new(|| assert!(chain.validate(&early).is_err())));
    let child = shoji_shielded::field::from_u128(7);
    time(
        "one Poseidon permutation",
        Box::new(|| {
            std::hint::black_box(shoji_shielded::tree::hash_node([child; 4]));
        }),
    );
    time("an empty block", Box::new(|| drop(chain.author(Vec::new()))));
    time("a block with one transfer", Box::new(|| drop(chain.author(vec![extrinsic.clone()]))));
}
