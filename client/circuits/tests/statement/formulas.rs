//! The public inputs of a witness are those that the protocol's own functions give.

use crate::real::{World, GENESIS};
use ff::Field;
use shoji_shielded::{field::Base, statement::Received};

#[test]
fn public_inputs_of_statements_are_those_of_the_protocols_own_functions() {
    let world = World::new();
    for r in [Base::ZERO, Base::from(77)] {
        let (received, witness) = world.received(r);
        let statement = received.statement(&GENESIS, &world.span).unwrap();
        assert_eq!(witness.check(&statement), Ok(()));
        let (range, ctx) = ([statement.from, statement.to], received.context(&GENESIS));
        let (asset, threshold) = (statement.asset, statement.threshold);
        let own = witness.statement(statement.root, range, asset, threshold, ctx);
        assert_eq!(own, statement);
        let inputs = received.public_inputs(&GENESIS, &world.span);
        assert_eq!(inputs, Ok(own.public_inputs()));
        let signature = world.sign(&received.hash(&GENESIS));
        assert!(Received { signature, ..received }.is_signed(&GENESIS));

        let (held, witness) = world.held(r);
        let statement = held.statement(&GENESIS, &world.span.root).unwrap();
        assert_eq!(witness.check(&statement), Ok(()));
        let ctx = held.context(&GENESIS);
        let own = witness.statement(statement.root, asset, statement.threshold, ctx);
        assert_eq!(own, statement);
        let inputs = held.public_inputs(&GENESIS, &world.span.root);
        assert_eq!(inputs, Ok(own.public_inputs()));
    }
    let (paid, witness) = world.paid();
    let statement = paid.statement(&GENESIS, &world.span).unwrap();
    assert_eq!(witness.check(&statement), Ok(()));
    assert_eq!(paid.public_inputs(&GENESIS, &world.span), Ok(statement.public_inputs()));
}
