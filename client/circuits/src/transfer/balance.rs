//! Balance of two assets: conditions B1 to B3 of docs/protocol §5.3.

use super::{
    circuit::PublicInputs,
    notes::{Asset, Note},
};
use crate::gadgets::{
    linear::{enforce, multiply},
    Linear,
};
use bellman::{ConstraintSystem, SynthesisError};
use shoji_shielded::field::Base;

/// `D0` and `D1`, what the native lane and the lane of `A` have left over.
struct Lanes {
    native: Linear,
    other: Linear,
}

/// Nine constraints. No sum wraps: each has at most six values of 128 bits, the fee and the amount,
/// so at most 131 bits, well below `r`.
pub(super) fn balance<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    spent: &[&Note],
    created: &[&Note],
    asset: &Asset,
    public: &PublicInputs,
) -> Result<(), SynthesisError> {
    let mut lanes = Lanes {
        native: Linear::zero().minus(&public.fee),
        other: Linear::zero().minus(&public.v_pub),
    };
    let signed = spent.iter().map(|note| (note, Base::one()));
    for (note, sign) in signed.chain(created.iter().map(|note| (note, -Base::one()))) {
        let value = &note.value.linear;
        let other = multiply(cs, "value in the lane of A", value, note.is_other.linear())?;
        lanes.native = lanes.native.add_scaled(sign, &value.clone().minus(&other));
        lanes.other = lanes.other.add_scaled(sign, &other);
    }
    let zero = Linear::zero();
    let one = Linear::constant(Base::one());
    let total = lanes.other.plus(&lanes.native);
    enforce(cs, "B1: inputs pay for outputs", &total, &one, &zero);
    enforce(cs, "B2: each lane pays for itself", &lanes.native, &asset.beyond_native, &zero);
    let difference = public.asset_pub.clone().minus(&asset.linear);
    enforce(cs, "B3: public amount in A", &difference, &public.v_pub, &zero);
    Ok(())
}
