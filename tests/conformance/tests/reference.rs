//! The files of `tests/vectors` are what the reference writes today.

#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn the_reference_writes_the_vectors_that_are_here() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: python3 is not installed; ./scripts/setup installs it");
        return;
    }
    let script = shoji_conformance::root().join("scripts/regenerate-vectors");
    let output = Command::new(script).arg("--check").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
