//! Tests with real proofs over the development parameters.

mod assets;
mod binding;
mod checkpoints;
mod genesis;
mod issuers;
mod origins;
mod payments;
mod refusals;
mod scene;
mod spending;
mod supply;
mod wallet;
mod weighing;
mod window;
mod wrapping;
