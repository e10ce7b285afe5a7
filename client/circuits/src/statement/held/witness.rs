//! What a prover of what is held knows.

use crate::statement::{NoteWitness, SpenderWitness, NOTES};
use shoji_shielded::address::Diversifier;
use zeroize::ZeroizeOnDrop;

/// A note of the scope, or padding.
#[derive(Clone, ZeroizeOnDrop)]
pub struct HeldNote {
    /// The diversifier of the address that received it.
    #[zeroize(skip)]
    pub d: Diversifier,
    /// Whether that is the internal address, as of change.
    pub internal: bool,
    /// The note; padding has value 0 and a random `rcm`.
    pub note: NoteWitness,
}

/// The whole witness. Erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct HeldWitness<const N: usize = NOTES> {
    /// Who says so, and of which scope.
    pub spender: SpenderWitness,
    /// The notes.
    pub notes: [HeldNote; N],
}
