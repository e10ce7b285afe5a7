//! Checking a report against known blocks, row by row (docs/protocol §15.3).

use super::proven::{check_nullifier, check_owner, check_receipt, check_spend, Bundles};
use super::{sums, totals, Receipt, Report, Sum, FORMAT, FULL, INCOMING};
use crate::evidence::{check_format, read_header, Checked, Inclusion, KnownBlocks};
use crate::keys::ViewingKey;
use shoji_shielded::address::Network;
use shoji_shielded::digest::PoolDigest;
use std::collections::{BTreeMap, BTreeSet};

/// What became of the check of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What holds.
    pub checked: Vec<String>,
    /// What nobody can tell from this report.
    pub unknown: Vec<String>,
    /// What does not hold.
    pub failed: Vec<String>,
    /// What each transaction that spends moved of each asset, where all rows hold.
    pub sums: Vec<Sum>,
}

impl Verdict {
    /// Whether everything that can be checked holds.
    pub fn holds(&self) -> bool {
        self.failed.is_empty()
    }

    /// Adds what [`super::completeness`] found.
    pub fn settle(&mut self, differences: Vec<String>) {
        if differences.is_empty() {
            self.unknown
                .retain(|what| ![LEFT_OUT, WHOSE_RECEIPTS, WHOSE_PAYMENTS].contains(&&**what));
            self.checked
                .push("Nothing is left out: the chain was read again with the viewing key.".into());
        }
        self.failed.extend(differences);
    }

    fn judge(&mut self, what: &str, judged: Checked<()>) {
        match judged {
            Ok(()) => self.checked.push(what.into()),
            Err(failed) => self.failed.push(failed),
        }
    }
}

/// What only [`super::completeness`] can tell.
const LEFT_OUT: &str = "Whether rows were left out together with their part of the totals: that takes the viewing key and a node.";
/// What no key of the scope tells.
const ELSEWHERE: &str = "What became of the units that went in outputs without a row, such as moves to other scopes of the owner and payments without an outgoing view.";
/// What the viewing key tells, shown with the report or used for [`super::completeness`].
const WHOSE_RECEIPTS: &str = "Whether all receipts are of one scope, and which of them are change: that takes the viewing key.";
const WHOSE_PAYMENTS: &str = "Whether the payments were the scope's, and whether payments were left out: that takes the viewing key.";

