//! Sequences of operations for the pool.

use super::Seed;
use crate::pool::{maker::DEFECTS, record::Record};

const SHIELD: u8 = 0;
const TRANSFER: u8 = 2;
const UNSHIELD: u8 = 4;
const AGAIN: u8 = 6;
const WRAPPED: u8 = 7;
const ISSUE: u8 = 8;
const PAY: u8 = 12;
const CLOSE: u8 = 13;
const SKIP: u8 = 15;

// Assets of bundles.
const NATIVE: u8 = 0;
const GOLD: u8 = 3;
const SILVER: u8 = 4;

// Amounts.
const ALL: u8 = 0;
const THOUSANDS: u8 = 1;
const BILLIONS: u8 = 3;
const LEAST: u8 = 4;
const HALF: u8 = 5;
const ALL_BUT_LEAST: u8 = 6;
const TOO_LITTLE: u8 = 7;
const TOO_MUCH: u8 = 8;

/// An expiry of 64 blocks.
const LATER: u8 = 0xe0;

fn bundle(what: u8, who: u8, asset: u8, amount: u8) -> Record {
    Record { what, who, asset, amount, units: 99, more: LATER, ..Record::default() }
}

fn wrong(record: Record, defect: u8, more: u8) -> Record {
    Record { defect: 128 + defect, more: LATER | more, ..record }
}

fn issue(terms: u8, id: u8, to: u8, amount: u8) -> Record {
    Record { what: ISSUE, asset: id - 1, terms, more: to, amount, units: 9, ..Record::default() }
}

fn close() -> Record {
    Record { what: CLOSE, ..Record::default() }
}

fn skip(units: u8) -> Record {
    Record { what: SKIP, units, ..Record::default() }
}

/// 100 SHJ, gold and silver in the pool.
fn funded() -> Vec<Record> {
    vec![
        bundle(SHIELD, 0, NATIVE, BILLIONS),
        bundle(SHIELD, 1, GOLD, HALF),
        bundle(SHIELD, 3, SILVER, HALF),
        close(),
    ]
}

fn seed(name: &str, first: u8, records: impl IntoIterator<Item = Record>) -> Seed {
    let bytes = records.into_iter().flat_map(|record| record.bytes());
    (name.to_owned(), [first].into_iter().chain(bytes).collect())
}

fn after_funding(name: &str, records: impl IntoIterator<Item = Record>) -> Seed {
    seed(name, 1, funded().into_iter().chain(records))
}

/// The seeds of the target.
pub fn pool() -> Vec<Seed> {
    let mut seeds = vec![
        payments(),
        amounts(),
        full_block(),
        again(),
        wrapped(),
        window(),
        terms(),
        issuer(),
        seized(),
        brim(),
        generations(),
        poor(),
        minimum(),
    ];
    for (name, kind) in [("shield", SHIELD), ("transfer", TRANSFER), ("unshield", UNSHIELD)] {
        for more in 0..4 {
            let one = |defect| wrong(bundle(kind, 2, NATIVE, THOUSANDS), defect, more);
            let records = (0..DEFECTS).flat_map(|defect| [one(defect), close()]);
            seeds.push(after_funding(&format!("defects_{name}_{more}"), records));
        }
    }
    let gold = (0..DEFECTS).map(|defect| wrong(bundle(UNSHIELD, 2, GOLD, LEAST), defect, 1));
    seeds.push(after_funding("defects_gold", gold.flat_map(|record| [record, close()])));
    seeds
}

fn payments() -> Seed {
    let records = [
        bundle(TRANSFER, 0, NATIVE, 0),
        bundle(UNSHIELD, 4, NATIVE, BILLIONS),
        bundle(UNSHIELD, 6, NATIVE, BILLIONS),
        close(),
        bundle(UNSHIELD, 2, GOLD, THOUSANDS),
        bundle(UNSHIELD, 5, SILVER, THOUSANDS),
        bundle(SHIELD, 0, GOLD, ALL),
        bundle(SHIELD, 3, SILVER, ALL),
        close(),
        bundle(UNSHIELD, 4, GOLD, ALL),
        bundle(UNSHIELD, 4, SILVER, ALL),
        bundle(UNSHIELD, 4, NATIVE, ALL),
        close(),
        bundle(TRANSFER, 0, NATIVE, 0),
    ];
    after_funding("payments", records)
}

