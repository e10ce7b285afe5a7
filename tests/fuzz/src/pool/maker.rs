//! Makes bundles, right and wrong.

use codec::{Decode, Encode};
use jubjub::Fr;
use shoji_shielded::{
    bundle::{Bundle, CallKind, Output, BUNDLE_LEN},
    field::{self, Base},
    hash::b512,
    point,
};

use super::{
    attempt::Attempt,
    model::{Model, NATIVE},
    record::Record,
};

/// The ways in which a bundle can be wrong (and two in which it looks wrong and is not).
pub const DEFECTS: u8 = 24;

/// What a bundle is to say.
pub struct Draft {
    /// The call.
    pub kind: CallKind,
    /// The depositor or the recipient.
    pub party: usize,
    /// The public asset on the wire.
    pub wire: u64,
    /// How much of it.
    pub amount: u128,
    /// The fee.
    pub fee: u64,
    /// The anchor.
    pub anchor: [u8; 32],
    /// The last block that may include it.
    pub expiry: u32,
}

/// A spender without notes, who can prove that it has some.
pub struct Maker {
    ask: Fr,
    counter: u64,
}

impl Maker {
    /// The spender.
    pub fn new() -> Self {
        Self { ask: Fr::from(0x5e_c2e7), counter: 0 }
    }

    fn fresh(&mut self) -> [u8; 64] {
        self.counter += 1;
        b512(b"ShojiFuzzCounter", &[&self.counter.to_le_bytes()])
    }

    fn word(&mut self) -> [u8; 32] {
        field::to_bytes(&field::from_wide(&self.fresh()))
    }

    fn point(&mut self) -> [u8; 32] {
        point::encode(&(point::generator() * Fr::from_bytes_wide(&self.fresh())).into())
    }

    /// A bundle with what the record says is wrong with it.
    pub fn make(&mut self, model: &Model, draft: Draft, record: &Record) -> Attempt {
        let alpha = Fr::from_bytes_wide(&self.fresh());
        let rk = point::encode(&(point::generator() * (self.ask + alpha)).into());
        let bundle = Bundle {
            circuit_version: 1,
            anchor: draft.anchor,
            nullifiers: std::array::from_fn(|_| self.word()),
            outputs: std::array::from_fn(|_| self.output()),
            asset_pub: draft.wire,
            amount: draft.amount,
            fee: draft.fee,
            expiry: draft.expiry,
            rk,
            audit_words: [[0; 32]; 8],
            proof: [0; 192],
            signature: [0; 64],
        };
        let mut attempt = Attempt::new(draft.kind, draft.party, bundle, alpha);
        let defect = record.defect.checked_sub(128).map(|defect| defect % DEFECTS);
        if let Some(defect) = defect {
            self.spoil_content(model, &mut attempt.bundle, defect, record.more);
        }
        let whole = attempt.clone();
        self.seal(&mut attempt, 0);
        if let Some(defect) = defect {
            self.spoil_seal(whole, &mut attempt, defect, record);
        }
        attempt
    }

    /// Proves and signs.
    pub fn seal(&mut self, attempt: &mut Attempt, variant: u8) {
        attempt.prove(variant);
        self.sign(attempt);
    }

    /// Signs, with another signature each time.
    pub fn sign(&mut self, attempt: &mut Attempt) {
        self.counter += 1;
        attempt.sign(&self.ask, self.counter);
    }

    /// Consensus does not look at the ciphertexts.
    fn output(&mut self) -> Output {
        Output { cm: self.word(), epk: self.point(), enc: [0; 244], out: [0; 80] }
    }

    fn spoil_content(&mut self, model: &Model, bundle: &mut Bundle, defect: u8, more: u8) {
        let which = Record::one_of(more, 3);
        match defect {
            0 => bundle.circuit_version = [0, 2, u16::MAX][which],
            1 => bundle.anchor = self.word(),
            2 => bundle.nullifiers[which] = bundle.nullifiers[(which + 1) % 3],
            3 => {
                let count = model.spent.len().max(1);
                if let Some(spent) = model.spent.iter().nth(Record::one_of(more, count)) {
                    bundle.nullifiers[which] = *spent;
                }
            }
            4 => bundle.outputs[which].cm = [0; 32],
            5 => *word_of(bundle, more) = plus_modulus(more),
            6 => bundle.outputs[which].epk = odd_point(bundle.outputs[which].epk, more),
            7 => bundle.rk = odd_point(bundle.rk, more),
            8 => bundle.asset_pub = 2 + u64::from(more) * 0x00ff_ffff,
            9 => bundle.asset_pub ^= 1 << (32 + which),
            10 => bundle.asset_pub = 1 << 32 | u64::from(more) + 1_000,
            11 => bundle.asset_pub = if bundle.asset_pub == 0 { NATIVE } else { 0 },
            12 => bundle.amount = u128::from(bundle.amount == 0),
            13 => bundle.fee ^= 1 << (more % 64),
            // Not wrong: a note may be made twice.
            14 => {
                if let Some(leaf) =
                    model.leaves.get(Record::one_of(more, model.leaves.len().max(1)))
                {
                    bundle.outputs[which].cm = *leaf;
                }
            }
            _ => {}
        }
    }

