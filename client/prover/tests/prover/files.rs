//! Parameter files that are missing, damaged or in the way.

use crate::{parameter_bytes, SET};
use shoji_prover::{parameter_file, ParameterError, Progress, TransferProver};
use std::fs;

/// What loading says about a parameter file with these bytes.
fn load_bytes(bytes: &[u8]) -> (String, ParameterError) {
    let dir = tempfile::tempdir().unwrap();
    let path = parameter_file(dir.path(), SET);
    fs::write(&path, bytes).unwrap();
    let Err(error) = TransferProver::load(dir.path(), &mut |_| {}) else {
        panic!("a damaged file was accepted");
    };
    assert_eq!(fs::read(&path).unwrap(), bytes, "the file is left for its owner to look at");
    (path.display().to_string(), error)
}

#[test]
fn a_whole_file_is_read_without_being_made() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(parameter_file(dir.path(), SET), parameter_bytes()).unwrap();
    let mut steps = Vec::new();
    TransferProver::load(dir.path(), &mut |progress| steps.push(progress)).unwrap();
    assert_eq!(steps, [Progress::Reading, Progress::Ready]);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "not even a lock file");
}

#[test]
fn a_damaged_file_is_named_with_what_to_do() {
    let whole = parameter_bytes();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let mut longer = whole.clone();
    longer.push(0);
    let truncated = &whole[..whole.len() - 1];
    for bytes in [&flipped, &longer, truncated, &whole[..1_000], &[]] {
        let (path, error) = load_bytes(bytes);
        let text = error.to_string();
        assert!(matches!(error, ParameterError::WrongHash { .. }), "{text}");
        for part in [&path, SET.pinned_hash(), "Delete it", &format!("({} bytes)", bytes.len())] {
            assert!(text.contains(part), "{text}");
        }
    }
}

#[test]
fn a_published_file_must_exist_and_have_the_stated_hash() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ceremony.params");
    let load = |hash: &str| TransferProver::load_file(&path, hash, &mut |_| {}).err();
    assert!(matches!(load(SET.pinned_hash()), Some(ParameterError::Missing { .. })));
    assert!(!path.exists(), "such a file is never made");
    fs::write(&path, parameter_bytes()).unwrap();
    assert!(load(SET.pinned_hash()).is_none());
    let text = load(&"0".repeat(128)).unwrap().to_string();
    assert!(text.contains("Get it again") && !text.contains("will be made"), "{text}");
}

#[test]
fn a_directory_that_cannot_be_used_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a file");
    fs::write(&file, b"").unwrap();
    for path in [&file, &file.join("below")] {
        let error = TransferProver::load(path, &mut |_| {}).err().unwrap();
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
    fs::create_dir(parameter_file(dir.path(), SET)).unwrap();
    let error = TransferProver::load(dir.path(), &mut |_| {}).err().unwrap();
    assert!(matches!(error, ParameterError::Read { .. }), "{error}");
}
