//! The circuit of what was paid (docs/protocol §12.5).

use crate::{
    gadgets::{bit::pack, linear::enforce_equal, range::low_bits, Linear},
    statement::{note::PlacedNote, threshold::at_least, NoteWitness, PaidStatement, POSITION_BITS},
};
use bellman::{Circuit, ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::field::Base;

/// What a prover of what was paid knows: the note.
pub type PaidWitness = NoteWitness;

/// The circuit: with a witness and a statement to prove, without them to make parameters.
#[derive(Clone, Default)]
pub struct PaidCircuit {
    known: Option<(PaidWitness, PaidStatement)>,
}

impl PaidCircuit {
    /// The circuit without a witness.
    pub fn blank() -> Self {
        Self::default()
    }

    /// The circuit with what the prover knows, and what it proves with that.
    pub fn new(witness: PaidWitness, statement: PaidStatement) -> Self {
        Self { known: Some((witness, statement)) }
    }
}

impl Circuit<Base> for PaidCircuit {
    fn synthesize<CS: ConstraintSystem<Base>>(self, cs: &mut CS) -> Result<(), SynthesisError> {
        let witness = self.known.as_ref().map(|(witness, _)| witness);
        let values = self.known.as_ref().map(|(_, statement)| statement.public_inputs());
        let mut values = values.map(Vec::into_iter);
        let mut next = |name| {
            let value = values.as_mut().and_then(Iterator::next);
            Linear::alloc_input(cs, name, value)
        };
        let (owner, root) = (next("owner")?, next("root")?);
        let (from, to) = (next("p_from")?, next("p_to")?);
        let (asset, threshold) = (next("A")?, next("T")?);
        // Bound by being a public input (§12.2).
        next("ctx")?;

        let note = PlacedNote::place(cs, witness, &asset, owner)?;
        enforce_equal(cs, "P2: root", &root, &note.root);
        let difference = |high: &Linear, low: &Linear| high.clone().minus(low);
        let after = difference(&note.position, &from);
        let after = pack(&low_bits(cs, "bit after the start", after.value(), POSITION_BITS)?);
        enforce_equal(cs, "P3: after the start", &from, &difference(&note.position, &after));
        let before = difference(&to, &note.position).plus_constant(-Base::ONE);
        let before = pack(&low_bits(cs, "bit before the end", before.value(), POSITION_BITS)?);
        let end = before.plus(&note.position).plus_constant(Base::ONE);
        enforce_equal(cs, "P3: before the end", &to, &end);
        at_least(cs, std::iter::once(&note.value), &threshold)
    }
}
