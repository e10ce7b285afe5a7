//! Benchmarks of Shoji, by name. `./scripts/bench` builds and runs them.

mod chain;
mod engine;
mod grants;
mod machine;
mod payments;
mod sample;
mod wallet;
mod weights;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Benchmarks of Shoji.
#[derive(Parser)]
#[command(name = "shoji-bench")]
struct Cli {
    #[command(subcommand)]
    benchmark: Benchmark,
}

#[derive(Subcommand)]
enum Benchmark {
    /// What the calls and hooks of the shielded pool weigh
    Weights(weights::Options),
    /// What the calls and hooks about view keys weigh
    ViewKeys(weights::Options),
}

fn main() -> ExitCode {
    let result = match Cli::parse().benchmark {
        Benchmark::Weights(options) => weights::run(&options),
        Benchmark::ViewKeys(options) => weights::view_keys::run(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
