//! Tests with real proofs over the development parameters.

mod auditors;
mod expiring;
mod genesis;
mod grants;
mod revoking;
mod scene;
mod weighing;
