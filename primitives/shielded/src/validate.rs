//! The rules of a bundle that need no state (docs/protocol §7.1), and the public inputs of its proof
//! (docs/protocol §5.1).
//!
//! Each function checks one rule or a run of adjacent ones, so that whoever holds the state can check
//! all of them in the order of the specification.

use crate::{
    asset::AssetId,
    bundle::{Bundle, CallKind, AUDIT_WORDS, INPUTS, OUTPUTS},
    field::{self, Base},
    point,
    rules::{fee_is_in_schedule, Violation, WINDOW},
};
use ff::Field;

/// Public inputs of the transfer circuit.
pub const PUBLIC_INPUTS: usize = 20;

/// The field elements of a bundle that satisfies rules 2, 3 and 4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedFields {
    /// The root the inputs are proven against.
    pub anchor: Base,
    /// The nullifiers, distinct.
    pub nullifiers: [Base; INPUTS],
    /// The commitments, none of them 0.
    pub commitments: [Base; OUTPUTS],
    /// The audit words.
    pub audit_words: [Base; AUDIT_WORDS],
}

/// The points of a bundle that satisfies rules 12 and 13.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedPoints {
    /// The affine coordinates of `rk`.
    pub rk: (Base, Base),
}

/// A bundle that satisfies every rule about its bytes alone: 2, 3, 4, 12 and 13.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedBundle {
    /// The field elements.
    pub fields: ParsedFields,
    /// The points.
    pub points: ParsedPoints,
    asset_pub: u64,
    amount: u128,
    fee: u64,
}

fn parse_all<const N: usize>(bytes: [&[u8; 32]; N]) -> Result<[Base; N], Violation> {
    let mut words = [Base::ZERO; N];
    for (word, bytes) in words.iter_mut().zip(bytes) {
        *word = field::from_bytes(bytes).ok_or(Violation::NonCanonicalField)?;
    }
    Ok(words)
}

impl Bundle {
    /// Rules 2, 3 and 4: canonical field elements, no zero commitment, distinct nullifiers.
    pub fn parse_fields(&self) -> Result<ParsedFields, Violation> {
        let [anchor] = parse_all([&self.anchor])?;
        let nullifiers = parse_all(self.nullifiers.each_ref())?;
        let commitments = parse_all(self.outputs.each_ref().map(|output| &output.cm))?;
        let audit_words = parse_all(self.audit_words.each_ref())?;
        if commitments.iter().any(|cm| bool::from(cm.is_zero())) {
            return Err(Violation::ZeroCommitment);
        }
        let [a, b, c] = nullifiers;
        if a == b || a == c || b == c {
            return Err(Violation::DuplicateNullifier);
        }
        Ok(ParsedFields { anchor, nullifiers, commitments, audit_words })
    }

    /// Rule 5 but for "known": the public asset is well formed, none for a transfer, not none
    /// otherwise. Whether the chain knows the asset is for the holder of the state.
    pub fn check_asset(&self, kind: CallKind) -> Result<AssetId, Violation> {
        AssetId::from_wire(self.asset_pub)
            .filter(|asset| asset.is_none() == (kind == CallKind::Transfer))
            .ok_or(Violation::InvalidAsset)
    }

    /// Rule 6: the amount is 0 for a transfer, above 0 otherwise.
    pub fn check_amount(&self, kind: CallKind) -> Result<(), Violation> {
        if (self.amount == 0) == (kind == CallKind::Transfer) {
            Ok(())
        } else {
            Err(Violation::InvalidAmount)
        }
    }

    /// Rule 7: the fee is in the schedule.
    pub fn check_fee(&self, kind: CallKind) -> Result<(), Violation> {
        if fee_is_in_schedule(kind, self.fee) {
            Ok(())
        } else {
            Err(Violation::FeeNotInSchedule)
        }
    }

    /// Rules 8 and 9 for inclusion in block `number`: not expired, and not further ahead than
    /// [`WINDOW`].
    pub fn check_expiry(&self, number: u32) -> Result<(), Violation> {
        if number > self.expiry {
            return Err(Violation::Expired);
        }
        if self.expiry - number > WINDOW {
            return Err(Violation::ExpiryTooFar);
        }
        Ok(())
    }

    /// Rules 12 and 13: each `epk` and `rk` is canonical and not of small order.
    pub fn parse_points(&self) -> Result<ParsedPoints, Violation> {
        for output in &self.outputs {
            point::decode_not_small_order(&output.epk).ok_or(Violation::InvalidEphemeralKey)?;
        }
        let rk = point::decode_not_small_order(&self.rk).ok_or(Violation::InvalidRandomizedKey)?;
        Ok(ParsedPoints { rk: point::coordinates(&rk) })
    }

