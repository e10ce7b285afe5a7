//! Audited accounts: what their audit key shows, to whom, and that nothing else is different (docs/protocol §5.4).

use crate::chain::TestNode;
use crate::command::{fails, json, shoji, WORDS};
use crate::support::*;
use shoji_shielded::address::Network;
use shoji_shielded::asset::AssetId;
use shoji_shielded::audit::decrypt;
use shoji_shielded::bundle::Bundle;
use shoji_shielded::field::{self, Base};
use shoji_wallet::history::entries;
use shoji_wallet::keys::{KdfCost, ViewingKey};
use shoji_wallet::payment::Intent;
use shoji_wallet::store::SpendRecord;
use shoji_wallet::wallet::Wallet;

/// The wallet of the audited account of a mnemonic.
pub fn audited(seed: u8) -> Wallet {
    Wallet::audited_in_memory(&secret(seed), Network::Development).unwrap()
}

/// Who watches with the full viewing key of a scope and the account's audit key.
async fn auditor(owner: &Wallet, node: &TestNode, scope: &str) -> Wallet {
    let key = owner.viewing_key(scope, true).unwrap();
    let granted = (key, owner.audit_key());
    let network = Network::Development;
    let mut auditor = Wallet::watching_granted(None, granted, network, "test").unwrap();
    sync(&mut auditor, node).await;
    auditor
}

/// An audited account that received in two scopes and paid out of both, with change, unshielded from one and moved
/// from there to the other.
pub async fn company() -> (Wallet, TestNode) {
    let (mut owner, node) = (audited(2), TestNode::new());
    for (scope, amount) in [("rent", 10), ("payroll", 20)] {
        shield_to(&mut owner, &node, scope, amount * SHJ).await;
        node.advance(9);
    }
    sync(&mut owner, &node).await;
    let to = address(&mut wallet(3));
    for scope in ["rent", "payroll"] {
        pay_from(&mut owner, &node, &[scope], transfer(&to, 3 * SHJ, scope)).await;
    }
    node.advance(9);
    sync(&mut owner, &node).await;
    let (to, text) = ([7; 32], "account".into());
    let intent = Intent::Unshield { to, text, asset: AssetId::NATIVE, amount: SHJ };
    pay_from(&mut owner, &node, &["rent"], intent).await;
    node.advance(9);
    sync(&mut owner, &node).await;
    let own = owner.address("payroll", false).unwrap().address;
    pay_from(&mut owner, &node, &["rent"], transfer(&own, SHJ, "")).await;
    node.advance(9);
    sync(&mut owner, &node).await;
    (owner, node)
}

/// What an auditor of one scope knows of the scopes: of its own that it is its own, and nothing else.
fn seen_from(scope: &str, mut spends: Vec<SpendRecord>) -> Vec<SpendRecord> {
    let only = |seen: &mut Option<String>| {
        *seen = seen.take().filter(|label| label == scope).map(|_| String::new());
    };
    for spend in &mut spends {
        spend.inputs.iter_mut().for_each(|input| only(&mut input.scope));
        spend.outputs.iter_mut().for_each(|output| only(&mut output.scope));
    }
    spends
}

fn words(bundle: &Bundle) -> [Base; 8] {
    bundle.audit_words.map(|word| field::from_bytes(&word).unwrap())
}

