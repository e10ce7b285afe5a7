//! The `shoji` command.

mod accounts;
mod args;
mod assets;
mod auditor;
mod balance;
mod desk;
mod evidence;
mod granted;
mod handed;
mod issue;
mod ledger;
mod memo;
mod outflow;
mod output;
mod pay;
mod progress;
mod prompt;
mod prove;
mod report;
mod scopes;
mod session;
mod shield;
mod show;
mod viewkey;

pub use args::Cli;

use self::args::{Command, Global, NetworkName, WalletCommand};
use self::output::Output;
use self::progress::Reporter;
use crate::error::WalletError;
use crate::keys::{Account, KdfCost, KeyFileError, Secret, ViewingKey};
use crate::node::RpcNode;
use crate::wallet::Wallet;
use serde_json::json;
use shoji_shielded::address::Network;
use std::path::{Path, PathBuf};

/// Runs a command and prints its result; returns the exit code.
///
/// # Errors
/// Where standard output cannot be written.
pub async fn run(cli: Cli) -> std::io::Result<u8> {
    let json = cli.global.json;
    let context = Context { reporter: Reporter::new(json), global: cli.global };
    output::print(context.run(cli.command).await, json)
}

/// What every command needs.
struct Context {
    global: Global,
    reporter: Reporter,
}

impl Context {
    async fn run(&self, command: Command) -> Result<Output, WalletError> {
        match command {
            Command::Wallet(WalletCommand::Create { audited, network }) => {
                self.create(kind(audited), network.into())
            }
            Command::Wallet(WalletCommand::Restore { audited, mnemonic_file, network }) => {
                self.restore(kind(audited), mnemonic_file.as_deref(), network.into())
            }
            Command::Wallet(WalletCommand::Watch { viewkey, viewkey_file }) => {
                self.watch(viewkey, viewkey_file.as_deref())
            }
            Command::Address { scope, new } => self.address(&scope, new),
            Command::Sync { rescan } => self.sync(rescan).await,
            Command::Balance { offline } => self.balance(offline).await,
            Command::History { offline } => self.history(offline).await,
            Command::Info => self.info().await,
            Command::Shield { money, from, to, memo, scope, wait } => {
                self.shield(&money, &from, to.as_deref(), &memo, &scope, wait).await
            }
            Command::Send { address, money, memo, spend, wait } => {
                self.send(&address, &money, &memo, &spend, wait).await
            }
            Command::Unshield { account, money, spend, wait } => {
                self.unshield(&account, &money, &spend, wait).await
            }
            Command::Consolidate { asset, scope, fee, wait } => {
                self.consolidate(&scope, &asset, &fee, wait).await
            }
            Command::Scope(command) => self.scope(command).await,
            Command::Viewkey(command) => self.viewkey(command).await,
            Command::Auditor(command) => self.auditor(command).await,
            Command::Account(command) => self.account(command).await,
            Command::Asset(command) => self.asset(command).await,
            Command::Prove(command) => self.state(command).await,
            Command::Evidence(command) => self.evidence(command).await,
        }
    }

    fn directory(&self) -> Result<PathBuf, WalletError> {
        if let Some(directory) = &self.global.wallet {
            return Ok(directory.clone());
        }
        match std::env::var_os("HOME").filter(|home| !home.is_empty()) {
            Some(home) => Ok(Path::new(&home).join(".shoji/wallet")),
            None => Err(WalletError::Input(
                "there is no home directory: name the wallet's with --wallet".into(),
            )),
        }
    }

    fn open(&self, purpose: &str) -> Result<Wallet, WalletError> {
        let directory = self.directory()?;
        if !Wallet::exists(&directory) {
            return Err(KeyFileError::Missing(directory).into());
        }
        let passphrase = prompt::passphrase(&self.global, false)?;
        let _step = self.reporter.step("opening the wallet");
        Wallet::open(&directory, &passphrase, &format!("shoji {purpose}"))
    }

    async fn connect(&self) -> Result<RpcNode, WalletError> {
        Ok(RpcNode::connect(&self.global.node).await?)
    }

