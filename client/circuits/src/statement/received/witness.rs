//! What a prover of what was received knows.

use crate::statement::{NoteWitness, SpenderWitness, NOTES};
use shoji_shielded::address::Diversifier;
use zeroize::ZeroizeOnDrop;

/// A note that was received at an external address of the scope, or padding.
#[derive(Clone, ZeroizeOnDrop)]
pub struct ReceivedNote {
    /// The diversifier of the address that received it.
    #[zeroize(skip)]
    pub d: Diversifier,
    /// Whether it counts; padding does not.
    pub counts: bool,
    /// The note; padding has value 0.
    pub note: NoteWitness,
}

/// The whole witness. Erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct ReceivedWitness<const N: usize = NOTES> {
    /// Who says so, and of which scope.
    pub spender: SpenderWitness,
    /// The notes, those that count in the order of their positions.
    pub notes: [ReceivedNote; N],
}
