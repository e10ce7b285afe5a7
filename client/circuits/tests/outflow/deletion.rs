//! No constraint can be left out: for each there is an assignment that fails in it alone, and whose
//! public inputs are others than those of its witness. See the same tests of the transfer circuit.

use crate::{
    columns::{columns, determining},
    common::{
        columns::evaluate,
        forgeries::{point_forgery, Choice},
    },
    instances::{gold, rng, Call, Instance, Kind, Shape},
    parallel::in_parallel,
    propagation::{Forger, Judge, Plan},
};
use bellman::Index;
use ff::Field;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::{gadgets::canonical::BASE_BITS, system::System, OutflowCircuit};
use shoji_shielded::{
    asset::AssetId,
    audit::tag_base,
    field::{to_bytes, Base},
};
use std::collections::BTreeMap;

/// Where the fee begins in the fourth word.
const FEE_AT: usize = 18;
/// Where the tag begins in it.
const TAG_AT: usize = 88;
const BUNDLES: usize = 2;

/// The last proof of two unshields of an asset that is theirs, too.
fn unshields(asset: AssetId, own: [[bool; 3]; 2]) -> Instance {
    let kinds = own.map(|own| Kind::Own(Call::Unshield, asset, own));
    let shape = Shape { kinds, asset, last: true };
    let made = (700..).map(|seed| shape.outflow(&mut rng(seed)));
    let mut made = made.filter(|it| it.statement.limit > 1 << 100);
    made.next().unwrap()
}

fn system(it: &Instance) -> System {
    System::with_witness(OutflowCircuit::new(it.witness.clone(), it.statement)).unwrap()
}

fn power_of_two(exponent: usize) -> Base {
    Base::from(2).pow_vartime(&[exponent as u64, 0, 0, 0])
}

/// The variables of a name, in their order.
fn named(system: &System, name: &str) -> Vec<Index> {
    let places = (0..system.aux.len()).filter(|i| system.aux_names[*i] == name);
    places.map(Index::Aux).collect()
}

/// The numbers of the constraints of a name.
fn of(system: &System, name: &str) -> Vec<usize> {
    let constraints = system.constraints.iter().enumerate();
    constraints.filter(|(_, c)| c.name == name).map(|(number, _)| number).collect()
}

/// The variables that the checks of a bundle are about.
struct Bundle {
    /// The bits of the fourth word, least significant first.
    fourth: Vec<Index>,
    /// The bits of the first three.
    packed: Vec<Index>,
    words: Vec<Index>,
    record: Index,
    no_record: Index,
    same_asset: Index,
    other_asset: Index,
}

impl Bundle {
    fn of(system: &System, number: usize) -> Self {
        let part = |name: &str| {
            let all = named(system, name);
            let count = all.len() / BUNDLES;
            all[number * count..(number + 1) * count].to_vec()
        };
        let mut fourth = part("canonical bit");
        fourth.reverse();
        Self {
            fourth,
            packed: part("packed bit"),
            words: part("bundle word"),
            record: part("record")[0],
            no_record: part("no record")[0],
            same_asset: part("the bundle's asset")[0],
            other_asset: part("another asset")[0],
        }
    }

    /// The bundle that a variable is of.
    fn with(system: &System, index: Index) -> Self {
        let is_of = |bundle: &Self| {
            let flags = [bundle.record, bundle.no_record, bundle.same_asset, bundle.other_asset];
            let bits = bundle.fourth.iter().chain(&bundle.packed);
            bits.chain(&flags).any(|own| *own == index)
        };
        (0..BUNDLES).map(|number| Self::of(system, number)).find(is_of).unwrap()
    }

    /// What follows where the bits of the fourth word, as chosen, no longer end in the tag: no record,
    /// and nothing in the other words.
    fn hidden(&self, forger: &Forger, mut choice: Choice) -> Choice {
        let chosen = |index: &Index| {
            let made = choice.iter().find(|(own, _)| own == index);
            made.map_or_else(|| forger.honest(*index), |(_, value)| *value)
        };
        let bits = self.fourth[TAG_AT..].iter().map(chosen);
        let top = bits.collect::<Vec<_>>().into_iter().rev();
        let beyond = top.fold(Base::ZERO, |sum, bit| sum.double() + bit) - tag_base();
        if beyond != Base::ZERO {
            choice.push((self.record, Base::ZERO));
            choice.push((self.no_record, beyond.invert().unwrap()));
            choice.extend(self.packed.iter().map(|bit| (*bit, Base::ZERO)));
        }
        choice
    }
}

