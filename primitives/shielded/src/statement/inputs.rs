//! The public inputs of the three circuits (docs/protocol §12.3 to §12.5).

use super::NOTES;
use crate::{
    asset::AssetId,
    field::{from_u128, Base},
};
use alloc::{vec, vec::Vec};

/// What a proof of what was received is verified for. The types say what verifiers make sure of;
/// beside that, `from <= to <= 2^40`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceivedStatement {
    /// `C`.
    pub commitment: Base,
    /// The root of the tree.
    pub root: Base,
    /// `p_from`: the first position that counts.
    pub from: u64,
    /// `p_to`: the first position that does not count any more.
    pub to: u64,
    /// The asset.
    pub asset: AssetId,
    /// `T`: the least sum.
    pub threshold: u128,
    /// What the statement is bound to.
    pub ctx: Base,
    /// The randomized key's coordinates.
    pub rk: (Base, Base),
}

impl ReceivedStatement {
    /// The public inputs, in their order.
    pub fn public_inputs(&self) -> Vec<Base> {
        vec![
            self.commitment,
            self.root,
            Base::from(self.from),
            Base::from(self.to),
            self.asset.to_base(),
            from_u128(self.threshold),
            self.ctx,
            self.rk.0,
            self.rk.1,
        ]
    }
}

/// What a proof of what is held is verified for, of `N` notes. On the wire there are [`NOTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldStatement<const N: usize = NOTES> {
    /// `C`.
    pub commitment: Base,
    /// The root of the tree.
    pub root: Base,
    /// The asset.
    pub asset: AssetId,
    /// `T`: the least sum.
    pub threshold: u128,
    /// A nullifier for each note, of padding too. Verifiers see to it that they are distinct and
    /// unspent.
    pub nullifiers: [Base; N],
    /// What the statement is bound to.
    pub ctx: Base,
    /// The randomized key's coordinates.
    pub rk: (Base, Base),
}

impl<const N: usize> HeldStatement<N> {
    /// The public inputs, in their order.
    pub fn public_inputs(&self) -> Vec<Base> {
        let mut inputs =
            vec![self.commitment, self.root, self.asset.to_base(), from_u128(self.threshold)];
        inputs.extend(self.nullifiers);
        inputs.extend([self.ctx, self.rk.0, self.rk.1]);
        inputs
    }
}

/// What a proof of what was paid is verified for; `from <= to <= 2^40`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidStatement {
    /// The owner that the address names.
    pub owner: Base,
    /// The root of the tree.
    pub root: Base,
    /// `p_from`: the first position that counts.
    pub from: u64,
    /// `p_to`: the first position that does not count any more.
    pub to: u64,
    /// The asset.
    pub asset: AssetId,
    /// `T`: the least value.
    pub threshold: u128,
    /// What the statement is bound to.
    pub ctx: Base,
}

impl PaidStatement {
    /// The public inputs, in their order.
    pub fn public_inputs(&self) -> Vec<Base> {
        vec![
            self.owner,
            self.root,
            Base::from(self.from),
            Base::from(self.to),
            self.asset.to_base(),
            from_u128(self.threshold),
            self.ctx,
        ]
    }
}
