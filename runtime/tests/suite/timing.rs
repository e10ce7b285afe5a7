//! Slot and epoch length.

use crate::support::{build, genesis_json, state};
use frame_support::traits::{BuildGenesisConfig, Get};
use serde_json::json;
use shoji_runtime::{timing::*, *};
use sp_consensus_babe::runtime_decl_for_babe_api::BabeApiV2;

#[test]
fn development_chains_run_two_second_slots_and_one_minute_epochs() {
    for preset in ["development", "local_testnet"] {
        state(preset).execute_with(|| {
            let babe = Runtime::configuration();
            assert_eq!(babe.slot_duration, 2_000);
            assert_eq!(babe.epoch_length, 30);
        });
    }
}

#[test]
fn everything_that_depends_on_the_slot_reads_the_same_value() {
    let mut config = genesis_json("development");
    config["timing"] = json!({"slotDuration": 4_000, "epochDuration": 7});
    build(&config).expect("a valid timing").execute_with(|| {
        assert_eq!(Babe::slot_duration(), 4_000);
        assert_eq!(<Runtime as pallet_timestamp::Config>::MinimumPeriod::get(), 2_000);
        assert_eq!(<Runtime as pallet_babe::Config>::ExpectedBlockTime::get(), 4_000);
        assert_eq!(<Runtime as pallet_babe::Config>::EpochDuration::get(), 7);
        assert_eq!(Runtime::current_epoch().duration, 7);
        assert_eq!(u64::from(Runtime::next_epoch().start_slot), 7);
    });
}

#[test]
fn a_genesis_that_is_silent_about_timing_is_a_production_one() {
    let default = TimingConfig::default();
    assert_eq!(default.slot_duration, PRODUCTION_SLOT_DURATION);
    assert_eq!(default.epoch_duration, PRODUCTION_EPOCH_DURATION);
    assert_eq!(validate(default.slot_duration, default.epoch_duration), Ok(()));
}

#[test]
fn nonsense_is_refused_with_its_reason() {
    use InvalidTiming::*;
    for (slot, epoch, expected) in [
        (0, 600, SlotDurationOutOfRange),
        (MIN_SLOT_DURATION - 2, 600, SlotDurationOutOfRange),
        (MAX_SLOT_DURATION + 2, 600, SlotDurationOutOfRange),
        (u64::MAX, 600, SlotDurationOutOfRange),
        (2_001, 600, SlotDurationOdd),
        (6_000, 0, EpochDurationOutOfRange),
        (6_000, MIN_EPOCH_DURATION - 1, EpochDurationOutOfRange),
        (6_000, MAX_EPOCH_DURATION + 1, EpochDurationOutOfRange),
        (6_000, u64::MAX, EpochDurationOutOfRange),
    ] {
        assert_eq!(validate(slot, epoch), Err(expected), "{slot} ms, {epoch} slots");
        let mut config = genesis_json("development");
        config["timing"] = json!({"slotDuration": slot, "epochDuration": epoch});
        let error = build(&config).err().expect("refused");
        assert!(error.contains(expected.message()), "{error}");
    }
}

#[test]
fn a_slot_has_room_for_a_full_block_three_times() {
    let author_importer_and_way = 3 * configs::MAX_BLOCK_REF_TIME_MILLIS;
    assert_eq!(MIN_SLOT_DURATION, author_importer_and_way);
}

#[test]
fn the_extremes_of_the_range_are_allowed() {
    assert_eq!(validate(MIN_SLOT_DURATION, MIN_EPOCH_DURATION), Ok(()));
    assert_eq!(validate(MAX_SLOT_DURATION, MAX_EPOCH_DURATION), Ok(()));
}

#[test]
fn the_messages_name_the_limits_that_hold() {
    let slot = InvalidTiming::SlotDurationOutOfRange.message();
    assert!(slot.contains(&format!("between {MIN_SLOT_DURATION} and {MAX_SLOT_DURATION} ")));
    let epoch = InvalidTiming::EpochDurationOutOfRange.message();
    assert!(epoch.contains(&format!("between {MIN_EPOCH_DURATION} and {MAX_EPOCH_DURATION} ")));
}

#[test]
#[should_panic(
    expected = "timing.slotDuration must be an even number of milliseconds; got slotDuration 3001"
)]
fn the_pallet_itself_refuses_nonsense_too() {
    sp_io::TestExternalities::new_empty().execute_with(|| {
        TimingConfig { slot_duration: 3_001, ..Default::default() }.build();
    });
}
