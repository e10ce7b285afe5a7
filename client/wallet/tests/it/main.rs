//! The wallet against a chain in memory, and the compiled command.

#![allow(clippy::unwrap_used, missing_docs)]

mod asset_list;
mod assets;
mod body;
mod chain;
mod command;
mod disclosure;
mod evidence;
mod lies;
mod privacy;
mod report;
mod restore;
mod scopes;
mod scopes_command;
mod spend;
mod support;
mod sync;
mod views;
mod wait;
