//! From the free variables to all others: the order in which the constraints determine them, and
//! false assignments made by going that way once more.

mod forger;
mod marks;
mod plan;
mod verdict;

pub use forger::Forger;
pub use plan::Plan;
pub use verdict::{failing, Judge};
