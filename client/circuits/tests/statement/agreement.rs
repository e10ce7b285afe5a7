//! The circuit and its twin accept and refuse the same statements.

use crate::{
    common::court::Court,
    instances::{Case, Held, Paid, Received},
};
use shoji_circuits::{statement::NOTES, system::System};

/// Each shape of the circuit of the chain, by both.
fn accepts_all<C: Case>() {
    let mut court: Option<Court> = None;
    for (number, case) in C::all().into_iter().enumerate() {
        assert_eq!(case.check(), Ok(()), "{} {number}", C::NAME);
        let system = System::with_witness(case.circuit()).unwrap();
        assert_eq!(system.unsatisfied().next(), None, "{} {number}", C::NAME);
        assert_eq!(system.inputs[1..], case.public_inputs());
        let court = court.get_or_insert_with(|| Court::new(case.circuit(), 260));
        assert!(court.accepts(case.circuit()));
    }
}

#[test]
fn both_accept_statements_of_every_shape_and_the_size_of_the_chain() {
    accepts_all::<Received<NOTES>>();
    accepts_all::<Held<NOTES>>();
    accepts_all::<Paid>();
}
