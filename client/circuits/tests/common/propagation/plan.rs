//! The order in which constraints determine the variables.
//!
//! Nothing here knows of hashes, points or notes: the order follows from the constraints. Most
//! determine one variable when their turn comes. The others determine a few together, linearly: the
//! words after a full round of Poseidon, and the 65 variables of its partial rounds, of which each
//! turns up as soon as those before it are known. Such constraints wait in a pool, which is
//! eliminated from the last variable on.

use crate::common::columns::{derivative, evaluate, Columns, Row};
use bellman::Index;
use ff::Field;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;
use std::collections::BTreeMap;

pub enum Step {
    /// The third side of the constraint is `variable`, nothing else, which is the product.
    Multiply { constraint: usize, variable: Index },
    /// The constraint determines `variable` alone, which has `coefficients` on its three sides.
    Solve { constraint: usize, variable: Index, coefficients: [Base; 3] },
    /// The right-hand side of the constraint's equation of changes: by how much the constraint fails,
    /// negated, while the variables that it helps to determine still are the honest ones. `output` is
    /// the honest third side if only such variables stand there.
    Observe { constraint: usize, output: Option<Base> },
    /// Of the right-hand side of equation `from` subtracts `factor` times that of equation `other`.
    Subtract { from: usize, factor: Base, other: usize },
    /// Multiplies a right-hand side.
    Scale { equation: usize, factor: Base },
    /// `variable` is the honest one plus what the right-hand side now is.
    Settle { equation: usize, variable: Index },
}

/// Every constraint that determines something in one step, every dependent variable in another or
/// the same. Equations are counted as their constraints.
pub struct Plan {
    pub steps: Vec<Step>,
    /// For each constraint that determines something, its step.
    pub step_of: Vec<Option<usize>>,
    /// For each equation the steps that read its right-hand side.
    pub uses: Vec<Vec<usize>>,
    inputs: usize,
    readers: Vec<Vec<usize>>,
}

impl Plan {
    /// The plan by which the constraints `determining` give the variables of `columns`.
    ///
    /// # Panics
    ///
    /// If they give too few or too many. So a plan proves that the Jacobian is square and of full
    /// rank at this assignment: in the order of the plan it is block triangular, and every block was
    /// inverted.
    pub fn new(system: &System, columns: &Columns, determining: &[usize]) -> Self {
        let plan = Plan {
            steps: Vec::new(),
            step_of: vec![None; system.constraints.len()],
            uses: vec![Vec::new(); system.constraints.len()],
            inputs: system.inputs.len(),
            readers: vec![Vec::new(); system.inputs.len() + system.aux.len()],
        };
        let solved = vec![false; columns.count()];
        let mut builder = Builder { system, columns, plan, solved, pool: BTreeMap::new() };
        for number in determining {
            builder.add(*number);
        }
        assert!(builder.pool.is_empty(), "some variables may move together");
        assert!(builder.solved.iter().all(|solved| *solved), "some variables may move");
        assert_eq!(determining.len(), columns.count());
        builder.plan
    }

    /// The steps that read a variable.
    pub fn readers(&self, index: Index) -> &[usize] {
        &self.readers[self.slot(index)]
    }

    fn slot(&self, index: Index) -> usize {
        match index {
            Index::Input(index) => index,
            Index::Aux(index) => self.inputs + index,
        }
    }
}

struct Builder<'a> {
    system: &'a System,
    columns: &'a Columns,
    plan: Plan,
    solved: Vec<bool>,
    /// Equations that wait, each as its number and its unknowns, by the last unknown. Its coefficient
    /// is one.
    pool: BTreeMap<usize, (usize, Row)>,
}

