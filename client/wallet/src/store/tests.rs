use super::*;

fn secret() -> Secret {
    Secret::from_entropy(&[1; 32]).unwrap()
}

fn scope(label: &str, address_index: u64) -> ScopeRecord {
    ScopeRecord { label: label.into(), address_index }
}

#[test]
fn records_are_found_by_identity_replaced_and_removed() {
    let mut store = Store::in_memory(&secret()).unwrap();
    store.transact(|batch| batch.put(&scope("a", 1)).and(batch.put(&scope("b", 2)))).unwrap();
    store.transact(|batch| batch.put(&scope("a", 3))).unwrap();
    assert_eq!(store.view().get::<ScopeRecord>(b"a").unwrap(), Some(scope("a", 3)));
    assert_eq!(store.view().all::<ScopeRecord>().unwrap().len(), 2);
    store.transact(|batch| batch.remove::<ScopeRecord>(b"a")).unwrap();
    assert_eq!(store.view().all::<ScopeRecord>().unwrap(), [scope("b", 2)]);
}

#[test]
fn a_change_that_fails_leaves_nothing_of_itself() {
    let mut store = Store::in_memory(&secret()).unwrap();
    store.transact(|batch| batch.put(&scope("a", 1))).unwrap();
    let failed: Result<(), StoreError> = store.transact(|batch| {
        batch.put(&scope("a", 2))?;
        batch.put(&scope("b", 2))?;
        batch.clear::<ScopeRecord>()?;
        Err(StoreError::Randomness)
    });
    assert!(failed.is_err());
    assert_eq!(store.view().all::<ScopeRecord>().unwrap(), [scope("a", 1)]);
}

