//! Pitfalls of flags and bits: a record that is missed, or invented, by what a prover says of it.

use crate::{
    attacks::{assert_accepted, outflow, system, LIMIT, TARGET, TRANSFER},
    columns::{columns, determining},
    common::columns::Mentions,
    instances::{rng, Instance, Kind},
    propagation::{self, Forger, Plan},
};
use bellman::Index;
use ff::Field;
use shoji_shielded::{
    audit::tag_base,
    field::{to_bytes, Base},
};

/// The constraints that fail where the variables of the given names, in the first bundle, are what a
/// forger likes, and what follows follows; and the public inputs that change.
fn forged(it: &Instance, choice: &[(&str, Vec<Base>)]) -> (Vec<String>, Vec<usize>) {
    let honest = system(it);
    let mut pinned = Vec::new();
    for (name, values) in choice {
        let places = (0..honest.aux.len()).filter(|i| honest.aux_names[*i] == *name);
        pinned.extend(places.map(Index::Aux).zip(values.iter().copied()));
    }
    let plan = Plan::new(&honest, &columns(&honest), &determining(&honest));
    let mut forger = Forger::new(honest, &plan);
    forger.forge(&pinned, None);
    let failing = propagation::failing(&forger, &Mentions::new(&forger.system));
    let names = failing.into_iter().map(|n| forger.system.constraints[n].name.clone());
    (names.collect(), forger.changed_public_inputs())
}

/// `value + r`: of a record's fourth word it has 255 bits.
fn alias(value: &Base) -> [u8; 32] {
    let mut carry = 1u16;
    let mut sum = [0; 32];
    for ((sum, a), b) in sum.iter_mut().zip(to_bytes(&-Base::ONE)).zip(to_bytes(value)) {
        carry += u16::from(a) + u16::from(b);
        *sum = carry as u8;
        carry >>= 8;
    }
    assert_eq!(sum[31] >> 7, 0);
    sum
}

/// The fourth word of the first bundle.
fn fourth_word(it: &Instance) -> Base {
    let words = &it.witness.bundles[0].words;
    let key = it.witness.account.audit_key();
    let stream = shoji_shielded::audit::keystream(&key, &words.nullifiers, &words.commitments);
    words.audit_words[3] - stream[3]
}

fn bits(bytes: &[u8; 32]) -> Vec<Base> {
    (0..255).map(|i| Base::from(u64::from(bytes[i / 8] >> (i % 8) & 1))).collect()
}

/// `pack(bits from 88 on) - tag`.
fn beyond_tag(bits: &[Base]) -> Base {
    bits[88..].iter().rev().fold(Base::ZERO, |sum, bit| sum.double() + bit) - tag_base()
}

#[test]
fn a_record_is_not_missed_whatever_is_said_of_it() {
    let it = outflow([TRANSFER, Kind::Plain], TARGET, 301);
    assert_accepted(&it);
    // As no record, with nothing in its words, whatever the inverse is.
    let nothing = vec![Base::ZERO; 750];
    for inverse in [Base::ZERO, Base::ONE, Base::random(&mut rng(302))] {
        let choice = [
            ("record", vec![Base::ZERO]),
            ("no record", vec![inverse]),
            ("packed bit", nothing.clone()),
        ];
        let (failing, public) = forged(&it, &choice);
        // And the limit is not what is left, but that the forger chooses.
        let failing = failing.into_iter().filter(|name| name != LIMIT).collect::<Vec<_>>();
        assert_eq!(failing, ["no record"]);
        assert_eq!(public, [9], "the sum afterwards");
    }
    // As half a record.
    let half = Base::from(2).invert().unwrap();
    let word_bits = vec![Base::ZERO; 750];
    let (failing, _) = forged(&it, &[("record", vec![half]), ("packed bit", word_bits)]);
    assert!(failing.contains(&"no record".to_owned()), "{failing:?}");
}

#[test]
fn a_record_is_not_missed_behind_the_alias_of_its_fourth_word() {
    let it = outflow([TRANSFER, Kind::Plain], TARGET, 303);
    let word = fourth_word(&it);
    assert_eq!(beyond_tag(&bits(&to_bytes(&word))), Base::ZERO);
    let mut alias = bits(&alias(&word));
    let inverse = beyond_tag(&alias).invert().unwrap();
    alias.reverse();
    let choice = [
        ("canonical bit", alias),
        ("record", vec![Base::ZERO]),
        ("no record", vec![inverse]),
        ("packed bit", vec![Base::ZERO; 750]),
    ];
    let (failing, public) = forged(&it, &choice);
    let failing = failing.into_iter().filter(|name| name != LIMIT).collect::<Vec<_>>();
    assert!(!failing.is_empty() && failing.iter().all(|name| name == "canonical bit"));
    assert_eq!(public, [9], "the sum afterwards");
}

#[test]
fn a_record_is_not_invented() {
    // Of a bundle of somebody else, of another audited account, of padding: a record with more own
    // outputs than inputs would make up for what left.
    for kind in [Kind::Plain, Kind::Audited, Kind::Padding] {
        let it = outflow([kind, TRANSFER], TARGET, 304);
        assert_accepted(&it);
        for inverse in [Base::ZERO, Base::ONE] {
            let choice = [("record", vec![Base::ONE]), ("no record", vec![inverse])];
            let (failing, _) = forged(&it, &choice);
            assert!(failing.contains(&"record".to_owned()), "{kind:?} {failing:?}");
        }
    }
}
