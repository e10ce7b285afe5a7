//! What a dishonest prover may try, and the constraint that stops it. In each case the circuit and
//! its twin refuse.

use crate::{
    common::torsion::torsion,
    instances::{rng, scenarios, Plan, Spender, NATIVE, OTHER},
    tree::random_path,
};
use bellman::Index;
use ff::Field;
use jubjub::AffinePoint;
use shoji_circuits::{system::System, StatementError, TransferCircuit, TransferWitness};
use shoji_shielded::{
    audit::{self, AuditKey, AuditRecord},
    field::{from_u128, Base},
    point::coordinates,
    poseidon::{hash, Domain},
    tree::CAPACITY,
};

const IN_TREE: &str = "I4: only notes in the tree carry value";
const OWN_NODE: &str = "own node among the children";
const TOTAL: &str = "B1: inputs pay for outputs";
const LANES: &str = "B2: each lane pays for itself";
const PUBLIC_ASSET: &str = "B3: public amount in A";
const AUDIT_KEY: &str = "U1: the account's audit key";

/// An input with value 1,000 at index 0 of the transfer of the native asset.
fn transfer() -> TransferWitness {
    let (_, mut witness) = scenarios().remove(1);
    let real = witness.inputs.iter().position(|input| input.value == 1_000).unwrap();
    witness.inputs.swap(0, real);
    assert_eq!(witness.check(), Ok(()));
    witness
}

fn system(witness: &TransferWitness) -> System {
    System::with_witness(TransferCircuit::from(witness.clone())).unwrap()
}

/// The twin refuses with `error`, the circuit in exactly the constraints `names`.
#[track_caller]
fn assert_refused(witness: &TransferWitness, error: StatementError, names: &[&str]) {
    assert_eq!(witness.check(), Err(error));
    let system = system(witness);
    assert_eq!(system.unsatisfied().collect::<Vec<_>>(), names);
}

/// The commitment of an input, from its path.
fn commitment(witness: &TransferWitness, index: usize) -> Base {
    let path = &witness.inputs[index].path;
    path.children[0][(path.position & 3) as usize]
}

#[test]
fn another_nk_for_a_note_with_value_is_refused() {
    // The nullifier deriving key is part of the owner: another nk makes another note.
    let mut witness = transfer();
    witness.inputs[0].nk = Base::random(&mut rng(41));
    assert_refused(&witness, StatementError::PathWithoutNote { input: 1 }, &[OWN_NODE]);
    // A path to that other note leads elsewhere.
    let input = witness.inputs[0].clone();
    let (u, v) = (witness.ak.get_u(), witness.ak.get_v());
    let ivk = hash(Domain::Ivk, &[u, v, input.nk, witness.audit]);
    let owner = hash(Domain::Owner, &[ivk, input.d.to_base()]);
    let cm = hash(Domain::Note, &[Base::ONE, from_u128(input.value), owner, input.rcm]);
    witness.inputs[0].path = random_path(cm, &mut rng(42));
    assert_refused(&witness, StatementError::NotInTree { input: 1 }, &[IN_TREE]);
}

#[test]
fn another_nk_cannot_be_smuggled_past_the_owner() {
    // Every wire stays honest but nk and what follows from it in the nullifier: the owner's hash
    // notices.
    let witness = transfer();
    let honest = system(&witness);
    let nk = witness.inputs[0].nk;
    let other = Base::random(&mut rng(43));
    let mut forged = system(&witness);
    let index = honest.aux.iter().position(|value| *value == nk).unwrap();
    forged.set(Index::Aux(index), other);
    assert_eq!(forged.aux_names[index], "nk");
    let position = Base::from(witness.inputs[0].path.position);
    let nf = hash(Domain::Nullifier, &[other, commitment(&witness, 0), position]);
    forged.set(Index::Input(2), nf);
    assert!(forged.unsatisfied().any(|name| name == "x2"));
}

#[test]
fn another_spender_cannot_spend_the_note() {
    let mut witness = transfer();
    witness.ak = scenarios().remove(2).1.ak;
    let refusals = [OWN_NODE; 3];
    assert_refused(&witness, StatementError::PathWithoutNote { input: 1 }, &refusals);
}

