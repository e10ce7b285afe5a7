//! # Shielded pool
//!
//! Private payments of the native token and of the assets of [`pallet_assets`], as `docs/protocol` specifies them.
//!
//! Tokens enter the pool with [`Call::shield`], move inside it with [`Call::transfer`] and leave it
//! with [`Call::unshield`]. Each of the three carries one *bundle* (docs/protocol §6.1): three
//! nullifiers, three commitments, one Groth16 proof, one RedJubjub signature. A transfer shows that
//! somebody paid and nothing else; amount and account of a shield and of an unshield are public.
//!
//! State holds what consensus needs and no more: the spent nullifiers, the frontier of the commitment
//! tree with a window of recent roots, the verifying keys and the turnstile. Ciphertexts stay in the
//! extrinsics, and every header carries a [`shoji_shielded::digest::PoolDigest`], so that headers and
//! bodies alone are enough to rebuild every commitment, nullifier and position (docs/protocol §4).
//!
//! ## Included means done
//!
//! `transfer` and `unshield` have no account behind them. They are *general* transactions which
//! [`frame_system::AuthorizeCall`] admits after every rule of docs/protocol §7.1 has been checked; the
//! same check runs in the transaction pool and again, on the state of the moment, when the block is
//! built or imported. What follows in the dispatch cannot fail: see [`features::effects`] for the
//! argument. `shield` is an ordinary signed extrinsic which pays its fee from its account and may fail.
//!
//! What a runtime must provide for that, [`features::configuration`] says.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

pub mod features;
pub mod runtime_api;
mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use features::check_general::{CheckGeneral, NOT_CANONICAL_CODE};
pub use pallet::*;
pub use types::{AssetInfo, ParametersKind, PoolInfo, Refusal, TurnstileState, MAX_KEY_BYTES};
pub use weights::WeightInfo;

/// The target of this pallet's log lines.
pub const LOG_TARGET: &str = "runtime::shielded-pool";

