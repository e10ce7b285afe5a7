//! `pallet_timestamp`: the time inherent; BABE checks it against the slot.

use crate::{timing, Babe, Runtime};

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    type OnTimestampSet = Babe;
    type MinimumPeriod = timing::MinimumPeriod<Runtime>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}
