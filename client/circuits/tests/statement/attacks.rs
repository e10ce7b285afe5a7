//! What a dishonest prover may try, and the constraint that stops it. In each case the circuit and its
//! twin refuse.

use crate::{
    common::torsion::torsion,
    instances::{commitment, owner, rng, Case, Held, Notes, Received, Shape},
};
use ff::Field;
use jubjub::{AffinePoint, Fr};
use shoji_circuits::{
    statement::NoteWitness,
    system::System,
    NotesError::{self, *},
};
use shoji_shielded::{
    asset::AssetId,
    field::Base,
    note::nullifier,
    point::{coordinates, generator},
    tree::{digit, hash_node, CAPACITY},
};

const TREE: &str = "N2: only notes in the tree carry value";
const STEP: &str = "R3: step";
const ROOM: &str = "R3: room";
const SUM: &str = "N3: sum";
const NULLIFIER: &str = "H2: nullifier";

fn shape(real: &[bool], tight: bool) -> Shape {
    Shape { real: real.to_vec(), audited: true, hidden: true, tight }
}

fn received(seed: u64) -> Received<2> {
    Received::new(&shape(&[true, true], false), &mut rng(seed))
}

fn held(seed: u64) -> Held<2> {
    Held::new(&shape(&[true, true], false), &mut rng(seed))
}

fn unsatisfied<C: Case>(case: &C) -> Vec<String> {
    let system = System::with_witness(case.circuit()).unwrap();
    system.unsatisfied().map(str::to_owned).collect()
}

/// The twin refuses with `error`, the circuit in exactly the constraints `names`.
#[track_caller]
pub fn assert_refused<C: Case>(case: &C, error: NotesError, names: &[&str]) {
    assert_eq!(case.check(), Err(error));
    assert_eq!(unsatisfied(case), names);
}

#[track_caller]
pub fn assert_accepted<C: Case>(case: &C) {
    assert_eq!(case.check(), Ok(()));
    assert_eq!(unsatisfied(case), [""; 0]);
}

/// Puts `leaf` on the path in the place of what was there, with all nodes above it.
pub fn replant(note: &mut NoteWitness, leaf: Base) {
    let mut node = leaf;
    for (level, children) in note.path.children.iter_mut().enumerate() {
        children[digit(note.path.position, level)] = node;
        node = hash_node(*children);
    }
}

/// Makes the paths hold the notes that now follow from the witness, under other roots.
pub fn replant_received<const N: usize>(case: &mut Received<N>) {
    let asset = case.statement.asset;
    for received in &mut case.witness.notes {
        let owner = owner(&case.witness.spender, false, &received.d);
        let leaf = commitment(asset, received.note.value, owner, received.note.rcm);
        replant(&mut received.note, leaf);
    }
}

fn replant_held<const N: usize>(case: &mut Held<N>) {
    let asset = case.statement.asset;
    for held in &mut case.witness.notes {
        let owner = owner(&case.witness.spender, held.internal, &held.d);
        let leaf = commitment(asset, held.note.value, owner, held.note.rcm);
        replant(&mut held.note, leaf);
    }
}

pub fn other_asset(asset: AssetId) -> AssetId {
    AssetId::from_wire(asset.to_wire() ^ (1 << 33)).unwrap()
}

#[test]
fn a_note_is_received_once_however_often_it_is_stated() {
    let mut case = received(3_000);
    assert_accepted(&case);
    case.witness.notes[1] = case.witness.notes[0].clone();
    case.statement.threshold = 0;
    assert_refused(&case, OutOfOrder { note: 2 }, &[STEP, ROOM]);
    // With padding between them.
    let mut case: Received<3> = Received::new(&shape(&[true, false, true], false), &mut rng(3_001));
    assert_accepted(&case);
    case.statement.threshold = 0;
    case.witness.notes[2] = case.witness.notes[0].clone();
    assert_refused(&case, OutOfOrder { note: 3 }, &[STEP, ROOM]);
}

#[test]
fn notes_that_count_stand_in_the_order_of_their_positions() {
    let mut case = received(3_002);
    case.witness.notes.swap(0, 1);
    assert_refused(&case, OutOfOrder { note: 2 }, &[STEP, ROOM]);
    let mut case: Received<3> = Received::new(&shape(&[true, false, true], false), &mut rng(3_003));
    case.witness.notes.swap(0, 2);
    assert_refused(&case, OutOfOrder { note: 3 }, &[STEP, ROOM]);
    // Padding may stand anywhere.
    case.witness.notes.swap(0, 2);
    case.witness.notes.swap(0, 1);
    assert_accepted(&case);
    case.witness.notes.swap(1, 2);
    assert_refused(&case, OutOfOrder { note: 3 }, &[STEP, ROOM]);
}

