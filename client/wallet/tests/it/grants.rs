//! What grants show to auditors, and what they do not (docs/protocol §10, §11).

use crate::audited::{audited, company};
use crate::chain::TestNode;
use crate::granting::*;
use crate::support::*;
use crate::views::ledger;
use codec::Encode;
use shoji_shielded::address::Network;
use shoji_shielded::grant::revocation::RevocationFee::{FromAccount, FromDeposit};
use shoji_shielded::grant::{Grant, GrantKind, Target};
use shoji_shielded::{field, point};
use shoji_wallet::error::WalletError;
use shoji_wallet::grants::{preview, rows, NotOpened, Rows, Standing, Views, Watched};
use shoji_wallet::history::Entry;
use shoji_wallet::keys::ViewingKey;
use shoji_wallet::node::register::Register;
use shoji_wallet::store::GrantRecord;
use shoji_wallet::wallet::Wallet;
use std::collections::BTreeSet;
use std::path::Path;

fn ids(rows: &Rows) -> BTreeSet<[u8; 32]> {
    rows.scope.iter().map(|row| row.bundle_id).collect()
}

#[tokio::test]
async fn an_auditor_reads_exactly_the_rows_that_the_dry_run_showed() {
    let (mut owner, node) = ledger().await;
    // Two scopes that pay together: the first of them sees whom, the other that its notes went.
    let to = address(&mut wallet(3));
    pay_from(&mut owner, &node, &["rent", "payroll"], transfer(&to, 20 * SHJ, "both")).await;
    node.advance(9);
    sync(&mut owner, &node).await;
    let desk = desk(&node, 9);
    let mut seen = Vec::new();
    for (scope, kind, hidden) in [
        ("rent", GrantKind::Full, true),
        ("payroll", GrantKind::Full, false),
        ("", GrantKind::Full, true),
        ("rent", GrantKind::Incoming, false),
        ("payroll", GrantKind::Incoming, true),
    ] {
        let shown = preview(&owner, scope, kind).unwrap();
        let record = granted(&mut owner, &node, desk.account, (scope, kind, hidden)).await;
        let opening = opened(&desk, &node, &record.id).await;
        assert_eq!(rows(&opening.wallet).unwrap(), shown, "{scope} {kind:?}");
        assert!(!shown.scope.is_empty() && !shown.audited && shown.account.is_empty());
        assert_eq!(Some(opening.address.encode(Network::Development)), record.address);
        let whats: Vec<&str> = shown.entries().iter().map(|entry: &Entry| entry.what).collect();
        if kind == GrantKind::Incoming {
            assert!(whats.iter().all(|what| *what == "received"), "{whats:?}");
            assert!(shown.totals().spent.is_empty() && shown.totals().change.is_empty());
        }
        seen.push((scope, kind, ids(&shown)));
    }
    // Two scopes have in common the move between them and what they paid together, and nothing else.
    let common = |a: usize, b: usize| seen[a].2.intersection(&seen[b].2).count();
    assert_eq!((common(0, 1), common(0, 2), common(1, 2)), (2, 0, 0));
    assert_eq!(preview(&owner, "rent", GrantKind::Full).unwrap().totals().received[&1], 10 * SHJ);
}

#[tokio::test]
async fn a_full_grant_of_an_audited_account_shows_every_spend_of_all_scopes_as_the_dry_run_said() {
    let (mut owner, node) = company().await;
    let desk = desk(&node, 9);
    for (scope, kind) in [("rent", KINDS[1]), ("payroll", KINDS[1]), ("rent", KINDS[0])] {
        let shown = preview(&owner, scope, kind).unwrap();
        let record = granted(&mut owner, &node, desk.account, (scope, kind, true)).await;
        let opening = opened(&desk, &node, &record.id).await;
        assert_eq!(rows(&opening.wallet).unwrap(), shown, "{scope} {kind:?}");
        let full = kind == GrantKind::Full;
        // An incoming grant does not say that the account is an audited one.
        assert_eq!((shown.audited, shown.account.len()), (full, if full { 6 } else { 0 }));
        assert_eq!(opening.wallet.is_audited(), full);
        if full {
            assert_eq!(shown.totals().account_fees, 4 * FEE);
        }
    }
    // Of an account that is not audited there is nothing but the scope.
    let (plain, _) = ledger().await;
    assert!(preview(&plain, "rent", GrantKind::Full).unwrap().account.is_empty());
}

