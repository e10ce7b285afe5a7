//! `pallet_assets`: tokens that anybody may issue, in the clear. What is in the shielded pool of them is
//! on hold there.

use crate::{AccountId, Balance, Balances, Runtime, RuntimeEvent, ShieldedPool, MILLI_SHJ, SHJ};
use frame_support::{
    parameter_types,
    traits::{AsEnsureOriginWithArg, ConstU32},
};
use frame_system::{EnsureRoot, EnsureSigned};

parameter_types! {
    /// Reserved by whoever creates an asset, until it is destroyed.
    pub const AssetDeposit: Balance = 10 * SHJ;
    /// Reserved for an account that holds an asset without being able to hold it otherwise.
    pub const AssetAccountDeposit: Balance = 10 * MILLI_SHJ;
    /// Reserved for an asset's name, symbol and decimals.
    pub const MetadataDepositBase: Balance = SHJ;
    /// Reserved for each of their bytes.
    pub const MetadataDepositPerByte: Balance = 10 * MILLI_SHJ;
    /// Reserved for an approval.
    pub const ApprovalDeposit: Balance = 10 * MILLI_SHJ;
}

impl pallet_assets::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Balance = Balance;
    // Fits the devnets' blocks of half a second.
    type RemoveItemsLimit = ConstU32<100>;
    type AssetId = u32;
    // Compact on the wire, as the pallet's documentation advises.
    type AssetIdParameter = codec::Compact<u32>;
    type ReserveData = ();
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
    type ForceOrigin = EnsureRoot<AccountId>;
    type AssetDeposit = AssetDeposit;
    type AssetAccountDeposit = AssetAccountDeposit;
    type MetadataDepositBase = MetadataDepositBase;
    type MetadataDepositPerByte = MetadataDepositPerByte;
    type ApprovalDeposit = ApprovalDeposit;
    type StringLimit = ConstU32<50>;
    type Freezer = ();
    // An asset with a unit in the pool cannot be destroyed, and an id that is created again is another
    // asset to the pool (docs/protocol §3.1).
    type Holder = ShieldedPool;
    type CallbackHandle = ShieldedPool;
    type Extra = ();
    // Ids count up from the one that genesis names, so that none is used twice.
    type AssetIdAllocator = pallet_assets::AutoIncAssetId<Runtime>;
    type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
}
