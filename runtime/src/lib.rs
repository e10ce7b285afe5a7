//! The Shoji runtime: the state transition function of the chain, compiled to WASM.
//!
//! This file only composes. Chosen constants and the wiring of each pallet are in [`configs`], slot and
//! epoch length in [`timing`], the interface to the node in [`apis`], genesis states in
//! [`genesis_presets`].

#![cfg_attr(not(feature = "std"), no_std)]
// `frame_support::runtime` expands recursively, once per pallet and part.
#![recursion_limit = "256"]
// It also writes items without documentation into this module, where nothing but the whole crate can
// allow them; the modules below deny them again.
#![allow(missing_docs)]

extern crate alloc;

pub mod apis;
#[deny(missing_docs)]
pub mod configs;
#[deny(missing_docs)]
pub mod extrinsics;
#[deny(missing_docs)]
pub mod genesis_presets;
#[deny(missing_docs)]
mod genesis_rules;
#[deny(missing_docs)]
pub mod timing;

// `frame_support::runtime` expands to code that names `Vec`.
use alloc::vec::Vec;
use sp_runtime::{
    generic,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use configs::SessionKeys;
#[cfg(feature = "std")]
pub use pallet_shielded_pool::runtime_api::ShieldedPoolApi;
pub use pallet_shielded_pool::ParametersKind;
#[cfg(feature = "std")]
pub use pallet_view_keys::runtime_api::ViewKeysApi;
pub use pallet_view_keys::{AuditorInfo, GrantInfo, GrantStatus};
#[cfg(feature = "std")]
pub use wasm_binary::{WASM_BINARY, WASM_BINARY_BLOATY, WASM_BINARY_PATH};

/// The compiled runtime, written by the build script.
#[cfg(feature = "std")]
mod wasm_binary {
    include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
}

/// A block number.
pub type BlockNumber = u32;
/// Any of the signatures an account may use.
pub type Signature = MultiSignature;
/// A 32-byte account identifier, the public key behind a [`Signature`] or its hash.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How an extrinsic names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// An amount of SHJ in its smallest unit, 10^-9 SHJ.
pub type Balance = u128;
/// How many extrinsics an account has signed.
pub type Nonce = u32;
/// A block hash.
pub type Hash = sp_core::H256;
/// A block header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// What surrounds a call in an extrinsic, in this order on the wire. `AuthorizeCall` comes before what asks for
/// an account: it is the origin of calls that carry their own authorisation, such as private transfers. What is
/// checked of those before any proof or signature comes first.
///
/// `CheckMetadataHash` is left out: the hash needs a second build of the WASM, and wallets do without.
pub type TxExtension = (
    pallet_shielded_pool::CheckGeneral<Runtime>,
    frame_system::AuthorizeCall<Runtime>,
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckEra<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
    frame_system::WeightReclaim<Runtime>,
);
/// An extrinsic as it comes from the network.
pub type UncheckedExtrinsic =
    generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What an extrinsic's signature covers.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// Executes blocks on this runtime.
pub type Executive = frame_executive::Executive<
    Runtime,
    Block,
    frame_system::ChainContext<Runtime>,
    Runtime,
    AllPalletsWithSystem,
>;

/// Types for code that handles blocks without looking into their extrinsics: the node, which must keep
/// working when a runtime upgrade changes the format of calls.
pub mod opaque {
    use super::{generic, Header};
    pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

    /// A block whose extrinsics are bytes.
    pub type Block = generic::Block<Header, UncheckedExtrinsic>;
}

/// One SHJ in units.
pub const SHJ: Balance = 1_000_000_000;
/// A thousandth of an SHJ in units.
pub const MILLI_SHJ: Balance = SHJ / 1_000;
/// Decimals of the native token.
pub const TOKEN_DECIMALS: u8 = 9;
/// Symbol of the native token.
pub const TOKEN_SYMBOL: &str = "SHJ";
/// SS58 address prefix: the generic Substrate one.
pub const SS58_PREFIX: u16 = 42;

/// The version of this runtime. `spec_version` rises with every change of behaviour,
/// `transaction_version` with every change of the encoding of calls.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: alloc::borrow::Cow::Borrowed("shoji"),
    impl_name: alloc::borrow::Cow::Borrowed("shoji-node"),
    authoring_version: 1,
    spec_version: 1,
    impl_version: 1,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};

#[frame_support::runtime]
mod runtime {
    /// The runtime and its pallets. Indices are part of every encoded call, event and error: never
    /// change one, never use one twice.
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    /// Blocks, accounts, events.
    #[runtime::pallet_index(0)]
    pub type System = frame_system;

    /// Slot and epoch length. Before the pallets that read it.
    #[runtime::pallet_index(1)]
    pub type Timing = crate::timing;

    /// The time of a block. Before BABE, which compares it with the slot.
    #[runtime::pallet_index(2)]
    pub type Timestamp = pallet_timestamp;

    /// Block production.
    #[runtime::pallet_index(3)]
    pub type Babe = pallet_babe;

    /// The author of a block. Before the pallets that pay them.
    #[runtime::pallet_index(4)]
    pub type Authorship = pallet_authorship;

    /// SHJ in the clear.
    #[runtime::pallet_index(5)]
    pub type Balances = pallet_balances;

    /// Fees of signed extrinsics.
    #[runtime::pallet_index(6)]
    pub type TransactionPayment = pallet_transaction_payment;

    /// Validators and their keys.
    #[runtime::pallet_index(7)]
    pub type Session = pallet_session;

    /// Finality.
    #[runtime::pallet_index(8)]
    pub type Grandpa = pallet_grandpa;

    /// Root on devnets.
    #[runtime::pallet_index(9)]
    pub type Sudo = pallet_sudo;

    /// Private payments. After the balances, whose genesis overwrites the total issuance that the pool
    /// account's deposit is part of.
    #[runtime::pallet_index(10)]
    pub type ShieldedPool = pallet_shielded_pool;

    /// Other tokens in the clear.
    #[runtime::pallet_index(11)]
    pub type Assets = pallet_assets;

    /// Auditors, and the viewing keys granted to them.
    #[runtime::pallet_index(12)]
    pub type ViewKeys = pallet_view_keys;
}
