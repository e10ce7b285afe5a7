//! What can go wrong with parameters and proofs.

use bellman::SynthesisError;
use shoji_circuits::{GrantStatementError, NotesError, OutflowStatementError, StatementError};
use std::{io, path::PathBuf};
use thiserror::Error;

/// Why there are no parameters to prove with.
#[derive(Debug, Error)]
pub enum ParameterError {
    /// No cache directory is named and there is no home directory.
    #[error(
        "no directory for parameters: set SHOJI_PARAMS_DIR (or XDG_CACHE_HOME or HOME) or name one"
    )]
    NoDirectory,
    /// The directory cannot be made or used.
    #[error("cannot use the parameter directory {}: {source}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A parameter file that is not made here does not exist.
    #[error("the parameter file {} does not exist", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("cannot read the parameter file {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is damaged, truncated, or belongs to another circuit or network.
    #[error(
        "the parameter file {} ({length} bytes) is damaged or belongs to another version: its \
         BLAKE2b-512 hash is {found}, it must be {expected}. {advice}",
        path.display()
    )]
    WrongHash {
        /// The file.
        path: PathBuf,
        /// Its length in bytes.
        length: u64,
        /// The pinned hash in hex.
        expected: String,
        /// The file's hash in hex.
        found: String,
        /// What to do.
        advice: &'static str,
    },
    /// The file cannot be written.
    #[error("cannot write the parameter file {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The circuit of this build does not give the parameters that it is pinned to.
    #[error(
        "this build makes development parameters with the hash {found} and is pinned to \
         {expected}: the circuit changed without its golden files"
    )]
    NotReproduced {
        /// The pinned hash in hex.
        expected: String,
        /// The hash of what was made, in hex.
        found: String,
    },
    /// Making parameters failed.
    #[error("cannot make parameters: {0}")]
    Generation(#[from] SynthesisError),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness: {0}")]
    Randomness(String),
    /// The verifying key would be refused by the chain (docs/protocol §8.1).
    #[error("the parameters' verifying key is not acceptable: {0}")]
    VerifyingKey(String),
}

/// Why there is no proof.
#[derive(Debug, Error)]
pub enum ProveError {
    /// The statement is not true for this witness.
    #[error("there is nothing to prove: {0}")]
    Statement(#[from] StatementError),
    /// The statement of a grant is not true for this witness.
    #[error("there is nothing to prove: {0}")]
    GrantStatement(#[from] GrantStatementError),
    /// A statement about notes is not true for this witness.
    #[error("there is nothing to prove: {0}")]
    Notes(#[from] NotesError),
    /// The statement of an outflow is not true for these bundles.
    #[error("there is nothing to prove: {source} (proof {chunk} of the range)")]
    OutflowStatement {
        /// Which proof of the range, from 0.
        chunk: usize,
        /// Which condition fails.
        source: OutflowStatementError,
    },
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness: {0}")]
    Randomness(String),
    /// The proving system failed.
    #[error("cannot make the proof: {0}")]
    Synthesis(#[from] SynthesisError),
    /// The proof does not verify: the parameters do not belong to this circuit, or the machine
    /// miscalculated. The proof is not given out.
    #[error("the proof that was made does not verify; check the parameter file and the machine")]
    DoesNotVerify,
}
