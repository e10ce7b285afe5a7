//! What a dishonest prover may try of what was paid.

use crate::{
    attacks::{assert_accepted, assert_refused, other_asset, replant},
    instances::{commitment, rng, Paid},
};
use ff::Field;
use shoji_circuits::NotesError::{self, *};
use shoji_shielded::field::Base;

const SUM: &str = "N3: sum";

#[test]
fn what_was_paid_was_paid_to_the_owner_in_the_asset_the_range_and_the_amount() {
    let honest = Paid::new(true, &mut rng(3_024));
    assert_accepted(&honest);
    let position = honest.witness.path.position;
    assert_eq!((honest.statement.from, honest.statement.to), (position, position + 1));
    let changes: [(fn(&mut Paid), NotesError, &[&str]); 6] = [
        (|case| case.statement.owner += Base::ONE, NotInTree { note: 1 }, &["P2: root"]),
        (
            |case| case.statement.asset = other_asset(case.statement.asset),
            NotInTree { note: 1 },
            &["P2: root"],
        ),
        (|case| case.statement.root += Base::ONE, NotInTree { note: 1 }, &["P2: root"]),
        (|case| case.statement.from += 1, OutsideRange, &["P3: after the start"]),
        (|case| case.statement.to -= 1, OutsideRange, &["P3: before the end"]),
        (
            |case| {
                case.witness.value -= 1;
                let leaf = leaf_of(case);
                replant(&mut case.witness, leaf);
                case.statement.root = case.witness.path.root(leaf);
            },
            BelowThreshold,
            &[SUM],
        ),
    ];
    for (change, error, names) in changes {
        let mut case = honest.clone();
        change(&mut case);
        let leaf = leaf_of(&case);
        replant(&mut case.witness, leaf);
        assert_refused(&case, error, names);
    }
    // Unlike padding, a note of no value is in the tree as well.
    let mut case = honest;
    (case.witness.value, case.statement.threshold) = (0, 0);
    let leaf = leaf_of(&case);
    replant(&mut case.witness, leaf);
    assert_refused(&case, NotInTree { note: 1 }, &["P2: root"]);
}

fn leaf_of(case: &Paid) -> Base {
    let (witness, statement) = (&case.witness, &case.statement);
    commitment(statement.asset, witness.value, statement.owner, witness.rcm)
}
