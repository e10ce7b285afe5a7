//! What was paid, in plain Rust: the circuit's twin, straight from the formulas of docs/protocol
//! §12.5.

use crate::statement::{
    error::require, threshold, NoteWitness, NotesError, PaidStatement, POSITION_BITS,
};

impl NoteWitness {
    /// Whether this note makes the statement of what was paid true: exactly when the circuit is
    /// satisfied.
    pub fn check(&self, statement: &PaidStatement) -> Result<(), NotesError> {
        let placed = self.place(&statement.asset.to_base(), &statement.owner);
        placed.check_path(1)?;
        require(placed.root == statement.root, NotesError::NotInTree { note: 1 })?;
        let position = i128::from(placed.position);
        let bounds = 0..1 << POSITION_BITS;
        let is_after = bounds.contains(&(position - i128::from(statement.from)));
        let is_before = bounds.contains(&(i128::from(statement.to) - 1 - position));
        require(is_after && is_before, NotesError::OutsideRange)?;
        threshold::check(std::iter::once(self.value), statement.threshold)
    }
}
