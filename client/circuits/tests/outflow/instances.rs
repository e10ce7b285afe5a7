//! Outflow statements of every shape that are true, with records as the protocol's own functions
//! encrypt them.

pub use crate::rng::rng;
use ff::Field;
use jubjub::{AffinePoint, Fr};
use rand::Rng;
use shoji_circuits::{
    outflow::{Claim, OutflowAccount, OutflowBundle, OutflowStatement, OwnOutput},
    OutflowWitness,
};
use shoji_shielded::{
    address::Diversifier,
    asset::AssetId,
    audit::{encrypt, AuditRecord},
    field::Base,
    keys::{ScopeKeys, ScopeLabel, SpendingKey},
    outflow::BundleWords,
    point::coordinates,
};

/// An asset that is not native.
pub fn gold() -> AssetId {
    AssetId::new(7, 1).unwrap()
}

/// Another one.
pub fn silver() -> AssetId {
    AssetId::new(8, 1).unwrap()
}

/// The call of a bundle of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Shield,
    Transfer,
    Unshield,
}

/// A bundle of the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of an account that is not audited.
    Plain,
    /// Of another audited account.
    Audited,
    /// No more bundles.
    Padding,
    /// Of the account: the call, its other asset, and which outputs are own and said to be.
    Own(Call, AssetId, [bool; 3]),
}

/// An audited account.
pub struct Owner {
    pub key: SpendingKey,
    pub scopes: [ScopeKeys; 2],
}

impl Owner {
    pub fn new(seed: u8) -> Self {
        let key = SpendingKey::audited_from_bytes([seed; 32]).unwrap();
        let scopes = ["", "rent"].map(|label| key.scope(&ScopeLabel::new(label).unwrap()).unwrap());
        Self { key, scopes }
    }

    pub fn account(&self, rng: &mut impl Rng) -> OutflowAccount {
        let address = self.scopes[0].external.address(3).unwrap();
        let audit = self.key.audit_key().unwrap();
        let (u, v) = coordinates(&self.key.ak().into());
        OutflowAccount {
            ak: AffinePoint::from_raw_unchecked(u, v),
            alpha: Fr::random(rng),
            k: audit.k,
            nk: self.scopes[0].external.nk,
            d: address.d,
            pk_d: coordinates(&address.pk_d.into()),
            g_d: coordinates(&address.d.g_d().unwrap().into()),
            r: Base::ZERO,
        }
    }

    /// An output's keys on any side of any scope, and the owner that follows from them.
    fn own_output(&self, rng: &mut impl Rng) -> (OwnOutput, Base) {
        let scope = &self.scopes[rng.next_u32() as usize % 2];
        let side = if rng.next_u32() % 2 == 0 { &scope.external } else { &scope.internal };
        let mut d = Diversifier([0; 11]);
        rng.fill_bytes(&mut d.0);
        (OwnOutput { claimed: true, nk: side.nk, d }, side.ivk.owner(&d))
    }

    /// A balanced bundle of the account. Values are below 2^123.
    pub fn record(&self, kind: (Call, AssetId, [bool; 3]), rng: &mut impl Rng) -> Made {
        let (call, asset, is_own) = kind;
        // Some of its bits are in the fourth word of the record.
        let output_values = [(); 3].map(|()| u128::from(rng.next_u64()) << 58 | 5);
        let output_is_other = [rng.next_u32() % 2 == 0, false, true];
        let fee = rng.next_u64();
        let lane = |other: bool| -> u128 {
            let notes = output_values.iter().zip(output_is_other);
            notes.filter(|(_, is_other)| *is_other == other).map(|(value, _)| value).sum()
        };
        let amount = match call {
            Call::Transfer => 0,
            _ => lane(true) / 2 + 1,
        };
        let other_in = match call {
            Call::Shield => lane(true) - amount,
            _ => lane(true) + amount,
        };
        let outputs = is_own.map(|is_own| match is_own {
            true => self.own_output(rng),
            false => (OwnOutput::NONE, Base::random(&mut *rng)),
        });
        let record = AuditRecord {
            input_values: [lane(false) + u128::from(fee), other_in, 0],
            output_values,
            fee,
            input_is_other: [false, true, true],
            output_is_other,
            output_owners: outputs.map(|(_, owner)| owner),
            asset: asset.to_base(),
        };
        let own = outputs.map(|(own, _)| own);
        Made::new(self, record, own, call == Call::Shield, amount, rng)
    }
}

/// A bundle of the account and what was put into it.
#[derive(Clone)]
pub struct Made {
    pub bundle: OutflowBundle,
    pub record: AuditRecord,
    /// The public amount.
    pub amount: u128,
}

impl Made {
    pub fn new(
        owner: &Owner,
        record: AuditRecord,
        own: [OwnOutput; 3],
        shield: bool,
        amount: u128,
        rng: &mut impl Rng,
    ) -> Self {
        let nullifiers = [(); 3].map(|()| Base::random(&mut *rng));
        let commitments = [(); 3].map(|()| Base::random(&mut *rng));
        let key = owner.key.audit_key().unwrap();
        let audit_words = encrypt(&record, &key, &nullifiers, &commitments);
        let words = BundleWords { nullifiers, commitments, audit_words, shield };
        Self { bundle: OutflowBundle { words, own }, record, amount }
    }

