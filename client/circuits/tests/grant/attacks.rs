//! What a dishonest owner may try, and the constraint that stops it. In each case the circuit and its
//! twin refuse.

use crate::{
    changes::raw,
    common::torsion::torsion,
    instances::{affine, rng, Grant, Shape},
};
use ff::Field;
use jubjub::{AffinePoint, ExtendedPoint, Fr};
use shoji_circuits::{
    grant::{GrantKind, WORDS},
    system::System,
    GrantCircuit,
    GrantStatementError::{self, *},
    GrantWitness,
};
use shoji_shielded::{
    address::{Address, Diversifier},
    field::Base,
    grant::commitment,
    keys::IncomingViewingKey,
    point::{coordinates, generator, into_prime_order},
    poseidon::{hash, Domain},
};

const ADDRESS: &str = "G5: address";
const WORD: &str = "G6: sealed word";

fn grant(full: bool, hidden: bool, audited: bool, seed: u64) -> Grant {
    Shape { full, hidden, audited }.grant(&mut rng(seed))
}

fn unsatisfied(grant: &Grant) -> Vec<String> {
    let Grant { witness, statement } = grant.clone();
    let system = System::with_witness(GrantCircuit::new(witness, statement)).unwrap();
    system.unsatisfied().map(str::to_owned).collect()
}

/// The twin refuses with `error`, the circuit in exactly the constraints `names`.
#[track_caller]
fn assert_refused(grant: &Grant, error: GrantStatementError, names: &[&str]) {
    assert_eq!(grant.witness.check(&grant.statement), Err(error));
    assert_eq!(unsatisfied(grant), names);
}

#[track_caller]
fn assert_accepted(grant: &Grant) {
    assert_eq!(grant.witness.check(&grant.statement), Ok(()));
    assert_eq!(unsatisfied(grant), [""; 0]);
}

fn ivk(witness: &GrantWitness) -> Base {
    let audit = if witness.audited { hash(Domain::AuditKey, &[witness.k]) } else { Base::ZERO };
    let (u, v) = (witness.ak.get_u(), witness.ak.get_v());
    hash(Domain::Ivk, &[u, v, witness.nk, audit])
}

/// The address of the witness, by the protocol's own functions.
fn address(witness: &GrantWitness) -> Address {
    IncomingViewingKey::new(ivk(witness)).unwrap().address(witness.d).unwrap()
}

/// The statement with all that follows from the witness but for the address, which is `address`.
fn about(mut grant: Grant, address: &Address) -> Grant {
    grant.follow();
    grant.statement.commitment = commitment(address, &Base::ZERO).unwrap();
    grant
}

#[test]
fn the_key_of_another_scope_is_not_granted_for_an_address() {
    for full in [false, true] {
        let mut grant = grant(full, false, false, 301);
        let honest = address(&grant.witness);
        assert_accepted(&about(grant.clone(), &honest));
        grant.witness.nk = Base::random(&mut rng(302));
        assert_refused(&about(grant, &honest), AddressMismatch, &[ADDRESS]);
    }
}

#[test]
fn a_grant_shows_neither_more_nor_less_than_its_kind_says() {
    // The words of an incoming grant under the name of a full one, and the other way round.
    for full in [false, true] {
        for audited in [false, true] {
            let mut grant = grant(full, true, audited, 303);
            grant.statement.kind = match grant.statement.kind {
                GrantKind::Incoming => GrantKind::Full,
                GrantKind::Full => GrantKind::Incoming,
            };
            let words = if audited { 4 } else { 2 };
            assert_refused(&grant, SealedWordMismatch { word: 1 }, &vec![WORD; words]);
        }
    }
}