impl Builder<'_> {
    fn is_known(&self, index: Index) -> bool {
        self.columns.of(index).is_none_or(|column| self.solved[column])
    }

    fn add(&mut self, number: usize) {
        let mut row = derivative(self.system, &self.system.constraints[number], self.columns);
        row.retain(|column, _| !self.solved[*column]);
        let waits = |column| self.pool.values().any(|(_, row)| row.contains_key(column));
        let single = row.keys().next().filter(|column| row.len() == 1 && !waits(*column)).copied();
        match single {
            Some(column) => self.solve(number, column),
            None => self.observe(number, row),
        }
    }

    /// Adds a step that reads what is known on the sides of a constraint.
    fn push_reader(&mut self, number: usize, step: Step) {
        let (system, here) = (self.system, self.plan.steps.len());
        for (index, _) in system.constraints[number].sides.iter().flatten() {
            if self.is_known(*index) {
                let slot = self.plan.slot(*index);
                let readers = &mut self.plan.readers[slot];
                if readers.last() != Some(&here) {
                    readers.push(here);
                }
            }
        }
        self.plan.step_of[number] = Some(here);
        self.plan.steps.push(step);
    }

    fn solve(&mut self, number: usize, column: usize) {
        let variable = self.columns.variables[column];
        let sides = self.system.constraints[number].sides.each_ref();
        let coefficients = sides.map(|side| {
            let own = side.iter().filter(|(index, _)| *index == variable);
            own.map(|(_, coefficient)| *coefficient).sum::<Base>()
        });
        assert_eq!(coefficients[0] * coefficients[1], Base::ZERO, "linear in the variable");
        let is_product = sides[2] == &[(variable, Base::ONE)];
        self.push_reader(
            number,
            match coefficients {
                [left, right, _] if is_product && left == Base::ZERO && right == Base::ZERO => {
                    Step::Multiply { constraint: number, variable }
                }
                _ => Step::Solve { constraint: number, variable, coefficients },
            },
        );
        self.solved[column] = true;
    }

    fn observe(&mut self, number: usize, mut row: Row) {
        let constraint = &self.system.constraints[number];
        let output = &constraint.sides[2];
        let constant = |index: &Index| matches!(index, Index::Input(0));
        let is_unknown = output.iter().all(|(i, _)| constant(i) || !self.is_known(*i));
        let output = is_unknown.then(|| evaluate(self.system, output));
        self.push_reader(number, Step::Observe { constraint: number, output });
        loop {
            let last = row.last_key_value().map(|(column, leading)| (*column, *leading));
            let (last, leading) = last.unwrap_or_else(|| panic!("{} is spare", constraint.name));
            if let Some((other, known)) = self.pool.get(&last) {
                let other = *other;
                subtract(&mut row, leading, known);
                self.push(other, Step::Subtract { from: number, factor: leading, other });
            } else {
                let factor = leading.invert().unwrap();
                row.values_mut().for_each(|coefficient| *coefficient *= factor);
                self.push(number, Step::Scale { equation: number, factor });
                self.pool.insert(last, (number, row));
                break;
            }
        }
        self.settle();
    }

    /// Takes out of the pool what has only one unknown left.
    fn settle(&mut self) {
        let settled = |pool: &BTreeMap<usize, (usize, Row)>| {
            pool.iter().find(|(_, (_, row))| row.len() == 1).map(|(column, _)| *column)
        };
        while let Some(column) = settled(&self.pool) {
            let (equation, _) = self.pool.remove(&column).unwrap();
            let variable = self.columns.variables[column];
            self.push(equation, Step::Settle { equation, variable });
            self.solved[column] = true;
            let others = self.pool.values_mut();
            let factors = others.filter_map(|(from, row)| Some((*from, row.remove(&column)?)));
            for (from, factor) in factors.collect::<Vec<_>>() {
                self.push(equation, Step::Subtract { from, factor, other: equation });
            }
        }
    }

    /// Adds a step that reads the right-hand side of an equation.
    fn push(&mut self, equation: usize, step: Step) {
        self.plan.uses[equation].push(self.plan.steps.len());
        self.plan.steps.push(step);
    }
}

fn subtract(row: &mut Row, factor: Base, other: &Row) {
    for (column, coefficient) in other {
        let difference = row.remove(column).unwrap_or(Base::ZERO) - factor * coefficient;
        if difference != Base::ZERO {
            row.insert(*column, difference);
        }
    }
}
