//! What viewing keys show, and what they do not (docs/protocol §2.4, §2.5).

use crate::chain::TestNode;
use crate::support::*;
use ff::PrimeField;
use shoji_shielded::address::Network;
use shoji_shielded::asset::AssetId;
use shoji_shielded::field;
use shoji_shielded::keys::{FullViewingKey, ScopeKeys};
use shoji_shielded::point;
use shoji_wallet::history::{entries, Entry};
use shoji_wallet::keys::ViewingKey;
use shoji_wallet::payment::Intent;
use shoji_wallet::plan::Balance;
use shoji_wallet::wallet::Wallet;
use std::collections::BTreeSet;

/// An owner who has received in the scopes "", "rent" and "payroll", paid somebody from each of the last
/// two with change, unshielded from "rent", and moved 1 SHJ from "rent" to "payroll".
pub async fn ledger() -> (Wallet, TestNode) {
    let (mut payer, node) = funded(1, &[50 * SHJ, 40 * SHJ, 30 * SHJ]).await;
    let mut owner = wallet(2);
    for (scope, amount) in [("", 5), ("rent", 10), ("payroll", 20)] {
        let to = owner.address(scope, false).unwrap().address;
        let memo = format!("to scope '{scope}'");
        pay(&mut payer, &node, transfer(&to, amount * SHJ, &memo)).await.unwrap();
    }
    node.advance(9);
    sync(&mut owner, &node).await;
    let back = address(&mut payer);
    for scope in ["rent", "payroll"] {
        pay_from(&mut owner, &node, &[scope], transfer(&back, 3 * SHJ, scope)).await;
    }
    node.advance(9);
    sync(&mut owner, &node).await;
    let intent = Intent::Unshield {
        to: [7; 32],
        text: "account".into(),
        asset: AssetId::NATIVE,
        amount: SHJ,
    };
    pay_from(&mut owner, &node, &["rent"], intent).await;
    node.advance(9);
    sync(&mut owner, &node).await;
    let own = owner.address("payroll", false).unwrap().address;
    pay_from(&mut owner, &node, &["rent"], transfer(&own, SHJ, "")).await;
    node.advance(9);
    sync(&mut owner, &node).await;
    (owner, node)
}

/// The watch-only wallet that is made from the text of a scope's key, after a sync.
async fn watching(owner: &Wallet, node: &TestNode, scope: &str, full: bool) -> Wallet {
    let text = owner.viewing_key(scope, full).unwrap().encode(Network::Development);
    let (key, network) = ViewingKey::parse(&text).unwrap();
    let mut watching = Wallet::watching_in_memory(key, network).unwrap();
    sync(&mut watching, node).await;
    watching
}

/// Type, whole SHJ, and the memos, of each entry.
fn told(wallet: &Wallet) -> Vec<(&'static str, u128, Vec<String>)> {
    let memos =
        |entry: &Entry| entry.outputs.iter().filter_map(|output| output.memo.clone()).collect();
    let entries = entries(wallet).unwrap();
    entries.iter().map(|entry| (entry.what, entry.amount / SHJ, memos(entry))).collect()
}

fn memo(text: &str) -> Vec<String> {
    vec![text.into()]
}

#[tokio::test]
async fn the_incoming_key_of_a_scope_shows_exactly_its_receipts() {
    let (owner, node) = ledger().await;
    let rent = watching(&owner, &node, "rent", false).await;
    assert_eq!(told(&rent), [("received", 10, memo("to scope 'rent'"))]);
    assert_eq!(rent.received().unwrap(), [(1, (10 * SHJ, 1))].into());
    // Of the change of its spends, and of the spends, nothing; so there is no balance to speak of.
    assert!(rent.notes().unwrap().is_empty());
    assert_eq!(balance(&rent), Balance::default());
    assert!(entries(&rent).unwrap().iter().all(|entry| entry.fee == 0));

    let payroll = watching(&owner, &node, "payroll", false).await;
    let moved = ("received", 1, Vec::new());
    assert_eq!(told(&payroll), [("received", 20, memo("to scope 'payroll'")), moved]);
    let default = watching(&owner, &node, "", false).await;
    assert_eq!(told(&default), [("received", 5, memo("to scope ''"))]);
}

