//! No constraint can be left out: for each there is an assignment that fails in it alone, and whose
//! public inputs are others than those of its witness. See the same tests of the transfer circuit.

use crate::{
    columns::{columns, determining},
    common::{
        columns::evaluate,
        forgeries::{point_forgery, Choice},
    },
    instances::{rng, Grant, Shape},
    parallel::in_parallel,
    propagation::{Forger, Judge, Plan},
};
use bellman::Index;
use ff::Field;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::{gadgets::canonical::BASE_BITS, system::System, GrantCircuit};
use shoji_shielded::field::{to_bytes, Base};
use std::collections::BTreeMap;

const EQUAL: &str = "equal so far";

/// A full grant of a hidden address of an audited account, in which every witness counts. The
/// highest bits of `H_DEC(ivk)` are 0, 1, 0: from the first on they are not those of `r - 1`, nor do
/// they become so when one of them is changed.
fn grant() -> Grant {
    let shape = Shape { full: true, hidden: true, audited: true };
    let grants = (700..).map(|seed| shape.grant(&mut rng(seed)));
    let mut grants = grants.filter(|grant| {
        let system = system(grant);
        let top = canonical_bits(&system).split_off(BASE_BITS - 3);
        top.into_iter().map(|bit| system.value(bit)).eq([Base::ZERO, Base::ONE, Base::ZERO])
    });
    grants.next().unwrap()
}

fn system(grant: &Grant) -> System {
    let Grant { witness, statement } = grant.clone();
    System::with_witness(GrantCircuit::new(witness, statement)).unwrap()
}

/// The bits of `H_DEC(ivk)`, least significant first.
pub fn canonical_bits(system: &System) -> Vec<Index> {
    let places = (0..system.aux.len()).filter(|i| system.aux_names[*i] == "canonical bit");
    let mut bits = places.map(Index::Aux).collect::<Vec<_>>();
    bits.reverse();
    bits
}

fn power_of_two(exponent: usize) -> Base {
    Base::from(2).pow_vartime(&[exponent as u64, 0, 0, 0])
}

/// Forges, and lets the bits of `H_DEC(ivk)` follow where they are not among what is pinned.
pub fn forge(forger: &mut Forger, pinned: &[(Index, Base)], slack: Option<(usize, Base)>) {
    forger.forge(pinned, slack);
    let bits = canonical_bits(&forger.system);
    let mut constraints = forger.system.constraints.iter();
    let sum =
        constraints.find(|constraint| constraint.name == "value from canonical bits").unwrap();
    if forger.system.holds(sum) || pinned.iter().any(|(index, _)| bits.contains(index)) {
        return;
    }
    let bytes = to_bytes(&evaluate(&forger.system, &sum.sides[0]));
    let bit = |i: usize| Base::from(u64::from(bytes[i / 8] >> (i % 8) & 1));
    let bits = bits.into_iter().enumerate().map(|(i, index)| (index, bit(i)));
    let pinned = pinned.iter().copied().chain(bits).collect::<Vec<_>>();
    forger.forge(&pinned, slack);
}

/// The choice that fails in the constraint `number` alone, once what follows is computed. `None`
/// for a constraint that determines something and for which any slack will do.
fn choice(forger: &Forger, number: usize, rng: &mut ChaCha20Rng) -> Option<Choice> {
    let system = &forger.system;
    let constraint = &system.constraints[number];
    match constraint.name.as_str() {
        "scalar bit" | "b" => Some(vec![(constraint.sides[1][0].0, Base::from(2))]),
        // Another decryption scalar.
        "value from canonical bits" => {
            let lowest = canonical_bits(system)[0];
            Some(vec![(lowest, Base::ONE - forger.honest(lowest))])
        }
        // The lowest bit is another, and this one makes up for it.
        "canonical bit" => {
            let bits = canonical_bits(system);
            let place = bits.iter().position(|bit| *bit == constraint.sides[1][0].0).unwrap();
            let other = usize::from(place == 0);
            let (bit, other_bit) = (forger.honest(bits[place]), forger.honest(bits[other]));
            let change = other_bit.double() - Base::ONE;
            let ratio = power_of_two(other) * power_of_two(place).invert().unwrap();
            let made_up = bit + change * ratio;
            Some(vec![(bits[place], made_up), (bits[other], Base::ONE - other_bit)])
        }
        EQUAL => Some(prefix_forgery(forger, number)),
        _ => point_forgery(system, number, rng),
    }
}

/// What goes by the name of "equal so far" would leave the next bit that must be 0 a second value,
/// which may then be any. It makes up for other bits that are chosen at will.
fn prefix_forgery(forger: &Forger, number: usize) -> Choice {
    let system = &forger.system;
    let bits = canonical_bits(system);
    let largest = to_bytes(&-Base::ONE);
    let is_one = |i: usize| largest[i / 8] >> (i % 8) & 1 == 1;
    let [_, [(own, _)], [(equal, _)]] =
        &system.constraints[number].sides.each_ref().map(|s| &s[..])
    else {
        panic!("a product of two variables")
    };
    let place = bits.iter().position(|bit| bit == own).unwrap();
    // The ones of r - 1 that follow, the zeros after them, and the next one.
    let ones_end = (0..place).rev().find(|i| !is_one(*i)).map_or(0, |i| i + 1);
    let zeros_end = (0..ones_end).rev().find(|i| is_one(*i)).map_or(0, |i| i + 1);
    let mut values = bits.iter().map(|bit| forger.honest(*bit)).collect::<Vec<_>>();
    values[0] = Base::ONE - values[0];
    values[ones_end..place].fill(Base::ONE);
    values[zeros_end..ones_end].fill(Base::ZERO);
    if zeros_end > 0 {
        values[zeros_end - 1] = Base::ZERO;
    }
    let free = ones_end - 1;
    let total = |values: &[Base]| -> Base {
        values.iter().rev().fold(Base::ZERO, |sum, bit| sum.double() + bit)
    };
    let honest = bits.iter().map(|bit| forger.honest(*bit)).collect::<Vec<_>>();
    let missing = total(&honest) - total(&values);
    values[free] = missing * power_of_two(free).invert().unwrap();
    let mut choice = vec![(*equal, Base::ONE - values[free])];
    let changed = bits.into_iter().zip(values).filter(|(bit, value)| forger.honest(*bit) != *value);
    choice.extend(changed);
    choice
}

#[test]
fn for_each_constraint_of_a_grant_there_is_a_forgery_that_fails_in_it_alone() {
    let grant = grant();
    assert_eq!(grant.witness.check(&grant.statement), Ok(()));
    let honest = system(&grant);
    let names = honest.constraints.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    let plan = Plan::new(&honest, &columns(&honest), &determining(&honest));
    let judge = Judge::new(&honest, &mut rng(94));
    let start = || Forger::new(system(&grant), &plan);
    in_parallel(names.len(), start, |forger, number| {
        let name = &names[number];
        let rng = &mut rng(950_000 + number as u64);
        let chosen = choice(forger, number, rng);
        // Whatever the constraint determines becomes something else.
        let slack = chosen.is_none().then(|| (number, Base::random(rng)));
        forge(forger, chosen.as_deref().unwrap_or_default(), slack);
        assert!(judge.fails_alone(forger, number), "{number}: {name}");
        assert!(!forger.changed_public_inputs().is_empty(), "{number}: {name}");
    });
    let mut classes = BTreeMap::<&str, usize>::new();
    for name in &names {
        *classes.entry(name).or_default() += 1;
    }
    for (name, count) in classes {
        println!("{count:>6}  {name}");
    }
    println!("{:>6}  constraints", names.len());
}