#[test]
fn an_incoming_key_that_does_not_belong_to_the_address_is_refused() {
    let grant = grant(false, false, false, 304);
    let honest = address(&grant.witness);
    let wrong_owner = Address { owner: honest.owner + Base::ONE, ..honest };
    let wrong_key = Address { pk_d: honest.pk_d + generator(), ..honest };
    let negated = Address { pk_d: -honest.pk_d, ..honest };
    for address in [wrong_owner, wrong_key, negated] {
        assert_refused(&about(grant.clone(), &address), AddressMismatch, &[ADDRESS]);
    }
    // The owner's own address with a key to which nothing is decrypted.
    let mut other = grant.clone();
    other.witness.nk += Base::ONE;
    let mixed = Address { pk_d: address(&other.witness).pk_d, ..honest };
    assert_refused(&about(grant, &mixed), AddressMismatch, &[ADDRESS]);
}

#[test]
fn the_base_of_another_diversifier_is_refused_where_the_address_is_stated() {
    let mut grant = grant(false, false, false, 305);
    let other = Diversifier([7; 11]);
    let mut stated = address(&grant.witness);
    // An address whose `pk_d` is that of another base: the verifier computes the base of `d`.
    grant.witness.g_d = affine(other.g_d().unwrap());
    let dec = *IncomingViewingKey::new(ivk(&grant.witness)).unwrap().dec();
    stated.pk_d = other.g_d().unwrap() * dec;
    assert_refused(&about(grant, &stated), AddressMismatch, &[ADDRESS]);
}

#[test]
fn a_hidden_address_of_another_base_is_proven_and_is_not_what_the_auditor_computes() {
    let mut grant = grant(false, true, false, 306);
    let honest = address(&grant.witness);
    grant.witness.g_d = affine(Diversifier([7; 11]).g_d().unwrap());
    grant.follow();
    assert_accepted(&grant);
    // Nobody opens the commitment with the address that follows from key and diversifier.
    let mut again = grant.clone();
    again.witness.g_d = affine(again.witness.d.g_d().unwrap());
    assert_eq!(address(&again.witness), honest);
    again.follow();
    assert_ne!(again.statement.commitment, grant.statement.commitment);
}

#[test]
fn whoever_holds_every_viewing_key_but_not_ask_grants_nothing() {
    let rng = &mut rng(307);
    let honest = grant(true, false, true, 308);
    let stated = address(&honest.witness);
    // A key of the holder's own: other incoming keys follow from it.
    let mut grant = honest.clone();
    grant.witness.ak = affine(generator() * Fr::random(&mut *rng));
    assert_refused(&about(grant, &stated), AddressMismatch, &[ADDRESS]);
    // The true `ak`, and a key to sign under that is not made of it.
    let mut grant = honest.clone();
    let secret = Fr::random(&mut *rng);
    grant.statement.rk = coordinates(&(generator() * secret).into());
    assert_refused(&grant, RandomizedKeyMismatch, &["equal u", "equal v"]);
    // A point of small order, under which everybody signs.
    for point in torsion() {
        let mut grant = honest.clone();
        grant.witness.ak = raw(&point);
        grant.follow();
        assert_refused(&grant, KeyOfSmallOrder, &["not of small order"]);
    }
    let mut grant = honest;
    let (u, v) = (grant.witness.ak.get_u(), grant.witness.ak.get_v());
    grant.witness.ak = AffinePoint::from_raw_unchecked(u + Base::ONE, v);
    grant.follow();
    assert_eq!(grant.witness.check(&grant.statement), Err(KeyNotOnCurve));
    assert!(unsatisfied(&grant).contains(&"on the curve".to_owned()));
}

#[test]
fn an_audited_account_does_not_grant_without_its_audit_key() {
    for full in [false, true] {
        let honest = grant(full, false, true, 309);
        let stated = address(&honest.witness);
        assert_accepted(&about(honest.clone(), &stated));
        // As an account that is not audited, and under another audit key.
        let mut without = honest.clone();
        without.witness.audited = false;
        let mut another = honest.clone();
        another.witness.k = Base::random(&mut rng(310));
        for evasion in [without, another] {
            assert_refused(&about(evasion, &stated), AddressMismatch, &[ADDRESS]);
        }
    }
    // The true witness with other words for the audit key and the account.
    let honest = grant(true, false, true, 311);
    for word in [3, 4] {
        let mut grant = honest.clone();
        grant.statement.ciphertext[word] += Base::ONE;
        assert_refused(&grant, SealedWordMismatch { word }, &[WORD]);
    }
    // Nor does an account that is not audited show an audit key.
    let mut grant = grant(true, false, false, 312);
    let stated = address(&grant.witness);
    grant.witness.audited = true;
    assert_refused(&about(grant, &stated), AddressMismatch, &[ADDRESS]);
}

