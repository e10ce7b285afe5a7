//! What was received, in plain Rust: the circuit's twin, straight from the formulas of docs/protocol
//! §12.3.

use super::ReceivedWitness;
use crate::statement::{order, threshold, NotesError, ReceivedStatement};
use shoji_shielded::{
    asset::AssetId,
    field::Base,
    poseidon::{hash, Domain},
};

impl<const N: usize> ReceivedWitness<N> {
    /// The statement with what follows from the witness and with what does not;
    /// [`ReceivedWitness::check`] says whether it is true. `range` is `p_from` and `p_to`.
    pub fn statement(
        &self,
        root: Base,
        range: [u64; 2],
        asset: AssetId,
        threshold: u128,
        ctx: Base,
    ) -> ReceivedStatement {
        let derived = self.spender.derived();
        let ([from, to], commitment, rk) = (range, derived.commitment, derived.rk);
        ReceivedStatement { commitment, root, from, to, asset, threshold, ctx, rk }
    }

    /// Whether this witness makes the statement true: exactly when the circuit is satisfied.
    pub fn check(&self, statement: &ReceivedStatement) -> Result<(), NotesError> {
        let derived = self.spender.derived();
        self.spender.check(&derived, &statement.commitment, &statement.rk)?;
        let asset = statement.asset.to_base();
        let mut counted = [(false, 0, 0); N];
        for (index, received) in self.notes.iter().enumerate() {
            let owner = hash(Domain::Owner, &[derived.ivk, received.d.to_base()]);
            let placed = received.note.place(&asset, &owner);
            received.note.check_in_tree(&placed, &statement.root, index + 1)?;
            counted[index] = (received.counts, received.note.value, placed.position);
        }
        order::check(statement.from, statement.to, counted.into_iter())?;
        threshold::check(counted.iter().map(|(_, value, _)| *value), statement.threshold)
    }
}
