//! What a dishonest owner may try with one proof, and the constraint that stops it. In each case the
//! circuit and its twin refuse.

use crate::{
    changes::raw,
    common::torsion::torsion,
    instances::{gold, owner, rng, silver, Call, Instance, Kind, Made, Owner, Shape},
};
use ff::Field;
use jubjub::{AffinePoint, Fr};
use shoji_circuits::{
    outflow::{OutflowBundle, OwnOutput},
    system::System,
    OutflowCircuit,
    OutflowStatementError::{self, *},
};
use shoji_shielded::{
    address::Diversifier,
    asset::AssetId,
    audit::{encrypt, AuditKey},
    field::{from_u128, to_bytes, Base},
    outflow::BundleWords,
    point::generator,
};

const SUBJECT: &str = "X3: an address of the account";
const BUNDLES: &str = "X4: the bundles";
const WORD: &str = "X6: word from bits";
const OWN: &str = "X7: own output";
const BEFORE: &str = "X9: the sum before";
const AFTER: &str = "X9: the sum afterwards";
pub const LIMIT: &str = "X10: at most the limit";

pub const TRANSFER: Kind = Kind::Own(Call::Transfer, TARGET, [true, false, true]);
pub const TARGET: AssetId = AssetId::NATIVE;

pub fn outflow(kinds: [Kind; 2], asset: AssetId, seed: u64) -> Instance {
    let mut it = Shape { kinds, asset, last: true }.outflow(&mut rng(seed));
    // Without room: what left is the limit.
    let sum = it.witness.sum_out(asset);
    it.statement.limit = limit(&sum);
    it
}

/// A sum of at most 128 bits.
fn limit(sum: &Base) -> u128 {
    let limit = u128::from_le_bytes(to_bytes(sum)[..16].try_into().unwrap());
    assert_eq!(from_u128(limit), *sum);
    limit
}

pub fn system(it: &Instance) -> System {
    System::with_witness(OutflowCircuit::new(it.witness.clone(), it.statement)).unwrap()
}

/// The twin refuses with `error`, the circuit in exactly the constraints `names`.
#[track_caller]
fn assert_refused(it: &Instance, error: OutflowStatementError, names: &[&str]) {
    assert_eq!(it.witness.check(&it.statement), Err(error));
    assert_eq!(system(it).unsatisfied().collect::<Vec<_>>(), names);
}

#[track_caller]
pub fn assert_accepted(it: &Instance) {
    assert_eq!(it.witness.check(&it.statement), Ok(()));
    assert_eq!(system(it).unsatisfied().next(), None);
}

#[test]
fn whoever_knows_the_audit_key_makes_no_record_of_the_account() {
    // The auditor's own bundle under the account's `k`.
    let it = outflow([TRANSFER, Kind::Plain], TARGET, 305);
    let auditor = Owner::new(0x63);
    let made = auditor.record((Call::Transfer, gold(), [false; 3]), &mut rng(306));
    let BundleWords { nullifiers, commitments, .. } = made.bundle.words;
    let account = auditor.key.audit_key().unwrap().account;
    let key = AuditKey { k: it.witness.account.k, account };
    let audit_words = encrypt(&made.record, &key, &nullifiers, &commitments);
    let mut other = it.clone();
    other.witness.bundles[1] =
        OutflowBundle::foreign(BundleWords { audit_words, ..made.bundle.words });
    other.follow();
    assert_accepted(&other);
    assert_eq!(other.witness.sum_out(TARGET), it.witness.sum_out(TARGET));
}

#[test]
fn an_output_of_somebody_else_is_not_own() {
    let it = outflow([Kind::Own(Call::Transfer, gold(), [false; 3]), Kind::Padding], TARGET, 307);
    let me = owner();
    let internal = me.scopes[0].internal.clone();
    let d = Diversifier([7; 11]);
    let other = Owner::new(0x62);
    // The owner of the first output is another audited account's, that of a plain account with the same
    // keys, and one of the owner's own.
    let mut plain_key = me.key.viewing_key();
    plain_key.audit = Base::ZERO;
    let plain = plain_key.scope(&shoji_shielded::keys::ScopeLabel::default()).unwrap();
    let owners = [
        (other.scopes[0].internal.ivk.owner(&d), other.scopes[0].internal.nk, false),
        (plain.internal.ivk.owner(&d), plain.internal.nk, false),
        (internal.ivk.owner(&Diversifier([8; 11])), internal.nk, false),
        (internal.ivk.owner(&d), me.scopes[1].internal.nk, false),
        (internal.ivk.owner(&d), internal.nk, true),
        (me.scopes[1].external.ivk.owner(&d), me.scopes[1].external.nk, true),
    ];
    for (number, (owner, nk, is_own)) in owners.into_iter().enumerate() {
        let mut it = it.clone();
        let mut record = me.record((Call::Transfer, gold(), [false; 3]), &mut rng(308)).record;
        record.output_owners[0] = owner;
        let own = [OwnOutput { claimed: true, nk, d }, OwnOutput::NONE, OwnOutput::NONE];
        let made = Made::new(&me, record, own, false, 0, &mut rng(309));
        it.witness.bundles[0] = made.bundle;
        it.statement.limit = u128::MAX;
        it.follow();
        match is_own {
            true => assert_accepted(&it),
            false => assert_refused(&it, OutputNotOwn { bundle: 0, output: 0 }, &[OWN]),
        }
        // Not said to be own it counts, whosever it is.
        it.witness.bundles[0].own[0].claimed = false;
        it.follow();
        assert_accepted(&it);
        println!("owner {number}: own {is_own}");
    }
}

