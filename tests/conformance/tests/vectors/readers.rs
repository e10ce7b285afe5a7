//! Which function reads which vectors, and how many there are.

use crate::{
    addresses, audit, bundle, curve, digest, disclosures, encryption, field, grants, keys, notes,
    outflow, statements, transfer, tree,
};
use serde_json::Value;
use shoji_conformance::{load, Check, Fields};
use std::collections::BTreeMap;

/// What reads one vector.
#[derive(Clone, Copy)]
pub enum Reader {
    /// Needs the vector alone.
    Alone(fn(&Fields) -> Check),
    /// Looks others up.
    Among(fn(&Fields, &Vectors) -> Check),
}
use Reader::{Alone, Among};

/// The kind of vectors that name none.
pub const NO_KIND: &str = "";

type Kinds = &'static [(&'static str, usize, Reader)];

/// For each file its kinds, the number of vectors of each, and their reader.
pub const READERS: &[(&str, Kinds)] = &[
    (
        "addresses",
        &[
            ("address", 12, Alone(addresses::address)),
            ("bech32m", 5, Alone(addresses::bech32m)),
            ("decode", 35, Alone(addresses::decode)),
            ("full_viewing_key", 2, Alone(addresses::full_viewing_key)),
            ("full_viewing_key_decode", 7, Alone(addresses::full_viewing_key_decode)),
            ("g_d", 6, Alone(addresses::diversified_base)),
            ("incoming_viewing_key", 2, Alone(addresses::incoming_viewing_key)),
            ("incoming_viewing_key_decode", 7, Alone(addresses::incoming_viewing_key_decode)),
        ],
    ),
    (
        "audit",
        &[
            ("account", 4, Alone(audit::account)),
            ("audit", 4, Alone(audit::key)),
            ("decrypt", 7, Alone(audit::decrypt)),
            ("tag", 1, Alone(audit::tag)),
            ("words", 7, Alone(audit::words)),
        ],
    ),
    ("bip39", &[(NO_KIND, 15, Alone(keys::published_mnemonic))]),
    (
        "bundle",
        &[
            ("bundle", 5, Among(bundle::signed)),
            ("encoding", 1, Alone(bundle::encoding)),
            ("expiry", 10, Alone(bundle::expiry)),
            ("length", 3, Alone(bundle::length)),
            ("rules", 41, Among(bundle::rules)),
        ],
    ),
    (
        "chacha20poly1305",
        &[("aead", 8, Alone(encryption::aead)), ("block", 1, Alone(encryption::block))],
    ),
    (
        "digest",
        &[("digest", 12, Alone(digest::digest)), ("digest_decode", 11, Alone(digest::decode))],
    ),
    (
        "disclosures",
        &[
            ("randomizer", 4, Alone(disclosures::randomizer)),
            ("recipient", 15, Alone(disclosures::recipient)),
            ("statement", 5, Alone(disclosures::statement)),
        ],
    ),
    (
        "encryption",
        &[
            ("decrypt_compact", 13, Alone(encryption::decrypt_compact)),
            ("decrypt_ivk", 20, Alone(encryption::decrypt_incoming)),
            ("decrypt_ovk", 13, Alone(encryption::decrypt_outgoing)),
            ("encrypt", 8, Alone(encryption::encrypt)),
        ],
    ),
    (
        "field",
        &[
            ("arithmetic", 8, Alone(field::arithmetic)),
            ("blake2b", 5, Alone(field::blake2b)),
            ("development_parameter", 30, Alone(field::development_parameter)),
            ("element", 19, Alone(field::element)),
            ("prf_expand", 4, Alone(field::prf_expand)),
            ("scalar", 19, Alone(field::scalar)),
            ("wide", 13, Alone(field::wide)),
        ],
    ),
    (
        "grants",
        &[
            ("grant", 8, Alone(grants::grant)),
            ("open", 12, Alone(grants::open)),
            ("possession", 7, Alone(grants::possession)),
            ("secrets", 3, Alone(grants::secrets)),
            ("statement", 27, Alone(grants::statement)),
        ],
    ),
    (
        "jubjub",
        &[
            ("add", 21, Alone(curve::add)),
            ("decode", 27, Alone(curve::decode)),
            ("generator", 2, Alone(curve::generator)),
            ("multiply", 24, Alone(curve::multiply)),
        ],
    ),
    (
        "keys",
        &[
            ("account", 8, Alone(keys::account)),
            ("label", 6, Alone(keys::label)),
            ("mnemonic", 20, Alone(keys::mnemonic)),
            ("path", 10, Alone(keys::path)),
            ("scope", 13, Alone(keys::scope)),
        ],
    ),
    (
        "notes",
        &[
            ("asset", 11, Alone(notes::asset)),
            ("dummy_seed", 7, Alone(notes::dummy_seed)),
            ("memo", 11, Alone(notes::memo)),
            ("memo_text", 9, Alone(notes::memo_text)),
            ("note", 7, Alone(notes::note)),
            ("own_note", 3, Alone(notes::own_note)),
            ("plaintext", 12, Alone(notes::plaintext)),
            ("rseed", 4, Alone(notes::rseed)),
        ],
    ),
    (
        "outflow",
        &[
            ("bundle", 15, Alone(outflow::bundle)),
            ("outflow", 2, Alone(outflow::outflow)),
            ("statement", 30, Alone(outflow::statement)),
        ],
    ),
    (
        "poseidon",
        &[
            ("capacity", 16, Alone(field::capacity)),
            ("hash", 76, Alone(field::hash)),
            ("instance", 1, Alone(field::instance)),
            ("permutation", 5, Alone(field::permutation)),
        ],
    ),
    (
        "redjubjub",
        &[
            ("randomize", 7, Alone(curve::randomize)),
            ("sign", 5, Alone(curve::sign)),
            ("verify", 24, Alone(curve::verify)),
        ],
    ),
    (
        "statements",
        &[
            ("held", 4, Alone(statements::held)),
            ("held_rules", 13, Alone(statements::held_rules)),
            ("paid", 2, Alone(statements::paid)),
            ("paid_rules", 13, Alone(statements::paid_rules)),
            ("received", 4, Alone(statements::received)),
            ("received_rules", 24, Alone(statements::received_rules)),
            ("refused", 25, Alone(statements::refused)),
            ("span", 12, Alone(statements::span)),
        ],
    ),
    (
        "transfer",
        &[("changed", 38, Among(transfer::changed)), ("statement", 9, Alone(transfer::statement))],
    ),
    (
        "tree",
        &[
            ("append", 16, Alone(tree::append)),
            ("empty", 21, Alone(tree::empty)),
            ("false_path", 6, Among(tree::false_path)),
            ("node", 5, Alone(tree::node)),
            ("path", 5, Alone(tree::path)),
        ],
    ),
];

