//! The transfer circuit (docs/protocol §5.3).

use super::{
    audit, balance,
    notes::{create, spend, Asset},
    TransferWitness, AUDIT_WORDS, NOTES, PUBLIC_INPUTS,
};
use crate::{
    authority,
    gadgets::{Linear, Point},
};
use bellman::{Circuit, ConstraintSystem, SynthesisError};
use shoji_shielded::field::Base;

/// The circuit: with a witness to prove, without one to make parameters.
#[derive(Clone, Default)]
pub struct TransferCircuit {
    /// What the prover knows.
    pub witness: Option<TransferWitness>,
}

impl TransferCircuit {
    /// The circuit without a witness.
    pub fn blank() -> Self {
        Self::default()
    }
}

impl From<TransferWitness> for TransferCircuit {
    fn from(witness: TransferWitness) -> Self {
        Self { witness: Some(witness) }
    }
}

/// The public inputs as variables.
pub(super) struct PublicInputs {
    pub(super) anchor: Linear,
    pub(super) nullifiers: [Linear; NOTES],
    pub(super) commitments: [Linear; NOTES],
    pub(super) asset_pub: Linear,
    pub(super) v_pub: Linear,
    pub(super) fee: Linear,
    pub(super) rk: Point,
    pub(super) audit_words: [Linear; AUDIT_WORDS],
}

impl PublicInputs {
    fn alloc<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        values: Option<[Base; PUBLIC_INPUTS]>,
    ) -> Result<Self, SynthesisError> {
        let mut index = 0;
        let mut next = |name| {
            let value = values.map(|values| values[index]);
            index += 1;
            Linear::alloc_input(cs, name, value)
        };
        let inputs = Self {
            anchor: next("anchor")?,
            nullifiers: [next("nf1")?, next("nf2")?, next("nf3")?],
            commitments: [next("cm1")?, next("cm2")?, next("cm3")?],
            asset_pub: next("asset_pub")?,
            v_pub: next("v_pub")?,
            fee: next("fee")?,
            rk: Point::from_coordinates(next("rk.u")?, next("rk.v")?),
            audit_words: [
                next("w0")?,
                next("w1")?,
                next("w2")?,
                next("w3")?,
                next("w4")?,
                next("w5")?,
                next("w6")?,
                next("w7")?,
            ],
        };
        assert_eq!(index, PUBLIC_INPUTS, "one variable for each public input");
        Ok(inputs)
    }
}

impl Circuit<Base> for TransferCircuit {
    fn synthesize<CS: ConstraintSystem<Base>>(self, cs: &mut CS) -> Result<(), SynthesisError> {
        let witness = self.witness.as_ref();
        let public = PublicInputs::alloc(cs, witness.map(TransferWitness::public_inputs))?;

        let ak = authority::authorize(
            cs,
            witness.map(|witness| (&witness.ak, &witness.alpha)),
            &public.rk,
        )?;
        let audit_value = Linear::alloc(cs, "audit", witness.map(|witness| witness.audit))?;
        let asset = Asset::alloc(cs, witness.map(|witness| witness.asset))?;

        let mut spent = Vec::with_capacity(NOTES);
        let mut created = Vec::with_capacity(NOTES);
        for index in 0..NOTES {
            let input = witness.map(|witness| &witness.inputs[index]);
            let nullifier = &public.nullifiers[index];
            spent.push(spend(cs, input, &ak, &audit_value, &asset, &public.anchor, nullifier)?);
        }
        for index in 0..NOTES {
            let output = witness.map(|witness| &witness.outputs[index]);
            created.push(create(cs, output, &asset, &public.commitments[index])?);
        }

        let spent_notes = spent.iter().collect::<Vec<_>>();
        let created_notes = created.iter().map(|(note, _)| note).collect::<Vec<_>>();
        let owners = created.iter().map(|(_, owner)| owner).collect::<Vec<_>>();
        balance::balance(cs, &spent_notes, &created_notes, &asset, &public)?;
        let key = audit::audit_key(cs, witness.map(|witness| witness.k), &audit_value)?;
        let account = audit::account(cs, &ak, &audit_value)?;
        let record = audit::message(&spent_notes, &created_notes, &owners, &asset, &public.fee);
        audit::encrypt(cs, key, account, record, &public)
    }
}
