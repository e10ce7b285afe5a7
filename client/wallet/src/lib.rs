//! The Shoji wallet: keys, scanning, payments, and the `shoji` command.
//!
//! A payment flows `store -> plan -> build -> prove -> sign -> store -> submit`, and comes back through
//! `sync -> scan -> store` (docs/protocol §9). Everything that is the wallet's own is computed here; the
//! node is asked for ranges of blocks that are the same for everybody, and what it answers is checked.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod account;
pub mod amount;
pub mod assets;
pub mod build;
pub mod cli;
pub mod disclosure;
pub mod error;
pub mod evidence;
pub mod grants;
pub mod history;
pub mod keys;
pub mod node;
pub mod payment;
pub mod plan;
pub mod report;
pub mod scan;
pub mod scope;
pub mod seal;
pub mod statement;
pub mod store;
pub mod sync;
pub mod tree;
pub mod wait;
pub mod wallet;
