//! What the calls and hooks of the pool weigh.
//!
//! Estimates from measured times, not benchmark output. The runtime verifies in WASM without host
//! functions, so the times are those of the same code compiled to `wasm32v1-none` and run by V8 on one
//! core of an x86-64 server: the fastest of 25 runs of `shoji_proofs::verify`, `signature::verify` and so
//! on. Native times on the same core are about a sixth (proof 5.6 ms, signature 0.52 ms, Poseidon
//! 0.08 ms): WASM has no 64-by-64-to-128-bit multiplication, which is what BLS12-381 consists of.
//! `cargo test --release -p pallet-shielded-pool measure -- --ignored --nocapture` prints native ones.

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

/// Every time counts this many halves: a margin of one half for the node's compiler, which optimises
/// less than V8, for the runtime's overflow checks and for slower machines.
const HALVES: u64 = 3;

/// One Groth16 verification with 20 public inputs, the decoding of key and proof included: 35 ms.
const PROOF: u64 = 35_000_000_000;
/// One RedJubjub verification: 3 ms.
const SIGNATURE: u64 = 3_000_000_000;
/// Decoding and order check of three ephemeral keys and `rk`: 1.2 ms.
const POINTS: u64 = 1_200_000_000;
/// BLAKE2b over a bundle, its copies and the decoding of its field elements: 0.1 ms.
const BYTES: u64 = 100_000_000;
/// One Poseidon permutation: 0.48 ms.
const POSEIDON: u64 = 480_000_000;
/// Permutations for the commitments of a bundle. `n` commitments complete at most `n / 3 + 20` nodes of
/// the tree, whatever the position: a third of one each, and one on every level besides.
const APPEND_HASHES: u64 = 1;
/// Permutations once a block: one a level for the nodes that [`APPEND_HASHES`] does not count, one a
/// level for the root.
const BLOCK_HASHES: u64 = 40;

/// Proof size of one storage access, in bytes: a path of the state trie. A chain without a relay chain
/// does not limit it.
const ACCESS_PROOF: u64 = 2_500;

/// Weights from the measured times above and the runtime's database weights.
pub struct MeasuredWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> MeasuredWeight<T> {
    fn weight(time: u64, reads: u64, writes: u64) -> Weight {
        let accesses = reads.saturating_add(writes);
        Weight::from_parts(time.saturating_mul(HALVES) / 2, accesses.saturating_mul(ACCESS_PROOF))
            .saturating_add(T::DbWeight::get().reads_writes(reads, writes))
    }

    /// The rules of §7.1: the key twice (presence, bytes), the current root and an earlier one, three
    /// nullifiers, the genesis hash, block number, frontier, pending commitments.
    fn rules(extra_reads: u64) -> Weight {
        let time = PROOF + SIGNATURE + POINTS + BYTES;
        Self::weight(time, extra_reads.saturating_add(11), 0)
    }

    /// The effects common to all calls: three nullifiers read and written, pending commitments,
    /// outcomes, phase, genesis hash and turnstile, an event; and the bundle's share of the append.
    fn effects(extra_reads: u64, extra_writes: u64) -> Weight {
        let time = BYTES + APPEND_HASHES * POSEIDON;
        Self::weight(time, extra_reads.saturating_add(9), extra_writes.saturating_add(7))
    }
}

impl<T: frame_system::Config> WeightInfo for MeasuredWeight<T> {
    fn shield() -> Weight {
        // Depositor and pool are read by the rules' side and moved by the effects.
        Self::rules(2).saturating_add(Self::effects(2, 2))
    }

    fn transfer() -> Weight {
        // Pool and author, the total issuance where the fee is burnt, the fee's event.
        Self::effects(3, 4)
    }

    fn unshield() -> Weight {
        // As a transfer, and the recipient with its event.
        Self::effects(4, 6)
    }

    fn authorize_transfer() -> Weight {
        // The pool account and the turnstile.
        Self::rules(2)
    }

    fn authorize_unshield() -> Weight {
        // The pool account, the turnstile and the recipient.
        Self::rules(3)
    }

    fn on_finalize() -> Weight {
        // Frontier, pending, roots and their queue, outcomes, digest, parent number.
        Self::weight(BLOCK_HASHES * POSEIDON, 7, 8)
    }
}
