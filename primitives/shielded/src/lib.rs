//! The shielded protocol of Shoji as formulas: fields, Poseidon, keys, notes, the commitment tree,
//! bundles and their encodings, and the rules a bundle must satisfy.
//!
//! The specification is `docs/protocol`; every item names the section it implements. The crate has
//! no storage, no chain and no prover, builds without `std`, and is shared by the runtime, the
//! circuits and the wallet, so that each formula exists once.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

extern crate alloc;

pub mod address;
pub mod asset;
pub mod audit;
pub mod bech32m;
pub mod bundle;
pub mod digest;
pub mod disclosure;
pub mod encryption;
pub mod field;
pub mod grant;
pub mod hash;
pub mod keys;
pub mod memo;
pub mod note;
pub mod outflow;
pub mod plaintext;
pub mod point;
pub mod poseidon;
pub mod rules;
pub mod sighash;
pub mod signature;
pub mod statement;
pub mod tree;
pub mod validate;
