//! The command line.

mod assets;
mod evidence;
mod grants;
mod prove;

pub use assets::{AssetCommand, AssetName, Metadata, Money, Payment, Signer, Units};
pub use evidence::{DiscloseCommand, EvidenceCommand, RoleName, Verify};
pub use grants::{AuditorCommand, GrantWanted, InBlock, Profile, ViewkeyCommand, ViewkeyKind};
pub use prove::{BlockRange, Bound, Claim, ProveCommand};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Exit codes, shown by `--help`.
const EXIT_CODES: &str = "Exit codes: 0 done, 1 internal fault, 2 wrong usage or input, 3 node (unreachable, another chain, \
untrue answers), 4 the chain refuses, 5 wallet files (missing, damaged, in use, wrong passphrase), 6 proving \
parameters, 7 submitted but not yet where --wait wants it, 8 balance, 9 a document proves not what it says.

The passphrase is asked for on the terminal, or read from --passphrase-file or from the environment variable \
SHOJI_PASSPHRASE; it is never an argument.";

/// The Shoji wallet: shielded payments.
#[derive(Debug, Parser)]
#[command(name = "shoji", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// WebSocket URL of a node.
    #[arg(
        long,
        global = true,
        env = "SHOJI_NODE",
        default_value = "ws://127.0.0.1:9944",
        value_name = "URL"
    )]
    pub node: String,
    /// Directory of the wallet [default: ~/.shoji/wallet].
    #[arg(long, global = true, env = "SHOJI_WALLET", value_name = "DIR")]
    pub wallet: Option<PathBuf>,
    /// File whose first line is the passphrase.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Print one JSON object on standard output, errors included.
    #[arg(long, global = true)]
    pub json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new wallet, or restore one from its mnemonic.
    #[command(subcommand)]
    Wallet(WalletCommand),
    /// Show an address to receive at.
    #[command(
        after_help = "Example:\n  shoji address\n  shoji address --scope 2026-Q4/payroll --new"
    )]
    Address {
        /// Sub-ledger the address belongs to.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LABEL")]
        scope: String,
        /// Move on to the next address; earlier ones keep working.
        #[arg(long)]
        new: bool,
    },
    /// Follow the chain to its best block and submit again what is in flight.
    #[command(
        after_help = "Example:\n  shoji sync --node ws://127.0.0.1:9944\n  shoji sync --rescan"
    )]
    Sync {
        /// Read the chain from its start again, say after a node that could not be trusted.
        #[arg(long)]
        rescan: bool,
    },
    /// Show what can be spent, what waits, and what is in flight.
    #[command(after_help = "Example:\n  shoji balance\n  shoji balance --offline --json")]
    Balance {
        /// Show what the last sync found, without asking the node.
        #[arg(long)]
        offline: bool,
    },
    /// Move tokens from a public account into the pool. Amount, asset and account are public.
    #[command(
        after_help = "Example:\n  shoji shield 100 --from //Alice\n  shoji shield 2.5 --from file:/run/secrets/account --to shojidev1... --memo 'rent'\n  shoji shield 250 --asset USDX#7 --from //Bob"
    )]
    Shield {
        /// What is paid.
        #[command(flatten)]
        money: Money,
        /// The paying account: a development account (//Alice), or where its secret URI is: file:PATH,
        /// env:NAME, or - for standard input.
        #[arg(long, value_name = "ACCOUNT")]
        from: String,
        /// Recipient [default: this wallet].
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
        /// Text for the recipient.
        #[command(flatten)]
        memo: MemoText,
        /// Scope that receives where --to is not given, and whose outgoing key records it.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LABEL")]
        scope: String,
        /// How long to wait.
        #[command(flatten)]
        wait: Wait,
    },
    /// Pay somebody privately.
    #[command(
        after_help = "Example:\n  shoji send shojidev1... 12.5 --memo 'for the tea' --wait finalized\n  shoji send shojidev1... 3 --asset USDX#7\n  shoji send shojidev1... 40 --scope rent --scope payroll --link-scopes"
    )]
    Send {
        /// The recipient's address.
        address: String,
        /// What is paid.
        #[command(flatten)]
        money: Money,
        /// Text for the recipient.
        #[command(flatten)]
        memo: MemoText,
        /// Where the money comes from and how fast.
        #[command(flatten)]
        spend: Spend,
        /// How long to wait.
        #[command(flatten)]
        wait: Wait,
    },
    /// Pay a public account out of the pool. Amount, asset and account are public.
    #[command(
        after_help = "Example:\n  shoji unshield 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty 3\n  shoji unshield 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty 3 --asset USDX#7"
    )]
    Unshield {
        /// The account (SS58).
        account: String,
        /// What is paid.
        #[command(flatten)]
        money: Money,
        /// Where the money comes from and how fast.
        #[command(flatten)]
        spend: Spend,
        /// How long to wait.
        #[command(flatten)]
        wait: Wait,
    },
    /// Merge notes, three into one, so that larger payments fit into one transaction; those of other assets
    /// than SHJ two into one, beside a note of SHJ for the fee.
    #[command(
        after_help = "Example:\n  shoji consolidate --wait finalized\n  shoji consolidate --asset USDX#7"
    )]
    Consolidate {
        /// Which asset.
        #[command(flatten)]
        asset: AssetName,
        /// Scope whose notes are merged.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LABEL")]
        scope: String,
        /// How fast.
        #[command(flatten)]
        fee: Fee,
        /// How long to wait.
        #[command(flatten)]
        wait: Wait,
    },
    /// List what was received, sent, shielded and unshielded.
    #[command(after_help = "Example:\n  shoji history\n  shoji history --offline --json")]
    History {
        /// Show what the last sync found, without asking the node.
        #[arg(long)]
        offline: bool,
    },
    /// Show the wallet, the node and the chain.
    #[command(after_help = "Example:\n  shoji info --json")]
    Info,
    /// Sub-ledgers that can be shown to somebody one by one.
    #[command(subcommand)]
    Scope(ScopeCommand),
    /// Keys that show a scope without the power to spend.
    #[command(subcommand)]
    Viewkey(ViewkeyCommand),
    /// Auditors, to whom owners grant views of their scopes.
    #[command(subcommand)]
    Auditor(AuditorCommand),
    /// Public accounts.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Prove facts about notes without showing the notes: at least so much was received, is held, or was paid.
    #[command(subcommand)]
    Prove(ProveCommand),
    /// Proofs for others, and what checks them.
    #[command(flatten)]
    Evidence(EvidenceCommand),
    /// Assets that anybody may issue, in public. What is shielded of them is as private as SHJ.
    #[command(subcommand)]
    Asset(AssetCommand),
}

