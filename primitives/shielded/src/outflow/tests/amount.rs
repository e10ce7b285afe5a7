//! What left with a bundle.

use super::*;
use crate::field::from_u128;

fn gold() -> AssetId {
    AssetId::new(7, 1).unwrap()
}

fn record(asset: AssetId) -> AuditRecord {
    AuditRecord {
        input_values: [1_000, 200, 30],
        output_values: [900, 150, 50],
        fee: 7,
        input_is_other: [false, true, true],
        output_is_other: [false, true, true],
        output_owners: [11, 12, 13].map(Base::from),
        asset: asset.to_base(),
    }
}

#[test]
fn what_left_is_what_others_got_what_was_unshielded_and_the_fee() {
    let of = |other, own, shield, asset| left(&record(other), &own, shield, asset);
    let (native, none, all) = (AssetId::NATIVE, [false; 3], [true; 3]);
    let values = |expected: [u64; 4]| expected.map(Base::from);
    // Native notes and those of gold, each alone.
    let own = [none, all, [true, false, false], [false, true, false]];
    let by = |shield, asset| own.map(|own| of(gold(), own, shield, asset));
    assert_eq!(by(false, native), values([1_000, 100, 100, 1_000]));
    assert_eq!(by(false, gold()), values([230, 30, 230, 80]));
    // Of a shield the fee and what others got, whatever the inputs are.
    assert_eq!(by(true, native), values([907, 7, 7, 907]));
    assert_eq!(by(true, gold()), values([200, 0, 200, 50]));
    // Where the bundle's other asset is native all notes are.
    let all_native = own.map(|own| of(native, own, false, native));
    assert_eq!(all_native, values([1_230, 130, 330, 1_080]));
    assert_eq!(of(native, none, true, native), Base::from(1_107));
    // Another asset than either.
    let silver = AssetId::new(8, 1).unwrap();
    assert_eq!(of(gold(), none, false, silver), Base::ZERO);
    assert_eq!(of(gold(), none, true, silver), Base::ZERO);
    // The same id in another generation.
    assert_eq!(of(gold(), none, false, AssetId::new(7, 2).unwrap()), Base::ZERO);
}

#[test]
fn sums_of_values_of_128_bits_do_not_wrap() {
    let mut record = record(gold());
    record.input_values = [u128::MAX; 3];
    record.output_values = [0; 3];
    record.input_is_other = [true; 3];
    let sum = left(&record, &[false; 3], false, gold());
    assert_eq!(sum, from_u128(u128::MAX) + from_u128(u128::MAX) + from_u128(u128::MAX));
    assert!(!is_at_most(&sum, u128::MAX));
}

#[test]
fn a_sum_is_at_most_a_limit_or_it_is_not() {
    let max = from_u128(u128::MAX);
    for (sum, limit, expected) in [
        (Base::ZERO, 0, true),
        (Base::ONE, 0, false),
        (Base::from(5), 5, true),
        (Base::from(6), 5, false),
        (max, u128::MAX, true),
        (max, u128::MAX - 1, false),
        (max + Base::ONE, u128::MAX, false),
        (max.double() + Base::ONE, 0, false),
        (Base::from_raw([0, 0, 0, 4]), u128::MAX, false),
    ] {
        assert_eq!(is_at_most(&sum, limit), expected, "{sum:?} {limit}");
    }
}

#[test]
fn a_bundle_is_a_record_of_the_account_or_it_is_not() {
    let key = AuditKey { k: Base::from(5), account: Base::from(6) };
    let mut own = words(1);
    own.audit_words = encrypt(&record(gold()), &key, &own.nullifiers, &own.commitments);
    assert_eq!(OutflowRecord::read(&own, &key), OutflowRecord::Own(record(gold())));
    // Under another key, of another account, of another bundle; padding.
    let others = [
        AuditKey { k: Base::from(7), ..key.clone() },
        AuditKey { account: Base::from(7), ..key.clone() },
    ];
    for other in others {
        assert_eq!(OutflowRecord::read(&own, &other), OutflowRecord::Foreign);
    }
    let moved = BundleWords { nullifiers: words(2).nullifiers, ..own };
    assert_eq!(OutflowRecord::read(&moved, &key), OutflowRecord::Foreign);
    assert_eq!(OutflowRecord::read(&BundleWords::PADDING, &key), OutflowRecord::Foreign);
    let mut cut = own;
    cut.audit_words[3] += Base::from_raw([0, 0, 1 << 60, 0]);
    assert_eq!(OutflowRecord::read(&cut, &key), OutflowRecord::Foreign);
    for word in 0..3 {
        let mut long = own;
        long.audit_words[word] += Base::from_raw([0, 0, 0, 1 << 58]);
        assert_eq!(OutflowRecord::read(&long, &key), OutflowRecord::Malformed);
    }
}
