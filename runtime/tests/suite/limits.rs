//! Block limits and fees.

use crate::support::state;
use frame_support::{
    dispatch::DispatchClass,
    traits::IntegrityTest,
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use pallet_transaction_payment::Multiplier;
use shoji_runtime::{configs::*, timing::*, *};
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
fn a_block_full_of_execution_or_of_bytes_costs_about_one_token() {
    state("development").execute_with(|| {
        let execution = TransactionPayment::weight_to_fee(BlockWeights::get().max_block);
        assert_eq!(execution, SHJ);
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
        assert_eq!(TransactionPayment::weight_to_fee(Weight::MAX), SHJ);
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

#[test]
fn the_existential_deposit_is_a_thousandth_of_a_token() {
    assert_eq!(<Runtime as pallet_balances::Config>::ExistentialDeposit::get(), 1_000_000);
    assert_eq!(SHJ, 10u128.pow(TOKEN_DECIMALS.into()));
}

#[test]
fn every_pallet_agrees_with_its_own_configuration() {
    state("development").execute_with(<AllPalletsWithSystem as IntegrityTest>::integrity_test);
}
