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
    let lengths = "SELECT count(DISTINCT length(sealed)) FROM scopes";
    assert_eq!(store.connection.query_row(lengths, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
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
