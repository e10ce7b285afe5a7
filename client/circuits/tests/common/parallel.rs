//! Work on every core.

use std::{
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// `work` for each number below `count`, on every core; what each gave, in the order of the numbers.
/// A thread starts with `start` and keeps it from one piece of work to the next.
pub fn in_parallel<S, T: Send>(
    count: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut state = start();
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let numbers = numbers.take_while(|number| *number < count);
        numbers.map(|number| (number, work(&mut state, number))).collect::<Vec<_>>()
    };
    let mut results = thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = (0..cores).map(|_| scope.spawn(run)).collect::<Vec<_>>();
        let results = threads.into_iter().map(|thread| thread.join());
        results.flat_map(|results| results.unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(results.len(), count);
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}