impl Report {
    /// Checks everything that headers can tell. Whether rows were left out they cannot: see
    /// [`super::completeness`].
    pub fn check(&self, known: &KnownBlocks) -> Verdict {
        let mut verdict = Verdict::default();
        verdict.judge("The document is a report of this version.", self.check_form());
        let genesis = self.genesis.array::<32>("the genesis");
        let chain =
            genesis.as_ref().map_err(Clone::clone).map(|genesis| known.check_genesis(genesis));
        verdict.judge("It is about the chain of the headers.", chain.and_then(|checked| checked));
        let digest = match self.check_period(known) {
            Ok(digest) => digest,
            Err(what) => {
                verdict.failed.push(what);
                return verdict;
            }
        };
        verdict.checked.push(format!("Blocks {} to {} are on the chain.", self.from, self.to));
        let bundles = match genesis.and_then(|genesis| self.check_blocks(&genesis, known)) {
            Ok(bundles) => bundles,
            Err(what) => {
                verdict.failed.push(what);
                return verdict;
            }
        };
        verdict.checked.push(format!(
            "All {} transactions are on the chain and took effect, in these blocks.",
            bundles.len()
        ));
        let key = self.key();
        let kind = key
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|key| self.check_kind(key.as_ref().map(|(key, _)| key)));
        verdict.judge("Its kind is that of its rows and its key.", kind);
        let key = key.ok().flatten();
        let network = self.check_receipts(&mut verdict, &bundles, &digest, &key);
        self.check_spends(&mut verdict, &bundles, &key);
        self.check_payments(&mut verdict, &bundles, &key, network);
        verdict
            .judge("Every block and transaction in it belongs to a row.", self.check_use(&bundles));
        let sums = totals::totals(self).and_then(|totals| match totals == self.totals {
            true => Ok(()),
            false => Err("the totals are not those of the rows".into()),
        });
        verdict.judge("Every sum and count is that of the rows.", sums);
        if verdict.holds() && self.kind == FULL {
            self.check_sums(&mut verdict, &bundles);
        }
        verdict.unknown = self.unknown(&verdict.sums);
        verdict
    }

    /// The viewing key that is shown with the report, and the kind of chain that it is for.
    pub(super) fn key(&self) -> Checked<Option<(ViewingKey, Network)>> {
        let Some(text) = &self.viewing_key else { return Ok(None) };
        let read = ViewingKey::parse(text).map_err(|error| format!("the viewing key: {error}"))?;
        // One text for a key.
        match *read.0.encode(read.1) == *text {
            true => Ok(Some(read)),
            false => Err("the viewing key is not written as keys are".into()),
        }
    }

    fn check_form(&self) -> Checked<()> {
        check_format(&self.format, FORMAT)?;
        match [INCOMING, FULL].contains(&self.kind.as_str()) {
            true => Ok(()),
            false => Err(format!("the report's kind is '{}', not incoming or full", self.kind)),
        }
    }

    /// First and last block; returns what the last one says of the pool.
    fn check_period(&self, known: &KnownBlocks) -> Checked<PoolDigest> {
        if self.from > self.to {
            return Err(format!("there is no period from block {} to {}", self.from, self.to));
        }
        let mut last = None;
        for (number, header, name) in
            [(self.from, &self.first, "first"), (self.to, &self.last, "last")]
        {
            let (header, hash, digest) = read_header(&header.0)?;
            if header.number != number {
                return Err(format!(
                    "the {name} header is that of block {}, not of {number}",
                    header.number
                ));
            }
            known.check_block(number, &hash)?;
            last = Some(digest);
        }
        last.ok_or_else(|| "the report has no last header".into())
    }

    /// The bundles of the report by block and extrinsic, each proven.
    fn check_blocks(&self, genesis: &[u8; 32], known: &KnownBlocks) -> Checked<Bundles> {
        let (mut bundles, mut before) = (Bundles::new(), None);
        for block in &self.blocks {
            for transaction in &block.transactions {
                let (header, proof) = (block.header.clone(), transaction.proof.clone());
                let inclusion = Inclusion { header, index: transaction.index, proof };
                let included = inclusion.check(genesis)?;
                let at = (included.number, included.index);
                known.check_block(included.number, &included.hash)?;
                if before.is_some_and(|before| before >= at) {
                    return Err(format!(
                        "transaction {}-{} is out of order or there twice",
                        at.0, at.1
                    ));
                }
                before = Some(at);
                bundles.insert(at, included);
            }
            if block.transactions.is_empty() {
                return Err("a block without transactions is in the report".into());
            }
        }
        let numbers: BTreeSet<u32> = bundles.keys().map(|(number, _)| *number).collect();
        match numbers.len() == self.blocks.len() {
            true => Ok(bundles),
            false => Err("a block is in the report twice".into()),
        }
    }

    fn check_kind(&self, key: Option<&ViewingKey>) -> Checked<()> {
        if key.is_some_and(|key| key.kind() != self.kind) {
            return Err("the viewing key is of another kind than the report".into());
        }
        let internal = self.receipts.iter().any(|receipt| receipt.internal == Some(true));
        let more = internal || !self.spends.is_empty() || !self.payments.is_empty();
        match self.kind == INCOMING && more {
            true => Err("a report of receipts alone has change, spends or payments".into()),
            false => Ok(()),
        }
    }

    /// Checks every receipt. Returns the kind of chain that the addresses are written for.
    fn check_receipts(
        &self,
        verdict: &mut Verdict,
        bundles: &Bundles,
        digest: &PoolDigest,
        key: &Option<(ViewingKey, Network)>,
    ) -> Option<Network> {
        let spent: BTreeSet<u64> = self.spends.iter().map(|spend| spend.position.0).collect();
        let (mut before, mut network, failures) = (None, None, verdict.failed.len());
        for (row, receipt) in self.receipts.iter().enumerate() {
            let judged = check_receipt(receipt, bundles, digest).and_then(|opened| {
                if before.is_some_and(|before| before >= receipt.position.0) {
                    return Err("it is out of order or there twice".into());
                }
                before = Some(receipt.position.0);
                if *network.get_or_insert(opened.network) != opened.network {
                    return Err("its address is written for another kind of chain than the others".into());
                }
                let early = receipt.block < self.from;
                if early && !spent.contains(&receipt.position.0) || receipt.block > self.to {
                    return Err(format!("block {} is not in the period", receipt.block));
                }
                if early == receipt.internal.is_some() {
                    return Err("whether it is change is said of the receipts of the period, and of no other".into());
                }
                key.as_ref().map_or(Ok(()), |(key, network)| match *network == opened.network {
                    true => check_owner(receipt, &opened, key),
                    false => Err("its address is written for another kind of chain than the key".into()),
                })
            });
            if let Err(what) = judged {
                verdict.failed.push(format!(
                    "receipt {} (position {}): {what}",
                    row + 1,
                    receipt.position.0
                ));
            }
        }
        if verdict.failed.len() == failures {
            verdict.checked.push(format!(
                "All {} receipts: asset, amount, address and memo are what the output pays; it stands at its position in \
                 the tree of block {}; none is there twice.",
                self.receipts.len(),
                self.to
            ));
            if key.is_some() {
                verdict
                    .checked
                    .push("Every receipt is the viewing key's, change as change.".into());
            }
        }
        network
    }

    fn check_spends(
        &self,
        verdict: &mut Verdict,
        bundles: &Bundles,
        key: &Option<(ViewingKey, Network)>,
    ) {
        let by_position: BTreeMap<u64, &Receipt> =
            self.receipts.iter().map(|receipt| (receipt.position.0, receipt)).collect();
        let (mut before, mut positions, failures) = (None, BTreeSet::new(), verdict.failed.len());
        for (row, spend) in self.spends.iter().enumerate() {
            let receipt = by_position.get(&spend.position.0);
            let judged = check_spend(spend, receipt.copied(), bundles).and_then(|place| {
                let at = (spend.block, spend.extrinsic, place);
                if before.is_some_and(|before| before >= at) || !positions.insert(spend.position.0)
                {
                    return Err("it is out of order, or the note is spent twice".into());
                }
                before = Some(at);
                if !(self.from..=self.to).contains(&spend.block) {
                    return Err(format!("block {} is not in the period", spend.block));
                }
                match (key, receipt) {
                    (Some((ViewingKey::Full(key), _)), Some(receipt)) => {
                        check_nullifier(spend, receipt, key)
                    }
                    _ => Ok(()),
                }
            });
            if let Err(what) = judged {
                verdict.failed.push(format!(
                    "spend {} (position {}): {what}",
                    row + 1,
                    spend.position.0
                ));
            }
        }
        if verdict.failed.len() == failures && self.kind == FULL {
            verdict.checked.push(format!(
                "All {} spends: the nullifier is in the bundle, after the note's block; no note is spent twice.",
                self.spends.len()
            ));
            if key.is_some() {
                verdict
                    .checked
                    .push("Every nullifier is that of the note which the row names.".into());
            }
        }
    }

    /// Says what the sums of the transactions show.
    fn check_sums(&self, verdict: &mut Verdict, bundles: &Bundles) {
        let summed = sums::sums(self, bundles).and_then(|sums| Ok((sums::by_asset(&sums)?, sums)));
        match summed {
            Ok((lines, sums)) => {
                verdict.checked.push("Every transaction that spends balances, as far as its nullifiers and outputs have rows.".into());
                verdict.checked.extend(lines);
                verdict.sums = sums;
            }
            Err(what) => verdict.failed.push(what),
        }
    }

    fn check_use(&self, bundles: &Bundles) -> Checked<()> {
        let receipts = self.receipts.iter().map(|receipt| (receipt.block, receipt.extrinsic));
        let spends = self.spends.iter().map(|spend| (spend.block, spend.extrinsic));
        let used: BTreeSet<(u32, u32)> = receipts.chain(spends).collect();
        match bundles.keys().find(|at| !used.contains(at)) {
            Some((block, index)) => Err(format!("transaction {block}-{index} belongs to no row")),
            None => Ok(()),
        }
    }

    fn unknown(&self, sums: &[Sum]) -> Vec<String> {
        let mut unknown = vec![
            "Whose scope this is, and whether its owner has others.".to_string(),
            LEFT_OUT.to_string(),
        ];
        if self.viewing_key.is_none() {
            unknown.push(WHOSE_RECEIPTS.into());
            if self.kind == FULL {
                unknown.push(WHOSE_PAYMENTS.into());
                unknown.push("Which nullifier spends which note: that it was published is proven, that it is this note's takes the viewing key.".into());
            }
        }
        if sums.iter().any(|sum| sum.flow.elsewhere.0 > 0) {
            unknown.push(ELSEWHERE.into());
        }
        if self.kind == INCOMING {
            unknown.push("What became of the receipts: an incoming key sees no spends.".into());
        }
        unknown
    }
}
