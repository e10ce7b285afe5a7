//! The transfer circuit: its gadgets, its statement, and what it must refuse.

#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

mod agreement;
mod attacks;
mod changes;
mod columns;
mod deletion;
mod determinism;
mod formulas;
mod gadgets;
mod instances;
mod mutation;
mod pinned;
mod pitfalls;
mod shapes;
mod tree;

use common::{parallel, propagation, rng};
