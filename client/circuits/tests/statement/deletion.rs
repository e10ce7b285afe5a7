//! No constraint can be left out: for each there is an assignment that fails in it alone, and whose
//! public inputs are others than those of its witness. See the same tests of the transfer circuit.

use crate::{
    columns::{columns, determining_with},
    common::forgeries::{digit_forgery, point_forgery, Choice},
    instances::{rng, Held, Paid, Received},
    parallel::in_parallel,
    propagation::{Forger, Judge, Plan},
    single::Single,
};
use bellman::Index;
use ff::Field;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;
use std::{collections::BTreeMap, ops::Range};

/// Variables of this name, in order.
fn named(system: &System, name: &str) -> Vec<Index> {
    let places = (0..system.aux.len()).filter(|i| system.aux_names[*i] == name);
    places.map(Index::Aux).collect()
}

/// What variables of this name are for the note at `place`, each 0.
fn zeros(system: &System, name: &str, count: usize, place: usize) -> Choice {
    let all = named(system, name).into_iter().skip(count * place).take(count);
    all.map(|index| (index, Base::ZERO)).collect()
}

/// The choice that fails in the constraint `number` alone, once what follows is computed. `None` for
/// a constraint that determines something and for which any slack will do. The note at `place` is the
/// one that has value.
fn choice(forger: &Forger, number: usize, place: usize, rng: &mut ChaCha20Rng) -> Option<Choice> {
    let system = &forger.system;
    let constraint = &system.constraints[number];
    match constraint.name.as_str() {
        // A scalar, a value, a step or a room that has a digit two.
        "scalar bit"
        | "b"
        | "value bit"
        | "step bit"
        | "room bit"
        | "excess bit"
        | "internal"
        | "bit after the start"
        | "bit before the end" => Some(vec![(constraint.sides[0][0].0, Base::from(2))]),
        // Padding that moves what the next position may be.
        "counts" => {
            let mut choice = zeros(system, "value bit", 128, place);
            choice.push((named(system, "counts")[place], Base::from(2)));
            Some(choice)
        }
        // A note that has value, and no place in the order.
        "R2: padding has no value" => {
            let mut choice = zeros(system, "step bit", 40, place);
            choice.push((named(system, "counts")[place], Base::ZERO));
            Some(choice)
        }
        "digit, low bit"
        | "digit, high bit"
        | "selected by the low bit"
        | "own node among the children" => Some(digit_forgery(forger, number)),
        _ => point_forgery(system, number, rng),
    }
}

/// The constraints of the note at `place`: from the end of the note before it, whose constraint `last`
/// is, or from the first constraint, to its own, or to the end.
fn part(names: &[String], last: Option<&str>, place: usize) -> Range<usize> {
    let ends = (0..names.len()).filter(|number| Some(names[*number].as_str()) == last);
    let mut ends = ends.map(|end| end + 1).collect::<Vec<_>>();
    ends.pop();
    ends.push(names.len());
    let start = if place == 0 { 0 } else { ends[place - 1] };
    start..ends[place]
}

/// Forges at each constraint of the part of the circuit that the note at `place` is for.
fn forge_each<C: Single>(place: usize, counts: &mut BTreeMap<String, usize>) {
    let case = C::single(place, &mut rng(960 + place as u64));
    assert_eq!(case.check(), Ok(()));
    let system = || System::with_witness(case.circuit()).unwrap();
    let honest = system();
    let names = honest.constraints.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    let plan = Plan::new(&honest, &columns(&honest, C::FREE), &determining_with(&honest, place));
    let judge = Judge::new(&honest, &mut rng(94));
    let part = part(&names, C::LAST, place);
    let start = || Forger::new(system(), &plan);
    in_parallel(part.len(), start, |forger, offset| {
        let number = part.start + offset;
        let name = &names[number];
        let rng = &mut rng(950_000 + number as u64);
        let chosen = choice(forger, number, place, rng);
        // Whatever the constraint determines becomes something else.
        let slack = chosen.is_none().then(|| (number, Base::random(rng)));
        forger.forge(chosen.as_deref().unwrap_or_default(), slack);
        assert!(judge.fails_alone(forger, number), "{} {number}: {name}", C::NAME);
        assert!(!forger.changed_public_inputs().is_empty(), "{} {number}: {name}", C::NAME);
    });
    for number in part {
        *counts.entry(names[number].clone()).or_default() += 1;
    }
    if place + 1 == C::PLACES {
        assert_eq!(counts.values().sum::<usize>(), names.len(), "every constraint, once");
    }
}

fn forge_all<C: Single>() {
    let mut counts = BTreeMap::new();
    (0..C::PLACES).for_each(|place| forge_each::<C>(place, &mut counts));
    println!("{}: {} constraints", C::NAME, counts.values().sum::<usize>());
    for (name, count) in counts {
        println!("{count:>6}  {name}");
    }
}

#[test]
fn for_each_constraint_of_what_was_received_there_is_a_forgery_that_fails_in_it_alone() {
    forge_all::<Received<2>>();
}

#[test]
fn for_each_constraint_of_what_is_held_there_is_a_forgery_that_fails_in_it_alone() {
    forge_all::<Held<2>>();
}

#[test]
fn for_each_constraint_of_what_was_paid_there_is_a_forgery_that_fails_in_it_alone() {
    forge_all::<Paid>();
}
