//! `pallet_view_keys`: the constants of docs/protocol §11.

use super::shielded_pool::BlockAuthor;
use crate::{Balance, Balances, Runtime, RuntimeHoldReason, SHJ};
use frame_support::traits::{ConstU128, ConstU32, ConstU64};
use shoji_shielded::{
    grant::rules::{GRACE, MAX_VALIDITY},
    rules::BASE_FEE,
};

/// What an auditor has on hold while it is registered.
pub const AUDITOR_DEPOSIT: Balance = 10 * SHJ;

/// What the payer of a grant has on hold until the grant ends.
pub const GRANT_DEPOSIT: Balance = SHJ;

// The deposit pays for a revocation without an account (docs/protocol §11.4), or the runtime does not compile.
const _: () = assert!(GRANT_DEPOSIT > BASE_FEE as Balance);

impl pallet_view_keys::Config for Runtime {
    type NativeCurrency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Author = BlockAuthor;
    type AuditorDeposit = ConstU128<AUDITOR_DEPOSIT>;
    type GrantDeposit = ConstU128<GRANT_DEPOSIT>;
    type BaseFee = ConstU64<BASE_FEE>;
    type Grace = ConstU32<GRACE>;
    type MaxValidity = ConstU32<MAX_VALIDITY>;
    type WeightInfo = pallet_view_keys::weights::MeasuredWeight<Runtime>;
}
