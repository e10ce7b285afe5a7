//! Each check of a verifier.

use super::*;
use crate::{digest::PoolDigest, tree::CAPACITY};
use StatementDefect::*;

#[test]
fn a_statement_with_a_defect_has_no_public_inputs() {
    let small = point::tests::small_order_points().map(|point| point::encode(&point));
    let defect = |change: &dyn Fn(&mut Received)| {
        let mut statement = received();
        change(&mut statement);
        statement.public_inputs(&GENESIS, &span()).unwrap_err()
    };
    assert_eq!(defect(&|s| s.subject = Target::Hidden([0xff; 32])), Subject);
    assert_eq!(defect(&|s| s.subject = Target::Stated([0xff; 75])), Subject);
    for asset in [0, 2, (1 << 32) - 1] {
        assert_eq!(defect(&|s| s.asset = asset), Asset);
    }
    for rk in small.iter().chain([&[0xff; 32]]) {
        assert_eq!(defect(&|s| s.rk = *rk), RandomizedKey);
    }

    let defect = |change: &dyn Fn(&mut Held)| {
        let mut statement = held();
        change(&mut statement);
        statement.public_inputs(&GENESIS, &[0x0a; 32]).unwrap_err()
    };
    assert_eq!(defect(&|s| s.subject = Target::Hidden([0xff; 32])), Subject);
    assert_eq!(defect(&|s| s.asset = 0), Asset);
    assert_eq!(defect(&|s| s.rk = small[2]), RandomizedKey);
    assert_eq!(defect(&|s| s.root = [0x0b; 32]), Span);
    let not_canonical = Held { root: [0xff; 32], ..held() };
    assert_eq!(not_canonical.public_inputs(&GENESIS, &[0xff; 32]), Err(Span));
    for place in 0..NOTES {
        assert_eq!(defect(&|s| s.nullifiers[place] = [0xff; 32]), Nullifier);
        let other = (place + 3) % NOTES;
        assert_eq!(defect(&|s| s.nullifiers[place] = s.nullifiers[other]), DuplicateNullifier);
    }

    let defect = |change: &dyn Fn(&mut Paid)| {
        let mut statement = paid();
        change(&mut statement);
        statement.public_inputs(&GENESIS, &span()).unwrap_err()
    };
    assert_eq!(defect(&|s| s.address = [0xff; 75]), Subject);
    assert_eq!(defect(&|s| s.asset = 3), Asset);
}

#[test]
fn positions_and_root_are_those_of_the_verifiers_headers_and_of_no_other_chain() {
    let changes: [fn(&mut super::Span); 5] = [
        |span| span.h_from -= 1,
        |span| span.h_to += 1,
        |span| span.p_from -= 1,
        |span| span.p_to += 1,
        |span| span.root[0] ^= 1,
    ];
    for change in changes {
        let mut stated = span();
        change(&mut stated);
        let statement = Received { span: stated, ..received() };
        assert_eq!(statement.public_inputs(&GENESIS, &span()), Err(Span));
        let statement = Paid { span: stated, ..paid() };
        assert_eq!(statement.public_inputs(&GENESIS, &span()), Err(Span));
        let attestation = Attestation::Paid(statement);
        assert_eq!(attestation.public_inputs(&GENESIS, &span()), Err(Span));
    }
    // What no chain has is refused even where the verifier says that it does.
    let changes: [fn(&mut super::Span); 5] = [
        |span| span.h_to = span.h_from - 1,
        |span| span.p_to = span.p_from - 1,
        |span| span.p_to = CAPACITY + 1,
        |span| span.h_from = 0,
        |span| span.root = [0xff; 32],
    ];
    for change in changes {
        let mut stated = span();
        change(&mut stated);
        let statement = Received { span: stated, ..received() };
        assert_eq!(statement.public_inputs(&GENESIS, &stated), Err(Span));
    }
}

#[test]
fn a_span_follows_from_two_headers() {
    let digest = |next| PoolDigest::new([0x0a; 32], next);
    let made = super::Span::new(9, Some(&digest(33)), 0x0102, &digest(0x0304_0506));
    assert_eq!(made, Some(span()));
    // Nothing is before the first block, and the genesis block has no digest.
    for h_from in [0, 1] {
        let made = super::Span::new(h_from, None, 4, &digest(7)).unwrap();
        assert_eq!((made.p_from, made.p_to), (0, 7));
    }
    assert_eq!(super::Span::new(0, Some(&digest(0)), 4, &digest(7)), None);
    assert_eq!(super::Span::new(2, None, 4, &digest(7)), None);
    assert_eq!(super::Span::new(5, Some(&digest(3)), 4, &digest(7)), None);
    assert_eq!(super::Span::new(4, Some(&digest(8)), 4, &digest(7)), None);
    assert_eq!(super::Span::new(4, Some(&digest(3)), 4, &digest(CAPACITY + 1)), None);
    // A block in which nothing was appended, and the whole of a full tree.
    assert!(super::Span::new(4, Some(&digest(7)), 4, &digest(7)).is_some());
    assert!(super::Span::new(0, None, 4, &digest(CAPACITY)).is_some());
}
