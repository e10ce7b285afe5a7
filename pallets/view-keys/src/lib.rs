//! # View keys
//!
//! Auditors, and what owners of shielded accounts show to them, as `docs/protocol` §10 and §11 specify it.
//!
//! An *auditor* is an account with an entry in the register and a sealing key. A *grant* seals the viewing key of one
//! scope to that key, and a Groth16 proof says that what is sealed is the key of an address of the scope. It is signed
//! by the owner, paid for by any account, and in force until it expires or is revoked by a key that it names.
//!
//! State holds what is in force and no more: auditors, grants without proof and signature, the ids of revoked grants
//! up to their expiry, and a queue of what expires when. What a grant sealed stays in the body of its block for good.
//!
//! ## Deposits
//!
//! Whoever registers as an auditor and whoever pays for a grant has a deposit on hold until the entry is gone. Every
//! entry keeps how much, so the holds of an account are the sum of its entries, whatever a later runtime asks for.
//!
//! ## Revocation without an account
//!
//! [`Call::revoke`] may be a *general* transaction, authorised by the signature of docs/protocol §10.6. All that could
//! make it fail is checked when it is authorised, and its fee comes from the deposit of the grant.
//!
//! What a runtime must provide, [`features::configuration`] says. Other pallets ask through
//! [`shoji_shielded::grant::Disclosures`].

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

mod errors;
mod events;
pub mod features;
pub mod runtime_api;
mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;
pub use pallet::*;
pub use types::{
    Auditor, AuditorInfo, Contact, GrantInfo, GrantRecord, GrantStatus, Name, PolicyUri,
    PreviousKey, Profile, SealingKey, MAX_KEY_BYTES,
};
pub use weights::WeightInfo;

/// The target of this pallet's log lines.
pub const LOG_TARGET: &str = "runtime::view-keys";

