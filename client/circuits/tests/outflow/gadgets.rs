//! The gadget that only outflows use computes what the plain function computes, at the stated cost.

use crate::instances::rng;
use bellman::Index;
use ff::Field;
use shoji_circuits::{
    gadgets::{zero::is_zero, Linear},
    system::System,
};
use shoji_shielded::field::Base;

const NAMES: [&str; 2] = ["is zero", "inverse"];

fn system(value: Base) -> (System, Linear) {
    let mut system = System::default();
    let value = Linear::alloc(&mut system, "value", Some(value)).unwrap();
    let flag = is_zero(&mut system, NAMES, &value).unwrap();
    (system, flag)
}

#[test]
fn zero_is_zero_and_nothing_else_is_whatever_is_said_of_inverse_and_flag() {
    let rng = &mut rng(291);
    let mut values = vec![Base::ZERO, Base::ONE, -Base::ONE, Base::from(2)];
    values.extend((0..4).map(|_| Base::random(&mut *rng)));
    for value in values {
        let (mut system, flag) = system(value);
        let expected = Base::from(u64::from(value == Base::ZERO));
        assert_eq!(flag.value(), Some(expected));
        assert_eq!(system.unsatisfied().next(), None);
        assert_eq!(system.constraints.len(), 2);
        let inverse = system.aux[1];
        // Whatever else is tried, among it what would satisfy the two constraints added up.
        let minus = -value;
        let flags = [Base::ONE - expected, Base::from(2), Base::ONE + value.square(), minus];
        for flag in flags.into_iter().filter(|flag| *flag != expected) {
            for other in [inverse, minus, Base::ZERO, Base::ONE, Base::random(&mut *rng)] {
                system.set(Index::Aux(1), other);
                system.set(Index::Aux(2), flag);
                assert!(system.unsatisfied().next().is_some(), "{value:?} {flag:?} {other:?}");
            }
        }
    }
}
