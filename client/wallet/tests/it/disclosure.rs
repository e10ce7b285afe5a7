//! Disclosures of payments.

use crate::chain::TestNode;
use crate::support::*;
use serde_json::Value;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::CallKind;
use shoji_shielded::disclosure::Role;
use shoji_wallet::disclosure::{Disclosure, Transaction};
use shoji_wallet::error::WalletError;
use shoji_wallet::evidence::{export, Bytes, Decimal, KnownBlocks};
use shoji_wallet::node::{Node, NodeError};
use shoji_wallet::payment::Intent;
use shoji_wallet::store::PendingRecord;
use shoji_wallet::wallet::Wallet;

const BANK: (&str, &[u8]) = ("Bank of Somewhere", &[1, 2, 3]);

/// Alice, Bob, their chain, and a payment of Alice's to Bob.
async fn paid() -> (Wallet, Wallet, TestNode, PendingRecord) {
    let ((mut alice, node), mut bob) = (funded(1, &[5 * SHJ]).await, wallet(2));
    let to = address(&mut bob);
    let record = pay(&mut alice, &node, transfer(&to, SHJ, "for the tea")).await.unwrap();
    node.advance(2);
    sync(&mut alice, &node).await;
    sync(&mut bob, &node).await;
    (alice, bob, node, record)
}

async fn known(node: &TestNode, disclosure: &Disclosure) -> KnownBlocks {
    KnownBlocks::from_node(node, &disclosure.blocks().unwrap(), None).await.unwrap()
}

async fn disclose(
    wallet: &Wallet,
    node: &TestNode,
    id: [u8; 32],
) -> Result<Disclosure, WalletError> {
    wallet.disclose(node, Transaction::Bundle(id), None, None, BANK).await
}

#[tokio::test]
async fn a_sender_and_a_recipient_show_one_payment_each_to_one_verifier() {
    let (alice, bob, node, record) = paid().await;
    for (wallet, role) in [(&alice, Role::Sender), (&bob, Role::Recipient)] {
        let disclosure = disclose(wallet, &node, record.bundle_id).await.unwrap();
        let text = serde_json::to_string_pretty(&disclosure).unwrap();
        let read = Disclosure::read(&text).unwrap();
        assert_eq!(read, disclosure);
        let known = known(&node, &read).await;
        let shown = read.check(&known, Some(BANK.0), Some(BANK.1)).unwrap();
        assert_eq!((shown.role, shown.included.bundle_id), (role, record.bundle_id));
        assert_eq!(shown.included.call.kind, CallKind::Transfer);
        assert_eq!(shown.opened.payment.value, SHJ);
        assert_eq!(shown.opened.payment.memo.text().unwrap(), "for the tea");
        assert_eq!(read.opening.address, record.recipient);
        // For nobody else, and for no other question.
        for (verifier, nonce) in [("Bank of somewhere", BANK.1), (BANK.0, &[1, 2][..])] {
            assert_eq!(read.check(&known, Some(verifier), Some(nonce)).unwrap_err().len(), 1);
        }
        // Nor can it be made over: the signature is another's then.
        for (verifier, nonce) in [("Mallory", BANK.1), (BANK.0, &[9][..])] {
            let forged =
                Disclosure { verifier: verifier.into(), nonce: nonce.into(), ..read.clone() };
            let failed = forged.check(&known, Some(verifier), Some(nonce)).unwrap_err();
            assert!(failed.len() == 1 && failed[0].contains("signature"), "{failed:?}");
        }
        let other = if role == Role::Sender { "recipient" } else { "sender" };
        let forged = Disclosure { role: other.into(), ..read };
        assert!(forged.check(&known, None, None).unwrap_err()[0].contains("signature"));
    }
}

