//! Every vector of `tests/vectors`, which an independent implementation wrote from the
//! specification alone, against the Rust crates; and what a reader must notice.

#![allow(clippy::unwrap_used)]

mod addresses;
mod audit;
mod bundle;
mod circuit;
mod corruption;
mod curve;
mod digest;
mod disclosures;
mod encryption;
mod field;
mod grants;
mod keys;
mod notes;
mod outflow;
mod readers;
mod statements;
mod transfer;
mod tree;

use readers::{Vectors, READERS};

/// Fails with every disagreement of a file.
fn agree(file: &str) {
    let report = Vectors::load().read(file);
    assert!(report.failures.is_empty(), "{}", report.failures.join("\n"));
    let (_, kinds) = READERS.iter().find(|(name, _)| *name == file).unwrap();
    let expected = kinds.iter().map(|(kind, count, _)| ((*kind).to_owned(), *count)).collect();
    assert_eq!(report.counts, expected, "vectors of each kind in {file}.json");
    assert!(report.counts.values().all(|count| *count > 0), "a kind of {file}.json has no vector");
}

macro_rules! files {
    ($($file:ident)*) => {
        $(mod $file {
            #[test]
            fn every_vector_agrees_with_the_rust_crates() {
                crate::agree(stringify!($file));
            }

            #[test]
            fn a_changed_digit_of_any_value_is_noticed() {
                crate::corruption::is_noticed(stringify!($file));
            }
        })*

        /// The files with tests.
        const TESTED: &[&str] = &[$(stringify!($file)),*];
    };
}

mod file {
    files! {
        addresses audit bip39 bundle chacha20poly1305 digest disclosures encryption field grants jubjub
        keys notes outflow poseidon redjubjub statements transfer tree
    }

    #[test]
    fn every_file_of_vectors_has_readers_and_tests() {
        let vectors = crate::Vectors::load();
        let files: Vec<&str> = vectors.files.keys().map(String::as_str).collect();
        let read: Vec<&str> = crate::READERS.iter().map(|(file, _)| *file).collect();
        assert_eq!(files, read);
        assert_eq!(files, TESTED);
    }
}