#[test]
fn a_false_account_gives_another_subject() {
    let honest = outflow([TRANSFER, Kind::Plain], TARGET, 310);
    let rng = &mut rng(311);
    // Under another audit key, or another spender, nothing would be a record and nothing would have
    // left.
    let mut key = honest.clone();
    key.witness.account.k = Base::random(&mut *rng);
    let mut spender = honest.clone();
    spender.witness.account.ak = raw(&(generator() * Fr::random(&mut *rng)).into());
    for mut it in [key, spender] {
        let commitment = it.statement.commitment;
        it.witness.bundles.iter_mut().for_each(|bundle| bundle.own = [OwnOutput::NONE; 3]);
        it.follow();
        assert_accepted(&it);
        assert_eq!(it.witness.sum_out(TARGET), it.witness.sum_in);
        it.statement.commitment = commitment;
        assert_refused(&it, SubjectMismatch, &[SUBJECT]);
    }
    let mut scope = honest.clone();
    scope.witness.account.nk += Base::ONE;
    assert_refused(&scope, SubjectMismatch, &[SUBJECT]);
    let mut opening = honest.clone();
    opening.witness.account.r += Base::ONE;
    assert_refused(&opening, SubjectMismatch, &[SUBJECT]);
}

#[test]
fn whoever_holds_every_viewing_key_but_not_ask_states_nothing() {
    let honest = outflow([TRANSFER, Kind::Plain], TARGET, 312);
    let mut it = honest.clone();
    it.witness.account.alpha += Fr::ONE;
    assert_refused(&it, RandomizedKeyMismatch, &["equal u", "equal v"]);
    for point in torsion() {
        let mut it = honest.clone();
        it.witness.account.ak = raw(&point);
        it.witness.bundles.iter_mut().for_each(|bundle| bundle.own = [OwnOutput::NONE; 3]);
        it.follow();
        assert_refused(&it, KeyOfSmallOrder, &["not of small order"]);
    }
    let mut it = honest;
    let ak = it.witness.account.ak;
    it.witness.account.ak = AffinePoint::from_raw_unchecked(ak.get_u() + Base::ONE, ak.get_v());
    it.follow();
    assert_eq!(it.witness.check(&it.statement), Err(KeyNotOnCurve));
    assert!(system(&it).unsatisfied().any(|name| name == "on the curve"));
}

#[test]
fn bundles_are_neither_left_out_nor_repeated_nor_in_another_order() {
    let unshield = Kind::Own(Call::Unshield, gold(), [false; 3]);
    let honest = outflow([TRANSFER, unshield], TARGET, 313);
    let digest_out = honest.statement.digest_out;
    let foreign = outflow([Kind::Plain, Kind::Padding], TARGET, 314).witness.bundles.clone();
    let changes: [fn(&mut Vec<OutflowBundle>, &[OutflowBundle]); 4] = [
        |bundles, _| bundles.swap(0, 1),
        |bundles, _| bundles[1] = bundles[0],
        |bundles, foreign| bundles[1] = foreign[0],
        |bundles, foreign| bundles[0] = foreign[1],
    ];
    for change in changes {
        let mut it = honest.clone();
        change(&mut it.witness.bundles, &foreign);
        it.follow();
        it.statement.limit = u128::MAX;
        assert_accepted(&it);
        it.statement.digest_out = digest_out;
        assert_refused(&it, DigestMismatch, &[BUNDLES]);
    }
    // And what is a shield is none.
    let mut it = honest;
    it.witness.bundles[1].words.shield = true;
    it.follow();
    assert_accepted(&it);
    it.statement.digest_out = digest_out;
    assert_refused(&it, DigestMismatch, &[BUNDLES]);
}

