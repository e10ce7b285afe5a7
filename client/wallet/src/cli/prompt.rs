//! Secrets from the user: passphrase and mnemonic.

use super::args::Global;
use crate::error::WalletError;
use std::io::{IsTerminal, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// The environment variable that may hold the passphrase.
const VARIABLE: &str = "SHOJI_PASSPHRASE";

/// The passphrase: file, environment, or terminal; asked twice where it is `new`.
///
/// # Errors
/// [`WalletError::Input`] where there is none to be had.
pub fn passphrase(global: &Global, new: bool) -> Result<Zeroizing<String>, WalletError> {
    if let Some(path) = &global.passphrase_file {
        let text = read_file(path)?;
        return Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_string()));
    }
    if let Ok(text) = std::env::var(VARIABLE) {
        return Ok(Zeroizing::new(text));
    }
    // rpassword reads the terminal itself, not standard input, which may carry a mnemonic.
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|_| {
            WalletError::Input(format!("no passphrase: there is no terminal to ask on; use --passphrase-file or {VARIABLE}"))
        })
    };
    if !new {
        return ask("Passphrase: ");
    }
    let first = ask("New passphrase (at least 8 characters): ")?;
    match *ask("The same again: ")? == *first {
        true => Ok(first),
        false => Err(WalletError::Input("the two passphrases differ".into())),
    }
}

/// The mnemonic: from a file, or from standard input (hidden where that is a terminal).
///
/// # Errors
/// [`WalletError::Input`] where it cannot be read.
pub fn mnemonic(file: Option<&Path>) -> Result<Zeroizing<String>, WalletError> {
    if let Some(path) = file {
        return read_file(path);
    }
    let failed =
        |error: std::io::Error| WalletError::Input(format!("the mnemonic cannot be read: {error}"));
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password("Mnemonic: ").map(Zeroizing::new).map_err(failed);
    }
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

fn read_file(path: &Path) -> Result<Zeroizing<String>, WalletError> {
    let failed = |error| WalletError::Input(format!("{} cannot be read: {error}", path.display()));
    std::fs::read_to_string(path).map(Zeroizing::new).map_err(failed)
}
