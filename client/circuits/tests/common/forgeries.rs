//! Points that a prover would choose if one of the checks of a point were left out.

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
