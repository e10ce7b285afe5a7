//! Everything that can go wrong, with the exit code of each kind.

use crate::amount::AmountError;
use crate::build::BuildError;
use crate::grants::NotOpened;
use crate::keys::{DerivationError, KeyFileError, MnemonicError, ViewingKeyTextError};
use crate::node::calls::CallError;
use crate::node::{NodeError, SubmitError};
use crate::plan::PlanError;
use crate::store::StoreError;
use crate::tree::TreeError;

/// Exit codes of the `shoji` command.
pub mod exit {
    /// Success.
    pub const OK: u8 = 0;
    /// A fault of the wallet itself.
    pub const INTERNAL: u8 = 1;
    /// Wrong usage or input: an option, an address, an amount, a memo, a mnemonic.
    pub const INPUT: u8 = 2;
    /// The node: unreachable, another chain, malformed or untrue answers.
    pub const NODE: u8 = 3;
    /// The chain refuses the transaction.
    pub const REFUSED: u8 = 4;
    /// The wallet's files: missing, damaged, locked, wrong passphrase.
    pub const STORE: u8 = 5;
    /// Proving parameters missing or not those of the chain.
    pub const PARAMETERS: u8 = 6;
    /// The transaction was submitted and is not yet where `--wait` wants it.
    pub const STILL_PENDING: u8 = 7;
    /// The balance does not suffice, or not in three notes.
    pub const FUNDS: u8 = 8;
    /// A document does not prove what it says.
    pub const UNPROVEN: u8 = 9;
}

/// Any error of the wallet.
#[derive(Debug, thiserror::Error)]
pub enum WalletError {
    /// An option or argument that makes no sense.
    #[error("{0}")]
    Input(String),
    /// An amount.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// A recipient.
    #[error("'{text}' is not an address: {reason}")]
    Address {
        /// What was given.
        text: String,
        /// Why it is not one.
        reason: String,
    },
    /// A memo.
    #[error("{0}")]
    Memo(String),
    /// A mnemonic.
    #[error(transparent)]
    Mnemonic(#[from] MnemonicError),
    /// A scope's label.
    #[error(transparent)]
    Derivation(#[from] DerivationError),
    /// A scope that this wallet does not have.
    #[error("this wallet has no scope '{0}': 'shoji scope list' shows those it has, 'shoji scope create' makes one, or finds one again after a restore")]
    UnknownScope(String),
    /// A viewing key.
    #[error(transparent)]
    ViewingKey(#[from] ViewingKeyTextError),
    /// Something that takes more than the wallet's viewing key.
    #[error("this wallet only watches: a viewing key neither pays, nor makes addresses, nor shows another scope. Use the wallet that has the mnemonic")]
    WatchOnly,
    /// An asset that cannot be found, or not be used like this.
    #[error("{0}")]
    Asset(String),
    /// A grant, or an auditor, that is not what it should be.
    #[error("{0}")]
    Grant(String),
    /// A grant that shows nothing.
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    /// The balance.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A public account cannot pay.
    #[error("account {account} can pay {free}; {needed} and the extrinsic's fee are needed")]
    AccountFunds {
        /// The account.
        account: String,
        /// What it can spend.
        free: String,
        /// What it should pay.
        needed: String,
    },
    /// The key file.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The node.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// A submission.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// The wallet has not seen the chain yet.
    #[error("the wallet has not followed the chain yet: run 'shoji sync'")]
    NotSynced,
    /// The proving parameters.
    #[error("{0}")]
    Parameters(String),
    /// A bundle that could not be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The shield's extrinsic is in a block but the call failed.
    #[error("the extrinsic was included but the shield failed: {0}; nothing moved but the extrinsic's fee")]
    ShieldFailed(String),
    /// Another transaction spent the same notes.
    #[error("transaction {0} cannot be included any more: another transaction, made with the same mnemonic elsewhere, spent its notes")]
    Superseded(String),
    /// The transaction was stored and sent, and the answer was lost.
    #[error("transaction {bundle_id}{} is stored, and whether the node took it is not known ({error}). 'shoji sync' submits it again and 'shoji history' shows it; do not pay again", of_extrinsic(.extrinsic))]
    SubmissionUnknown {
        /// The transaction.
        bundle_id: String,
        /// Hash of the extrinsic that carries it, hex, where it is a signed one.
        extrinsic: Option<String>,
        /// What happened.
        error: Box<NodeError>,
    },
    /// An extrinsic that the wallet does not store was sent, and what became of it was not told.
    #[error("extrinsic 0x{extrinsic} was submitted, and what became of it is not known ({reason}): look whether it took effect before you repeat it")]
    OutcomeUnknown {
        /// Its hash, hex.
        extrinsic: String,
        /// What happened.
        reason: String,
    },
    /// Something failed after something else was done that has to be known.
    #[error("{error}; {done}")]
    After {
        /// What failed.
        error: Box<WalletError>,
        /// What was done, and how to go on.
        done: String,
    },
    /// The transaction expired.
    #[error(
        "transaction {0} was in no block up to its expiry: nothing moved, its notes are free again"
    )]
    Expired(String),
    /// The time given to `--timeout` is over.
    #[error("transaction {bundle_id}{} was submitted and is not {wanted} after {seconds} s{}; it stays valid until block {expiry}. 'shoji sync' submits it again and 'shoji history' shows it; do not pay again", of_extrinsic(.extrinsic), of_trouble(.trouble))]
    StillPending {
        /// The transaction.
        bundle_id: String,
        /// Hash of the extrinsic that carries it, hex, where it is a signed one.
        extrinsic: Option<String>,
        /// What was waited for.
        wanted: &'static str,
        /// How long, in seconds.
        seconds: u64,
        /// Last block that may include it.
        expiry: u32,
        /// Why nothing more could be learned of it.
        trouble: Option<Box<NodeError>>,
    },
    /// A disclosure or report that cannot be made, or does not prove what it says.
    #[error("{0}")]
    Evidence(String),
    /// Output could not be written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

fn of_extrinsic(extrinsic: &Option<String>) -> String {
    extrinsic.as_ref().map_or(String::new(), |hash| format!(" (extrinsic 0x{hash})"))
}

fn of_trouble(trouble: &Option<Box<NodeError>>) -> String {
    trouble.as_ref().map_or(String::new(), |error| format!(" ({error})"))
}

impl From<CallError> for WalletError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Submit(error) => error.into(),
            CallError::Unknown { extrinsic, reason } => {
                WalletError::OutcomeUnknown { extrinsic, reason }
            }
        }
    }
}

