//! What can be wrong with a statement about notes.

use thiserror::Error;

/// The condition of docs/protocol §12.3 to §12.5 that a witness fails under a statement. Those that
/// the types already guarantee and those that define a value within cannot fail by themselves. Notes
/// are counted from 1, as in the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotesError {
    /// S1: `ak` is not on Jubjub.
    #[error("the spend validating key is not a point of Jubjub")]
    KeyNotOnCurve,
    /// S1: `[8] ak` is the identity.
    #[error("the spend validating key is of small order")]
    KeyOfSmallOrder,
    /// S1: `rk` is not `ak + [alpha] G`.
    #[error("the randomized key is not that of the spender")]
    RandomizedKeyMismatch,
    /// S3: `C` is not that of an address of the scope.
    #[error("the address is not one of the scope whose notes are counted")]
    SubjectMismatch,
    /// N2: the path does not hold the note, or a node above it, at the place its position says.
    #[error("the path of note {note} does not contain it at the stated position")]
    PathWithoutNote {
        /// Which note.
        note: usize,
    },
    /// N2, P2: the note has value and its path does not lead to the root.
    #[error("note {note} is not in the tree with the stated root, or not of the asset or owner")]
    NotInTree {
        /// Which note.
        note: usize,
    },
    /// R2: a note that does not count has value.
    #[error("note {note} has value and does not count")]
    PaddingWithValue {
        /// Which note.
        note: usize,
    },
    /// R3: the position is not above that of the note before it, or below the range.
    #[error("note {note} is before the range, or not after the note before it")]
    OutOfOrder {
        /// Which note.
        note: usize,
    },
    /// R3: the last note that counts is not below the end of the range.
    #[error("the notes are not all before the end of the range")]
    BeyondRange,
    /// P3: the position is not in the range.
    #[error("the note is not in the range")]
    OutsideRange,
    /// H2: a nullifier is not that of its note.
    #[error("nullifier {note} is not that of its note")]
    NullifierMismatch {
        /// Which note.
        note: usize,
    },
    /// N3, P1: the values sum to less.
    #[error("the notes do not sum to the threshold")]
    BelowThreshold,
}

/// `Err(error)` where something does not hold.
pub(super) fn require(holds: bool, error: NotesError) -> Result<(), NotesError> {
    if holds {
        Ok(())
    } else {
        Err(error)
    }
}
