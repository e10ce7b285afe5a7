//! `pallet_babe`: block production.

use crate::{timing, Runtime, Session};
use frame_support::traits::ConstU32;

/// Most authorities that BABE, GRANDPA and the session may have.
pub type MaxAuthorities = ConstU32<100>;

impl pallet_babe::Config for Runtime {
    type EpochDuration = timing::EpochDuration<Runtime>;
    type ExpectedBlockTime = timing::SlotDuration<Runtime>;
    type EpochChangeTrigger = pallet_babe::ExternalTrigger;
    type DisabledValidators = Session;
    type WeightInfo = ();
    type MaxAuthorities = MaxAuthorities;
    type MaxNominators = ConstU32<0>;
    // Equivocations are not reported on chain. The validator set is fixed at genesis and nobody has a
    // stake to lose, so a report could change nothing; historical sessions and an offences pallet would
    // be state and code without effect. Nodes still log the equivocations they see. Reporting arrives
    // together with staking.
    type KeyOwnerProof = sp_core::Void;
    type EquivocationReportSystem = ();
}
