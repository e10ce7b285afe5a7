//! Checking an outflow statement as the verifier that it is for (docs/protocol §13.7).

use super::super::blocks::pool_calls;
use super::super::verify::digest;
use super::super::{nonce_word, verifier_word};
use super::file::block_before;
use super::{words_of, OutflowFile};
use crate::disclosure::check_addressee;
use crate::error::WalletError;
use crate::evidence::{Checked, KnownBlocks, PoolCall};
use crate::node::WholeBlocks;
use shoji_proofs::{Proof, VerifyingKey, OUTFLOW_CIRCUIT};
use shoji_shielded::bundle::{OUTPUTS, PROOF_LEN};
use shoji_shielded::field::Base;
use shoji_shielded::outflow::{Outflow, OutflowDefect, PUBLIC_INPUTS};

/// A statement that holds.
#[derive(Clone, Debug)]
pub struct OutflowShown {
    /// What it says.
    pub outflow: Outflow,
    /// Number and hash of the last block that it is about.
    pub last: (u32, [u8; 32]),
    /// How many bundles the blocks have, of whomever: all of them are in the statement.
    pub bundles: usize,
    /// Whether the chain's genesis was compared: with what the verifier knows, or with the parent of block 1.
    pub genesis_compared: bool,
}

/// What the headers of a file say of its blocks, once they are those of the chain.
struct Judged {
    last: [u8; 32],
    /// Hash of the block before the first, where its header is in the file.
    before: Option<[u8; 32]>,
    /// Outputs that the blocks appended to the tree.
    appended: u64,
}

fn refused(what: impl core::fmt::Display) -> WalletError {
    WalletError::Evidence(format!("the statement does not hold: {what}"))
}

impl OutflowFile {
    /// Checks everything: format, verifier and nonce, chain and blocks, signature, and the proofs against every bundle of
    /// the blocks. Those are read whole from `node`, and hang on the hash of the last block, which `known` says. `key`
    /// gives the verifying key of a circuit and version; `progress` is told which block is read, of which.
    ///
    /// # Errors
    /// [`WalletError::Evidence`] with what does not hold; [`WalletError::Node`].
    pub async fn check(
        &self,
        node: &impl WholeBlocks,
        known: &KnownBlocks,
        (verifier, nonce): (Option<&str>, Option<&[u8]>),
        key: impl Fn(u16, u16) -> Checked<VerifyingKey>,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<OutflowShown, WalletError> {
        let outflow = self.outflow().map_err(refused)?;
        self.check_verifier(&outflow, verifier, nonce).map_err(refused)?;
        let genesis = self.genesis().map_err(refused)?;
        known.check_genesis(&genesis).map_err(refused)?;
        let judged = self.judge(&outflow, known).map_err(refused)?;
        // What costs nothing before anything is read.
        outflow.first_statement(&genesis).map_err(|defect| refused(describe(defect)))?;
        if !outflow.is_signed(&genesis) {
            return Err(refused(describe(OutflowDefect::Signature)));
        }
        let key = key(OUTFLOW_CIRCUIT, outflow.circuit_version).map_err(refused)?;

        let mut words = Vec::new();
        let mut each = |block: u32, call: PoolCall| {
            words.push(words_of(block, &call)?);
            Ok(())
        };
        let (from, to) = (outflow.from, outflow.to);
        let ends = pool_calls(node, &(from..=to), progress, &mut each).await?;
        if ends.last != judged.last {
            return Err(WalletError::Evidence(format!(
                "the node has another block {to}: its blocks say nothing about the statement"
            )));
        }
        if judged.before.is_some_and(|before| before != ends.before) {
            return Err(refused("the blocks do not follow the block before them"));
        }
        let block_0 = match from {
            0 => Some(ends.first),
            1 => Some(ends.before),
            _ => None,
        };
        if block_0.is_some_and(|hash| hash != genesis) {
            return Err(refused("the chain has another genesis"));
        }
        if judged.appended != (words.len() as u64).saturating_mul(OUTPUTS as u64) {
            return Err(refused("the tree did not grow by the outputs of the blocks' bundles"));
        }
        let bundles = words.len();
        let verifies = |inputs: &[Base; PUBLIC_INPUTS], proof: &[u8; PROOF_LEN]| {
            shoji_proofs::verify(&key, inputs, &Proof(*proof)).is_ok()
        };
        let verified = outflow.verify(&genesis, words, verifies);
        verified.map_err(|defect| refused(describe(defect)))?;
        let genesis_compared = known.genesis.is_some() || block_0.is_some();
        Ok(OutflowShown { outflow, last: (to, judged.last), bundles, genesis_compared })
    }

    /// The names in the file are those that are bound, and the ones that the verifier expects.
    fn check_verifier(
        &self,
        outflow: &Outflow,
        verifier: Option<&str>,
        nonce: Option<&[u8]>,
    ) -> Checked<()> {
        check_addressee(&self.verifier, &self.nonce.0).map_err(|error| error.to_string())?;
        if outflow.verifier != verifier_word(&self.verifier) {
            return Err("it is not bound to the verifier that the file names".into());
        }
        if outflow.nonce != nonce_word(&self.nonce.0) {
            return Err("it is not bound to the nonce that the file names".into());
        }
        if verifier.is_some_and(|expected| expected != self.verifier) {
            return Err("it was made for another verifier".into());
        }
        match nonce.is_some_and(|expected| expected != self.nonce.0) {
            true => Err("it was made for another nonce".into()),
            false => Ok(()),
        }
    }

    /// The headers are those of the statement's blocks, and of blocks that the verifier knows.
    fn judge(&self, outflow: &Outflow, known: &KnownBlocks) -> Checked<Judged> {
        if outflow.from > outflow.to {
            return Err(describe(OutflowDefect::Range));
        }
        let before = match (&self.before, block_before(outflow.from)) {
            (Some(header), Some(number)) => Some(digest(header, number, known)?),
            (None, None) => None,
            (Some(_), None) => return Err("there is a header too many".into()),
            (None, Some(number)) => return Err(format!("the header of block {number} is missing")),
        };
        let (digest, last) = digest(&self.last, outflow.to, known)?;
        let begun = before.as_ref().map_or(0, |(before, _)| before.next_position);
        let appended = digest.next_position.checked_sub(begun);
        let appended = appended.ok_or("the tree is smaller after the blocks than before them")?;
        Ok(Judged { last, before: before.map(|(_, hash)| hash), appended })
    }
}

/// What is wrong, for people.
fn describe(defect: OutflowDefect) -> String {
    match defect {
        OutflowDefect::Version => "its version is not one that this version of shoji knows".into(),
        OutflowDefect::Range => "its last block is before its first".into(),
        OutflowDefect::Asset => "its asset is none".into(),
        OutflowDefect::Subject => "its address is none".into(),
        OutflowDefect::RandomizedKey => "its key is none".into(),
        OutflowDefect::Signature => {
            "the signature does not verify: whoever made it cannot spend, or it was changed".into()
        }
        OutflowDefect::BundlesNotCovered => {
            "the blocks have more bundles than its proofs cover".into()
        }
        OutflowDefect::SpareProof => "it has more proofs than the bundles of its blocks take".into(),
        OutflowDefect::Sum { chunk } => format!("the sum of proof {} is none", chunk + 1),
        OutflowDefect::Proof { chunk } => format!(
            "proof {} does not verify for the bundles of the blocks: they are others, or more left the account",
            chunk + 1
        ),
    }
}