/// Commands about the wallet itself.
#[derive(Debug, Subcommand)]
pub enum WalletCommand {
    /// Make a new wallet and print its mnemonic, once.
    #[command(
        after_help = "Example:\n  shoji wallet create --wallet ~/.shoji/savings\n  shoji wallet create --wallet ~/.shoji/company --audited"
    )]
    Create {
        /// Make the audited account of the words: whoever is given its audit key reads every spend of all its scopes,
        /// past and future, and a spend without a true record of it is not accepted. It stays so for good.
        #[arg(long)]
        audited: bool,
        /// The kind of chain the wallet is for.
        #[arg(long, value_enum, default_value_t = NetworkName::Development)]
        network: NetworkName,
    },
    /// Make a wallet from a mnemonic, read from standard input or a file.
    #[command(
        after_help = "Example:\n  shoji wallet restore --wallet ~/.shoji/again\n  shoji wallet restore --mnemonic-file words.txt\n  shoji wallet restore --wallet ~/.shoji/company --audited"
    )]
    Restore {
        /// Restore the audited account of the words, and not the plain one. They have nothing in common.
        #[arg(long)]
        audited: bool,
        /// File that holds the mnemonic [default: standard input].
        #[arg(long, value_name = "FILE")]
        mnemonic_file: Option<PathBuf>,
        /// The kind of chain the wallet is for.
        #[arg(long, value_enum, default_value_t = NetworkName::Development)]
        network: NetworkName,
    },
    /// Make a watch-only wallet from a viewing key. It pays nothing and makes no addresses.
    #[command(
        after_help = "Example:\n  shoji wallet watch --wallet ~/.shoji/audit --viewkey shojidevfvk1...\n  shoji wallet watch --wallet ~/.shoji/audit --viewkey-file key.txt"
    )]
    Watch {
        /// The viewing key. Other processes of the machine can see it here: --viewkey-file hides it.
        #[arg(long, value_name = "KEY", conflicts_with = "viewkey_file")]
        viewkey: Option<String>,
        /// File that holds the viewing key [default: standard input].
        #[arg(long, value_name = "FILE")]
        viewkey_file: Option<PathBuf>,
    },
}

