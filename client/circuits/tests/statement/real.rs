//! Statements of an account as a wallet makes them, by the protocol's own functions: keys, addresses,
//! notes, nullifiers, encodings. Proof and signature are left to who uses them.

use crate::{rng::rng, tree::SparseTree};
use ff::Field;
use jubjub::{AffinePoint, Fr};
use rand::Rng;
use shoji_circuits::{
    statement::{HeldNote, NoteWitness, ReceivedNote, SpenderWitness, SubjectWitness, NOTES},
    HeldWitness, PaidWitness, ReceivedWitness,
};
use shoji_shielded::{
    address::{Address, Diversifier},
    asset::AssetId,
    digest::PoolDigest,
    field::Base,
    grant::{commitment, Target},
    keys::{ScopeKeys, ScopeLabel, SpendingKey},
    note::{nullifier, Note, Rseed},
    point::{self, coordinates},
    signature,
    statement::{Held, Paid, Received, Span},
};

pub const GENESIS: [u8; 32] = [3; 32];

/// An audited account with a scope, and a tree in which it has notes.
pub struct World {
    pub key: SpendingKey,
    pub alpha: Fr,
    pub span: Span,
    scope: ScopeKeys,
    notes: Vec<Owned>,
    tree: SparseTree,
}

struct Owned {
    note: Note,
    d: Diversifier,
    internal: bool,
    position: u64,
}

const ASSET: u64 = (7 << 32) + 5;
/// The values of the notes by position. The third is change; the last is paid too late.
const VALUES: [u128; 5] = [500, u128::MAX, 70, 30, 9_000];

impl World {
    pub fn new() -> World {
        let rng = &mut rng(2_100);
        let key = SpendingKey::audited_from_bytes([5; 32]).unwrap();
        let scope = key.scope(&ScopeLabel::new("2026-Q4/rent").unwrap()).unwrap();
        let mut tree = SparseTree::default();
        let mut notes = Vec::new();
        for (index, value) in VALUES.into_iter().enumerate() {
            let internal = index == 2;
            let address = match internal {
                true => scope.change_address(),
                false => scope.external.address(index as u64 % 2),
            };
            let Address { d, owner, .. } = address.unwrap();
            let asset = AssetId::from_wire(ASSET).unwrap();
            let note = Note { asset, value, owner, rcm: Rseed::random(rng).rcm() };
            let position = 100 + 3 * index as u64;
            tree.insert(position, note.commitment());
            notes.push(Owned { note, d, internal, position });
        }
        let before = PoolDigest::new([0; 32], 100);
        let last = PoolDigest::new(tree.root().to_bytes(), 112);
        let span = Span::new(9, Some(&before), 12, &last).unwrap();
        World { alpha: signature::random_alpha(rng), key, span, scope, notes, tree }
    }

    pub fn address(&self) -> Address {
        self.scope.external.address(1).unwrap()
    }

    pub fn rk(&self) -> [u8; 32] {
        point::encode(&signature::randomize(&self.key.ak(), &self.alpha).into())
    }

    pub fn sign(&self, hash: &[u8; 32]) -> [u8; 64] {
        signature::sign(&self.key.ask(), &self.alpha, hash, &mut rng(2_101))
    }

    fn subject(&self, r: Base) -> Target {
        match r == Base::ZERO {
            true => Target::Stated(self.address().to_payload()),
            false => Target::Hidden(commitment(&self.address(), &r).unwrap().to_bytes()),
        }
    }

    fn spender(&self, r: Base) -> SpenderWitness {
        let (u, v) = coordinates(&self.key.ak().into());
        SpenderWitness {
            ak: AffinePoint::from_raw_unchecked(u, v),
            alpha: self.alpha,
            nk: self.scope.external.nk,
            audited: true,
            k: self.key.audit_key().unwrap().k,
            subject: SubjectWitness::new(&self.address(), r).unwrap(),
        }
    }

    fn placed(&self, owned: &Owned) -> NoteWitness {
        let Note { value, rcm, .. } = owned.note;
        NoteWitness { value, rcm, path: self.tree.path(owned.position) }
    }

    fn padding(&self, owner: Base, rng: &mut impl Rng) -> NoteWitness {
        NoteWitness::padding(AssetId::from_wire(ASSET).unwrap(), owner, Base::random(rng))
    }

    /// What was received in the blocks: all but change and what came too late. `r` hides the address.
    pub fn received(&self, r: Base) -> (Received, ReceivedWitness) {
        let Address { d, owner, .. } = self.address();
        let rng = &mut rng(2_102);
        let counted = self.notes.iter().filter(|owned| !owned.internal && owned.position < 112);
        let mut notes = counted
            .map(|owned| ReceivedNote { d: owned.d, counts: true, note: self.placed(owned) })
            .collect::<Vec<_>>();
        notes.resize_with(NOTES, || ReceivedNote {
            d,
            counts: false,
            note: self.padding(owner, rng),
        });
        let notes = notes.try_into().unwrap_or_else(|_| panic!("as many as there are"));
        let statement = Received {
            circuit_version: 1,
            subject: self.subject(r),
            span: self.span,
            asset: ASSET,
            threshold: u128::MAX,
            verifier: [6; 32],
            nonce: [7; 32],
            rk: self.rk(),
            proof: [0; 192],
            signature: [0; 64],
        };
        (statement, ReceivedWitness { spender: self.spender(r), notes })
    }

    /// What is held: all of it.
    pub fn held(&self, r: Base) -> (Held, HeldWitness) {
        let Address { d, owner, .. } = self.address();
        let rng = &mut rng(2_103);
        let (nk, nk_int) = (self.scope.external.nk, self.scope.internal.nk);
        let mut nullifiers = Vec::new();
        let mut notes = Vec::new();
        for owned in &self.notes {
            let nk = if owned.internal { nk_int } else { nk };
            nullifiers.push(nullifier(&nk, &owned.note.commitment(), owned.position));
            let note = self.placed(owned);
            notes.push(HeldNote { d: owned.d, internal: owned.internal, note });
        }
        while notes.len() < NOTES {
            let note = self.padding(owner, rng);
            let cm = note.path.children[0][0];
            nullifiers.push(nullifier(&nk, &cm, note.path.position));
            notes.push(HeldNote { d, internal: false, note });
        }
        let nullifiers = std::array::from_fn(|note| nullifiers[note].to_bytes());
        let notes = notes.try_into().unwrap_or_else(|_| panic!("as many as there are"));
        let statement = Held {
            circuit_version: 1,
            subject: self.subject(r),
            height: self.span.h_to,
            root: self.span.root,
            asset: ASSET,
            threshold: 9_600,
            nullifiers,
            verifier: [6; 32],
            nonce: [7; 32],
            rk: self.rk(),
            proof: [0; 192],
            signature: [0; 64],
        };
        (statement, HeldWitness { spender: self.spender(r), notes })
    }

    /// That the second note was paid.
    pub fn paid(&self) -> (Paid, PaidWitness) {
        let statement = Paid {
            circuit_version: 1,
            address: self.address().to_payload(),
            span: self.span,
            asset: ASSET,
            threshold: u128::MAX,
            verifier: [6; 32],
            nonce: [7; 32],
            proof: [0; 192],
        };
        (statement, self.placed(&self.notes[1]))
    }
}