#[test]
fn what_is_sealed_is_the_message_and_nothing_else() {
    let honest = grant(true, true, true, 313);
    for word in 0..WORDS {
        let mut grant = honest.clone();
        grant.statement.ciphertext[word] = Base::random(&mut rng(314));
        assert_refused(&grant, SealedWordMismatch { word }, &[WORD]);
    }
    let mut grant = honest;
    grant.statement.ciphertext.swap(0, 2);
    assert_refused(&grant, SealedWordMismatch { word: 0 }, &[WORD; 2]);
}

#[test]
fn nothing_is_sealed_to_another_key_or_for_other_terms() {
    for hidden in [false, true] {
        let honest = grant(true, hidden, true, 315);
        // Where the address is hidden the trapdoor is another, too.
        let (error, mut names) = match hidden {
            true => (AddressMismatch, vec![WORD; WORDS]),
            false => (SealedWordMismatch { word: 0 }, vec![WORD; WORDS]),
        };
        if hidden {
            names.push(ADDRESS);
        }
        let mut key = honest.clone();
        key.statement.pk = generator() * Fr::from(5);
        let mut terms = honest.clone();
        terms.statement.ctx += Base::ONE;
        for grant in [key, terms] {
            assert_refused(&grant, error, &names);
        }
        let mut ephemeral = honest;
        ephemeral.statement.epk = coordinates(&(generator() * Fr::from(6)).into());
        assert_refused(&ephemeral, EphemeralKeyMismatch, &["equal u", "equal v"]);
    }
}

#[test]
fn a_stated_address_has_no_trapdoor_and_a_hidden_one_no_other() {
    let mut stated = grant(false, false, false, 316);
    stated.statement.commitment = commitment(&address(&stated.witness), &Base::ONE).unwrap();
    assert_refused(&stated, AddressMismatch, &[ADDRESS]);
    let mut hidden = grant(false, true, false, 317);
    hidden.statement.commitment = commitment(&address(&hidden.witness), &Base::ZERO).unwrap();
    assert_refused(&hidden, AddressMismatch, &[ADDRESS]);
    // One that is said to be stated, or to be hidden.
    for is_hidden in [false, true] {
        let mut grant = grant(false, is_hidden, false, 318);
        grant.statement.hidden ^= true;
        assert_refused(&grant, AddressMismatch, &[ADDRESS]);
    }
}

#[test]
fn a_base_off_the_curve_is_refused() {
    let mut grant = grant(false, true, false, 319);
    let (u, v) = (grant.witness.g_d.get_u(), grant.witness.g_d.get_v());
    grant.witness.g_d = AffinePoint::from_raw_unchecked(u, v + Base::ONE);
    grant.follow();
    assert_eq!(grant.witness.check(&grant.statement), Err(BaseNotOnCurve));
    assert!(unsatisfied(&grant).contains(&"on the curve".to_owned()));
}

#[test]
fn a_key_with_a_part_of_small_order_is_another_key() {
    let honest = grant(false, false, false, 320);
    let stated = address(&honest.witness);
    for point in torsion().into_iter().filter(|point| into_prime_order(point).is_none()) {
        let sum = ExtendedPoint::from(honest.witness.ak) + point;
        let mut grant = honest.clone();
        grant.witness.ak = raw(&sum);
        if grant.witness.ak == honest.witness.ak {
            continue;
        }
        assert_refused(&about(grant, &stated), AddressMismatch, &[ADDRESS]);
    }
}
