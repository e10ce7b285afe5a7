//! What of the node can be tested without a running one.

#![allow(clippy::unwrap_used)]

mod blocks;
mod chain_spec;
mod cli;
mod turns;
mod view_keys;
