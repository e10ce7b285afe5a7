//! Changing one variable of a satisfied assignment at a time.

use super::{columns::Mentions, rng::rng};
use bellman::Index;
use ff::Field;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;

/// Whether some constraint notices that `index` has another value.
pub fn is_noticed(system: &mut System, index: Index, numbers: &[usize], value: Base) -> bool {
    let honest = system.value(index);
    system.set(index, value);
    let noticed = numbers.iter().any(|number| !system.holds(&system.constraints[*number]));
    system.set(index, honest);
    noticed
}

fn name(system: &System, index: Index) -> String {
    match index {
        Index::Input(index) => format!("public input {index}"),
        Index::Aux(index) => format!("variable {index}, {}", system.aux_names[index]),
    }
}

/// Changes every variable of a satisfied assignment, each alone, and asserts that this is noticed
/// exactly where the statement does not leave the variable free. Returns the numbers of variables and
/// of changes.
pub fn change_each(
    scenario: &str,
    mut system: System,
    is_free: impl Fn(Index) -> bool,
    seed: u64,
) -> [usize; 2] {
    let mut rng = rng(seed);
    assert_eq!(system.unsatisfied().next(), None, "{scenario}");
    let mentions = Mentions::new(&system);
    let inputs = (1..system.inputs.len()).map(Index::Input);
    let variables = inputs.chain((0..system.aux.len()).map(Index::Aux)).collect::<Vec<_>>();
    let mut changes = 0;
    for index in &variables {
        let honest = system.value(*index);
        // The other value of a boolean, the negative (squares agree), the neighbour, any.
        let others = [Base::ONE - honest, -honest, honest + Base::ONE, Base::random(&mut rng)];
        for other in others.into_iter().filter(|other| *other != honest) {
            assert_eq!(
                is_noticed(&mut system, *index, mentions.of(*index), other),
                !is_free(*index),
                "{scenario}: {}",
                name(&system, *index),
            );
            changes += 1;
        }
    }
    [variables.len(), changes]
}