#[test]
fn a_dummy_carries_no_value() {
    let rng = &mut rng(44);
    let mut plan = Plan { asset: NATIVE, outputs: vec![(false, 100)], ..Plan::default() };
    plan.shielded = 40;
    plan.asset_pub = NATIVE;
    let mut witness = plan.witness(rng);
    assert_refused(&witness, StatementError::Unbalanced, &[TOTAL]);
    // The first input, a dummy until now, would pay the 60 that are missing.
    let input = &mut witness.inputs[0];
    (input.value, input.is_other) = (60, false);
    let (u, v) = (witness.ak.get_u(), witness.ak.get_v());
    let ivk = hash(Domain::Ivk, &[u, v, input.nk, witness.audit]);
    let owner = hash(Domain::Owner, &[ivk, input.d.to_base()]);
    let cm = hash(Domain::Note, &[Base::ONE, Base::from(60), owner, input.rcm]);
    input.path = random_path(cm, rng);
    assert_refused(&witness, StatementError::NotInTree { input: 1 }, &[IN_TREE]);
}

#[test]
fn a_note_with_value_cannot_be_published_as_a_dummy() {
    // With value 0 the commitment is another, and with it the nullifier.
    let witness = transfer();
    let mut dummy = witness.clone();
    dummy.inputs[0].value = 0;
    assert_ne!(dummy.public_inputs()[1], witness.public_inputs()[1]);
    let names = [OWN_NODE, TOTAL];
    assert_refused(&dummy, StatementError::Unbalanced, &names);
}

#[test]
fn the_position_is_the_one_the_path_uses() {
    let mut witness = transfer();
    witness.inputs[0].path.position ^= 1;
    assert_refused(&witness, StatementError::PathWithoutNote { input: 1 }, &[OWN_NODE]);
    // A position beyond the tree has the same digits and would give a second nullifier.
    let mut witness = transfer();
    witness.inputs[0].path.position += CAPACITY;
    assert_refused(&witness, StatementError::PathWithoutNote { input: 1 }, &["I3: nullifier"]);
}

#[test]
fn a_sibling_or_the_anchor_cannot_be_chosen() {
    let mut witness = transfer();
    let place = (witness.inputs[0].path.position >> 38 & 3) as usize;
    witness.inputs[0].path.children[19][(place + 1) % 4] += Base::ONE;
    assert_refused(&witness, StatementError::NotInTree { input: 1 }, &[IN_TREE]);
    let mut witness = transfer();
    witness.anchor += Base::ONE;
    let names = [IN_TREE, IN_TREE];
    assert_eq!(witness.check(), Err(StatementError::NotInTree { input: 1 }));
    assert_eq!(system(&witness).unsatisfied().collect::<Vec<_>>(), names);
}

#[test]
fn outputs_fee_and_amount_are_paid_to_the_unit() {
    let unbalanced = |change: fn(&mut TransferWitness)| {
        let mut witness = transfer();
        change(&mut witness);
        assert_refused(&witness, StatementError::Unbalanced, &[TOTAL]);
    };
    unbalanced(|witness| witness.fee += 1);
    unbalanced(|witness| witness.fee = u64::MAX);
    unbalanced(|witness| witness.fee = 0);
    unbalanced(|witness| {
        let output = witness.outputs.iter_mut().find(|output| output.value == 990);
        output.unwrap().value += 1;
    });
    unbalanced(|witness| {
        (witness.v_pub, witness.asset_pub) = (Base::from(u64::MAX), Base::ONE);
    });
    unbalanced(|witness| {
        (witness.v_pub, witness.asset_pub) = (-from_u128(u128::MAX), Base::ONE);
    });
}

