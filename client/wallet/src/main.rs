//! The `shoji` command; see [`shoji_wallet::cli`].

use clap::Parser;
use shoji_wallet::cli::{run, Cli};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(code) => ExitCode::from(code),
        // Nobody reads the output any more.
        Err(_) => ExitCode::FAILURE,
    }
}