#[tokio::test]
async fn the_full_key_of_a_scope_shows_exactly_its_receipts_spends_and_balance() {
    let (owner, node) = ledger().await;
    let rent = watching(&owner, &node, "rent", true).await;
    assert_eq!(
        told(&rent),
        [
            ("received", 10, memo("to scope 'rent'")),
            ("sent", 3, memo("rent")),
            ("unshielded", 1, Vec::new()),
            // The move to another scope: that it left, and not where to.
            ("sent", 1, Vec::new()),
        ]
    );
    let payroll = watching(&owner, &node, "payroll", true).await;
    assert_eq!(
        told(&payroll),
        [
            ("received", 20, memo("to scope 'payroll'")),
            ("sent", 3, memo("payroll")),
            ("received", 1, Vec::new()),
        ]
    );
    let default = watching(&owner, &node, "", true).await;
    assert_eq!(told(&default), [("received", 5, memo("to scope ''"))]);
    for (watching, scope) in [(&rent, "rent"), (&payroll, "payroll"), (&default, "")] {
        assert_eq!(balance(watching), balance_of(&owner, scope, AssetId::NATIVE), "{scope}");
        assert_eq!(watching.scopes().unwrap(), [""]);
    }
    // No two of them have an entry in common but the move, in which both take part.
    let ids = |wallet: &Wallet| -> BTreeSet<[u8; 32]> {
        entries(wallet).unwrap().iter().map(|entry| entry.bundle_id).collect()
    };
    let (r, p, d) = (ids(&rent), ids(&payroll), ids(&default));
    assert!(r.is_disjoint(&d) && p.is_disjoint(&d));
    assert_eq!(r.intersection(&p).count(), 1);
}

#[tokio::test]
async fn a_watch_only_wallet_shows_what_the_owners_scope_shows() {
    // An owner who uses one scope only: nothing is to be left out.
    let (mut owner, node) = funded(1, &[9 * SHJ, SHJ, SHJ]).await;
    let mut other = wallet(2);
    shield(&mut other, &node, 8 * SHJ).await;
    node.advance(9);
    let (there, back) = (address(&mut other), address(&mut owner));
    pay(&mut owner, &node, transfer(&there, 2 * SHJ, "out")).await.unwrap();
    sync(&mut other, &node).await;
    pay(&mut other, &node, transfer(&back, 3 * SHJ, "in")).await.unwrap();
    let notes = owner.notes().unwrap().into_iter().filter(|note| note.value == SHJ).collect();
    pay(&mut owner, &node, Intent::Consolidate { asset: AssetId::NATIVE, notes }).await.unwrap();
    node.advance(9);
    sync(&mut owner, &node).await;
    let intent = Intent::Unshield {
        to: [7; 32],
        text: "account".into(),
        asset: AssetId::NATIVE,
        amount: SHJ,
    };
    pay(&mut owner, &node, intent).await.unwrap();
    node.advance(2);
    sync(&mut owner, &node).await;
    assert!(balance(&owner).waiting > 0 && balance(&owner).spendable > 0);

    let watching = watching(&owner, &node, "", true).await;
    assert_eq!(knowledge(&watching), knowledge(&owner));
    assert_eq!(entries(&watching).unwrap(), entries(&owner).unwrap());
    assert_eq!(entries(&watching).unwrap().len(), 7);
    assert_eq!(balance(&watching), balance(&owner));
}

#[tokio::test]
async fn a_watch_only_wallet_follows_reorganisations_and_restarts() {
    let directory = tempfile::tempdir().unwrap();
    let (owner, node) = ledger().await;
    let key = owner.viewing_key("rent", true).unwrap();
    let (cost, passphrase) = (shoji_wallet::keys::KdfCost::MINIMAL, "a long passphrase");
    let network = Network::Development;
    Wallet::create_watching(directory.path(), &key, network, passphrase, cost).unwrap();
    for fork in [false, true] {
        let mut watching = Wallet::open(directory.path(), passphrase, "test").unwrap();
        assert_eq!(watching.watches(), Some(&key));
        if fork {
            // Back to before the move, and on without it.
            let at = node.chain.lock().unwrap().best() - 10;
            node.chain.lock().unwrap().fork_at(at);
            node.advance(20);
        }
        sync(&mut watching, &node).await;
        assert_eq!(told(&watching).len(), if fork { 3 } else { 4 });
    }
}

