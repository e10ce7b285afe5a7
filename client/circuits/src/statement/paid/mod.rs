//! What was paid (docs/protocol §12.5).

mod circuit;
mod twin;

pub use circuit::{PaidCircuit, PaidWitness};
