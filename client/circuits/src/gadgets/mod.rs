//! The parts circuits are made of. Each gadget says how many constraints it costs.

pub mod bit;
pub mod canonical;
pub mod fixed_base;
pub mod linear;
pub mod merkle;
pub mod point;
pub mod poseidon;
pub mod range;
pub mod variable_base;
pub mod zero;

pub use bit::Bit;
pub use linear::Linear;
pub use point::Point;