#[tokio::test]
async fn two_grants_of_one_owner_have_nothing_in_common_but_what_they_state() {
    let (mut owner, node) = (audited(2), TestNode::new());
    sync(&mut owner, &node).await;
    let desk = desk(&node, 9);
    for _ in 0..2 {
        granted(&mut owner, &node, desk.account, ("", GrantKind::Full, true)).await;
    }
    let bodies = node.register.lock().unwrap().bodies.clone();
    let [a, b] = [0, 1].map(|at: usize| {
        let Grant { ref target, epk, ciphertext, revocation_key, rk, .. } = bodies[at];
        let Target::Hidden(commitment) = *target else { panic!("stated") };
        let mut values = vec![commitment, epk, revocation_key, rk];
        values.extend(ciphertext);
        values
    });
    assert!(a.iter().all(|value| !b.contains(value)));
    assert!((0..bodies[0].proof.len() - 4)
        .all(|at| bodies[0].proof[at..at + 4] != bodies[1].proof[at..at + 4]));
    // What is the owner's and not hidden by randomness is nowhere in it.
    let keys = owner.keys().unwrap();
    let scope = keys.scope("").unwrap();
    let address = scope.external.address(0).unwrap();
    let secrets = [
        point::encode(&keys.spending().ak().into()),
        field::to_bytes(&scope.external.nk),
        field::to_bytes(&scope.external.ivk.to_base()),
        field::to_bytes(&keys.audit_of()),
        field::to_bytes(&address.owner),
        point::encode(&address.pk_d.into()),
    ];
    for grant in &bodies {
        let bytes = grant.encode();
        for secret in &secrets {
            assert!(!bytes.windows(32).any(|window| window == secret));
        }
        assert!(!bytes.windows(11).any(|window| window == address.d.0));
    }
}

/// The audit key's image, which a grant does not carry.
trait AuditOf {
    fn audit_of(&self) -> field::Base;
}

impl AuditOf for shoji_wallet::keys::WalletKeys {
    fn audit_of(&self) -> field::Base {
        self.spending().audit()
    }
}

#[tokio::test]
async fn after_a_revocation_the_next_scope_is_dark_and_the_old_one_is_not() {
    let (mut owner, node) = ledger().await;
    let desk = desk(&node, 9);
    let record = granted(&mut owner, &node, desk.account, ("rent", GrantKind::Full, true)).await;
    let before = rows(&opened(&desk, &node, &record.id).await.wallet).unwrap();
    node.acknowledge(record.id);
    let mine = owner.own_grants(&node, &genesis(&node), best(&node), false).await.unwrap();
    assert_eq!(mine[0].standing, Some(Standing::InForce));
    assert!(mine[0].served.as_ref().unwrap().acknowledged.is_some());
    let signature = owner.sign_revocation(&record, &genesis(&node), FromDeposit).unwrap();
    // What was signed for an account to pay is not taken at the expense of the deposit.
    let signed = owner.sign_revocation(&record, &genesis(&node), FromAccount).unwrap();
    assert!(node.revoke(&record.id, &signed).await.is_err());
    // Nobody else's signature ends it, nor one for another grant.
    let stranger = wallet(7).sign_revocation(&record, &genesis(&node), FromDeposit).unwrap();
    assert!(node.revoke(&record.id, &stranger).await.is_err());
    node.revoke(&record.id, &signature).await.unwrap();
    assert!(node.revoke(&record.id, &signature).await.is_err());
    assert_eq!(node.status(&record.id).await.unwrap().name(), "revoked");
    // The owner moves on, as it was advised to.
    let mut payer = wallet(1);
    sync(&mut payer, &node).await;
    for (scope, amount) in [("rent-2", 4), ("rent", 2)] {
        let to = owner.address(scope, false).unwrap().address;
        pay(&mut payer, &node, transfer(&to, amount * SHJ, scope)).await.unwrap();
    }
    node.advance(9);
    sync(&mut owner, &node).await;
    // What was seen stays, what is paid to the old scope is seen all the same, and the new one is dark.
    let kept = Views::of(desk.directory.path()).find(&hex::encode(record.id)[..8]).unwrap();
    let mut again = Views::of(desk.directory.path()).open(&desk.wallet, kept).unwrap();
    assert_eq!(rows(&again.wallet).unwrap(), before);
    sync(&mut again.wallet, &node).await;
    let after = rows(&again.wallet).unwrap();
    assert_eq!(after.scope.len(), before.scope.len() + 1);
    assert_eq!(after.totals().received[&1], 12 * SHJ);
    assert_eq!(after, preview(&owner, "rent", GrantKind::Full).unwrap());
    assert!(ids(&after).is_disjoint(&ids(&preview(&owner, "rent-2", GrantKind::Full).unwrap())));
    owner.remember_grant(&GrantRecord { revoked: true, ..record }).unwrap();
    let mine = owner.own_grants(&node, &genesis(&node), best(&node), false).await.unwrap();
    assert_eq!(mine[0].standing, Some(Standing::Revoked));
}

