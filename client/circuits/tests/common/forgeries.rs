//! What a prover would choose if one of the checks of a point or of a path were left out.

use super::propagation::Forger;
use bellman::Index;
use ff::Field;
use rand::Rng;
use shoji_circuits::{gadgets::point::edwards_d, system::System};
use shoji_shielded::field::Base;

/// Variables and the values they are given.
pub type Choice = Vec<(Index, Base)>;

/// The checks of a point, in the order of its constraints (docs/protocol §5.3 A1).
const CHECKS: [&str; 6] =
    ["u^2", "v^2", "on the curve", "uv", "uv(u^2 + v^2)", "not of small order"];

/// A point off the curve or of small order that fails in the constraint `number` alone; `None` where
/// that is no check of a point.
pub fn point_forgery(system: &System, number: usize, rng: &mut impl Rng) -> Option<Choice> {
    let name = system.constraints[number].name.as_str();
    let first = number - CHECKS.iter().position(|check| *check == name)?;
    let variable = |check: usize, side: usize| system.constraints[first + check].sides[side][0].0;
    let key = |u, v| vec![(variable(0, 0), u), (variable(1, 0), v)];
    let also = |mut choice: Choice, index, value| {
        choice.push((index, value));
        choice
    };
    let inverse = |value: Base| value.invert().unwrap();
    let (u, v) = (Base::random(&mut *rng), Base::random(&mut *rng));
    let (u2, v2) = (u.square(), v.square());
    let (one, d) = (Base::ONE, edwards_d());
    // (0, 1) is the identity.
    let identity = || key(Base::ZERO, one);
    Some(match name {
        "on the curve" => key(u, v),
        // The other coordinate would be on the curve with these squares.
        "u^2" => also(key(u, v), variable(0, 2), (v2 - one) * inverse(d * v2 + one)),
        "v^2" => also(key(u, v), variable(1, 2), (u2 + one) * inverse(one - d * u2)),
        "not of small order" => also(identity(), variable(5, 1), Base::ZERO),
        "uv" => also(identity(), variable(3, 2), one),
        _ => also(identity(), variable(4, 2), one),
    })
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