#[tokio::test]
async fn a_disclosure_is_checked_against_a_file_of_headers() {
    let (alice, _, node, record) = paid().await;
    let disclosure = disclose(&alice, &node, record.bundle_id).await.unwrap();
    let mut file = Vec::new();
    export(&node, 0, None, &mut file, &mut |_, _| {}).await.unwrap();
    let wanted = disclosure.blocks().unwrap();
    let known = KnownBlocks::from_file(&file[..], &wanted, None).unwrap();
    disclosure.check(&known, None, None).unwrap();
    // Headers of another chain, and headers that end before the block.
    let other = TestNode::new();
    other.chain.lock().unwrap().rename(b"other");
    other.advance(30);
    let mut file = Vec::new();
    export(&other, 0, None, &mut file, &mut |_, _| {}).await.unwrap();
    let foreign = KnownBlocks::from_file(&file[..], &wanted, None).unwrap();
    let failed = disclosure.check(&foreign, None, None).unwrap_err();
    assert!(failed.len() == 2 && failed[0].contains("another chain"), "{failed:?}");
    let number = *wanted.iter().next().unwrap();
    let mut file = Vec::new();
    export(&node, 0, Some(number - 1), &mut file, &mut |_, _| {}).await.unwrap();
    let short = KnownBlocks::from_file(&file[..], &wanted, None).unwrap();
    assert!(disclosure.check(&short, None, None).unwrap_err()[0].contains("not among"));
    // A node that has not finalized the block.
    node.chain.lock().unwrap().finalized = number - 1;
    let known = self::known(&node, &disclosure).await;
    assert!(disclosure.check(&known, None, None).unwrap_err()[0].contains("not among"));
    let error = KnownBlocks::from_node(&node, &wanted, Some([7; 32])).await.unwrap_err();
    assert!(matches!(error, WalletError::Evidence(_)));
}

/// Every document that differs from `value` in one leaf, with the way to the leaf.
pub fn edits(value: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let leaf =
        |changed: Vec<Value>| changed.into_iter().map(|value| (String::new(), value)).collect();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                for (way, changed) in edits(member) {
                    let mut copy = members.clone();
                    copy.insert(name.clone(), changed);
                    all.push((format!(".{name}{way}"), Value::Object(copy)));
                }
                let mut copy = members.clone();
                copy.remove(name);
                all.push((format!(".{name} left out"), Value::Object(copy)));
            }
            let mut copy = members.clone();
            copy.insert("more".into(), Value::Null);
            all.push((".more".into(), Value::Object(copy)));
            all
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                for (way, changed) in edits(item) {
                    let mut copy = items.clone();
                    copy[place] = changed;
                    all.push((format!("[{place}]{way}"), Value::Array(copy)));
                }
                let mut copy = items.clone();
                copy.remove(place);
                all.push((format!("[{place}] left out"), Value::Array(copy)));
                let mut copy = items.clone();
                copy.insert(place, item.clone());
                all.push((format!("[{place}] twice"), Value::Array(copy)));
                if place > 0 && items[place] != items[place - 1] {
                    let mut copy = items.clone();
                    copy.swap(place, place - 1);
                    all.push((format!("[{place}] swapped"), Value::Array(copy)));
                }
            }
            all
        }
        Value::String(text) => leaf(texts(text)),
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            let near = [Some(number + 1), number.checked_sub(1), Some(u64::from(u32::MAX))];
            leaf(near.into_iter().flatten().map(Value::from).collect())
        }
        Value::Bool(value) => leaf(vec![(!value).into()]),
        Value::Null => leaf(vec![0.into(), "x".into()]),
    }
}

/// The text with its first, its last and some characters between changed, shortened and lengthened.
fn texts(text: &str) -> Vec<Value> {
    let count = text.chars().count();
    let hex = text.starts_with("0x");
    let other = |c: char| match c {
        '0' => '1',
        c if c.is_ascii_digit() => '0',
        'a' if hex => 'b',
        _ if hex => 'a',
        'x' => 'y',
        _ => 'x',
    };
    let mut all = vec![format!("{text}0"), text.chars().take(count.saturating_sub(1)).collect()];
    for place in
        [0, 1, 2, 3, count / 3, count / 2, count.saturating_sub(2), count.saturating_sub(1)]
    {
        let changed: String = text
            .chars()
            .enumerate()
            .map(|(at, c)| if at == place { other(c) } else { c })
            .collect();
        if changed != text {
            all.push(changed);
        }
    }
    if hex {
        all.push(text.to_uppercase().replace("0X", "0x"));
        all.push(format!("{text}00"));
    }
    let all = all.into_iter().filter(|changed| changed != text);
    all.map(Value::from).collect()
}

