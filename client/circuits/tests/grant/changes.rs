//! Changes of a grant, one for each thing that it consists of and each way to cheat with it. After
//! those that change the witness alone the statement is one that somebody else relies on; after the
//! harmless ones it follows from the witness again.

use crate::{
    common::torsion::torsion,
    instances::{affine, witness, Grant},
};
use ff::Field;
use jubjub::{AffinePoint, ExtendedPoint, Fr};
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::grant::{GrantKind, WORDS};
use shoji_shielded::{
    address::Diversifier,
    field::Base,
    point::{coordinates, generator},
};

type Change = fn(&mut Grant, &mut ChaCha20Rng);

/// A number below `count`.
pub fn below(count: usize, rng: &mut impl Rng) -> usize {
    rng.next_u32() as usize % count
}

pub fn raw(point: &ExtendedPoint) -> AffinePoint {
    let (u, v) = coordinates(point);
    AffinePoint::from_raw_unchecked(u, v)
}

/// A point with a part of small order, which verifiers accept in `epk` and `rk`.
fn with_torsion((u, v): (Base, Base), rng: &mut ChaCha20Rng) -> (Base, Base) {
    let part = torsion()[1 + below(7, rng)];
    coordinates(&(ExtendedPoint::from(AffinePoint::from_raw_unchecked(u, v)) + part))
}

/// Changes after which the statement is false, or true of the witness again.
pub const CHANGES: &[(&str, Change)] = &[
    ("alpha", |grant, rng| grant.witness.alpha = Fr::random(rng)),
    ("ak", |grant, rng| grant.witness.ak = affine(generator() * Fr::random(rng))),
    ("ak, negated", |grant, _| {
        let ak = grant.witness.ak;
        grant.witness.ak = AffinePoint::from_raw_unchecked(-ak.get_u(), ak.get_v());
    }),
    ("ak off the curve", |grant, _| {
        let ak = grant.witness.ak;
        grant.witness.ak = AffinePoint::from_raw_unchecked(ak.get_v(), ak.get_u());
        grant.follow();
    }),
    ("ak of small order", |grant, rng| {
        grant.witness.ak = raw(&torsion()[below(8, rng)]);
        grant.follow();
    }),
    ("ak and a point of small order", |grant, rng| {
        let torsion = torsion()[1 + below(7, rng)];
        grant.witness.ak = raw(&(ExtendedPoint::from(grant.witness.ak) + torsion));
    }),
    ("nk", |grant, rng| grant.witness.nk = Base::random(rng)),
    ("nk + 1", |grant, _| grant.witness.nk += Base::ONE),
    ("b", |grant, _| grant.witness.audited ^= true),
    ("d", |grant, _| grant.witness.d.0[3] ^= 1),
    ("d and its base", |grant, rng| {
        let mut bytes = [0; 11];
        rng.fill_bytes(&mut bytes);
        grant.witness.d = Diversifier(bytes);
        grant.witness.g_d = affine(grant.witness.d.g_d().unwrap());
    }),
    ("g_d", |grant, rng| grant.witness.g_d = affine(generator() * Fr::random(rng))),
    ("g_d and a point of small order", |grant, rng| {
        let torsion = torsion()[1 + below(7, rng)];
        grant.witness.g_d = raw(&(ExtendedPoint::from(grant.witness.g_d) + torsion));
    }),
    ("g_d off the curve", |grant, _| {
        let g_d = grant.witness.g_d;
        grant.witness.g_d = AffinePoint::from_raw_unchecked(g_d.get_v(), g_d.get_u());
        grant.follow();
    }),
    ("esk", |grant, rng| grant.witness.esk = Fr::random(rng)),
    ("esk 0", |grant, _| grant.witness.esk = Fr::ZERO),
    ("the witness", |grant, rng| grant.witness = witness(grant.witness.audited, rng)),
    ("kind", |grant, _| {
        grant.statement.kind = match grant.statement.kind {
            GrantKind::Full => GrantKind::Incoming,
            GrantKind::Incoming => GrantKind::Full,
        };
    }),
    ("hidden", |grant, _| grant.statement.hidden ^= true),
    ("PK", |grant, rng| grant.statement.pk = generator() * Fr::random(rng)),
    ("PK, negated", |grant, _| grant.statement.pk = -grant.statement.pk),
    ("ctx", |grant, _| grant.statement.ctx += Base::ONE),
    ("C", |grant, _| grant.statement.commitment += Base::ONE),
    ("epk, negated", |grant, _| grant.statement.epk.0 = -grant.statement.epk.0),
    ("epk and a point of small order", |grant, rng| {
        grant.statement.epk = with_torsion(grant.statement.epk, rng);
    }),
    ("rk and a point of small order", |grant, rng| {
        grant.statement.rk = with_torsion(grant.statement.rk, rng);
    }),
    ("epk off the curve", |grant, _| grant.statement.epk.1 += Base::ONE),
    ("a word", |grant, rng| grant.statement.ciphertext[below(WORDS, rng)] += Base::ONE),
    ("two words", |grant, rng| {
        let first = below(WORDS, rng);
        grant.statement.ciphertext.swap(first, (first + 1 + below(WORDS - 1, rng)) % WORDS);
    }),
    ("rk, negated", |grant, _| grant.statement.rk.0 = -grant.statement.rk.0),
    ("rk is ak", |grant, _| {
        let ak = grant.witness.ak;
        grant.statement.rk = (ak.get_u(), ak.get_v());
    }),
];

/// Changes of which some are harmless, and those that the statement follows.
pub const PERHAPS_HARMLESS: &[(&str, Change)] = &[
    ("k", |grant, rng| grant.witness.k = Base::random(rng)),
    ("another grant, which is harmless", |grant, rng| {
        grant.witness = witness(grant.witness.audited, rng);
        grant.follow();
    }),
    ("other terms, which is harmless", |grant, rng| {
        grant.statement.ctx = Base::random(&mut *rng);
        grant.statement.pk = generator() * Fr::random(rng);
        grant.follow();
    }),
    ("another shape, which is harmless", |grant, _| {
        grant.statement.hidden ^= true;
        grant.witness.audited ^= true;
        grant.follow();
    }),
    ("zeros, which is harmless", |grant, _| {
        (grant.witness.alpha, grant.witness.esk) = (Fr::ZERO, Fr::ZERO);
        (grant.witness.nk, grant.witness.k) = (Base::ZERO, Base::ZERO);
        grant.follow();
    }),
    ("the largest, which is harmless", |grant, _| {
        (grant.witness.alpha, grant.witness.esk) = (-Fr::ONE, -Fr::ONE);
        (grant.witness.nk, grant.witness.k) = (-Base::ONE, -Base::ONE);
        grant.witness.d = Diversifier([0xff; 11]);
        grant.witness.g_d = affine(grant.witness.d.g_d().unwrap());
        grant.follow();
    }),
    ("a base that is not the diversifier's, which is harmless here", |grant, rng| {
        // Whoever opens the commitment to the address computes the base.
        let point = generator() * Fr::random(&mut *rng);
        grant.witness.g_d = raw(&(ExtendedPoint::from(point) + torsion()[below(8, rng)]));
        grant.follow();
    }),
    ("ak and a point of small order, which is harmless", |grant, rng| {
        let sum = ExtendedPoint::from(grant.witness.ak) + torsion()[below(8, rng)];
        grant.witness.ak = raw(&sum);
        grant.follow();
    }),
];
