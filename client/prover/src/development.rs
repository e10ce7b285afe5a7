//! The circuits that there are parameters for, and their development parameters (docs/protocol
//! §8.3).

use crate::{
    generate::generate,
    setup::{make, ToxicValues},
    ParameterError, Parameters, Progress,
};
use bellman::SynthesisError;
use shoji_circuits::{
    measure::Measure, statement::NOTES, GrantCircuit, HeldCircuit, OutflowCircuit, PaidCircuit,
    ReceivedCircuit, TransferCircuit,
};
use shoji_proofs::{
    GRANT_PUBLIC_INPUTS, HELD_PUBLIC_INPUTS, OUTFLOW_PUBLIC_INPUTS, PAID_PUBLIC_INPUTS,
    RECEIVED_PUBLIC_INPUTS, TRANSFER_PUBLIC_INPUTS,
};
use shoji_shielded::{
    field::{from_wide, Base},
    hash::b512,
};

/// The circuit that parameters are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterSet {
    /// The transfer circuit, version 1 (docs/protocol §5).
    Transfer,
    /// The grant circuit, version 1 (docs/protocol §10.4).
    Grant,
    /// The circuit of what was received, version 1 (docs/protocol §12.3).
    Received,
    /// The circuit of what is held, version 1 (docs/protocol §12.4).
    Held,
    /// The circuit of what was paid, version 1 (docs/protocol §12.5).
    Paid,
    /// The outflow circuit, version 1 (docs/protocol §13.4).
    Outflow,
}

impl ParameterSet {
    /// Every circuit.
    pub const ALL: [ParameterSet; 6] = [
        ParameterSet::Transfer,
        ParameterSet::Grant,
        ParameterSet::Received,
        ParameterSet::Held,
        ParameterSet::Paid,
        ParameterSet::Outflow,
    ];

    /// What the circuit is called.
    pub const fn circuit(self) -> &'static str {
        match self {
            ParameterSet::Transfer => "transfer",
            ParameterSet::Grant => "grant",
            ParameterSet::Received => "received",
            ParameterSet::Held => "held",
            ParameterSet::Paid => "paid",
            ParameterSet::Outflow => "outflow",
        }
    }

    /// How files of its development parameters are named, without what the name ends in.
    pub const fn name(self) -> &'static str {
        match self {
            ParameterSet::Transfer => "transfer-v1-development",
            ParameterSet::Grant => "grant-v1-development",
            ParameterSet::Received => "received-v1-development",
            ParameterSet::Held => "held-v1-development",
            ParameterSet::Paid => "paid-v1-development",
            ParameterSet::Outflow => "outflow-v1-development",
        }
    }

    /// The public seed. Whoever reads this can counterfeit on a chain that accepts these parameters;
    /// a chain spec that does not declare itself a development chain refuses them.
    const fn seed(self) -> &'static [u8] {
        match self {
            ParameterSet::Transfer => b"Shoji development parameters: circuit 1 version 1",
            ParameterSet::Grant => b"Shoji development parameters: circuit 2 version 1",
            ParameterSet::Received => b"Shoji development parameters: circuit 3 version 1",
            ParameterSet::Held => b"Shoji development parameters: circuit 4 version 1",
            ParameterSet::Paid => b"Shoji development parameters: circuit 5 version 1",
            ParameterSet::Outflow => b"Shoji development parameters: circuit 6 version 1",
        }
    }

    /// The pinned BLAKE2b-512 hash of the development parameter file, in lower-case hex.
    pub fn pinned_hash(self) -> &'static str {
        let file = match self {
            ParameterSet::Transfer => include_str!("../keys/transfer-v1-development.hash"),
            ParameterSet::Grant => include_str!("../keys/grant-v1-development.hash"),
            ParameterSet::Received => include_str!("../keys/received-v1-development.hash"),
            ParameterSet::Held => include_str!("../keys/held-v1-development.hash"),
            ParameterSet::Paid => include_str!("../keys/paid-v1-development.hash"),
            ParameterSet::Outflow => include_str!("../keys/outflow-v1-development.hash"),
        };
        file.trim_end()
    }

    /// Public inputs of the circuit.
    pub const fn public_inputs(self) -> usize {
        match self {
            ParameterSet::Transfer => TRANSFER_PUBLIC_INPUTS,
            ParameterSet::Grant => GRANT_PUBLIC_INPUTS,
            ParameterSet::Received => RECEIVED_PUBLIC_INPUTS,
            ParameterSet::Held => HELD_PUBLIC_INPUTS,
            ParameterSet::Paid => PAID_PUBLIC_INPUTS,
            ParameterSet::Outflow => OUTFLOW_PUBLIC_INPUTS,
        }
    }

    /// The size and the identity of the circuit.
    pub fn measure(self) -> Result<Measure, SynthesisError> {
        match self {
            ParameterSet::Transfer => Measure::of(TransferCircuit::blank()),
            ParameterSet::Grant => Measure::of(GrantCircuit::blank()),
            ParameterSet::Received => Measure::of(ReceivedCircuit::<NOTES>::blank()),
            ParameterSet::Held => Measure::of(HeldCircuit::<NOTES>::blank()),
            ParameterSet::Paid => Measure::of(PaidCircuit::blank()),
            ParameterSet::Outflow => Measure::of(OutflowCircuit::blank()),
        }
    }

    /// The parameters of the circuit under toxic values.
    pub(crate) fn make(self, toxic: &ToxicValues) -> Result<Parameters, SynthesisError> {
        match self {
            ParameterSet::Transfer => make(TransferCircuit::blank(), toxic),
            ParameterSet::Grant => make(GrantCircuit::blank(), toxic),
            ParameterSet::Received => make(ReceivedCircuit::<NOTES>::blank(), toxic),
            ParameterSet::Held => make(HeldCircuit::<NOTES>::blank(), toxic),
            ParameterSet::Paid => make(PaidCircuit::blank(), toxic),
            ParameterSet::Outflow => make(OutflowCircuit::blank(), toxic),
        }
    }

    fn toxic_values(self) -> ToxicValues {
        let value = |n: u8| -> Base { from_wide(&b512(b"ShojiDevParams__", &[self.seed(), &[n]])) };
        ToxicValues {
            alpha: value(0),
            beta: value(1),
            gamma: value(2),
            delta: value(3),
            tau: value(4),
        }
    }
}