/// Configuration, storage, events, errors and calls of the pool.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::{boxed::Box, vec::Vec};
    use frame_support::{pallet_prelude::*, traits::fungible, PalletId};
    use frame_system::pallet_prelude::*;
    use shoji_shielded::{bundle::Bundle, tree};

    /// A migration is due where the chain says another.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The shielded pool.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What a runtime chooses.
    ///
    /// Account ids are 32 bytes, because a bundle's sighash binds them as the *party* (docs/protocol
    /// §6.2). They are never read as field elements, so every account can shield and unshield.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<
            RuntimeEvent: From<Event<Self>>,
            AccountId: From<[u8; 32]> + Into<[u8; 32]>,
        > + pallet_assets::Config<
            AssetId = u32,
            Balance = u128,
            Holder = Pallet<Self>,
            CallbackHandle = Pallet<Self>,
        >
    {
        /// The native token. Its units are the units of notes: `u128`, nothing is truncated.
        type NativeCurrency: fungible::Mutate<Self::AccountId, Balance = u128>;

        /// Where the account that holds the pool's tokens comes from.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The author of the block that is being executed, who receives the fees of bundles.
        /// `None` where the runtime knows none: the fee is then burnt.
        type Author: Get<Option<Self::AccountId>>;

        /// For how many blocks a root stays usable as an anchor after it stopped being the latest,
        /// and how far ahead an expiry may lie (docs/protocol §7.1, rules 9 and 10). Must not shrink in
        /// a runtime upgrade without a migration that prunes [`Roots`].
        #[pallet::constant]
        type Window: Get<u32>;

        /// The fee of a bundle at the lowest priority, in units (docs/protocol §7.4). At least the
        /// existential deposit.
        #[pallet::constant]
        type BaseFee: Get<u64>;

        /// What the calls and hooks weigh.
        type WeightInfo: WeightInfo;
    }

    /// The spent nullifiers, by circuit version.
    ///
    /// The keys are stored unhashed. A nullifier is written only after a proof has shown that it is
    /// a Poseidon output, so whoever wants two keys with a long common prefix, and with it a deep
    /// branch of the trie, has to grind Poseidon, which is no cheaper than grinding any storage hasher.
    #[pallet::storage]
    pub type Nullifiers<T: Config> =
        StorageDoubleMap<_, Identity, u16, Identity, [u8; 32], (), OptionQuery>;

    /// The frontier of the commitment tree at the end of the previous block. It is there from genesis on, and one
    /// that does not decode takes no bundle: it is no empty tree.
    #[pallet::storage]
    pub type Frontier<T: Config> = StorageValue<_, tree::Frontier, OptionQuery>;

    /// The root of the previous block: the newest usable anchor (docs/protocol §4). It is there from genesis on.
    #[pallet::storage]
    pub type CurrentRoot<T: Config> = StorageValue<_, [u8; 32], OptionQuery>;

    /// Earlier roots inside the window, each with the last block whose root it was. At most one a
    /// block, so at most [`Config::Window`] of them. Unhashed like [`Nullifiers`], for the same reason.
    #[pallet::storage]
    pub type Roots<T: Config> = StorageMap<_, Identity, [u8; 32], BlockNumberFor<T>, OptionQuery>;

    /// The inverse of [`Roots`]: the root that was the latest up to this block. Pruning is one look-up.
    #[pallet::storage]
    pub type RetiredRoots<T: Config> =
        StorageMap<_, Twox64Concat, BlockNumberFor<T>, [u8; 32], OptionQuery>;

    /// The tree at the end of earlier blocks (docs/protocol §4.1): one in 240 for good, some 22,000 in a year.
    #[pallet::storage]
    pub type TreeCheckpoints<T: Config> =
        StorageMap<_, Twox64Concat, BlockNumberFor<T>, tree::Checkpoint, OptionQuery>;

    /// The commitments of the block under execution, in order. Empty between blocks.
    ///
    /// It needs no bound of its own: it grows by 96 bytes a bundle, and each bundle brings the weight of a proof
    /// verification and 1,874 bytes of block length.
    #[pallet::storage]
    #[pallet::unbounded]
    pub type PendingCommitments<T: Config> = StorageValue<_, Vec<[u8; 32]>, ValueQuery>;

    /// One bit for each extrinsic of the block under execution, set where it is a pool call that took
    /// effect (docs/protocol §4). Empty between blocks; at most one bit an extrinsic.
    #[pallet::storage]
    #[pallet::unbounded]
    pub type Outcomes<T: Config> = StorageValue<_, Vec<u8>, ValueQuery>;

    /// The registered verifying keys by circuit id and circuit version, in the encoding of
    /// docs/protocol §8.1. Nothing gets here without the checks of that section.
    #[pallet::storage]
    pub type VerifyingKeys<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u16,
        Twox64Concat,
        u16,
        BoundedVec<u8, ConstU32<MAX_KEY_BYTES>>,
        OptionQuery,
    >;

    /// What entered and left the pool, by asset (on the wire) and circuit version, so that an error in one
    /// version's circuit is bounded by what entered under it (docs/protocol §7.3). Read by [`Pallet::turnstile`].
    #[pallet::storage]
    pub type Turnstile<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Twox64Concat, u16, TurnstileState, OptionQuery>;

    /// How often an asset with this id of [`pallet_assets`] has been destroyed. The generation of the id
    /// is one more (docs/protocol §3.1).
    #[pallet::storage]
    pub type Destructions<T: Config> = StorageMap<_, Twox64Concat, u32, u32, ValueQuery>;

    /// What a chain's genesis says about the pool.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The verifying key of the transfer circuit, version 1, as in docs/protocol §8.1 (`0x` hex in
        /// JSON). Where it is empty, no key is registered and rule 1 refuses every bundle.
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
            Pallet::<T>::build_pool(&self.verifying_key, self.development);
        }
    }

    /// What happened, for explorers. Wallets need headers and bodies only.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Tokens entered the pool.
        Shielded {
            /// The id of the bundle (docs/protocol §6.3).
            bundle_id: [u8; 32],
            /// Who paid.
            depositor: T::AccountId,
            /// Of which asset, as on the wire (docs/protocol §3.1).
            asset: u64,
            /// How much, in units.
            amount: u128,
        },
        /// A private payment was made.
        Transferred {
            /// The id of the bundle (docs/protocol §6.3).
            bundle_id: [u8; 32],
        },
        /// Tokens left the pool.
        Unshielded {
            /// The id of the bundle (docs/protocol §6.3).
            bundle_id: [u8; 32],
            /// Who received.
            recipient: T::AccountId,
            /// Of which asset, as on the wire (docs/protocol §3.1).
            asset: u64,
            /// How much, in units.
            amount: u128,
        },
        /// The fee of a bundle went to the author of the block.
        FeePaid {
            /// The author.
            author: T::AccountId,
            /// How much, in units.
            fee: u64,
        },
        /// The fee of a bundle was burnt, because the runtime knows no author who can be credited.
        FeeBurnt {
            /// How much, in units.
            fee: u64,
        },
    }

    /// Why a bundle was refused: one variant a rule of docs/protocol §7.1, then what is not a rule. Calls
    /// without an account report the same as [`InvalidTransaction::Custom`] with the rule's code.
    #[pallet::error]
    pub enum Error<T> {
        /// Rule 1: no verifying key is registered for the circuit version.
        UnknownCircuit,
        /// Rule 2: an anchor, nullifier, commitment or audit word is not a canonical field element.
        NonCanonicalField,
        /// Rule 3: a commitment is 0, the empty leaf.
        ZeroCommitment,
        /// Rule 4: a nullifier occurs twice in the bundle.
        DuplicateNullifier,
        /// Rule 5: the public asset is malformed, unknown, frozen, or does not suit the call.
        InvalidAsset,
        /// Rule 6: the amount must be 0 for a transfer and above 0 otherwise.
        InvalidAmount,
        /// Rule 7: the fee must be 0 for a shield and 1, 2, 4 or 8 base fees otherwise.
        FeeNotInSchedule,
        /// Rule 8: the bundle has expired.
        Expired,
        /// Rule 9: the expiry lies further ahead than the window.
        ExpiryTooFar,
        /// Rule 10: the anchor is not the root of a block inside the window.
        UnknownAnchor,
        /// Rule 11: a nullifier has been spent.
        NullifierSpent,
        /// Rule 12: an ephemeral key is not canonical or is of small order.
        InvalidEphemeralKey,
        /// Rule 13: the randomized key is not canonical or is of small order.
        InvalidRandomizedKey,
        /// Rule 14: the signature does not verify.
        InvalidSignature,
        /// Rule 15: the proof does not decode or does not verify.
        InvalidProof,
        /// Rule 16: the pool does not hold what would leave it.
        PoolInsufficient,
        /// Rule 17: the recipient cannot be credited.
        RecipientCannotReceive,
        /// The commitment tree has no room for three more commitments.
        TreeFull,
        /// The depositor cannot pay the amount and keep the existential deposit.
        DepositorCannotPay,
        /// A pool call was dispatched from outside an extrinsic, or twice within one. Only outermost
        /// calls count (docs/protocol §7.2).
        NotOutermost,
        /// State contradicts what the authorisation of this call has established. Never returned
        /// unless another part of the runtime is wrong; see [`features::effects`].
        Inconsistent,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Reserves the weight of [`Self::on_finalize`].
        fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
            <T as Config>::WeightInfo::on_finalize()
        }

        /// Appends the block's commitments, sets the root of the block and puts it in the header.
        fn on_finalize(now: BlockNumberFor<T>) {
            Self::close_block(now);
        }

        fn integrity_test() {
            Self::check_configuration();
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Move tokens from an account into the pool.
        ///
        /// ## Dispatch Origin
        ///
        /// Signed by the depositor, as an outermost call.
        ///
        /// ## Details
        ///
        /// Checks the bundle by every rule of docs/protocol §7.1 that concerns a shield, then spends its
        /// nullifiers (those of dummies), queues its commitments and moves its amount from the signer
        /// into the pool. The amount and the account are public; who can spend the new notes is not.
        /// The extrinsic's fee is paid by the account as for any signed extrinsic, the bundle's own fee
        /// is 0. The account keeps at least its existential deposit.
        ///
        /// ## Errors
        ///
        /// One variant of [`Error`] for each rule, [`Error::DepositorCannotPay`],
        /// [`Error::NotOutermost`]. After an error nothing has changed but the fee.
        ///
        /// ## Events
        ///
        /// [`Event::Shielded`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::shield())]
        pub fn shield(origin: OriginFor<T>, bundle: Box<Bundle>) -> DispatchResult {
            let depositor = ensure_signed(origin)?;
            Self::do_shield(depositor, &bundle)
        }

        /// Pay privately inside the pool.
        ///
        /// ## Dispatch Origin
        ///
        /// Authorised by [`frame_system::AuthorizeCall`]: a general transaction, no account.
        ///
        /// ## Details
        ///
        /// The rules of docs/protocol §7.1 have been checked when the call was authorised, on the state it is
        /// dispatched on. The dispatch spends the nullifiers, queues the commitments and pays the
        /// bundle's fee from the pool to the author of the block.
        ///
        /// ## Errors
        ///
        /// None for an authorised call. Before that, `InvalidTransaction::Custom` with the code of the
        /// rule that was broken. Any other origin gets `BadOrigin`.
        ///
        /// ## Events
        ///
        /// [`Event::Transferred`], then [`Event::FeePaid`] or [`Event::FeeBurnt`].
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::transfer())]
        #[pallet::authorize(|_source, bundle| Self::authorize_transfer(bundle))]
        #[pallet::weight_of_authorize(<T as Config>::WeightInfo::authorize_transfer())]
        pub fn transfer(origin: OriginFor<T>, bundle: Box<Bundle>) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::do_transfer(&bundle)
        }

        /// Move tokens from the pool to an account.
        ///
        /// ## Dispatch Origin
        ///
        /// Authorised by [`frame_system::AuthorizeCall`]: a general transaction, no account.
        ///
        /// ## Details
        ///
        /// As [`Call::transfer`], and the amount moves from the pool to `recipient`. The amount and the
        /// recipient are public; whose notes paid is not. The recipient is bound by the signature, and
        /// any 32 bytes are an account that can receive.
        ///
        /// ## Errors and events
        ///
        /// As [`Call::transfer`], with [`Event::Unshielded`].
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::unshield())]
        #[pallet::authorize(|_source, recipient, bundle| Self::authorize_unshield(recipient, bundle))]
        #[pallet::weight_of_authorize(<T as Config>::WeightInfo::authorize_unshield())]
        pub fn unshield(
            origin: OriginFor<T>,
            recipient: T::AccountId,
            bundle: Box<Bundle>,
        ) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::do_unshield(&recipient, &bundle)
        }
    }
}
