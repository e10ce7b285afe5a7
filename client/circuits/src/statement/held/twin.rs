//! What is held, in plain Rust: the circuit's twin, straight from the formulas of docs/protocol §12.4.

use super::{HeldNote, HeldWitness};
use crate::statement::{
    error::require, note::Placed, spender::Derived, threshold, HeldStatement, NotesError,
};
use shoji_shielded::{
    asset::AssetId,
    field::Base,
    poseidon::{hash, Domain},
};

impl HeldNote {
    /// The note's place and its nullifier.
    fn derived(&self, keys: &Derived, nk: &Base, asset: &Base) -> (Placed, Base) {
        let (nk, ivk) = if self.internal { (&keys.nk_int, &keys.ivk_int) } else { (nk, &keys.ivk) };
        let owner = hash(Domain::Owner, &[*ivk, self.d.to_base()]);
        let placed = self.note.place(asset, &owner);
        let position = Base::from(placed.position);
        let nullifier = hash(Domain::Nullifier, &[*nk, placed.cm, position]);
        (placed, nullifier)
    }
}

impl<const N: usize> HeldWitness<N> {
    /// The statement with what follows from the witness and with what does not; [`HeldWitness::check`]
    /// says whether it is true.
    pub fn statement(
        &self,
        root: Base,
        asset: AssetId,
        threshold: u128,
        ctx: Base,
    ) -> HeldStatement<N> {
        let derived = self.spender.derived();
        let nullifier =
            |held: &HeldNote| held.derived(&derived, &self.spender.nk, &asset.to_base()).1;
        let nullifiers = self.notes.each_ref().map(nullifier);
        let (commitment, rk) = (derived.commitment, derived.rk);
        HeldStatement { commitment, root, asset, threshold, nullifiers, ctx, rk }
    }

    /// Whether this witness makes the statement true: exactly when the circuit is satisfied.
    pub fn check(&self, statement: &HeldStatement<N>) -> Result<(), NotesError> {
        let derived = self.spender.derived();
        self.spender.check(&derived, &statement.commitment, &statement.rk)?;
        let asset = statement.asset.to_base();
        for (index, (held, nullifier)) in self.notes.iter().zip(&statement.nullifiers).enumerate() {
            let note = index + 1;
            let (placed, own) = held.derived(&derived, &self.spender.nk, &asset);
            held.note.check_in_tree(&placed, &statement.root, note)?;
            require(own == *nullifier, NotesError::NullifierMismatch { note })?;
        }
        let values = self.notes.iter().map(|held| held.note.value);
        threshold::check(values, statement.threshold)
    }
}
