//! The documents are true of the tree: cited sections exist, named files exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the workspace root exists")
}

fn tracked() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    String::from_utf8(output.stdout)
        .expect("file names are UTF-8")
        .lines()
        .map(str::to_owned)
        .filter(|f| root().join(f).is_file())
        .collect()
}

/// The section numbers that follow `§` in a text: `§5.3` gives `5.3`.
fn cited(text: &str) -> impl Iterator<Item = String> + '_ {
    text.match_indices('§').filter_map(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let number = number.trim_end_matches('.').to_owned();
        (!number.is_empty()).then_some(number)
    })
}

fn sections() -> BTreeSet<String> {
    tracked()
        .iter()
        .filter(|f| f.starts_with("docs/protocol/") && f.ends_with(".md"))
        .flat_map(|f| {
            let text = std::fs::read_to_string(root().join(f)).expect("a page is UTF-8");
            text.lines()
                .filter(|l| l.starts_with('#'))
                .flat_map(|l| cited(l).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_cited_section_of_the_specification_exists() {
    let sections = sections();
    assert!(sections.contains("5.3"), "the specification has a section 5.3");
    let mut citations = 0;
    for file in tracked() {
        if !(file.ends_with(".rs") || file.ends_with(".md") || file.ends_with(".py")) {
            continue;
        }
        let text = std::fs::read_to_string(root().join(&file)).expect("a text file is UTF-8");
        for number in cited(&text) {
            citations += 1;
            assert!(
                sections.contains(&number),
                "{file} cites §{number}, which docs/protocol does not have"
            );
        }
    }
    assert!(citations > 50, "only {citations} citations were seen");
}

#[test]
fn a_citation_of_a_missing_section_would_be_seen() {
    let mark = '§';
    assert_eq!(
        cited(&format!("docs/protocol {mark}99.1, and {mark}5.3.")).collect::<Vec<_>>(),
        ["99.1", "5.3"]
    );
    assert!(!sections().contains("99.1"));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut links = 0;
    for file in tracked().iter().filter(|f| f.ends_with(".md")) {
        let text = std::fs::read_to_string(root().join(file)).expect("a page is UTF-8");
        let folder = root().join(file).parent().expect("a file has a folder").to_owned();
        for (at, _) in text.match_indices("](") {
            let target: String = text[at + 2..].chars().take_while(|c| *c != ')').collect();
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            links += 1;
            assert!(folder.join(path).exists(), "{file} links to {path}, which is not there");
        }
    }
    assert!(links > 5, "only {links} links were seen");
}

/// The names in backticks that can only be test functions: words joined by at least two underscores.
fn test_names(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|name| name.matches('_').count() > 1 && !name.contains([' ', '(', '/'])).collect()
}

#[test]
fn every_test_that_the_list_of_invariants_names_exists() {
    let list = std::fs::read_to_string(root().join("docs/invariants.md")).expect("the list exists");
    let sources: Vec<String> = tracked()
        .iter()
        .filter(|file| file.ends_with(".rs") || file.ends_with(".py"))
        .map(|file| std::fs::read_to_string(root().join(file)).expect("a source is UTF-8"))
        .collect();
    let exists = |name: &str| {
        let definitions = [format!("fn {name}("), format!("def {name}(")];
        sources
            .iter()
            .any(|source| definitions.iter().any(|definition| source.contains(definition)))
    };
    let names = test_names(&list);
    assert!(names.len() > 80, "only {} tests are named", names.len());
    for name in names {
        assert!(exists(name), "docs/invariants.md names {name}, which does not exist");
    }
    assert!(!exists(&["a_test", "that_is_not_there"].concat()));
}
