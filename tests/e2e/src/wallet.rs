//! The `shoji` command on one wallet folder.

use crate::{binary, Node};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A command that ended with an error.
#[derive(Debug)]
pub struct Failure {
    /// Its exit code.
    pub code: i32,
    /// What it said.
    pub message: String,
}

/// A wallet folder and the node it talks to.
pub struct Wallet {
    /// The folder of the store.
    pub folder: PathBuf,
    passphrase: String,
    node: String,
}

impl Wallet {
    /// A handle on `folder`; nothing is created yet.
    pub fn at(folder: &Path, node: &Node) -> Self {
        Self {
            folder: folder.to_owned(),
            passphrase: "correct horse battery staple".to_owned(),
            node: node.url(),
        }
    }

    /// The same wallet folder with another passphrase.
    pub fn with_passphrase(mut self, passphrase: &str) -> Self {
        passphrase.clone_into(&mut self.passphrase);
        self
    }

    /// The same wallet folder, talking to another node.
    pub fn through(mut self, node: &Node) -> Self {
        self.node = node.url();
        self
    }

    /// The command with its global arguments, ready to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary("SHOJI_WALLET_BIN", "shoji"));
        command
            .args(["--json", "--node", &self.node, "--wallet"])
            .arg(&self.folder)
            .args(arguments)
            .env("SHOJI_PASSPHRASE", &self.passphrase)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts a command without waiting for it.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().expect("shoji starts")
    }

    /// Runs a command; its standard output is one JSON value.
    ///
    /// # Errors
    /// The exit code and the message of a command that failed.
    pub fn try_run(&self, arguments: &[&str]) -> Result<Value, Failure> {
        self.try_run_with_input(arguments, "")
    }

    /// The same with text on standard input.
    ///
    /// # Errors
    /// The exit code and the message of a command that failed.
    pub fn try_run_with_input(&self, arguments: &[&str], input: &str) -> Result<Value, Failure> {
        use std::io::Write as _;
        let mut child =
            self.command(arguments).stdin(Stdio::piped()).spawn().expect("shoji starts");
        // A command that reads nothing may close its end first; that is not an error.
        let _ = child.stdin.take().expect("standard input is piped").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("shoji ends");
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            return Err(Failure {
                code: output.status.code().unwrap_or(-1),
                message: format!("{stdout}{stderr}"),
            });
        }
        Ok(serde_json::from_str(&stdout).unwrap_or_else(|e| {
            panic!("shoji {arguments:?} printed no JSON ({e}): {stdout}\n{stderr}")
        }))
    }

    /// Runs a command that must succeed.
    pub fn run(&self, arguments: &[&str]) -> Value {
        self.try_run(arguments).unwrap_or_else(|e| {
            panic!("shoji {arguments:?} failed with code {}: {}", e.code, e.message)
        })
    }

    /// Runs a command that must fail, and returns how.
    pub fn fails(&self, arguments: &[&str]) -> Failure {
        match self.try_run(arguments) {
            Ok(value) => panic!("shoji {arguments:?} should have failed, and printed {value}"),
            Err(failure) => failure,
        }
    }
}
