//! What the tests of every circuit share: assignments, changes, rank, forgeries.

// No circuit's tests use all of it.
#![allow(dead_code)]

pub mod assignment;
pub mod columns;
pub mod court;
pub mod forgeries;
pub mod mutation;
pub mod parallel;
pub mod propagation;
pub mod rank;
pub mod rng;
pub mod torsion;
