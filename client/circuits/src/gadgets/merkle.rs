//! Paths in the 4-ary note commitment tree (docs/protocol §4).

use super::{
    bit::{pack, Bit},
    linear::{enforce, multiply, Linear},
    poseidon,
};
use bellman::{ConstraintSystem, SynthesisError};
use shoji_shielded::{
    field::Base,
    poseidon::Domain,
    tree::{Path, ARITY, DEPTH},
};

/// What a path shows about its leaf.
pub struct Climb {
    /// The root above the leaf.
    pub root: Linear,
    /// The position whose digits the path used.
    pub position: Linear,
}

/// Climbs from `leaf` to the root: `DEPTH * (5 + 297)` constraints.
pub fn climb<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    leaf: Linear,
    path: Option<&Path>,
) -> Result<Climb, SynthesisError> {
    let mut node = leaf;
    let mut digits = Vec::with_capacity(2 * DEPTH);
    for level in 0..DEPTH {
        let digit = path.map(|path| path.position >> (2 * level) & 3);
        let low = Bit::alloc(cs, "digit, low bit", digit.map(|digit| digit & 1 == 1))?;
        let high = Bit::alloc(cs, "digit, high bit", digit.map(|digit| digit >> 1 == 1))?;
        let mut children = Vec::with_capacity(ARITY);
        for place in 0..ARITY {
            let value = path.map(|path| path.children[level][place]);
            children.push(Linear::alloc(cs, "child", value)?);
        }
        enforce_child(cs, &children, &low, &high, &node)?;
        node = poseidon::hash(cs, Domain::Tree, &children)?;
        digits.extend([low, high]);
    }
    Ok(Climb { root: node, position: pack(&digits) })
}

/// `children[low + 2 * high] = node`: three constraints. The left and the right pair each select by
/// the low bit, then the high bit selects between them.
fn enforce_child<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    children: &[Linear],
    low: &Bit,
    high: &Bit,
    node: &Linear,
) -> Result<(), SynthesisError> {
    let mut select = |left: &Linear, right: &Linear| -> Result<Linear, SynthesisError> {
        let difference = right.clone().minus(left);
        Ok(multiply(cs, "selected by the low bit", &difference, low.linear())?.plus(left))
    };
    let first = select(&children[0], &children[1])?;
    let second = select(&children[2], &children[3])?;
    enforce(
        cs,
        "own node among the children",
        &second.minus(&first),
        high.linear(),
        &node.clone().minus(&first),
    );
    Ok(())
}