    fn spoil_seal(
        &mut self,
        mut whole: Attempt,
        attempt: &mut Attempt,
        defect: u8,
        record: &Record,
    ) {
        let Record { more, amount, units, .. } = *record;
        match defect {
            15 => attempt.sign_on(&[0x99; 32], &self.ask, 1),
            16 => {
                let kinds = [CallKind::Shield, CallKind::Transfer, CallKind::Unshield];
                let kind = attempt.kind;
                attempt.kind = kinds[Record::one_of(more, 3)];
                self.seal(attempt, 0);
                attempt.kind = kind;
            }
            17 => {
                let party = attempt.party;
                attempt.party = (party + 1) % 4;
                self.sign(attempt);
                attempt.party = party;
            }
            18 => attempt.sign(&(self.ask + Fr::one()), 1),
            19 => attempt.bundle.signature[usize::from(more) % 64] ^= 1,
            20 => attempt.bundle.proof[usize::from(more) % 192] ^= 1 << (amount % 8),
            21 => {
                // The proof of a statement that differs in one place.
                match more % 4 {
                    0 => whole.bundle.amount = whole.bundle.amount.wrapping_add(1),
                    1 => whole.bundle.fee = whole.bundle.fee.wrapping_add(1),
                    2 => whole.bundle.nullifiers.swap(0, 1),
                    _ => whole.bundle.audit_words[7] = self.word(),
                }
                whole.prove(0);
                attempt.bundle.proof = whole.bundle.proof;
            }
            22 => {
                flip(&mut attempt.bundle, u64::from_le_bytes([more, amount, units, 0, 0, 0, 0, 0]))
            }
            // Not wrong: another proof of the same.
            23 => attempt.prove(1 + more % 3),
            _ => {}
        }
    }
}

impl Default for Maker {
    fn default() -> Self {
        Self::new()
    }
}

/// Flips one bit, which `choice` names.
pub fn flip(bundle: &mut Bundle, choice: u64) {
    let bit = (choice * 2_654_435_761 % (8 * BUNDLE_LEN as u64)) as usize;
    let mut bytes = bundle.encode();
    bytes[bit / 8] ^= 1 << (bit % 8);
    *bundle = Bundle::decode(&mut &bytes[..]).expect("any bytes are a bundle");
}

/// The words that are field elements.
fn word_of(bundle: &mut Bundle, which: u8) -> &mut [u8; 32] {
    match which % 15 {
        0 => &mut bundle.anchor,
        n @ 1..=3 => &mut bundle.nullifiers[usize::from(n) - 1],
        n @ 4..=6 => &mut bundle.outputs[usize::from(n) - 4].cm,
        n => &mut bundle.audit_words[usize::from(n) - 7],
    }
}

/// `r + n` for a small `n`: the alias of a field element.
fn plus_modulus(n: u8) -> [u8; 32] {
    let mut bytes = field::to_bytes(&-Base::from(1));
    let low = u64::from_le_bytes([0, 1, 2, 3, 4, 5, 6, 7].map(|i| bytes[i]));
    bytes[..8].copy_from_slice(&(low + 1 + u64::from(n)).to_le_bytes());
    bytes
}

/// Something else than a point of prime order. The last one passes the rules as `epk`: it has a large order.
fn odd_point(of: [u8; 32], which: u8) -> [u8; 32] {
    let mut one = [0; 32];
    one[0] = 1;
    match which % 6 {
        0 => one,
        1 => field::to_bytes(&-Base::from(1)),
        2 => [0; 32],
        3 => {
            one[31] = 0x80;
            one
        }
        4 => [0xff; 32],
        _ => {
            // The sum with the point of order two, (0, -1), is (-u, -v).
            let (u, v) = point::coordinates(&point::decode(&of).expect("a point"));
            let mut bytes = field::to_bytes(&-v);
            bytes[31] |= (field::to_bytes(&-u)[0] & 1) << 7;
            bytes
        }
    }
}