#[tokio::test]
async fn what_is_sealed_to_another_key_account_or_chain_shows_nothing_and_says_why() {
    let (mut owner, node) = (wallet(2), TestNode::new());
    let (desk, stranger) = (desk(&node, 9), desk(&node, 10));
    for hidden in [false, true] {
        let record = granted(&mut owner, &node, desk.account, ("", GrantKind::Full, hidden)).await;
        let served = node.register.lock().unwrap().grants[&record.id].clone();
        let genesis = genesis(&node);
        desk.wallet.open_grant(&served, &genesis).unwrap();
        let error = stranger.wallet.open_grant(&served, &genesis).unwrap_err();
        let expected = if hidden { NotOpened::Hidden(1) } else { NotOpened::Stated(1) };
        assert!(matches!(&error, WalletError::NotOpened(why) if *why == expected), "{error}");
        assert_eq!(error.code(), ("NotOpened", 4));
        // On another chain it has another id.
        let error = desk.wallet.open_grant(&served, &[1; 32]).unwrap_err();
        assert!(error.to_string().contains("does not belong together"), "{error}");
        // A watch-only wallet has no sealing key.
        let key = owner.viewing_key("", true).unwrap();
        let watching = Wallet::watching_in_memory(key, Network::Development).unwrap();
        assert_eq!(watching.open_grant(&served, &genesis).unwrap_err().code(), ("WatchOnly", 5));
        // Nothing of it can be changed unseen by whoever serves it.
        for change in 0..8 {
            let mut changed = served.clone();
            match change {
                0 => changed.words[3][0] ^= 1,
                1 => changed.expiry += 1,
                2 => changed.rk[5] ^= 1,
                3 => changed.epk = changed.rk,
                4 => changed.commitment[9] ^= 1,
                5 => changed.key_version += 1,
                6 => changed.include_by += 1,
                _ => changed.auditor = stranger.account,
            }
            assert!(changed.grant(&genesis).is_err(), "{change}");
        }
    }
}

fn holds(directory: &Path, needle: &[u8]) -> bool {
    let mut found = false;
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        found |= match path.is_dir() {
            true => holds(&path, needle),
            false => std::fs::read(&path).unwrap().windows(needle.len()).any(|w| w == needle),
        };
    }
    found
}

#[tokio::test]
async fn an_auditors_files_hold_what_was_sealed_and_neither_the_key_nor_what_it_shows() {
    let (mut owner, node) = company().await;
    let desk = desk(&node, 9);
    let record = granted(&mut owner, &node, desk.account, ("rent", GrantKind::Full, true)).await;
    let opening = opened(&desk, &node, &record.id).await;
    drop(opening);
    let path = desk.directory.path();
    assert!(holds(path, hex::encode(record.id).as_bytes()));
    let keys = owner.keys().unwrap().scope("rent").unwrap().full_viewing_key();
    let audit = owner.audit_key().unwrap();
    let address = record.address.unwrap();
    let bases = [keys.ivk.to_base(), keys.nk, keys.ivk_int.to_base(), audit.k, audit.account];
    for base in bases.iter().map(field::to_bytes) {
        assert!(!holds(path, &base) && !holds(path, hex::encode(base).as_bytes()));
    }
    let text = ViewingKey::Full(keys).encode(Network::Development);
    assert!(!holds(path, &text.as_bytes()[..40]) && !holds(path, address.as_bytes()));
    assert!(!holds(path, b"rent"));
    // Another wallet does not open them.
    let kept = Views::of(path).find(&hex::encode(record.id)).unwrap();
    assert!(Views::of(path).open(&wallet(10), kept).is_err());
    assert!(Views::of(path).find("00ff00ff").is_err() && Views::of(path).find("zz").is_err());
}

#[tokio::test]
async fn who_watches_is_told_each_row_once_and_of_rows_that_a_reorganisation_undoes() {
    let (mut owner, node) = company().await;
    let desk = desk(&node, 9);
    let record = granted(&mut owner, &node, desk.account, ("payroll", GrantKind::Full, true)).await;
    let mut opening = opened(&desk, &node, &record.id).await;
    let mut watched = Watched::default();
    let mut news = |wallet: &Wallet| watched.news(&rows(wallet).unwrap());
    let first = news(&opening.wallet);
    assert_eq!((first.scope.len(), first.account.len(), first.undone.len()), (3, 6, 0));
    assert_eq!(news(&opening.wallet), Default::default());
    let to = address(&mut wallet(3));
    pay_from(&mut owner, &node, &["rent"], transfer(&to, SHJ, "")).await;
    node.advance_unfinalized(1);
    sync(&mut opening.wallet, &node).await;
    let second = news(&opening.wallet);
    assert_eq!((second.scope.len(), second.account.len(), second.undone.len()), (0, 1, 0));
    let at = best(&node) - 1;
    node.chain.lock().unwrap().fork_at(at);
    node.advance(2);
    sync(&mut opening.wallet, &node).await;
    let third = news(&opening.wallet);
    assert_eq!((third.undone, third.account.len()), (vec![second.account[0].bundle_id], 0));
}
