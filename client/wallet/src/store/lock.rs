//! One process at a time: a lock on a file that says who holds it.

use super::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Name of the lock file in the wallet's directory.
const FILE: &str = "lock";

/// Holds the wallet until dropped; the operating system lets go when the process dies, however it dies.
#[derive(Debug)]
pub struct WalletLock(#[allow(dead_code)] File);

impl WalletLock {
    /// Takes the lock of the wallet in `directory`, waiting up to `patience` for another process.
    /// `purpose` is shown to whoever waits.
    ///
    /// # Errors
    /// [`StoreError::Locked`] with the holder's process id and purpose; [`StoreError::Io`].
    pub fn acquire(
        directory: &Path,
        purpose: &str,
        patience: Duration,
    ) -> Result<WalletLock, StoreError> {
        let path = directory.join(FILE);
        let io = |error| StoreError::Io(path.clone(), error);
        crate::keys::file::make_private_directory(directory).map_err(io)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        // Nobody else can hold the lock and keep the owner out.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(io)?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(io(error)),
                Err(TryLockError::WouldBlock) if start.elapsed() >= patience => {
                    let mut holder = String::new();
                    // The text is for people; a failure to read it changes nothing.
                    let _ = file
                        .seek(SeekFrom::Start(0))
                        .and_then(|_| file.read_to_string(&mut holder));
                    return Err(StoreError::Locked(holder.trim().to_string()));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
        file.set_len(0).map_err(io)?;
        writeln!(file, "process {}, {purpose}", std::process::id()).map_err(io)?;
        Ok(WalletLock(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_who_the_first_is_and_gets_the_lock_afterwards() {
        let directory = tempfile::tempdir().unwrap();
        let first = WalletLock::acquire(directory.path(), "shoji sync", Duration::ZERO).unwrap();
        let second =
            WalletLock::acquire(directory.path(), "shoji send", Duration::from_millis(120));
        let Err(StoreError::Locked(holder)) = second else { panic!("two holders") };
        assert_eq!(holder, format!("process {}, shoji sync", std::process::id()));
        drop(first);
        WalletLock::acquire(directory.path(), "shoji send", Duration::ZERO).unwrap();
    }

    #[test]
    fn a_waiting_process_gets_the_lock_when_it_is_let_go() {
        let directory = tempfile::tempdir().unwrap();
        let first = WalletLock::acquire(directory.path(), "a", Duration::ZERO).unwrap();
        let path = directory.path().to_path_buf();
        let waiting = std::thread::spawn(move || {
            WalletLock::acquire(&path, "b", Duration::from_secs(20)).is_ok()
        });
        std::thread::sleep(Duration::from_millis(100));
        drop(first);
        assert!(waiting.join().unwrap());
    }
}
