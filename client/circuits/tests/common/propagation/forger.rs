//! False assignments that satisfy as much as possible.

use super::{
    marks::Marks,
    plan::{Plan, Step},
};
use crate::common::columns::evaluate;
use bellman::Index;
use ff::Field;
use shoji_circuits::system::System;
use shoji_shielded::field::Base;

/// Changes an assignment and lets everything follow that follows by the plan, so that only those
/// constraints fail that really forbid the change.
pub struct Forger<'a> {
    /// The assignment as last forged.
    pub system: System,
    plan: &'a Plan,
    honest: [Vec<Base>; 2],
    /// The right-hand side of each equation of changes; zero where nothing changed.
    right: Vec<Base>,
    touched: Vec<usize>,
    changed: Vec<Index>,
    pending: Marks,
}

impl<'a> Forger<'a> {
    /// `system` satisfies the constraints of the plan.
    pub fn new(system: System, plan: &'a Plan) -> Self {
        Self {
            honest: [system.inputs.clone(), system.aux.clone()],
            right: vec![Base::ZERO; system.constraints.len()],
            touched: Vec::new(),
            changed: Vec::new(),
            pending: Marks::new(plan.steps.len()),
            plan,
            system,
        }
    }

    /// Starts from the honest assignment, gives the variables `pinned` other values for good, and
    /// lets the rest follow. With `(constraint, amount)` as `slack` that constraint fails by
    /// `amount` where it determined something.
    pub fn forge(&mut self, pinned: &[(Index, Base)], slack: Option<(usize, Base)>) {
        self.reset();
        for (index, value) in pinned {
            self.change(*index, *value);
        }
        if let Some((number, _)) = slack {
            self.pending.set(self.plan.step_of[number].expect("it determines something"));
        }
        let slack_at = |number| match slack {
            Some((slack, amount)) if slack == number => amount,
            _ => Base::ZERO,
        };
        let is_pinned = |variable| pinned.iter().any(|(index, _)| *index == variable);
        let plan = self.plan;
        let mut next = 0;
        while let Some(here) = self.pending.take_from(next) {
            next = here + 1;
            match &plan.steps[here] {
                Step::Multiply { variable, .. }
                | Step::Solve { variable, .. }
                | Step::Settle { variable, .. }
                    if is_pinned(*variable) => {}
                Step::Multiply { constraint, variable } => {
                    let [left, right, _] = self.sides(*constraint, Some(Base::ZERO));
                    self.change(*variable, left * right + slack_at(*constraint));
                }
                Step::Solve { constraint, variable, coefficients } => {
                    let slack = slack_at(*constraint);
                    let value = self.solved(*constraint, *variable, coefficients, slack);
                    self.change(*variable, value);
                }
                Step::Observe { constraint, output } => {
                    let [left, right, output] = self.sides(*constraint, *output);
                    let failure = left * right - output + slack_at(*constraint);
                    self.touched.push(*constraint);
                    self.set_right(here, *constraint, -failure);
                }
                Step::Subtract { from, factor, other } => {
                    self.touched.push(*from);
                    self.set_right(here, *from, self.right[*from] - factor * self.right[*other]);
                }
                Step::Scale { equation, factor } => {
                    self.set_right(here, *equation, self.right[*equation] * factor);
                }
                Step::Settle { equation, variable } => {
                    let value = self.honest(*variable) + self.right[*equation];
                    self.change(*variable, value);
                }
            }
        }
    }

    /// The variables that were changed.
    pub fn changed(&self) -> &[Index] {
        &self.changed
    }

    /// The numbers of the public inputs that were changed.
    pub fn changed_public_inputs(&self) -> Vec<usize> {
        let pairs = self.system.inputs.iter().zip(&self.honest[0]).enumerate();
        pairs.filter(|(_, (forged, honest))| forged != honest).map(|(number, _)| number).collect()
    }

    /// The value of a variable before anything was forged.
    pub fn honest(&self, index: Index) -> Base {
        match index {
            Index::Input(index) => self.honest[0][index],
            Index::Aux(index) => self.honest[1][index],
        }
    }

    fn reset(&mut self) {
        for index in std::mem::take(&mut self.changed) {
            let honest = self.honest(index);
            self.system.set(index, honest);
        }
        for equation in std::mem::take(&mut self.touched) {
            self.right[equation] = Base::ZERO;
        }
    }

    fn change(&mut self, index: Index, value: Base) {
        if self.system.value(index) != value {
            self.system.set(index, value);
            self.changed.push(index);
            let plan = self.plan;
            plan.readers(index).iter().for_each(|step| self.pending.set(*step));
        }
    }

    fn sides(&self, number: usize, output: Option<Base>) -> [Base; 3] {
        let [left, right, own_output] = &self.system.constraints[number].sides;
        let output = output.unwrap_or_else(|| evaluate(&self.system, own_output));
        [evaluate(&self.system, left), evaluate(&self.system, right), output]
    }

    /// The value with which the constraint holds, or fails by `slack`.
    fn solved(&self, number: usize, variable: Index, factors: &[Base; 3], slack: Base) -> Base {
        let [left, right, output] = self.sides(number, None);
        let (value, excess) = (self.system.value(variable), left * right - output + slack);
        if excess == Base::ZERO {
            return value;
        }
        let derivative = factors[0] * right + factors[1] * left - factors[2];
        if derivative == -Base::ONE {
            return value + excess;
        }
        value - excess * derivative.invert().expect("the constraint still determines the variable")
    }

    /// Sets a right-hand side in the step `here`. The steps that read it later must run, which they
    /// do anyway if it was not zero before.
    fn set_right(&mut self, here: usize, equation: usize, value: Base) {
        let before = std::mem::replace(&mut self.right[equation], value);
        if before == Base::ZERO {
            let plan = self.plan;
            let uses = &plan.uses[equation];
            let later = uses.partition_point(|step| *step <= here);
            uses[later..].iter().for_each(|step| self.pending.set(*step));
        }
    }
}
