//! What was received (docs/protocol §12.3).

mod circuit;
mod twin;
mod witness;

pub use circuit::ReceivedCircuit;
pub use witness::{ReceivedNote, ReceivedWitness};