/// The choice that fails in the constraint `number` alone, once what follows is computed. `None`
/// for a constraint that determines something and for which any slack will do.
fn choice(forger: &Forger, number: usize, rng: &mut ChaCha20Rng) -> Option<Choice> {
    let system = &forger.system;
    let constraint = &system.constraints[number];
    let factor = |side: usize| constraint.sides[side][0].0;
    let sum = named(system, "sum before")[0];
    let one = Base::ONE;
    Some(match constraint.name.as_str() {
        "scalar bit" => vec![(factor(1), Base::from(2))],
        // An output, which is made one of the account's own, counts twice as that.
        "own" => {
            let outputs = named(system, "own");
            let output = outputs.iter().position(|own| *own == factor(1)).unwrap();
            let check = of(system, "X7: own output")[output];
            let excess = honest_value(forger, &system.constraints[check].sides[1]);
            let word = named(system, "bundle word")[output / 3 * 14 + 10 + output % 3];
            vec![(factor(1), Base::from(2)), (word, forger.honest(word) + excess)]
        }
        // Another's output is said to be own; or another owner is in the audit words.
        "X7: own output" if forger.honest(factor(0)) == Base::ZERO => vec![(factor(0), one)],
        "X7: own output" => {
            let output =
                of(system, "X7: own output").iter().position(|own| *own == number).unwrap();
            let word = named(system, "bundle word")[output / 3 * 14 + 10 + output % 3];
            vec![(word, forger.honest(word) + one)]
        }
        // More left before, or a limit that is met by what is no bit.
        "X10: at most the limit" => vec![(sum, forger.honest(sum) + one)],
        "limit bit" => {
            let place = named(system, "limit bit").iter().position(|bit| *bit == factor(1));
            let change = power_of_two(place.unwrap()) * (Base::from(2) - forger.honest(factor(1)));
            vec![(factor(1), Base::from(2)), (sum, forger.honest(sum) - change)]
        }
        // Another value of a note, with the words as they are.
        "X6: word from bits" => {
            let all = of(system, &constraint.name);
            let place = all.into_iter().position(|other| other == number).unwrap();
            let bundle = Bundle::of(system, place / 3);
            // Of the third word one of the third output's, which is own.
            let bit = bundle.packed[place % 3 * 250 + if place % 3 == 2 { 140 } else { 0 }];
            vec![(bit, one - forger.honest(bit))]
        }
        // One that is two, and the word with it.
        "packed bit" => {
            let bundle = Bundle::with(system, factor(1));
            let place = bundle.packed.iter().position(|bit| *bit == factor(1)).unwrap();
            let change = power_of_two(place % 250) * (Base::from(2) - forger.honest(factor(1)));
            let word = bundle.words[6 + place / 250];
            vec![(factor(1), Base::from(2)), (word, forger.honest(word) + change)]
        }
        // A record that is said to be none.
        "no record" => {
            let bundle = Bundle::with(system, factor(0));
            let mut choice = vec![(bundle.record, Base::ZERO)];
            choice.extend(bundle.packed.iter().map(|bit| (*bit, Base::ZERO)));
            choice
        }
        // Words that are no record and are said to be one.
        "record" => {
            let bundle = Bundle::with(system, factor(0));
            let bit = bundle.fourth[TAG_AT];
            let change = one - forger.honest(bit).double();
            let word = bundle.words[9];
            let word = (word, forger.honest(word) + change * power_of_two(TAG_AT));
            vec![(bit, one - forger.honest(bit)), word]
        }
        // The bundle's asset is the statement's and is said to be another.
        "another asset" => vec![(Bundle::with(system, factor(0)).same_asset, Base::ZERO)],
        // It is another and said to be the statement's: another word for it.
        "the bundle's asset" => {
            let word = Bundle::with(system, factor(0)).words[13];
            vec![(word, forger.honest(word) + one)]
        }
        // The statement's asset is not native and is said to be.
        "native" => {
            vec![(Index::Input(2), gold().to_base()), (named(system, "not native")[0], Base::ZERO)]
        }
        // It is, and is said not to be.
        "not native" => vec![(named(system, "native")[0], Base::ZERO)],
        // Another value of the third output.
        "value from canonical bits" => {
            let all = of(system, &constraint.name);
            let place = all.into_iter().position(|other| other == number).unwrap();
            let lowest = Bundle::of(system, place).fourth[0];
            vec![(lowest, one - forger.honest(lowest))]
        }
        // Another bit is changed, and this one makes up for it: of the fee, or of the third output's value.
        "canonical bit" => {
            let bundle = Bundle::with(system, factor(1));
            let place = bundle.fourth.iter().position(|bit| *bit == factor(1)).unwrap();
            let other = if place < FEE_AT { FEE_AT } else { 0 };
            let (bit, other_bit) =
                (forger.honest(bundle.fourth[place]), forger.honest(bundle.fourth[other]));
            let change = other_bit.double() - one;
            let ratio = power_of_two(other) * power_of_two(place).invert().unwrap();
            let made_up = (bundle.fourth[place], bit + change * ratio);
            let choice = vec![made_up, (bundle.fourth[other], one - other_bit)];
            bundle.hidden(forger, choice)
        }
        "equal so far" => prefix_forgery(forger, number),
        _ => return point_forgery(system, number, rng),
    })
}

