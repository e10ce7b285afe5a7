//! The circuits of statements about notes: what they say, and what they must refuse.
//!
//! The tests that change or leave out every constraint run on circuits of two notes. That covers the
//! chain's circuits of eight: every note is made by the same code, which knows nothing of its place
//! (`every_note_more_is_the_same_number_of_constraints_more`); the order of positions passes one
//! combination from each note to the next, so that a first note, one that follows another and one that
//! ends are all that there are; and the sum is one constraint, with a bit more each time that the
//! notes double. The size of the chain's is pinned, proven and judged by itself.

#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../transfer/tree.rs"]
mod tree;

mod agreement;
mod attacks;
mod changes;
mod columns;
mod deletion;
mod determinism;
mod formulas;
mod instances;
mod mutation;
mod paid;
mod pinned;
mod pitfalls;
mod real;
mod single;

use common::{parallel, propagation, rng};