#[test]
fn what_left_of_one_asset_is_not_what_left_of_another() {
    // Outputs to others of each lane, by asset of the bundle and of the statement.
    let native = AssetId::NATIVE;
    for bundle_asset in [native, gold()] {
        let kind = Kind::Own(Call::Unshield, bundle_asset, [false, true, false]);
        for asset in [native, gold(), silver()] {
            let it = outflow([kind, Kind::Padding], asset, 315);
            assert_accepted(&it);
            let left = it.witness.sum_out(asset) - it.witness.sum_in;
            let is_any = asset == native || asset == bundle_asset;
            assert_eq!(left != Base::ZERO, is_any, "{bundle_asset:?} {asset:?}");
            for other in [native, gold(), silver()].into_iter().filter(|other| *other != asset) {
                let mut it = it.clone();
                it.statement.asset = other;
                let sum = it.witness.sum_out(other);
                if sum != it.witness.sum_out(asset) {
                    assert_eq!(it.witness.check(&it.statement), Err(SumAfterMismatch));
                    assert!(system(&it).unsatisfied().any(|name| name == AFTER));
                }
            }
        }
    }
}

#[test]
fn one_less_than_what_left_is_not_proven() {
    let mut it = outflow([TRANSFER, TRANSFER], TARGET, 316);
    assert_accepted(&it);
    it.statement.limit -= 1;
    assert_refused(&it, AboveLimit, &[LIMIT]);
    it.statement.last = false;
    it.follow();
    assert_accepted(&it);
    it.statement.last = true;
    assert_refused(&it, AboveLimit, &[LIMIT]);
}

#[test]
fn a_sum_of_more_than_128_bits_is_above_every_limit_and_none_wraps() {
    let honest = outflow([TRANSFER, Kind::Padding], TARGET, 317);
    let power = |exponent| Base::from(2).pow_vartime(&[exponent, 0, 0, 0]);
    for sum in [power(128), power(129), power(194), power(254), Base::from_raw([0, 0, 1 << 60, 5])]
    {
        let mut it = honest.clone();
        it.witness.sum_in = sum;
        it.statement.limit = u128::MAX;
        it.follow();
        assert_refused(&it, AboveLimit, &[LIMIT]);
    }
    // Only a sum before of less than nothing would help, and the proof before does not end with one.
    let mut it = honest;
    it.witness.sum_in -= Base::ONE;
    it.statement.sum_out = it
        .witness
        .statement(
            &shoji_circuits::outflow::Claim {
                asset: TARGET,
                limit: it.statement.limit,
                ctx: it.statement.ctx,
            },
            it.statement.digest_in,
            true,
        )
        .sum_out;
    assert_refused(&it, SumBeforeMismatch, &[BEFORE]);
}

#[test]
fn sums_are_those_of_one_statement_alone() {
    let honest = outflow([TRANSFER, Kind::Plain], TARGET, 318);
    // The sum before, hidden for another verifier, chain, range or nonce.
    let mut it = honest.clone();
    it.statement.ctx += Base::ONE;
    assert_refused(&it, SumBeforeMismatch, &[BEFORE, AFTER]);
    // Nothing left before, or less.
    let mut it = honest.clone();
    (it.witness.sum_in, it.witness.blinding_in) = (Base::ZERO, Base::ZERO);
    assert_eq!(it.witness.check(&it.statement), Err(SumBeforeMismatch));
    // A sum afterwards that is less.
    let mut it = honest;
    it.witness.blinding_out += Base::ONE;
    assert_refused(&it, SumAfterMismatch, &[AFTER]);
}

#[test]
fn a_record_with_a_packed_word_of_more_than_250_bits_is_refused() {
    let honest = outflow([TRANSFER, Kind::Plain], TARGET, 319);
    for word in 0..3 {
        let mut it = honest.clone();
        it.witness.bundles[0].words.audit_words[word] += Base::from_raw([0, 0, 0, 1 << 58]);
        it.follow();
        assert_eq!(it.witness.check(&it.statement), Err(MalformedRecord { bundle: 0 }));
        assert!(system(&it).unsatisfied().any(|name| name == WORD));
    }
}

#[test]
fn what_a_shield_brings_in_makes_up_for_nothing() {
    // A shield to oneself: only the fee counts; whatever is paid afterwards counts in full.
    let shield = Kind::Own(Call::Shield, gold(), [true; 3]);
    let transfer = Kind::Own(Call::Transfer, gold(), [false; 3]);
    let alone = outflow([Kind::Padding, transfer], gold(), 320);
    let both = outflow([shield, transfer], gold(), 320);
    let left = |it: &Instance| it.witness.sum_out(gold()) - it.witness.sum_in;
    assert_eq!(left(&outflow([shield, Kind::Padding], gold(), 321)), Base::ZERO);
    assert!(left(&alone) != Base::ZERO && left(&both) != Base::ZERO);
    // The same payment, beside the shield.
    let mut it = both;
    it.witness.bundles[1] = alone.witness.bundles[1];
    it.follow();
    it.statement.limit = u128::MAX;
    assert_eq!(left(&it), left(&alone));
    assert_accepted(&it);
    let fee = outflow([shield, Kind::Padding], AssetId::NATIVE, 322);
    assert_accepted(&fee);
    assert!(fee.witness.sum_out(AssetId::NATIVE) != fee.witness.sum_in);
}
