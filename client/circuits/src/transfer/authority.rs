//! Spend authority: conditions A1 and A2 of docs/protocol §5.3.

use super::TransferWitness;
use crate::gadgets::{
    fixed_base::{add_multiple, SPEND_AUTH},
    Point,
};
use bellman::{ConstraintSystem, SynthesisError};
use shoji_shielded::field::Base;

/// A new `ak`, on the curve and not of small order, with `rk = ak + [alpha] G`. Returns `ak`.
pub(super) fn authorize<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    witness: Option<&TransferWitness>,
    rk: &Point,
) -> Result<Point, SynthesisError> {
    let coordinates = witness.map(|witness| (witness.ak.get_u(), witness.ak.get_v()));
    let ak = Point::alloc_not_small_order(cs, coordinates)?;
    let alpha = witness.map(|witness| &witness.alpha);
    let randomized = add_multiple(cs, &ak, alpha, &SPEND_AUTH)?;
    rk.enforce_equal(cs, &randomized);
    Ok(ak)
}
