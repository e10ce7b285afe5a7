//! The constants of `weights.rs`: measured, with the margin, and as they are committed.

use std::time::Duration;

/// What a weight is of the measured time, in percent. A quarter more than the median, so that a validator
/// may be slower than the machine that was measured, and busy now and then, and still keeps up.
pub const MARGIN: u64 = 125;

/// Weights are multiples of a microsecond.
const PS_PER_US: u64 = 1_000_000;

/// One constant.
#[derive(Clone, Copy)]
pub struct Figure {
    /// Its name.
    pub name: &'static str,
    /// What it is the time of.
    pub of: &'static str,
    /// Its value in the runtime that this binary embeds, in picoseconds.
    pub committed: u64,
    /// The time that was measured.
    pub time: Duration,
}

impl Figure {
    /// A constant.
    pub fn new(name: &'static str, committed: u64, time: Duration, of: &'static str) -> Self {
        Self { name, of, committed, time }
    }

    /// Its value in the runtime that this binary embeds.
    pub fn committed(&self) -> u64 {
        self.committed
    }

    /// What is wrong with the committed value.
    pub fn fault(&self) -> Option<String> {
        let (name, measured, committed) = (self.name, self.measured(), self.committed);
        let fault = format!("{name} takes {measured} ps here; its weight is {committed} ps");
        (measured > committed).then_some(fault)
    }

    /// The measured time in picoseconds, rounded up.
    pub fn measured(&self) -> u64 {
        (self.time.as_nanos() as u64).div_ceil(1_000) * PS_PER_US
    }

    /// The weight that follows from the measured time, in picoseconds.
    pub fn weight(&self) -> u64 {
        (self.measured() * MARGIN / 100).div_ceil(PS_PER_US) * PS_PER_US
    }
}
