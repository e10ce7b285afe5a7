//! Commands that prove something about notes without showing them.

use super::AssetName;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be proven.
#[derive(Debug, Subcommand)]
pub enum ProveCommand {
    /// That a scope received at least so much in some blocks. It is gross: payments to oneself count.
    #[command(
        after_help = "Example:\n  shoji prove received --scope 2026-Q4/sales --at-least 1000 --from-block 1000 --to-block 2000 --to 'Bank of Somewhere' --nonce 0x70a1 --out income.json"
    )]
    Received {
        /// The scope.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LABEL")]
        scope: String,
        /// What is proven, and to whom.
        #[command(flatten)]
        claim: Claim,
        /// The blocks.
        #[command(flatten)]
        blocks: BlockRange,
        /// The address of the scope that it is about [default: the scope's first].
        #[arg(long, value_name = "ADDRESS")]
        address: Option<String>,
    },
    /// That a scope held at least so much at the end of a block. The verifier sees nullifiers, and so when these notes are
    /// spent later.
    #[command(
        after_help = "Example:\n  shoji prove held --at-least 500 --to 'my landlord' --out funds.json"
    )]
    Held {
        /// The scope.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LABEL")]
        scope: String,
        /// What is proven, and to whom.
        #[command(flatten)]
        claim: Claim,
        /// The block [default: the latest final one].
        #[arg(long, value_name = "N")]
        at_block: Option<u32>,
        /// The address of the scope that it is about [default: the scope's first].
        #[arg(long, value_name = "ADDRESS")]
        address: Option<String>,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// That a payment to an address was of at least so much, without showing which it is, what it was, or who paid.
    #[command(
        after_help = "Example:\n  shoji prove paid 120-2 --at-least 40 --from-block 100 --to-block 200 --to 'the court' --out paid.json"
    )]
    Paid {
        /// The transaction: its bundle id as 'shoji history --json' shows it, or BLOCK-INDEX of its extrinsic.
        transaction: String,
        /// Which output, from 0. Only where the transaction has several payments.
        #[arg(long, value_name = "N")]
        output: Option<u8>,
        /// What is proven, and to whom.
        #[command(flatten)]
        claim: Claim,
        /// The blocks: the wider, the less they say about which payment it was.
        #[command(flatten)]
        blocks: BlockRange,
    },
    /// That at most so much left an audited account in some blocks: what others got, what was unshielded, and the fees. It
    /// is complete: every bundle of these blocks is in it. One proof covers twelve bundles, whosever they are, and takes
    /// seconds.
    #[command(
        after_help = "Example:\n  shoji prove outflow --at-most 5000 --from-block 1000 --to-block 2000 --to 'Bank of Somewhere' --nonce 0x70a1 --out outflow.json\n  shoji prove outflow --at-most 0 --asset USDX#7 --to 'our auditor'"
    )]
    Outflow {
        /// The scope by whose address the account is named.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LABEL")]
        scope: String,
        /// What is proven, and to whom.
        #[command(flatten)]
        bound: Bound,
        /// The blocks.
        #[command(flatten)]
        blocks: BlockRange,
        /// The address of the scope that names the account [default: the scope's first].
        #[arg(long, value_name = "ADDRESS")]
        address: Option<String>,
    },
}

/// What is proven of what left, and to whom.
#[derive(Debug, Args)]
pub struct Bound {
    /// The most that left; 0 for nothing.
    #[arg(long, value_name = "AMOUNT")]
    pub at_most: String,
    /// Which asset.
    #[command(flatten)]
    pub asset: AssetName,
    /// The verifier's name: they refuse what was made for somebody else.
    #[arg(long, value_name = "VERIFIER")]
    pub to: String,
    /// What the verifier asked for, so that nobody tells it an old statement again; at most 64 bytes.
    #[arg(long, value_name = "HEX")]
    pub nonce: Option<String>,
    /// File to write [default: standard output].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What is proven, and to whom.
#[derive(Debug, Args)]
pub struct Claim {
    /// The least amount.
    #[arg(long, value_name = "AMOUNT")]
    pub at_least: String,
    /// Which asset.
    #[command(flatten)]
    pub asset: AssetName,
    /// The verifier's name: they refuse what was made for somebody else.
    #[arg(long, value_name = "VERIFIER")]
    pub to: String,
    /// What the verifier asked for, so that nobody tells it an old statement again; at most 64 bytes.
    #[arg(long, value_name = "HEX")]
    pub nonce: Option<String>,
    /// File to write [default: standard output].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Some blocks.
#[derive(Clone, Copy, Debug, Args)]
pub struct BlockRange {
    /// The first block.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub from_block: u32,
    /// The last block [default: the latest final one].
    #[arg(long, value_name = "N")]
    pub to_block: Option<u32>,
}