/// What goes by the name of "equal so far" would leave the next bit that must be 0 a second value,
/// which may then be any. It makes up for other bits that are chosen at will.
fn prefix_forgery(forger: &Forger, number: usize) -> Choice {
    let system = &forger.system;
    let largest = to_bytes(&-Base::ONE);
    let is_one = |i: usize| largest[i / 8] >> (i % 8) & 1 == 1;
    let [_, [(own, _)], [(equal, _)]] =
        &system.constraints[number].sides.each_ref().map(|s| &s[..])
    else {
        panic!("a product of two variables")
    };
    let bundle = Bundle::with(system, *own);
    let bits = &bundle.fourth;
    assert_eq!(bits.len(), BASE_BITS);
    let place = bits.iter().position(|bit| bit == own).unwrap();
    // The ones of r - 1 that follow, the zeros after them, and the next one.
    let ones_end = (0..place).rev().find(|i| !is_one(*i)).map_or(0, |i| i + 1);
    let zeros_end = (0..ones_end).rev().find(|i| is_one(*i)).map_or(0, |i| i + 1);
    let honest = bits.iter().map(|bit| forger.honest(*bit)).collect::<Vec<_>>();
    let mut values = honest.clone();
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
    let missing = total(&honest) - total(&values);
    values[free] = missing * power_of_two(free).invert().unwrap();
    let mut choice = vec![(*equal, Base::ONE - values[free])];
    let changed = bits.iter().copied().zip(values);
    choice.extend(changed.filter(|(bit, value)| forger.honest(*bit) != *value));
    bundle.hidden(forger, choice)
}

/// What one side of a constraint was before anything was forged.
fn honest_value(forger: &Forger, side: &[(Index, Base)]) -> Base {
    side.iter().map(|(index, coefficient)| forger.honest(*index) * coefficient).sum()
}

/// The constraints that read the message `m0 .. m7` of each bundle, one a word and in this order, with
/// the side that does and whether it is the message that is added there.
fn readers(system: &System) -> Vec<(usize, usize, bool)> {
    let packed = of(system, "X6: word from bits");
    let fourth = of(system, "value from canonical bits");
    let owners = of(system, "X7: own output");
    let assets = of(system, "another asset");
    let mut readers = Vec::new();
    for bundle in 0..BUNDLES {
        readers.extend(packed[bundle * 3..][..3].iter().map(|number| (*number, 1, true)));
        readers.push((fourth[bundle], 0, true));
        readers.extend(owners[bundle * 3..][..3].iter().map(|number| (*number, 1, false)));
        readers.push((assets[bundle], 1, true));
    }
    readers
}

/// Forges, and lets those audit words follow of which the message would be another, and the sum before
/// if the limit would no longer be met, where they are not among what is pinned: a forgery is to fail in
/// what it is about.
fn forge(forger: &mut Forger, pinned: &[(Index, Base)], slack: Option<(usize, Base)>) {
    forger.forge(pinned, slack);
    let mut pinned = pinned.to_vec();
    let is_pinned =
        |pinned: &[(Index, Base)], index: &Index| pinned.iter().any(|(own, _)| own == index);
    let words = named(&forger.system, "bundle word");
    let mut changed = Choice::new();
    for (place, (number, side, is_added)) in readers(&forger.system).into_iter().enumerate() {
        let word = words[place / 8 * 14 + 6 + place % 8];
        let side = &forger.system.constraints[number].sides[side];
        let change = evaluate(&forger.system, side) - honest_value(forger, side);
        if change != Base::ZERO && !is_pinned(&pinned, &word) {
            let change = if is_added { -change } else { change };
            changed.push((word, forger.honest(word) + change));
        }
    }
    if !changed.is_empty() {
        pinned.extend(changed);
        forger.forge(&pinned, slack);
    }
    let bits = named(&forger.system, "limit bit");
    let sum = named(&forger.system, "sum before")[0];
    let check = forger.system.constraints.iter().find(|c| c.name == "X10: at most the limit");
    let check = check.unwrap();
    let touched = is_pinned(&pinned, &sum) || bits.iter().any(|bit| is_pinned(&pinned, bit));
    if !forger.system.holds(check) && !touched {
        let missing =
            evaluate(&forger.system, &check.sides[1]) - honest_value(forger, &check.sides[1]);
        pinned.push((sum, forger.honest(sum) + missing));
        forger.forge(&pinned, slack);
    }
}

#[test]
fn for_each_constraint_of_an_outflow_there_is_a_forgery_that_fails_in_it_alone() {
    // Of the native token, where notes of both lanes count and there are outputs of each kind; and of
    // another asset, where it matters in which lane a note is.
    let outflows = [
        unshields(AssetId::NATIVE, [[true, false, true], [false, true, true]]),
        unshields(gold(), [[true; 3]; 2]),
    ];
    let systems = outflows.each_ref().map(|it| {
        assert_eq!(it.witness.check(&it.statement), Ok(()));
        system(it)
    });
    let plans = systems.each_ref().map(|it| Plan::new(it, &columns(it), &determining(it)));
    let judges = systems.each_ref().map(|it| Judge::new(it, &mut rng(94)));
    let names = systems[0].constraints.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    let start = || {
        let [native, other] = &outflows;
        [Forger::new(system(native), &plans[0]), Forger::new(system(other), &plans[1])]
    };
    in_parallel(names.len(), start, |forgers, number| {
        let name = &names[number];
        let which = usize::from(name == "value in the other lane");
        let (forger, judge) = (&mut forgers[which], &judges[which]);
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