    fn create(&self, account: Account, network: Network) -> Result<Output, WalletError> {
        let secret = Secret::generate()?;
        let directory = self.make(&secret, account, network)?;
        let words = secret.words();
        Ok(Output {
            json: json!({
                "wallet": directory, "network": name(network), "audited": account == Account::Audited,
                "mnemonic": *words,
            }),
            text: format!(
                "Made a wallet in {}.\n\nWrite these 24 words down and keep them where nobody else finds them. They are \
                 shown only now, and they are all it takes to spend, or to restore the wallet:\n\n  {}{}",
                directory.display(),
                *words,
                explained(account)
            ),
        })
    }

    fn restore(
        &self,
        account: Account,
        file: Option<&Path>,
        network: Network,
    ) -> Result<Output, WalletError> {
        self.vacant()?;
        let secret = Secret::from_mnemonic(&prompt::mnemonic(file)?)?;
        let directory = self.make(&secret, account, network)?;
        let audited = account == Account::Audited;
        Ok(Output {
            json: json!({ "wallet": directory, "network": name(network), "audited": audited }),
            text: format!(
                "Restored the wallet in {}. 'shoji sync' finds its notes and history, 'shoji scope create' those of \
                 each scope it had.{}",
                directory.display(),
                explained(account)
            ),
        })
    }

    fn watch(&self, text: Option<String>, file: Option<&Path>) -> Result<Output, WalletError> {
        let directory = self.vacant()?;
        let (key, network) = ViewingKey::parse(&prompt::viewing_key(text, file)?)?;
        let passphrase = prompt::passphrase(&self.global, true)?;
        Wallet::create_watching(&directory, &key, network, &passphrase, KdfCost::default())?;
        let shows = match key {
            ViewingKey::Incoming(_) => {
                "It shows what one scope received, and not what became of it."
            }
            ViewingKey::Full(_) => "It shows one scope: receipts, spends and balance.",
        };
        Ok(Output {
            json: json!({ "wallet": directory, "network": name(network), "kind": key.kind() }),
            text: format!(
                "Made a watch-only wallet in {}. {shows} It cannot pay, and cannot make addresses. \
                 'shoji sync' finds the history.",
                directory.display()
            ),
        })
    }

    fn make(
        &self,
        secret: &Secret,
        account: Account,
        network: Network,
    ) -> Result<PathBuf, WalletError> {
        let directory = self.vacant()?;
        let passphrase = prompt::passphrase(&self.global, true)?;
        let cost = KdfCost::default();
        match account {
            Account::Plain => Wallet::create(&directory, secret, network, &passphrase, cost)?,
            Account::Audited => {
                Wallet::create_audited(&directory, secret, network, &passphrase, cost)?
            }
        }
        Ok(directory)
    }

    /// The wallet's directory, in which there is none yet. Asked before anything else is: nobody should
    /// type 24 words for nothing.
    fn vacant(&self) -> Result<PathBuf, WalletError> {
        let directory = self.directory()?;
        match Wallet::exists(&directory) {
            true => Err(KeyFileError::Exists(directory).into()),
            false => Ok(directory),
        }
    }
}

impl From<NetworkName> for Network {
    fn from(name: NetworkName) -> Network {
        match name {
            NetworkName::Development => Network::Development,
            NetworkName::Production => Network::Production,
        }
    }
}

/// Which account of the words is meant.
fn kind(audited: bool) -> Account {
    match audited {
        true => Account::Audited,
        false => Account::Plain,
    }
}

/// What an audited account is, where it is one.
fn explained(account: Account) -> &'static str {
    match account {
        Account::Plain => "",
        Account::Audited => {
            "\n\nThis is an audited account. With every spend it publishes a record that only its audit key opens: amounts, \
             assets, fee, and to whom in the form of owner words. The chain accepts no spend without a true record. Nobody has \
             the key until you give it away, with a full grant of any scope; from then on its holder reads every spend of ALL \
             scopes, those made before and those made later, and that cannot be taken back. Receipts and memos are shown \
             scope by scope, as in any account. Its addresses are not those of the plain account of the same words: to restore \
             it say 'shoji wallet restore --audited'."
        }
    }
}

/// The network's name for people and programs.
fn name(network: Network) -> &'static str {
    match network {
        Network::Development => "development",
        Network::Production => "production",
    }
}
