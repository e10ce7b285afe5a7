//! The house rules of `ARCHITECTURE.md`, checked against `cargo metadata` and the source files.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lines a hand-written Rust file may have.
const MAX_LINES: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the workspace root exists")
}

fn metadata(extra: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(extra)
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The room of the house a crate lives in, from its path below the root.
fn room(manifest: &str) -> String {
    let root = root();
    let path = Path::new(manifest)
        .parent()
        .expect("a manifest has a folder")
        .strip_prefix(&root)
        .expect("inside the workspace");
    path.to_string_lossy().into_owned()
}

/// Every crate of the workspace: name, room, and (dependency, is it for development only).
fn members() -> Vec<(String, String, Vec<(String, bool)>)> {
    metadata(&["--no-deps"])["packages"]
        .as_array()
        .expect("packages is a list")
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"]
                .as_array()
                .expect("dependencies is a list")
                .iter()
                .map(|d| (string(d, "name").to_owned(), string(d, "kind") == "dev"))
                .collect();
            (
                string(package, "name").to_owned(),
                room(string(package, "manifest_path")),
                dependencies,
            )
        })
        .collect()
}

/// May a crate in room `from` depend on one in room `to`?
fn allowed(from: &str, to: &str) -> bool {
    let starts = |prefix: &str| to.starts_with(prefix);
    match from {
        "primitives/shielded" => false,
        "primitives/proofs" => to == "primitives/shielded",
        from if from.starts_with("primitives/") => starts("primitives/"),
        from if from.starts_with("pallets/") => starts("primitives/"),
        "runtime" => starts("primitives/") || starts("pallets/"),
        "node" => starts("primitives/") || to == "runtime",
        "client/circuits" => starts("primitives/"),
        "client/prover" => starts("primitives/") || to == "client/circuits",
        from if from.starts_with("client/") => {
            starts("primitives/") || to == "client/circuits" || to == "client/prover"
        }
        from if from.starts_with("tests/") => true,
        _ => false,
    }
}

#[test]
fn crates_depend_only_on_rooms_below_them() {
    let members = members();
    let rooms: BTreeMap<_, _> =
        members.iter().map(|(name, room, _)| (name.as_str(), room.as_str())).collect();
    let mut edges = 0;
    for (name, from, dependencies) in &members {
        for (dependency, development) in dependencies {
            let Some(to) = rooms.get(dependency.as_str()) else { continue };
            edges += 1;
            // Tests may use anything below the tests themselves.
            let fine = allowed(from, to) || (*development && !to.starts_with("tests/"));
            assert!(fine, "{name} ({from}) must not depend on {dependency} ({to})");
        }
    }
    assert!(edges > 10, "only {edges} dependencies inside the workspace were seen");
}

