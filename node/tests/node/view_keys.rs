//! What the RPC says of auditors and grants.

use codec::Decode;
use serde_json::{json, to_value};
use shoji_node::rpc::shoji::{bytes, submit::explain, Auditor, Grant, GrantAnswer, Revoking};
use shoji_runtime::{AuditorInfo, GrantInfo, GrantStatus, Hash};
use shoji_shielded::grant::{rules::RevocationRefusal, GrantKind};
use sp_runtime::transaction_validity::InvalidTransaction;

/// `0x`, then the same byte so many times.
fn repeated(digits: &str, count: usize) -> String {
    format!("0x{}", digits.repeat(count))
}

/// An auditor from the fields of its encoding: account, texts, policy hash, key, previous key, the rest.
fn auditor(previous: Option<((u16, [u8; 32]), u32)>) -> AuditorInfo {
    let texts = ("Émile".as_bytes().to_vec(), b"mail".to_vec(), b"https://x".to_vec());
    let fields =
        ([1u8; 32], texts, [2u8; 32], (3u16, [4u8; 32]), previous, true, 5u32, 10_000_000_000u128);
    AuditorInfo::decode(&mut &codec::Encode::encode(&fields)[..]).unwrap()
}

#[test]
fn an_auditor_is_served_as_the_specification_says() {
    let served = to_value(Auditor::from(auditor(Some(((2, [6; 32]), 77))))).unwrap();
    let expected = json!({
        "account": repeated("01", 32),
        "name": "Émile",
        "contact": "mail",
        "policyUri": "https://x",
        "policyHash": repeated("02", 32),
        "key": { "version": 3, "key": repeated("04", 32) },
        "previousKey": { "version": 2, "key": repeated("06", 32), "until": 77 },
        "closing": true,
        "outstanding": 5,
        "deposit": "10000000000",
    });
    assert_eq!(served, expected);
    let served = to_value(Auditor::from(auditor(None))).unwrap();
    assert_eq!(served["previousKey"], json!(null));
}

/// A grant from the fields of its encoding.
fn grant(kind: GrantKind, address: Option<[u8; 75]>, acknowledged: Option<u32>) -> GrantInfo {
    let sealed = ([6u8; 32], [[7u8; 32]; 6], 90u32, 91u32, [8u8; 32], [9u8; 32]);
    let chain = ([10u8; 32], 1_000_000_000u128, 50u32, acknowledged);
    let head = ([1u8; 32], 1u16, [2u8; 32], 3u16, [11u8; 32], kind, address, [5u8; 32]);
    GrantInfo::decode(&mut &codec::Encode::encode(&(head, sealed, chain))[..]).unwrap()
}

#[test]
fn a_grant_is_served_as_the_specification_says() {
    let served = to_value(Grant::from(grant(GrantKind::Full, Some([4; 75]), Some(60)))).unwrap();
    let expected = json!({
        "id": repeated("01", 32),
        "auditor": repeated("02", 32),
        "keyVersion": 3,
        "key": repeated("0b", 32),
        "kind": "full",
        "address": repeated("04", 75),
        "commitment": repeated("05", 32),
        "epk": repeated("06", 32),
        "words": vec![repeated("07", 32); 6],
        "expiry": 90,
        "includeBy": 91,
        "revocationKey": repeated("08", 32),
        "rk": repeated("09", 32),
        "payer": repeated("0a", 32),
        "deposit": "1000000000",
        "block": 50,
        "acknowledged": 60,
    });
    assert_eq!(served, expected);
    let served = to_value(Grant::from(grant(GrantKind::Incoming, None, None))).unwrap();
    assert_eq!(served["kind"], "incoming");
    assert_eq!((&served["address"], &served["acknowledged"]), (&json!(null), &json!(null)));
}

#[test]
fn the_status_of_a_grant_has_the_names_of_the_specification() {
    let info = || grant(GrantKind::Full, None, None);
    let answers = [
        (GrantStatus::Unknown, "unknown", false),
        (GrantStatus::InForce(info()), "inForce", true),
        (GrantStatus::Expired(info()), "expired", true),
        (GrantStatus::Revoked, "revoked", false),
    ];
    for (status, name, has_grant) in answers {
        let served = to_value(GrantAnswer::from(status)).unwrap();
        assert_eq!(served["status"], name);
        assert_eq!(served["grant"].is_object(), has_grant);
    }
    let revoking = Revoking { grant_id: "0x01".into(), extrinsic_hash: Hash::zero() };
    let served = to_value(revoking).unwrap();
    assert_eq!(served["grantId"], "0x01");
    assert_eq!(served["extrinsicHash"], repeated("00", 32));
}

#[test]
fn a_refused_revocation_names_its_rule() {
    for refusal in RevocationRefusal::ALL {
        let error = explain(InvalidTransaction::Custom(refusal.code()));
        assert_eq!(error.code(), 9_000 + i32::from(refusal.code()));
        assert!(error.message().starts_with(refusal.name()), "{}", error.message());
        let data = error.data().unwrap().get();
        assert_eq!(data, json!({ "rule": refusal.name() }).to_string());
    }
    // A rule of bundles is one as before, and what is no rule has no code of one.
    assert_eq!(explain(InvalidTransaction::Custom(11)).code(), 9_011);
    assert_eq!(explain(InvalidTransaction::Custom(19)).code(), 9_000);
    assert_eq!(explain(InvalidTransaction::Stale).code(), 9_000);
}

#[test]
fn an_argument_that_is_not_what_it_is_to_be_is_an_error_that_names_it() {
    let good = repeated("ab", 32);
    assert_eq!(bytes::read::<32>("the account", &good).unwrap(), [0xab; 32]);
    assert_eq!(bytes::read::<32>("the account", &good[2..]).unwrap(), [0xab; 32]);
    assert_eq!(bytes::read_some::<32>("the account", None).unwrap(), None);
    let cases = [
        ("0xzz", "the account is not hexadecimal"),
        ("0x", "the account has 0 bytes, not 32"),
        (&repeated("ab", 33), "the account has 33 bytes, not 32"),
    ];
    for (text, message) in cases {
        let error = bytes::read::<32>("the account", text).unwrap_err();
        assert_eq!(error.code(), 9_100);
        assert!(error.message().contains(message), "{}", error.message());
        assert!(bytes::read_some::<32>("the account", Some(text)).is_err());
    }
}
