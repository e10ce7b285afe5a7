//! Linear combinations that hold each variable once.
//!
//! `bellman::LinearCombination` keeps every term it is given. Poseidon's partial rounds reuse the
//! same variables in every round, so unmerged combinations would grow without bound; [`Linear`]
//! keeps its terms sorted by variable and merges them as they are added. It also carries the value
//! that the witness gives it, where there is a witness.

use bellman::{ConstraintSystem, Index, LinearCombination, SynthesisError, Variable};
use ff::Field;
use shoji_shielded::field::Base;
use std::cmp::Ordering;

/// `constant + sum coefficient * variable`, each variable at most once, with its value.
#[derive(Clone, Debug)]
pub struct Linear {
    /// Sorted by [`key`]; no zero coefficients.
    terms: Vec<(Variable, Base)>,
    constant: Base,
    value: Option<Base>,
}

/// The order of variables: public inputs first, then auxiliary variables, by index.
fn key(variable: &Variable) -> (bool, usize) {
    match variable.get_unchecked() {
        Index::Input(index) => (false, index),
        Index::Aux(index) => (true, index),
    }
}

impl Linear {
    /// A combination without variables.
    pub fn constant(constant: Base) -> Self {
        Self { terms: Vec::new(), constant, value: Some(constant) }
    }

    /// Zero.
    pub fn zero() -> Self {
        Self::constant(Base::ZERO)
    }

    /// A new auxiliary variable. `value` is `None` when no witness is known (parameter generation).
    pub fn alloc<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        name: &'static str,
        value: Option<Base>,
    ) -> Result<Self, SynthesisError> {
        let variable = cs.alloc(|| name, || value.ok_or(SynthesisError::AssignmentMissing))?;
        Ok(Self { terms: vec![(variable, Base::ONE)], constant: Base::ZERO, value })
    }

    /// The next public input.
    pub fn alloc_input<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        name: &'static str,
        value: Option<Base>,
    ) -> Result<Self, SynthesisError> {
        let variable =
            cs.alloc_input(|| name, || value.ok_or(SynthesisError::AssignmentMissing))?;
        Ok(Self { terms: vec![(variable, Base::ONE)], constant: Base::ZERO, value })
    }

    /// What the witness makes of this combination; `None` without a witness.
    pub fn value(&self) -> Option<Base> {
        self.value
    }

    /// The constant, if there is nothing else.
    pub fn as_constant(&self) -> Option<Base> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// The number of variables.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there are no variables.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// `self + coefficient * other`.
    pub fn add_scaled(mut self, coefficient: Base, other: &Linear) -> Self {
        if coefficient.is_zero_vartime() {
            return self;
        }
        self.constant += coefficient * other.constant;
        self.value = match (self.value, other.value) {
            (Some(left), Some(right)) => Some(left + coefficient * right),
            _ => None,
        };
        let follows = match (self.terms.last(), other.terms.first()) {
            (Some((last, _)), Some((first, _))) => key(last) < key(first),
            _ => true,
        };
        let scaled = other.terms.iter().map(|(variable, c)| (*variable, *c * coefficient));
        if follows {
            self.terms.extend(scaled);
        } else {
            self.terms = merge(&self.terms, scaled.collect());
        }
        self
    }

    /// `self + other`.
    pub fn plus(self, other: &Linear) -> Self {
        self.add_scaled(Base::ONE, other)
    }

    /// `self - other`.
    pub fn minus(self, other: &Linear) -> Self {
        self.add_scaled(-Base::ONE, other)
    }

    /// `self + constant`.
    pub fn plus_constant(mut self, constant: Base) -> Self {
        self.constant += constant;
        self.value = self.value.map(|value| value + constant);
        self
    }

    /// `coefficient * self`.
    pub fn scaled(&self, coefficient: Base) -> Self {
        Self::zero().add_scaled(coefficient, self)
    }

    /// `constant + sum coefficient * variable-or-combination`.
    pub fn sum<'a>(constant: Base, terms: impl IntoIterator<Item = (Base, &'a Linear)>) -> Self {
        terms.into_iter().fold(Self::constant(constant), |sum, (coefficient, term)| {
            sum.add_scaled(coefficient, term)
        })
    }

    /// Appends this combination to one of bellman's.
    fn append_to<CS: ConstraintSystem<Base>>(
        &self,
        mut combination: LinearCombination<Base>,
    ) -> LinearCombination<Base> {
        if !self.constant.is_zero_vartime() {
            combination = combination + (self.constant, CS::one());
        }
        for (variable, coefficient) in &self.terms {
            combination = combination + (*coefficient, *variable);
        }
        combination
    }
}

/// Merges two term lists sorted by variable; terms that cancel disappear.
fn merge(left: &[(Variable, Base)], right: Vec<(Variable, Base)>) -> Vec<(Variable, Base)> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.iter().copied().peekable(), right.into_iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some((l, _)), Some((r, _))) => key(l).cmp(&key(r)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return merged,
        };
        match order {
            Ordering::Less => merged.extend(left.next()),
            Ordering::Greater => merged.extend(right.next()),
            Ordering::Equal => {
                if let (Some((variable, l)), Some((_, r))) = (left.next(), right.next()) {
                    let coefficient = l + r;
                    if !coefficient.is_zero_vartime() {
                        merged.push((variable, coefficient));
                    }
                }
            }
        }
    }
}

/// Adds the constraint `a * b = c`.
pub fn enforce<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    name: &'static str,
    a: &Linear,
    b: &Linear,
    c: &Linear,
) {
    cs.enforce(
        || name,
        |combination| a.append_to::<CS>(combination),
        |combination| b.append_to::<CS>(combination),
        |combination| c.append_to::<CS>(combination),
    );
}

/// Adds the constraint `left = right`. The longer side belongs on the right: it then stays out of
/// the queries of the proving key that a prover pays most for.
pub fn enforce_equal<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    name: &'static str,
    left: &Linear,
    right: &Linear,
) {
    enforce(cs, name, left, &Linear::constant(Base::ONE), right);
}

/// A new variable equal to `a * b`: one constraint.
pub fn multiply<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    name: &'static str,
    a: &Linear,
    b: &Linear,
) -> Result<Linear, SynthesisError> {
    let value = a.value().zip(b.value()).map(|(a, b)| a * b);
    let product = Linear::alloc(cs, name, value)?;
    enforce(cs, name, a, b, &product);
    Ok(product)
}
