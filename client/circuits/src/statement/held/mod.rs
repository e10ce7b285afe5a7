//! What is held (docs/protocol §12.4).

mod circuit;
mod twin;
mod witness;

pub use circuit::HeldCircuit;
pub use witness::{HeldNote, HeldWitness};