#[test]
fn sums_above_128_bits_do_not_wrap() {
    // Three times 2^128 - 1 comes out for three times 2^128 - 1, and not for what is left modulo
    // 2^128.
    let max = (false, u128::MAX);
    let mut plan =
        Plan { asset: NATIVE, inputs: vec![max; 3], outputs: vec![max; 3], ..Plan::default() };
    let witness = plan.witness(&mut rng(45));
    assert_eq!(witness.check(), Ok(()));
    assert_eq!(system(&witness).unsatisfied().next(), None);
    plan.inputs = vec![(false, u128::MAX - 2)];
    let witness = plan.witness(&mut rng(45));
    assert_refused(&witness, StatementError::Unbalanced, &[TOTAL]);
    // Fee and amount: 2^64 - 1 and 2^128 - 1 exceed 2^128 together.
    plan.outputs = Vec::new();
    (plan.unshielded, plan.asset_pub, plan.fee) = (u128::MAX, NATIVE, u64::MAX);
    plan.inputs = vec![(false, u128::from(u64::MAX) - 1)];
    let witness = plan.witness(&mut rng(46));
    assert_refused(&witness, StatementError::Unbalanced, &[TOTAL]);
}

#[test]
fn one_asset_never_pays_for_another() {
    let plan = |inputs: Vec<(bool, u128)>, outputs: Vec<(bool, u128)>, fee| Plan {
        asset: OTHER,
        inputs,
        outputs,
        fee,
        ..Plan::default()
    };
    let refused = |plan: Plan| {
        let witness = plan.witness(&mut rng(47));
        assert_refused(&witness, StatementError::LanesUnbalanced, &[LANES]);
    };
    // The other asset pays the fee, becomes native; native becomes the other asset.
    refused(plan(vec![(true, 100)], vec![(true, 90)], 10));
    refused(plan(vec![(true, 100)], vec![(false, 100)], 0));
    refused(plan(vec![(false, 100)], vec![(true, 90)], 10));
    // An unshield of the other asset out of native notes.
    let mut unshield = plan(vec![(false, 100)], vec![], 0);
    (unshield.unshielded, unshield.asset_pub) = (100, OTHER);
    refused(unshield);
    // The same shapes are fine where A is NATIVE: one note pays amount and fee.
    let mut same = plan(vec![(true, 100)], vec![(false, 30)], 10);
    (same.asset, same.unshielded, same.asset_pub) = (NATIVE, 60, NATIVE);
    let witness = same.witness(&mut rng(48));
    assert_eq!(witness.check(), Ok(()));
    assert_eq!(system(&witness).unsatisfied().next(), None);
}

#[test]
fn the_public_amount_is_in_the_asset_that_moves() {
    let (_, mut witness) = scenarios().remove(4);
    witness.asset_pub = Base::from(NATIVE);
    assert_refused(&witness, StatementError::PublicAssetMismatch, &[PUBLIC_ASSET]);
    let (_, mut witness) = scenarios().remove(0);
    witness.asset_pub = Base::from(OTHER);
    assert_refused(&witness, StatementError::PublicAssetMismatch, &[PUBLIC_ASSET]);
}

#[test]
fn a_note_is_spent_as_the_asset_it_was_made_of() {
    let plan =
        Plan { asset: OTHER, inputs: vec![(true, 9)], outputs: vec![(true, 9)], ..Plan::default() };
    let mut witness = plan.witness(&mut rng(49));
    // All notes of A now claim to be of a third asset, or native.
    witness.asset = Base::from(OTHER + (1 << 32));
    assert!(matches!(witness.check(), Err(StatementError::PathWithoutNote { .. })));
    assert!(system(&witness).unsatisfied().any(|name| name == OWN_NODE));
    let mut witness = plan.witness(&mut rng(49));
    for input in &mut witness.inputs {
        input.is_other = false;
    }
    for output in &mut witness.outputs {
        output.is_other = false;
    }
    assert!(matches!(witness.check(), Err(StatementError::PathWithoutNote { .. })));
    assert!(system(&witness).unsatisfied().any(|name| name == OWN_NODE));
}

