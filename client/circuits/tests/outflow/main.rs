//! The outflow circuit: its gadgets, its statement, and what it must refuse. Most tests take two
//! bundles: `pinned` shows that every further bundle is checked by the same constraints.

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
mod sequence;

use common::{parallel, propagation, rng};
