//! The grant statement (docs/protocol §10.4): what an owner shows to an auditor is the key of the
//! address that it says, and who shows it can spend.

mod circuit;
mod sealed;
mod statement;
mod witness;

pub use circuit::GrantCircuit;
pub use shoji_shielded::grant::{GrantKind, GrantStatement, PUBLIC_INPUTS, WORDS};
pub use statement::GrantStatementError;
pub use witness::GrantWitness;

/// Words of the key stream; the last is the trapdoor of a hidden address.
const STREAM_WORDS: usize = 8;
/// Bits of a decryption scalar (docs/protocol §2.3).
const DEC_BITS: usize = 251;
