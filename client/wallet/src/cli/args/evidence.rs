//! Commands about proofs of payments.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Commands about documents that others can check.
#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    /// Show a payment to somebody, with proof.
    #[command(subcommand)]
    Disclose(DiscloseCommand),
    /// Check a disclosure or a report against block headers.
    #[command(
        after_help = "Example:\n  shoji verify payment.json --as 'Bank of Somewhere' --nonce 0x70a1\n  shoji verify payment.json --headers headers.txt --block-hash 0x8d0c..."
    )]
    Verify(Verify),
    /// Write what a scope received, spent and paid to others to files, with proof.
    #[command(
        after_help = "Example:\n  shoji report --scope 2026-Q4/payroll --out q4\n  shoji report --from-block 1000 --to-block 2000 --with-viewing-key --out period"
    )]
    Report {
        /// The scope.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LABEL")]
        scope: String,
        /// First block of the period.
        #[arg(long, default_value_t = 0, value_name = "N")]
        from_block: u32,
        /// Last block of the period [default: the latest final one].
        #[arg(long, value_name = "N")]
        to_block: Option<u32>,
        /// Show the scope's viewing key in the report, so that a verifier sees that nothing is left out. It shows
        /// the scope's future as well, and cannot be taken back.
        #[arg(long)]
        with_viewing_key: bool,
        /// Directory to write report.json, report.csv and report.html to.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Write the headers of final blocks to a file, for verifiers without a node.
    #[command(
        after_help = "Example:\n  shoji headers --out headers.txt\n  shoji headers --out part.txt --from 4000 --to 5000"
    )]
    Headers {
        /// File to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// First block.
        #[arg(long, default_value_t = 0, value_name = "N")]
        from: u32,
        /// Last block [default: the latest final one].
        #[arg(long, value_name = "N")]
        to: Option<u32>,
    },
}

/// Commands that show something to somebody.
#[derive(Debug, Subcommand)]
pub enum DiscloseCommand {
    /// Show one payment to one verifier, who can check it against block headers.
    #[command(
        after_help = "Example:\n  shoji disclose payment 0x5c1e... --to 'Bank of Somewhere' --nonce 0x70a1 --out payment.json\n  shoji disclose payment 120-2 --output 1 --to 'my accountant'"
    )]
    Payment {
        /// The transaction: its bundle id as 'shoji history --json' shows it, or BLOCK-INDEX of its extrinsic.
        transaction: String,
        /// Which output, from 0. Only where the transaction has several payments, or for change.
        #[arg(long, value_name = "N")]
        output: Option<u8>,
        /// The verifier's name: they refuse what was made for somebody else.
        #[arg(long, value_name = "VERIFIER")]
        to: String,
        /// What the verifier wants to have signed, at most 64 bytes.
        #[arg(long, value_name = "HEX")]
        nonce: Option<String>,
        /// As whom [default: as the sender where this wallet paid, else as the recipient].
        #[arg(long = "as", value_enum, value_name = "ROLE")]
        role: Option<RoleName>,
        /// File to write [default: standard output].
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Who discloses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Whoever paid.
    Sender,
    /// Whoever was paid.
    Recipient,
}

/// What a document is checked against.
#[derive(Debug, Args)]
pub struct Verify {
    /// The document: a disclosure, a statement or a report.
    pub file: PathBuf,
    /// File of block headers, made by 'shoji headers'; no node is asked then, but for the blocks of an outflow statement, which
    /// must be those of the headers.
    #[arg(long, value_name = "FILE")]
    pub headers: Option<PathBuf>,
    /// Hash of a block that you trust: the last one of the headers.
    #[arg(long, value_name = "HASH")]
    pub block_hash: Option<String>,
    /// The verifier's name that a disclosure must have been made for.
    #[arg(long = "as", value_name = "VERIFIER")]
    pub verifier: Option<String>,
    /// For a statement: the chain is for development, and anybody can forge its proofs. Without this none is verified, since
    /// neither headers nor a node show what kind of chain it is.
    #[arg(long)]
    pub development: bool,
    /// The nonce that a disclosure must have been made for.
    #[arg(long, value_name = "HEX")]
    pub nonce: Option<String>,
}
