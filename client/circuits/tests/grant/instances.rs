//! Grants of every shape that satisfy the statement.

pub use crate::rng::rng;
use ff::Field;
use jubjub::{AffinePoint, Fr};
use rand::Rng;
use shoji_circuits::{
    grant::{GrantKind, GrantStatement},
    GrantWitness,
};
use shoji_shielded::{
    address::Diversifier,
    field::Base,
    point::{coordinates, generator},
};

/// What a grant shows, of what, and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    /// Of a full grant, not of an incoming one.
    pub full: bool,
    /// Of an address that is hidden, not stated.
    pub hidden: bool,
    /// Of an audited account.
    pub audited: bool,
}

impl Shape {
    pub fn all() -> impl Iterator<Item = Shape> {
        (0..8).map(|bits| Shape {
            full: bits & 1 == 1,
            hidden: bits >> 1 & 1 == 1,
            audited: bits >> 2 & 1 == 1,
        })
    }

    pub fn kind(&self) -> GrantKind {
        if self.full {
            GrantKind::Full
        } else {
            GrantKind::Incoming
        }
    }

    /// A grant of this shape, with random keys.
    pub fn grant(&self, rng: &mut impl Rng) -> Grant {
        let witness = witness(self.audited, rng);
        let pk = generator() * Fr::random(&mut *rng);
        let statement = witness.statement(self.kind(), self.hidden, pk, Base::random(&mut *rng));
        Grant { witness, statement }
    }
}

/// A witness and what it is to prove.
#[derive(Clone)]
pub struct Grant {
    pub witness: GrantWitness,
    pub statement: GrantStatement,
}

impl Grant {
    /// The statement follows from the witness again, after a change of it.
    pub fn follow(&mut self) {
        let GrantStatement { kind, hidden, pk, ctx, .. } = self.statement;
        self.statement = self.witness.statement(kind, hidden, pk, ctx);
    }
}

pub fn affine(point: jubjub::SubgroupPoint) -> AffinePoint {
    let (u, v) = coordinates(&point.into());
    AffinePoint::from_raw_unchecked(u, v)
}

pub fn witness(audited: bool, rng: &mut impl Rng) -> GrantWitness {
    let mut bytes = [0; 11];
    rng.fill_bytes(&mut bytes);
    let d = Diversifier(bytes);
    GrantWitness {
        ak: affine(generator() * Fr::random(&mut *rng)),
        alpha: Fr::random(&mut *rng),
        nk: Base::random(&mut *rng),
        audited,
        k: Base::random(&mut *rng),
        d,
        g_d: affine(d.g_d().unwrap()),
        esk: Fr::random(&mut *rng),
    }
}

/// A grant of each shape.
pub fn grants() -> Vec<(Shape, Grant)> {
    let shapes = Shape::all().zip(500..);
    shapes.map(|(shape, seed)| (shape, shape.grant(&mut rng(seed)))).collect()
}
