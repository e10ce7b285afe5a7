//! Which rows are new since somebody looked last.

use super::Rows;
use crate::store::{HistoryRecord, SpendRecord};
use std::collections::BTreeSet;

/// What names a row: whether it is one of the account, its block and its bundle. A bundle that a reorganisation moves
/// to another block is undone and new.
type Name = (bool, u32, [u8; 32]);

/// The rows that were told already.
#[derive(Default)]
pub struct Watched(BTreeSet<Name>);

/// What has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// New rows of the scope, oldest first.
    pub scope: Vec<HistoryRecord>,
    /// New spends of the account, oldest first.
    pub account: Vec<SpendRecord>,
    /// Bundles whose rows a reorganisation has undone.
    pub undone: Vec<[u8; 32]>,
}

impl Watched {
    /// What has changed since it was asked last; at first everything is new.
    pub fn news(&mut self, rows: &Rows) -> News {
        let scope = rows.scope.iter().map(|row| ((false, row.block, row.bundle_id), row));
        let account = rows.account.iter().map(|row| ((true, row.block, row.bundle_id), row));
        let (scope, account): (Vec<_>, Vec<_>) = (scope.collect(), account.collect());
        let now: BTreeSet<Name> = scope
            .iter()
            .map(|(name, _)| *name)
            .chain(account.iter().map(|(name, _)| *name))
            .collect();
        let gone: BTreeSet<[u8; 32]> =
            self.0.iter().filter(|name| !now.contains(name)).map(|(_, _, id)| *id).collect();
        let news = News {
            scope: new_of(&self.0, scope),
            account: new_of(&self.0, account),
            undone: gone.into_iter().collect(),
        };
        self.0 = now;
        news
    }
}

fn new_of<T: Clone>(told: &BTreeSet<Name>, rows: Vec<(Name, &T)>) -> Vec<T> {
    rows.into_iter().filter(|(name, _)| !told.contains(name)).map(|(_, row)| row.clone()).collect()
}
