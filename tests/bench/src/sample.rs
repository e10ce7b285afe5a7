//! Repeated measurements of one thing.

use std::time::Duration;

/// Runs that are thrown away: caches, branch predictors and the processor's clock settle in.
const WARM_UP: usize = 3;
/// Runs that count.
pub const RUNS: usize = 30;

/// The times of [`RUNS`] runs.
#[derive(Clone)]
pub struct Sample {
    /// What was measured.
    pub name: String,
    /// The very first run, before anything was warm.
    pub first: Duration,
    /// The times, shortest first.
    times: Vec<Duration>,
}

impl Sample {
    /// Measures something. `run` gets the number of the run.
    pub fn take(
        name: &str,
        mut run: impl FnMut(usize) -> Result<Duration, String>,
    ) -> Result<Self, String> {
        let [sample] = Self::take_together([name], |i| Ok([run(i)?]))?;
        Ok(sample)
    }

    /// Measures several things in turn, so that a change of the machine's mood concerns all of them.
    pub fn take_together<const N: usize>(
        names: [&str; N],
        mut run: impl FnMut(usize) -> Result<[Duration; N], String>,
    ) -> Result<[Self; N], String> {
        let mut rows = Vec::new();
        for i in 0..WARM_UP + RUNS {
            let row = run(i).map_err(|error| format!("{}: {error}", names.join(", ")))?;
            rows.push(row);
        }
        Ok(std::array::from_fn(|column| {
            let mut times: Vec<_> = rows.iter().skip(WARM_UP).map(|row| row[column]).collect();
            times.sort();
            Self { name: names[column].into(), first: rows[0][column], times }
        }))
    }

    /// The shortest time.
    pub fn min(&self) -> Duration {
        self.times[0]
    }

    /// The median.
    pub fn median(&self) -> Duration {
        self.times[self.times.len() / 2]
    }

    /// The longest time.
    pub fn max(&self) -> Duration {
        self.times[self.times.len() - 1]
    }
}

/// Milliseconds, for people.
pub fn millis(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}
