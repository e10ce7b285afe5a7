//! The circuit and its twin accept and refuse the same statements.

use crate::{
    changes::{below, Change, Changes},
    common::court::Court,
    instances::{rng, Case, Held, Paid, Received},
    parallel::in_parallel,
};
use shoji_circuits::{
    statement::NOTES,
    system::System,
    NotesError::{self, *},
};
use std::{collections::BTreeMap, mem::discriminant};

/// Each shape of the circuit of the chain, by both.
fn accepts_all<C: Case>() {
    let mut court: Option<Court> = None;
    for (number, case) in C::all().into_iter().enumerate() {
        assert_eq!(case.check(), Ok(()), "{} {number}", C::NAME);
        let system = System::with_witness(case.circuit()).unwrap();
        assert_eq!(system.unsatisfied().next(), None, "{} {number}", C::NAME);
        assert_eq!(system.inputs[1..], case.public_inputs());
        let court = court.get_or_insert_with(|| Court::new(case.circuit(), 260));
        assert!(court.accepts(case.circuit()));
    }
}

#[test]
fn both_accept_statements_of_every_shape_and_the_size_of_the_chain() {
    accepts_all::<Received<NOTES>>();
    accepts_all::<Held<NOTES>>();
    accepts_all::<Paid>();
}

/// Statements that hold, each of which is judged as it is, with one change and with two:
/// `SHOJI_WITNESSES`, or as many as an everyday run can wait for.
fn valid() -> usize {
    let wanted = std::env::var("SHOJI_WITNESSES").ok();
    wanted.map_or(120, |count| count.parse().expect("SHOJI_WITNESSES is a number"))
}

/// What both say after some changes.
fn judge_changed<C: Changes>(
    court: &mut Court,
    mut case: C,
    all: &[Change<C>],
    changes: &[usize],
    seed: u64,
) -> Result<(), NotesError> {
    changes.iter().for_each(|number| all[*number].2(&mut case, &mut rng(seed)));
    let verdict = case.check();
    let names = changes.iter().map(|number| all[*number].0).collect::<Vec<_>>();
    let circuit = court.accepts(case.circuit());
    assert_eq!(circuit, verdict.is_ok(), "{} after {names:?}: {verdict:?}", C::NAME);
    verdict
}

/// Judges generated statements; gives what was wrong with those that were refused.
fn judge_all<C: Changes>() -> Vec<NotesError> {
    let all = C::changes();
    let start = || Court::new(C::all().remove(0).circuit(), 260);
    let judged = in_parallel(valid(), start, |court, number| {
        let rng = &mut rng(6_300 + number as u64);
        let case = C::random(rng);
        assert_eq!(case.check(), Ok(()), "{} {number}", C::NAME);
        assert!(court.accepts(case.circuit()), "{} {number}", C::NAME);
        let alone = number % all.len();
        let two = [below(all.len(), rng), below(all.len(), rng)];
        let seed = 7_000 + number as u64;
        let verdict = judge_changed(court, case.clone(), &all, &[alone], seed);
        (alone, verdict, judge_changed(court, case, &all, &two, seed))
    });
    // Every change was tried; those that are always harmless were, and those that never are.
    let mut alone = BTreeMap::<usize, Vec<bool>>::new();
    for (number, verdict, _) in &judged {
        alone.entry(*number).or_default().push(verdict.is_ok());
    }
    assert_eq!(alone.len(), all.len());
    for (number, accepted) in alone {
        let (name, is_false, _) = all[number];
        assert!(!is_false || accepted.iter().all(|accepted| !accepted), "{} {name}", C::NAME);
        let is_harmless = name.contains("which is harmless");
        assert!(!is_harmless || accepted.iter().all(|accepted| *accepted), "{} {name}", C::NAME);
    }
    let errors = judged.iter().flat_map(|(_, one, two)| [one.err(), two.err()]).flatten();
    let errors = errors.collect::<Vec<_>>();
    let (valid, changed) = (judged.len(), 2 * judged.len());
    println!("{}: {valid} valid, {changed} changed, {} refused", C::NAME, errors.len());
    errors
}

#[track_caller]
fn all_were_seen(errors: &[NotesError], expected: &[NotesError]) {
    for error in expected {
        let is_same = |seen: &NotesError| discriminant(seen) == discriminant(error);
        assert!(errors.iter().any(is_same), "{error}");
    }
}

#[test]
fn both_judge_generated_statements_alike() {
    let scope = [KeyNotOnCurve, KeyOfSmallOrder, RandomizedKeyMismatch, SubjectMismatch];
    let notes = [PathWithoutNote { note: 1 }, NotInTree { note: 1 }, BelowThreshold];
    let order = [PaddingWithValue { note: 1 }, OutOfOrder { note: 1 }, BeyondRange];
    let received = judge_all::<Received<2>>();
    all_were_seen(&received, &[&scope[..], &notes, &order].concat());
    let held = judge_all::<Held<2>>();
    all_were_seen(&held, &[&scope[..], &notes, &[NullifierMismatch { note: 1 }]].concat());
    let paid = judge_all::<Paid>();
    all_were_seen(&paid, &[&notes[..], &[OutsideRange]].concat());
}