#[test]
fn a_changed_row_and_a_row_under_another_name_are_damage() {
    let mut store = Store::in_memory(&secret()).unwrap();
    store.transact(|batch| batch.put(&scope("a", 1)).and(batch.put(&scope("b", 2)))).unwrap();
    // Swap the contents of the two rows.
    let names: Vec<Vec<u8>> = {
        let mut statement = store.connection.prepare("SELECT name FROM scopes").unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let swap =
        "UPDATE scopes SET sealed = (SELECT sealed FROM scopes WHERE name = ?2) WHERE name = ?1";
    store.connection.execute(swap, (&names[0], &names[1])).unwrap();
    assert!(matches!(store.view().all::<ScopeRecord>(), Err(StoreError::Damaged(_))));
    store.connection.execute("UPDATE scopes SET sealed = x'00'", []).unwrap();
    assert!(matches!(store.view().get::<ScopeRecord>(b"a"), Err(StoreError::Damaged(_))));
}

#[test]
fn rows_of_long_and_short_records_have_the_same_length() {
    let mut store = Store::in_memory(&secret()).unwrap();
    let long = "x".repeat(64);
    store
        .transact(|batch| batch.put(&scope("", 1)).and(batch.put(&scope(&long, u64::MAX))))
        .unwrap();
    // A payment with everything that a bundle has room for, of two assets, and one of a single note.
    let out = |asset| Sent {
        scope: long.clone(),
        address: "a".repeat(140),
        asset,
        value: u128::MAX,
        memo: [1; 128],
    };
    let units = |assets: &[u64]| assets.iter().map(|asset| (*asset, u128::MAX)).collect();
    let short = HistoryRecord {
        bundle_id: [1; 32],
        block: 1,
        extrinsic_index: 1,
        call: 1,
        party: [0; 32],
        asset: 0,
        amount: 0,
        fee: 0,
        spent: units(&[]),
        change: units(&[]),
        received: Vec::new(),
        sent: Vec::new(),
    };
    let full = HistoryRecord {
        bundle_id: [2; 32],
        spent: units(&[1, 1 << 32]),
        change: units(&[1, 1 << 32]),
        sent: vec![out(1), out(1 << 32)],
        ..short.clone()
    };
    store.transact(|batch| batch.put(&short).and(batch.put(&full))).unwrap();
    for table in ["scopes", "history"] {
        let lengths = format!("SELECT count(DISTINCT length(sealed)) FROM {table}");
        let lengths = store.connection.query_row(&lengths, [], |row| row.get::<_, i64>(0));
        assert_eq!(lengths.unwrap(), 1, "{table}");
    }
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    drop(Store::open(directory.path(), &secret()).unwrap());
    let connection = Connection::open(directory.path().join(schema::FILE)).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    assert!(matches!(Store::open(directory.path(), &secret()), Err(StoreError::NewerVersion(99))));
}

#[test]
fn a_store_of_the_first_version_keeps_scopes_and_payments_and_reads_the_chain_again() {
    let directory = tempfile::tempdir().unwrap();
    let pending = |id: u8, state| older::PendingV1 {
        bundle_id: [id; 32],
        submission: Submission::Pool(vec![1, 2, 3]),
        spends: vec![[7; 32]],
        scope: "rent".into(),
        kind: "transfer".into(),
        recipient: "shojidev1...".into(),
        amount: 12,
        fee: 10,
        memo: Some("tea".into()),
        expiry: 1_024,
        salt: 0,
        state,
        last_error: None,
    };
    {
        let mut store = Store::open(directory.path(), &secret()).unwrap();
        let block = BlockRow { number: 9, hash: [9; 32], root: [7; 32], next_position: 3 };
        store
            .transact(|batch| {
                batch.put(&scope("rent", 3))?;
                batch.put(&pending(1, PendingState::InFlight))?;
                batch.put(&pending(2, PendingState::Included(9)))?;
                batch.put_block(&block)?;
                batch.put_chain(&ChainState { genesis: [5; 32], finalized: 9 })
            })
            .unwrap();
        // Rows of which this version can make nothing.
        let old =
            "INSERT INTO history VALUES (x'00', x'00'); INSERT INTO notes VALUES (x'00', x'00');
            PRAGMA user_version = 1";
        store.connection.execute_batch(old).unwrap();
    }
    // Whoever has another mnemonic changes nothing.
    let other = Secret::from_entropy(&[2; 32]).unwrap();
    assert!(matches!(Store::open(directory.path(), &other), Err(StoreError::OtherWallet(_))));
    // The second time it is one of this version.
    for _ in 0..2 {
        let store = Store::open(directory.path(), &secret()).unwrap();
        let view = store.view();
        assert_eq!(view.all::<ScopeRecord>().unwrap(), [scope("rent", 3)]);
        let mut kept = view.all::<PendingRecord>().unwrap();
        kept.sort_by_key(|record| record.bundle_id);
        let expected = [1, 2].map(|id| pending(id, PendingState::InFlight).into());
        assert_eq!(kept, expected);
        assert_eq!((kept[0].asset, kept[0].amount), (1, 12));
        assert!(view.all::<NoteRecord>().unwrap().is_empty() && view.tip().unwrap().is_none());
        assert!(view.all::<HistoryRecord>().unwrap().is_empty());
        // Still bound to its chain, of which nothing is final any more.
        assert_eq!(view.chain().unwrap().unwrap(), ChainState { genesis: [5; 32], finalized: 0 });
    }
}

#[test]
fn a_store_of_the_second_version_keeps_everything_and_gets_room_for_grants_and_spends() {
    let directory = tempfile::tempdir().unwrap();
    let block = BlockRow { number: 9, hash: [9; 32], root: [7; 32], next_position: 3 };
    {
        let mut store = Store::open(directory.path(), &secret()).unwrap();
        store
            .transact(|batch| {
                batch.put(&scope("rent", 3))?;
                batch.put_block(&block)
            })
            .unwrap();
        let old = "DROP TABLE grants; DROP TABLE spends; PRAGMA user_version = 2";
        store.connection.execute_batch(old).unwrap();
    }
    for _ in 0..2 {
        let store = Store::open(directory.path(), &secret()).unwrap();
        let view = store.view();
        assert_eq!(view.all::<ScopeRecord>().unwrap(), [scope("rent", 3)]);
        assert_eq!(view.tip().unwrap(), Some(block));
        assert!(view.all::<GrantRecord>().unwrap().is_empty());
        assert!(view.all::<SpendRecord>().unwrap().is_empty());
    }
}

#[test]
fn accepted_decimals_outlive_a_rescan_and_are_sealed() {
    let mut store = Store::in_memory(&secret()).unwrap();
    assert!(store.view().decimals().unwrap().is_empty());
    let decimals = [(1 << 32, 6), (1 << 33, 0)].into();
    store.transact(|batch| batch.put_decimals(&decimals)).unwrap();
    store.transact(|batch| crate::sync::rewind(batch, None)).unwrap();
    assert_eq!(store.view().decimals().unwrap(), decimals);
    let length = "SELECT length(value) FROM meta WHERE name = 'decimals'";
    let one = store.connection.query_row(length, [], |row| row.get::<_, i64>(0)).unwrap();
    store.transact(|batch| batch.put_decimals(&[(1 << 32, 6)].into())).unwrap();
    let other = store.connection.query_row(length, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one, other, "how many there are is not to be seen");
    store.connection.execute("UPDATE meta SET value = x'00' WHERE name = 'decimals'", []).unwrap();
    assert!(matches!(store.view().decimals(), Err(StoreError::Damaged(_))));
}

#[test]
fn blocks_and_tree_are_cut_back_together() {
    let mut store = Store::in_memory(&secret()).unwrap();
    let block = |number: u32| BlockRow {
        number,
        hash: [number as u8; 32],
        root: [7; 32],
        next_position: u64::from(number) * 3,
    };
    let node = |level, place| TreeNode {
        level,
        place,
        hash: shoji_shielded::field::Base::from(place + 1),
    };
    store
        .transact(|batch| {
            (0..5).try_for_each(|number| batch.put_block(&block(number)))?;
            batch.put_nodes(&(0..12).map(|place| node(0, place)).collect::<Vec<_>>())?;
            batch.put_nodes(&[node(1, 0), node(1, 1), node(1, 2)])
        })
        .unwrap();
    assert_eq!(store.view().tip().unwrap(), Some(block(4)));
    store.transact(|batch| batch.remove_blocks_from(3).and(batch.truncate_tree(6))).unwrap();
    assert_eq!(store.view().tip().unwrap(), Some(block(2)));
    assert!(store.view().node(0, 5).is_ok() && store.view().node(0, 6).is_err());
    assert!(store.view().node(1, 0).is_ok() && store.view().node(1, 1).is_err());
    // Block 0 names the chain and is never forgotten.
    store.transact(|batch| batch.forget_blocks_before(2)).unwrap();
    assert!(store.view().block(0).unwrap().is_some() && store.view().block(1).unwrap().is_none());
}
