//! The behaviour of the register, one feature a file.
//!
//! [`auditors`] keeps the entries of auditors. [`rules`] decides about a grant, and [`grants`] puts it in force.
//! [`revocation`] and [`expiry`] end it, [`deposits`] moves what is held for it.

pub mod auditors;
pub mod configuration;
pub mod deposits;
pub mod disclosures;
pub mod expiry;
pub mod genesis;
pub mod grants;
pub mod info;
pub mod revocation;
pub mod rules;
pub mod try_state;
