//! `shoji-node`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    match shoji_node::command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
