//! Block limits and fees.

use crate::support::state;
use codec::{Decode, Encode};
use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo},
    traits::IntegrityTest,
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use pallet_transaction_payment::Multiplier;
use shoji_runtime::{configs::*, extrinsics::*, timing::*, *};
use shoji_shielded::{
    bundle::{Bundle, Submission, BUNDLE_LEN},
    rules::BASE_FEE,
};
use sp_runtime::{
    traits::{Bounded, Convert, One},
    FixedPointNumber,
};

#[test]
fn a_full_block_executes_within_a_third_of_the_shortest_slot_in_use() {
    let weights = BlockWeights::get();
    weights.clone().validate().expect("consistent weights");
    let millis = weights.max_block.ref_time() / WEIGHT_REF_TIME_PER_MILLIS;
    assert_eq!(millis, MAX_BLOCK_REF_TIME_MILLIS);
    assert!(3 * millis <= DEVELOPMENT_SLOT_DURATION.min(PRODUCTION_SLOT_DURATION));
}

#[test]
fn ordinary_transactions_leave_a_quarter_of_a_block_for_operational_ones() {
    let weights = BlockWeights::get();
    let normal = weights.get(DispatchClass::Normal).max_total.expect("limited");
    assert_eq!(normal.ref_time() * 4, weights.max_block.ref_time() * 3);
    let reserved = weights.get(DispatchClass::Operational).reserved.expect("reserved");
    assert_eq!(reserved.ref_time() * 4, weights.max_block.ref_time());

    let length = BlockLength::get();
    assert_eq!(*length.max.get(DispatchClass::Operational), 5 * 1024 * 1024);
    assert_eq!(*length.max.get(DispatchClass::Normal), 5 * 1024 * 1024 / 4 * 3);
}

#[test]
fn a_block_full_of_execution_costs_a_twentieth_of_a_token_and_one_of_bytes_a_whole_one() {
    state("development").execute_with(|| {
        let execution = TransactionPayment::weight_to_fee(BlockWeights::get().max_block);
        assert_eq!(execution, SHJ / 20);
        let bytes =
            TransactionPayment::length_to_fee(*BlockLength::get().max.get(DispatchClass::Normal));
        assert!((SHJ * 9 / 10..SHJ * 11 / 10).contains(&bytes), "{bytes}");
    });
}

#[test]
fn the_fee_of_no_execution_is_nothing_and_of_all_execution_does_not_wrap() {
    state("development").execute_with(|| {
        assert_eq!(TransactionPayment::weight_to_fee(Weight::zero()), 0);
        // `weight_to_fee` caps its argument at a block.
        assert_eq!(TransactionPayment::weight_to_fee(Weight::MAX), SHJ / 20);
    });
}

#[test]
fn the_lowest_fee_of_a_bundle_pays_for_its_weight_and_length_as_a_signed_extrinsic_would() {
    let bundle = [7; BUNDLE_LEN];
    let bundle = || Bundle::decode(&mut &bundle[..]).expect("every byte string is a bundle");
    let submissions = [
        Submission::Transfer(bundle()),
        Submission::Unshield { recipient: [7; 32], bundle: bundle() },
    ];
    state("development").execute_with(|| {
        for submission in submissions {
            let extrinsic = wrap(submission);
            let weight = extrinsic.get_dispatch_info().total_weight();
            let weight = weight + BlockWeights::get().get(DispatchClass::Normal).base_extrinsic;
            let price = TransactionPayment::weight_to_fee(weight)
                + TransactionPayment::length_to_fee(extrinsic.encoded_size() as u32);
            assert!(price <= u128::from(BASE_FEE), "{price} is more than {BASE_FEE}");
        }
    });
}

#[test]
fn fees_do_not_rise_above_ten_times_the_schedule_however_full_the_blocks_are() {
    type Update = <Runtime as pallet_transaction_payment::Config>::FeeMultiplierUpdate;
    state("development").execute_with(|| {
        let ceiling = Multiplier::saturating_from_integer(10);
        System::set_block_consumed_resources(BlockWeights::get().max_block, 0);
        assert!(Update::convert(Multiplier::one()) > Multiplier::one());
        for multiplier in [ceiling, ceiling * ceiling, Multiplier::max_value()] {
            assert_eq!(Update::convert(multiplier), ceiling);
        }
    });
}

/// What the fee multiplier becomes after a block with this many private payments in it.
fn multiplier_after(payments: u64) -> Multiplier {
    type Update = <Runtime as pallet_transaction_payment::Config>::FeeMultiplierUpdate;
    let bundle = Bundle::decode(&mut &[7; BUNDLE_LEN][..]).expect("every byte string is a bundle");
    let payment = wrap(Submission::Unshield { recipient: [7; 32], bundle });
    let base = BlockWeights::get().get(DispatchClass::Normal).base_extrinsic;
    let weight = payment.get_dispatch_info().total_weight() + base;
    System::set_block_consumed_resources(weight * payments, 0);
    Update::convert(Multiplier::one())
}

#[test]
fn honest_use_of_the_pool_leaves_the_fees_of_everybody_else_as_they_are() {
    state("development").execute_with(|| {
        for payments in 0..=3 {
            assert_eq!(multiplier_after(payments), Multiplier::one(), "{payments} a block");
        }
        assert!(multiplier_after(4) > Multiplier::one(), "a block that is full");
    });
}

#[test]
fn the_existential_deposit_is_a_thousandth_of_a_token() {
    assert_eq!(<Runtime as pallet_balances::Config>::ExistentialDeposit::get(), 1_000_000);
    assert_eq!(SHJ, 10u128.pow(TOKEN_DECIMALS.into()));
}

#[test]
fn every_pallet_agrees_with_its_own_configuration() {
    state("development").execute_with(<AllPalletsWithSystem as IntegrityTest>::integrity_test);
}

#[test]
fn the_base_fee_pays_for_the_weight_and_the_length_of_a_revocation_without_an_account() {
    state("development").execute_with(|| {
        let extrinsic = wrap_revocation([7; 32], [7; 64]);
        let weight = extrinsic.get_dispatch_info().total_weight();
        let weight = weight + BlockWeights::get().get(DispatchClass::Normal).base_extrinsic;
        let price = TransactionPayment::weight_to_fee(weight)
            + TransactionPayment::length_to_fee(extrinsic.encoded_size() as u32);
        assert!(price <= u128::from(BASE_FEE), "{price} is more than {BASE_FEE}");
        assert!(GRANT_DEPOSIT > u128::from(BASE_FEE));
    });
}

#[test]
fn a_grant_fits_a_block_and_costs_its_payer_less_than_it_has_on_hold() {
    let bytes = [0; shoji_shielded::grant::GRANT_LEN_STATED];
    let grant = Box::new(shoji_shielded::grant::Grant::decode(&mut &bytes[..]).expect("zeros"));
    let call = RuntimeCall::from(pallet_view_keys::Call::grant { grant });
    let weight = call.get_dispatch_info().total_weight();
    let limit = BlockWeights::get().get(DispatchClass::Normal).max_extrinsic.expect("limited");
    assert!(weight.all_lt(limit), "{weight} {limit}");
    state("development").execute_with(|| {
        assert!(TransactionPayment::weight_to_fee(weight) < GRANT_DEPOSIT);
    });
}
