//! What the end-to-end tests share: real `shoji-node` processes, the real `shoji` command, real proofs.
//!
//! The binaries are those of `./scripts/test` (`SHOJI_NODE_BIN`, `SHOJI_WALLET_BIN`, or beside the tests in the target
//! directory). Every process listens on 127.0.0.1 only and is ended by its id when its handle is dropped.

mod network;
mod node;
mod wallet;

pub use network::Network;
pub use node::{Node, NodeOptions, RpcError};
pub use wallet::{Failure, Wallet};

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// One whole token in units: SHJ has nine decimals.
pub const SHJ: u128 = 1_000_000_000;

/// The path of a built binary: from the environment, or from the target directory this test runs in.
///
/// # Panics
/// If the binary has not been built, saying how to build it.
pub fn binary(variable: &str, name: &str) -> PathBuf {
    let path = std::env::var_os(variable).map(PathBuf::from).unwrap_or_else(|| {
        let test = std::env::current_exe().expect("a test has a path");
        test.parent()
            .and_then(|deps| deps.parent())
            .expect("tests are in target/release/deps")
            .join(name)
    });
    assert!(path.is_file(), "{} is missing: build it with `cargo build --release --workspace --bins`, or run ./scripts/test", path.display());
    path
}

/// Asks every quarter of a second until there is an answer.
///
/// # Panics
/// If there is none in time, saying what was waited for.
pub fn eventually<T>(what: &str, timeout: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(started.elapsed() < timeout, "waited {} s in vain: {what}", timeout.as_secs());
        std::thread::sleep(Duration::from_millis(250));
    }
}

/// A port of the loopback interface that nothing uses at the moment.
pub(crate) fn free_port() -> u16 {
    let listener =
        std::net::TcpListener::bind("127.0.0.1:0").expect("the loopback interface has a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}