#[test]
fn primitives_know_neither_frame_nor_the_node() {
    for (name, room, dependencies) in members() {
        if !room.starts_with("primitives/") {
            continue;
        }
        for (dependency, development) in dependencies {
            let foreign = ["frame-", "pallet-", "sc-", "sp-", "tokio", "rusqlite"]
                .iter()
                .any(|p| dependency.starts_with(p));
            assert!(development || !foreign, "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn every_version_is_pinned_in_the_workspace_manifest() {
    for (_, room, _) in members() {
        let manifest = std::fs::read_to_string(root().join(&room).join("Cargo.toml"))
            .expect("a member has a manifest");
        for line in manifest.lines() {
            assert!(
                !line.contains("version = \"")
                    && !line.contains("path = \"..")
                    && !line.contains("git = "),
                "{room}/Cargo.toml names a version or path of its own: {line}"
            );
        }
    }
}

/// Every file git tracks, or would track, with this ending.
fn files(ending: &str) -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git ls-files failed");
    let list: Vec<PathBuf> = String::from_utf8(output.stdout)
        .expect("file names are UTF-8")
        .lines()
        .filter(|line| line.ends_with(ending))
        .map(|line| root().join(line))
        .filter(|path| path.exists())
        .collect();
    assert!(!list.is_empty(), "no file ends with {ending}");
    list
}

#[test]
fn hand_written_files_are_short() {
    for path in files(".rs") {
        let text = std::fs::read_to_string(&path).expect("a source file is UTF-8");
        if text.lines().next().unwrap_or_default().contains("@generated") {
            continue;
        }
        let lines = text.lines().count();
        assert!(
            lines <= MAX_LINES,
            "{} has {lines} lines; split it by concept (at most {MAX_LINES})",
            path.display()
        );
    }
}

/// The source files of the consensus crates without their tests: path below the root, and text.
fn consensus_code() -> Vec<(String, String)> {
    let rooms = ["primitives/", "pallets/", "runtime/"];
    let name = |path: &Path| {
        path.strip_prefix(root()).expect("inside the root").to_string_lossy().into_owned()
    };
    let code: Vec<_> = files(".rs")
        .into_iter()
        .map(|path| (name(&path), path))
        .filter(|(name, _)| rooms.iter().any(|room| name.starts_with(room)))
        .filter(|(name, _)| !name.contains("/tests"))
        .map(|(name, path)| (name, std::fs::read_to_string(path).expect("a source file is UTF-8")))
        .collect();
    assert!(code.len() > 10, "only {} consensus files were seen", code.len());
    code
}

#[test]
fn consensus_code_iterates_in_a_fixed_order() {
    for (name, text) in consensus_code() {
        for word in ["HashMap", "HashSet"] {
            assert!(
                !text.contains(word),
                "{name} uses {word}, whose order differs from run to run; use BTreeMap or BTreeSet"
            );
        }
    }
}

#[test]
fn no_feature_switches_any_consensus_code_but_for_std_and_the_checks_of_try_runtime() {
    for (name, text) in consensus_code() {
        for (at, _) in text.match_indices("feature = \"") {
            let feature = text[at..].split('"').nth(1).unwrap_or_default();
            // The build of the WASM, crate attributes and re-exports; nothing that decides.
            let harmless = match feature {
                "std" => ["/lib.rs", "/build.rs"].iter().any(|file| name.ends_with(file)),
                "try-runtime" => text[at..].lines().nth(1).is_some_and(|l| l.contains("try_state")),
                _ => false,
            };
            assert!(harmless, "{name}: the feature '{feature}' makes this code another program");
        }
    }
}

#[test]
fn every_pallet_has_the_same_files() {
    for (name, room, _) in members() {
        if !room.starts_with("pallets/") {
            continue;
        }
        for file in ["lib.rs", "types.rs", "features", "mock.rs", "tests", "weights.rs"] {
            assert!(root().join(&room).join("src").join(file).exists(), "{name} lacks src/{file}");
        }
    }
}

#[test]
fn every_crate_takes_the_workspace_lints_and_licence() {
    for (name, room, _) in members() {
        let manifest = std::fs::read_to_string(root().join(&room).join("Cargo.toml"))
            .expect("a member has a manifest");
        // The WASM entry points that `impl_runtime_apis` writes are unsafe: the runtime denies what the others
        // forbid, so that one file can allow it.
        let runtime = room == "runtime"
            && ["missing_docs = \"deny\"", "unsafe_code = \"deny\"", "unwrap_used = \"deny\""]
                .iter()
                .all(|l| manifest.contains(l));
        assert!(
            runtime || manifest.contains("[lints]\nworkspace = true"),
            "{name} does not take the workspace lints"
        );
        assert!(
            manifest.contains("license.workspace = true"),
            "{name} does not take the workspace licence"
        );
    }
}

#[test]
fn dependencies_have_licences_that_allow_this_use() {
    // One of these in an OR, or all of an AND, after splitting. The Classpath exception of the node crates of
    // polkadot-sdk allows linking from Apache-2.0 code; the GPL binds changes to those crates themselves.
    const ALLOWED: &[&str] = &[
        "0BSD",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "CDLA-Permissive-2.0",
        "GPL-3.0 WITH Classpath-exception-2.0",
        "GPL-3.0-or-later WITH Classpath-exception-2.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "OpenSSL",
        "Unicode-3.0",
        "Unicode-DFS-2016",
        "Unlicense",
        "Zlib",
    ];
    let fine = |expression: &str| {
        expression
            .replace('/', " OR ")
            .replace(['(', ')'], " ")
            .split(" AND ")
            .all(|all| all.split(" OR ").any(|one| ALLOWED.contains(&one.trim())))
    };
    let metadata = metadata(&["--filter-platform", "x86_64-unknown-linux-gnu"]);
    let packages = metadata["packages"].as_array().expect("packages is a list");
    assert!(packages.len() > 100, "only {} packages were seen", packages.len());
    // These name a licence file instead: ring 0.16 is under ISC and OpenSSL terms.
    const READ_BY_HAND: &[(&str, &str)] = &[("ring", "0.16.20")];
    let odd: BTreeSet<String> = packages
        .iter()
        .filter(|p| {
            !fine(string(p, "license"))
                && !READ_BY_HAND.contains(&(string(p, "name"), string(p, "version")))
        })
        .map(|p| {
            format!("{} {}: {}", string(p, "name"), string(p, "version"), string(p, "license"))
        })
        .collect();
    assert!(odd.is_empty(), "look at these licences: {odd:#?}");
}