#[tokio::test]
async fn every_field_of_a_disclosure_that_is_edited_is_noticed() {
    let (alice, bob, node, record) = paid().await;
    for wallet in [&alice, &bob] {
        let disclosure = disclose(wallet, &node, record.bundle_id).await.unwrap();
        let known = known(&node, &disclosure).await;
        disclosure.check(&known, None, None).unwrap();
        let edits = edits(&serde_json::to_value(&disclosure).unwrap());
        assert!(edits.len() > 80);
        for (way, changed) in edits {
            // Neither verifier nor nonce is expected: the signature alone has to notice.
            let noticed = match Disclosure::read(&changed.to_string()) {
                Ok(changed) => changed.check(&known, None, None).is_err(),
                Err(_) => true,
            };
            assert!(noticed, "{way}: {changed}");
        }
    }
}

#[tokio::test]
async fn an_opening_that_says_something_else_names_what_does_not_fit() {
    let (alice, _, node, record) = paid().await;
    let disclosure = disclose(&alice, &node, record.bundle_id).await.unwrap();
    let known = known(&node, &disclosure).await;
    let failure = |change: &dyn Fn(&mut Disclosure)| {
        let mut changed = disclosure.clone();
        change(&mut changed);
        changed.check(&known, None, None).unwrap_err().join("; ")
    };
    assert!(failure(&|d| d.opening.value = Decimal(2 * SHJ)).contains("commitment"));
    assert!(failure(&|d| d.opening.asset = Decimal((1 << 32) + 7)).contains("commitment"));
    assert!(failure(&|d| d.opening.asset = Decimal(0)).contains("asset is none"));
    assert!(failure(&|d| d.opening.rseed.0[0] ^= 1).contains("commitment"));
    assert!(failure(&|d| d.opening.memo.0[3] ^= 1).contains("memo"));
    // Another address of the same recipient, and one with the same owner but another key.
    let other = address(&mut wallet(3));
    assert!(failure(&|d| d.opening.address = other.clone()).contains("commitment"));
    let own = alice.parse_address(&disclosure.opening.address).unwrap();
    let stranger = alice.parse_address(&other).unwrap();
    let mixed = shoji_shielded::address::Address { pk_d: stranger.pk_d, ..own };
    let mixed = mixed.encode(alice.network());
    assert!(failure(&|d| d.opening.address = mixed.clone()).contains("ciphertext"));
    assert!(failure(&|d| d.output = (d.output + 1) % 3).contains("commitment"));
    assert!(failure(&|d| d.output = 3).contains("no output 3"));
    assert!(failure(&|d| d.genesis = Bytes(vec![1; 32])).contains("another chain"));
    assert!(failure(&|d| d.verifier = String::new()).contains("missing"));
    assert!(failure(&|d| d.inclusion.index = 0).contains("does not count"));
}

#[tokio::test]
async fn a_wallet_restored_from_its_words_discloses_what_it_paid() {
    let (_, _, node, record) = paid().await;
    let mut again = wallet(1);
    sync(&mut again, &node).await;
    let disclosure = disclose(&again, &node, record.bundle_id).await.unwrap();
    let shown = disclosure.check(&known(&node, &disclosure).await, None, None).unwrap();
    assert_eq!(shown.role, Role::Sender);
    // By place as well as by name.
    let (block, index) = (shown.included.number, shown.included.index);
    let by_place: Transaction = format!("{block}-{index}").parse().unwrap();
    let by_name: Transaction = format!("0x{}", hex::encode(record.bundle_id)).parse().unwrap();
    for transaction in [by_place, by_name] {
        let again = again.disclose(&node, transaction, None, None, BANK).await.unwrap();
        assert_eq!(again.opening, disclosure.opening);
    }
    assert!("120".parse::<Transaction>().unwrap_err().contains("BLOCK-INDEX"));
}