#[tokio::test]
async fn the_audit_words_of_a_payment_open_under_k_and_account_and_under_no_other() {
    let (mut owner, node) = (audited(2), TestNode::new());
    shield_to(&mut owner, &node, "", 9 * SHJ).await;
    node.advance(9);
    sync(&mut owner, &node).await;
    let to = address(&mut wallet(3));
    let plan = plan(&owner, &node, transfer(&to, 3 * SHJ, "tea")).await.unwrap();
    let (bundle, _) = unproven(&owner, &plan);
    let nullifiers = bundle.nullifiers.map(|word| field::from_bytes(&word).unwrap());
    let cms = bundle.outputs.each_ref().map(|output| field::from_bytes(&output.cm).unwrap());
    let key = owner.audit_key().unwrap();
    let record = decrypt(&words(&bundle), &key, &nullifiers, &cms).unwrap();
    let mut values = record.output_values;
    values.sort_unstable();
    assert_eq!(values, [0, 3 * SHJ, 6 * SHJ - FEE]);
    assert_eq!((record.input_values.iter().sum::<u128>(), record.fee.into()), (9 * SHJ, FEE));
    let payee = owner.parse_address(&to).unwrap().owner;
    let paid = record.output_values.iter().position(|value| *value == 3 * SHJ).unwrap();
    assert_eq!(record.output_owners[paid], payee);
    let other = audited(4).audit_key().unwrap();
    assert_eq!(decrypt(&words(&bundle), &other, &nullifiers, &cms), None);
    // The plain account of the same words has no audit key, and its payments no words that open.
    let mut plain = wallet(2);
    assert!(plain.audit_key().is_none() && !plain.is_audited() && owner.is_audited());
    assert_ne!(address(&mut plain), address(&mut owner));
}

#[tokio::test]
async fn a_full_auditor_of_one_scope_reads_every_spend_of_the_audited_account_in_all_its_scopes() {
    let (owner, node) = company().await;
    let spends = owner.account_spends().unwrap();
    // Two shields to itself, two payments, an unshield, a move.
    assert_eq!(spends.iter().map(|spend| spend.call).collect::<Vec<_>>(), [0, 0, 1, 1, 2, 1]);
    for scope in ["rent", "payroll"] {
        let auditor = auditor(&owner, &node, scope).await;
        assert_eq!(auditor.account_spends().unwrap(), seen_from(scope, spends.clone()), "{scope}");
        // Of the other scope it sees what was spent, and no receipts, memos or change as such.
        let told = entries(&auditor).unwrap();
        let memos: Vec<String> =
            told.iter().flat_map(|entry| &entry.outputs).filter_map(|o| o.memo.clone()).collect();
        assert_eq!(memos, [scope]);
    }
    let payroll = &seen_from("rent", spends.clone())[3];
    assert!(payroll.inputs.iter().all(|input| input.scope.is_none()));
    assert_eq!(payroll.inputs.iter().map(|input| input.value).sum::<u128>(), 20 * SHJ);
    // The move is a payment to somebody unless both ends are seen.
    let scopes = |spend: &SpendRecord| {
        spend.outputs.iter().map(|output| output.scope.clone()).collect::<Vec<_>>()
    };
    let mut labels = scopes(&spends[5]);
    labels.sort();
    assert_eq!(labels, [Some("payroll".to_string()), Some("rent".to_string())]);
    assert_eq!(scopes(&seen_from("rent", spends)[5]).iter().flatten().count(), 1);
}

#[tokio::test]
async fn without_the_audit_key_nobody_sees_a_spend_of_another_scope_or_whether_there_is_a_record() {
    let (owner, node) = company().await;
    let key = owner.viewing_key("rent", true).unwrap();
    let ViewingKey::Full(full) = &key else { panic!("not full") };
    assert_eq!(full.audit, owner.keys().unwrap().spending().audit());
    let mut watching = Wallet::watching_in_memory(key, Network::Development).unwrap();
    sync(&mut watching, &node).await;
    assert!(watching.account_spends().unwrap().is_empty());
    assert!(watching.is_audited() && watching.audit_key().is_none());
    // The audit key of another account finds nothing, with the keys of the scope.
    let granted = (owner.viewing_key("rent", true).unwrap(), audited(5).audit_key());
    let mut stranger =
        Wallet::watching_granted(None, granted, Network::Development, "test").unwrap();
    sync(&mut stranger, &node).await;
    assert!(stranger.account_spends().unwrap().is_empty());
    assert_eq!(entries(&stranger).unwrap(), entries(&watching).unwrap());
    // Nor does anybody find records in what accounts that are not audited do.
    let (mut plain, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(3));
    pay(&mut plain, &node, transfer(&to, SHJ, "")).await.unwrap();
    node.advance(2);
    let mut owner = owner_on(&node).await;
    assert!(owner.account_spends().unwrap().is_empty());
    assert!(address(&mut owner).starts_with("shojidev1"));
}

