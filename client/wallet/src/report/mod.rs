//! Reports: everything that one scope received, spent and paid in a period, with proof (docs/protocol §15).
//!
//! A report is made from a wallet's store, that of an owner or one that only watches, and holds the openings
//! and the inclusion proofs of its rows, so that each can be checked against block headers by somebody who has
//! neither the wallet nor its keys.

mod check;
mod complete;
mod html;
mod make;
mod paid;
mod proven;
mod rows;
mod sums;
mod table;
mod totals;

pub use check::Verdict;
pub use complete::completeness;
pub use html::html;
pub use make::{make, Ask};
pub use sums::{Flow, Sum};
pub use table::csv;

use crate::evidence::{Bytes, Checked, Decimal, Opening};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The format of the document, with its version.
pub const FORMAT: &str = "shoji-report-v2";
/// A report of receipts alone, and one of receipts, spends and payments.
const INCOMING: &str = "incoming";
const FULL: &str = "full";

/// A report as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Report {
    /// [`FORMAT`].
    pub format: String,
    /// Hash of the chain's block 0.
    pub genesis: Bytes,
    /// `incoming`: receipts at external addresses; `full`: change, spends and payments as well.
    pub kind: String,
    /// First block of the period.
    pub from: u32,
    /// Last block of the period, at whose root the notes are shown to be in the tree.
    pub to: u32,
    /// Header of the first block, SCALE.
    pub first: Bytes,
    /// Header of the last block.
    pub last: Bytes,
    /// The scope's viewing key, where its owner shows it with the report.
    #[serde(deserialize_with = "Option::deserialize")]
    pub viewing_key: Option<String>,
    /// The blocks of all rows, in order.
    pub blocks: Vec<ReportBlock>,
    /// Receipts, by position: those of the period, and earlier ones that were spent in it.
    pub receipts: Vec<Receipt>,
    /// Spends of the period, by block, extrinsic and place in the bundle.
    pub spends: Vec<Spend>,
    /// Payments of the period to others, by position: the outputs that the scope's outgoing key opens in the bundles
    /// of its spends, but for those that it received itself.
    pub payments: Vec<Payment>,
    /// Sums and counts of the period, by asset.
    pub totals: Vec<Total>,
}

/// A block and those of its pool calls that rows are about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportBlock {
    /// The header, SCALE.
    pub header: Bytes,
    /// The extrinsics, by index.
    pub transactions: Vec<ReportTransaction>,
}

/// An extrinsic in its block: the rest of an [`crate::evidence::Inclusion`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportTransaction {
    /// Index in the block.
    pub index: u32,
    /// Nodes of the trie.
    pub proof: Vec<Bytes>,
}

/// An output that the scope received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Its block.
    pub block: u32,
    /// Its extrinsic in the block.
    pub extrinsic: u32,
    /// Which output of the bundle, from 0.
    pub output: u8,
    /// Whether it is change: paid to the scope's internal address. Of a receipt of before the period, which no
    /// total counts, the report does not say.
    #[serde(deserialize_with = "Option::deserialize")]
    pub internal: Option<bool>,
    /// Its position in the tree.
    pub position: Decimal<u64>,
    /// `cm`.
    pub commitment: Bytes,
    /// What it pays.
    pub opening: Opening,
    /// Its path to the root of the report's last block: for each level, lowest first, the three siblings.
    pub path: Vec<Bytes>,
}

/// A note of the scope that was spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spend {
    /// The block that published the nullifier.
    pub block: u32,
    /// The extrinsic in the block.
    pub extrinsic: u32,
    /// The nullifier, as it stands in the bundle.
    pub nullifier: Bytes,
    /// Position of the note that was spent, which is among the receipts.
    pub position: Decimal<u64>,
}

/// An output by which the scope paid somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Its block.
    pub block: u32,
    /// Its extrinsic in the block, which spends a note of the scope.
    pub extrinsic: u32,
    /// Which output of the bundle, from 0.
    pub output: u8,
    /// Its position in the tree.
    pub position: Decimal<u64>,
    /// `cm`.
    pub commitment: Bytes,
    /// What it pays, and to which address.
    pub opening: Opening,
}

/// What moved of an asset in the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// Asset, as on the wire.
    pub asset: Decimal<u64>,
    /// Units received at external addresses.
    pub received: Decimal<u128>,
    /// In how many outputs.
    pub receipts: u32,
    /// Units that came back as change.
    pub change: Decimal<u128>,
    /// In how many outputs.
    pub changes: u32,
    /// Units of the notes that were spent.
    pub spent: Decimal<u128>,
    /// How many notes.
    pub spends: u32,
    /// Units paid to others.
    pub paid: Decimal<u128>,
    /// In how many outputs.
    pub payments: u32,
}

impl Report {
    /// Reads the document.
    ///
    /// # Errors
    /// Where it is not one, to the letter; one of another version is named.
    pub fn read(text: &str) -> Checked<Report> {
        #[derive(Deserialize)]
        struct Named {
            format: String,
        }
        serde_json::from_str(text).map_err(|error| {
            let named = serde_json::from_str::<Named>(text).ok();
            match named.filter(|named| named.format != FORMAT) {
                Some(Named { format }) => format!(
                    "the document's format is '{format}', and this wallet reads '{FORMAT}': have the report made again"
                ),
                None => format!("this is no report: {error}"),
            }
        })
    }

    /// The totals that follow from the rows.
    ///
    /// # Errors
    /// Where a spend has no receipt, or a sum has more than 128 bits.
    pub fn recount(&self) -> Checked<Vec<Total>> {
        totals::totals(self)
    }

    /// The blocks whose hashes a verifier needs.
    ///
    /// # Errors
    /// Where a header cannot be read.
    pub fn block_numbers(&self) -> Checked<BTreeSet<u32>> {
        let headers =
            self.blocks.iter().map(|block| &block.header).chain([&self.first, &self.last]);
        headers.map(|header| Ok(crate::evidence::read_header(&header.0)?.0.number)).collect()
    }
}
