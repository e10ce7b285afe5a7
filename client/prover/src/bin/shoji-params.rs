//! `shoji-params`: makes the development parameters ahead of time.

use clap::Parser;
use shoji_prover::{
    default_dir, development_parameters, encode_parameters, encode_verifying_key, hash_parameters,
    parameter_file, Grant, Held, Outflow, Paid, ParameterError, ParameterSet, Progress, Proven,
    Prover, Received, Transfer,
};
use std::{
    error::Error,
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

/// Make the development parameters of Shoji's circuits, or check those that are there.
///
/// The parameters come from a public seed: they are for development chains only. They are the same
/// on every machine, checked against hashes built into this program, and made once (some twenty seconds in all).
#[derive(Parser)]
#[command(
    version,
    after_help = "Examples:\n  shoji-params\n  shoji-params --out ./params\n  shoji-params --only transfer \
                  --only grant\n\nWithout --out the \
                  directory is $SHOJI_PARAMS_DIR, $XDG_CACHE_HOME/shoji/params or \
                  ~/.cache/shoji/params."
)]
struct Arguments {
    /// The directory that holds the parameter files.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Only the parameters of this circuit; may be given several times. A wallet makes the others when
    /// it first needs them.
    #[arg(long, value_name = "CIRCUIT", value_parser = circuit)]
    only: Vec<ParameterSet>,
    /// For maintainers, after a change of the circuit: make the parameters and write the golden
    /// files of the repository at this path, instead of checking against them.
    #[arg(long, value_name = "REPOSITORY")]
    write_golden: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("shoji-params: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The circuit of this name.
fn circuit(name: &str) -> Result<ParameterSet, String> {
    let named = ParameterSet::ALL.into_iter().find(|set| set.circuit() == name);
    named.ok_or_else(|| {
        format!("the circuits are {}", ParameterSet::ALL.map(ParameterSet::circuit).join(", "))
    })
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let wanted = |set: &ParameterSet| arguments.only.is_empty() || arguments.only.contains(set);
    for set in ParameterSet::ALL.into_iter().filter(wanted) {
        println!("circuit       {}: {}", set.name(), set.measure()?);
        match &arguments.write_golden {
            Some(repository) => write_golden(set, repository)?,
            None => {
                let dir = arguments.out.clone().map_or_else(default_dir, Ok)?;
                make(set, &dir)?;
            }
        }
    }
    if arguments.write_golden.is_some() {
        println!("Build again: the golden files are part of the programs.");
    }
    Ok(())
}

fn make(set: ParameterSet, dir: &Path) -> Result<(), Box<dyn Error>> {
    let path = parameter_file(dir, set);
    let started = Instant::now();
    let key = match set {
        ParameterSet::Transfer => load::<Transfer>(dir),
        ParameterSet::Grant => load::<Grant>(dir),
        ParameterSet::Received => load::<Received>(dir),
        ParameterSet::Held => load::<Held>(dir),
        ParameterSet::Paid => load::<Paid>(dir),
        ParameterSet::Outflow => load::<Outflow>(dir),
    }?;
    println!("parameters    {}", path.display());
    println!("size          {} bytes", fs::metadata(&path)?.len());
    println!("BLAKE2b-512   {}", set.pinned_hash());
    println!("verifying key {} bytes", key.len());
    println!("ready in      {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// The verifying key of a circuit whose parameters are read or made.
fn load<S: Proven>(dir: &Path) -> Result<Vec<u8>, ParameterError> {
    Ok(Prover::<S>::load(dir, &mut reporter())?.verifying_key_bytes())
}

fn write_golden(set: ParameterSet, repository: &Path) -> Result<(), Box<dyn Error>> {
    let file = |folder: &str, end: &str| repository.join(folder).join(set.name().to_owned() + end);
    let hash_file = file("client/prover/keys", ".hash");
    let key_file = file("primitives/proofs/keys", ".vk");
    let parameters = development_parameters(set, &mut reporter())?;
    let hash = hash_parameters(&encode_parameters(&parameters));
    for file in [&hash_file, &key_file] {
        fs::create_dir_all(file.parent().ok_or("a golden file has a directory")?)?;
    }
    fs::write(&hash_file, format!("{hash}\n"))?;
    fs::write(&key_file, encode_verifying_key(&parameters.vk))?;
    println!("BLAKE2b-512   {hash}");
    println!("written       {}\nwritten       {}", hash_file.display(), key_file.display());
    Ok(())
}

/// Reports on standard error: in place on a terminal, otherwise a line a step and every ten
/// seconds.
fn reporter() -> impl FnMut(Progress) {
    let terminal = io::stderr().is_terminal();
    let mut last: Option<(&'static str, Duration)> = None;
    move |progress| {
        let (text, elapsed) = match progress {
            Progress::Reading => ("reading and checking the parameter file", None),
            Progress::Waiting { elapsed } => ("another process is making them", Some(elapsed)),
            Progress::Generating { elapsed } => ("making the parameters", Some(elapsed)),
            Progress::Writing => ("writing the parameter file", None),
            Progress::Ready => ("parameters are ready", None),
        };
        let seconds = elapsed.unwrap_or_default();
        if terminal {
            let time = elapsed.map(|elapsed| format!(" ({} s)", elapsed.as_secs()));
            let end = if progress == Progress::Ready { "\n" } else { "" };
            eprint!("\r\x1b[K{text}{}{end}", time.unwrap_or_default());
            // Nothing to do about a terminal that is gone.
            io::stderr().flush().ok();
            return;
        }
        let is_due = match last {
            Some((shown, at)) => shown != text || seconds >= at + Duration::from_secs(10),
            None => true,
        };
        if is_due {
            eprintln!("{text}");
            last = Some((text, seconds));
        }
    }
}
