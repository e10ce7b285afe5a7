//! The reference agrees with what others have published, and the files of `tests/vectors` are what it writes today.

#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn the_reference_reproduces_published_values_and_agrees_with_itself() {
    let script = shoji_conformance::root().join("tests/reference/selftest.py");
    let python = Command::new("python3").arg("-B").arg(script).output();
    let output = python.expect("python3 runs (./scripts/setup installs it)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_reference_writes_the_vectors_that_are_here() {
    let script = shoji_conformance::root().join("scripts/regenerate-vectors");
    let output = Command::new(script).arg("--check").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
