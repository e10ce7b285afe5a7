//! The machine that the benchmarks run on.

use std::{fs, thread};

/// The model of the processor.
pub fn cpu() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    model.unwrap_or("an unknown processor").trim().to_owned()
}

/// How many cores there are.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, Into::into)
}

/// The mean number of processes that were running or waiting in the last minute.
pub fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}
