//! The transfer circuit: its gadgets, its statement, and what it must refuse.

#![allow(clippy::unwrap_used)]

mod agreement;
mod assignment;
mod attacks;
mod changes;
mod columns;
mod deletion;
mod determinism;
mod formulas;
mod gadgets;
mod instances;
mod mutation;
mod parallel;
mod pinned;
mod pitfalls;
mod propagation;
mod shapes;
mod tree;
