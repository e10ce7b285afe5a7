//! Each note once, within a range: conditions R2 and R3 of docs/protocol §12.3.

use super::{error::require, note::PlacedNote, NotesError, POSITION_BITS};
use crate::gadgets::{
    bit::pack,
    linear::{enforce, enforce_equal},
    range::low_bits,
    Bit, Linear,
};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::field::Base;

/// The lowest position that the next note may have.
pub(super) struct Order {
    next: Linear,
}

impl Order {
    pub(super) fn from(from: &Linear) -> Self {
        Self { next: from.clone() }
    }

    /// A note, which counts or has no value: 43 constraints. One that does not count leaves the order
    /// as it was, so that padding is possible in any range.
    pub(super) fn count<CS: ConstraintSystem<Base>>(
        &mut self,
        cs: &mut CS,
        counts: Option<bool>,
        note: &PlacedNote,
    ) -> Result<(), SynthesisError> {
        let counts = Bit::alloc(cs, "counts", counts)?;
        let padding = Linear::constant(Base::ONE).minus(counts.linear());
        enforce(cs, "R2: padding has no value", &padding, &note.value, &Linear::zero());

        let beyond = note.position.clone().minus(&self.next);
        let step = beyond.value().zip(counts.linear().value()).map(|(beyond, one)| beyond * one);
        let step = pack(&low_bits(cs, "step bit", step, POSITION_BITS)?);
        enforce(cs, "R3: step", &beyond, counts.linear(), &step);
        self.next = self.next.clone().plus(&step).plus(counts.linear());
        Ok(())
    }

    /// The range ends at `to`, which no position reaches: 42 constraints. The room that is left has a
    /// bit more than a position, as it may be the whole tree.
    pub(super) fn until<CS: ConstraintSystem<Base>>(
        self,
        cs: &mut CS,
        to: &Linear,
    ) -> Result<(), SynthesisError> {
        let room = to.value().zip(self.next.value()).map(|(to, next)| to - next);
        let room = low_bits(cs, "room bit", room, POSITION_BITS + 1)?;
        enforce_equal(cs, "R3: room", to, &self.next.plus(&pack(&room)));
        Ok(())
    }
}

/// The same in plain Rust: of each note whether it counts, its value and its position.
pub(super) fn check(
    from: u64,
    to: u64,
    notes: impl Iterator<Item = (bool, u128, u64)>,
) -> Result<(), NotesError> {
    let mut next = i128::from(from);
    for (index, (counts, value, position)) in notes.enumerate() {
        let note = index + 1;
        require(counts || value == 0, NotesError::PaddingWithValue { note })?;
        if counts {
            let step = i128::from(position) - next;
            require(step >= 0, NotesError::OutOfOrder { note })?;
            next = i128::from(position) + 1;
        }
    }
    let room = i128::from(to) - next;
    require((0..1 << (POSITION_BITS + 1)).contains(&room), NotesError::BeyondRange)
}
