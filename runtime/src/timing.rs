//! Slot and epoch length as chain state, set once at genesis.
//!
//! One WASM serves every network: a production chain runs 6 s slots and one-hour epochs, a devnet
//! 2 s slots and one-minute epochs, and no code assumes a constant. BABE, the timestamp inherent and
//! the metadata read the values from here; the node reads them from BABE's runtime API.
//!
//! There is no call to change them. BABE derives slot numbers from wall-clock time and epoch numbers
//! from slots, so a change after the first block would stop block production.

use core::marker::PhantomData;
use frame_support::traits::Get;

pub use pallet::*;

/// Slot duration of a production chain, in milliseconds.
pub const PRODUCTION_SLOT_DURATION: u64 = 6_000;
/// Epoch duration of a production chain, in slots: one hour.
pub const PRODUCTION_EPOCH_DURATION: u64 = 600;
/// Slot duration of the development chains, in milliseconds.
pub const DEVELOPMENT_SLOT_DURATION: u64 = 2_000;
/// Epoch duration of the development chains, in slots: one minute.
pub const DEVELOPMENT_EPOCH_DURATION: u64 = 30;

/// Shortest slot, in milliseconds. A full block is executed twice within a slot, once by its author
/// and once by each importer, and in the third that is left it has to travel.
pub const MIN_SLOT_DURATION: u64 = 3 * crate::configs::MAX_BLOCK_REF_TIME_MILLIS;
/// Longest slot, in milliseconds: one minute.
pub const MAX_SLOT_DURATION: u64 = 60_000;
/// Shortest epoch, in slots. Every epoch must have a block that announces the next one, so an epoch
/// must survive a few empty slots.
pub const MIN_EPOCH_DURATION: u64 = 5;
/// Longest epoch, in slots: one day of production slots. Session keys rotate at epoch boundaries, and
/// a lost key must not stay in office for longer.
pub const MAX_EPOCH_DURATION: u64 = 14_400;

/// Why a pair of slot and epoch durations is refused at genesis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidTiming {
    /// The slot is shorter than [`MIN_SLOT_DURATION`] or longer than [`MAX_SLOT_DURATION`].
    SlotDurationOutOfRange,
    /// The slot has an odd number of milliseconds; the timestamp's minimum period is half a slot,
    /// and BABE takes twice that for its slot.
    SlotDurationOdd,
    /// The epoch is shorter than [`MIN_EPOCH_DURATION`] or longer than [`MAX_EPOCH_DURATION`].
    EpochDurationOutOfRange,
}

impl InvalidTiming {
    /// The rule that was broken, for people.
    pub const fn message(self) -> &'static str {
        match self {
            Self::SlotDurationOutOfRange => {
                "timing.slotDuration must be between 1500 and 60000 milliseconds"
            }
            Self::SlotDurationOdd => "timing.slotDuration must be an even number of milliseconds",
            Self::EpochDurationOutOfRange => {
                "timing.epochDuration must be between 5 and 14400 slots"
            }
        }
    }
}

/// Checks a slot duration (milliseconds) and an epoch duration (slots).
///
/// # Errors
///
/// The rule that the pair breaks.
pub const fn validate(slot_duration: u64, epoch_duration: u64) -> Result<(), InvalidTiming> {
    if slot_duration < MIN_SLOT_DURATION || slot_duration > MAX_SLOT_DURATION {
        return Err(InvalidTiming::SlotDurationOutOfRange);
    }
    if slot_duration % 2 != 0 {
        return Err(InvalidTiming::SlotDurationOdd);
    }
    if epoch_duration < MIN_EPOCH_DURATION || epoch_duration > MAX_EPOCH_DURATION {
        return Err(InvalidTiming::EpochDurationOutOfRange);
    }
    Ok(())
}

/// The pallet: two storage values and their genesis.
#[frame_support::pallet]
pub mod pallet {
    use super::{validate, PRODUCTION_EPOCH_DURATION, PRODUCTION_SLOT_DURATION};
    use frame_support::pallet_prelude::*;

    /// Nothing to configure.
    #[pallet::config]
    pub trait Config: frame_system::Config {}

    /// The timing of the chain.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// Slot duration of a production chain, for state that was made without a genesis.
    #[pallet::type_value]
    pub fn DefaultSlotDuration() -> u64 {
        PRODUCTION_SLOT_DURATION
    }

    /// Epoch duration of a production chain, for state that was made without a genesis.
    #[pallet::type_value]
    pub fn DefaultEpochDuration() -> u64 {
        PRODUCTION_EPOCH_DURATION
    }

    /// Milliseconds in a slot. Set at genesis, never changed.
    #[pallet::storage]
    pub type SlotMillis<T> = StorageValue<_, u64, ValueQuery, DefaultSlotDuration>;

    /// Slots in an epoch, which is also a session. Set at genesis, never changed.
    #[pallet::storage]
    pub type EpochSlots<T> = StorageValue<_, u64, ValueQuery, DefaultEpochDuration>;

    /// Genesis: `{"slotDuration": 6000, "epochDuration": 600}`.
    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// Milliseconds in a slot; even, [`super::MIN_SLOT_DURATION`] to [`super::MAX_SLOT_DURATION`].
        pub slot_duration: u64,
        /// Slots in an epoch, [`super::MIN_EPOCH_DURATION`] to [`super::MAX_EPOCH_DURATION`].
        pub epoch_duration: u64,
        #[doc(hidden)]
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        // A chain spec that is silent about timing is a production one.
        fn default() -> Self {
            Self {
                slot_duration: PRODUCTION_SLOT_DURATION,
                epoch_duration: PRODUCTION_EPOCH_DURATION,
                _config: Default::default(),
            }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if let Err(invalid) = validate(self.slot_duration, self.epoch_duration) {
                panic!(
                    "{}; got slotDuration {}, epochDuration {}",
                    invalid.message(),
                    self.slot_duration,
                    self.epoch_duration
                );
            }
            SlotMillis::<T>::put(self.slot_duration);
            EpochSlots::<T>::put(self.epoch_duration);
        }
    }
}

/// Milliseconds in a slot, as a type parameter for other pallets.
pub struct SlotDuration<T>(PhantomData<T>);

impl<T: Config> Get<u64> for SlotDuration<T> {
    fn get() -> u64 {
        SlotMillis::<T>::get()
    }
}

/// Half a slot in milliseconds: the least time between two blocks' timestamps. BABE takes twice this
/// value for its slot.
pub struct MinimumPeriod<T>(PhantomData<T>);

impl<T: Config> Get<u64> for MinimumPeriod<T> {
    fn get() -> u64 {
        SlotMillis::<T>::get() / 2
    }
}

/// Slots in an epoch, as a type parameter for other pallets.
pub struct EpochDuration<T>(PhantomData<T>);

impl<T: Config> Get<u64> for EpochDuration<T> {
    fn get() -> u64 {
        EpochSlots::<T>::get()
    }
}
