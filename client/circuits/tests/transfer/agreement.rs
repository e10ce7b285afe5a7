//! The circuit and its twin accept and refuse the same witnesses.

use crate::{
    changes::{below, changes, EDGES},
    common::court,
    instances::{rng, scenarios, Plan, NATIVE, OTHER},
    parallel::in_parallel,
    shapes::bundles,
};
use ff::Field;
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::{StatementError, TransferCircuit, TransferWitness};
use shoji_shielded::field::Base;
use std::{collections::BTreeMap, mem::discriminant};

/// Witnesses that satisfy the statement, each of which is judged as it is, with one change and with
/// several: `SHOJI_WITNESSES`, or as many as an everyday run can wait for.
fn valid() -> usize {
    let wanted = std::env::var("SHOJI_WITNESSES").ok();
    wanted.map_or(700, |count| count.parse().expect("SHOJI_WITNESSES is a number"))
}

/// Changes after which no witness satisfies the statement.
const NEVER_HARMLESS: [&str; 12] = [
    "ak",
    "ak, negated",
    "ak off the curve",
    "ak of small order",
    "audit + 1",
    "nk",
    "digit",
    "position beyond the tree",
    "value of an input + 1",
    "value of an output - 1",
    "v_pub + 1",
    "fee + 1",
];

/// The circuit, with one judge for every witness.
struct Court(court::Court);

impl Court {
    fn new() -> Self {
        let (_, witness) = scenarios().remove(0);
        Self(court::Court::new(TransferCircuit::from(witness), 60))
    }

    /// Whether the circuit accepts, and what the twin says.
    fn verdicts(&mut self, witness: &TransferWitness) -> (bool, Result<(), StatementError>) {
        (self.0.accepts(TransferCircuit::from(witness.clone())), witness.check())
    }
}

fn edge(rng: &mut impl Rng) -> u128 {
    EDGES[below(EDGES.len(), rng)]
}

/// A plan whose values lie at the edges of their range: each note comes out again, the first one
/// less what leaves the pool.
fn at_the_edges(rng: &mut impl Rng) -> Plan {
    let asset = [NATIVE, OTHER][below(2, rng)];
    let mut plan = Plan { asset, audited: below(2, rng) == 0, ..Plan::default() };
    if below(4, rng) == 0 {
        (plan.shielded, plan.asset_pub) = (edge(rng), asset);
        plan.outputs = vec![(asset == OTHER, plan.shielded)];
        return plan;
    }
    plan.inputs = (0..=below(3, rng)).map(|_| (below(2, rng) == 0, edge(rng))).collect();
    plan.outputs = plan.inputs.clone();
    let (is_other, value) = &mut plan.outputs[0];
    if asset == NATIVE || !*is_other {
        let fee = [0, 1, u64::MAX][below(3, rng)];
        if u128::from(fee) <= *value {
            plan.fee = fee;
            *value -= u128::from(fee);
        }
    }
    if asset == NATIVE || *is_other {
        (plan.unshielded, plan.asset_pub) = (edge(rng).min(*value), asset);
        *value -= plan.unshielded;
    }
    plan
}

#[test]
fn both_accept_every_use_of_the_circuit() {
    let mut court = Court::new();
    for (name, witness) in bundles() {
        assert_eq!(court.verdicts(&witness), (true, Ok(())), "{name}");
        assert_eq!(court.0.system.unsatisfied().next(), None, "{name}");
        assert_eq!(court.0.system.inputs[1..], witness.public_inputs());
    }
}

#[test]
fn the_judge_refuses_what_a_constraint_refuses() {
    let court::Court { mut system, judge } = Court::new().0;
    assert!(judge.accepts(&system));
    for variable in (0..system.aux.len()).step_by(997) {
        system.aux[variable] += Base::ONE;
        assert!(system.unsatisfied().next().is_some());
        assert!(!judge.accepts(&system));
        system.aux[variable] -= Base::ONE;
    }
}

/// One changed witness: the first change, and what both say.
struct Judged {
    change: usize,
    alone: bool,
    verdict: Result<(), StatementError>,
}

/// Changes `witness`: the change with this number, and so many more.
fn judge_changed(
    court: &mut Court,
    mut witness: TransferWitness,
    change: usize,
    more: usize,
    rng: &mut ChaCha20Rng,
) -> Judged {
    let changes = changes();
    let mut applied = vec![change];
    applied.extend((0..more).map(|_| below(changes.len(), rng)));
    for number in &applied {
        changes[*number].1(&mut witness, rng);
    }
    let (circuit, verdict) = court.verdicts(&witness);
    let names = applied.iter().map(|number| changes[*number].0).collect::<Vec<_>>();
    assert_eq!(circuit, verdict.is_ok(), "after changes of {names:?}: {verdict:?}");
    Judged { change, alone: more == 0, verdict }
}

#[test]
fn both_judge_generated_witnesses_alike() {
    let changes = changes();
    let judged = in_parallel(valid(), Court::new, |court, number| {
        let rng = &mut rng(6_100 + number as u64);
        let plan = if number % 3 == 0 { at_the_edges(rng) } else { Plan::random(rng) };
        let witness = plan.witness(rng);
        assert_eq!(court.verdicts(&witness), (true, Ok(())), "witness {number}");
        let [alone, first] = [number, number / 2].map(|number| number % changes.len());
        let alone = judge_changed(court, witness.clone(), alone, 0, rng);
        let more = 1 + below(2, rng);
        [alone, judge_changed(court, witness, first, more, rng)]
    });
    let judged = judged.into_iter().flatten().collect::<Vec<_>>();
    let refused = judged.iter().filter(|judged| judged.verdict.is_err()).count();
    println!(
        "{} valid witnesses, {} changed ones, {refused} of them refused",
        valid(),
        judged.len()
    );

    // Every change was tried, those that are always harmless were, and those that never are.
    let mut alone = BTreeMap::<usize, Vec<bool>>::new();
    for judged in judged.iter().filter(|judged| judged.alone) {
        alone.entry(judged.change).or_default().push(judged.verdict.is_ok());
    }
    assert_eq!(alone.len(), changes.len());
    for (number, accepted) in alone {
        let name = changes[number].0;
        if name.starts_with("alpha") || name.ends_with("which is harmless") {
            assert!(accepted.iter().all(|accepted| *accepted), "{name}");
        }
        if NEVER_HARMLESS.contains(&name) {
            assert!(accepted.iter().all(|accepted| !accepted), "{name}");
        }
    }
    // Every condition that a witness can fail was failed.
    use StatementError::{
        AuditKeyMismatch, KeyNotOnCurve, KeyOfSmallOrder, LanesUnbalanced, NotInTree,
        PathWithoutNote, PublicAssetMismatch, Unbalanced,
    };
    let (path, tree) = (PathWithoutNote { input: 1 }, NotInTree { input: 1 });
    let notes = [path, tree, Unbalanced, LanesUnbalanced, PublicAssetMismatch];
    for error in notes.into_iter().chain([KeyNotOnCurve, KeyOfSmallOrder, AuditKeyMismatch]) {
        let mut errors = judged.iter().filter_map(|judged| judged.verdict.err());
        assert!(errors.any(|seen| discriminant(&seen) == discriminant(&error)), "{error}");
    }
}
