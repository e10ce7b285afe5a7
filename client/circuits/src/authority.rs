//! Spend authority: conditions A1 and A2 of docs/protocol §5.3, G1 of docs/protocol §10.4, X1 of
//! docs/protocol §13.4.

use crate::gadgets::{
    fixed_base::{add_multiple, SPEND_AUTH},
    Point,
};
use bellman::{ConstraintSystem, SynthesisError};
use jubjub::{AffinePoint, Fr};
use shoji_shielded::field::Base;

/// A new `ak`, on the curve and not of small order, with `rk = ak + [alpha] G`. Returns `ak`.
pub(crate) fn authorize<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    witness: Option<(&AffinePoint, &Fr)>,
    rk: &Point,
) -> Result<Point, SynthesisError> {
    let coordinates = witness.map(|(ak, _)| (ak.get_u(), ak.get_v()));
    let ak = Point::alloc_not_small_order(cs, coordinates)?;
    let randomized = add_multiple(cs, &ak, witness.map(|(_, alpha)| alpha), &SPEND_AUTH)?;
    rk.enforce_equal(cs, &randomized);
    Ok(ak)
}
