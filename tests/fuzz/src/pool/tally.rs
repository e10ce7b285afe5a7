//! What happened in a run, so that tests can tell that much did.

use std::collections::BTreeMap;

/// How often each outcome was seen.
#[derive(Clone, Debug, Default)]
pub struct Tally(BTreeMap<String, u32>);

impl Tally {
    /// Counts an outcome.
    pub fn count(&mut self, outcome: impl Into<String>) {
        *self.0.entry(outcome.into()).or_default() += 1;
    }

    /// How often an outcome was seen.
    pub fn of(&self, outcome: &str) -> u32 {
        self.0.get(outcome).copied().unwrap_or_default()
    }

    /// Adds those of another run.
    pub fn add(&mut self, other: &Tally) {
        for (outcome, count) in &other.0 {
            *self.0.entry(outcome.clone()).or_default() += count;
        }
    }
}