/// Commands about scopes.
#[derive(Debug, Subcommand)]
pub enum ScopeCommand {
    /// Make a scope, or find one again that was used before a restore: the chain is searched for it.
    #[command(after_help = "Example:\n  shoji scope create 2026-Q4/payroll")]
    Create {
        /// The scope's label, at most 64 bytes. It is part of the scope's keys: note it down.
        label: String,
    },
    /// List the scopes with their addresses and balances.
    #[command(after_help = "Example:\n  shoji scope list\n  shoji scope list --offline --json")]
    List {
        /// Show what the last sync found, without asking the node.
        #[arg(long)]
        offline: bool,
    },
}

/// Commands about public accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make a new public account and print its phrase, once.
    #[command(after_help = "Example:\n  shoji account new")]
    New,
    /// Show the balance of a public account at the best block.
    #[command(
        after_help = "Example:\n  shoji account balance 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
    )]
    Balance {
        /// The account (SS58), or a development account such as //Alice.
        account: String,
    },
}

/// Kinds of chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NetworkName {
    /// Chains on development parameters.
    Development,
    /// Chains whose parameters come from a ceremony.
    Production,
}

/// Where the money comes from and how fast it moves.
#[derive(Debug, Args)]
pub struct Spend {
    /// Scope that pays. Given several times, with --link-scopes: the first that has enough, or all together.
    #[arg(long = "scope", default_value = "", hide_default_value = true, value_name = "LABEL")]
    pub scopes: Vec<String>,
    /// Let several scopes pay together where no single one has enough. Whoever may see one of them then
    /// learns that the others are yours, and how much they added.
    #[arg(long)]
    pub link_scopes: bool,
    /// How fast.
    #[command(flatten)]
    pub fee: Fee,
}

/// How fast the money moves.
#[derive(Debug, Args)]
pub struct Fee {
    /// Multiple of the base fee of 0.01 SHJ.
    #[arg(long, default_value = "1", value_name = "LEVEL", value_parser = ["1", "2", "4", "8"])]
    pub fee_level: String,
}

/// A text that travels with a payment, encrypted.
#[derive(Debug, Args)]
pub struct MemoText {
    /// Text for the recipient, at most 128 bytes, encrypted.
    #[arg(long, value_name = "TEXT", conflicts_with = "memo_file")]
    pub memo: Option<String>,
    /// File that holds the text, or - for standard input: other processes of the machine see arguments.
    #[arg(long, value_name = "FILE")]
    pub memo_file: Option<PathBuf>,
}

/// How long a command waits for its transaction.
#[derive(Clone, Copy, Debug, Args)]
pub struct Wait {
    /// Return once the transaction is submitted, in a block, or final.
    #[arg(long = "wait", value_enum, default_value_t = WaitFor::Included, value_name = "WHAT")]
    pub until: WaitFor,
    /// Seconds after which to stop waiting; the transaction stays submitted.
    #[arg(long, default_value_t = 300, value_name = "SECONDS")]
    pub timeout: u64,
}

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WaitFor {
    /// Nothing: return when the node has it.
    None,
    /// A block of the best chain.
    Included,
    /// A finalized block.
    Finalized,
}