fn amounts() -> Seed {
    let mut records = Vec::new();
    for amount in [LEAST, TOO_LITTLE, ALL_BUT_LEAST, 9, TOO_MUCH, 10, 11, ALL] {
        for asset in [NATIVE, GOLD, SILVER] {
            records.push(bundle(UNSHIELD, 2, asset, amount));
        }
        records.push(bundle(SHIELD, 2, GOLD, amount));
        records.push(bundle(SHIELD, 4, NATIVE, amount));
        records.push(close());
    }
    after_funding("amounts", records)
}

fn full_block() -> Seed {
    after_funding("full_block", [bundle(TRANSFER, 0, NATIVE, 0); 14])
}

fn again() -> Seed {
    let spend = [bundle(TRANSFER, 0, NATIVE, 0), bundle(UNSHIELD, 2, NATIVE, THOUSANDS)];
    let mut records: Vec<Record> = spend.into();
    for close_first in [false, true] {
        for terms in 0..8 {
            for kept in [0, 4] {
                let record =
                    Record { asset: kept, terms, units: terms + 1, ..bundle(AGAIN, 3, 0, 1) };
                records.push(record);
            }
            if close_first {
                records.push(close());
            }
        }
    }
    // Bundles that were refused are kept as well: the amount was too high and then it is not.
    records.push(bundle(UNSHIELD, 2, SILVER, TOO_MUCH));
    records.push(bundle(SHIELD, 1, SILVER, ALL));
    records.push(Record { asset: 5, ..bundle(AGAIN, 2, 0, 0) });
    after_funding("again", records)
}

fn wrapped() -> Seed {
    let mut records = Vec::new();
    for amount in 0..5 {
        for units in 0..3 {
            records.push(Record { units, ..bundle(WRAPPED, 1, GOLD, amount) });
        }
        records.push(close());
    }
    for more in [0, 1, 2, 3, 4, 7] {
        records.push(Record { units: 0, more, ..bundle(WRAPPED, 1, NATIVE, 4) });
    }
    // Another nonce, another tip.
    for more in [14, 15] {
        for kind in [TRANSFER, UNSHIELD] {
            records.push(Record { more: LATER | more, ..bundle(kind, 2, NATIVE, LEAST) });
        }
    }
    after_funding("wrapped", records)
}

/// Anchors at the end of the window and behind it.
fn window() -> Seed {
    let old = |anchor: u8| Record { terms: anchor << 4, ..bundle(TRANSFER, 0, NATIVE, 0) };
    let records = [
        old(8),
        close(),
        old(9),
        skip(3),
        old(8),
        skip(5),
        old(9),
        old(8),
        skip(0),
        old(8),
        old(10),
        close(),
        old(8),
    ];
    seed("window", 0, funded().into_iter().chain(records))
}

/// Every fee and every expiry.
fn terms() -> Seed {
    let mut records = Vec::new();
    for choice in 0..16 {
        records.push(Record {
            terms: choice,
            more: choice << 4 | 1,
            ..bundle(TRANSFER, 0, NATIVE, 0)
        });
        records.push(Record { terms: choice, ..bundle(SHIELD, 1, NATIVE, THOUSANDS) });
        records.push(close());
    }
    after_funding("terms", records)
}

fn issuer() -> Seed {
    let records = [
        issue(6, 1, 0, 0),
        bundle(UNSHIELD, 2, GOLD, LEAST),
        bundle(SHIELD, 0, GOLD, ALL),
        bundle(TRANSFER, 0, NATIVE, 0),
        close(),
        issue(7, 1, 0, 0),
        bundle(UNSHIELD, 2, GOLD, LEAST),
        issue(3, 1, 0, 0),
        bundle(SHIELD, 0, GOLD, ALL),
        bundle(UNSHIELD, 0, GOLD, LEAST),
        issue(5, 1, 0, 0),
        bundle(UNSHIELD, 0, GOLD, LEAST),
        issue(4, 1, 0, 0),
        bundle(SHIELD, 0, GOLD, ALL_BUT_LEAST),
        close(),
        issue(8, 1, 0, 0),
        Record { defect: 200, who: 3, ..issue(1, 1, 3, THOUSANDS) },
        Record { who: 4, ..issue(12, 1, 4, 0) },
        issue(1, 1, 4, LEAST),
        bundle(SHIELD, 4, GOLD, ALL),
        Record { who: 4, ..issue(13, 1, 4, 0) },
        Record { who: 2, ..issue(14, 1, 3, ALL) },
        issue(2, 1, 3, HALF),
        issue(2, 1, 3, ALL),
        close(),
        Record { who: 1, ..issue(0, 3, 1, LEAST) },
        issue(1, 3, 2, THOUSANDS),
        close(),
        bundle(SHIELD, 2, 5, ALL),
    ];
    after_funding("issuer", records)
}

