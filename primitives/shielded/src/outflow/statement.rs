//! The public inputs of one proof of an outflow statement (docs/protocol §13.4).

use super::PUBLIC_INPUTS;
use crate::{
    asset::AssetId,
    field::{from_u128, Base},
    poseidon::{hash, Domain},
};
use ff::Field;

/// The digest before the first bundle.
pub const START: Base = Base::ZERO;

/// `H_SUM(sum, blinding, ctx)`.
pub fn commit_sum(sum: &Base, blinding: &Base, ctx: &Base) -> Base {
    hash(Domain::OutflowSum, &[*sum, *blinding, *ctx])
}

/// The commitment to the sum before the first bundle, which hides nothing: sum 0, blinding 0.
pub fn first_sum(ctx: &Base) -> Base {
    commit_sum(&Base::ZERO, &Base::ZERO, ctx)
}

/// What a proof is verified for. The types say what verifiers make sure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutflowStatement {
    /// `C`: an address of the account.
    pub commitment: Base,
    /// The asset.
    pub asset: AssetId,
    /// `T`, in units of the asset.
    pub limit: u128,
    /// Whether this is the last proof, which shows the limit.
    pub last: bool,
    /// What the statement is made for.
    pub ctx: Base,
    /// The digest of the bundles before.
    pub digest_in: Base,
    /// The digest with those of this proof.
    pub digest_out: Base,
    /// The hidden sum of what left before.
    pub sum_in: Base,
    /// The hidden sum with what left here.
    pub sum_out: Base,
    /// The randomized key's coordinates.
    pub rk: (Base, Base),
}

impl OutflowStatement {
    /// The public inputs, in their order.
    pub fn public_inputs(&self) -> [Base; PUBLIC_INPUTS] {
        let (rk_u, rk_v) = self.rk;
        [
            self.commitment,
            self.asset.to_base(),
            from_u128(self.limit),
            Base::from(u64::from(self.last)),
            self.ctx,
            self.digest_in,
            self.digest_out,
            self.sum_in,
            self.sum_out,
            rk_u,
            rk_v,
        ]
    }
}
