//! Options and commands about viewing keys, grants and auditors.

use super::{Signer, Verify};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Commands about viewing keys.
#[derive(Debug, Subcommand)]
pub enum ViewkeyCommand {
    /// Print the viewing key of a scope, for somebody who shall see it.
    #[command(
        after_help = "Example:\n  shoji viewkey export --scope 2026-Q4/payroll --kind full\n  shoji viewkey export --kind incoming --yes --json"
    )]
    Export {
        /// The scope to show.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LABEL")]
        scope: String,
        /// What to show: receipts, or spends as well.
        #[arg(long, value_enum)]
        kind: ViewkeyKind,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Show a scope to an auditor: its viewing key, sealed to the auditor and proven to be true.
    #[command(
        after_help = "Example:\n  shoji viewkey grant --scope payroll --to //Charlie --kind full --valid-for 100000 --from //Bob --dry-run\n  shoji viewkey grant --scope payroll --to //Charlie --kind full --valid-for 100000 --from //Bob"
    )]
    Grant(Box<GrantWanted>),
    /// Submit a grant that its owner has written to a file, and pay for it. The payer is no part of the grant.
    #[command(
        after_help = "Example:\n  shoji viewkey submit grant.hex --from //Bob --wait finalized"
    )]
    Submit {
        /// The file.
        file: PathBuf,
        /// Who pays fee and deposit.
        #[command(flatten)]
        from: Signer,
        /// Return once the grant is in a block, or final.
        #[arg(long = "wait", value_enum, default_value_t = InBlock::Included, value_name = "WHAT")]
        until: InBlock,
    },
    /// List the grants of this wallet and where they stand.
    #[command(after_help = "Example:\n  shoji viewkey list\n  shoji viewkey list --search --json")]
    List {
        /// Show what the wallet knows, without asking the node.
        #[arg(long, conflicts_with = "search")]
        offline: bool,
        /// Look among the grants of all auditors, for those that a restored wallet has forgotten.
        #[arg(long)]
        search: bool,
    },
    /// End a grant: the chain says no more that it is in force. What was seen stays seen.
    #[command(
        after_help = "Example:\n  shoji viewkey revoke 3f9a\n  shoji viewkey revoke 3f9a --from //Bob"
    )]
    Revoke {
        /// Its id, or the beginning of it.
        grant: String,
        /// Who pays the fee [default: nobody, it comes out of the deposit].
        #[arg(long, value_name = "ACCOUNT")]
        from: Option<String>,
    },
}

/// What a viewing key shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ViewkeyKind {
    /// What the scope receives.
    Incoming,
    /// What it receives, spends and holds.
    Full,
}

/// What is granted, to whom, until when.
#[derive(Debug, Args)]
pub struct GrantWanted {
    /// The scope to show.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "LABEL")]
    pub scope: String,
    /// The auditor's account: SS58, or a development account such as //Charlie.
    #[arg(long, value_name = "AUDITOR")]
    pub to: String,
    /// What to show: receipts, or spends as well. A full grant of an audited account shows every spend of all its scopes.
    #[arg(long, value_enum)]
    pub kind: ViewkeyKind,
    /// An address of the scope that everybody shall see the grant to be about [default: one that is hidden from all but
    /// the auditor].
    #[arg(long, value_name = "ADDRESS")]
    pub address: Option<String>,
    /// Hide the address, be it the one given with --address.
    #[arg(long)]
    pub hide_address: bool,
    /// For how many blocks at least the grant is in force: its last is rounded up to a multiple of 1,024.
    #[arg(long, value_name = "BLOCKS", value_parser = clap::value_parser!(u32).range(1..=5_254_976))]
    pub valid_for: u32,
    /// The auditor's sealing key as the auditor told it to you. A node that names another is not believed.
    #[arg(long, value_name = "KEY")]
    pub auditor_key: Option<String>,
    /// Who pays fee and deposit, in public: a development account (//Alice), or where its secret URI is: file:PATH, env:NAME,
    /// or - for standard input. An account that people know shows who grants.
    #[arg(long, value_name = "ACCOUNT", required_unless_present_any = ["dry_run", "out"])]
    pub from: Option<String>,
    /// Write the grant to a file instead, for somebody else who pays and submits it with 'shoji viewkey submit'.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "dry_run"])]
    pub out: Option<PathBuf>,
    /// Show what the auditor will see, and send nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
    /// Return once the grant is in a block, or final.
    #[arg(long = "wait", value_enum, default_value_t = InBlock::Included, value_name = "WHAT")]
    pub until: InBlock,
}

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InBlock {
    /// A block of the best chain.
    Included,
    /// A finalized block.
    Finalized,
}

/// What an auditor says of itself.
#[derive(Debug, Args)]
pub struct Profile {
    /// Its name, at most 64 bytes.
    #[arg(long)]
    pub name: String,
    /// How to reach it, at most 128 bytes.
    #[arg(long)]
    pub contact: String,
    /// Where it says how it treats what it sees, at most 128 bytes.
    #[arg(long, value_name = "URI")]
    pub policy_uri: String,
    /// The document that is there; the register takes its hash.
    #[arg(long, value_name = "FILE")]
    pub policy_file: PathBuf,
}

