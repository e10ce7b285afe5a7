//! The `shoji-params` command, and the golden files it keeps.

use crate::{parameter_bytes, SET};
use shoji_proofs::keys::{
    GRANT_V1_DEVELOPMENT, HELD_V1_DEVELOPMENT, OUTFLOW_V1_DEVELOPMENT, PAID_V1_DEVELOPMENT,
    RECEIVED_V1_DEVELOPMENT, TRANSFER_V1_DEVELOPMENT,
};
use shoji_prover::{
    encode_verifying_key, hash_parameters, parameter_file, ParameterSet, Parameters,
};
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shoji-params"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn make_in(dir: &Path) -> Child {
    command(&["--out", dir.to_str().unwrap()]).spawn().unwrap()
}

#[test]
fn two_processes_at_once_make_the_golden_parameters_from_the_seed_once() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("not/there/yet");
    // The first is killed at work: it leaves no file, and no lock that anybody waits for.
    let mut killed = make_in(&dir);
    while !dir.join("transfer-v1-development.lock").exists() {
        thread::sleep(Duration::from_millis(1));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(!parameter_file(&dir, SET).exists());
    // What a process that died while writing leaves.
    fs::write(dir.join("transfer-v1-development.partial-1"), b"half").unwrap();

    let outputs = [make_in(&dir), make_in(&dir)].map(|child| child.wait_with_output().unwrap());
    let mut makers = 0;
    for output in &outputs {
        let (out, err) = (&output.stdout, String::from_utf8_lossy(&output.stderr));
        let out = String::from_utf8_lossy(out);
        assert!(output.status.success(), "{err}");
        let constraints = ["25856", "12192", "57074", "59657", "6678", "63830"];
        for (set, count) in ParameterSet::ALL.into_iter().zip(constraints) {
            let file = parameter_file(&dir, set);
            let constraints = format!("{count} constraints");
            for part in [set.pinned_hash(), &constraints, file.to_str().unwrap()] {
                assert!(out.contains(part), "{out}");
            }
        }
        // What takes long is said again.
        let mut steps = err.lines().collect::<Vec<_>>();
        steps.dedup();
        makers += steps.into_iter().filter(|step| *step == "making the parameters").count();
    }
    let expected = ParameterSet::ALL.len();
    assert_eq!(makers, expected, "one process makes the parameters of a circuit, the other waits");

    let golden = [
        TRANSFER_V1_DEVELOPMENT,
        GRANT_V1_DEVELOPMENT,
        RECEIVED_V1_DEVELOPMENT,
        HELD_V1_DEVELOPMENT,
        PAID_V1_DEVELOPMENT,
        OUTFLOW_V1_DEVELOPMENT,
    ];
    for (set, golden) in ParameterSet::ALL.into_iter().zip(golden) {
        let bytes = fs::read(parameter_file(&dir, set)).unwrap();
        assert_eq!(hash_parameters(&bytes), set.pinned_hash());
        let parameters = Parameters::read(&bytes[..], false).unwrap();
        assert_eq!(encode_verifying_key(&parameters.vk), golden);
    }
    let mut names = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect::<Vec<_>>();
    names.sort();
    let mut files = ParameterSet::ALL.map(|set| {
        let file = parameter_file(&dir, set).file_name().unwrap().to_string_lossy().into_owned();
        [file, format!("{}.lock", set.name())]
    });
    files.sort();
    assert_eq!(names, files.concat());
}

#[test]
fn the_command_says_what_is_wrong_and_fails() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = parameter_bytes();
    bytes.truncate(77);
    fs::write(parameter_file(dir.path(), SET), bytes).unwrap();
    let output = make_in(dir.path()).wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(text.contains("Delete it") && text.contains("77 bytes"), "{text}");
    let mut lost = command(&[]);
    lost.env_remove("SHOJI_PARAMS_DIR").env_remove("XDG_CACHE_HOME").env_remove("HOME");
    let text = lost.output().unwrap();
    assert!(!text.status.success());
    assert!(String::from_utf8_lossy(&text.stderr).contains("SHOJI_PARAMS_DIR"));
}

#[test]
fn only_what_is_asked_for_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().to_str().unwrap();
    let made = command(&["--out", out, "--only", "paid"]).output().unwrap();
    assert!(made.status.success());
    let file = parameter_file(dir.path(), ParameterSet::Paid);
    let lock = dir.path().join("paid-v1-development.lock");
    let names = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut names = names.collect::<Vec<_>>();
    names.sort();
    assert_eq!(names, [file, lock]);
    let unknown = command(&["--only", "payed"]).output().unwrap();
    assert!(!unknown.status.success());
    let text = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(text.contains("transfer, grant, received, held, paid"), "{text}");
}

#[test]
fn the_help_explains_itself_with_an_example() {
    let output = command(&["--help"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success());
    for part in ["Examples:", "shoji-params --out ./params", "development chains only"] {
        assert!(text.contains(part), "{text}");
    }
}
