//! Parameter files on disk: found, checked, made where they may be, written so that no reader ever
//! sees half of one.

use crate::{
    development::{development_parameters, ParameterSet},
    generate::TICK,
    key::{decode_checked_parameters, encode_parameters, hash_parameters},
    ParameterError, Parameters, Progress,
};
use std::{
    env,
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    process, thread,
    time::Instant,
};

/// The environment variable that names the parameter directory.
pub const DIR_VARIABLE: &str = "SHOJI_PARAMS_DIR";

const MAKE_AGAIN: &str = "Delete it: it will be made again";
const GET_AGAIN: &str = "Get it again from where it was published";

/// Where parameters are kept unless told otherwise: `$SHOJI_PARAMS_DIR`, or `shoji/params` in
/// `$XDG_CACHE_HOME` or in `~/.cache`. Empty variables count as unset.
pub fn default_dir() -> Result<PathBuf, ParameterError> {
    dir_from(|name| env::var_os(name))
}

fn dir_from(variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, ParameterError> {
    let path = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    path(DIR_VARIABLE)
        .or_else(|| path("XDG_CACHE_HOME").map(|cache| cache.join("shoji/params")))
        .or_else(|| path("HOME").map(|home| home.join(".cache/shoji/params")))
        .ok_or(ParameterError::NoDirectory)
}

/// The file of a circuit's development parameters in a directory. Its name begins the hash that it must have:
/// parameters of an earlier version in the same directory are another file, not a damaged one.
pub fn parameter_file(dir: &Path, set: ParameterSet) -> PathBuf {
    dir.join(format!("{}-{}.params", set.name(), &set.pinned_hash()[..16]))
}

/// How the names of files begin that are being written.
fn partial_prefix(set: ParameterSet) -> String {
    format!("{}.partial-", set.name())
}

/// Reads a parameter file that must exist and have the stated hash.
pub(crate) fn read_published(
    path: &Path,
    expected: &str,
    progress: &mut dyn FnMut(Progress),
) -> Result<Parameters, ParameterError> {
    let parameters = read(path, expected, GET_AGAIN, progress)?;
    parameters.ok_or_else(|| ParameterError::Missing { path: path.into() })
}

/// The development parameters of a circuit: read from `dir`, or made and written there. Several
/// processes may do so at once; one works, the others wait for it.
pub(crate) fn load_development(
    dir: &Path,
    set: ParameterSet,
    progress: &mut dyn FnMut(Progress),
) -> Result<Parameters, ParameterError> {
    let (path, pinned_hash) = (parameter_file(dir, set), set.pinned_hash());
    if let Some(parameters) = read(&path, pinned_hash, MAKE_AGAIN, progress)? {
        return Ok(parameters);
    }
    let directory_error = |source| ParameterError::Directory { path: dir.into(), source };
    fs::create_dir_all(dir).map_err(directory_error)?;
    // Held until this function returns; the system releases it if the process dies.
    let lock_file = dir.join(format!("{}.lock", set.name()));
    let _lock = lock(&lock_file, progress).map_err(directory_error)?;
    if let Some(parameters) = read(&path, pinned_hash, MAKE_AGAIN, progress)? {
        return Ok(parameters);
    }
    remove_partial_files(dir, set).map_err(directory_error)?;
    let parameters = development_parameters(set, progress)?;
    let bytes = encode_parameters(&parameters);
    let found = hash_parameters(&bytes);
    if found != pinned_hash {
        return Err(ParameterError::NotReproduced { expected: pinned_hash.into(), found });
    }
    progress(Progress::Writing);
    let partial = dir.join(format!("{}{}", partial_prefix(set), process::id()));
    write_whole(dir, &partial, &path, &bytes)
        .map_err(|source| ParameterError::Write { path, source })?;
    Ok(parameters)
}

/// The parameters of a file, if it exists.
fn read(
    path: &Path,
    expected: &str,
    advice: &'static str,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<Parameters>, ParameterError> {
    let read_error = |source| ParameterError::Read { path: path.into(), source };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(read_error(error)),
    };
    progress(Progress::Reading);
    let found = hash_parameters(&bytes);
    if found != expected {
        return Err(ParameterError::WrongHash {
            path: path.into(),
            length: bytes.len() as u64,
            expected: expected.into(),
            found,
            advice,
        });
    }
    decode_checked_parameters(&bytes).map(Some).map_err(read_error)
}

/// An exclusive lock on a file, which stays behind empty. Waits as long as another process holds
/// it.
fn lock(path: &Path, progress: &mut dyn FnMut(Progress)) -> io::Result<File> {
    let file = OpenOptions::new().create(true).write(true).truncate(false).open(path)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {
                progress(Progress::Waiting { elapsed: started.elapsed() });
                thread::sleep(TICK);
            }
            // Without locks two processes may do the work twice; each still writes a file of its
            // own and renames it, so the result is the same.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(file);
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Removes what processes that died while writing left behind. Called with the lock held.
fn remove_partial_files(dir: &Path, set: ParameterSet) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&partial_prefix(set)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Writes a file under the name `partial`, makes sure it is on disk, and renames it.
fn write_whole(dir: &Path, partial: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(partial)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = written.and_then(|()| fs::rename(partial, path)) {
        // Best effort: the next process removes it otherwise.
        fs::remove_file(partial).ok();
        return Err(error);
    }
    File::open(dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dir(variables: &[(&str, &str)]) -> Option<PathBuf> {
        let found = |name: &str| variables.iter().find(|(key, _)| *key == name);
        dir_from(|name| found(name).map(|(_, value)| value.into())).ok()
    }

    #[test]
    fn the_most_specific_directory_variable_wins_and_empty_ones_do_not_count() {
        let home = ("HOME", "/home/alice");
        let cache = ("XDG_CACHE_HOME", "/cache");
        assert_eq!(dir(&[home, cache, (DIR_VARIABLE, "/p")]), Some("/p".into()));
        assert_eq!(dir(&[home, cache, (DIR_VARIABLE, "")]), Some("/cache/shoji/params".into()));
        assert_eq!(dir(&[home]), Some("/home/alice/.cache/shoji/params".into()));
        assert_eq!(dir(&[("HOME", "")]), None);
    }

    #[test]
    fn a_file_appears_whole_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let [own, others, ..] =
            ParameterSet::ALL.map(|set| dir.path().join(partial_prefix(set) + "1"));
        fs::write(&own, b"half").unwrap();
        fs::write(&others, b"half").unwrap();
        // Another circuit's has a lock of its own.
        remove_partial_files(dir.path(), ParameterSet::Transfer).unwrap();
        assert!(!own.exists() && others.exists());
        write_whole(dir.path(), &others, &path, b"whole").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_lock_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let mut held = Some(lock(&path, &mut |_| panic!("nobody else holds it")).unwrap());
        let mut waits = 0;
        lock(&path, &mut |progress| {
            assert!(matches!(progress, Progress::Waiting { .. }));
            waits += 1;
            held = None;
        })
        .unwrap();
        assert_eq!(waits, 1);
    }
}