/// Commands of auditors, and about them.
#[derive(Debug, Subcommand)]
pub enum AuditorCommand {
    /// Enter the register, with a sealing key of this wallet. 10 SHJ are held until the entry goes.
    #[command(
        after_help = "Example:\n  shoji auditor register --name 'Example Audit' --contact audit@example.org --policy-uri https://example.org/policy --policy-file policy.txt --from //Charlie"
    )]
    Register {
        /// What is said of it.
        #[command(flatten)]
        profile: Profile,
        /// The auditor's account.
        #[command(flatten)]
        from: Signer,
    },
    /// Change what the register says, all but the key.
    #[command(
        after_help = "Example:\n  shoji auditor update --name 'Example Audit' --contact desk@example.org --policy-uri https://example.org/policy --policy-file policy.txt --from //Charlie"
    )]
    Update {
        /// What is said of it.
        #[command(flatten)]
        profile: Profile,
        /// The auditor's account.
        #[command(flatten)]
        from: Signer,
    },
    /// Replace the sealing key by this wallet's next one. Grants for the one before are accepted for 14,400 more blocks.
    #[command(
        after_help = "Example:\n  shoji auditor rotate --from //Charlie\n  shoji auditor rotate --retire-now --from //Charlie"
    )]
    Rotate {
        /// Take no more grants for the key before: somebody else knows it. Proofs that were made for it are lost.
        #[arg(long)]
        retire_now: bool,
        /// The auditor's account.
        #[command(flatten)]
        from: Signer,
    },
    /// End a grant that this auditor does not want. Its payer gets the deposit back.
    #[command(after_help = "Example:\n  shoji auditor renounce 3f9a --from //Charlie")]
    Renounce {
        /// Its id, or the beginning of it.
        grant: String,
        /// The auditor's account.
        #[command(flatten)]
        from: Signer,
    },
    /// Take no more grants, and leave the register with the last that is in force.
    #[command(after_help = "Example:\n  shoji auditor deregister --from //Charlie")]
    Deregister {
        /// The auditor's account.
        #[command(flatten)]
        from: Signer,
    },
    /// Show an auditor's entry. Names are what the auditor wrote.
    #[command(
        after_help = "Example:\n  shoji auditor show //Charlie\n  shoji auditor show 5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y --json"
    )]
    Show {
        /// The account: SS58, or a development account.
        account: String,
    },
    /// List all auditors.
    #[command(after_help = "Example:\n  shoji auditor list")]
    List,
    /// List the grants for this auditor that are in force, and which were opened here.
    #[command(
        after_help = "Example:\n  shoji auditor grants\n  shoji auditor grants --account //Charlie --json"
    )]
    Grants {
        /// The auditor's account [default: the one this wallet has registered].
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<String>,
    },
    /// Open a grant, read the chain with it, and show what it shows.
    #[command(
        after_help = "Example:\n  shoji auditor open 0x3f9a...\n  shoji auditor open 3f9a --from //Charlie"
    )]
    Open {
        /// Its id, or the beginning of it.
        grant: String,
        /// The auditor's account [default: the one this wallet has registered].
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<String>,
        /// Acknowledge in public that it was opened, signed by the auditor's account.
        #[arg(long, value_name = "ACCOUNT")]
        from: Option<String>,
    },
    /// Show what a grant that was opened shows: rows and totals.
    #[command(
        after_help = "Example:\n  shoji auditor ledger 3f9a\n  shoji auditor ledger 3f9a --offline --json"
    )]
    Ledger {
        /// Its id, or the beginning of it.
        grant: String,
        /// Show what the last sync found, without asking the node.
        #[arg(long)]
        offline: bool,
    },
    /// Export what a grant that was opened shows, with what proves it against block headers: JSON, CSV and a page to read.
    #[command(
        after_help = "Example:\n  shoji auditor report 3f9a --out q4\n  shoji auditor report 3f9a --from-block 1000 --to-block 2000 --out q4"
    )]
    Report {
        /// Its id, or the beginning of it.
        grant: String,
        /// First block of the period.
        #[arg(long, default_value_t = 0, value_name = "N")]
        from_block: u32,
        /// Last block of the period [default: the latest final one].
        #[arg(long, value_name = "N")]
        to_block: Option<u32>,
        /// Show the granted viewing key in the report, so that others see that nothing is left out. It shows the scope's
        /// future as well, and is the owner's to show, not yours.
        #[arg(long)]
        with_viewing_key: bool,
        /// Directory to write report.json, report.csv and report.html to.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Check a report against block headers: every row, and what is left out where that can be told.
    #[command(
        after_help = "Example:\n  shoji auditor verify-report q4/report.json\n  shoji auditor verify-report q4/report.json --headers headers.txt --block-hash 0x5c1e...\n  shoji auditor verify-report q4/report.json --grant 3f9a"
    )]
    VerifyReport {
        /// The report, and what it is checked against.
        #[command(flatten)]
        verify: Verify,
        /// A grant that was opened here and shows what the report is about: with its key the blocks of the period are read
        /// again, and a row that was left out is noticed.
        #[arg(long, value_name = "GRANT", conflicts_with = "headers")]
        grant: Option<String>,
    },
    /// Follow the chain and print new rows until interrupted; with --json one object a line.
    #[command(
        after_help = "Example:\n  shoji auditor watch\n  shoji auditor watch 3f9a --for 60 --json"
    )]
    Watch {
        /// Its id, or the beginning of it [default: all that were opened].
        grant: Option<String>,
        /// Stop after so many seconds.
        #[arg(long = "for", value_name = "SECONDS")]
        seconds: Option<u64>,
        /// Stop once this block was read.
        #[arg(long, value_name = "N")]
        until_block: Option<u32>,
    },
}