/// Against the account of the pool.
fn seized() -> Seed {
    let pool = 7;
    let records = [
        issue(2, 1, pool, ALL),
        issue(3, 1, pool, 0),
        issue(5, 1, pool, 0),
        issue(16, 1, pool, THOUSANDS),
        issue(1, 1, pool, LEAST),
        issue(16, 1, pool, ALL),
        issue(1, 1, pool, LEAST),
        issue(5, 1, pool, 0),
        issue(16, 1, pool, ALL),
        Record { more: pool, ..bundle(PAY, 1, 0, THOUSANDS) },
        Record { more: pool, ..bundle(PAY, 1, 0, BILLIONS) },
        close(),
        bundle(UNSHIELD, pool, NATIVE, LEAST),
        bundle(UNSHIELD, pool, GOLD, LEAST),
        bundle(UNSHIELD, 2, GOLD, ALL),
        bundle(UNSHIELD, 2, NATIVE, ALL),
    ];
    after_funding("seized", records)
}

/// A supply of 2^128 - 1, in and out until the counters are full.
fn brim() -> Seed {
    let records = [
        Record { defect: 160, ..issue(1, 1, 1, ALL) },
        bundle(UNSHIELD, 2, GOLD, THOUSANDS),
        bundle(SHIELD, 1, GOLD, ALL),
        close(),
        bundle(UNSHIELD, 1, GOLD, ALL),
        close(),
        bundle(SHIELD, 1, GOLD, ALL),
        bundle(SHIELD, 0, GOLD, HALF),
        issue(2, 1, 1, HALF),
        bundle(SHIELD, 1, GOLD, ALL),
        close(),
        issue(8, 1, 0, 0),
    ];
    after_funding("brim", records)
}

/// Destroyed, created again, and old bundles for the new one.
fn generations() -> Seed {
    let records = [
        bundle(UNSHIELD, 2, GOLD, THOUSANDS),
        issue(8, 1, 0, 0),
        bundle(UNSHIELD, 2, GOLD, ALL),
        close(),
        issue(8, 1, 0, 0),
        bundle(SHIELD, 0, GOLD, ALL),
        issue(10, 1, 0, 0),
        issue(9, 1, 0, 0),
        close(),
        issue(10, 1, 0, 0),
        bundle(UNSHIELD, 2, GOLD, THOUSANDS),
        close(),
        Record { more: 0x81, ..issue(15, 1, 0, LEAST) },
        issue(1, 1, 2, THOUSANDS),
        bundle(SHIELD, 2, GOLD, ALL),
        close(),
        Record { asset: 3, ..bundle(AGAIN, 3, 0, 0) },
        bundle(UNSHIELD, 6, GOLD, LEAST),
        wrong(bundle(UNSHIELD, 6, GOLD, LEAST), 9, 0),
        wrong(bundle(UNSHIELD, 6, GOLD, LEAST), 9, 1),
    ];
    after_funding("generations", records)
}

/// Recipients with little or nothing.
fn poor() -> Seed {
    let mut records = Vec::new();
    for who in [5, 6] {
        for asset in [NATIVE, GOLD, SILVER] {
            for amount in [2, TOO_LITTLE, LEAST, THOUSANDS] {
                records.push(bundle(UNSHIELD, who, asset, amount));
            }
            records.push(close());
        }
    }
    after_funding("poor", records)
}

/// A minimum that is to rise while all of the asset is in the pool, and one that falls, to nothing in the end.
fn minimum() -> Seed {
    let records = [
        Record { who: 1, ..issue(0, 3, 1, THOUSANDS) },
        issue(1, 3, 2, THOUSANDS),
        bundle(SHIELD, 2, 5, ALL),
        close(),
        issue(11, 3, 2, BILLIONS),
        bundle(UNSHIELD, 2, 5, ALL),
        issue(17, 3, 2, TOO_LITTLE),
        bundle(UNSHIELD, 2, 5, ALL),
        issue(11, 3, 5, ALL),
        bundle(UNSHIELD, 2, 5, HALF),
        Record { who: 2, ..issue(14, 3, 4, HALF) },
        Record { who: 2, ..issue(14, 3, 4, ALL) },
        close(),
        bundle(SHIELD, 4, 5, HALF),
        bundle(SHIELD, 4, 5, ALL),
        bundle(UNSHIELD, 2, 5, LEAST),
        bundle(UNSHIELD, 4, 5, ALL),
        close(),
    ];
    after_funding("minimum", records)
}
