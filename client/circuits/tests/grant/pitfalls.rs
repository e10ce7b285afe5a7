//! Pitfalls of circuits that multiply points by bits of field elements.

use crate::{
    columns::{columns, determining},
    common::columns::Mentions,
    deletion::{canonical_bits, forge},
    gadgets::alias,
    instances::{rng, Grant, Shape},
    propagation::{self, Forger, Plan},
};
use bellman::Index;
use ff::{Field, PrimeField};
use shoji_circuits::{system::System, GrantCircuit};
use shoji_shielded::field::{from_bytes, Base};

fn system(grant: &Grant) -> System {
    let Grant { witness, statement } = grant.clone();
    System::with_witness(GrantCircuit::new(witness, statement)).unwrap()
}

/// The names of the constraints that fail in a forgery, and the public inputs that change.
fn forged(grant: &Grant, pinned: &[(Index, Base)]) -> (Vec<String>, Vec<usize>) {
    let honest = system(grant);
    let plan = Plan::new(&honest, &columns(&honest), &determining(&honest));
    let mut forger = Forger::new(honest, &plan);
    forge(&mut forger, pinned, None);
    let numbers = propagation::failing(&forger, &Mentions::new(&forger.system));
    let names = numbers.into_iter().map(|n| forger.system.constraints[n].name.clone());
    (names.collect(), forger.changed_public_inputs())
}

fn bit(bytes: &[u8; 32], i: usize) -> Base {
    Base::from(u64::from(bytes[i / 8] >> (i % 8) & 1))
}

#[test]
fn the_alias_of_a_decryption_scalar_is_refused() {
    // One key in ten has a hash `h` for which `h + r` has 255 bits, too: with those an address would
    // be shown to which other things are encrypted than `ivk` decrypts.
    let shape = Shape { full: false, hidden: false, audited: false };
    let value = |system: &System| {
        let mut bytes = [0; 32];
        for (i, index) in canonical_bits(system).into_iter().enumerate() {
            bytes[i / 8] |= u8::from(system.value(index) == Base::ONE) << (i % 8);
        }
        from_bytes(&bytes).unwrap()
    };
    let mut aliases = 0;
    for seed in 400..440 {
        let grant = shape.grant(&mut rng(seed));
        let honest = system(&grant);
        let Some(alias) = alias(&value(&honest)) else { continue };
        let bits = canonical_bits(&honest).into_iter().enumerate();
        let bits = bits.map(|(i, index)| (index, bit(&alias, i))).collect::<Vec<_>>();
        let (failing, public) = forged(&grant, &bits);
        assert!(!failing.is_empty() && failing.iter().all(|name| name == "canonical bit"));
        // Another address.
        assert_eq!(public, [1]);
        aliases += 1;
    }
    assert!(aliases > 0);
}

#[test]
fn the_aliases_of_the_ephemeral_secret_and_the_randomizer_change_nothing_in_public() {
    let shape = Shape { full: true, hidden: true, audited: true };
    let mut grant = shape.grant(&mut rng(441));
    let five = jubjub::Fr::from(5);
    (grant.witness.alpha, grant.witness.esk) = (five, five);
    grant.follow();
    let honest = system(&grant);
    // The bits of 5 + s: s - 1 and 6, without a carry out of the lowest byte.
    let mut alias = (-jubjub::Fr::ONE).to_repr();
    alias[0] = alias[0].checked_add(6).unwrap();
    let places = (0..honest.aux.len()).filter(|i| honest.aux_names[*i] == "scalar bit");
    let bits = places.map(Index::Aux).collect::<Vec<_>>();
    assert_eq!(bits.len(), 2 * 252);
    let bits = bits.into_iter().enumerate().map(|(i, index)| (index, bit(&alias, i % 252)));
    let bits = bits.collect::<Vec<_>>();
    let changed = bits.iter().filter(|(index, value)| honest.value(*index) != *value).count();
    assert!(changed > 200, "another encoding: {changed} bits differ");
    assert_eq!(forged(&grant, &bits), (vec![], vec![]));
}

#[test]
fn a_boolean_that_says_that_an_account_is_half_audited_is_refused() {
    let shape = Shape { full: true, hidden: true, audited: true };
    let grant = shape.grant(&mut rng(442));
    let honest = system(&grant);
    let b = honest.aux_names.iter().position(|name| name == "b").unwrap();
    let half = Base::from(2).invert().unwrap();
    let (failing, public) = forged(&grant, &[(Index::Aux(b), half)]);
    assert_eq!(failing, ["b"]);
    // Another address and key, and a half of the audit key.
    assert!(public.contains(&1) && public.contains(&8) && public.contains(&11));
}
