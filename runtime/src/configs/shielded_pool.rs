//! `pallet_shielded_pool`: the constants of docs/protocol §7.

use crate::{AccountId, Authorship, Balances, Runtime};
use frame_support::{
    parameter_types,
    traits::{ConstU32, ConstU64, Get},
    PalletId,
};
use shoji_shielded::rules::{BASE_FEE, WINDOW};

parameter_types! {
    /// Names the account that holds the pool's tokens.
    pub const ShieldedPoolId: PalletId = PalletId(*b"shj/pool");
}

/// The author of the block under execution.
pub struct BlockAuthor;

impl Get<Option<AccountId>> for BlockAuthor {
    fn get() -> Option<AccountId> {
        Authorship::author()
    }
}

// Any author can be credited with a fee (docs/protocol §7.4), or the runtime does not compile.
const _: () = assert!(BASE_FEE as u128 >= super::EXISTENTIAL_DEPOSIT);

impl pallet_shielded_pool::Config for Runtime {
    type NativeCurrency = Balances;
    type PalletId = ShieldedPoolId;
    type Author = BlockAuthor;
    type Window = ConstU32<WINDOW>;
    type BaseFee = ConstU64<BASE_FEE>;
    type WeightInfo = pallet_shielded_pool::weights::MeasuredWeight<Runtime>;
}
