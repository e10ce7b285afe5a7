//! `pallet_transaction_payment`: fees of signed extrinsics. Pool calls pay from the pool instead.

use super::FeesToAuthor;
use crate::{Balance, Balances, Runtime, RuntimeEvent};
use frame_support::{
    parameter_types,
    traits::{ConstU128, ConstU8},
    weights::{ConstantMultiplier, Weight, WeightToFee},
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{traits::One, FixedPointNumber, Perquintill};

/// Picoseconds of execution that one unit (10^-9 SHJ) buys: a block full of execution (500 ms) costs
/// 0.05 SHJ, a balance transfer somewhat less than 0.0001 SHJ.
///
/// A block's time costs a private payment, whose fee is flat, no less than it costs a signed extrinsic:
/// otherwise bundles would be the cheap way to fill blocks (docs/protocol §7.4; a test holds it so).
pub const REF_TIME_PER_FEE_UNIT: u64 = 10_000;

/// Units per byte of an extrinsic: a block full of bytes costs about 1 SHJ, because bodies are kept for good.
pub const LENGTH_FEE_PER_BYTE: Balance = 250;

parameter_types! {
    /// Fullness, of what ordinary transactions may fill, at which fees neither rise nor fall. Bundles fill blocks as
    /// signed extrinsics do, four of them a whole one, so the target lies above three: honest use of the pool
    /// must not raise the fees of everybody else.
    pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(75);
    /// How fast fees follow fullness: up by at most about 2 % in 100 full blocks, down by 6 % in 100 empty ones.
    pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 100_000);
    /// Fees never fall below the schedule above.
    pub MinimumMultiplier: Multiplier = Multiplier::one();
    /// Fees never rise above ten times the schedule: blocks hold few private payments, and whoever fills
    /// them for a day must not price everybody's signed extrinsics out for the days after.
    pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(10);
}

/// Execution time to fee, linear: [`REF_TIME_PER_FEE_UNIT`] picoseconds a unit.
pub struct RefTimeToFee;

impl WeightToFee for RefTimeToFee {
    type Balance = Balance;

    fn weight_to_fee(weight: &Weight) -> Balance {
        Balance::from(weight.ref_time() / REF_TIME_PER_FEE_UNIT)
    }
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = FungibleAdapter<Balances, FeesToAuthor>;
    type WeightToFee = RefTimeToFee;
    type LengthToFee = ConstantMultiplier<Balance, ConstU128<LENGTH_FEE_PER_BYTE>>;
    type FeeMultiplierUpdate = TargetedFeeAdjustment<
        Self,
        TargetBlockFullness,
        AdjustmentVariable,
        MinimumMultiplier,
        MaximumMultiplier,
    >;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}
