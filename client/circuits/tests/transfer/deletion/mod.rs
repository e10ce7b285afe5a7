//! No constraint can be left out.
//!
//! For each constraint of the circuit there is an assignment that fails in it alone. So without it
//! the circuit would accept that assignment, and this test, which sees it refused, would fail. What
//! is forged is not an inner variable that nobody reads: in each case the public inputs change with
//! it, to ones that the witness does not have, or the witness is one that the statement refuses.
//!
//! Most constraints determine a variable. Left out, the variable (or the output of an S-box) may be
//! anything, and all that follows is computed from it: another nullifier, commitment, key, record,
//! or a root that is then the anchor. The others check what a prover chooses, and each kind has a
//! forgery of its own.

mod base;
mod forgeries;

pub use crate::common::forgeries::digit_forgery;
pub use base::Bundle;

use crate::{
    instances::{rng, Plan, OTHER},
    parallel::in_parallel,
    propagation::{Forger, Judge},
};
use bellman::Index;
use ff::Field;
use forgeries::choice;
use shoji_circuits::{
    system::System, transfer::NOTES, StatementError, TransferCircuit, TransferWitness,
};
use shoji_shielded::field::Base;
use std::collections::{BTreeMap, BTreeSet};

/// One in so many forgeries is also put before the twin.
const SAMPLE: usize = 199;

const LANES: &str = "B2: each lane pays for itself";
const LANE_VALUE: &str = "value in the lane of A";

/// Forges at one constraint. Returns whether the constraint was one that determines something: what
/// the twin says of the forgery then makes sense.
fn forge_one(bundle: &Bundle, judge: &Judge, forger: &mut Forger, number: usize) -> bool {
    let rng = &mut rng(900_000 + number as u64);
    let chosen = choice(forger, number, rng);
    // Whatever the constraint determines becomes something else.
    let slack = chosen.is_none().then(|| (number, Base::random(rng)));
    forger.forge(chosen.as_deref().unwrap_or_default(), slack);
    let (audit, audit_that_holds) = bundle.audit_that_holds(forger);
    if slack.is_some() && forger.honest(audit) != audit_that_holds {
        // A false image of `k`: the account has it for its audit key.
        forger.forge(&[(audit, audit_that_holds)], slack);
    }
    let name = &bundle.names[number];
    assert!(judge.fails_alone(forger, number), "{name}");
    assert!(!forger.changed_public_inputs().is_empty(), "{name}");
    slack.is_some()
}

/// Forges at each constraint of the part of the circuit that `bundle` is for. Returns the numbers of
/// those constraints, and how many forgeries were put before the twin.
fn forge_each(bundle: &Bundle) -> (Vec<usize>, usize) {
    let is_lane = |number: usize| [LANES, LANE_VALUE].contains(&&*bundle.names[number]);
    let numbers = bundle.part().filter(|number| !is_lane(*number)).collect::<Vec<_>>();
    let start = || bundle.forger();
    let judge = Judge::new(&start().system, &mut rng(93));
    let judged = in_parallel(numbers.len(), start, |forger, place| {
        let is_sampled = forge_one(bundle, &judge, forger, numbers[place]) && place % SAMPLE == 0;
        if is_sampled {
            assert!(!bundle.is_true(&forger.system), "{}", bundle.names[numbers[place]]);
        }
        usize::from(is_sampled)
    });
    (numbers, judged.into_iter().sum())
}

/// Native money comes out as another asset: refused by B2, or, if the lanes are made to balance, by
/// the constraint for the lane of the input or of the output. Returns what fails in each case.
fn forge_lanes() -> Vec<Vec<usize>> {
    let plan = Plan {
        asset: OTHER,
        inputs: vec![(false, 100)],
        outputs: vec![(true, 100)],
        ..Plan::default()
    };
    let honest = plan.witness(&mut rng(91));
    let system = |witness: &TransferWitness| {
        assert_eq!(witness.check(), Err(StatementError::LanesUnbalanced));
        System::with_witness(TransferCircuit::from(witness.clone())).unwrap()
    };
    let mut failing = vec![failing_in(&system(&honest))];
    for note in 0..2 * NOTES {
        let mut witness = honest.clone();
        if note < NOTES {
            let real = witness.inputs.iter().position(|input| input.value > 0).unwrap();
            witness.inputs.swap(real, note);
        } else {
            let real = witness.outputs.iter().position(|output| output.value > 0).unwrap();
            witness.outputs.swap(real, note - NOTES);
        }
        let mut system = system(&witness);
        let mut lanes = (0..system.aux.len()).filter(|i| system.aux_names[*i] == LANE_VALUE);
        let lane = Index::Aux(lanes.nth(note).unwrap());
        // A native input counts as one of A; an output of A does not.
        system.set(lane, Base::from(100) - system.value(lane));
        failing.push(failing_in(&system));
    }
    failing
}

fn failing_in(system: &System) -> Vec<usize> {
    let numbered = system.constraints.iter().enumerate();
    numbered.filter(|(_, constraint)| !system.holds(constraint)).map(|(number, _)| number).collect()
}

#[test]
fn for_each_constraint_there_is_a_forgery_that_fails_in_it_alone() {
    let mut covered = Vec::new();
    let mut sampled = 0;
    let mut names = Vec::new();
    for place in 0..NOTES {
        let bundle = Bundle::new(place);
        let (numbers, sample) = forge_each(&bundle);
        covered.extend(numbers);
        sampled += sample;
        names = bundle.names;
    }
    for failing in forge_lanes() {
        let [number] = failing[..] else { panic!("{failing:?}") };
        assert!([LANES, LANE_VALUE].contains(&&*names[number]));
        covered.push(number);
    }

    let count = covered.len();
    assert_eq!(count, 25_856);
    assert_eq!(covered.iter().copied().collect::<BTreeSet<_>>(), (0..names.len()).collect());
    let mut classes = BTreeMap::<&str, usize>::new();
    for number in covered {
        *classes.entry(&names[number]).or_default() += 1;
    }
    for (name, count) in classes {
        println!("{count:>6}  {name}");
    }
    println!("{count:>6}  constraints, {sampled} of the forgeries put before the twin");
}
