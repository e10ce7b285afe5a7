//! What left with a bundle: condition X8 of docs/protocol §13.4.

use crate::gadgets::{linear::multiply, zero::is_zero, Bit, Linear};
use bellman::{ConstraintSystem, SynthesisError};
use shoji_shielded::{asset::AssetId, field::Base};

/// Notes on each side of a bundle.
const NOTES: usize = 3;

/// The asset that the statement is about.
pub(super) struct Target {
    asset: Linear,
    /// Whether it is NATIVE.
    is_native: Linear,
}

impl Target {
    /// Two constraints.
    pub(super) fn new<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        asset: Linear,
    ) -> Result<Self, SynthesisError> {
        let beyond_native = asset.clone().plus_constant(-AssetId::NATIVE.to_base());
        let is_native = is_zero(cs, ["native", "not native"], &beyond_native)?;
        Ok(Self { asset, is_native })
    }
}

/// What a bundle says, if it is a record.
pub(super) struct Record<'a> {
    /// Whether it is one.
    pub(super) hit: Linear,
    /// Three inputs, three outputs.
    pub(super) values: Vec<Linear>,
    pub(super) fee: Linear,
    /// The selectors, in the order of the values.
    pub(super) is_other: &'a [Bit],
    /// Which outputs are the account's own.
    pub(super) own: &'a [Bit],
    /// The bundle's other asset.
    pub(super) asset: &'a Linear,
    pub(super) shield: &'a Linear,
}

/// What left of one lane: notes that are native, or of the bundle's other asset.
struct Lane {
    /// Inputs minus outputs.
    beyond: Linear,
    /// Outputs that are not own.
    to_others: Linear,
    /// The fee, in the lane that pays it.
    fee: Linear,
}

impl Lane {
    fn new(fee: Linear) -> Self {
        Self { beyond: Linear::zero(), to_others: Linear::zero(), fee }
    }

    /// What left: one constraint. Of a shield the fee counts in place of inputs minus outputs.
    fn left<CS: ConstraintSystem<Base>>(
        self,
        cs: &mut CS,
        shield: &Linear,
    ) -> Result<Linear, SynthesisError> {
        let instead = self.fee.minus(&self.beyond);
        let replaced = multiply(cs, "a shield's fee instead", shield, &instead)?;
        Ok(self.to_others.plus(&self.beyond).plus(&replaced))
    }
}

/// What left of the target asset, 0 where the bundle is no record: 20 constraints.
///
/// A native note is of the asset if that is NATIVE, another note if it is the bundle's other asset; where
/// both are NATIVE all notes are.
pub(super) fn left<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    record: &Record,
    target: &Target,
) -> Result<Linear, SynthesisError> {
    let mut native = Lane::new(record.fee.clone());
    let mut other = Lane::new(Linear::zero());
    for (note, (value, is_other)) in record.values.iter().zip(record.is_other).enumerate() {
        let in_other = multiply(cs, "value in the other lane", is_other.linear(), value)?;
        let in_native = value.clone().minus(&in_other);
        let own = note.checked_sub(NOTES).map(|output| &record.own[output]);
        for (lane, value) in [(&mut native, in_native), (&mut other, in_other)] {
            let Some(own) = own else {
                lane.beyond = lane.beyond.clone().plus(&value);
                continue;
            };
            let kept = multiply(cs, "value of an own output", own.linear(), &value)?;
            lane.beyond = lane.beyond.clone().minus(&value);
            lane.to_others = lane.to_others.clone().plus(&value).minus(&kept);
        }
    }
    let native = native.left(cs, record.shield)?;
    let other = other.left(cs, record.shield)?;

    let difference = record.asset.clone().minus(&target.asset);
    let is_target = is_zero(cs, ["the bundle's asset", "another asset"], &difference)?;
    let native_counts = multiply(cs, "native notes count", &record.hit, &target.is_native)?;
    let other_counts = multiply(cs, "other notes count", &record.hit, &is_target)?;
    let native = multiply(cs, "left of native", &native_counts, &native)?;
    let other = multiply(cs, "left of the other", &other_counts, &other)?;
    Ok(native.plus(&other))
}
