//! What the user types: passphrase, mnemonic, viewing key, consent.

use super::args::Global;
use crate::error::WalletError;
use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// The environment variable that may hold the passphrase.
const VARIABLE: &str = "SHOJI_PASSPHRASE";
/// The name of standard input where a file is asked for.
pub const STANDARD_INPUT: &str = "-";

/// The passphrase: file, environment, or terminal; asked twice where it is `new`.
///
/// # Errors
/// [`WalletError::Input`] where there is none to be had.
pub fn passphrase(global: &Global, new: bool) -> Result<Zeroizing<String>, WalletError> {
    if let Some(path) = &global.passphrase_file {
        let text = read(path)?;
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
    secret(file, "Mnemonic")
}

/// The viewing key: given, from a file, or from standard input.
///
/// # Errors
/// [`WalletError::Input`] where it cannot be read.
pub fn viewing_key(
    text: Option<String>,
    file: Option<&Path>,
) -> Result<Zeroizing<String>, WalletError> {
    match text {
        Some(text) => Ok(Zeroizing::new(text)),
        None => secret(file, "Viewing key"),
    }
}

fn secret(file: Option<&Path>, what: &str) -> Result<Zeroizing<String>, WalletError> {
    let terminal = file.is_none() && std::io::stdin().is_terminal();
    if terminal {
        let failed = |error| WalletError::Input(format!("the terminal cannot be read: {error}"));
        return rpassword::prompt_password(format!("{what}: ")).map(Zeroizing::new).map_err(failed);
    }
    read(file.unwrap_or(Path::new(STANDARD_INPUT)))
}

/// Asks for a yes on the terminal.
///
/// # Errors
/// [`WalletError::Input`] where the answer is another, or nobody is there to ask.
pub fn consent() -> Result<(), WalletError> {
    let failed = |error| WalletError::Input(format!("the terminal cannot be read: {error}"));
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(WalletError::Input(
            "there is no terminal to ask on: say --yes if this is meant".into(),
        ));
    }
    let mut stderr = std::io::stderr();
    write!(stderr, "Type 'yes' to go on: ").and_then(|()| stderr.flush()).map_err(failed)?;
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer).map_err(failed)?;
    match answer.trim() {
        "yes" => Ok(()),
        _ => Err(WalletError::Input("not confirmed: nothing was done".into())),
    }
}

/// Reads a file, or standard input where its name is `-`.
///
/// # Errors
/// [`WalletError::Input`] where it cannot be read.
pub fn read(path: &Path) -> Result<Zeroizing<String>, WalletError> {
    if path == Path::new(STANDARD_INPUT) {
        let failed = |error| WalletError::Input(format!("standard input cannot be read: {error}"));
        let mut text = Zeroizing::new(String::new());
        std::io::stdin().read_to_string(&mut text).map_err(failed)?;
        return Ok(text);
    }
    let failed = |error| WalletError::Input(format!("{} cannot be read: {error}", path.display()));
    std::fs::read_to_string(path).map(Zeroizing::new).map_err(failed)
}
