//! Making Groth16 parameters.

use crate::{setup::ToxicValues, ParameterError, ParameterSet, Parameters, Progress};
use bls12_381::Scalar;
use ff::Field;
use rand::rngs::SysRng;
use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// How often a step that takes long is reported.
pub(crate) const TICK: Duration = Duration::from_millis(500);

/// Makes a circuit's parameters from toxic values and the standard generators, reporting progress
/// while it works.
pub(crate) fn generate(
    set: ParameterSet,
    toxic: &ToxicValues,
    progress: &mut dyn FnMut(Progress),
) -> Result<Parameters, ParameterError> {
    let started = Instant::now();
    let parameters = thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || {
            let made = set.make(toxic);
            // Nobody listens only if the receiving thread panicked, which the scope passes on.
            sender.send(made).ok();
        });
        loop {
            progress(Progress::Generating { elapsed: started.elapsed() });
            match receiver.recv_timeout(TICK) {
                Ok(made) => return Some(made),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                // The thread panicked; the scope passes its panic on.
                Err(mpsc::RecvTimeoutError::Disconnected) => return None,
            }
        }
    });
    Ok(parameters.expect("a panic of the thread leaves the scope as a panic; qed")?)
}

/// A circuit's parameters from operating-system randomness. The toxic values exist in this process while it
/// works, and are erased; a chain that is to be trusted by strangers takes its parameters from a
/// ceremony of many parties instead.
pub fn random_parameters(
    set: ParameterSet,
    progress: &mut dyn FnMut(Progress),
) -> Result<Parameters, ParameterError> {
    let random = || {
        let value = Scalar::try_random(&mut SysRng);
        value.map_err(|error| ParameterError::Randomness(error.to_string()))
    };
    let toxic = ToxicValues {
        alpha: random()?,
        beta: random()?,
        gamma: random()?,
        delta: random()?,
        tau: random()?,
    };
    generate(set, &toxic, progress)
}
