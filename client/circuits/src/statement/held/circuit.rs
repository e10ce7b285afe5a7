//! The circuit of what is held (docs/protocol §12.4).

use super::HeldWitness;
use crate::{
    gadgets::{
        linear::{enforce_equal, multiply},
        poseidon::hash,
        Bit, Linear, Point,
    },
    statement::{
        note::PlacedNote,
        spender::{incoming, Keys},
        threshold::at_least,
        HeldStatement, NOTES,
    },
};
use bellman::{Circuit, ConstraintSystem, SynthesisError};
use shoji_shielded::{field::Base, poseidon::Domain};

/// The names of the nullifiers.
const NULLIFIERS: [&str; NOTES] = ["nf_1", "nf_2", "nf_3", "nf_4", "nf_5", "nf_6", "nf_7", "nf_8"];

/// The circuit: with a witness and a statement to prove, without them to make parameters. Of at most
/// [`NOTES`] notes.
#[derive(Clone, Default)]
pub struct HeldCircuit<const N: usize = NOTES> {
    known: Option<(HeldWitness<N>, HeldStatement<N>)>,
}

impl<const N: usize> HeldCircuit<N> {
    /// The circuit without a witness.
    pub fn blank() -> Self {
        Self { known: None }
    }

    /// The circuit with what the prover knows, and what it proves with that.
    pub fn new(witness: HeldWitness<N>, statement: HeldStatement<N>) -> Self {
        Self { known: Some((witness, statement)) }
    }
}

/// The keys of one side of the scope.
struct Side {
    nk: Linear,
    ivk: Linear,
}

/// `external` where the bit is 0, `internal` where it is 1: one constraint.
fn select<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    name: &'static str,
    bit: &Bit,
    external: &Linear,
    internal: &Linear,
) -> Result<Linear, SynthesisError> {
    let difference = internal.clone().minus(external);
    Ok(multiply(cs, name, &difference, bit.linear())?.plus(external))
}

impl<const N: usize> Circuit<Base> for HeldCircuit<N> {
    fn synthesize<CS: ConstraintSystem<Base>>(self, cs: &mut CS) -> Result<(), SynthesisError> {
        let witness = self.known.as_ref().map(|(witness, _)| witness);
        let values = self.known.as_ref().map(|(_, statement)| statement.public_inputs());
        let mut values = values.map(Vec::into_iter);
        let mut next = |name| {
            let value = values.as_mut().and_then(Iterator::next);
            Linear::alloc_input(cs, name, value)
        };
        let (commitment, root) = (next("C")?, next("root")?);
        let (asset, threshold) = (next("A")?, next("T")?);
        let nullifiers = NULLIFIERS[..N].iter().map(|name| next(name));
        let nullifiers = nullifiers.collect::<Result<Vec<_>, _>>()?;
        // Bound by being a public input (§12.2).
        next("ctx")?;
        let rk = Point::from_coordinates(next("rk.u")?, next("rk.v")?);

        let keys = Keys::derive(cs, witness.map(|witness| &witness.spender), &commitment, &rk)?;
        let nk_int = hash(cs, Domain::NkInternal, std::slice::from_ref(&keys.nk))?;
        let ivk_int = incoming(cs, &keys.ak, nk_int.clone(), keys.audit)?;
        let (external, internal) =
            (Side { nk: keys.nk, ivk: keys.ivk }, Side { nk: nk_int, ivk: ivk_int });
        let mut sum = Vec::with_capacity(N);
        for (index, nullifier) in nullifiers.iter().enumerate() {
            let held = witness.map(|witness| &witness.notes[index]);
            let bit = Bit::alloc(cs, "internal", held.map(|held| held.internal))?;
            let nk = select(cs, "selected nk", &bit, &external.nk, &internal.nk)?;
            let ivk = select(cs, "selected ivk", &bit, &external.ivk, &internal.ivk)?;
            let d = Linear::alloc(cs, "d", held.map(|held| held.d.to_base()))?;
            let owner = hash(cs, Domain::Owner, &[ivk, d])?;
            let note = PlacedNote::place(cs, held.map(|held| &held.note), &asset, owner)?;
            note.enforce_in_tree(cs, &root);
            let own = hash(cs, Domain::Nullifier, &[nk, note.cm, note.position])?;
            enforce_equal(cs, "H2: nullifier", nullifier, &own);
            sum.push(note.value);
        }
        at_least(cs, sum.iter(), &threshold)
    }
}
