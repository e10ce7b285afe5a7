//! Checking a statement as the verifier that it is for (docs/protocol §12.7).

use super::blocks::pool_calls;
use super::{nonce_word, verifier_word, Kind, StatementFile};
use crate::error::WalletError;
use crate::evidence::{read_header, Bytes, Checked, KnownBlocks, PoolCall};
use crate::node::WholeBlocks;
use shoji_proofs::{Proof, VerifyingKey};
use shoji_shielded::digest::PoolDigest;
use shoji_shielded::field::Base;
use shoji_shielded::statement::Span;
use std::collections::BTreeSet;

/// A statement that holds.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What it says.
    pub kind: Kind,
    /// Number and hash of the last block that it is about.
    pub last: (u32, [u8; 32]),
    /// `StatementHash`.
    pub hash: [u8; 32],
}

impl StatementFile {
    /// Checks everything but whether nullifiers were spent: format, chain, blocks, verifier and nonce, signature and
    /// proof. `key` gives the verifying key of a circuit and version. All that failed is named.
    ///
    /// # Errors
    /// What does not hold, in words.
    pub fn check(
        &self,
        known: &KnownBlocks,
        verifier: Option<&str>,
        nonce: Option<&[u8]>,
        key: impl Fn(u16, u16) -> Checked<VerifyingKey>,
    ) -> Result<Shown, Vec<String>> {
        let kind = self.kind().map_err(|what| vec![what])?;
        let mut failed = Vec::new();
        if let Err(what) = self.check_verifier(&kind, verifier, nonce) {
            failed.push(what);
        }
        let shown = self.check_proven(kind, known, key);
        match (shown, failed.is_empty()) {
            (Ok(shown), true) => Ok(shown),
            (Ok(_), false) => Err(failed),
            (Err(what), _) => {
                failed.push(what);
                Err(failed)
            }
        }
    }

    /// The names in the file are those that are bound, and the ones that the verifier expects.
    fn check_verifier(
        &self,
        kind: &Kind,
        verifier: Option<&str>,
        nonce: Option<&[u8]>,
    ) -> Checked<()> {
        let (bound_verifier, bound_nonce) = kind.bound_to();
        if *bound_verifier != verifier_word(&self.verifier) {
            return Err("the statement is not bound to the verifier that the file names".into());
        }
        if *bound_nonce != nonce_word(&self.nonce.0) {
            return Err("the statement is not bound to the nonce that the file names".into());
        }
        if verifier.is_some_and(|expected| expected != self.verifier) {
            return Err("the statement was made for another verifier".into());
        }
        match nonce.is_some_and(|expected| expected != self.nonce.0) {
            true => Err("the statement was made for another nonce".into()),
            false => Ok(()),
        }
    }

    fn check_proven(
        &self,
        kind: Kind,
        known: &KnownBlocks,
        key: impl Fn(u16, u16) -> Checked<VerifyingKey>,
    ) -> Checked<Shown> {
        let genesis = self.genesis.array("the genesis hash")?;
        known.check_genesis(&genesis)?;
        let (first, last) = kind.blocks();
        let before = match (&self.before, kind.block_before()) {
            (Some(header), Some(number)) => Some(digest(header, number, known)?.0),
            (None, None) => None,
            (Some(_), None) => return Err("there is a header too many".into()),
            (None, Some(number)) => return Err(format!("the header of block {number} is missing")),
        };
        let (digest, hash) = digest(&self.last, last, known)?;
        let own = Span::new(first, before.as_ref(), last, &digest);
        let own = own.ok_or("the blocks of the statement are not in order")?;
        let (version, inputs, proof, is_signed) = inputs(&kind, &genesis, &own)?;
        if !is_signed {
            return Err("the signature does not verify: whoever made it cannot spend".into());
        }
        shoji_proofs::verify(&key(kind.circuit(), version)?, &inputs, &Proof(proof))
            .map_err(|_| "the proof does not verify")?;
        let stated = kind.hash(&genesis);
        Ok(Shown { kind, last: (last, hash), hash: stated })
    }
}

/// Version, public inputs, proof, and whether it is signed where it should be.
type Proven = (u16, Vec<Base>, [u8; 192], bool);

fn inputs(kind: &Kind, genesis: &[u8; 32], own: &Span) -> Checked<Proven> {
    let proven = match kind {
        Kind::Received(received) => {
            let signed = received.is_signed(genesis);
            let inputs = received.public_inputs(genesis, own);
            inputs.map(|inputs| (received.circuit_version, inputs, received.proof, signed))
        }
        Kind::Held(held) => {
            let signed = held.is_signed(genesis);
            let inputs = held.public_inputs(genesis, &own.root);
            inputs.map(|inputs| (held.circuit_version, inputs, held.proof, signed))
        }
        Kind::Paid(paid) => {
            let inputs = paid.public_inputs(genesis, own);
            inputs.map(|inputs| (paid.circuit_version, inputs, paid.proof, true))
        }
    };
    proven.map_err(|defect| defect.to_string())
}

/// What the header of block `number` says of the pool, and its hash, where it is a block that the verifier knows.
pub(super) fn digest(
    bytes: &Bytes,
    number: u32,
    known: &KnownBlocks,
) -> Checked<(PoolDigest, [u8; 32])> {
    let (header, hash, digest) = read_header(&bytes.0)?;
    if header.number != number {
        return Err(format!("the header of block {} stands where {number} is due", header.number));
    }
    known.check_block(number, &hash)?;
    Ok((digest, hash))
}

impl Shown {
    /// Whether the nullifiers of what is held still have to be looked for.
    pub fn shows_nullifiers(&self) -> bool {
        matches!(self.kind, Kind::Held(_))
    }

    /// Looks for the nullifiers of what is held in every block up to its own, which the node must have under the hash
    /// that was checked. Whole blocks are read, each checked against its header, so that all of it hangs on that hash
    /// (docs/protocol §14.1). `progress` is told how far it is.
    ///
    /// # Errors
    /// [`WalletError::Evidence`] where one of them was spent; [`WalletError::Node`].
    pub async fn check_unspent(
        &self,
        node: &impl WholeBlocks,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<(), WalletError> {
        let Kind::Held(held) = &self.kind else { return Ok(()) };
        let shown: BTreeSet<[u8; 32]> = held.nullifiers.into_iter().collect();
        let mut unspent = |block: u32, call: PoolCall| {
            let mut spent = call.bundle.nullifiers.iter();
            match spent.find(|nullifier| shown.contains(*nullifier)) {
                Some(nullifier) => Err(WalletError::Evidence(format!(
                    "the statement does not hold: nullifier 0x{} was spent in block {block}",
                    hex::encode(nullifier)
                ))),
                None => Ok(()),
            }
        };
        let ends = pool_calls(node, &(0..=held.height), progress, &mut unspent).await?;
        match ends.last == self.last.1 {
            true => Ok(()),
            false => Err(WalletError::Evidence(format!(
                "the node has another block {}: its nullifiers say nothing about the statement",
                held.height
            ))),
        }
    }
}