    /// What left of an asset, from what was put in: outputs of others, an unshielded amount, the fee.
    pub fn left(&self, asset: AssetId) -> u128 {
        let (asset, native) = (asset.to_base(), AssetId::NATIVE.to_base());
        let record = &self.record;
        let mut left = if asset == native { u128::from(record.fee) } else { 0 };
        if !self.bundle.words.shield && record.asset == asset {
            left += self.amount;
        }
        for output in 0..3 {
            let note = if record.output_is_other[output] { record.asset } else { native };
            if note == asset && !self.bundle.own[output].claimed {
                left += record.output_values[output];
            }
        }
        left
    }
}

/// The owner of these tests, and another.
pub fn owner() -> Owner {
    Owner::new(0x61)
}

/// A bundle of the range, and what left with it of `asset`.
pub fn bundle(
    owner: &Owner,
    kind: Kind,
    asset: AssetId,
    rng: &mut impl Rng,
) -> (OutflowBundle, u128) {
    match kind {
        Kind::Padding => (OutflowBundle::foreign(BundleWords::PADDING), 0),
        Kind::Plain => {
            let words = BundleWords {
                nullifiers: [(); 3].map(|()| Base::random(&mut *rng)),
                commitments: [(); 3].map(|()| Base::random(&mut *rng)),
                audit_words: [(); 8].map(|()| Base::random(&mut *rng)),
                shield: rng.next_u32() % 2 == 0,
            };
            (OutflowBundle::foreign(words), 0)
        }
        Kind::Audited => {
            let other = Owner::new(0x62).record((Call::Transfer, asset, [false; 3]), rng);
            (OutflowBundle::foreign(other.bundle.words), 0)
        }
        Kind::Own(call, other, own) => {
            let made = owner.record((call, other, own), rng);
            (made.bundle, made.left(asset))
        }
    }
}

/// Two bundles and what is said of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub kinds: [Kind; 2],
    pub asset: AssetId,
    pub last: bool,
}

impl Shape {
    /// A true statement of this shape, after bundles with which something left.
    pub fn outflow(&self, rng: &mut impl Rng) -> Instance {
        let owner = owner();
        let account = owner.account(rng);
        let made = self.kinds.map(|kind| bundle(&owner, kind, self.asset, rng));
        let before = rng.next_u64();
        let left = made.iter().map(|(_, left)| left).sum::<u128>() + u128::from(before);
        let witness = OutflowWitness {
            account,
            sum_in: Base::from(before),
            blinding_in: Base::random(&mut *rng),
            blinding_out: Base::random(&mut *rng),
            bundles: made.iter().map(|(bundle, _)| *bundle).collect(),
        };
        // To the unit, or with some room.
        let limit = if rng.next_u32() % 2 == 0 { left } else { left + u128::from(rng.next_u64()) };
        let claim = Claim { asset: self.asset, limit, ctx: Base::random(&mut *rng) };
        let statement = witness.statement(&claim, Base::random(rng), self.last);
        Instance { witness, statement }
    }
}

/// A witness and what it is to prove.
#[derive(Clone)]
pub struct Instance {
    pub witness: OutflowWitness,
    pub statement: OutflowStatement,
}

impl Instance {
    /// The statement follows from the witness again, after a change of it.
    pub fn follow(&mut self) {
        let OutflowStatement { asset, limit, ctx, digest_in, last, .. } = self.statement;
        self.statement = self.witness.statement(&Claim { asset, limit, ctx }, digest_in, last);
    }
}

/// Shapes in which every part of the statement counts.
pub fn shapes() -> Vec<Shape> {
    use Call::{Shield, Transfer, Unshield};
    use Kind::{Audited, Own, Padding, Plain};
    let native = AssetId::NATIVE;
    let (all, none, some) = ([true; 3], [false; 3], [true, false, true]);
    let kinds = [
        ([Own(Transfer, gold(), some), Plain], gold(), true),
        ([Audited, Own(Unshield, gold(), none)], gold(), true),
        ([Own(Shield, gold(), all), Own(Unshield, silver(), some)], gold(), false),
        ([Own(Transfer, gold(), some), Own(Shield, gold(), none)], native, true),
        ([Own(Unshield, native, all), Own(Shield, native, some)], native, true),
        ([Own(Transfer, native, none), Padding], gold(), false),
        ([Plain, Padding], native, true),
        ([Own(Shield, native, all), Own(Transfer, native, all)], native, false),
    ];
    kinds.map(|(kinds, asset, last)| Shape { kinds, asset, last }).into()
}

/// A true statement of each shape.
pub fn outflows() -> Vec<(Shape, Instance)> {
    let shapes = shapes().into_iter().zip(500..);
    shapes.map(|(shape, seed)| (shape, shape.outflow(&mut rng(seed)))).collect()
}
