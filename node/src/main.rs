//! `shoji-node`: the Shoji node. BABE makes blocks, GRANDPA finalizes them, the runtime runs in WASM.

mod chain_spec;
mod cli;
mod command;
mod executor;
mod rpc;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