#[tokio::test]
async fn what_a_wallet_did_not_pay_or_receive_it_cannot_disclose() {
    let (alice, bob, node, record) = paid().await;
    let named = Transaction::Bundle(record.bundle_id);
    let evidence = |error: WalletError| match error {
        WalletError::Evidence(what) => what,
        other => panic!("{other}"),
    };
    let error = bob.disclose(&node, named, None, Some(Role::Sender), BANK).await.unwrap_err();
    assert!(evidence(error).contains("cannot show that it made"));
    let error = alice.disclose(&node, named, None, Some(Role::Recipient), BANK).await.unwrap_err();
    assert!(evidence(error).contains("no output"));
    let mut carol = wallet(3);
    sync(&mut carol, &node).await;
    let error = disclose(&carol, &node, record.bundle_id).await.unwrap_err();
    assert!(matches!(error, WalletError::Input(_)));
    // One of the three outputs is a dummy, and one the change, which is shown where it is named.
    let mut opened = Vec::new();
    for output in 0..4 {
        let made = alice.disclose(&node, named, Some(output), None, BANK).await;
        opened.extend(made.ok().map(|made| made.opening.value.0));
    }
    opened.sort_unstable();
    assert_eq!(opened, [SHJ, 4 * SHJ - FEE]);
    // Somebody who watches Alice's scope signs nothing.
    let key = alice.viewing_key("", true).unwrap();
    let mut watching = Wallet::watching_in_memory(key, alice.network()).unwrap();
    sync(&mut watching, &node).await;
    let error = disclose(&watching, &node, record.bundle_id).await.unwrap_err();
    assert!(matches!(error, WalletError::WatchOnly));
    // Nothing is disclosed before it is final, or to nobody.
    let error = alice.disclose(&node, named, None, None, ("", &[])).await.unwrap_err();
    assert!(matches!(error, WalletError::Input(_)));
    let error = alice.disclose(&node, named, None, None, ("x", &[0; 65])).await.unwrap_err();
    assert!(matches!(error, WalletError::Input(_)));
}

#[tokio::test]
async fn a_payment_that_is_not_final_is_not_disclosed_and_a_lying_node_is_named() {
    let ((mut alice, node), to) = (funded(1, &[5 * SHJ]).await, address(&mut wallet(2)));
    let record = pay(&mut alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    node.advance_unfinalized(1);
    sync(&mut alice, &node).await;
    let error = disclose(&alice, &node, record.bundle_id).await.unwrap_err();
    assert!(error.to_string().contains("not final"), "{error}");
    node.advance(1);
    sync(&mut alice, &node).await;
    *node.body_lie.lock().unwrap() = Some(|body| body[1][1_000] ^= 1);
    let error = disclose(&alice, &node, record.bundle_id).await.unwrap_err();
    assert!(matches!(error, WalletError::Node(NodeError::Lying { .. })), "{error}");
    *node.body_lie.lock().unwrap() = None;
    let disclosure = disclose(&alice, &node, record.bundle_id).await.unwrap();
    assert_eq!(known(&node, &disclosure).await.head.0, node.info().await.unwrap().finalized.number);
}

#[tokio::test]
async fn a_shield_and_an_unshield_are_disclosed_like_a_transfer() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let record = alice.history().unwrap().remove(0);
    for role in [Role::Sender, Role::Recipient] {
        let named = Transaction::Bundle(record.bundle_id);
        let made = alice.disclose(&node, named, None, Some(role), BANK).await.unwrap();
        let shown = made.check(&known(&node, &made).await, None, None).unwrap();
        assert_eq!((shown.role, shown.included.call.kind), (role, CallKind::Shield));
        assert_eq!((shown.included.call.party, shown.opened.payment.value), (DEPOSITOR, 5 * SHJ));
    }
    // What left the pool is in the clear in its extrinsic; the change is disclosed where it is named.
    let (asset, text) = (AssetId::NATIVE, "account".into());
    let intent = Intent::Unshield { to: [7; 32], text, asset, amount: 2 * SHJ };
    let record = pay(&mut alice, &node, intent).await.unwrap();
    node.advance(1);
    sync(&mut alice, &node).await;
    let named = Transaction::Bundle(record.bundle_id);
    assert!(alice.disclose(&node, named, None, None, BANK).await.is_err());
    for output in 0..3 {
        let made = alice.disclose(&node, named, Some(output), None, BANK).await;
        let Ok(made) = made else { continue };
        let shown = made.check(&known(&node, &made).await, None, None).unwrap();
        let call = &shown.included.call;
        assert_eq!(
            (call.kind, call.party, call.bundle.amount),
            (CallKind::Unshield, [7; 32], 2 * SHJ)
        );
        assert_eq!(shown.opened.payment.value, 3 * SHJ - FEE);
        return;
    }
    panic!("the change was not disclosed");
}
