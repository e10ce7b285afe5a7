//! Tests with real proofs over the development parameters.

mod auditors;
mod expiring;
mod genesis;
mod grants;
mod model;
mod revoking;
mod scene;
mod telling;
mod weighing;
