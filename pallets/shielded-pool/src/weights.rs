//! What the calls and hooks of the pool weigh: times that `./scripts/bench weights` measures and writes to
//! [`measured`], and accesses to the database, counted here and priced by the runtime.
//!
//! The times are those of the compiled runtime in the node's engine, which verifies without host
//! functions: some ten times what the same code takes on the processor itself, because WASM has no
//! 64-by-64-to-128-bit multiplication, which is what BLS12-381 consists of.

pub mod measured;

use core::marker::PhantomData;

use frame_support::{traits::Get, weights::Weight};

/// The weight functions of the pool.
pub trait WeightInfo {
    /// A shield, with its signature and proof.
    fn shield() -> Weight;
    /// The effects of an authorised transfer.
    fn transfer() -> Weight;
    /// The effects of an authorised unshield.
    fn unshield() -> Weight;
    /// The rules of a transfer, with its signature and proof.
    fn authorize_transfer() -> Weight;
    /// The rules of an unshield, with its signature and proof.
    fn authorize_unshield() -> Weight;
    /// The end of a block, except for what grows with the commitments in it: that is in the calls.
    fn on_finalize() -> Weight;
}

/// Proof size of one storage access, in bytes: a path of the state trie. A chain without a relay chain
/// does not limit it.
const ACCESS_PROOF: u64 = 2_500;

/// What the rules of §7.1 read for every call: the key twice (presence, bytes), the current root and an
/// earlier one, three nullifiers, the genesis hash, block number, frontier, pending commitments.
const RULES_READS: u64 = 11;
/// What the effects of every call read: three nullifiers, pending commitments, outcomes, phase, genesis
/// hash, turnstile, events.
const EFFECTS_READS: u64 = 9;
/// What they write: three nullifiers, pending commitments, outcomes, turnstile, events.
const EFFECTS_WRITES: u64 = 7;

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
    fn shield() -> Weight {
        // Depositor and pool are read by the rules' side and moved by the effects; of another asset
        // its details, its account, its destructions.
        let reads = RULES_READS + 5 + EFFECTS_READS + 4;
        Self::weight(measured::SHIELD + measured::APPEND, reads, EFFECTS_WRITES + 4)
    }

    fn transfer() -> Weight {
        // Pool and author, the total issuance where the fee is burnt, the fee's event.
        let time = measured::TRANSFER + measured::APPEND;
        Self::weight(time, EFFECTS_READS + 3, EFFECTS_WRITES + 4)
    }

    fn unshield() -> Weight {
        // As a transfer, and the recipient with its event; of another asset its details, its account, its
        // destructions, its turnstile.
        let time = measured::UNSHIELD + measured::APPEND;
        Self::weight(time, EFFECTS_READS + 8, EFFECTS_WRITES + 9)
    }

    fn authorize_transfer() -> Weight {
        // The pool account and the turnstile.
        Self::weight(measured::AUTHORIZE_TRANSFER, RULES_READS + 2, 0)
    }

    fn authorize_unshield() -> Weight {
        // The pool account, the turnstile and the recipient; of another asset as above.
        Self::weight(measured::AUTHORIZE_UNSHIELD, RULES_READS + 7, 0)
    }

    fn on_finalize() -> Weight {
        // Frontier, pending, roots and their queue, outcomes, digest, parent number; two checkpoints.
        Self::weight(measured::ON_FINALIZE, 7, 10)
    }
}