#[test]
fn notes_outside_the_range_are_not_received_in_it() {
    let honest: Received<2> = Received::new(&shape(&[true, true], true), &mut rng(3_004));
    assert_accepted(&honest);
    // The range ends where the notes do, and one less on either side is too little.
    let mut case = honest.clone();
    case.statement.from += 1;
    assert_refused(&case, OutOfOrder { note: 1 }, &[STEP, STEP, ROOM]);
    let mut case = honest.clone();
    case.statement.to -= 1;
    assert_refused(&case, BeyondRange, &[ROOM]);
    // A note that is said not to count has no value.
    let mut case = honest;
    case.statement.to -= 1;
    case.witness.notes[1].counts = false;
    let padding = "R2: padding has no value";
    assert_refused(&case, PaddingWithValue { note: 2 }, &[padding]);
}

#[test]
fn padding_fits_any_range_and_adds_nothing() {
    for range in [[0, 0], [77, 77], [77, 78], [CAPACITY, CAPACITY], [0, CAPACITY]] {
        let mut case = received(3_005);
        for received in &mut case.witness.notes {
            (received.note.value, received.counts) = (0, false);
        }
        replant_received(&mut case);
        [case.statement.from, case.statement.to] = range;
        case.statement.threshold = 0;
        assert_accepted(&case);
        case.statement.threshold = 1;
        assert_refused(&case, BelowThreshold, &[SUM]);
        case.statement.threshold = u128::MAX;
        assert_refused(&case, BelowThreshold, &[SUM]);
    }
    // The first and the last leaf that there can be.
    let honest: Received<2> = Received::new(&shape(&[true, false], true), &mut rng(3_006));
    for position in [0, CAPACITY - 1] {
        let mut case = honest.clone();
        let note = &mut case.witness.notes[0].note;
        note.path.position = position;
        replant_received(&mut case);
        let note = &case.witness.notes[0].note;
        let leaf = note.path.children[0][digit(position, 0)];
        case.statement.root = note.path.root(leaf);
        (case.statement.from, case.statement.to) = (position, position + 1);
        assert_accepted(&case);
    }
}

#[test]
fn notes_of_another_scope_account_or_asset_are_not_counted() {
    let not_in_tree = NotInTree { note: 1 };
    let changes: [fn(&mut Received<2>); 4] = [
        |case| case.witness.spender.nk += Base::ONE,
        |case| {
            let (u, v) = coordinates(&(generator() * Fr::from(5)).into());
            case.witness.spender.ak = AffinePoint::from_raw_unchecked(u, v);
        },
        |case| case.witness.spender.audited = false,
        |case| case.statement.asset = other_asset(case.statement.asset),
    ];
    for change in changes {
        let mut case = received(3_007);
        change(&mut case);
        replant_received(&mut case);
        case.follow();
        assert_refused(&case, not_in_tree, &[TREE; 2]);
    }
    let changes: [fn(&mut Held<2>); 4] = [
        |case| case.witness.spender.nk += Base::ONE,
        |case| {
            let (u, v) = coordinates(&(generator() * Fr::from(5)).into());
            case.witness.spender.ak = AffinePoint::from_raw_unchecked(u, v);
        },
        |case| case.witness.spender.audited = false,
        |case| case.statement.asset = other_asset(case.statement.asset),
    ];
    for change in changes {
        let mut case = held(3_008);
        change(&mut case);
        replant_held(&mut case);
        case.follow();
        assert_refused(&case, not_in_tree, &[TREE; 2]);
    }
}

#[test]
fn a_statement_is_about_the_scope_of_its_subject() {
    // The notes are there, and the address is that of somebody else.
    let other = received(3_010).statement.commitment;
    let mut case = received(3_009);
    case.statement.commitment = other;
    assert_refused(&case, SubjectMismatch, &["S3: subject"]);
    let mut case = held(3_009);
    case.statement.commitment = other;
    assert_refused(&case, SubjectMismatch, &["S3: subject"]);
}

#[test]
fn change_is_not_received() {
    let shape = shape(&[true, true], false);
    let rng = &mut rng(3_011);
    let mut case: Received<2> = Received::new(&shape, rng);
    // The second note is to the internal address.
    let spender = &case.witness.spender;
    let ds = case.witness.notes.each_ref().map(|received| received.d);
    let owners = [owner(spender, false, &ds[0]), owner(spender, true, &ds[1])];
    let notes = Notes::new(&shape, case.statement.asset, &owners, rng);
    [case.statement.from, case.statement.to] = notes.range(&shape);
    (case.statement.root, case.statement.threshold) = (notes.root, 0);
    for (received, note) in case.witness.notes.iter_mut().zip(notes.notes) {
        received.note = note;
    }
    assert_refused(&case, PathWithoutNote { note: 2 }, &["own node among the children"]);
    replant_received(&mut case);
    assert_refused(&case, NotInTree { note: 2 }, &[TREE]);
}

