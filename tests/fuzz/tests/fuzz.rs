//! A short run of every target: the corpus, and changes to it from a fixed seed. `SHOJI_FUZZ_TIMES=10` makes it ten
//! times as many changes, for whoever has no libFuzzer.

use std::{fs, path::PathBuf};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use shoji_fuzz::{
    pool::{self, tally::Tally},
    seeds::seeds,
    Target, TARGETS,
};

/// The longest input, in bytes.
const MAX_LENGTH: usize = 4_096;

fn corpus(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target)
}

/// Every input in the corpus of a target, in order of their names.
fn inputs(target: &str) -> Vec<Vec<u8>> {
    let files = fs::read_dir(corpus(target)).expect("every target has a corpus");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).expect("a file")).collect()
}

/// Says which input it was, if a target panics.
struct Running<'a>(&'a str, &'a [u8]);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let hex: String = self.1.iter().map(|byte| format!("{byte:02x}")).collect();
            eprintln!("{} fails on the input (hex) {hex}", self.0);
        }
    }
}

/// Something like what a fuzzer does without looking: bytes changed, moved, repeated, or all of them random.
fn change(input: &mut Vec<u8>, other: &[u8], rng: &mut ChaCha20Rng) {
    let mut below = |end: usize| (rng.next_u64() % end.max(1) as u64) as usize;
    for _ in 0..=below(6) {
        let at = below(input.len());
        match below(7) {
            0 | 1 if !input.is_empty() => input[at] = below(256) as u8,
            2 if !input.is_empty() => input[at] ^= 1 << below(8),
            3 if !input.is_empty() => {
                let end = (at + below(16)).min(input.len());
                input.drain(at..end);
            }
            4 => {
                let from = below(other.len());
                let to = (from + below(64)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
            5 => input.extend((0..below(16)).map(|_| below(256) as u8)),
            _ => {
                let byte = [0, 1, 0x7f, 0x80, 0xff][below(5)];
                let end = (at + below(40)).min(input.len());
                input[at..end].fill(byte);
            }
        }
    }
    input.truncate(MAX_LENGTH);
}

fn target(name: &str) -> Target {
    TARGETS.into_iter().find(|(other, _)| *other == name).expect("a target").1
}

/// Runs a target on its corpus.
fn run_corpus(name: &str) {
    for input in inputs(name) {
        let _running = Running(name, &input);
        target(name)(&input);
    }
}

/// Runs a target on changed inputs, always the same ones.
fn run_changed(name: &str, count: u64) {
    let inputs = inputs(name);
    let times =
        std::env::var("SHOJI_FUZZ_TIMES").map_or(1, |times| times.parse().expect("a number"));
    let mut rng = ChaCha20Rng::seed_from_u64(count);
    for _ in 0..count * times {
        let mut pick = || &inputs[(rng.next_u64() % inputs.len() as u64) as usize];
        let (mut input, other) = (pick().clone(), pick());
        change(&mut input, other, &mut rng);
        let _running = Running(name, &input);
        target(name)(&input);
    }
}

#[test]
fn bundles_are_read_as_the_specification_says_whatever_the_bytes() {
    run_corpus("bundle");
    run_changed("bundle", 1_000);
}

#[test]
fn a_wallet_reads_true_notes_and_nothing_else_whatever_a_sender_writes() {
    run_corpus("note");
    run_changed("note", 400);
}

#[test]
fn grants_are_read_signed_and_opened_as_the_specification_says_whatever_the_bytes() {
    run_corpus("grant");
    run_changed("grant", 400);
}

#[test]
fn addresses_and_keys_have_one_text_each() {
    run_corpus("address");
    run_changed("address", 2_000);
}

#[test]
fn no_extrinsic_panics_or_takes_from_the_pool_what_its_rules_do_not_allow() {
    run_corpus("runtime_call");
    run_changed("runtime_call", 400);
}

#[test]
fn the_pool_does_what_the_plain_model_does() {
    run_changed("pool", 30);
}

/// And the model agrees with all of it.
#[test]
fn the_sequences_in_the_corpus_reach_every_rule_and_every_effect() {
    let mut tally = Tally::default();
    for input in inputs("pool") {
        let _running = Running("pool", &input);
        tally.add(&pool::run(&input));
    }
    // The last is that of another wrapping (docs/protocol §7.2).
    let rules = (1..=17).chain([19]).map(|code| format!("refused by rule {code}"));
    let calls = (1..=17).filter(|call| *call != 15).map(|call| format!("issuer's call {call}"));
    let others = ["shield", "transfer", "unshield", "full", "an id was created by root"];
    for outcome in rules.chain(calls).chain(others.map(String::from)) {
        assert!(tally.of(&outcome) > 0, "never seen: {outcome}; {tally:?}");
    }
}

#[test]
fn the_corpus_contains_the_seeds() {
    let write = std::env::var_os("SHOJI_WRITE_SEEDS").is_some();
    for (target, _) in TARGETS {
        let folder = corpus(target);
        for (name, bytes) in seeds(target) {
            let file = folder.join(&name);
            if write {
                fs::create_dir_all(&folder).expect("a folder");
                fs::write(&file, &bytes).expect("a file");
            }
            let found = fs::read(&file).unwrap_or_default();
            assert!(
                file.exists() && found == bytes,
                "{target}/{name} is not its seed: set SHOJI_WRITE_SEEDS"
            );
        }
    }
}
