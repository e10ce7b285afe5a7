//! Statements about notes that are true, of every shape.

use crate::tree::{random_path, SparseTree};
use bellman::Circuit;
use ff::Field;
use jubjub::{AffinePoint, Fr};
use rand::Rng;
use shoji_circuits::{
    statement::{
        HeldNote, HeldStatement, NoteWitness, PaidStatement, ReceivedNote, ReceivedStatement,
        SpenderWitness, SubjectWitness,
    },
    HeldCircuit, HeldWitness, NotesError, PaidCircuit, PaidWitness, ReceivedCircuit,
    ReceivedWitness,
};
use shoji_shielded::{
    address::Diversifier,
    asset::AssetId,
    field::{from_u128, Base},
    point::{coordinates, generator},
    poseidon::{hash, Domain},
    tree::CAPACITY,
};

pub use crate::rng::rng;

/// A witness and what it is to prove.
pub trait Case: Clone + Send + Sync {
    type Circuit: Circuit<Base> + Send;
    /// What the tests call it.
    const NAME: &'static str;
    fn circuit(&self) -> Self::Circuit;
    fn check(&self) -> Result<(), NotesError>;
    fn public_inputs(&self) -> Vec<Base>;
    /// What of the statement follows from the witness follows from it again, after a change of it.
    fn follow(&mut self);
    /// The public inputs that do not follow from the witness, by number.
    fn free_public() -> Vec<usize>;
    /// The number of `ctx` among the public inputs.
    fn ctx() -> usize;
    /// A true one of each shape.
    fn all() -> Vec<Self>;
    /// A true one of some shape.
    fn random(rng: &mut impl Rng) -> Self;
}

#[derive(Clone)]
pub struct Received<const N: usize> {
    pub witness: ReceivedWitness<N>,
    pub statement: ReceivedStatement,
}

#[derive(Clone)]
pub struct Held<const N: usize> {
    pub witness: HeldWitness<N>,
    pub statement: HeldStatement<N>,
}

#[derive(Clone)]
pub struct Paid {
    pub witness: PaidWitness,
    pub statement: PaidStatement,
}

/// Which notes there are, and what else can be one way or the other.
#[derive(Clone, Debug)]
pub struct Shape {
    /// For each note whether it is real; the others are padding.
    pub real: Vec<bool>,
    /// Of an audited account.
    pub audited: bool,
    /// About a hidden address, not a stated one.
    pub hidden: bool,
    /// The range, the threshold and the values leave no room.
    pub tight: bool,
}

impl Shape {
    /// Real notes everywhere, nowhere but at one end, and something in between.
    fn all(count: usize) -> Vec<Shape> {
        let flag = |number: usize, bit: usize| number >> bit & 1 == 1;
        let masks = [usize::MAX, 1, 1 << (count - 1), usize::MAX];
        let shapes = masks.into_iter().enumerate().map(|(number, mask)| Shape {
            real: (0..count).map(|note| flag(mask, note)).collect(),
            audited: flag(number, 0),
            hidden: flag(number, 1),
            tight: flag(0b1001, number),
        });
        shapes.collect()
    }

    pub fn random(count: usize, rng: &mut impl Rng) -> Shape {
        let mut flag = || rng.next_u32() & 1 == 1;
        let mut real = (0..count).map(|_| flag()).collect::<Vec<_>>();
        real[0] |= real.iter().all(|real| !real);
        Shape { real, audited: flag(), hidden: flag(), tight: flag() }
    }
}

pub fn diversifier(rng: &mut impl Rng) -> Diversifier {
    let mut bytes = [0; 11];
    rng.fill_bytes(&mut bytes);
    Diversifier(bytes)
}

pub fn asset(rng: &mut impl Rng) -> AssetId {
    AssetId::from_wire(if rng.next_u32() & 1 == 0 { 1 } else { (7 << 32) + 5 }).unwrap()
}

pub fn spender(audited: bool, hidden: bool, rng: &mut impl Rng) -> SpenderWitness {
    let (u, v) = coordinates(&(generator() * Fr::random(&mut *rng)).into());
    let d = diversifier(rng);
    let subject = SubjectWitness {
        d,
        pk_d: coordinates(&(generator() * Fr::random(&mut *rng)).into()),
        g_d: coordinates(&d.g_d().unwrap().into()),
        r: if hidden { Base::random(&mut *rng) } else { Base::ZERO },
    };
    SpenderWitness {
        ak: AffinePoint::from_raw_unchecked(u, v),
        alpha: Fr::random(&mut *rng),
        nk: Base::random(&mut *rng),
        audited,
        k: Base::random(&mut *rng),
        subject,
    }
}

