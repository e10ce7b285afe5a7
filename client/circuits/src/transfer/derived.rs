//! What follows from a witness, in plain Rust, straight from the formulas of docs/protocol §5.3.

use super::{TransferInput, TransferOutput, TransferWitness, AUDIT_WORDS, NOTES, PUBLIC_INPUTS};
use crate::gadgets::range::VALUE_BITS;
use shoji_shielded::{
    asset::AssetId,
    field::{from_u128, Base},
    hash::b512,
    point::{coordinates, generator},
    poseidon::{hash, hash_words, Domain},
    tree::{digit, CAPACITY},
};

/// Bits of an audit word that carries packed bits.
pub(super) const WORD_BITS: usize = 250;
/// Bits of the audit tag.
pub(super) const TAG_BITS: usize = 162;
/// Bits of the fee in the audit words.
pub(super) const FEE_BITS: usize = 64;

/// An input's consequences.
pub(super) struct SpentNote {
    pub(super) nullifier: Base,
    pub(super) root: Base,
    /// Whether the path holds the note, and each node on the way up, at its own place.
    pub(super) path_holds_note: bool,
}

/// Everything that follows from a witness.
pub(super) struct Derived {
    pub(super) spent: [SpentNote; NOTES],
    pub(super) commitments: [Base; NOTES],
    pub(super) rk: (Base, Base),
    pub(super) audit_words: [Base; AUDIT_WORDS],
}

impl Derived {
    pub(super) fn from_witness(witness: &TransferWitness) -> Self {
        let spent = witness.inputs.each_ref().map(|input| spend(witness, input));
        let commitments = witness.outputs.each_ref().map(|output| {
            let TransferOutput { is_other, value, owner, rcm } = output;
            commitment(witness.asset_of(*is_other), *value, *owner, *rcm)
        });
        let rk = witness.ak.to_extended() + generator() * witness.alpha;
        let [nf1, nf2, nf3] = spent.each_ref().map(|note| note.nullifier);
        let [cm1, cm2, cm3] = commitments;
        let (u, v) = (witness.ak.get_u(), witness.ak.get_v());
        let account = hash(Domain::Account, &[u, v, witness.audit]);
        let stream = hash_words::<AUDIT_WORDS>(
            Domain::AuditStream,
            &[witness.k, nf1, nf2, nf3, cm1, cm2, cm3, account],
        );
        let message = audit_message(witness);
        let audit_words = std::array::from_fn(|n| message[n] + stream[n]);
        Self { spent, commitments, rk: coordinates(&rk), audit_words }
    }

    pub(super) fn public_inputs(&self, witness: &TransferWitness) -> [Base; PUBLIC_INPUTS] {
        let [nf1, nf2, nf3] = self.spent.each_ref().map(|note| note.nullifier);
        let [cm1, cm2, cm3] = self.commitments;
        let TransferWitness { anchor, asset_pub, v_pub, fee, .. } = *witness;
        let (rk_u, rk_v) = self.rk;
        let [w0, w1, w2, w3, w4, w5, w6, w7] = self.audit_words;
        [
            anchor,
            nf1,
            nf2,
            nf3,
            cm1,
            cm2,
            cm3,
            asset_pub,
            v_pub,
            Base::from(fee),
            rk_u,
            rk_v,
            w0,
            w1,
            w2,
            w3,
            w4,
            w5,
            w6,
            w7,
        ]
    }
}

impl TransferWitness {
    /// `NATIVE + selector * (A - NATIVE)`.
    pub(super) fn asset_of(&self, is_other: bool) -> Base {
        if is_other {
            self.asset
        } else {
            AssetId::NATIVE.to_base()
        }
    }
}

fn commitment(asset: Base, value: u128, owner: Base, rcm: Base) -> Base {
    hash(Domain::Note, &[asset, from_u128(value), owner, rcm])
}

fn spend(witness: &TransferWitness, input: &TransferInput) -> SpentNote {
    let (u, v) = (witness.ak.get_u(), witness.ak.get_v());
    let ivk = hash(Domain::Ivk, &[u, v, input.nk, witness.audit]);
    let owner = hash(Domain::Owner, &[ivk, input.d.to_base()]);
    let cm = commitment(witness.asset_of(input.is_other), input.value, owner, input.rcm);
    let position = input.path.position;
    let nullifier = hash(Domain::Nullifier, &[input.nk, cm, Base::from(position)]);

    let mut node = cm;
    let mut path_holds_note = position < CAPACITY;
    for (level, children) in input.path.children.iter().enumerate() {
        path_holds_note &= children[digit(position, level)] == node;
        node = hash(Domain::Tree, children);
    }
    SpentNote { nullifier, root: node, path_holds_note }
}

/// The audit message `m0 .. m7` (docs/protocol §5.4).
fn audit_message(witness: &TransferWitness) -> [Base; AUDIT_WORDS] {
    let values = witness.inputs.iter().map(|input| input.value);
    let values = values.chain(witness.outputs.iter().map(|output| output.value));
    let selectors = witness.inputs.iter().map(|input| input.is_other);
    let selectors = selectors.chain(witness.outputs.iter().map(|output| output.is_other));

    let mut bits = Vec::with_capacity(4 * WORD_BITS);
    for value in values {
        bits.extend((0..VALUE_BITS).map(|i| value >> i & 1 == 1));
    }
    bits.extend((0..FEE_BITS).map(|i| witness.fee >> i & 1 == 1));
    bits.extend(selectors);
    bits.extend(tag_bits());

    let mut message = [Base::zero(); AUDIT_WORDS];
    for (word, bits) in message.iter_mut().zip(bits.chunks(WORD_BITS)) {
        *word = bits
            .iter()
            .rev()
            .fold(Base::zero(), |sum, bit| sum.double() + Base::from(u64::from(*bit)));
    }
    for (word, output) in message[4..].iter_mut().zip(&witness.outputs) {
        *word = output.owner;
    }
    message[7] = witness.asset;
    message
}

/// The tag by which an auditor recognises a decrypted record: the low 162 bits of
/// `B512("ShojiAuditTag_v1", "")`.
fn tag_bits() -> impl Iterator<Item = bool> {
    let digest = b512(b"ShojiAuditTag_v1", &[]);
    (0..TAG_BITS).map(move |i| digest[i / 8] >> (i % 8) & 1 == 1)
}