#[test]
fn an_audited_account_cannot_spend_without_a_true_ciphertext() {
    let (_, audited) = scenarios().remove(4);
    assert_ne!(audited.audit, Base::ZERO);
    // A key of the prover's own choice.
    let mut witness = audited.clone();
    witness.k = Base::random(&mut rng(50));
    assert_refused(&witness, StatementError::AuditKeyMismatch, &[AUDIT_KEY]);
    // Pretending not to be audited: audit is inside the owner of each note.
    let mut witness = audited.clone();
    witness.audit = Base::ZERO;
    assert_refused(&witness, StatementError::PathWithoutNote { input: 1 }, &[OWN_NODE; 3]);
    // Pretending to be audited by someone else.
    let mut witness = audited.clone();
    witness.audit = hash(Domain::AuditKey, &[Base::ONE]);
    witness.k = Base::ONE;
    assert_refused(&witness, StatementError::PathWithoutNote { input: 1 }, &[OWN_NODE; 3]);
    // Other words than the ciphertext.
    for word in 13..=20 {
        let mut forged = system(&audited);
        let honest = forged.value(Index::Input(word));
        forged.set(Index::Input(word), honest + Base::ONE);
        assert_eq!(forged.unsatisfied().collect::<Vec<_>>(), ["U2: audit word"]);
    }
}

/// What the auditor with this key reads in the words of a bundle, which is valid.
fn read(witness: &TransferWitness, key: &AuditKey) -> Option<AuditRecord> {
    assert_eq!(witness.check(), Ok(()));
    assert_eq!(system(witness).unsatisfied().next(), None);
    let public = witness.public_inputs();
    let [_, nf1, nf2, nf3, cm1, cm2, cm3, _, _, _, _, _, words @ ..] = public;
    audit::decrypt(&words, key, &[nf1, nf2, nf3], &[cm1, cm2, cm3])
}

#[test]
fn a_record_under_an_accounts_audit_key_is_made_by_that_account_alone() {
    let rng = &mut rng(51);
    let account = Spender::random(true, rng);
    let other = Spender::random(false, rng).ak;
    let (u, v) = (account.ak.get_u(), account.ak.get_v());
    let key = AuditKey { k: account.k, account: audit::account((u, v), account.audit) };
    let plan = Plan {
        asset: NATIVE,
        inputs: vec![(false, 1_000)],
        outputs: vec![(false, 990)],
        fee: 10,
        ..Plan::default()
    };
    let record = read(&plan.witness_of(account, rng), &key).unwrap();
    assert_eq!(record.input_values.iter().sum::<u128>(), 1_000);
    // Whoever knows k, such as an auditor: from an account that is not audited, from one of its own
    // with the same audit key, and the owner, from notes that are bound to no audit key.
    let forgers = [
        Spender { ak: other, audit: Base::ZERO, ..account },
        Spender { ak: other, ..account },
        Spender { audit: Base::ZERO, ..account },
    ];
    for forger in forgers {
        assert_eq!(read(&plan.witness_of(forger, rng), &key), None);
    }
}

#[test]
fn a_key_of_small_order_or_off_the_curve_authorises_nothing() {
    // The eight points of small order, (0, 1) and (0, -1) among them; a point off the curve.
    for point in torsion() {
        let (u, v) = coordinates(&point);
        let mut witness = transfer();
        witness.ak = AffinePoint::from_raw_unchecked(u, v);
        assert_eq!(witness.check(), Err(StatementError::KeyOfSmallOrder));
        assert!(system(&witness).unsatisfied().any(|name| name == "not of small order"));
    }
    let mut witness = transfer();
    witness.ak =
        AffinePoint::from_raw_unchecked(witness.ak.get_u() + Base::ONE, witness.ak.get_v());
    assert_eq!(witness.check(), Err(StatementError::KeyNotOnCurve));
    assert!(system(&witness).unsatisfied().any(|name| name == "on the curve"));
}

#[test]
fn the_randomized_key_is_that_of_the_spender() {
    let witness = transfer();
    let mut other = witness.clone();
    other.alpha += jubjub::Fr::ONE;
    let mut forged = system(&witness);
    for (index, value) in [(11, 10), (12, 11)] {
        forged.set(Index::Input(index), other.public_inputs()[value]);
    }
    assert_eq!(forged.unsatisfied().collect::<Vec<_>>(), ["equal u", "equal v"]);
}
