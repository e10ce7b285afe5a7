//! What the calls and hooks of the register weigh: times that `./scripts/bench weights` measures and writes to
//! [`measured`], and accesses to the database, counted here and priced by the runtime.

pub mod measured;

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// The weight functions of the register.
pub trait WeightInfo {
    /// A registration, with the checks of the key and its proof of possession.
    fn register_auditor() -> Weight;
    /// New texts of an auditor.
    fn update_auditor() -> Weight;
    /// A rotation, with the checks of the key and its proof of possession.
    fn rotate_key() -> Weight;
    /// A deregistration that takes effect at once.
    fn deregister_auditor() -> Weight;
    /// An acknowledgement.
    fn acknowledge() -> Weight;
    /// A grant, with its signature and proof.
    fn grant() -> Weight;
    /// A revocation, whoever it comes from: with its signature, as if it were not authorised, and with its fee, as if it
    /// were.
    fn revoke() -> Weight;
    /// The effects of a revocation without an account: what is left of [`WeightInfo::revoke`] after it.
    fn revoke_authorized() -> Weight;
    /// The rules of a revocation without an account, with its signature.
    fn authorize_revoke() -> Weight;
    /// A grant that is cleaned by a call.
    fn expire() -> Weight;
    /// The end of a grant by its auditor.
    fn renounce() -> Weight;
    /// A look at the queue of expiries in a block in which nothing is cleaned.
    fn clean_nothing() -> Weight;
    /// A block of the queue, without what expired with it.
    fn clean_block() -> Weight;
    /// A grant or the id of a revoked one that is cleaned by the queue.
    fn clean_one() -> Weight;
}

/// Proof size of one storage access, in bytes: a path of the state trie. A chain without a relay chain
/// does not limit it.
const ACCESS_PROOF: u64 = 2_500;

/// What a deposit that is held or released reads and writes: the account and its holds.
const DEPOSIT: u64 = 2;
/// What the end of a grant reads: the grant, its auditor with the deposit that may go with it, the payer's deposit, events.
const END_READS: u64 = 3 + 2 * DEPOSIT;
/// What it writes: the same, and the list of the auditor's grants.
const END_WRITES: u64 = 4 + 2 * DEPOSIT;

/// Weights from the measured times and the runtime's database weights.
pub struct MeasuredWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> MeasuredWeight<T> {
    fn weight(time: u64, reads: u64, writes: u64) -> Weight {
        let accesses = reads.saturating_add(writes);
        Weight::from_parts(time, accesses.saturating_mul(ACCESS_PROOF))
            .saturating_add(T::DbWeight::get().reads_writes(reads, writes))
    }
}

impl<T: frame_system::Config> WeightInfo for MeasuredWeight<T> {
    fn register_auditor() -> Weight {
        // The entry, the last key version, the genesis hash, the block number, events.
        Self::weight(measured::REGISTER_AUDITOR, 5 + DEPOSIT, 3 + DEPOSIT)
    }

    fn update_auditor() -> Weight {
        // The entry, the block number, events.
        Self::weight(measured::UPDATE_AUDITOR, 3, 2)
    }

    fn rotate_key() -> Weight {
        // As a registration without a deposit.
        Self::weight(measured::ROTATE_KEY, 5, 3)
    }

    fn deregister_auditor() -> Weight {
        // The entry, the block number, events.
        Self::weight(measured::DEREGISTER_AUDITOR, 3 + DEPOSIT, 2 + DEPOSIT)
    }

    fn acknowledge() -> Weight {
        // The grant, the block number, events.
        Self::weight(measured::ACKNOWLEDGE, 3, 2)
    }

    fn grant() -> Weight {
        // The verifying key twice (presence, bytes), the auditor, the block number, the genesis hash, the id among grants
        // and revoked ones, events. Written: the grant, its auditor, both lists, events.
        // And where the queue begins.
        Self::weight(measured::GRANT, 9 + DEPOSIT, 6 + DEPOSIT)
    }

    fn revoke() -> Weight {
        // Besides the end of the grant: the revoked id, the block number, the genesis hash; the author, his account and
        // the total issuance where the fee is paid from the deposit.
        Self::weight(measured::REVOKE, END_READS + 6, END_WRITES + 3)
    }

    fn revoke_authorized() -> Weight {
        Self::weight(measured::REVOKE_AUTHORIZED, END_READS + 6, END_WRITES + 3)
    }

    fn authorize_revoke() -> Weight {
        // The revoked id, the grant, the block number, the payer's holds, the genesis hash.
        Self::weight(measured::AUTHORIZE_REVOKE, 5, 0)
    }

    fn expire() -> Weight {
        // The revoked id, the block number, the place in the queue.
        Self::weight(measured::EXPIRE, END_READS + 2, END_WRITES + 2)
    }

    fn renounce() -> Weight {
        // As the end of an expired grant, and the revoked id.
        Self::weight(measured::EXPIRE, END_READS + 3, END_WRITES + 2)
    }

    fn clean_nothing() -> Weight {
        // The block number and where the queue begins.
        Self::weight(measured::CLEAN_NOTHING, 2, 1)
    }

    fn clean_block() -> Weight {
        // One look behind what is cleaned.
        Self::weight(measured::CLEAN_BLOCK, 1, 0)
    }

    fn clean_one() -> Weight {
        // The place in the queue and the revoked id.
        Self::weight(measured::CLEAN_ONE, END_READS + 2, END_WRITES + 2)
    }
}
