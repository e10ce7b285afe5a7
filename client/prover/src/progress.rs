//! What loading parameters is doing.

use std::time::Duration;

/// A step of loading or making parameters. Steps that take long are reported about twice a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Reading a parameter file and checking its hash.
    Reading,
    /// Another process is making the same parameters.
    Waiting {
        /// For how long.
        elapsed: Duration,
    },
    /// Making parameters: a few seconds on two cores.
    Generating {
        /// For how long.
        elapsed: Duration,
    },
    /// Writing the parameter file.
    Writing,
    /// Done.
    Ready,
}
