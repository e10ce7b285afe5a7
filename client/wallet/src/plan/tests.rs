use super::*;
use crate::store::{Spent, Submission};
use proptest::prelude::*;

const OTHER: u64 = (1 << 32) + 7;

fn note(position: u64, value: u128) -> NoteRecord {
    let mut nullifier = [0; 32];
    nullifier[..8].copy_from_slice(&position.to_le_bytes());
    NoteRecord {
        scope: String::new(),
        internal: false,
        diversifier: [0; 11],
        asset: 1,
        value,
        rseed: [0; 32],
        owner: [0; 32],
        memo: [0; 128],
        commitment: [0; 32],
        position,
        nullifier,
        block: 1,
        bundle_id: [0; 32],
        spent: None,
    }
}

fn notes(values: &[u128]) -> Vec<NoteRecord> {
    values.iter().enumerate().map(|(position, value)| note(position as u64, *value)).collect()
}

fn native(values: &[u128]) -> Lane {
    let balance = Balance { spendable: values.iter().sum(), waiting: 5, in_flight: 7 };
    Lane {
        notes: notes(values),
        balance,
        denomination: Denomination::native(),
        owner: "scope rent".into(),
        merge: "shoji consolidate".into(),
        elsewhere: None,
    }
}

fn other(values: &[u128]) -> Lane {
    let denomination = Denomination { label: "USDX#7".into(), decimals: 2 };
    let merge = "shoji consolidate --asset USDX#7".into();
    let mut lane = Lane { denomination, merge, ..native(values) };
    for note in &mut lane.notes {
        (note.asset, note.position) = (OTHER, note.position + 100);
    }
    lane
}

/// Values of the chosen notes, in order. `needed` includes a fee of one unit.
fn pay(values: &[u128], needed: u128) -> Result<Vec<u128>, PlanError> {
    let mut chosen: Vec<_> =
        choose(&native(values), needed - 1, 1)?.iter().map(|note| note.value).collect();
    chosen.sort();
    Ok(chosen)
}

/// Values of the chosen notes, in order: of the other asset, and native.
fn pay_two(
    (others, natives): (&[u128], &[u128]),
    amount: u128,
    fee: u64,
) -> Result<[Vec<u128>; 2], PlanError> {
    let chosen = choose_two(&other(others), &native(natives), amount, fee)?;
    Ok([OTHER, 1].map(|asset| {
        let of = chosen.iter().filter(|note| note.asset == asset);
        let mut values: Vec<_> = of.map(|note| note.value).collect();
        values.sort();
        values
    }))
}

fn pending(spends: &[u64], state: PendingState) -> PendingRecord {
    PendingRecord {
        bundle_id: [9; 32],
        submission: Submission::Pool(vec![]),
        spends: spends.iter().map(|position| note(*position, 0).nullifier).collect(),
        scope: String::new(),
        kind: "transfer".into(),
        recipient: String::new(),
        asset: 1,
        amount: 0,
        fee: 0,
        memo: None,
        expiry: 0,
        salt: 0,
        state,
        last_error: None,
    }
}

#[test]
fn as_few_notes_as_possible_and_the_smallest_that_suffice() {
    assert_eq!(pay(&[10, 3, 7, 20], 7).unwrap(), [7]);
    assert_eq!(pay(&[10, 3, 7, 20], 11).unwrap(), [20]);
    assert_eq!(pay(&[10, 3, 7, 20], 23).unwrap(), [3, 20]);
    assert_eq!(pay(&[10, 3, 7, 20], 31).unwrap(), [3, 10, 20]);
    assert_eq!(pay(&[10, 3, 7, 20], 37).unwrap(), [7, 10, 20]);
}

