//! Changes of a statement, one for each thing that it consists of and each way to cheat with it.

use crate::{
    common::torsion::torsion,
    instances::{diversifier, rng, Case, Held, Paid, Received},
};
use ff::Field;
use jubjub::{AffinePoint, Fr};
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::statement::{NoteWitness, PaidStatement, SpenderWitness};
use shoji_shielded::{
    address::Diversifier,
    asset::AssetId,
    field::Base,
    point::{coordinates, generator},
    tree::{digit, CAPACITY},
};

/// A number below `count`.
pub fn below(count: usize, rng: &mut impl Rng) -> usize {
    rng.next_u32() as usize % count
}

/// Its name, whether it makes every statement false, and what it does.
pub type Change<C> = (&'static str, bool, fn(&mut C, &mut ChaCha20Rng));

/// A statement that can be changed in many ways.
pub trait Changes: Case {
    fn changes() -> Vec<Change<Self>>;
}

fn random_point(rng: &mut ChaCha20Rng) -> AffinePoint {
    let (u, v) = coordinates(&(generator() * Fr::random(rng)).into());
    AffinePoint::from_raw_unchecked(u, v)
}

fn small_point(rng: &mut ChaCha20Rng) -> AffinePoint {
    let (u, v) = coordinates(&torsion()[below(8, rng)]);
    AffinePoint::from_raw_unchecked(u, v)
}

fn other_asset(asset: AssetId) -> AssetId {
    if asset == AssetId::NATIVE {
        AssetId::new(9, 1).unwrap()
    } else {
        AssetId::NATIVE
    }
}

/// A statement that has notes.
trait Noted: Case {
    fn note(&mut self, rng: &mut ChaCha20Rng) -> &mut NoteWitness;
    fn words(&mut self) -> Words<'_>;
}

/// What every statement says.
struct Words<'a> {
    root: &'a mut Base,
    asset: &'a mut AssetId,
    threshold: &'a mut u128,
    ctx: &'a mut Base,
}

/// Changes of what every statement has.
fn of_notes<C: Noted>() -> Vec<Change<C>> {
    vec![
        ("value", true, |case, rng| {
            let note = case.note(rng);
            note.value = note.value.wrapping_add(1);
        }),
        ("rcm", true, |case, rng| case.note(rng).rcm += Base::ONE),
        ("lowest digit", true, |case, rng| case.note(rng).path.position ^= 1),
        ("highest digit", true, |case, rng| case.note(rng).path.position ^= 1 << 39),
        ("own node", true, |case, rng| {
            let level = below(20, rng);
            let path = &mut case.note(rng).path;
            path.children[level][digit(path.position, level)] += Base::ONE;
        }),
        ("sibling", false, |case, rng| {
            let level = below(20, rng);
            let path = &mut case.note(rng).path;
            path.children[level][(digit(path.position, level) + 1) % 4] += Base::ONE;
        }),
        ("digits that there are not, which is harmless", false, |case, rng| {
            case.note(rng).path.position += CAPACITY;
        }),
        ("asset", true, |case, _| {
            let asset = case.words().asset;
            *asset = other_asset(*asset);
        }),
        ("root", false, |case, _| *case.words().root += Base::ONE),
        ("T + 1", false, |case, _| {
            let threshold = case.words().threshold;
            *threshold = threshold.saturating_add(1);
        }),
        ("T the largest", false, |case, _| *case.words().threshold = u128::MAX),
        ("T 0, which is harmless", false, |case, _| *case.words().threshold = 0),
        ("ctx, which is harmless here", false, |case, rng| *case.words().ctx = Base::random(rng)),
    ]
}

/// A statement about a scope.
trait Scoped: Noted {
    fn spender(&mut self) -> &mut SpenderWitness;
    fn d(&mut self, rng: &mut ChaCha20Rng) -> &mut Diversifier;
    fn commitment_and_rk(&mut self) -> (&mut Base, &mut (Base, Base));
}

