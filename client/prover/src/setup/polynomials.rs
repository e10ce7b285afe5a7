//! The circuit's polynomials at `tau`.

use bellman::{Index, SynthesisError};
use bls12_381::Scalar;
use ff::{BatchInvert, Field, PrimeField};
use shoji_circuits::system::System;
use zeroize::Zeroizing;

/// For each variable, public inputs first, its left, right and output polynomial at `tau`.
pub(super) struct Polynomials {
    pub(super) a: Zeroizing<Vec<Scalar>>,
    pub(super) b: Zeroizing<Vec<Scalar>>,
    pub(super) c: Zeroizing<Vec<Scalar>>,
    /// The vanishing polynomial of the domain at `tau`.
    pub(super) vanishing: Scalar,
    /// The size of the domain.
    pub(super) size: usize,
}

impl Polynomials {
    /// Evaluates them. Fails if the domain is too large for the field, or contains `tau`.
    pub(super) fn at(system: &System, tau: &Scalar) -> Result<Self, SynthesisError> {
        let inputs = system.inputs.len();
        // After the constraints, one row for each public input: input * 0 = 0.
        let constraints = system.constraints.len();
        let (lagrange, vanishing) = lagrange(constraints + inputs, tau)?;
        let variables = inputs + system.aux.len();
        let mut columns = [(); 3].map(|()| Zeroizing::new(vec![Scalar::ZERO; variables]));
        for (constraint, value) in system.constraints.iter().zip(lagrange.iter()) {
            for (column, side) in columns.iter_mut().zip(&constraint.sides) {
                for (index, coefficient) in side {
                    let variable = match index {
                        Index::Input(index) => *index,
                        Index::Aux(index) => inputs + index,
                    };
                    column[variable] += coefficient * value;
                }
            }
        }
        let [mut a, b, c] = columns;
        for (a, value) in a[..inputs].iter_mut().zip(&lagrange[constraints..]) {
            *a += value;
        }
        Ok(Self { a, b, c, vanishing, size: lagrange.len() })
    }
}

/// The Lagrange polynomials of the smallest domain with `rows` elements, at `tau`:
/// `L_j(tau) = (tau^n - 1) w^j / (n (tau - w^j))`, and the vanishing polynomial `tau^n - 1`.
fn lagrange(rows: usize, tau: &Scalar) -> Result<(Zeroizing<Vec<Scalar>>, Scalar), SynthesisError> {
    let size = rows.next_power_of_two();
    let exponent = size.trailing_zeros();
    if exponent >= Scalar::S {
        return Err(SynthesisError::PolynomialDegreeTooLarge);
    }
    let square_often = |value: Scalar, times| (0..times).fold(value, |value, _| value.square());
    let root = square_often(Scalar::ROOT_OF_UNITY, Scalar::S - exponent);
    let vanishing = square_often(*tau, exponent) - Scalar::ONE;
    if vanishing == Scalar::ZERO {
        return Err(SynthesisError::UnexpectedIdentity);
    }
    let domain = std::iter::successors(Some(Scalar::ONE), |element| Some(element * root));
    let domain = domain.take(size).collect::<Vec<_>>();
    let size_inverse = Option::<Scalar>::from(Scalar::from(size as u64).invert());
    let scale = vanishing * size_inverse.ok_or(SynthesisError::DivisionByZero)?;
    let mut values = Zeroizing::new(domain.iter().map(|element| tau - element).collect::<Vec<_>>());
    values.iter_mut().batch_invert();
    for (value, element) in values.iter_mut().zip(&domain) {
        *value *= scale * element;
    }
    Ok((values, vanishing))
}
