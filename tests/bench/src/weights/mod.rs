//! The weights of the shielded pool: measured, written to the pallet, or compared with what is there.
//!
//! The runtime is the compiled one, in the node's engine, on the genesis state of the `development`
//! preset. Everything goes through the entry points that the node calls. Every payment has a proof of its
//! own, there is nothing that remembers a verified one, and the tree is at its worst position.

mod figure;
mod full_block;
mod measure;
mod output;
pub mod view_keys;

use crate::{
    chain::Chain,
    engine::Engine,
    machine,
    payments::{shield, Payments, EACH},
    sample::millis,
};
use figure::Figure;
use full_block::{FullBlock, SHIELD, TRANSFER, UNSHIELD};
use measure::Samples;
use shoji_runtime::UncheckedExtrinsic;
use std::{fs, path::PathBuf};

/// How many payments are proven: two kinds of shields, transfers, two kinds of unshields.
const PROOFS: usize = 5 * EACH;

/// What to do with the measurements.
#[derive(clap::Args)]
pub struct Options {
    /// Write the weights to this file
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    write: Option<PathBuf>,
    /// Write nothing; fail if a committed weight is below the time measured here, or if a full block
    /// takes longer than a block may
    #[arg(long)]
    check: bool,
    /// Write all figures to this file, a JSON object a line
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Runs the benchmark.
///
/// # Errors
///
/// If something cannot be measured or written; under `--check`, if the committed weights do not hold.
pub fn run(options: &Options) -> Result<(), String> {
    warn_if_busy();
    let payments = Payments::prove(&mut |count| say(&format!("proved {count} of {PROOFS}")))?;
    let engine = Engine::new()?;
    say("starting two chains");
    let mut fresh = Chain::development(&engine)?;
    let compiling = fresh.start()?;
    fresh.extend(&Payments::preparation())?;
    let mut funded = fresh.clone();
    measure::fund(&mut funded, &payments)?;
    measure::to_the_edge(&mut fresh, &payments.empty_frontier);
    measure::to_the_edge(&mut funded, &payments.frontier);

    let samples = Samples::take(&fresh, &funded, &payments)?;
    let figures = samples.figures();
    let weight = if options.check { Figure::committed } else { Figure::weight };
    let blocks = full_blocks(&fresh, &funded, &payments, &figures, weight)?;
    warn_if_busy();

    println!("The first call, which compiles the runtime: {} ms.\n", millis(compiling));
    print!("{}", output::table(&samples.all(), &figures, &blocks));
    if let Some(path) = &options.write {
        write(path, &output::constants(&figures))?;
    }
    if let Some(path) = &options.json {
        write(path, &output::json_lines(&samples.all(), &figures, &blocks))?;
    }
    let mut faults: Vec<_> = figures.iter().filter_map(Figure::fault).collect();
    faults.extend(blocks.iter().flat_map(FullBlock::faults));
    match options.check && !faults.is_empty() {
        true => Err(faults.join("\n       ")),
        false => Ok(()),
    }
}

fn full_blocks(
    fresh: &Chain,
    funded: &Chain,
    payments: &Payments,
    figures: &[Figure],
    weight: fn(&Figure) -> u64,
) -> Result<Vec<FullBlock>, String> {
    let measure = |chain: &Chain, kind: &str, extrinsics: &[UncheckedExtrinsic], parts: &[&str]| {
        say(&format!("measuring a block full of {kind}"));
        let parts: Vec<_> =
            figures.iter().filter(|figure| parts.contains(&figure.name)).copied().collect();
        FullBlock::measure(chain, kind, extrinsics, &parts, weight)
    };
    let [shields, other_shields] = [&payments.shield, &payments.shield_other]
        .map(|bundles| bundles.iter().enumerate().map(|(i, b)| shield(b, i)).collect::<Vec<_>>());
    Ok(vec![
        measure(funded, "transfers", &payments.transfer, TRANSFER)?,
        measure(funded, "unshields", &payments.unshield, UNSHIELD)?,
        measure(funded, "unshields, other asset", &payments.unshield_other, UNSHIELD)?,
        measure(fresh, "shields", &shields, SHIELD)?,
        measure(fresh, "shields, other asset", &other_shields, SHIELD)?,
    ])
}

fn warn_if_busy() {
    // The benchmark itself is a load of one, and of all cores while it proves.
    let limit = machine::cores() as f64 + 0.5;
    if let Some(load) = machine::load().filter(|load| *load > limit) {
        say(&format!("the machine is busy (load {load}): the times will be too long"));
    }
}

fn write(path: &PathBuf, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    say(&format!("written: {}", path.display()));
    Ok(())
}

/// Says what is going on.
fn say(what: &str) {
    eprintln!("==> {what}");
}
