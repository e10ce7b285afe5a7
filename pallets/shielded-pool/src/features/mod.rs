//! The behaviour of the pool, one feature a file.
//!
//! The three calls share one path: [`check_general`] looks at what surrounds those without an account, [`rules`] decides,
//! [`authorize`] carries the decision to the transaction pool, [`effects`] changes state. [`turnstile`] counts what is in the pool, [`custody`] moves
//! it in and out. [`tree`] closes each block, and [`checkpoints`] remembers some.

pub mod authorize;
pub mod check_general;
pub mod checkpoints;
pub mod configuration;
pub mod custody;
pub mod effects;
pub mod genesis;
pub mod info;
pub mod payment;
pub mod rules;
pub mod shield;
pub mod transfer;
pub mod tree;
pub mod try_state;
pub mod turnstile;
pub mod unshield;
