//! The circuit of what was received (docs/protocol §12.3).

use super::ReceivedWitness;
use crate::{
    gadgets::{poseidon::hash, Linear, Point},
    statement::{
        note::PlacedNote, order::Order, spender::Keys, threshold::at_least, ReceivedStatement,
        NOTES,
    },
};
use bellman::{Circuit, ConstraintSystem, SynthesisError};
use shoji_shielded::{field::Base, poseidon::Domain};

/// The circuit: with a witness and a statement to prove, without them to make parameters.
#[derive(Clone, Default)]
pub struct ReceivedCircuit<const N: usize = NOTES> {
    known: Option<(ReceivedWitness<N>, ReceivedStatement)>,
}

impl<const N: usize> ReceivedCircuit<N> {
    /// The circuit without a witness.
    pub fn blank() -> Self {
        Self { known: None }
    }

    /// The circuit with what the prover knows, and what it proves with that.
    pub fn new(witness: ReceivedWitness<N>, statement: ReceivedStatement) -> Self {
        Self { known: Some((witness, statement)) }
    }
}

impl<const N: usize> Circuit<Base> for ReceivedCircuit<N> {
    fn synthesize<CS: ConstraintSystem<Base>>(self, cs: &mut CS) -> Result<(), SynthesisError> {
        let witness = self.known.as_ref().map(|(witness, _)| witness);
        let values = self.known.as_ref().map(|(_, statement)| statement.public_inputs());
        let mut values = values.map(Vec::into_iter);
        let mut next = |name| {
            let value = values.as_mut().and_then(Iterator::next);
            Linear::alloc_input(cs, name, value)
        };
        let (commitment, root) = (next("C")?, next("root")?);
        let (from, to) = (next("p_from")?, next("p_to")?);
        let (asset, threshold) = (next("A")?, next("T")?);
        // Bound by being a public input (§12.2).
        next("ctx")?;
        let rk = Point::from_coordinates(next("rk.u")?, next("rk.v")?);

        let keys = Keys::derive(cs, witness.map(|witness| &witness.spender), &commitment, &rk)?;
        let mut order = Order::from(&from);
        let mut sum = Vec::with_capacity(N);
        for index in 0..N {
            let received = witness.map(|witness| &witness.notes[index]);
            let d = Linear::alloc(cs, "d", received.map(|received| received.d.to_base()))?;
            let owner = hash(cs, Domain::Owner, &[keys.ivk.clone(), d])?;
            let note =
                PlacedNote::place(cs, received.map(|received| &received.note), &asset, owner)?;
            note.enforce_in_tree(cs, &root);
            order.count(cs, received.map(|received| received.counts), &note)?;
            sum.push(note.value);
        }
        order.until(cs, &to)?;
        at_least(cs, sum.iter(), &threshold)
    }
}
