//! Which constraints a forgery fails.

use super::{forger::Forger, marks::Marks};
use crate::common::columns::{evaluate, Mentions};
use bellman::Index;
use ff::Field;
use rand::Rng;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;

/// The numbers of the constraints that a forgery fails and the honest assignment does not: those
/// that mention a changed variable are evaluated again.
pub fn failing(forger: &Forger, mentions: &Mentions) -> Vec<usize> {
    let mut mentioned = Marks::new(forger.system.constraints.len());
    for number in forger.changed().iter().flat_map(|index| mentions.of(*index)) {
        mentioned.set(*number);
    }
    let numbers = mentioned.numbers();
    numbers.filter(|n| !forger.system.holds(&forger.system.constraints[*n])).collect()
}

/// Judges all constraints at once, at the price of their products.
///
/// What each constraint fails by, `left * right - output`, is added up with random weights. If any
/// fails that should not, the sum differs from what it should be but for one choice in `r` of its
/// weight. On the output sides the weights can be added up for each variable once and for all; they
/// hold nearly all terms of the circuit.
pub struct Judge {
    weights: Vec<Base>,
    products: Vec<Base>,
    /// For each variable, public inputs first, the weighted sum of its coefficients in outputs.
    in_outputs: [Vec<Base>; 2],
    in_products: Mentions,
}

impl Judge {
    /// # Panics
    ///
    /// If the assignment of `system` does not satisfy every constraint.
    pub fn new(system: &System, rng: &mut impl Rng) -> Self {
        let weights = system.constraints.iter().map(|_| Base::random(rng)).collect::<Vec<_>>();
        let mut in_outputs = [&system.inputs, &system.aux].map(|list| vec![Base::ZERO; list.len()]);
        let mut products = Vec::with_capacity(weights.len());
        for (constraint, weight) in system.constraints.iter().zip(&weights) {
            let [left, right, output] = constraint.sides.each_ref().map(|s| evaluate(system, s));
            assert_eq!(left * right, output, "{}", constraint.name);
            products.push(output);
            for (index, coefficient) in &constraint.sides[2] {
                *entry(&mut in_outputs, *index) += weight * coefficient;
            }
        }
        Self { weights, products, in_outputs, in_products: Mentions::in_products(system) }
    }

    /// Whether the assignment of `system` satisfies every constraint.
    pub fn accepts(&self, system: &System) -> bool {
        let products = (0..self.weights.len()).map(|n| product(system, n) * self.weights[n]);
        let [inputs, aux] = &self.in_outputs;
        let weighted = |values: &[Base], weights: &[Base]| -> Base {
            values.iter().zip(weights).map(|(value, weight)| value * weight).sum()
        };
        let outputs = weighted(&system.inputs, inputs) + weighted(&system.aux, aux);
        products.sum::<Base>() == outputs
    }

    /// Whether the forgery fails in the constraint `number` and in no other.
    pub fn fails_alone(&self, forger: &Forger, number: usize) -> bool {
        let system = &forger.system;
        let mut sum = Base::ZERO;
        let mut mentioned = Marks::new(system.constraints.len());
        for index in forger.changed() {
            let change = system.value(*index) - forger.honest(*index);
            let [inputs, aux] = &self.in_outputs;
            let weight = match index {
                Index::Input(index) => &inputs[*index],
                Index::Aux(index) => &aux[*index],
            };
            sum -= change * weight;
            self.in_products.of(*index).iter().for_each(|number| mentioned.set(*number));
        }
        for number in mentioned.numbers() {
            sum += (product(system, number) - self.products[number]) * self.weights[number];
        }
        let output = &system.constraints[number].sides[2];
        let own = product(system, number) - evaluate(system, output);
        own != Base::ZERO && sum == own * self.weights[number]
    }
}

fn product(system: &System, number: usize) -> Base {
    let [left, right, _] = &system.constraints[number].sides;
    evaluate(system, left) * evaluate(system, right)
}

fn entry(lists: &mut [Vec<Base>; 2], index: Index) -> &mut Base {
    let [inputs, aux] = lists;
    match index {
        Index::Input(index) => &mut inputs[index],
        Index::Aux(index) => &mut aux[index],
    }
}
