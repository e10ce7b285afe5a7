//! What a prover would choose if one of the checks were left out.

use super::base::variable;
use crate::{
    common::forgeries::{digit_forgery, point_forgery, Choice},
    propagation::Forger,
};
use ff::Field;
use rand_chacha::ChaCha20Rng;
use shoji_shielded::field::Base;

/// The choice that fails in the constraint `number` alone, once what follows is computed. `None`
/// for a constraint that determines something.
pub fn choice(forger: &Forger, number: usize, rng: &mut ChaCha20Rng) -> Option<Choice> {
    let system = &forger.system;
    match system.constraints[number].name.as_str() {
        // A scalar, a value or a record that has a digit two.
        "scalar bit" | "value bit" | "selector" => {
            let (bit, _) = system.constraints[number].sides[0][0];
            Some(vec![(bit, Base::from(2))])
        }
        // The record under a key that the auditor does not have.
        "U1: the account's audit key" => Some(vec![(variable(system, "k"), Base::random(rng))]),
        "digit, low bit"
        | "digit, high bit"
        | "selected by the low bit"
        | "own node among the children" => Some(digit_forgery(forger, number)),
        _ => point_forgery(system, number, rng),
    }
}
