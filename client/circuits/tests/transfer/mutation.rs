//! Every variable is bound: a satisfied assignment with one variable changed is not satisfied.

use crate::instances::{rng, scenarios};
use bellman::Index;
use ff::Field;
use shoji_circuits::{system::System, TransferCircuit, TransferWitness};
use shoji_shielded::field::Base;

/// For each variable, inputs first, the constraints that mention it.
fn mentions(system: &System) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut inputs = vec![Vec::new(); system.inputs.len()];
    let mut aux = vec![Vec::new(); system.aux.len()];
    for (number, constraint) in system.constraints.iter().enumerate() {
        for (index, _) in constraint.sides.iter().flatten() {
            let list = match index {
                Index::Input(index) => &mut inputs[*index],
                Index::Aux(index) => &mut aux[*index],
            };
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
    }
    (inputs, aux)
}

/// Whether some constraint notices that `index` has another value.
fn is_noticed(system: &mut System, index: Index, numbers: &[usize], value: Base) -> bool {
    let honest = system.value(index);
    system.set(index, value);
    let noticed = numbers.iter().any(|number| !system.holds(&system.constraints[*number]));
    system.set(index, honest);
    noticed
}

/// The public inputs that a witness leaves free, by the statement itself: the anchor where no input
/// has value, the public asset where nothing moves in public.
fn is_free(witness: &TransferWitness, index: Index) -> bool {
    match index {
        Index::Input(1) => witness.inputs.iter().all(|input| input.value == 0),
        Index::Input(8) => witness.v_pub == Base::ZERO,
        _ => false,
    }
}

fn name(system: &System, index: Index) -> String {
    match index {
        Index::Input(index) => format!("public input {index}"),
        Index::Aux(index) => format!("variable {index}, {}", system.aux_names[index]),
    }
}

#[test]
fn no_variable_can_be_changed_alone() {
    let mut rng = rng(11);
    for (scenario, witness) in scenarios() {
        let mut system = System::with_witness(TransferCircuit::from(witness.clone())).unwrap();
        assert_eq!(system.unsatisfied().next(), None, "{scenario}");
        let (inputs, aux) = mentions(&system);
        let inputs = inputs.iter().enumerate().skip(1).map(|(i, list)| (Index::Input(i), list));
        let aux = aux.iter().enumerate().map(|(i, list)| (Index::Aux(i), list));
        for (index, numbers) in inputs.chain(aux) {
            let honest = system.value(index);
            // The other value of a boolean, the negative (squares agree), the neighbour, any.
            let others = [Base::ONE - honest, -honest, honest + Base::ONE, Base::random(&mut rng)];
            for other in others.into_iter().filter(|other| *other != honest) {
                assert_eq!(
                    is_noticed(&mut system, index, numbers, other),
                    !is_free(&witness, index),
                    "{scenario}: {}",
                    name(&system, index),
                );
            }
        }
    }
}

#[test]
fn a_boolean_that_is_two_fails_as_a_boolean_wherever_it_is() {
    let booleans = ["scalar bit", "selector", "value bit", "digit, low bit", "digit, high bit"];
    let (_, witness) = scenarios().remove(3);
    let mut system = System::with_witness(TransferCircuit::from(witness)).unwrap();
    let (_, mentions) = mentions(&system);
    let mut count = 0;
    for (index, numbers) in mentions.iter().enumerate() {
        if booleans.contains(&system.aux_names[index].as_str()) {
            let number = numbers.iter().copied().find(|number| {
                let constraint = &system.constraints[*number];
                constraint.name == system.aux_names[index]
                    && constraint.sides.iter().flatten().all(|(i, _)| *i == Index::Aux(index))
            });
            let number = number.expect("a boolean has a constraint of its own");
            assert!(is_noticed(&mut system, Index::Aux(index), &[number], Base::from(2)));
            count += 1;
        }
    }
    assert_eq!(count, 252 + 6 + 6 * 128 + 3 * 40);
}
