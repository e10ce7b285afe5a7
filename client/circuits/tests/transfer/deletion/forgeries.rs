//! What a prover would choose if one of the checks were left out.

use super::base::variable;
use crate::{
    common::forgeries::{point_forgery, Choice},
    propagation::Forger,
};
use bellman::Index;
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

/// A second nullifier of the same note under the true anchor: the constraint `number`, one of the
/// five that pick the own node out of four children, would let the note stand at another place. The
/// children stay as they are.
pub fn digit_forgery(forger: &Forger, number: usize) -> Choice {
    let system = &forger.system;
    let name = |number: usize| system.constraints[number].name.as_str();
    let offset = match name(number) {
        "digit, low bit" => 0,
        "digit, high bit" => 1,
        "own node among the children" => 4,
        _ if name(number - 1) == "digit, high bit" => 2,
        _ => 3,
    };
    let (Index::Aux(start), _) = system.constraints[number - offset].sides[0][0] else {
        panic!("a digit is no public input")
    };
    let names = &system.aux_names[start..start + 8];
    let select = "selected by the low bit";
    assert_eq!(names[..2], ["digit, low bit", "digit, high bit"]);
    assert_eq!(names[2..], ["child", "child", "child", "child", select, select]);
    let [low, high, c0, c1, c2, c3, first, second] =
        std::array::from_fn(|place| Index::Aux(start + place));
    let honest = |index| forger.honest(index);

    let children = [c0, c1, c2, c3];
    let digit = (0..4).find(|digit| Base::from(*digit) == honest(low) + honest(high).double());
    let own = children[digit.unwrap() as usize];
    let node = honest(own);
    let pairs = [[c0, c1], [c2, c3]].map(|pair| pair.map(honest));
    let other = |bit| Base::ONE - honest(bit);
    let pair = |high: Base| pairs[usize::from(high == Base::ONE)];
    // The fraction of the way from one to the other at which the node lies.
    let fraction = |[from, to]: [Base; 2]| (node - from) * (to - from).invert().unwrap();

    let (new_low, new_high) = match offset {
        // On the line through the two children of the other pair; of the other column.
        0 => (fraction(pair(other(high))), other(high)),
        1 => {
            let column = usize::from(other(low) == Base::ONE);
            (other(low), fraction(pairs.map(|pair| pair[column])))
        }
        // The pair whose selection is free.
        2 | 3 => (other(low), Base::from(offset as u64 - 2)),
        _ => (other(low), honest(high)),
    };
    let mut selected = pairs.map(|[left, right]| (right - left) * new_low);
    if let 2 | 3 = offset {
        selected[offset - 2] = node - pairs[offset - 2][0];
    }
    vec![(low, new_low), (high, new_high), (own, node), (first, selected[0]), (second, selected[1])]
}