impl From<TreeError> for WalletError {
    fn from(error: TreeError) -> Self {
        match error {
            TreeError::Store(error) => WalletError::Store(error),
            other => WalletError::Store(StoreError::Damaged(other.to_string())),
        }
    }
}

impl WalletError {
    /// The same error, with what was done before it.
    #[must_use]
    pub fn after(self, done: impl Into<String>) -> WalletError {
        WalletError::After { error: Box::new(self), done: done.into() }
    }

    /// A stable name for programs, and the exit code.
    pub fn code(&self) -> (&'static str, u8) {
        match self {
            WalletError::Input(_) => ("Input", exit::INPUT),
            WalletError::Amount(_) => ("Amount", exit::INPUT),
            WalletError::Address { .. } => ("Address", exit::INPUT),
            WalletError::Memo(_) => ("Memo", exit::INPUT),
            WalletError::Mnemonic(_) => ("Mnemonic", exit::INPUT),
            WalletError::Derivation(_) | WalletError::UnknownScope(_) => ("Scope", exit::INPUT),
            WalletError::ViewingKey(_) => ("ViewingKey", exit::INPUT),
            WalletError::WatchOnly => ("WatchOnly", exit::STORE),
            WalletError::Asset(_) => ("Asset", exit::INPUT),
            WalletError::Grant(_) => ("Grant", exit::INPUT),
            WalletError::NotOpened(_) => ("NotOpened", exit::REFUSED),
            WalletError::Plan(
                PlanError::TooManyNotes { .. } | PlanError::FeeInTooManyNotes { .. },
            ) => ("TooManyNotes", exit::FUNDS),
            WalletError::Plan(PlanError::NothingToMerge { .. }) => ("NothingToMerge", exit::FUNDS),
            WalletError::Plan(_) | WalletError::AccountFunds { .. } => {
                ("InsufficientFunds", exit::FUNDS)
            }
            WalletError::KeyFile(KeyFileError::WrongPassphrase) => ("WrongPassphrase", exit::STORE),
            WalletError::KeyFile(KeyFileError::ShortPassphrase) => ("Input", exit::INPUT),
            WalletError::KeyFile(KeyFileError::Exists(_)) => ("WalletExists", exit::STORE),
            WalletError::KeyFile(KeyFileError::Missing(_)) => ("NoWallet", exit::STORE),
            WalletError::KeyFile(_) => ("KeyFile", exit::STORE),
            WalletError::Store(StoreError::Locked(_)) => ("WalletInUse", exit::STORE),
            WalletError::Store(_) => ("Store", exit::STORE),
            WalletError::NotSynced => ("NotSynced", exit::STORE),
            WalletError::Node(error) | WalletError::Submit(SubmitError::Node(error)) => {
                let name = match error {
                    NodeError::OtherChain { .. } | NodeError::OtherProtocol(_) => "OtherChain",
                    NodeError::Lying { .. } => "LyingNode",
                    NodeError::Behind { .. } => "NodeBehind",
                    NodeError::NotFinalizing { .. } => "NotFinalizing",
                    NodeError::Unreachable { .. } | NodeError::NoAnswer { .. } => "NodeUnreachable",
                    _ => "Node",
                };
                (name, exit::NODE)
            }
            WalletError::Submit(_) => ("Refused", exit::REFUSED),
            WalletError::ShieldFailed(_) => ("ShieldFailed", exit::REFUSED),
            WalletError::Expired(_) => ("Expired", exit::REFUSED),
            WalletError::Superseded(_) => ("Superseded", exit::REFUSED),
            WalletError::SubmissionUnknown { .. } | WalletError::OutcomeUnknown { .. } => {
                ("SubmissionUnknown", exit::NODE)
            }
            WalletError::After { error, .. } => error.code(),
            WalletError::Parameters(_) => ("Parameters", exit::PARAMETERS),
            WalletError::StillPending { .. } => ("StillPending", exit::STILL_PENDING),
            WalletError::Evidence(_) => ("Evidence", exit::UNPROVEN),
            WalletError::Build(_) => ("Build", exit::INTERNAL),
            WalletError::Io(_) => ("Io", exit::INTERNAL),
        }
    }

    /// The rule of docs/protocol §7.1 that refused the transaction, where one did.
    pub fn rule(&self) -> Option<&str> {
        match self {
            WalletError::Submit(SubmitError::Refused { rule, .. }) => Some(rule),
            WalletError::After { error, .. } => error.rule(),
            _ => None,
        }
    }
}
