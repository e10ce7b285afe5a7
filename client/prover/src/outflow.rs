//! Proofs of outflow statements: a sequence of proofs over the bundles of a range (docs/protocol §13).

use crate::{
    prover::{random, Proven},
    ParameterSet, ProveError, Prover,
};
use ff::Field;
use shoji_circuits::{
    outflow::{Claim, OutflowAccount, OutflowBundle, BUNDLES},
    OutflowCircuit, OutflowStatementError, OutflowWitness,
};
use shoji_shielded::{
    field::{to_bytes, Base},
    outflow::{is_at_most, BundleWords, OutflowChunk, START},
};

/// Outflows (docs/protocol §13.4).
pub enum Outflow {}

impl Proven for Outflow {
    const SET: ParameterSet = ParameterSet::Outflow;
}

/// A prover of outflows.
pub type OutflowProver = Prover<Outflow>;

/// What is to be proven of whom.
pub struct OutflowRequest<'a> {
    /// The account.
    pub account: &'a OutflowAccount,
    /// The statement.
    pub claim: &'a Claim,
    /// All bundles of the range, in the order of the chain; those that are not the account's without a
    /// claim ([`OutflowBundle::foreign`]).
    pub bundles: &'a [OutflowBundle],
}

impl OutflowRequest<'_> {
    /// The witness of each proof, in their order, with fresh blindings.
    fn witnesses(&self) -> Result<Vec<OutflowWitness>, ProveError> {
        let count = self.bundles.len().div_ceil(BUNDLES).max(1);
        let mut witnesses = Vec::<OutflowWitness>::with_capacity(count);
        let (mut sum_in, mut blinding_in) = (Base::ZERO, Base::ZERO);
        for chunk in 0..count {
            let start = chunk * BUNDLES;
            let end = self.bundles.len().min(start + BUNDLES);
            let mut bundles = self.bundles[start..end].to_vec();
            bundles.resize(BUNDLES, OutflowBundle::foreign(BundleWords::PADDING));
            let account = self.account.clone();
            let blinding_out = random()?;
            let witness = OutflowWitness { account, sum_in, blinding_in, blinding_out, bundles };
            (sum_in, blinding_in) = (witness.sum_out(self.claim.asset), blinding_out);
            witnesses.push(witness);
        }
        Ok(witnesses)
    }

    /// What left the account with these bundles, by their claims. It may exceed 128 bits.
    pub fn sum(&self) -> Base {
        let whole = OutflowWitness {
            account: self.account.clone(),
            sum_in: Base::ZERO,
            blinding_in: Base::ZERO,
            blinding_out: Base::ZERO,
            bundles: self.bundles.to_vec(),
        };
        whole.sum_out(self.claim.asset)
    }
}

impl OutflowProver {
    /// Proves that what left the account with the bundles of a range is at most the limit: one proof for
    /// each [`BUNDLES`] bundles, the last padded, and one for none. Every condition is checked before the
    /// first proof is made, and each proof before it is kept. `progress` is told how many proofs are
    /// made, of how many.
    pub fn prove(
        &self,
        request: &OutflowRequest<'_>,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<OutflowChunk>, ProveError> {
        if !is_at_most(&request.sum(), request.claim.limit) {
            let count = request.bundles.len().div_ceil(BUNDLES).max(1);
            let source = OutflowStatementError::AboveLimit;
            return Err(ProveError::OutflowStatement { chunk: count - 1, source });
        }
        let witnesses = request.witnesses()?;
        let count = witnesses.len();
        let mut statements = Vec::with_capacity(count);
        let mut digest_in = START;
        for (chunk, witness) in witnesses.iter().enumerate() {
            let statement = witness.statement(request.claim, digest_in, chunk + 1 == count);
            let checked = witness.check(&statement);
            checked.map_err(|source| ProveError::OutflowStatement { chunk, source })?;
            digest_in = statement.digest_out;
            statements.push(statement);
        }
        let mut chunks = Vec::with_capacity(count);
        for (witness, statement) in witnesses.into_iter().zip(statements) {
            progress(chunks.len(), count);
            let circuit = OutflowCircuit::new(witness, statement);
            let proof = self.create(circuit, &statement.public_inputs())?;
            chunks.push(OutflowChunk { sum: to_bytes(&statement.sum_out), proof });
        }
        progress(count, count);
        Ok(chunks)
    }
}
