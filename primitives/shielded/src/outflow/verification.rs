//! Verifying an outflow statement against the bundles of its blocks (docs/protocol §13.5).

use super::{
    digest, first_sum, BundleWords, Outflow, OutflowStatement, BUNDLES, PUBLIC_INPUTS, START,
    VERSION,
};
use crate::{
    asset::AssetId,
    bundle::PROOF_LEN,
    field::{self, Base},
    point::{self, coordinates},
};

/// What is wrong with a statement: one variant a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutflowDefect {
    /// The circuit version is not one that this code knows.
    Version,
    /// The last block is before the first.
    Range,
    /// The asset is none or not well formed.
    Asset,
    /// The stated address is none, or the commitment to a hidden one is not canonical.
    Subject,
    /// The randomized key is not canonical or of small order.
    RandomizedKey,
    /// The signature does not verify.
    Signature,
    /// The range has more bundles than the proofs cover.
    BundlesNotCovered,
    /// There are more proofs than the bundles of the range take.
    SpareProof,
    /// A hidden sum is not canonical.
    Sum {
        /// In which proof, from 0.
        chunk: usize,
    },
    /// A proof does not verify.
    Proof {
        /// Which proof, from 0.
        chunk: usize,
    },
}

/// The bundles as proofs cover them: [`BUNDLES`] at a time, the last padded; of no bundles, one of
/// padding.
pub fn chunks(
    bundles: impl IntoIterator<Item = BundleWords>,
) -> impl Iterator<Item = [BundleWords; BUNDLES]> {
    let mut bundles = bundles.into_iter().fuse().peekable();
    let mut is_first = true;
    core::iter::from_fn(move || {
        if bundles.peek().is_none() && !is_first {
            return None;
        }
        is_first = false;
        Some(core::array::from_fn(|_| bundles.next().unwrap_or(BundleWords::PADDING)))
    })
}

impl Outflow {
    /// Verifies the statement.
    ///
    /// `bundles` are **all** bundles, in the order of the chain, that took effect in the blocks from
    /// [`Outflow::from`] to [`Outflow::to`], both included, read from blocks that the caller knows to
    /// be the chain's: one that is left out, or invented, is nothing that anybody else will notice
    /// (docs/protocol §13.6). `proof_verifies` says whether a proof verifies for public inputs under
    /// the verifying key of [`super::CIRCUIT_ID`] and [`VERSION`]. The caller compares verifier, nonce,
    /// blocks, asset, limit and subject with what was asked for.
    pub fn verify(
        &self,
        genesis: &[u8; 32],
        bundles: impl IntoIterator<Item = BundleWords>,
        mut proof_verifies: impl FnMut(&[Base; PUBLIC_INPUTS], &[u8; PROOF_LEN]) -> bool,
    ) -> Result<(), OutflowDefect> {
        let require = |holds: bool, defect| if holds { Ok(()) } else { Err(defect) };
        let mut statement = self.first_statement(genesis)?;
        require(self.is_signed(genesis), OutflowDefect::Signature)?;
        let mut covered = chunks(bundles);
        for (number, chunk) in self.chunks.iter().enumerate() {
            let words = covered.next().ok_or(OutflowDefect::SpareProof)?;
            statement.last = number + 1 == self.chunks.len();
            statement.digest_out = digest(statement.digest_in, &words);
            statement.sum_out =
                field::from_bytes(&chunk.sum).ok_or(OutflowDefect::Sum { chunk: number })?;
            let verifies = proof_verifies(&statement.public_inputs(), &chunk.proof);
            require(verifies, OutflowDefect::Proof { chunk: number })?;
            statement.digest_in = statement.digest_out;
            statement.sum_in = statement.sum_out;
        }
        require(covered.next().is_none(), OutflowDefect::BundlesNotCovered)
    }

    /// What the first proof is verified for, but for what it ends with, which is what it begins with.
    pub fn first_statement(&self, genesis: &[u8; 32]) -> Result<OutflowStatement, OutflowDefect> {
        if self.circuit_version != VERSION {
            return Err(OutflowDefect::Version);
        }
        if self.from > self.to {
            return Err(OutflowDefect::Range);
        }
        let asset = AssetId::from_wire(self.asset).filter(|asset| !asset.is_none());
        let asset = asset.ok_or(OutflowDefect::Asset)?;
        let commitment = self.subject.commitment().map_err(|_| OutflowDefect::Subject)?;
        let rk = point::decode_not_small_order(&self.rk).ok_or(OutflowDefect::RandomizedKey)?;
        let ctx = self.context(genesis).to_base();
        Ok(OutflowStatement {
            commitment,
            asset,
            limit: self.limit,
            last: false,
            ctx,
            digest_in: START,
            digest_out: START,
            sum_in: first_sum(&ctx),
            sum_out: first_sum(&ctx),
            rk: coordinates(&rk),
        })
    }
}