/// Changes of what statements about a scope have: somebody else, or another scope. What the others
/// rely on stays as it is unless it follows.
fn of_scope<C: Scoped>() -> Vec<Change<C>> {
    vec![
        ("alpha", true, |case, rng| case.spender().alpha = Fr::random(rng)),
        ("ak", true, |case, rng| case.spender().ak = random_point(rng)),
        ("ak, negated", true, |case, _| {
            let ak = case.spender().ak;
            case.spender().ak = AffinePoint::from_raw_unchecked(-ak.get_u(), ak.get_v());
        }),
        ("ak off the curve", true, |case, _| {
            let ak = case.spender().ak;
            case.spender().ak = AffinePoint::from_raw_unchecked(ak.get_v(), ak.get_u());
            case.follow();
        }),
        ("ak of small order", true, |case, rng| {
            case.spender().ak = small_point(rng);
            case.follow();
        }),
        ("nk", true, |case, rng| case.spender().nk = Base::random(rng)),
        ("b", true, |case, _| case.spender().audited ^= true),
        ("k", false, |case, rng| case.spender().k = Base::random(rng)),
        ("d of the subject", true, |case, _| case.spender().subject.d.0[3] ^= 1),
        ("pk_d", true, |case, _| case.spender().subject.pk_d.0 += Base::ONE),
        ("pk_d, turned", true, |case, _| {
            let (u, v) = case.spender().subject.pk_d;
            case.spender().subject.pk_d = (v, u);
        }),
        ("g_d", true, |case, _| case.spender().subject.g_d.1 += Base::ONE),
        ("r", true, |case, _| case.spender().subject.r += Base::ONE),
        ("d of a note", true, |case, rng| case.d(rng).0[5] ^= 1),
        ("C", true, |case, _| *case.commitment_and_rk().0 += Base::ONE),
        ("rk, negated", true, |case, _| {
            let rk = case.commitment_and_rk().1;
            rk.0 = -rk.0;
        }),
        ("rk is ak", true, |case, _| {
            let ak = case.spender().ak;
            *case.commitment_and_rk().1 = (ak.get_u(), ak.get_v());
        }),
        ("another subject of the scope, which is harmless", false, |case, rng| {
            case.spender().subject.d = diversifier(rng);
            case.spender().subject.r = Base::random(rng);
            case.follow();
        }),
    ]
}

macro_rules! noted_and_scoped {
    ($case:ty) => {
        impl Noted for $case {
            fn note(&mut self, rng: &mut ChaCha20Rng) -> &mut NoteWitness {
                &mut self.witness.notes[below(2, rng)].note
            }

            fn words(&mut self) -> Words<'_> {
                let statement = &mut self.statement;
                let (root, asset) = (&mut statement.root, &mut statement.asset);
                let (threshold, ctx) = (&mut statement.threshold, &mut statement.ctx);
                Words { root, asset, threshold, ctx }
            }
        }

        impl Scoped for $case {
            fn spender(&mut self) -> &mut SpenderWitness {
                &mut self.witness.spender
            }

            fn d(&mut self, rng: &mut ChaCha20Rng) -> &mut Diversifier {
                &mut self.witness.notes[below(2, rng)].d
            }

            fn commitment_and_rk(&mut self) -> (&mut Base, &mut (Base, Base)) {
                (&mut self.statement.commitment, &mut self.statement.rk)
            }
        }
    };
}

noted_and_scoped!(Received<2>);
noted_and_scoped!(Held<2>);

impl Noted for Paid {
    fn note(&mut self, _: &mut ChaCha20Rng) -> &mut NoteWitness {
        &mut self.witness
    }

    fn words(&mut self) -> Words<'_> {
        let PaidStatement { root, asset, threshold, ctx, .. } = &mut self.statement;
        Words { root, asset, threshold, ctx }
    }
}

