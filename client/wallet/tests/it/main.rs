//! The wallet against a chain in memory, and the compiled command.

#![allow(clippy::unwrap_used, missing_docs)]

mod chain;
mod command;
mod privacy;
mod restore;
mod spend;
mod support;
mod sync;
