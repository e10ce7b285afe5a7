//! The circuit and its twin accept and refuse the same grants.

use crate::{
    changes::{below, CHANGES, PERHAPS_HARMLESS},
    common::court::Court,
    instances::{grants, rng, Grant, Shape},
    parallel::in_parallel,
};
use shoji_circuits::{GrantCircuit, GrantStatementError};
use std::{collections::BTreeMap, mem::discriminant};

/// Grants that satisfy the statement, each of which is judged as it is, with one change and with
/// two: `SHOJI_WITNESSES`, or as many as an everyday run can wait for.
fn valid() -> usize {
    let wanted = std::env::var("SHOJI_WITNESSES").ok();
    wanted.map_or(300, |count| count.parse().expect("SHOJI_WITNESSES is a number"))
}

fn court() -> Court {
    let (_, grant) = grants().remove(0);
    Court::new(GrantCircuit::new(grant.witness, grant.statement), 260)
}

/// Whether the circuit accepts, and what the twin says.
fn verdicts(court: &mut Court, grant: &Grant) -> (bool, Result<(), GrantStatementError>) {
    let Grant { witness, statement } = grant.clone();
    let verdict = witness.check(&statement);
    (court.accepts(GrantCircuit::new(witness, statement)), verdict)
}

/// What both say after some changes.
fn judge_changed(
    court: &mut Court,
    mut grant: Grant,
    changes: &[usize],
    seed: u64,
) -> Result<(), GrantStatementError> {
    let all = [CHANGES, PERHAPS_HARMLESS].concat();
    changes.iter().for_each(|number| all[*number].1(&mut grant, &mut rng(seed)));
    let (circuit, verdict) = verdicts(court, &grant);
    let names = changes.iter().map(|number| all[*number].0).collect::<Vec<_>>();
    assert_eq!(circuit, verdict.is_ok(), "after changes of {names:?}: {verdict:?}");
    verdict
}

#[test]
fn both_accept_grants_of_every_shape() {
    let mut court = court();
    for (shape, grant) in grants() {
        assert_eq!(verdicts(&mut court, &grant), (true, Ok(())), "{shape:?}");
        assert_eq!(court.system.unsatisfied().next(), None, "{shape:?}");
        assert_eq!(court.system.inputs[1..], grant.statement.public_inputs());
    }
}

#[test]
fn both_judge_generated_grants_alike() {
    let all = [CHANGES, PERHAPS_HARMLESS].concat();
    let shapes = Shape::all().collect::<Vec<_>>();
    let judged = in_parallel(valid(), court, |court, number| {
        let rng = &mut rng(6_300 + number as u64);
        let grant = shapes[below(shapes.len(), rng)].grant(rng);
        assert_eq!(verdicts(court, &grant), (true, Ok(())), "grant {number}");
        let alone = number % all.len();
        let two = [below(all.len(), rng), below(all.len(), rng)];
        let seed = 7_000 + number as u64;
        let verdict = judge_changed(court, grant.clone(), &[alone], seed);
        (alone, verdict, judge_changed(court, grant, &two, seed))
    });
    let refused = |verdict: &Result<(), _>| usize::from(verdict.is_err());
    let count = judged.iter().map(|(_, one, two)| refused(one) + refused(two)).sum::<usize>();
    println!("{} valid grants, {} changed ones, {count} refused", valid(), 2 * judged.len());

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
    // Every condition that a grant can fail was failed.
    use GrantStatementError::{
        AddressMismatch, BaseNotOnCurve, EphemeralKeyMismatch, KeyNotOnCurve, KeyOfSmallOrder,
        RandomizedKeyMismatch, SealedWordMismatch,
    };
    let keys = [KeyNotOnCurve, KeyOfSmallOrder, RandomizedKeyMismatch, EphemeralKeyMismatch];
    let others = [BaseNotOnCurve, AddressMismatch, SealedWordMismatch { word: 0 }];
    for error in keys.into_iter().chain(others) {
        let mut errors = judged.iter().flat_map(|(_, one, two)| [one.err(), two.err()]);
        let is_same = |seen: GrantStatementError| discriminant(&seen) == discriminant(&error);
        assert!(errors.any(|seen| seen.is_some_and(is_same)), "{error}");
    }
}
