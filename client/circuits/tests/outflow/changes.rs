//! Changes of an outflow, one for each thing that it consists of and each way to cheat with it. After
//! those that change the witness alone the statement is one that somebody else relies on; after the
//! harmless ones it follows from the witness again.

use crate::{
    common::torsion::torsion,
    instances::{gold, owner, silver, Instance},
};
use ff::Field;
use jubjub::{AffinePoint, ExtendedPoint, Fr};
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::outflow::{OutflowBundle, OwnOutput};
use shoji_shielded::{
    address::Diversifier,
    asset::AssetId,
    field::Base,
    outflow::BundleWords,
    point::{coordinates, generator},
};

type Change = fn(&mut Instance, &mut ChaCha20Rng);

/// A number below `count`.
pub fn below(count: usize, rng: &mut impl Rng) -> usize {
    rng.next_u32() as usize % count
}

pub fn raw(point: &ExtendedPoint) -> AffinePoint {
    let (u, v) = coordinates(point);
    AffinePoint::from_raw_unchecked(u, v)
}

fn word(words: &mut BundleWords, number: usize) -> &mut Base {
    match number {
        0..3 => &mut words.nullifiers[number],
        3..6 => &mut words.commitments[number - 3],
        _ => &mut words.audit_words[number - 6],
    }
}

/// Changes after which the statement is false, or true of the witness again.
pub const CHANGES: &[(&str, Change)] = &[
    ("alpha", |it, rng| it.witness.account.alpha = Fr::random(rng)),
    ("ak", |it, rng| it.witness.account.ak = raw(&(generator() * Fr::random(rng)).into())),
    ("ak off the curve", |it, _| {
        let ak = it.witness.account.ak;
        it.witness.account.ak = AffinePoint::from_raw_unchecked(ak.get_v(), ak.get_u());
        it.follow();
    }),
    ("ak of small order", |it, rng| {
        it.witness.account.ak = raw(&torsion()[below(8, rng)]);
        it.follow();
    }),
    ("ak and a point of small order", |it, rng| {
        let torsion = torsion()[1 + below(7, rng)];
        it.witness.account.ak = raw(&(ExtendedPoint::from(it.witness.account.ak) + torsion));
    }),
    ("k", |it, rng| it.witness.account.k = Base::random(rng)),
    ("nk", |it, rng| it.witness.account.nk = Base::random(rng)),
    ("d", |it, _| it.witness.account.d.0[3] ^= 1),
    ("pk_d", |it, _| it.witness.account.pk_d.0 += Base::ONE),
    ("pk_d, its v", |it, _| it.witness.account.pk_d.1 += Base::ONE),
    ("g_d", |it, _| it.witness.account.g_d.0 += Base::ONE),
    ("g_d, its v", |it, _| it.witness.account.g_d.1 += Base::ONE),
    ("r", |it, _| it.witness.account.r += Base::ONE),
    ("the sum before", |it, _| it.witness.sum_in -= Base::ONE),
    ("the sum before is nothing", |it, _| {
        (it.witness.sum_in, it.witness.blinding_in) = (Base::ZERO, Base::ZERO);
    }),
    ("the blinding before", |it, rng| it.witness.blinding_in = Base::random(rng)),
    ("the blinding afterwards", |it, rng| it.witness.blinding_out = Base::random(rng)),
    ("a word", |it, rng| {
        let bundle = below(2, rng);
        *word(&mut it.witness.bundles[bundle].words, below(14, rng)) += Base::ONE;
    }),
    ("a shield or none", |it, rng| it.witness.bundles[below(2, rng)].words.shield ^= true),
    ("another account's output is own", |it, rng| {
        let (bundle, output) = (below(2, rng), below(3, rng));
        let nk = owner().scopes[0].internal.nk;
        it.witness.bundles[bundle].own[output] =
            OwnOutput { claimed: true, nk, d: Diversifier([9; 11]) };
        it.follow();
    }),
    ("C", |it, _| it.statement.commitment += Base::ONE),
    ("ctx", |it, _| it.statement.ctx += Base::ONE),
    ("the digest stated before", |it, _| it.statement.digest_in += Base::ONE),
    ("the digest stated afterwards", |it, _| it.statement.digest_out += Base::ONE),
    ("the sum stated before", |it, _| it.statement.sum_in += Base::ONE),
    ("the sum stated afterwards", |it, _| it.statement.sum_out += Base::ONE),
    ("rk, negated", |it, _| it.statement.rk.0 = -it.statement.rk.0),
    ("rk is ak", |it, _| {
        let ak = it.witness.account.ak;
        it.statement.rk = (ak.get_u(), ak.get_v());
    }),
];

/// Changes of which some are harmless, and those that the statement follows.
pub const PERHAPS_HARMLESS: &[(&str, Change)] = &[
    ("bundles in another order", |it, _| it.witness.bundles.swap(0, 1)),
    ("a bundle twice", |it, rng| {
        let one = below(2, rng);
        it.witness.bundles[1 - one] = it.witness.bundles[one];
    }),
    ("an output is said to be own or not", |it, rng| {
        let bundle = &mut it.witness.bundles[below(2, rng)];
        bundle.own[below(3, rng)].claimed ^= true;
    }),
    ("the keys of an output", |it, rng| {
        let (bundle, output) = (below(2, rng), below(3, rng));
        it.witness.bundles[bundle].own[output].nk = Base::random(rng);
    }),
    ("the asset", |it, _| it.statement.asset = silver()),
    ("the native asset", |it, _| it.statement.asset = AssetId::NATIVE),
    ("gold", |it, _| it.statement.asset = gold()),
    ("a limit of one less", |it, _| it.statement.limit = it.statement.limit.saturating_sub(1)),
    ("no limit at all", |it, _| it.statement.limit = 0),
    ("the largest limit", |it, _| it.statement.limit = u128::MAX),
    ("the last or not", |it, _| it.statement.last ^= true),
    ("a sum before of more than any limit", |it, rng| {
        it.witness.sum_in = Base::from(2).pow_vartime(&[128 + rng.next_u64() % 60, 0, 0, 0]);
        it.follow();
    }),
    ("a sum before of less than nothing", |it, _| {
        it.witness.sum_in = -Base::ONE;
        it.follow();
    }),
    ("an own output that is not said to be, which is harmless", |it, rng| {
        let bundle = &mut it.witness.bundles[below(2, rng)];
        bundle.own[below(3, rng)] = OwnOutput::NONE;
        it.statement.limit = u128::MAX;
        it.follow();
    }),
    ("another blinding, which is harmless", |it, rng| {
        it.witness.blinding_in = Base::random(&mut *rng);
        it.witness.blinding_out = Base::random(&mut *rng);
        it.witness.account.alpha = Fr::random(&mut *rng);
        it.statement.ctx = Base::random(&mut *rng);
        it.witness.account.r = Base::random(rng);
        it.follow();
    }),
    ("other bundles, which is harmless", |it, _| {
        it.witness.bundles.fill(OutflowBundle::foreign(BundleWords::PADDING));
        it.statement.limit = u128::MAX;
        it.follow();
    }),
];
