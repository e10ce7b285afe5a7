//! The `shoji` command.

mod accounts;
mod args;
mod output;
mod pay;
mod progress;
mod prompt;
mod show;

pub use args::Cli;

use self::args::{Command, Global, NetworkName, WalletCommand};
use self::output::Output;
use self::progress::Reporter;
use crate::error::WalletError;
use crate::keys::{KdfCost, KeyFileError, Secret};
use crate::node::RpcNode;
use crate::wallet::{Wallet, KEY_FILE};
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
            Command::Wallet(WalletCommand::Create { network }) => self.create(network),
            Command::Wallet(WalletCommand::Restore { mnemonic_file, network }) => {
                self.restore(mnemonic_file.as_deref(), network)
            }
            Command::Address { scope, new } => self.address(&scope, new),
            Command::Sync => self.sync().await,
            Command::Balance { offline } => self.balance(offline).await,
            Command::History { offline } => self.history(offline).await,
            Command::Info => self.info().await,
            Command::Shield { amount, from, to, memo, scope, wait } => {
                self.shield(&amount, &from, to.as_deref(), memo.as_deref(), &scope, wait).await
            }
            Command::Send { address, amount, memo, spend, wait } => {
                self.send(&address, &amount, memo.as_deref(), &spend, wait).await
            }
            Command::Unshield { account, amount, spend, wait } => {
                self.unshield(&account, &amount, &spend, wait).await
            }
            Command::Consolidate { spend, wait } => self.consolidate(&spend, wait).await,
            Command::Account(command) => self.account(command).await,
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

    fn create(&self, network: NetworkName) -> Result<Output, WalletError> {
        let secret = Secret::generate()?;
        self.make(&secret, network)?;
        let words = secret.words();
        let directory = self.directory()?;
        Ok(Output {
            json: json!({ "wallet": directory, "network": name(network), "mnemonic": *words }),
            text: format!(
                "Made a wallet in {}.\n\nWrite these 24 words down and keep them where nobody else finds them. They are \
                 shown only now, and they are all it takes to spend, or to restore the wallet:\n\n  {}",
                directory.display(),
                *words
            ),
        })
    }

    fn restore(
        &self,
        mnemonic_file: Option<&Path>,
        network: NetworkName,
    ) -> Result<Output, WalletError> {
        let directory = self.directory()?;
        // Before anything is asked: nobody should type 24 words for nothing.
        if Wallet::exists(&directory) {
            return Err(KeyFileError::Exists(directory).into());
        }
        let secret = Secret::from_mnemonic(&prompt::mnemonic(mnemonic_file)?)?;
        self.make(&secret, network)?;
        Ok(Output {
            json: json!({ "wallet": directory, "network": name(network) }),
            text: format!(
                "Restored the wallet in {}. 'shoji sync' finds its notes and history.",
                directory.display()
            ),
        })
    }

    fn make(&self, secret: &Secret, network: NetworkName) -> Result<(), WalletError> {
        let directory = self.directory()?;
        if Wallet::exists(&directory) {
            return Err(KeyFileError::Exists(directory.join(KEY_FILE)).into());
        }
        let passphrase = prompt::passphrase(&self.global, true)?;
        let network = match network {
            NetworkName::Development => Network::Development,
            NetworkName::Production => Network::Production,
        };
        Ok(Wallet::create(&directory, secret, network, &passphrase, KdfCost::default())?)
    }
}

fn name(network: NetworkName) -> &'static str {
    match network {
        NetworkName::Development => "development",
        NetworkName::Production => "production",
    }
}
