//! Witnesses that satisfy the statement: the uses of the circuit by name, and random ones.

use crate::tree::{random_path, SparseTree};
use ff::Field;
use jubjub::AffinePoint;
use rand::Rng;
use shoji_circuits::{TransferInput, TransferOutput, TransferWitness};
use shoji_shielded::{
    address::Diversifier,
    field::{from_u128, Base},
    point::{coordinates, generator},
    poseidon::{hash, Domain},
    tree::DEPTH,
};

pub const NATIVE: u64 = 1;
pub const OTHER: u64 = (7 << 32) + 5;

pub use crate::rng::rng;

/// What a bundle moves. Notes are (selector, value); missing ones are dummies.
#[derive(Clone, Default)]
pub struct Plan {
    pub asset: u64,
    pub inputs: Vec<(bool, u128)>,
    pub outputs: Vec<(bool, u128)>,
    pub asset_pub: u64,
    /// What enters the pool in public.
    pub shielded: u128,
    /// What leaves it in public.
    pub unshielded: u128,
    pub fee: u64,
    pub audited: bool,
}

/// Who owns the notes that are spent.
#[derive(Clone, Copy)]
pub struct Spender {
    pub ak: AffinePoint,
    pub audit: Base,
    pub k: Base,
}

impl Spender {
    pub fn random(audited: bool, rng: &mut impl Rng) -> Self {
        let ask = jubjub::Fr::random(rng);
        let (u, v) = coordinates(&(generator() * ask).into());
        let ak = AffinePoint::from_raw_unchecked(u, v);
        let k = Base::random(rng);
        let audit = if audited { hash(Domain::AuditKey, &[k]) } else { Base::ZERO };
        Spender { ak, audit, k }
    }
}

impl Plan {
    /// A witness for the plan, with random keys, positions and order of the notes.
    pub fn witness(&self, rng: &mut impl Rng) -> TransferWitness {
        let spender = Spender::random(self.audited, rng);
        self.witness_of(spender, rng)
    }

    /// As `witness`, of an account that is given.
    pub fn witness_of(&self, spender: Spender, rng: &mut impl Rng) -> TransferWitness {
        let Spender { ak, audit, k } = spender;
        let (u, v) = (ak.get_u(), ak.get_v());
        let asset = Base::from(self.asset);

        let mut tree = SparseTree::default();
        for _ in 0..2 {
            tree.insert(random_position(rng), Base::random(rng));
        }
        let notes = padded(&self.inputs, rng).map(|note| {
            let (is_other, value) = note.unwrap_or((rng.next_u32() & 1 == 1, 0));
            let mut bytes = [0; 11];
            rng.fill_bytes(&mut bytes);
            let (nk, rcm, d) = (Base::random(rng), Base::random(rng), Diversifier(bytes));
            let ivk = hash(Domain::Ivk, &[u, v, nk, audit]);
            let owner = hash(Domain::Owner, &[ivk, d.to_base()]);
            let note_asset = if is_other { asset } else { Base::from(NATIVE) };
            let cm = hash(Domain::Note, &[note_asset, from_u128(value), owner, rcm]);
            let position = note.is_some().then(|| {
                let position = random_position(rng);
                tree.insert(position, cm);
                position
            });
            (TransferInput { nk, d, is_other, value, rcm, path: random_path(cm, rng) }, position)
        });
        let inputs = notes.map(|(input, position)| match position {
            Some(position) => TransferInput { path: tree.path(position), ..input },
            None => input,
        });
        let outputs = padded(&self.outputs, rng).map(|note| {
            let (is_other, value) = note.unwrap_or((rng.next_u32() & 1 == 1, 0));
            TransferOutput { is_other, value, owner: Base::random(rng), rcm: Base::random(rng) }
        });
        TransferWitness {
            ak,
            alpha: jubjub::Fr::random(rng),
            audit,
            k,
            asset,
            inputs,
            outputs,
            anchor: tree.root(),
            asset_pub: Base::from(self.asset_pub),
            v_pub: from_u128(self.unshielded) - from_u128(self.shielded),
            fee: self.fee,
        }
    }

