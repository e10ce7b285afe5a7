//! `frame_system`: block limits, hashing, accounts, the call filter.

use super::call_filter::ShojiCallFilter;
use crate::{AccountId, Block, Nonce, PalletInfo, Runtime, RuntimeVersion, VERSION};
use crate::{RuntimeCall, RuntimeEvent, RuntimeOrigin, RuntimeTask};
use frame_support::{
    derive_impl,
    dispatch::DispatchClass,
    parameter_types,
    traits::{ConstU16, ConstU32},
    weights::{
        constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_MILLIS},
        Weight,
    },
};
use sp_runtime::{traits::AccountIdLookup, Perbill};

/// Longest execution of a block on the reference machine, in milliseconds: a quarter of the devnets'
/// 2 s slot, a twelfth of a production slot. Slot lengths are genesis parameters and the limits must
/// fit the shortest in use.
pub const MAX_BLOCK_REF_TIME_MILLIS: u64 = 500;

/// Greatest length of a block body, in bytes.
pub const MAX_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

/// Share of a block that ordinary transactions may fill; the rest is kept for operational ones
/// (runtime upgrades) and inherents.
const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);

parameter_types! {
    /// Version of this runtime.
    pub const Version: RuntimeVersion = VERSION;
    /// Weight limits of a block. Proof size is unlimited: this is not a parachain.
    pub BlockWeights: frame_system::limits::BlockWeights =
        frame_system::limits::BlockWeights::with_sensible_defaults(
            Weight::from_parts(
                MAX_BLOCK_REF_TIME_MILLIS * WEIGHT_REF_TIME_PER_MILLIS,
                u64::MAX,
            ),
            NORMAL_DISPATCH_RATIO,
        );
    /// Length limits of a block.
    pub BlockLength: frame_system::limits::BlockLength =
        frame_system::limits::BlockLength::builder()
            .max_length(MAX_BLOCK_LENGTH)
            .modify_max_length_for_class(DispatchClass::Normal, |max| {
                *max = NORMAL_DISPATCH_RATIO * MAX_BLOCK_LENGTH
            })
            .build();
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = Block;
    type AccountId = AccountId;
    type Nonce = Nonce;
    type Lookup = AccountIdLookup<AccountId, ()>;
    type AccountData = pallet_balances::AccountData<crate::Balance>;
    type BaseCallFilter = ShojiCallFilter;
    type BlockWeights = BlockWeights;
    type BlockLength = BlockLength;
    // Two hours of production blocks: the longest a mortal transaction can live.
    type BlockHashCount = ConstU32<1_200>;
    type DbWeight = RocksDbWeight;
    type Version = Version;
    type SS58Prefix = ConstU16<{ crate::SS58_PREFIX }>;
    type MaxConsumers = ConstU32<16>;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
    type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
}
