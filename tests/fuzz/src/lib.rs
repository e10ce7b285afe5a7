//! Fuzz targets. Each is a function of bytes that panics where a property does not hold.
//!
//! The tests of this crate run every target on the inputs in `corpus` and on a bounded number of
//! others; `fuzz/` wraps the same functions for libFuzzer, and `scripts/fuzz` runs them for as long as one likes.
//!
//! | target | the bytes are |
//! |---|---|
//! | [`bundle()`] | a bundle, and whatever else travels with one |
//! | [`note()`] | note plaintexts, memos, ciphertexts |
//! | [`grant()`] | a grant, and changes to a true one |
//! | [`address()`] | addresses and viewing keys as text |
//! | [`runtime_call()`] | an extrinsic or a call, on the real runtime |
//! | [`pool()`] | a sequence of operations on the real runtime, compared with a plain model |
//!
//! Nothing here is shipped. [`forge`] makes false proofs from the public toxic values of the development
//! parameters, so that the last two targets see also what a broken circuit would let through.

#![allow(clippy::unwrap_used)]

pub mod address;
pub mod bundle;
pub mod bytes;
pub mod chain;
pub mod codecs;
pub mod forge;
pub mod grant;
pub mod note;
pub mod plain;
pub mod pool;
pub mod runtime_call;
pub mod seeds;

pub use address::address;
pub use bundle::bundle;
pub use grant::grant;
pub use note::note;
pub use pool::pool;
pub use runtime_call::runtime_call;

/// A target.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 6] = [
    ("bundle", bundle),
    ("note", note),
    ("grant", grant),
    ("address", address),
    ("runtime_call", runtime_call),
    ("pool", pool),
];
