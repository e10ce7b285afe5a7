//! The wallet against a chain in memory, and the compiled command.

#![allow(clippy::unwrap_used, missing_docs)]

mod asset_list;
mod assets;
mod audited;
mod body;
mod chain;
mod command;
mod disclosure;
mod evidence;
mod granting;
mod grants;
mod grants_command;
mod grants_owner;
mod lies;
mod outflow;
mod privacy;
mod register;
mod report;
mod report_payments;
mod restore;
mod scopes;
mod scopes_command;
mod spend;
mod statements;
mod support;
mod sync;
mod views;
mod wait;