/// The owner of the scope's address with this diversifier, by the protocol's formulas.
pub fn owner(spender: &SpenderWitness, internal: bool, d: &Diversifier) -> Base {
    let audit = if spender.audited { hash(Domain::AuditKey, &[spender.k]) } else { Base::ZERO };
    let nk = if internal { hash(Domain::NkInternal, &[spender.nk]) } else { spender.nk };
    let ivk = hash(Domain::Ivk, &[spender.ak.get_u(), spender.ak.get_v(), nk, audit]);
    hash(Domain::Owner, &[ivk, d.to_base()])
}

pub fn commitment(asset: AssetId, value: u128, owner: Base, rcm: Base) -> Base {
    hash(Domain::Note, &[asset.to_base(), from_u128(value), owner, rcm])
}

fn random_value(rng: &mut impl Rng) -> u128 {
    let wide = (u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64());
    wide >> (rng.next_u32() % 128)
}

/// Increasing positions, one after another where that is wanted.
fn positions(count: usize, tight: bool, rng: &mut impl Rng) -> Vec<u64> {
    let mut next = rng.next_u64() % (CAPACITY / 2);
    let each = (0..count).map(|_| {
        let position = next;
        next += if tight { 1 } else { 1 + rng.next_u64() % (1 << 30) };
        position
    });
    each.collect()
}

/// Notes to these owners, the real ones in one tree; its root, their positions, and the sum.
pub struct Notes {
    pub notes: Vec<NoteWitness>,
    pub root: Base,
    pub positions: Vec<u64>,
    pub threshold: u128,
}

impl Notes {
    pub fn new(shape: &Shape, asset: AssetId, owners: &[Base], rng: &mut impl Rng) -> Notes {
        let mut tree = SparseTree::default();
        let positions = positions(owners.len(), shape.tight, rng);
        let values = owners.iter().zip(&shape.real).map(|(_, real)| match (real, shape.tight) {
            (false, _) => 0,
            (true, true) => u128::MAX,
            (true, false) => random_value(rng),
        });
        let values = values.collect::<Vec<_>>();
        let rcms = owners.iter().map(|_| Base::random(&mut *rng)).collect::<Vec<_>>();
        let leaves = owners.iter().zip(&values).zip(&rcms);
        let leaves = leaves.map(|((owner, value), rcm)| commitment(asset, *value, *owner, *rcm));
        let leaves = leaves.collect::<Vec<_>>();
        for ((leaf, position), real) in leaves.iter().zip(&positions).zip(&shape.real) {
            if *real {
                tree.insert(*position, *leaf);
            }
        }
        // Somebody else's.
        tree.insert(CAPACITY - 1, Base::random(&mut *rng));
        let notes = (0..owners.len()).map(|note| NoteWitness {
            value: values[note],
            rcm: rcms[note],
            path: match shape.real[note] {
                true => tree.path(positions[note]),
                false => random_path(leaves[note], rng),
            },
        });
        let notes = notes.collect();
        let sum = values.iter().fold(0, |sum: u128, value| sum.saturating_add(*value));
        let threshold = if shape.tight { sum } else { sum - sum.min(random_value(rng)) };
        Notes { notes, root: tree.root(), positions, threshold }
    }

    /// From the first real position to the last, with room around them or without.
    pub fn range(&self, shape: &Shape) -> [u64; 2] {
        let real = self.positions.iter().zip(&shape.real).filter(|(_, real)| **real);
        let real = real.map(|(position, _)| *position).collect::<Vec<_>>();
        let (first, last) = (real[0], *real.last().unwrap());
        if shape.tight {
            [first, last + 1]
        } else {
            [first / 2, CAPACITY]
        }
    }
}

impl<const N: usize> Received<N> {
    pub fn new(shape: &Shape, rng: &mut impl Rng) -> Self {
        let spender = spender(shape.audited, shape.hidden, rng);
        let asset = asset(rng);
        let ds: [Diversifier; N] = std::array::from_fn(|_| diversifier(rng));
        let owners = ds.map(|d| owner(&spender, false, &d));
        let notes = Notes::new(shape, asset, &owners, rng);
        let range = notes.range(shape);
        let Notes { notes, root, threshold, .. } = notes;
        let notes = std::array::from_fn(|note| ReceivedNote {
            d: ds[note],
            counts: shape.real[note],
            note: notes[note].clone(),
        });
        let witness = ReceivedWitness { spender, notes };
        let ctx = Base::random(&mut *rng);
        let statement = witness.statement(root, range, asset, threshold, ctx);
        Self { witness, statement }
    }
}

impl<const N: usize> Case for Received<N> {
    type Circuit = ReceivedCircuit<N>;
    const NAME: &'static str = "received";

