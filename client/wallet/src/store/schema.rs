//! Tables, their version, and the check that the store belongs to this wallet.

use super::{older, Batch, StoreError, StoreKeys};
use crate::seal::Sealed;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use std::path::Path;

/// Name of the store's file in the wallet's directory.
pub(super) const FILE: &str = "store.sqlite";
/// Version of the tables and of the records sealed in them.
pub(super) const VERSION: i64 = 3;

const CHECK_CONTEXT: &[u8] = b"shoji wallet store";

/// `meta`, `blocks` and `nodes` hold what everybody can see on the chain; the others hold sealed
/// rows under keyed names.
const TABLES: &str = "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE blocks (
        number INTEGER PRIMARY KEY,
        hash BLOB NOT NULL,
        root BLOB NOT NULL,
        next_position INTEGER NOT NULL
    );
    CREATE TABLE nodes (
        level INTEGER NOT NULL,
        place INTEGER NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (level, place)
    ) WITHOUT ROWID;
    CREATE TABLE scopes (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE notes (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE pending (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE history (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
";

/// Tables that came with version 3: spends of an audited account, grants. An older wallet would not rewind them.
const TABLES_3: &str = "
    CREATE TABLE IF NOT EXISTS spends (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS grants (name BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
";

/// Sets the connection up, creates the tables in an empty file, checks version and owner, and brings what an older
/// wallet wrote up to this version.
pub(super) fn prepare(
    connection: &mut Connection,
    keys: &StoreKeys,
    directory: &Path,
) -> Result<(), StoreError> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    // Write-ahead log: readers never block; FULL: what was confirmed survives a power cut.
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;",
    )?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match version {
        0 => {
            transaction.execute_batch(TABLES)?;
            transaction.execute_batch(TABLES_3)?;
            let check = keys.seal.seal(CHECK_CONTEXT, b"").ok_or(StoreError::Randomness)?;
            transaction
                .execute("INSERT INTO meta (name, value) VALUES ('check', ?1)", [check.0])?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        1 | 2 | VERSION => {}
        newer => return Err(StoreError::NewerVersion(newer)),
    }
    let check: Option<Vec<u8>> = transaction
        .query_row("SELECT value FROM meta WHERE name = 'check'", [], |row| row.get(0))
        .optional()?;
    let check = check.ok_or_else(|| StoreError::Damaged("its owner check is missing".into()))?;
    if keys.seal.open(CHECK_CONTEXT, &Sealed(check)).is_none() {
        return Err(StoreError::OtherWallet(directory.to_path_buf()));
    }
    if version == 1 || version == 2 {
        transaction.execute_batch(TABLES_3)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    if version == 1 {
        older::migrate(&Batch::new(&transaction, keys))?;
    }
    Ok(transaction.commit()?)
}