async fn owner_on(node: &TestNode) -> Wallet {
    let mut owner = audited(2);
    sync(&mut owner, node).await;
    owner
}

#[tokio::test]
async fn a_reorganisation_undoes_the_spends_of_an_audited_account_with_its_notes() {
    let (mut owner, node) = company().await;
    let mut auditor = auditor(&owner, &node, "payroll").await;
    let at = node.chain.lock().unwrap().best() - 10;
    node.chain.lock().unwrap().fork_at(at);
    node.chain.lock().unwrap().finalized = at;
    node.advance(20);
    for wallet in [&mut auditor, &mut owner] {
        assert_eq!(wallet.account_spends().unwrap().len(), 6);
        sync(wallet, &node).await;
        assert!(wallet.account_spends().unwrap().iter().all(|spend| spend.block <= at));
        assert_eq!(wallet.account_spends().unwrap().len(), 5);
    }
}

#[tokio::test]
async fn an_audited_account_is_restored_from_its_words_with_its_file_history_and_scopes() {
    let directory = tempfile::tempdir().unwrap();
    let (path, network, passphrase) = (directory.path(), Network::Development, "a passphrase");
    let (owner, node) = company().await;
    Wallet::create_audited(path, &secret(2), network, passphrase, KdfCost::MINIMAL).unwrap();
    let mut again = Wallet::open(path, passphrase, "test").unwrap();
    assert!(again.is_audited());
    for scope in ["rent", "payroll"] {
        again.address(scope, false).unwrap();
    }
    sync(&mut again, &node).await;
    assert_eq!(knowledge(&again), knowledge(&owner));
    assert_eq!(entries(&again).unwrap(), entries(&owner).unwrap());
    assert_eq!(again.account_spends().unwrap(), owner.account_spends().unwrap());
    for scope in ["rent", "payroll"] {
        let held = |wallet: &Wallet| balance_of(wallet, scope, AssetId::NATIVE);
        assert_eq!(held(&again), held(&owner));
    }
    // The store is not one of the plain account of the same words.
    drop(again);
    assert!(shoji_wallet::store::Store::open(path, &secret(2)).is_err());
}

#[test]
fn an_audited_wallet_says_what_it_is_wherever_it_is_described() {
    let base = tempfile::tempdir().unwrap();
    let file = base.path().join("words");
    std::fs::write(&file, WORDS).unwrap();
    let words = ["--mnemonic-file", file.to_str().unwrap()];
    let (plain, company) = (base.path().join("plain"), base.path().join("company"));
    let restore = ["wallet", "restore", "--json"];
    let made = json(&shoji(&plain, "passphrase", &[&restore[..], &words].concat()));
    assert_eq!(made["audited"], false);
    let arguments = [&restore[..], &words, &["--audited"]].concat();
    let made = json(&shoji(&company, "passphrase", &arguments));
    assert_eq!(made["audited"], true);
    fails(&shoji(&company, "passphrase", &arguments), 5, "WalletExists");
    let info = |wallet| json(&shoji(wallet, "passphrase", &["info", "--json"]));
    assert_eq!(info(&plain)["wallet"]["audited"], false);
    assert_eq!(info(&company)["wallet"]["audited"], true);
    let text = shoji(&company, "passphrase", &["info"]);
    assert!(String::from_utf8_lossy(&text.stdout).contains("every spend, of all scopes"));
    let address = |wallet| json(&shoji(wallet, "passphrase", &["address", "--json"]));
    assert_ne!(address(&plain)["address"], address(&company)["address"]);

    let new = base.path().join("new");
    let made = shoji(&new, "passphrase", &["wallet", "create", "--audited"]);
    let text = String::from_utf8_lossy(&made.stdout).into_owned();
    for part in ["audited account", "ALL scopes", "cannot be taken back", "--audited"] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(info(&new)["wallet"]["audited"], true);
}
