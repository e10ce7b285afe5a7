//! Joint freedom: given the free witnesses and public inputs, every other variable follows. What a
//! square Jacobian of full rank says is in the same tests of the transfer circuit.

use crate::{
    columns::{columns_of, determining},
    common::rank::rank_of,
    instances::{Case, Held, Paid, Received},
    parallel::in_parallel,
};
use shoji_circuits::system::System;

fn is_square_and_of_full_rank<C: Case>() {
    let cases = C::all();
    let counts = in_parallel(
        cases.len(),
        || (),
        |(), number| {
            let system = System::with_witness(cases[number].circuit()).unwrap();
            let (columns, determining) = (columns_of::<C>(&system), determining(&system));
            assert_eq!(determining.len(), columns.count(), "{} {number}", C::NAME);
            let rank = rank_of(&system, &columns, &determining);
            assert_eq!(rank, columns.count(), "{} {number}: some may move together", C::NAME);
            rank
        },
    );
    println!("{} of {}: square, and of full rank {}", counts.len(), C::NAME, counts[0]);
    // Without any one constraint some change remains.
    let system = System::with_witness(cases[0].circuit()).unwrap();
    let (columns, determining) = (columns_of::<C>(&system), determining(&system));
    in_parallel(
        4,
        || (),
        |(), part| {
            let left_out = determining[part * (determining.len() - 1) / 3];
            let kept = determining.iter().filter(|number| **number != left_out);
            assert_eq!(rank_of(&system, &columns, kept), columns.count() - 1);
        },
    );
}

#[test]
fn every_variable_of_a_statement_follows_from_the_free_ones_and_no_constraint_is_spare() {
    is_square_and_of_full_rank::<Received<2>>();
    is_square_and_of_full_rank::<Held<2>>();
    is_square_and_of_full_rank::<Paid>();
}