impl Changes for Received<2> {
    fn changes() -> Vec<Change<Self>> {
        let mut changes = [of_notes(), of_scope()].concat();
        fn counted(case: &Received<2>) -> Vec<u64> {
            let counted = case.witness.notes.iter().filter(|note| note.counts);
            counted.map(|note| note.note.path.position).collect()
        }
        let more: [Change<Self>; 14] = [
            ("a range that starts after the first note", true, |case, _| {
                case.statement.from = counted(case).first().map_or(0, |first| first + 1);
            }),
            ("a range that ends at the last note", true, |case, _| {
                case.statement.to = counted(case).last().copied().unwrap_or(0);
            }),
            ("an empty range", true, |case, _| case.statement.to = case.statement.from),
            ("a range that starts beyond everything", true, |case, _| {
                case.statement.from = u64::MAX;
            }),
            ("a range that ends beyond everything", true, |case, _| {
                case.statement.to = u64::MAX;
            }),
            ("a range that starts one later", false, |case, _| {
                case.statement.from = case.statement.from.wrapping_add(1)
            }),
            ("a range that ends one earlier", false, |case, _| {
                case.statement.to = case.statement.to.wrapping_sub(1)
            }),
            ("the whole tree, which is harmless", false, |case, _| {
                (case.statement.from, case.statement.to) = (0, CAPACITY);
            }),
            ("whether a note counts", false, |case, rng| {
                case.witness.notes[below(2, rng)].counts ^= true;
            }),
            ("all notes count", false, |case, _| {
                case.witness.notes.iter_mut().for_each(|note| note.counts = true);
            }),
            ("no note counts", false, |case, _| {
                case.witness.notes.iter_mut().for_each(|note| note.counts = false);
            }),
            ("two notes, swapped", false, |case, _| case.witness.notes.swap(0, 1)),
            ("the first note twice", false, |case, _| {
                case.witness.notes[1] = case.witness.notes[0].clone();
            }),
            ("the last note twice", false, |case, _| {
                case.witness.notes[0] = case.witness.notes[1].clone();
            }),
        ];
        changes.extend(more);
        changes
    }
}

impl Changes for Held<2> {
    fn changes() -> Vec<Change<Self>> {
        let mut changes = [of_notes(), of_scope()].concat();
        let more: [Change<Self>; 6] = [
            ("the side of a note", true, |case, rng| {
                case.witness.notes[below(2, rng)].internal ^= true;
            }),
            ("a nullifier", true, |case, rng| {
                case.statement.nullifiers[below(2, rng)] += Base::ONE;
            }),
            ("two nullifiers, swapped", true, |case, _| case.statement.nullifiers.swap(0, 1)),
            ("two notes, swapped", true, |case, _| case.witness.notes.swap(0, 1)),
            ("two notes, swapped and followed, which is harmless", false, |case, _| {
                case.witness.notes.swap(0, 1);
                case.follow();
            }),
            // Verifiers see the nullifier twice.
            ("a note twice, followed", false, |case, rng| {
                let from = below(2, rng);
                case.witness.notes[1 - from] = case.witness.notes[from].clone();
                case.follow();
            }),
        ];
        changes.extend(more);
        changes
    }
}

impl Changes for Paid {
    fn changes() -> Vec<Change<Self>> {
        let mut changes = of_notes();
        let more: [Change<Self>; 10] = [
            ("owner", true, |case, _| case.statement.owner += Base::ONE),
            ("another note", true, |case, _| case.witness = Paid::new(true, &mut rng(5)).witness),
            ("a range that starts after it", true, |case, _| {
                case.statement.from = case.witness.path.position + 1;
            }),
            ("a range that ends at it", true, |case, _| {
                case.statement.to = case.witness.path.position;
            }),
            ("a range that is beyond everything", true, |case, _| {
                (case.statement.from, case.statement.to) = (u64::MAX - 9, u64::MAX);
            }),
            ("a range that ends beyond everything", true, |case, _| {
                case.statement.to = u64::MAX;
            }),
            ("a range that starts one later", false, |case, _| {
                case.statement.from = case.statement.from.wrapping_add(1)
            }),
            ("a range that ends one earlier", false, |case, _| {
                case.statement.to = case.statement.to.wrapping_sub(1)
            }),
            ("the whole tree, which is harmless", false, |case, _| {
                (case.statement.from, case.statement.to) = (0, CAPACITY);
            }),
            ("T one above the value", false, |case, _| {
                case.statement.threshold = case.witness.value.saturating_add(1);
            }),
        ];
        changes.extend(more);
        changes
    }
}
