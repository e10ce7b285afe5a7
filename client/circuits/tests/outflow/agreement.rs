//! The circuit and its twin accept and refuse the same outflows.

use crate::{
    changes::{below, CHANGES, PERHAPS_HARMLESS},
    common::court::Court,
    instances::{bundle, outflows, owner, rng, shapes, Instance, Kind, Shape},
    parallel::in_parallel,
};
use shoji_circuits::{OutflowCircuit, OutflowStatementError};
use std::{collections::BTreeMap, mem::discriminant};

/// Outflows that satisfy the statement, each of which is judged as it is, with one change and with
/// two: `SHOJI_WITNESSES`, or as many as an everyday run can wait for.
fn valid() -> usize {
    let wanted = std::env::var("SHOJI_WITNESSES").ok();
    wanted.map_or(270, |count| count.parse().expect("SHOJI_WITNESSES is a number"))
}

fn court() -> Court {
    let (_, instance) = outflows().remove(0);
    Court::new(OutflowCircuit::new(instance.witness, instance.statement), 260)
}

/// Whether the circuit accepts, and what the twin says.
fn verdicts(court: &mut Court, it: &Instance) -> (bool, Result<(), OutflowStatementError>) {
    let Instance { witness, statement } = it.clone();
    let verdict = witness.check(&statement);
    (court.accepts(OutflowCircuit::new(witness, statement)), verdict)
}

/// What both say after some changes.
fn judge_changed(
    court: &mut Court,
    mut it: Instance,
    changes: &[usize],
    seed: u64,
) -> Result<(), OutflowStatementError> {
    let all = [CHANGES, PERHAPS_HARMLESS].concat();
    changes.iter().for_each(|number| all[*number].1(&mut it, &mut rng(seed)));
    let (circuit, verdict) = verdicts(court, &it);
    let names = changes.iter().map(|number| all[*number].0).collect::<Vec<_>>();
    assert_eq!(circuit, verdict.is_ok(), "after changes of {names:?}: {verdict:?}");
    verdict
}

#[test]
fn both_accept_outflows_of_every_shape() {
    let mut court = court();
    for (shape, it) in outflows() {
        assert_eq!(verdicts(&mut court, &it), (true, Ok(())), "{shape:?}");
        assert_eq!(court.system.unsatisfied().next(), None, "{shape:?}");
        assert_eq!(court.system.inputs[1..], it.statement.public_inputs());
    }
}

/// A shape with two bundles of any kind.
fn any_shape(rng: &mut rand_chacha::ChaCha20Rng) -> Shape {
    let kinds = shapes().into_iter().flat_map(|shape| shape.kinds).collect::<Vec<Kind>>();
    let all = shapes();
    let Shape { asset, last, .. } = all[below(all.len(), rng)];
    Shape { kinds: [(); 2].map(|()| kinds[below(kinds.len(), rng)]), asset, last }
}

#[test]
fn both_judge_generated_outflows_alike() {
    let all = [CHANGES, PERHAPS_HARMLESS].concat();
    let judged = in_parallel(valid(), court, |court, number| {
        let rng = &mut rng(6_300 + number as u64);
        let it = any_shape(rng).outflow(rng);
        assert_eq!(verdicts(court, &it), (true, Ok(())), "outflow {number}");
        let alone = number % all.len();
        let two = [below(all.len(), rng), below(all.len(), rng)];
        let seed = 7_000 + number as u64;
        let verdict = judge_changed(court, it.clone(), &[alone], seed);
        (alone, verdict, judge_changed(court, it, &two, seed))
    });
    let refused = |verdict: &Result<(), _>| usize::from(verdict.is_err());
    let count = judged.iter().map(|(_, one, two)| refused(one) + refused(two)).sum::<usize>();
    println!("{} valid outflows, {} changed ones, {count} refused", valid(), 2 * judged.len());

    // Every change was tried; those that are always harmless were, and those that never are.
    let mut alone = BTreeMap::<usize, Vec<bool>>::new();
    for (number, verdict, _) in &judged {
        alone.entry(*number).or_default().push(verdict.is_ok());
    }
    assert_eq!(alone.len(), all.len());
    for (number, accepted) in alone {
        let name = all[number].0;
        if number < CHANGES.len() {
            assert!(accepted.iter().all(|accepted| !accepted), "{name}");
        } else if name.contains("which is harmless") {
            assert!(accepted.iter().all(|accepted| *accepted), "{name}");
        }
    }
    // Every condition that an outflow of honest records can fail was failed.
    use OutflowStatementError::{
        AboveLimit, DigestMismatch, KeyNotOnCurve, KeyOfSmallOrder, OutputNotOwn,
        RandomizedKeyMismatch, SubjectMismatch, SumAfterMismatch, SumBeforeMismatch,
    };
    let keys = [KeyNotOnCurve, KeyOfSmallOrder, RandomizedKeyMismatch, SubjectMismatch];
    let sums = [SumBeforeMismatch, SumAfterMismatch, AboveLimit, DigestMismatch];
    let others = [OutputNotOwn { bundle: 0, output: 0 }];
    for error in keys.into_iter().chain(sums).chain(others) {
        let mut errors = judged.iter().flat_map(|(_, one, two)| [one.err(), two.err()]);
        let is_same = |seen: OutflowStatementError| discriminant(&seen) == discriminant(&error);
        assert!(errors.any(|seen| seen.is_some_and(is_same)), "{error}");
    }
}

#[test]
fn what_left_is_what_was_paid_to_others_unshielded_and_paid_as_fees() {
    // The sum by the twin, and by what was put into the records.
    let owner = owner();
    let kinds = shapes().into_iter().flat_map(|shape| shape.kinds).collect::<Vec<Kind>>();
    for (number, kind) in kinds.into_iter().enumerate() {
        for Shape { asset, .. } in shapes() {
            let rng = &mut rng(8_000 + number as u64);
            let (made, left) = bundle(&owner, kind, asset, rng);
            let shape = Shape { kinds: [Kind::Padding; 2], asset, last: true };
            let mut it = shape.outflow(rng);
            (it.witness.bundles, it.witness.sum_in) = (vec![made], Default::default());
            let sum = it.witness.sum_out(asset);
            assert_eq!(sum, shoji_shielded::field::from_u128(left), "{kind:?} {asset:?}");
        }
    }
}
