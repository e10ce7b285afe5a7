//! Points of Jubjub in affine Edwards coordinates: `-u^2 + v^2 = 1 + d u^2 v^2`.

use super::linear::{enforce, enforce_equal, multiply, Linear};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::field::Base;

/// Jubjub's `d = -(10240 / 10241)`.
pub fn edwards_d() -> Base {
    let inverse = Base::from(10_241).invert();
    -Base::from(10_240) * inverse.expect("10241 is not 0 modulo r; qed")
}

/// A point. Every constructor but [`Point::from_coordinates`] enforces that it is on the curve.
#[derive(Clone, Debug)]
pub struct Point {
    /// The coordinate `u`.
    pub u: Linear,
    /// The coordinate `v`.
    pub v: Linear,
}

impl Point {
    /// A point whose coordinates the caller knows to satisfy the curve equation.
    pub fn from_coordinates(u: Linear, v: Linear) -> Self {
        Self { u, v }
    }

    /// A new point on the curve that is not of small order: six constraints (docs/protocol §5.3
    /// A1).
    ///
    /// `[8]P` is the identity exactly if `u v (u^2 + v^2) = 0`. For if `u = 0`, P is `(0, 1)` or
    /// `(0, -1)`, of order 1 or 2; if `v = 0`, `[2]P = (0, -1)` and P has order 4; if `u^2 + v^2 =
    /// 0`, the doubling formula gives `v([2]P) = 0` and P has order 8. Conversely the torsion
    /// subgroup is cyclic of order 8: one point each of order 1 and 2 (`u = 0`), two of order 4,
    /// whose double is `(0, -1)` and so have `v = 0`, and four of order 8, whose double has order 4
    /// and so `v = 0`, which by the same formula means `u^2 + v^2 = 0`.
    pub fn alloc_not_small_order<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        coordinates: Option<(Base, Base)>,
    ) -> Result<Self, SynthesisError> {
        let (Self { u, v }, u2, v2) = Self::alloc_with_squares(cs, coordinates)?;
        let uv = multiply(cs, "uv", &u, &v)?;
        let product = multiply(cs, "uv(u^2 + v^2)", &u2.plus(&v2), &uv)?;
        // Zero has no inverse: the witness is then 0 and the constraint below fails.
        let inverse = product.value().map(|value| value.invert().unwrap_or(Base::ZERO));
        let inverse = Linear::alloc(cs, "inverse", inverse)?;
        enforce(cs, "not of small order", &product, &inverse, &Linear::constant(Base::ONE));
        Ok(Self { u, v })
    }

    /// A new point on the curve, of any order: three constraints.
    pub fn alloc<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        coordinates: Option<(Base, Base)>,
    ) -> Result<Self, SynthesisError> {
        let (point, ..) = Self::alloc_with_squares(cs, coordinates)?;
        Ok(point)
    }

    fn alloc_with_squares<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        coordinates: Option<(Base, Base)>,
    ) -> Result<(Self, Linear, Linear), SynthesisError> {
        let u = Linear::alloc(cs, "u", coordinates.map(|(u, _)| u))?;
        let v = Linear::alloc(cs, "v", coordinates.map(|(_, v)| v))?;
        let u2 = multiply(cs, "u^2", &u, &u)?;
        let v2 = multiply(cs, "v^2", &v, &v)?;
        let right = v2.clone().minus(&u2).plus_constant(-Base::ONE);
        enforce(cs, "on the curve", &u2.scaled(edwards_d()), &v2, &right);
        Ok((Self { u, v }, u2, v2))
    }

    /// `[2] self`: five constraints, for all points on the curve, as [`Point::add`].
    pub fn double<CS: ConstraintSystem<Base>>(&self, cs: &mut CS) -> Result<Self, SynthesisError> {
        let one = Linear::constant(Base::ONE);
        let uv = multiply(cs, "uv to double", &self.u, &self.v)?;
        let sum = self.u.clone().plus(&self.v);
        let square = multiply(cs, "(u + v)^2", &sum, &sum)?;
        let dot = multiply(cs, "d u^2 v^2", &uv.scaled(edwards_d()), &uv)?;

        let cross = uv.scaled(Base::from(2));
        let u = divide(cs, "doubled u", &cross, &one.clone().plus(&dot))?;
        let v = divide(cs, "doubled v", &square.minus(&cross), &one.minus(&dot))?;
        Ok(Self { u, v })
    }

    /// `self + other`: six constraints, for all points on the curve (the law is complete: the
    /// denominators are never 0 because `d` is not a square).
    pub fn add<CS: ConstraintSystem<Base>>(
        &self,
        cs: &mut CS,
        other: &Point,
    ) -> Result<Self, SynthesisError> {
        let one = Linear::constant(Base::ONE);
        // (u1 + v1)(u2 + v2) = u1 u2 + v1 v2 + u1 v2 + v1 u2
        let all = multiply(
            cs,
            "(u1 + v1)(u2 + v2)",
            &self.u.clone().plus(&self.v),
            &other.u.clone().plus(&other.v),
        )?;
        let uv = multiply(cs, "u1 v2", &self.u, &other.v)?;
        let vu = multiply(cs, "v1 u2", &self.v, &other.u)?;
        let dot = multiply(cs, "d u1 v2 v1 u2", &uv.scaled(edwards_d()), &vu)?;

        let cross = uv.plus(&vu);
        let straight = all.minus(&cross);
        let u = divide(cs, "u3", &cross, &one.clone().plus(&dot))?;
        let v = divide(cs, "v3", &straight, &one.minus(&dot))?;
        Ok(Self { u, v })
    }

    /// Both coordinates equal: two constraints.
    pub fn enforce_equal<CS: ConstraintSystem<Base>>(&self, cs: &mut CS, other: &Point) {
        enforce_equal(cs, "equal u", &self.u, &other.u);
        enforce_equal(cs, "equal v", &self.v, &other.v);
    }
}

/// A new variable `quotient` with `quotient * denominator = numerator`, where the denominator
/// cannot be 0 in a satisfied system.
fn divide<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    name: &'static str,
    numerator: &Linear,
    denominator: &Linear,
) -> Result<Linear, SynthesisError> {
    let value = numerator.value().zip(denominator.value()).map(|(numerator, denominator)| {
        // Only a point off the curve, which other constraints refuse, makes the denominator 0.
        numerator * denominator.invert().unwrap_or(Base::ZERO)
    });
    let quotient = Linear::alloc(cs, name, value)?;
    enforce(cs, name, &quotient, denominator, numerator);
    Ok(quotient)
}
