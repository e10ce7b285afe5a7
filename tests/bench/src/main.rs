//! Benchmarks of Shoji, by name. `./scripts/bench` builds and runs them.

mod chain;
mod engine;
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
}

fn main() -> ExitCode {
    let Cli { benchmark: Benchmark::Weights(options) } = Cli::parse();
    match weights::run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