#[tokio::test]
async fn a_watch_only_wallet_neither_pays_nor_makes_addresses_nor_shows_further() {
    let (owner, node) = ledger().await;
    let to = address(&mut wallet(3));
    for full in [false, true] {
        let mut watching = watching(&owner, &node, "rent", full).await;
        let shield = Intent::Shield {
            from: DEPOSITOR,
            to: watching.parse_address(&to).unwrap(),
            text: to.clone(),
            asset: AssetId::NATIVE,
            amount: SHJ,
            memo: shoji_shielded::memo::Memo::NONE,
        };
        let refusals = [
            plan(&watching, &node, transfer(&to, SHJ, "")).await.err().unwrap(),
            plan(&watching, &node, shield).await.err().unwrap(),
            watching.address("", false).unwrap_err(),
            watching.address("payroll", false).unwrap_err(),
            watching.viewing_key("", false).unwrap_err(),
            watching.keys().err().unwrap(),
        ];
        for error in refusals {
            assert_eq!(error.code(), ("WatchOnly", 5), "{error}");
            assert!(error.to_string().contains("mnemonic"), "{error}");
        }
    }
}

/// The 32-byte values that somebody with a full key has or derives.
fn values(key: &FullViewingKey) -> Vec<[u8; 32]> {
    let bases = [key.ivk.to_base(), key.ivk_int.to_base(), key.nk, key.nk_int()];
    let mut values: Vec<[u8; 32]> = bases.iter().map(field::to_bytes).collect();
    values.extend([key.ovk(), key.ivk.dec().to_repr(), key.ivk_int.dec().to_repr()]);
    values
}

/// The values by which the owner spends, and derives scopes and addresses.
fn secrets(owner: &Wallet, scopes: &[&ScopeKeys]) -> Vec<[u8; 32]> {
    let spending = owner.keys().unwrap().spending();
    let (account, ak) = (spending.viewing_key(), spending.ak());
    let (u, v) = point::coordinates(&ak.into());
    let mut secrets = vec![
        spending.ask().to_repr(),
        point::encode(&ak.into()),
        field::to_bytes(&u),
        field::to_bytes(&v),
        field::to_bytes(&account.vr),
        account.dk_root,
        *spending.dummy_root(),
    ];
    secrets.extend(scopes.iter().flat_map(|keys| [keys.external.dk, keys.internal.dk]));
    secrets
}

#[tokio::test]
async fn a_viewing_key_holds_nothing_that_signs_derives_upward_or_belongs_to_another_scope() {
    let owner = wallet(2);
    let scopes = ["", "rent", "payroll"].map(|label| owner.keys().unwrap().scope(label).unwrap());
    let secrets = secrets(&owner, &scopes.each_ref());
    for (at, keys) in scopes.iter().enumerate() {
        let full = keys.full_viewing_key();
        let mine = values(&full);
        assert!(mine.iter().all(|value| !secrets.contains(value)));
        for other in scopes.iter().enumerate().filter(|(other, _)| *other != at) {
            let theirs = values(&other.1.full_viewing_key());
            assert!(mine.iter().all(|value| !theirs.contains(value)), "two scopes share a value");
        }
        // The incoming key is one value and its scalar; neither is anything that the full key adds.
        let incoming = [field::to_bytes(&full.ivk.to_base()), full.ivk.dec().to_repr()];
        let added = [
            field::to_bytes(&full.ivk_int.to_base()),
            field::to_bytes(&full.nk),
            field::to_bytes(&full.nk_int()),
            full.ovk(),
        ];
        assert!(added.iter().all(|value| !incoming.contains(value)));
    }
}

#[tokio::test]
async fn the_texts_of_two_full_keys_of_one_owner_name_no_common_value() {
    let mut owner = wallet(2);
    for label in ["rent", "payroll"] {
        owner.address(label, false).unwrap();
    }
    let texts = ["rent", "payroll"].map(|label| {
        owner.viewing_key(label, true).unwrap().encode(Network::Development).to_string()
    });
    let words = texts.each_ref().map(|text| {
        let Ok((ViewingKey::Full(key), _)) = ViewingKey::parse(text) else { panic!("{text}") };
        assert_eq!(key.audit, field::from_u128(0), "an account that is not audited");
        values(&key)
    });
    assert!(words[0].iter().all(|value| !words[1].contains(value)));
    // Nor do the texts: the prefix, the version and the zero of `audit` aside.
    let body = |text: &str| text["shojidevfvk1".len() + 4..150].to_string();
    let (a, b) = (body(&texts[0]), body(&texts[1]));
    assert!((0..a.len() - 8).all(|at| !b.contains(&a[at..at + 8])), "{a} {b}");
}
