//! The bundles in which constraints are left out.

use crate::{
    columns::{columns, determining, evaluate, FREE_PUBLIC},
    instances::{rng, Plan, NATIVE},
    propagation::{self, Forger},
    tree::random_path,
};
use bellman::Index;
use ff::Field;
use shoji_circuits::{system::System, transfer::NOTES, TransferCircuit, TransferWitness};
use shoji_shielded::{
    field::Base,
    tree::{hash_node, DEPTH},
};
use std::ops::Range;

/// The last constraint of an input.
const END_OF_INPUT: &str = "I3: nullifier";
const IN_TREE: &str = "I4: only notes in the tree carry value";
const TOTAL: &str = "B1: inputs pay for outputs";
const AUDIT_KEY: &str = "U1: the account's audit key";
const PUBLIC_ASSET: &str = "B3: public amount in A";

/// The bundle of an audited account that unshields native money from one note. Its anchor, its
/// public amount and its public asset count among what follows: I4 of that note, B1 and B3 determine
/// them.
pub struct Bundle {
    pub witness: TransferWitness,
    /// The input that has value.
    pub place: usize,
    /// The names of the constraints.
    pub names: Vec<String>,
    /// The number of U1.
    audit_key: usize,
    plan: propagation::Plan,
}

impl Bundle {
    /// The bundle whose input with value is the one at `place`.
    pub fn new(place: usize) -> Self {
        let witness = witness(place);
        assert_eq!(witness.check(), Ok(()));
        let also = [(IN_TREE, place), (TOTAL, 0), (PUBLIC_ASSET, 0)];
        // The fee stays as it is.
        Self::build(witness, place, &[10], &also)
    }

    /// A bundle in which the anchor, the public amount and asset, and the fee stay as they are.
    pub fn of(witness: TransferWitness) -> Self {
        Self::build(witness, 0, &FREE_PUBLIC, &[])
    }

    /// Beside those constraints that always determine something, those named by `also`, each with
    /// its number among its like, do.
    fn build(
        witness: TransferWitness,
        place: usize,
        free_public: &[usize],
        also: &[(&str, usize)],
    ) -> Self {
        let system = system(&witness);
        let names = system.constraints.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
        let mut determining = determining(&system);
        for (name, which) in also {
            let mut numbers = (0..names.len()).filter(|number| names[*number] == *name);
            determining.push(numbers.nth(*which).unwrap());
        }
        determining.sort_unstable();
        let columns = columns(&system, free_public);
        let plan = propagation::Plan::new(&system, &columns, &determining);
        let audit_key = names.iter().position(|name| name == AUDIT_KEY).unwrap();
        Self { witness, place, names, audit_key, plan }
    }

    /// Something to forge with.
    pub fn forger(&self) -> Forger<'_> {
        Forger::new(system(&self.witness), &self.plan)
    }

    /// The constraints of the input with value; of the first bundle also what precedes the inputs,
    /// of the last what follows them. Together the parts are the circuit.
    pub fn part(&self) -> Range<usize> {
        let ends = (0..self.names.len()).filter(|number| self.names[*number] == END_OF_INPUT);
        let mut ends = ends.map(|end| end + 1).collect::<Vec<_>>();
        assert_eq!(ends.len(), NOTES);
        ends[NOTES - 1] = self.names.len();
        let start = if self.place == 0 { 0 } else { ends[self.place - 1] };
        start..ends[self.place]
    }

    /// The value of `audit` with which U1 holds for the image of `k` that was forged.
    pub fn audit_that_holds(&self, forger: &Forger) -> (Index, Base) {
        let [difference, audit, _] = &forger.system.constraints[self.audit_key].sides;
        let (audit, _) = audit[0];
        (audit, forger.system.value(audit) - evaluate(&forger.system, difference))
    }

    /// Whether the twin accepts the witness together with the public inputs, the audit key's image
    /// and the spend validating key that were forged.
    pub fn is_true(&self, forged: &System) -> bool {
        let mut witness = self.witness.clone();
        witness.audit = forged.value(variable(forged, "audit"));
        (witness.anchor, witness.asset_pub) = (forged.inputs[1], forged.inputs[8]);
        witness.v_pub = forged.inputs[9];
        witness.check().is_ok() && witness.public_inputs() == forged.inputs[1..]
    }
}

/// The first variable with this name.
pub fn variable(system: &System, name: &str) -> Index {
    Index::Aux(system.aux_names.iter().position(|other| other == name).unwrap())
}

fn system(witness: &TransferWitness) -> System {
    System::with_witness(TransferCircuit::from(witness.clone())).unwrap()
}

fn witness(place: usize) -> TransferWitness {
    let rng = &mut rng(92 + place as u64);
    let plan = Plan {
        asset: NATIVE,
        inputs: vec![(false, 1_000)],
        outputs: vec![(false, 590)],
        asset_pub: NATIVE,
        unshielded: 400,
        fee: 10,
        audited: true,
        ..Plan::default()
    };
    let mut witness = plan.witness(rng);
    let real = witness.inputs.iter().position(|input| input.value > 0).unwrap();
    witness.inputs.swap(real, place);
    // Siblings that all differ, as in a tree that is full.
    let path = &mut witness.inputs[place].path;
    let leaf = path.children[0][(path.position & 3) as usize];
    *path = random_path(leaf, rng);
    witness.anchor = hash_node(path.children[DEPTH - 1]);
    assert_ne!(witness.audit, Base::ZERO);
    witness
}
