//! Statements about notes (docs/protocol §12): what was received, what is held, what was paid.
//!
//! Each has a folder: its witness, its circuit, and the circuit's twin. What they have in common is
//! here, a file for each part, with the part in plain Rust beside it. Circuits over several notes are
//! generic over how many: the chain's have [`NOTES`], and every one more is the same constraints once
//! more.

mod error;
mod held;
mod note;
mod order;
mod paid;
mod received;
mod spender;
mod threshold;

pub use error::NotesError;
pub use held::{HeldCircuit, HeldNote, HeldWitness};
pub use note::NoteWitness;
pub use paid::{PaidCircuit, PaidWitness};
pub use received::{ReceivedCircuit, ReceivedNote, ReceivedWitness};
pub use shoji_shielded::statement::{HeldStatement, PaidStatement, ReceivedStatement, NOTES};
pub use spender::{SpenderWitness, SubjectWitness};

/// Bits of a position.
const POSITION_BITS: usize = 2 * shoji_shielded::tree::DEPTH;

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::ZeroizeOnDrop;

    #[test]
    fn witnesses_of_statements_about_notes_are_erased_when_they_are_dropped() {
        // Compiles only where each of them is.
        fn erased<T: ZeroizeOnDrop>() {}
        erased::<ReceivedWitness>();
        erased::<HeldWitness>();
        erased::<PaidWitness>();
        erased::<ReceivedNote>();
        erased::<HeldNote>();
        erased::<NoteWitness>();
        erased::<SpenderWitness>();
        erased::<SubjectWitness>();
    }
}
