//! Sealed rows: a table of records whose names and contents say nothing without the store's keys.

use super::{StoreError, StoreKeys};
use crate::seal::Sealed;
use codec::{Decode, Encode};
use core::ops::Deref;
use rusqlite::{Connection, OptionalExtension, Transaction};
use shoji_shielded::hash::b256;
use zeroize::Zeroizing;

/// Plaintexts are padded to a multiple of this many bytes, so that a row's length does not tell whether
/// there is a memo, how many recipients a payment has, or how many assets it moves.
const PADDING: usize = 1_024;

/// A record that is sealed in a table of its own.
pub trait Record: Encode + Decode {
    /// The table.
    const TABLE: &'static str;

    /// What identifies the record in its table.
    fn identity(&self) -> Vec<u8>;
}

/// The state for reading.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub(super) connection: &'a Connection,
    keys: &'a StoreKeys,
}

/// The state for reading and writing, inside one transaction.
pub struct Batch<'a>(View<'a>);

impl<'a> Deref for Batch<'a> {
    type Target = View<'a>;

    fn deref(&self) -> &View<'a> {
        &self.0
    }
}

impl<'a> View<'a> {
    pub(super) fn new(connection: &'a Connection, keys: &'a StoreKeys) -> Self {
        View { connection, keys }
    }

    /// Every record of a table, in no particular order.
    ///
    /// # Errors
    /// [`StoreError`]; `Damaged` for a row that does not open.
    pub fn all<R: Record>(&self) -> Result<Vec<R>, StoreError> {
        let mut statement =
            self.connection.prepare(&format!("SELECT name, sealed FROM {}", R::TABLE))?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (name, sealed) = row?;
            self.open(&name, sealed)
        })
        .collect()
    }

    /// The record with this identity.
    ///
    /// # Errors
    /// As [`View::all`].
    pub fn get<R: Record>(&self, identity: &[u8]) -> Result<Option<R>, StoreError> {
        let name = self.name::<R>(identity);
        let sealed: Option<Vec<u8>> = self
            .connection
            .prepare(&format!("SELECT sealed FROM {} WHERE name = ?1", R::TABLE))?
            .query_row([&name], |row| row.get(0))
            .optional()?;
        sealed.map(|sealed| self.open(&name, sealed)).transpose()
    }

    fn name<R: Record>(&self, identity: &[u8]) -> Vec<u8> {
        let parts: [&[u8]; 4] = [&self.keys.names[..], R::TABLE.as_bytes(), &[0], identity];
        b256(b"ShojiStoreRow___", &parts)[..16].to_vec()
    }

    /// What a row is bound to: a row moved to another name or table does not open.
    fn context<R: Record>(name: &[u8]) -> Vec<u8> {
        [R::TABLE.as_bytes(), &[0], name].concat()
    }

    fn open<R: Record>(&self, name: &[u8], sealed: Vec<u8>) -> Result<R, StoreError> {
        self.unseal(&Self::context::<R>(name), sealed)
            .map_err(|what| StoreError::Damaged(format!("a row of '{}' {what}", R::TABLE)))
    }

    /// What [`Batch::seal`] sealed in this context; or what is wrong with it.
    pub(super) fn unseal<T: Decode>(
        &self,
        context: &[u8],
        sealed: Vec<u8>,
    ) -> Result<T, &'static str> {
        let plaintext = self.keys.seal.open(context, &Sealed(sealed)).ok_or("does not open")?;
        T::decode(&mut plaintext.as_slice()).map_err(|_| "does not decode")
    }
}

impl<'a> Batch<'a> {
    pub(super) fn new(transaction: &'a Transaction<'_>, keys: &'a StoreKeys) -> Self {
        Batch(View::new(transaction, keys))
    }

    /// Inserts a record or replaces the one with the same identity.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put<R: Record>(&self, record: &R) -> Result<(), StoreError> {
        let name = self.name::<R>(&record.identity());
        let sealed = self.seal(&View::context::<R>(&name), record)?;
        self.connection
            .prepare(&format!(
                "INSERT OR REPLACE INTO {} (name, sealed) VALUES (?1, ?2)",
                R::TABLE
            ))?
            .execute((&name, &sealed))?;
        Ok(())
    }

    /// Pads and seals a value, bound to where it is stored.
    pub(super) fn seal(&self, context: &[u8], value: &impl Encode) -> Result<Vec<u8>, StoreError> {
        let mut plaintext = Zeroizing::new(value.encode());
        let padded = plaintext.len().next_multiple_of(PADDING);
        plaintext.resize(padded, 0);
        Ok(self.keys.seal.seal(context, &plaintext).ok_or(StoreError::Randomness)?.0)
    }

    /// Removes the record with this identity, if there is one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove<R: Record>(&self, identity: &[u8]) -> Result<(), StoreError> {
        self.connection
            .prepare(&format!("DELETE FROM {} WHERE name = ?1", R::TABLE))?
            .execute([self.name::<R>(identity)])?;
        Ok(())
    }

    /// Removes every record of a table.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn clear<R: Record>(&self) -> Result<(), StoreError> {
        self.connection.execute(&format!("DELETE FROM {}", R::TABLE), [])?;
        Ok(())
    }
}