    /// A random plan that balances.
    pub fn random(rng: &mut impl Rng) -> Self {
        let asset = if rng.next_u32() & 1 == 0 { NATIVE } else { OTHER };
        let mut plan = Plan { asset, audited: rng.next_u32() & 1 == 0, ..Plan::default() };
        let amount = random_value(rng);
        match rng.next_u32() % 3 {
            0 => (plan.shielded, plan.asset_pub) = (amount, asset),
            1 => plan.fee = rng.next_u64(),
            _ => {
                (plan.unshielded, plan.asset_pub) = (amount, asset);
                plan.fee = rng.next_u64();
            }
        }
        // Each lane first takes what it must, then one more note and its change.
        let (mut native, mut other) = (u128::from(plan.fee), plan.unshielded);
        if asset == NATIVE && rng.next_u32() & 1 == 0 {
            (native, other) = (native + other, 0);
        }
        for (is_other, needed) in [(false, native), (true, other)] {
            if needed > 0 {
                let change = random_value(rng);
                plan.inputs.push((is_other, needed + change));
                plan.outputs.push((is_other, change));
            }
        }
        let received = if asset == OTHER { true } else { rng.next_u32() & 1 == 0 };
        if plan.shielded > 0 {
            plan.outputs.push((received, plan.shielded));
        } else if plan.outputs.len() < 3 {
            let value = random_value(rng);
            plan.inputs.push((received, value));
            plan.outputs.push((received, value));
        }
        plan
    }
}

/// Up to three notes at random places among three.
fn padded(notes: &[(bool, u128)], rng: &mut impl Rng) -> [Option<(bool, u128)>; 3] {
    let mut places = [None; 3];
    for note in notes {
        let mut place = (rng.next_u32() % 3) as usize;
        while places[place].is_some() {
            place = (place + 1) % 3;
        }
        places[place] = Some(*note);
    }
    places
}

fn random_position(rng: &mut impl Rng) -> u64 {
    rng.next_u64() >> (64 - 2 * DEPTH)
}

/// Below 2^126, so that a few of them still fit.
fn random_value(rng: &mut impl Rng) -> u128 {
    let wide = (u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64());
    wide >> (2 + rng.next_u32() % 120)
}

/// The uses of the circuit, each with its name.
pub fn scenarios() -> Vec<(&'static str, TransferWitness)> {
    let plan = |plan: Plan, name, seed| (name, plan.witness(&mut rng(seed)));
    vec![
        plan(
            Plan {
                asset: NATIVE,
                outputs: vec![(false, 500)],
                asset_pub: NATIVE,
                shielded: 500,
                ..Plan::default()
            },
            "a shield: every input a dummy",
            1,
        ),
        plan(
            Plan {
                asset: NATIVE,
                inputs: vec![(false, 1_000), (true, u128::MAX)],
                outputs: vec![(true, u128::MAX), (false, 990)],
                fee: 10,
                ..Plan::default()
            },
            "a transfer of the native asset",
            2,
        ),
        plan(
            Plan {
                asset: NATIVE,
                inputs: vec![(true, 1_000)],
                outputs: vec![(false, 590)],
                asset_pub: NATIVE,
                unshielded: 400,
                fee: 10,
                ..Plan::default()
            },
            "an unshield of the native asset, amount and fee from one note",
            3,
        ),
        plan(
            Plan {
                asset: OTHER,
                inputs: vec![(true, 70), (true, 30), (false, 25)],
                outputs: vec![(true, 100), (false, 5)],
                fee: 20,
                ..Plan::default()
            },
            "a transfer of another asset",
            4,
        ),
        plan(
            Plan {
                asset: OTHER,
                inputs: vec![(true, 70), (false, u128::from(u64::MAX))],
                outputs: vec![(true, 10)],
                asset_pub: OTHER,
                unshielded: 60,
                fee: u64::MAX,
                audited: true,
                ..Plan::default()
            },
            "an unshield of another asset from an audited account",
            5,
        ),
    ]
}
