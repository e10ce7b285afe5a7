//! The transfer circuit: its gadgets, its statement, and what it must refuse.

#![allow(clippy::unwrap_used)]

mod agreement;
mod attacks;
mod determinism;
mod formulas;
mod gadgets;
mod instances;
mod mutation;
mod pinned;
mod tree;