/// Makes the development parameters of a circuit: the same on every machine.
pub fn development_parameters(
    set: ParameterSet,
    progress: &mut dyn FnMut(Progress),
) -> Result<Parameters, ParameterError> {
    generate(set, &set.toxic_values(), progress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{encode_parameters, hash_parameters};
    use bellman::Circuit;
    use bls12_381::{Bls12, G1Projective, G2Projective, Scalar};

    /// The hash of the parameters that the groth16 crate makes.
    fn hash_of_theirs<C: Circuit<Scalar>>(set: ParameterSet, circuit: C) -> String {
        let ToxicValues { alpha, beta, gamma, delta, tau } = &set.toxic_values();
        let parameters = groth16::generate_parameters::<Bls12, _>(
            circuit,
            G1Projective::generator(),
            G2Projective::generator(),
            *alpha,
            *beta,
            *gamma,
            *delta,
            *tau,
        );
        hash_parameters(&encode_parameters(&parameters.unwrap()))
    }

    fn assert_ours_are_theirs<C: Circuit<Scalar> + Clone>(set: ParameterSet, circuit: C) {
        let ours = make(circuit.clone(), &set.toxic_values()).unwrap();
        assert_eq!(hash_parameters(&encode_parameters(&ours)), hash_of_theirs(set, circuit));
    }

    #[test]
    fn the_pinned_parameters_are_those_of_the_groth16_crate() {
        let transfer = hash_of_theirs(ParameterSet::Transfer, TransferCircuit::blank());
        assert_eq!(transfer, ParameterSet::Transfer.pinned_hash());
        let grant = hash_of_theirs(ParameterSet::Grant, GrantCircuit::blank());
        assert_eq!(grant, ParameterSet::Grant.pinned_hash());
        let paid = hash_of_theirs(ParameterSet::Paid, PaidCircuit::blank());
        assert_eq!(paid, ParameterSet::Paid.pinned_hash());
        // That crate takes minutes for whole large circuits; one note or one bundle of them says as much.
        assert_ours_are_theirs(ParameterSet::Received, ReceivedCircuit::<1>::blank());
        assert_ours_are_theirs(ParameterSet::Held, HeldCircuit::<1>::blank());
        assert_ours_are_theirs(ParameterSet::Outflow, OutflowCircuit::of(1));
    }
}