/// Configuration, storage, events, errors and calls of the register.
#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::{boxed::Box, vec::Vec};
    use frame_support::{pallet_prelude::*, traits::fungible};
    use frame_system::pallet_prelude::*;
    use shoji_shielded::{bundle::SIGNATURE_LEN, grant::Grant};

    /// A migration is due where the chain says another.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The register of auditors and grants.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What a runtime chooses.
    ///
    /// Account ids are 32 bytes, because a grant names its auditor's (docs/protocol §10.5). They are never read as
    /// field elements.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<
        RuntimeEvent: From<Event<Self>>,
        AccountId: From<[u8; 32]> + Into<[u8; 32]>,
    >
    {
        /// The native token, which deposits are held in.
        type NativeCurrency: fungible::MutateHold<
            Self::AccountId,
            Reason = Self::RuntimeHoldReason,
            Balance = u128,
        >;

        /// Why balances are on hold.
        type RuntimeHoldReason: From<HoldReason>;

        /// The author of the block that is being executed, who receives the fees of revocations without an
        /// account. `None` where the runtime knows none: the fee is then burnt.
        type Author: Get<Option<Self::AccountId>>;

        /// What an auditor has on hold while it is registered.
        #[pallet::constant]
        type AuditorDeposit: Get<u128>;

        /// What the payer of a grant has on hold until the grant ends.
        #[pallet::constant]
        type GrantDeposit: Get<u128>;

        /// The fee of a revocation without an account, in units (docs/protocol §7.4). At least the existential
        /// deposit, and less than [`Config::GrantDeposit`].
        #[pallet::constant]
        type BaseFee: Get<u64>;

        /// For how many blocks after a rotation grants for the key before are still accepted.
        #[pallet::constant]
        type Grace: Get<u32>;

        /// How far ahead the expiry of a grant may lie, in blocks.
        #[pallet::constant]
        type MaxValidity: Get<u32>;

        /// What the calls and hooks weigh.
        type WeightInfo: WeightInfo;
    }

    /// What balances are on hold for.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// A registered auditor.
        Auditor,
        /// A grant in state, on the account of its payer.
        Grant,
    }

    /// The registered auditors.
    #[pallet::storage]
    pub type Auditors<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, Auditor, OptionQuery>;

    /// The version of the latest sealing key of every account that ever was an auditor: they count on after a
    /// deregistration.
    #[pallet::storage]
    pub type LastKeyVersion<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, u16, ValueQuery>;

    /// The grants that have neither been revoked nor cleaned, by id. One that has expired is not in force, even while
    /// it is still here.
    ///
    /// Ids are keys as they are, unhashed: they are BLAKE2b hashes, and whoever wants two with a long common
    /// prefix has to grind BLAKE2b, as for any storage hasher.
    #[pallet::storage]
    pub type Grants<T: Config> =
        StorageMap<_, Identity, [u8; 32], GrantRecord<T::AccountId>, OptionQuery>;

    /// The ids of [`Grants`] by auditor.
    #[pallet::storage]
    pub type GrantsOf<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, [u8; 32], (), OptionQuery>;

    /// Revoked grants with their expiry, up to which they are remembered, so that nobody grants them again.
    #[pallet::storage]
    pub type Revoked<T: Config> = StorageMap<_, Identity, [u8; 32], u32, OptionQuery>;

    /// What is to be cleaned after which block: the ids of [`Grants`] and of [`Revoked`] by their expiry.
    #[pallet::storage]
    pub type Expiries<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u32, Identity, [u8; 32], (), OptionQuery>;

    /// The earliest block that [`Expiries`] may still have something of; none before the first grant.
    #[pallet::storage]
    pub type NextExpiry<T: Config> = StorageValue<_, u32, OptionQuery>;

    /// The registered verifying keys of the grant circuit by circuit version, in the encoding of docs/protocol
    /// §8.1. Nothing gets here without the checks of that section.
    #[pallet::storage]
    pub type VerifyingKeys<T: Config> =
        StorageMap<_, Twox64Concat, u16, BoundedVec<u8, ConstU32<MAX_KEY_BYTES>>, OptionQuery>;

    /// What a chain's genesis says about grants.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The verifying key of the grant circuit, version 1, as in docs/protocol §8.1 (`0x` hex in JSON). Where it
        /// is empty, no key is registered and every grant is refused.
        #[serde(with = "sp_core::bytes")]
        pub verifying_key: Vec<u8>,
        /// Whether this is a development chain. Any other refuses the development parameters.
        pub development: bool,
        /// Marks the runtime.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::register_verifying_key(&self.verifying_key, self.development);
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Cleans what has expired, as far as there is weight left.
        fn on_idle(_now: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::clean_up(remaining)
        }

        fn integrity_test() {
            Self::check_configuration();
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Become an auditor.
        ///
        /// Signed by the account. `possession` is the signature of docs/protocol §10.1 for this account and its next key
        /// version, by the secret of `key`. [`Config::AuditorDeposit`] is held until the entry is gone.
        ///
        /// Errors: [`Error::AlreadyRegistered`], those of [`Call::update_auditor`] about the texts,
        /// [`Error::AuditorCannotPay`], [`Error::InvalidKey`], [`Error::InvalidPossession`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::register_auditor())]
        pub fn register_auditor(
            origin: OriginFor<T>,
            name: Name,
            contact: Contact,
            policy_uri: PolicyUri,
            policy_hash: [u8; 32],
            key: [u8; 32],
            possession: [u8; SIGNATURE_LEN],
        ) -> DispatchResult {
            let auditor = ensure_signed(origin)?;
            let profile = Profile { name, contact, policy_uri, policy_hash };
            Self::do_register(auditor, profile, &key, &possession)
        }

        /// Change what an auditor says about itself.
        ///
        /// Signed by the auditor. One that is closing may as well: there are grants that it still has.
        ///
        /// Errors: [`Error::UnknownAuditor`], [`Error::InvalidName`], [`Error::InvalidContact`],
        /// [`Error::InvalidPolicyUri`].
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::update_auditor())]
        pub fn update_auditor(
            origin: OriginFor<T>,
            name: Name,
            contact: Contact,
            policy_uri: PolicyUri,
            policy_hash: [u8; 32],
        ) -> DispatchResult {
            let auditor = ensure_signed(origin)?;
            Self::do_update(auditor, Profile { name, contact, policy_uri, policy_hash })
        }

        /// Replace the sealing key by the next version.
        ///
        /// Signed by the auditor. `possession` is for the next version. Grants for the key before are accepted for
        /// [`Config::Grace`] more blocks; with `retire`, for a key that somebody else knows, for none.
        ///
        /// Errors: [`Error::UnknownAuditor`], [`Error::AuditorClosing`], [`Error::RotationTooSoon`],
        /// [`Error::SameKey`], [`Error::KeyVersionsExhausted`], [`Error::InvalidKey`], [`Error::InvalidPossession`].
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::rotate_key())]
        pub fn rotate_key(
            origin: OriginFor<T>,
            key: [u8; 32],
            possession: [u8; SIGNATURE_LEN],
            retire: bool,
        ) -> DispatchResult {
            let auditor = ensure_signed(origin)?;
            Self::do_rotate(auditor, &key, &possession, retire)
        }

        /// Take no more grants, and leave the register with the last one: at once where there is none.
        ///
        /// Signed by the auditor. Errors: [`Error::UnknownAuditor`], [`Error::AuditorClosing`].
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::deregister_auditor())]
        pub fn deregister_auditor(origin: OriginFor<T>) -> DispatchResult {
            let auditor = ensure_signed(origin)?;
            Self::do_deregister(auditor)
        }

        /// Say that a grant has been opened. It proves nothing; an owner who waits for it sees it.
        ///
        /// Signed by the auditor of the grant. Errors: [`Error::UnknownGrant`], [`Error::NotTheAuditor`],
        /// [`Error::GrantExpired`], [`Error::AlreadyAcknowledged`].
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::acknowledge())]
        pub fn acknowledge(origin: OriginFor<T>, grant_id: [u8; 32]) -> DispatchResult {
            let auditor = ensure_signed(origin)?;
            Self::do_acknowledge(auditor, &grant_id)
        }

        /// Put a grant in force.
        ///
        /// Signed by any account, the payer, which the grant says nothing about. [`Config::GrantDeposit`] is held on it
        /// until the grant ends. The rules are those of docs/protocol §11.3, each with its [`Error`]; after an error
        /// nothing has changed but the fee.
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::grant())]
        pub fn grant(origin: OriginFor<T>, grant: Box<Grant>) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_grant(payer, &grant)
        }

        /// End a grant before its expiry, by the signature of its revocation key (docs/protocol §10.6).
        ///
        /// Signed by any account, which pays the fee, and the payer of the grant gets the whole deposit back. Or authorised
        /// by [`frame_system::AuthorizeCall`]: a general transaction, no account, whose fee comes from the deposit.
        ///
        /// Errors of a signed one: [`Error::GrantRevoked`], [`Error::UnknownGrant`], [`Error::GrantExpired`],
        /// [`Error::InvalidSignature`]. An authorised one has none: before, it is refused with
        /// `InvalidTransaction::Custom` and the code of a [`shoji_shielded::grant::rules::RevocationRefusal`].
        #[pallet::call_index(6)]
        #[pallet::weight(<T as Config>::WeightInfo::revoke())]
        #[pallet::authorize(|_source, grant_id, signature| Self::authorize_revoke(grant_id, signature))]
        #[pallet::weight_of_authorize(<T as Config>::WeightInfo::authorize_revoke())]
        pub fn revoke(
            origin: OriginFor<T>,
            grant_id: [u8; 32],
            signature: [u8; SIGNATURE_LEN],
        ) -> DispatchResultWithPostInfo {
            Self::do_revoke(origin, &grant_id, &signature)
        }

        /// Clean what is left of a grant that has expired: its payer gets the deposit back.
        ///
        /// Signed by anybody. Errors: [`Error::UnknownGrant`], [`Error::NotExpired`].
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::expire())]
        pub fn expire(origin: OriginFor<T>, grant_id: [u8; 32]) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_expire(&grant_id)
        }

        /// End a grant that this auditor does not want. Its payer gets the deposit back.
        ///
        /// Signed by the auditor of the grant. Errors: [`Error::GrantRevoked`], [`Error::UnknownGrant`],
        /// [`Error::GrantExpired`], [`Error::NotTheAuditor`].
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::renounce())]
        pub fn renounce(origin: OriginFor<T>, grant_id: [u8; 32]) -> DispatchResult {
            let auditor = ensure_signed(origin)?;
            Self::do_renounce(auditor, &grant_id)
        }
    }
}
