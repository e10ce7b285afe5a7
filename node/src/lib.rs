//! The Shoji node. BABE makes blocks, GRANDPA finalizes them, the runtime runs in WASM.
//!
//! A library, so that its tests link what the binary `shoji-node` links instead of compiling it again.

pub mod chain_spec;
pub mod cli;
pub mod command;
pub mod executor;
pub mod rpc;
pub mod service;
