//! Progress on standard error, where that is a terminal.

use crate::sync::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Shows what takes long, or nothing at all.
pub struct Reporter {
    visible: bool,
}

impl Reporter {
    /// Shows progress unless `quiet` or standard error is not a terminal.
    pub fn new(quiet: bool) -> Reporter {
        Reporter { visible: !quiet && std::io::stderr().is_terminal() }
    }

    fn target(&self) -> ProgressDrawTarget {
        if self.visible {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        }
    }

    /// A bar for a sync, and the function that moves it.
    pub fn sync(&self) -> impl FnMut(Progress) {
        let bar = ProgressBar::with_draw_target(None, self.target());
        if let Ok(style) =
            ProgressStyle::with_template("  syncing  {bar:30} block {pos} of {len}  {eta}")
        {
            bar.set_style(style);
        }
        move |progress| {
            bar.set_length(u64::from(progress.best));
            bar.set_position(u64::from(progress.at));
            if progress.at >= progress.best {
                bar.finish_and_clear();
            }
        }
    }

    /// A spinner that says what is being done, until it is dropped.
    pub fn step(&self, what: impl Into<String>) -> Step {
        let bar = ProgressBar::with_draw_target(None, self.target());
        if let Ok(style) = ProgressStyle::with_template("  {spinner} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.set_message(what.into());
        bar.enable_steady_tick(Duration::from_millis(120));
        Step(bar)
    }
}

/// A step under way.
pub struct Step(ProgressBar);

impl Step {
    /// Changes what it says.
    pub fn say(&self, what: impl Into<String>) {
        self.0.set_message(what.into());
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
