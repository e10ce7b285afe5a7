//! Tests with real proofs over the development parameters.

mod binding;
mod genesis;
mod origins;
mod payments;
mod refusals;
mod scene;
mod spending;
mod supply;
mod wallet;
mod weighing;
mod window;