    fn circuit(&self) -> Self::Circuit {
        ReceivedCircuit::new(self.witness.clone(), self.statement)
    }

    fn check(&self) -> Result<(), NotesError> {
        self.witness.check(&self.statement)
    }

    fn public_inputs(&self) -> Vec<Base> {
        self.statement.public_inputs()
    }

    fn follow(&mut self) {
        let ReceivedStatement { root, from, to, asset, threshold, ctx, .. } = self.statement;
        self.statement = self.witness.statement(root, [from, to], asset, threshold, ctx);
    }

    fn free_public() -> Vec<usize> {
        vec![2, 3, 5, Self::ctx()]
    }

    fn ctx() -> usize {
        7
    }

    fn all() -> Vec<Self> {
        let shapes = Shape::all(N).into_iter().zip(1_000..);
        shapes.map(|(shape, seed)| Self::new(&shape, &mut rng(seed))).collect()
    }

    fn random(rng: &mut impl Rng) -> Self {
        let shape = Shape::random(N, rng);
        Self::new(&shape, rng)
    }
}

impl<const N: usize> Held<N> {
    pub fn new(shape: &Shape, rng: &mut impl Rng) -> Self {
        let spender = spender(shape.audited, shape.hidden, rng);
        let asset = asset(rng);
        let internal: [bool; N] = std::array::from_fn(|note| note % 2 == 1);
        let ds: [Diversifier; N] = std::array::from_fn(|_| diversifier(rng));
        let owners: [Base; N] =
            std::array::from_fn(|note| owner(&spender, internal[note], &ds[note]));
        let Notes { notes, root, threshold, .. } = Notes::new(shape, asset, &owners, rng);
        let notes = std::array::from_fn(|note| HeldNote {
            d: ds[note],
            internal: internal[note],
            note: notes[note].clone(),
        });
        let witness = HeldWitness { spender, notes };
        let statement = witness.statement(root, asset, threshold, Base::random(&mut *rng));
        Self { witness, statement }
    }
}

impl<const N: usize> Case for Held<N> {
    type Circuit = HeldCircuit<N>;
    const NAME: &'static str = "held";

    fn circuit(&self) -> Self::Circuit {
        HeldCircuit::new(self.witness.clone(), self.statement)
    }

    fn check(&self) -> Result<(), NotesError> {
        self.witness.check(&self.statement)
    }

    fn public_inputs(&self) -> Vec<Base> {
        self.statement.public_inputs()
    }

    fn follow(&mut self) {
        let HeldStatement { root, asset, threshold, ctx, .. } = self.statement;
        self.statement = self.witness.statement(root, asset, threshold, ctx);
    }

    fn free_public() -> Vec<usize> {
        vec![2, 3, Self::ctx()]
    }

    fn ctx() -> usize {
        5 + N
    }

    fn all() -> Vec<Self> {
        let shapes = Shape::all(N).into_iter().zip(1_100..);
        shapes.map(|(shape, seed)| Self::new(&shape, &mut rng(seed))).collect()
    }

    fn random(rng: &mut impl Rng) -> Self {
        let shape = Shape::random(N, rng);
        Self::new(&shape, rng)
    }
}

impl Paid {
    pub fn new(tight: bool, rng: &mut impl Rng) -> Self {
        let shape = Shape { real: vec![true], audited: false, hidden: false, tight };
        let (asset, owner) = (asset(rng), Base::random(&mut *rng));
        let mut notes = Notes::new(&shape, asset, &[owner], rng);
        let [from, to] = notes.range(&shape);
        let Notes { root, threshold, .. } = notes;
        let ctx = Base::random(&mut *rng);
        let statement = PaidStatement { owner, root, from, to, asset, threshold, ctx };
        Self { witness: notes.notes.remove(0), statement }
    }
}

impl Case for Paid {
    type Circuit = PaidCircuit;
    const NAME: &'static str = "paid";

    fn circuit(&self) -> Self::Circuit {
        PaidCircuit::new(self.witness.clone(), self.statement)
    }

    fn check(&self) -> Result<(), NotesError> {
        self.witness.check(&self.statement)
    }

    fn public_inputs(&self) -> Vec<Base> {
        self.statement.public_inputs()
    }

    fn follow(&mut self) {}

    fn free_public() -> Vec<usize> {
        vec![1, 5, Self::ctx()]
    }

    fn ctx() -> usize {
        7
    }

    fn all() -> Vec<Self> {
        [true, false]
            .into_iter()
            .zip(1_200..)
            .map(|(t, seed)| Self::new(t, &mut rng(seed)))
            .collect()
    }

    fn random(rng: &mut impl Rng) -> Self {
        let tight = rng.next_u32() & 1 == 1;
        Self::new(tight, rng)
    }
}
