//! The Poseidon permutation as constraints.
//!
//! The S-box is `x2 = y * y`, `x3 = x2 * y`, `x5 = x2 * x3`, so that two thirds of the variables
//! stand on the left and two thirds on the right of a product: the two groups of the proving key
//! that hold them shrink by a third. Apart from the first round, the variables are `x2`, `x3` and
//! the S-box *input* `y`; the output `x5` is the combination of the next rounds' inputs that the
//! mixing makes of it, and stands in one constraint only.

use super::{
    matrix::MDS_INVERSE,
    partial,
    trace::{fifth_power, Trace},
};
use crate::gadgets::linear::{enforce, multiply, Linear};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::{
    field::Base,
    poseidon::{
        mds, permute as permute_values, round_constants, FULL_ROUNDS, PARTIAL_ROUNDS, WIDTH,
    },
};

const FIRST_PARTIAL: usize = FULL_ROUNDS / 2;
const FIRST_AFTER: usize = FIRST_PARTIAL + PARTIAL_ROUNDS;
const LAST: usize = FULL_ROUNDS + PARTIAL_ROUNDS - 1;

/// The permutation: 285 constraints, and three for each word of `state` that is not a constant (300
/// for five variables).
pub fn permute<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    state: &[Linear; WIDTH],
) -> Result<[Linear; WIDTH], SynthesisError> {
    if let Some(mut constants) = all(state.each_ref().map(Linear::as_constant)) {
        permute_values(&mut constants);
        return Ok(constants.map(Linear::constant));
    }
    let trace = all(state.each_ref().map(Linear::value)).map(Trace::new);
    let trace = trace.as_ref();

    let mut inputs = first_round(cs, state)?;
    // Full rounds 1 and 2, whose outputs are combinations of the next full round's inputs.
    for round in 1..FIRST_PARTIAL - 1 {
        let next = alloc_words(cs, trace.map(|trace| trace.inputs[round + 1]))?;
        sboxes(cs, &inputs, &unmix(&next, &round_constants()[round + 1]))?;
        inputs = next;
    }
    inputs = middle(cs, &inputs, trace)?;
    for round in FIRST_AFTER..LAST {
        let next = alloc_words(cs, trace.map(|trace| trace.inputs[round + 1]))?;
        sboxes(cs, &inputs, &unmix(&next, &round_constants()[round + 1]))?;
        inputs = next;
    }
    let output = alloc_words(cs, trace.map(|trace| trace.output))?;
    sboxes(cs, &inputs, &unmix(&output, &[Base::ZERO; WIDTH]))?;
    Ok(output)
}

/// The first round, whose outputs are variables: words that are constants (the capacity, missing
/// inputs) then cost nothing. Returns the inputs of the second round's S-boxes.
fn first_round<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    state: &[Linear; WIDTH],
) -> Result<[Linear; WIDTH], SynthesisError> {
    let mut outputs = [const { None }; WIDTH];
    for (word, output) in outputs.iter_mut().enumerate() {
        let input = state[word].clone().plus_constant(round_constants()[0][word]);
        *output = Some(match input.as_constant() {
            Some(constant) => Linear::constant(fifth_power(&constant)),
            None => {
                let output = Linear::alloc(cs, "x5", input.value().as_ref().map(fifth_power))?;
                sbox(cs, &input, &output)?;
                output
            }
        });
    }
    Ok(std::array::from_fn(|word| {
        let terms = mds()[word].iter().copied().zip(outputs.iter().flatten());
        Linear::sum(round_constants()[1][word], terms)
    }))
}

/// The full round before the partial rounds, and the partial rounds. Returns the inputs of the
/// full round after them.
fn middle<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    inputs: &[Linear; WIDTH],
    trace: Option<&Trace>,
) -> Result<[Linear; WIDTH], SynthesisError> {
    let mut variables = Vec::with_capacity(PARTIAL_ROUNDS + WIDTH);
    for round in FIRST_PARTIAL..FIRST_AFTER {
        variables.push(Linear::alloc(cs, "y", trace.map(|trace| trace.inputs[round][0]))?);
    }
    let after = alloc_words(cs, trace.map(|trace| trace.inputs[FIRST_AFTER]))?;
    variables.extend(after.iter().cloned());

    let outputs = &partial::OUTPUTS;
    sboxes(cs, inputs, &outputs.before.each_ref().map(|row| row.apply(&variables)))?;
    for (input, row) in variables.iter().zip(&outputs.partial) {
        sbox(cs, input, &row.apply(&variables))?;
    }
    Ok(after)
}

/// `output = input^5`: three constraints, two new variables.
fn sbox<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    input: &Linear,
    output: &Linear,
) -> Result<(), SynthesisError> {
    let x2 = multiply(cs, "x2", input, input)?;
    let x3 = multiply(cs, "x3", &x2, input)?;
    enforce(cs, "x5", &x2, &x3, output);
    Ok(())
}

fn sboxes<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    inputs: &[Linear; WIDTH],
    outputs: &[Linear; WIDTH],
) -> Result<(), SynthesisError> {
    inputs.iter().zip(outputs).try_for_each(|(input, output)| sbox(cs, input, output))
}

/// The S-box outputs of a full round from the words after it, to which `constants` were added.
fn unmix(words: &[Linear; WIDTH], constants: &[Base; WIDTH]) -> [Linear; WIDTH] {
    MDS_INVERSE.each_ref().map(|row| {
        let constant: Base = row.iter().zip(constants).map(|(m, constant)| m * constant).sum();
        Linear::sum(-constant, row.iter().copied().zip(words))
    })
}

fn alloc_words<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    values: Option<[Base; WIDTH]>,
) -> Result<[Linear; WIDTH], SynthesisError> {
    let mut words = [const { None }; WIDTH];
    for (index, word) in words.iter_mut().enumerate() {
        *word = Some(Linear::alloc(cs, "y", values.map(|values| values[index]))?);
    }
    Ok(words.map(|word| word.expect("the loop filled every word; qed")))
}

/// All values, if every one is there.
fn all(values: [Option<Base>; WIDTH]) -> Option<[Base; WIDTH]> {
    let mut known = [Base::ZERO; WIDTH];
    for (known, value) in known.iter_mut().zip(values) {
        *known = value?;
    }
    Some(known)
}