#[test]
fn notes_that_are_not_in_the_tree_have_no_value() {
    let mut case = received(3_012);
    case.statement.root += Base::ONE;
    assert_refused(&case, NotInTree { note: 1 }, &[TREE; 2]);
    let mut case = held(3_012);
    case.statement.root += Base::ONE;
    assert_refused(&case, NotInTree { note: 1 }, &[TREE; 2]);
    // A note that is worth more than the one that is there.
    let mut case = held(3_013);
    case.witness.notes[0].note.value += 1;
    replant_held(&mut case);
    case.follow();
    assert_refused(&case, NotInTree { note: 1 }, &[TREE]);
}

#[test]
fn sums_are_exact_to_the_unit_and_do_not_wrap() {
    // Of values and thresholds alike the largest.
    let mut case: Held<2> = Held::new(&shape(&[true, true], true), &mut rng(3_014));
    assert_eq!(case.witness.notes[0].note.value, u128::MAX);
    case.statement.threshold = u128::MAX;
    assert_accepted(&case);
    let mut case: Held<2> = Held::new(&shape(&[true, false], true), &mut rng(3_014));
    assert_accepted(&case);
    case.witness.notes[0].note.value -= 1;
    replant_held(&mut case);
    case.follow();
    let note = &case.witness.notes[0].note;
    let leaf = note.path.children[0][digit(note.path.position, 0)];
    case.statement.root = note.path.root(leaf);
    assert_refused(&case, BelowThreshold, &[SUM]);
    case.statement.threshold -= 1;
    assert_accepted(&case);

    for seed in 3_015..3_020 {
        let mut case = received(seed);
        let values = case.witness.notes.iter().map(|received| received.note.value);
        let Some(sum) = values.reduce(|sum, value| sum.saturating_add(value)) else { continue };
        case.statement.threshold = sum;
        assert_accepted(&case);
        if let Some(more) = sum.checked_add(1) {
            case.statement.threshold = more;
            assert_refused(&case, BelowThreshold, &[SUM]);
        }
    }
}

#[test]
fn a_note_that_is_held_has_one_nullifier() {
    let honest = held(3_021);
    assert_accepted(&honest);
    let nk = honest.witness.spender.nk;
    let note = &honest.witness.notes[0].note;
    let position = note.path.position;
    let cm = note.path.children[0][digit(position, 0)];
    assert_eq!(honest.statement.nullifiers[0], nullifier(&nk, &cm, position));
    let others = [
        nullifier(&nk, &cm, position + 1),
        nullifier(&nk, &cm, position + CAPACITY),
        nullifier(&(nk + Base::ONE), &cm, position),
        nullifier(&nk, &(cm + Base::ONE), position),
        honest.statement.nullifiers[1],
    ];
    for other in others {
        let mut case = honest.clone();
        case.statement.nullifiers[0] = other;
        assert_refused(&case, NullifierMismatch { note: 1 }, &[NULLIFIER]);
    }
    // Stated at another place, where it is not.
    let mut case = honest.clone();
    case.witness.notes[0].note.path.position ^= 1;
    replant_held(&mut case);
    case.follow();
    assert_refused(&case, NotInTree { note: 1 }, &[TREE]);
    // The note of one side as one of the other, with the nullifier of that.
    for place in 0..2 {
        let mut case = honest.clone();
        case.witness.notes[place].internal ^= true;
        replant_held(&mut case);
        let error = NotInTree { note: place + 1 };
        assert_refused(&case, error, &[TREE, NULLIFIER]);
        case.follow();
        assert_refused(&case, error, &[TREE]);
    }
    // Twice the same note is twice the same nullifier, which verifiers refuse.
    let mut case = honest;
    case.witness.notes[1] = case.witness.notes[0].clone();
    case.statement.threshold = 0;
    case.follow();
    assert_accepted(&case);
    assert_eq!(case.statement.nullifiers[0], case.statement.nullifiers[1]);
}

#[test]
fn only_whoever_can_spend_makes_statements_of_what_was_received_or_is_held() {
    // All but `ask`: nobody knows the secret of `rk`.
    let secret = generator() * Fr::from(1_234);
    let names = ["equal u", "equal v"];
    let mut case = received(3_022);
    case.statement.rk = coordinates(&secret.into());
    assert_refused(&case, RandomizedKeyMismatch, &names);
    let mut case = held(3_022);
    case.statement.rk = coordinates(&secret.into());
    assert_refused(&case, RandomizedKeyMismatch, &names);
    for point in torsion() {
        let (u, v) = coordinates(&point);
        let mut case = received(3_023);
        case.witness.spender.ak = AffinePoint::from_raw_unchecked(u, v);
        replant_received(&mut case);
        case.follow();
        assert_eq!(case.check(), Err(KeyOfSmallOrder));
        assert!(unsatisfied(&case).contains(&"not of small order".to_owned()));
    }
}
