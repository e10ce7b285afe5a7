//! The chosen constants and the wiring, a file per pallet.

mod assets;
mod authorship;
mod babe;
mod balances;
pub mod call_filter;
mod grandpa;
mod session;
mod shielded_pool;
mod sudo;
mod system;
mod timestamp;
mod timing;
mod transaction_payment;
mod view_keys;

pub use authorship::FeesToAuthor;
pub use babe::MaxAuthorities;
pub use balances::EXISTENTIAL_DEPOSIT;
pub use session::SessionKeys;
pub use system::{BlockLength, BlockWeights, Version, MAX_BLOCK_LENGTH, MAX_BLOCK_REF_TIME_MILLIS};
pub use transaction_payment::{LENGTH_FEE_PER_BYTE, REF_TIME_PER_FEE_UNIT};
pub use view_keys::{AUDITOR_DEPOSIT, GRANT_DEPOSIT};