/// All files.
pub struct Vectors {
    /// Their contents by their names.
    pub files: BTreeMap<String, Value>,
}

/// What reading a file gave.
pub struct Report {
    /// Vectors of each kind.
    pub counts: BTreeMap<String, usize>,
    /// What disagrees.
    pub failures: Vec<String>,
}

impl Vectors {
    /// Those of the repository.
    pub fn load() -> Self {
        Self { files: load().unwrap() }
    }

    /// The vectors of a file.
    pub fn of(&self, file: &str) -> &[Value] {
        self.files[file]["vectors"].as_array().unwrap()
    }

    /// The vector of a file and a kind whose field has this value.
    pub fn find(&self, file: &str, kind: &str, key: &str, value: &str) -> Check<&Value> {
        let fits = |vector: &&Value| vector["kind"] == kind && vector[key] == value;
        let found = self.of(file).iter().find(fits);
        found.ok_or_else(|| format!("{file}.json has no {kind} whose {key} is {value}"))
    }

    /// Reads one vector of a file.
    pub fn read_one(&self, file: &str, index: usize, vector: &Value) -> Check {
        let kind = vector.get("kind").map_or(Some(NO_KIND), Value::as_str).unwrap_or("not a text");
        let kinds = READERS.iter().find(|(name, _)| *name == file).map(|(_, kinds)| *kinds);
        let reader = kinds.and_then(|kinds| kinds.iter().find(|(name, _, _)| *name == kind));
        let name = vector.get("name").and_then(Value::as_str).unwrap_or_default();
        let place = format!("{file}.json, vector {index} ({kind} {name})");
        let Some((_, _, reader)) = reader else {
            return Err(format!("{place}: nothing reads this kind"));
        };
        let fields = Fields::new(place, vector)?;
        match reader {
            Alone(read) => read(&fields),
            Among(read) => read(&fields, self),
        }?;
        fields.done()
    }

    /// Reads a file.
    pub fn read(&self, file: &str) -> Report {
        let mut report = Report { counts: BTreeMap::new(), failures: Vec::new() };
        for (index, vector) in self.of(file).iter().enumerate() {
            let kind = vector.get("kind").and_then(Value::as_str).unwrap_or(NO_KIND);
            *report.counts.entry(kind.to_owned()).or_default() += 1;
            report.failures.extend(self.read_one(file, index, vector).err());
        }
        report
    }
}

#[test]
fn a_kind_and_a_field_that_nothing_reads_are_noticed() {
    let vectors = Vectors::load();
    let good = &vectors.of("tree")[0];
    assert_eq!(vectors.read_one("tree", 0, good), Ok(()));
    let mut kind = good.clone();
    kind["kind"] = "leaf".into();
    assert!(vectors.read_one("tree", 0, &kind).unwrap_err().contains("nothing reads this kind"));
    let mut field = good.clone();
    field["leaves"] = "00".into();
    assert!(vectors.read_one("tree", 0, &field).unwrap_err().contains("nothing reads this field"));
    let mut missing = good.clone();
    missing.as_object_mut().unwrap().remove("root");
    assert!(vectors.read_one("tree", 0, &missing).unwrap_err().contains("missing"));
}
