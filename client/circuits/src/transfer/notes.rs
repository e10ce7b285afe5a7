//! Notes spent and created: conditions I1 to I5, O1 and O2 of docs/protocol §5.3.

use super::{TransferInput, TransferOutput};
use crate::gadgets::{
    linear::{enforce, enforce_equal, multiply},
    merkle::climb,
    poseidon::hash,
    range::Value,
    Bit, Linear, Point,
};
use bellman::{ConstraintSystem, SynthesisError};
use shoji_shielded::{asset::AssetId, field::Base, poseidon::Domain};

/// The asset `A`.
pub(super) struct Asset {
    /// `A`.
    pub(super) linear: Linear,
    /// `A - NATIVE`.
    pub(super) beyond_native: Linear,
}

impl Asset {
    pub(super) fn alloc<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        value: Option<Base>,
    ) -> Result<Self, SynthesisError> {
        let linear = Linear::alloc(cs, "A", value)?;
        let beyond_native = linear.clone().plus_constant(-AssetId::NATIVE.to_base());
        Ok(Self { linear, beyond_native })
    }
}

/// What balance and audit need of a note.
pub(super) struct Note {
    pub(super) value: Value,
    /// Whether the note is of asset `A`.
    pub(super) is_other: Bit,
    /// The note's asset.
    asset: Linear,
}

impl Note {
    /// A value of 128 bits (I5, O2) and an asset chosen by a boolean (I2, O1): 131 constraints.
    fn alloc<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        value: Option<u128>,
        is_other: Option<bool>,
        asset: &Asset,
    ) -> Result<Self, SynthesisError> {
        let value = Value::alloc(cs, value)?;
        let is_other = Bit::alloc(cs, "selector", is_other)?;
        let beyond_native =
            multiply(cs, "selected asset", &asset.beyond_native, is_other.linear())?;
        let asset = beyond_native.plus_constant(AssetId::NATIVE.to_base());
        Ok(Self { value, is_other, asset })
    }

    /// `H_NOTE(asset, value, owner, rcm)`.
    fn commitment<CS: ConstraintSystem<Base>>(
        &self,
        cs: &mut CS,
        owner: Linear,
        rcm: Linear,
    ) -> Result<Linear, SynthesisError> {
        hash(cs, Domain::Note, &[self.asset.clone(), self.value.linear.clone(), owner, rcm])
    }
}

/// Conditions I1 to I5.
pub(super) fn spend<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    input: Option<&TransferInput>,
    ak: &Point,
    audit: &Linear,
    asset: &Asset,
    anchor: &Linear,
    nullifier: &Linear,
) -> Result<Note, SynthesisError> {
    let note =
        Note::alloc(cs, input.map(|input| input.value), input.map(|input| input.is_other), asset)?;
    let nk = Linear::alloc(cs, "nk", input.map(|input| input.nk))?;
    let d = Linear::alloc(cs, "d", input.map(|input| input.d.to_base()))?;
    let rcm = Linear::alloc(cs, "rcm", input.map(|input| input.rcm))?;

    let ivk = hash(cs, Domain::Ivk, &[ak.u.clone(), ak.v.clone(), nk.clone(), audit.clone()])?;
    let owner = hash(cs, Domain::Owner, &[ivk, d])?;
    let cm = note.commitment(cs, owner, rcm)?;

    let climb = climb(cs, cm.clone(), input.map(|input| &input.path))?;
    enforce(
        cs,
        "I4: only notes in the tree carry value",
        &climb.root.minus(anchor),
        &note.value.linear,
        &Linear::zero(),
    );
    let derived = hash(cs, Domain::Nullifier, &[nk, cm, climb.position])?;
    enforce_equal(cs, "I3: nullifier", nullifier, &derived);
    Ok(note)
}

/// Conditions O1 and O2. Returns the note and its owner.
pub(super) fn create<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    output: Option<&TransferOutput>,
    asset: &Asset,
    commitment: &Linear,
) -> Result<(Note, Linear), SynthesisError> {
    let note = Note::alloc(
        cs,
        output.map(|output| output.value),
        output.map(|output| output.is_other),
        asset,
    )?;
    let owner = Linear::alloc(cs, "owner", output.map(|output| output.owner))?;
    let rcm = Linear::alloc(cs, "rcm", output.map(|output| output.rcm))?;
    let derived = note.commitment(cs, owner.clone(), rcm)?;
    enforce_equal(cs, "O1: commitment", commitment, &derived);
    Ok((note, owner))
}