    /// Rules 2, 3, 4, 12 and 13, in this order.
    pub fn parse(&self) -> Result<ParsedBundle, Violation> {
        let fields = self.parse_fields()?;
        let points = self.parse_points()?;
        Ok(ParsedBundle {
            fields,
            points,
            asset_pub: self.asset_pub,
            amount: self.amount,
            fee: self.fee,
        })
    }
}

/// `v_pub`: the amount for an unshield, minus the amount for a shield, 0 for a transfer (§5.1).
pub fn v_pub(kind: CallKind, amount: u128) -> Base {
    match kind {
        CallKind::Shield => -field::from_u128(amount),
        CallKind::Transfer => Base::ZERO,
        CallKind::Unshield => field::from_u128(amount),
    }
}

impl ParsedBundle {
    /// The public inputs of the proof, in the order of docs/protocol §5.1: `anchor, nf1..3, cm1..3,
    /// asset_pub, v_pub, fee, rk.u, rk.v, w0..w7`.
    pub fn public_inputs(&self, kind: CallKind) -> [Base; PUBLIC_INPUTS] {
        let ParsedFields { anchor, nullifiers, commitments, audit_words } = &self.fields;
        let [nf1, nf2, nf3] = *nullifiers;
        let [cm1, cm2, cm3] = *commitments;
        let [w0, w1, w2, w3, w4, w5, w6, w7] = *audit_words;
        let asset_pub = Base::from(self.asset_pub);
        let (v_pub, fee) = (v_pub(kind, self.amount), Base::from(self.fee));
        let (rk_u, rk_v) = self.points.rk;
        [
            *anchor, nf1, nf2, nf3, cm1, cm2, cm3, asset_pub, v_pub, fee, rk_u, rk_v, w0, w1, w2,
            w3, w4, w5, w6, w7,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::{tests::numbered, Output};
    use crate::point::tests::small_order_points;
    use jubjub::ExtendedPoint;

    /// `r`, which is `0 + r`: the smallest encoding that is not canonical.
    fn modulus() -> [u8; 32] {
        let mut bytes = (-Base::ONE).to_bytes();
        bytes[0] += 1;
        bytes
    }

    fn word(n: u64) -> [u8; 32] {
        Base::from(n).to_bytes()
    }

    fn point_bytes(n: u64) -> [u8; 32] {
        point::encode(&(point::generator() * jubjub::Fr::from(n)).into())
    }

    fn valid() -> Bundle {
        let output = |n: u64| Output {
            cm: word(10 + n),
            epk: point_bytes(2 + n),
            ..numbered().outputs[0].clone()
        };
        Bundle {
            circuit_version: 1,
            anchor: word(1),
            nullifiers: [word(2), word(3), word(4)],
            outputs: [output(0), output(1), output(2)],
            asset_pub: 1,
            amount: u128::MAX,
            fee: 20_000_000,
            expiry: 1_000,
            rk: point_bytes(9),
            audit_words: core::array::from_fn(|i| word(20 + i as u64)),
            ..numbered()
        }
    }

    fn with(change: impl FnOnce(&mut Bundle)) -> Bundle {
        let mut bundle = valid();
        change(&mut bundle);
        bundle
    }

    #[test]
    fn a_non_canonical_field_element_anywhere_is_refused() {
        let refused = |bundle: Bundle| {
            assert_eq!(bundle.parse_fields(), Err(Violation::NonCanonicalField));
            assert_eq!(bundle.parse(), Err(Violation::NonCanonicalField));
        };
        refused(with(|b| b.anchor = modulus()));
        for i in 0..3 {
            refused(with(|b| b.nullifiers[i] = modulus()));
            // 0 + r is not the zero commitment either: it is no field element.
            refused(with(|b| b.outputs[i].cm = modulus()));
        }
        for i in 0..8 {
            refused(with(|b| b.audit_words[i] = [0xff; 32]));
        }
    }

    #[test]
    fn an_alias_of_a_nullifier_cannot_be_spent_beside_it() {
        let mut alias = modulus();
        alias[0] += 2; // 2 + r, beside the nullifier 2
        let bundle = with(|b| b.nullifiers[1] = alias);
        assert_eq!(bundle.parse_fields(), Err(Violation::NonCanonicalField));
    }

    #[test]
    fn zero_commitments_and_equal_nullifiers_are_refused() {
        for i in 0..3 {
            let zero = with(|b| b.outputs[i].cm = [0; 32]);
            assert_eq!(zero.parse_fields(), Err(Violation::ZeroCommitment));
            let equal = with(|b| b.nullifiers[i] = b.nullifiers[(i + 1) % 3]);
            assert_eq!(equal.parse_fields(), Err(Violation::DuplicateNullifier));
        }
        let both = with(|b| {
            b.outputs[0].cm = [0; 32];
            b.nullifiers[0] = b.nullifiers[1];
        });
        assert_eq!(both.parse_fields(), Err(Violation::ZeroCommitment));
    }

    #[test]
    fn small_order_and_non_canonical_points_are_refused() {
        let mut identity_alias = point::encode(&ExtendedPoint::identity());
        identity_alias[31] |= 0x80;
        let bad = small_order_points().map(|p| point::encode(&p)).into_iter();
        for bytes in bad.chain([identity_alias, [0xff; 32]]) {
            for i in 0..3 {
                let bundle = with(|b| b.outputs[i].epk = bytes);
                assert_eq!(bundle.parse(), Err(Violation::InvalidEphemeralKey));
            }
            let bundle = with(|b| b.rk = bytes);
            assert_eq!(bundle.parse(), Err(Violation::InvalidRandomizedKey));
        }
    }

    #[test]
    fn the_public_asset_is_none_exactly_for_a_transfer() {
        let asset = |asset_pub, kind| with(|b| b.asset_pub = asset_pub).check_asset(kind);
        let other = AssetId::new(4, 1).unwrap();
        for kind in [CallKind::Shield, CallKind::Unshield] {
            assert_eq!(asset(1, kind), Ok(AssetId::NATIVE));
            assert_eq!(asset(other.to_wire(), kind), Ok(other));
            assert_eq!(asset(0, kind), Err(Violation::InvalidAsset));
            assert_eq!(asset(2, kind), Err(Violation::InvalidAsset));
        }
        assert_eq!(asset(0, CallKind::Transfer), Ok(AssetId::NONE));
        assert_eq!(asset(1, CallKind::Transfer), Err(Violation::InvalidAsset));
        assert_eq!(asset(2, CallKind::Transfer), Err(Violation::InvalidAsset));
    }

    #[test]
    fn the_amount_is_zero_exactly_for_a_transfer_and_the_fee_in_the_schedule() {
        let zero = with(|b| b.amount = 0);
        assert_eq!(zero.check_amount(CallKind::Transfer), Ok(()));
        assert_eq!(valid().check_amount(CallKind::Transfer), Err(Violation::InvalidAmount));
        for kind in [CallKind::Shield, CallKind::Unshield] {
            assert_eq!(zero.check_amount(kind), Err(Violation::InvalidAmount));
            assert_eq!(valid().check_amount(kind), Ok(()));
        }
        assert_eq!(valid().check_fee(CallKind::Transfer), Ok(()));
        assert_eq!(valid().check_fee(CallKind::Shield), Err(Violation::FeeNotInSchedule));
    }

    #[test]
    fn a_bundle_is_valid_from_one_window_before_its_expiry_up_to_it() {
        let bundle = with(|b| b.expiry = 20_000);
        assert_eq!(bundle.check_expiry(20_001), Err(Violation::Expired));
        assert_eq!(bundle.check_expiry(20_000), Ok(()));
        assert_eq!(bundle.check_expiry(5_600), Ok(()));
        assert_eq!(bundle.check_expiry(5_599), Err(Violation::ExpiryTooFar));
        let far = with(|b| b.expiry = u32::MAX);
        assert_eq!(far.check_expiry(0), Err(Violation::ExpiryTooFar));
    }

    #[test]
    fn public_inputs_are_in_the_order_of_the_specification() {
        let parsed = valid().parse().unwrap();
        let rk = point::generator() * jubjub::Fr::from(9);
        let (rk_u, rk_v) = point::coordinates(&rk.into());
        let two_64 = Base::from(u64::MAX) + Base::ONE;
        let amount = two_64.square() - Base::ONE;
        for (kind, v_pub) in [
            (CallKind::Shield, -amount),
            (CallKind::Transfer, Base::ZERO),
            (CallKind::Unshield, amount),
        ] {
            let mut expected = [1, 2, 3, 4, 10, 11, 12, 1].map(Base::from).to_vec();
            expected.extend([v_pub, Base::from(20_000_000), rk_u, rk_v]);
            expected.extend((20..28).map(Base::from));
            assert_eq!(parsed.public_inputs(kind)[..], expected);
        }
    }
}