#[test]
fn a_balance_that_is_too_small_says_what_is_spendable_and_why_the_rest_is_not() {
    let error = pay(&[1_000_000_000, 2_000_000_000], 4_000_000_000).unwrap_err();
    let balance = Balance { spendable: 3_000_000_000, waiting: 5, in_flight: 7 };
    let of = Denomination::native();
    assert_eq!(error, PlanError::Insufficient { needed: 4_000_000_000, balance, of });
    let text = error.to_string();
    for part in [
        "4 SHJ are needed",
        "3 SHJ are spendable",
        "0.000000005 SHJ wait",
        "0.000000007 SHJ are in flight",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn more_than_three_notes_are_refused_with_the_most_that_one_bundle_can_pay() {
    let error = pay(&[4, 5, 6, 7], 19).unwrap_err();
    let (of, merge) = (Denomination::native(), "shoji consolidate".into());
    assert_eq!(
        error,
        PlanError::TooManyNotes { needed: 19, spendable: 22, notes: 4, most: 17, of, merge }
    );
    assert!(error.to_string().contains("shoji consolidate'"), "{error}");
    assert_eq!(pay(&[4, 5, 6, 7], 18).unwrap(), [5, 6, 7]);
}

#[test]
fn another_asset_pays_the_amount_and_the_native_token_the_fee() {
    let paid = |others: &[u128], natives: &[u128], amount| pay_two((others, natives), amount, 10);
    assert_eq!(paid(&[5, 50, 500], &[9, 100, 11], 50).unwrap(), [vec![50], vec![11]]);
    assert_eq!(paid(&[5, 50, 500], &[9, 11], 501).unwrap(), [vec![5, 500], vec![11]]);
    assert_eq!(paid(&[5, 50], &[9, 1], 50).unwrap(), [vec![50], vec![1, 9]]);
    // Native notes never count for the amount.
    let short = paid(&[5, 50], &[1_000], 56).unwrap_err();
    assert!(matches!(short, PlanError::Insufficient { needed: 56, .. }), "{short}");
    let text = short.to_string();
    assert!(text.contains("0.56 USDX#7 are needed; 0.55 USDX#7 are spendable"), "{text}");
    assert!(
        text.contains("0.05 USDX#7 wait") && text.contains("0.07 USDX#7 are in flight"),
        "{text}"
    );
}

#[test]
fn an_amount_that_leaves_no_room_for_the_fee_says_which_notes_to_merge() {
    let error = pay_two((&[4, 5, 6], &[100]), 12, 10).unwrap_err();
    assert!(matches!(error, PlanError::TooManyNotes { most: 11, notes: 3, .. }), "{error}");
    assert!(error.to_string().contains("shoji consolidate --asset USDX#7'"), "{error}");
    // Two notes for the amount and two for the fee are four.
    let error = pay_two((&[4, 5], &[6, 6]), 9, 10).unwrap_err();
    assert!(matches!(error, PlanError::FeeInTooManyNotes { fee: 10, .. }), "{error}");
    assert!(error.to_string().contains("shoji consolidate'"), "{error}");
}

#[test]
fn a_fee_without_a_native_note_says_what_to_do() {
    let error = |balance: Balance, elsewhere: Option<&str>| {
        let elsewhere = elsewhere.map(str::to_string);
        let empty = Lane { notes: Vec::new(), balance, elsewhere, ..native(&[]) };
        choose_two(&other(&[5]), &empty, 5, 10_000_000).unwrap_err().to_string()
    };
    let none = error(Balance::default(), None);
    let text = "pay their fee of 0.01 SHJ in SHJ, and scope rent has none: shield some SHJ first";
    assert!(none.contains(text), "{none}");
    let in_flight = error(Balance { in_flight: 3_000_000_000, ..Balance::default() }, None);
    assert!(
        in_flight.contains("3 SHJ are in flight") && !in_flight.contains("shield"),
        "{in_flight}"
    );
    let elsewhere = error(Balance::default(), Some("scope payroll"));
    assert!(elsewhere.contains("scope rent has none. scope payroll has some"), "{elsewhere}");
    assert!(elsewhere.contains("--link-scopes") && !elsewhere.contains("shield"), "{elsewhere}");
}

#[test]
fn merging_takes_the_largest_first_and_only_groups_that_gain_more_than_the_fee() {
    let groups = |values: &[u128]| -> Result<Vec<Vec<u128>>, PlanError> {
        let groups = merges(notes(values), 10)?;
        Ok(groups.iter().map(|group| group.iter().map(|note| note.value).collect()).collect())
    };
    assert_eq!(groups(&[5, 100, 40, 30, 20]).unwrap(), [vec![100, 40, 30]]);
    assert_eq!(groups(&[50, 100, 40, 30, 20]).unwrap(), [vec![100, 50, 40], vec![30, 20]]);
    assert_eq!(groups(&[100, 5, 5]), Err(PlanError::NothingToMerge { notes: 3, fee: Some(10) }));
    assert_eq!(groups(&[100]), Err(PlanError::NothingToMerge { notes: 1, fee: Some(10) }));
}

#[test]
fn notes_of_another_asset_are_merged_in_pairs_as_far_as_there_are_notes_for_the_fees() {
    let groups = |others: &[u128], natives: &[u128]| -> Result<Vec<Vec<u128>>, PlanError> {
        let groups = pairs(other(others).notes, &native(natives), 10)?;
        Ok(groups.iter().map(|group| group.iter().map(|note| note.value).collect()).collect())
    };
    assert_eq!(groups(&[1, 2, 3, 4, 5], &[10, 20, 30]).unwrap(), [vec![5, 4], vec![3, 2]]);
    assert_eq!(groups(&[1, 2, 3, 4, 5], &[9, 20]).unwrap(), [vec![5, 4]]);
    let nothing = PlanError::NothingToMerge { notes: 1, fee: None };
    assert_eq!(groups(&[1], &[10]), Err(nothing));
    assert!(matches!(groups(&[1, 2], &[]), Err(PlanError::NoFee { .. })));
    assert!(matches!(groups(&[1, 2], &[9, 9]), Err(PlanError::FeeInTooManyNotes { .. })));
}

#[test]
fn reserved_waiting_spent_and_foreign_notes_are_not_spendable() {
    let mut all = notes(&[1, 2, 4, 8, 16, 0, 32]);
    all[0].spent = Some(Spent { block: 1, bundle_id: [0; 32] });
    all[1].scope = "other".into();
    (all[6].asset, all[6].position) = (OTHER, 0);
    let records = [pending(&[2], PendingState::InFlight), pending(&[3], PendingState::Expired)];
    let reserved = reserved(&records);
    let usable = |asset| {
        let notes = spendable(&all, &reserved, "", asset, 4);
        notes.iter().map(|note| note.value).collect::<Vec<_>>()
    };
    assert_eq!(usable(AssetId::NATIVE), [8]);
    assert_eq!(usable(AssetId::from_wire(OTHER).unwrap()), [32]);
    let balances = balances(&all, &records, ["".into(), "empty".into()], 4);
    assert_eq!(balances[""][&1], Balance { spendable: 8, waiting: 16, in_flight: 4 });
    assert_eq!(balances[""][&OTHER], Balance { spendable: 32, waiting: 0, in_flight: 0 });
    assert_eq!(balances["other"][&1], Balance { spendable: 2, waiting: 0, in_flight: 0 });
    assert_eq!(balances["empty"], BTreeMap::from([(1, Balance::default())]));
}

/// The sum of the `count` largest.
fn top(values: &[u128], count: usize) -> u128 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.cmp(a));
    sorted.iter().take(count).sum()
}

