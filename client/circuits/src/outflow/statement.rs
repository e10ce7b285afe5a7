//! The statement in plain Rust: the circuit's twin, from the formulas of docs/protocol §13.3 and §13.4.

use super::{Claim, OutflowStatement, OutflowWitness};
use crate::gadgets::point::edwards_d;
use ff::Field;
use jubjub::AffinePoint;
use shoji_shielded::{
    asset::AssetId,
    audit::{keystream, AuditKey},
    field::Base,
    outflow::{commit_sum, digest, is_at_most, left, OutflowRecord},
    point::{coordinates, generator},
    poseidon::{hash, Domain},
};
use thiserror::Error;

/// The condition of docs/protocol §13.4 that a witness fails under a statement. Those that the types
/// already guarantee (booleans) and those that define a value within (X2, X5, X8) cannot fail by
/// themselves: a false key gives another subject, a false value another sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OutflowStatementError {
    /// X1: `ak` is not on Jubjub.
    #[error("the spend validating key is not a point of Jubjub")]
    KeyNotOnCurve,
    /// X1: `[8] ak` is the identity.
    #[error("the spend validating key is of small order")]
    KeyOfSmallOrder,
    /// X1: `rk` is not `ak + [alpha] G`.
    #[error("the randomized key is not that of the account")]
    RandomizedKeyMismatch,
    /// X3: `C` is not the commitment to an address of the account.
    #[error("the address is not one of the audited account whose keys these are")]
    SubjectMismatch,
    /// X4: the bundles are not those of the digest.
    #[error("the bundles are not those of the range")]
    DigestMismatch,
    /// X6: a record of the account has a packed word above 250 bits.
    #[error("bundle {bundle} is a record of the account and cannot be read")]
    MalformedRecord {
        /// Which bundle of the proof, from 0.
        bundle: usize,
    },
    /// X7: an output is said to be the account's own and is not.
    #[error("output {output} of bundle {bundle} is not the account's own")]
    OutputNotOwn {
        /// Which bundle of the proof, from 0.
        bundle: usize,
        /// Which output, from 0.
        output: usize,
    },
    /// X9: the sum before is not the one that was hidden.
    #[error("the sum before these bundles is not the one that the proof before ends with")]
    SumBeforeMismatch,
    /// X9: the sum afterwards is not the one that is hidden.
    #[error("the sum after these bundles is another")]
    SumAfterMismatch,
    /// X10: more left than the limit.
    #[error("more left the account than the statement says")]
    AboveLimit,
}

impl OutflowWitness {
    /// The sum of what left with these bundles and those before: X5 to X8.
    pub fn sum_out(&self, asset: AssetId) -> Base {
        let key = self.account.audit_key();
        self.bundles.iter().fold(self.sum_in, |sum, bundle| {
            match OutflowRecord::read(&bundle.words, &key) {
                OutflowRecord::Own(record) => {
                    let own = bundle.own.map(|own| own.claimed);
                    sum + left(&record, &own, bundle.words.shield, asset)
                }
                OutflowRecord::Foreign | OutflowRecord::Malformed => sum,
            }
        })
    }

    /// The statement, after bundles with the digest `digest_in`, that is true of this witness if its key is on the curve, its claims are true and
    /// the sum is not above the limit; [`OutflowWitness::check`] says whether it is.
    pub fn statement(&self, claim: &Claim, digest_in: Base, last: bool) -> OutflowStatement {
        let Claim { asset, limit, ctx } = *claim;
        let account = &self.account;
        let d = account.d.to_base();
        let owner = self.owner(account.nk, d);
        let ((pk_u, pk_v), (g_u, g_v)) = (account.pk_d, account.g_d);
        let address = [d, owner, pk_u, pk_v, g_u, g_v, account.r];
        OutflowStatement {
            commitment: hash(Domain::GrantAddress, &address),
            asset,
            limit,
            last,
            ctx,
            digest_in,
            digest_out: digest(digest_in, self.bundles.iter().map(|bundle| &bundle.words)),
            sum_in: commit_sum(&self.sum_in, &self.blinding_in, &ctx),
            sum_out: commit_sum(&self.sum_out(asset), &self.blinding_out, &ctx),
            rk: coordinates(&(account.ak.to_extended() + generator() * account.alpha)),
        }
    }

    /// Whether this witness makes the statement true: exactly when the circuit is satisfied.
    pub fn check(&self, statement: &OutflowStatement) -> Result<(), OutflowStatementError> {
        use OutflowStatementError::{
            AboveLimit, DigestMismatch, KeyNotOnCurve, KeyOfSmallOrder, RandomizedKeyMismatch,
            SubjectMismatch, SumAfterMismatch, SumBeforeMismatch,
        };
        let require = |holds, error| if holds { Ok(()) } else { Err(error) };
        require(is_on_curve(&self.account.ak), KeyNotOnCurve)?;
        require(!bool::from(AffinePoint::is_small_order(&self.account.ak)), KeyOfSmallOrder)?;
        let OutflowStatement { asset, limit, last, ctx, digest_in, .. } = *statement;
        let own = self.statement(&Claim { asset, limit, ctx }, digest_in, last);
        require(own.rk == statement.rk, RandomizedKeyMismatch)?;
        require(own.commitment == statement.commitment, SubjectMismatch)?;
        require(own.digest_out == statement.digest_out, DigestMismatch)?;
        self.check_claims()?;
        require(own.sum_in == statement.sum_in, SumBeforeMismatch)?;
        require(own.sum_out == statement.sum_out, SumAfterMismatch)?;
        require(!last || is_at_most(&self.sum_out(asset), limit), AboveLimit)
    }

    /// X6 and X7.
    fn check_claims(&self) -> Result<(), OutflowStatementError> {
        let key: AuditKey = self.account.audit_key();
        for (number, bundle) in self.bundles.iter().enumerate() {
            let record = OutflowRecord::read(&bundle.words, &key);
            if record == OutflowRecord::Malformed {
                return Err(OutflowStatementError::MalformedRecord { bundle: number });
            }
            for (output, own) in bundle.own.iter().enumerate() {
                let owner = self.stated_owner(number, output, &key);
                if own.claimed && self.owner(own.nk, own.d.to_base()) != owner {
                    return Err(OutflowStatementError::OutputNotOwn { bundle: number, output });
                }
            }
        }
        Ok(())
    }

    /// `m4 .. m6` of a bundle, which are owners where the bundle is a record of the account.
    fn stated_owner(&self, bundle: usize, output: usize, key: &AuditKey) -> Base {
        let words = &self.bundles[bundle].words;
        let stream = keystream(key, &words.nullifiers, &words.commitments);
        words.audit_words[4 + output] - stream[4 + output]
    }

    /// `H_OWNER(H_IVK(ak.u, ak.v, nk, audit), d)`.
    fn owner(&self, nk: Base, d: Base) -> Base {
        let (u, v) = (self.account.ak.get_u(), self.account.ak.get_v());
        let ivk = hash(Domain::Ivk, &[u, v, nk, self.account.audit()]);
        hash(Domain::Owner, &[ivk, d])
    }
}

fn is_on_curve(point: &AffinePoint) -> bool {
    let (u2, v2) = (point.get_u().square(), point.get_v().square());
    v2 - u2 == Base::ONE + edwards_d() * u2 * v2
}