/// The fewest of `values` that hold `needed`.
fn fewest_of(values: &[u128], needed: u128) -> Option<usize> {
    (1..=values.len()).find(|count| top(values, *count) >= needed)
}

proptest! {
    #[test]
    fn a_choice_always_suffices_and_is_refused_only_where_none_exists(
        values in prop::collection::vec(1u128..50, 0..8), needed in 1u128..150
    ) {
        match pay(&values, needed) {
            Ok(chosen) => {
                prop_assert!(chosen.len() <= 3 && chosen.iter().sum::<u128>() >= needed);
                // Fewer notes would not do.
                prop_assert!(top(&values, chosen.len() - 1) < needed);
            }
            Err(_) => prop_assert!(top(&values, 3) < needed),
        }
    }

    #[test]
    fn a_choice_in_two_lanes_covers_each_with_as_few_notes_as_possible_and_pays_neither_from_the_other(
        others in prop::collection::vec(1u128..50, 0..6),
        natives in prop::collection::vec(1u128..50, 0..6),
        amount in 1u128..120,
        fee in 1u64..120,
    ) {
        let fewest = (fewest_of(&others, amount), fewest_of(&natives, fee.into()));
        match (pay_two((&others, &natives), amount, fee), fewest) {
            (Ok([paying, feeing]), (Some(for_amount), Some(for_fee))) => {
                prop_assert_eq!((paying.len(), feeing.len()), (for_amount, for_fee));
                prop_assert!(for_amount + for_fee <= MAX_INPUTS);
                prop_assert!(paying.iter().sum::<u128>() >= amount);
                prop_assert!(feeing.iter().sum::<u128>() >= fee.into());
                // No note of either lane is superfluous, and none is spent twice.
                prop_assert!(paying.iter().all(|value| paying.iter().sum::<u128>() - value < amount));
                prop_assert!(feeing.iter().all(|value| feeing.iter().sum::<u128>() - value < fee.into()));
            }
            (Err(PlanError::Insufficient { .. }), (None, _)) => {}
            (Err(PlanError::TooManyNotes { .. }), (Some(count), _)) => prop_assert!(count > 2),
            (Err(PlanError::NoFee { .. }), (Some(_), None)) => {}
            (Err(PlanError::FeeInTooManyNotes { .. }), (Some(a), Some(b))) => prop_assert!(a + b > 3),
            (result, fewest) => prop_assert!(false, "{result:?} where {fewest:?} are needed"),
        }
    }
}
