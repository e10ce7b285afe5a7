//! What owners and auditors keep to, and what a node that lies gets (docs/protocol §11, §16).

use crate::chain::TestNode;
use crate::granting::*;
use crate::register::{prover, GRACE};
use crate::support::*;
use crate::views::ledger;
use codec::Encode;
use shoji_shielded::address::Network;
use shoji_shielded::grant::revocation::RevocationFee::FromDeposit;
use shoji_shielded::grant::GrantKind;
use shoji_wallet::error::WalletError;
use shoji_wallet::grants::{
    expiry, grantable, include_by, Standing, Terms, Views, EXPIRY_STEP, MAX_VALIDITY,
};
use shoji_wallet::node::register::{fetch_auditor, fetch_auditors, fetch_grants, Register};
use shoji_wallet::store::GrantRecord;

#[tokio::test]
async fn a_wallet_restored_from_its_words_finds_its_grants_among_those_of_everybody_and_ends_them()
{
    let (mut owner, node) = ledger().await;
    let desks = [9, 10, 11].map(|seed| desk(&node, seed));
    let (mut other, mut made) = (wallet(3), Vec::new());
    for (desk, scope) in desks.iter().zip(["rent", "payroll", ""]) {
        granted(&mut other, &node, desk.account, ("", GrantKind::Full, true)).await;
        let what = (scope, GrantKind::Full, scope == "rent");
        made.push(granted(&mut owner, &node, desk.account, what).await);
    }
    let mut again = wallet(2);
    again.address("rent", false).unwrap();
    sync(&mut again, &node).await;
    let (genesis, at) = (genesis(&node), best(&node));
    assert!(again.own_grants(&node, &genesis, at, false).await.unwrap().is_empty());
    let found = again.own_grants(&node, &genesis, at, true).await.unwrap();
    assert_eq!(found.len(), 3);
    for record in &made {
        let mine = found.iter().find(|mine| mine.record.id == record.id).unwrap();
        assert_eq!(mine.standing, Some(Standing::InForce));
        // A label that was forgotten is not known; the address is, by opening the grant again.
        let scope = record.scope.clone().filter(|label| label != "payroll");
        let block = mine.served.as_ref().map(|served| served.block);
        assert_eq!(mine.record, GrantRecord { scope, block, ..record.clone() });
        let signature = again.sign_revocation(&mine.record, &genesis, FromDeposit).unwrap();
        node.revoke(&record.id, &signature).await.unwrap();
    }
    let after = again.own_grants(&node, &genesis, at, false).await.unwrap();
    assert!(after.iter().all(|mine| mine.standing == Some(Standing::Gone)));
    assert_eq!(node.register.lock().unwrap().grants.len(), 3);
    let past = again.own_grants(&node, &genesis, at + 2_000, false).await.unwrap();
    assert!(past.iter().all(|mine| mine.standing == Some(Standing::Expired)));
}

#[tokio::test]
async fn an_owner_asks_for_all_grants_of_an_auditor_and_for_no_single_one() {
    let (mut owner, node) = (wallet(2), TestNode::new());
    let mut other = wallet(3);
    let desk = desk(&node, 9);
    let mut logs = Vec::new();
    for wallet in [&mut owner, &mut other] {
        granted(wallet, &node, desk.account, ("", GrantKind::Incoming, true)).await;
    }
    granted(&mut owner, &node, desk.account, ("", GrantKind::Full, true)).await;
    for wallet in [&mut owner, &mut other] {
        for search in [false, true] {
            node.requests.lock().unwrap().clear();
            wallet.own_grants(&node, &genesis(&node), best(&node), search).await.unwrap();
            logs.push(node.requests.lock().unwrap().clone());
        }
    }
    // Whoever of the two asks, with one grant or with two, asks the same.
    assert_eq!((&logs[0], &logs[1]), (&logs[2], &logs[3]));
    let account = hex::encode(desk.account);
    assert!(logs[0][0].starts_with(&format!("shoji_grants({account}, None")), "{:?}", logs[0]);
    assert!(logs.iter().flatten().all(|request| !request.starts_with("shoji_grant(")));
    // A search begins with all auditors, so the node does not learn which are meant.
    assert!(logs[1][0].starts_with("shoji_auditors(None"));
}

#[tokio::test]
async fn grants_of_before_and_after_a_rotation_are_opened_by_the_wallet_that_rotated() {
    let (mut owner, node) = (wallet(2), TestNode::new());
    sync(&mut owner, &node).await;
    let desk = desk(&node, 9);
    let genesis = genesis(&node);
    let old = terms(&owner, &node, desk.account, ("", GrantKind::Incoming, true)).await;
    let (key, possession) = desk.wallet.possession(&genesis, &desk.account, 2).unwrap();
    node.rotate(desk.account, key, &possession);
    // Proven for the key before, within the grace.
    let (grant, late) = owner.make_grant(&old, &genesis, prover()).unwrap();
    node.take_grant(PAYER, &grant.encode()).unwrap();
    let new = granted(&mut owner, &node, desk.account, ("", GrantKind::Full, true)).await;
    assert_eq!((late.key_version, new.key_version), (1, 2));
    for id in [late.id, new.id] {
        opened(&desk, &node, &id).await;
    }
    assert_eq!(Views::of(desk.directory.path()).all().unwrap().len(), 2);
    // After the grace it is refused, and so is everything once the auditor leaves.
    let (grant, _) = owner.make_grant(&old, &genesis, prover()).unwrap();
    let mut register = node.register.lock().unwrap();
    register.auditors.get_mut(&desk.account).unwrap().previous_key.as_mut().unwrap().until = 0;
    drop(register);
    assert_eq!(node.take_grant(PAYER, &grant.encode()), Err("KeyRetired"));
    assert_eq!(GRACE, 14_400);
    node.close(desk.account);
    assert_eq!(node.take_grant(PAYER, &grant.encode()), Err("AuditorClosing"));
    let entry = fetch_auditor(&node, &desk.account).await.unwrap().unwrap();
    assert!(grantable(&entry).unwrap_err().to_string().contains("no more grants"));
}

#[tokio::test]
async fn a_node_that_passes_its_own_key_off_as_the_auditors_is_noticed_where_that_is_possible() {
    let (mut owner, node) = (wallet(2), TestNode::new());
    let desk = desk(&node, 9);
    let record = granted(&mut owner, &node, desk.account, ("", GrantKind::Full, true)).await;
    owner.own_grants(&node, &genesis(&node), best(&node), false).await.unwrap();
    let mut entry = fetch_auditor(&node, &desk.account).await.unwrap().unwrap();
    owner.check_known_key(&desk.account, &entry.key).unwrap();
    entry.key.key = wallet(66).sealing_key(1).unwrap();
    let error = owner.check_known_key(&desk.account, &entry.key).unwrap_err().to_string();
    assert!(error.contains("another sealing key") && error.contains(&hex::encode(record.id)));
    // One that is sealed to such a key is refused by the chain, and by then the node has it.
    let lied = Terms {
        key: entry.key,
        ..terms(&owner, &node, desk.account, ("", GrantKind::Full, true)).await
    };
    let (grant, _) = owner.make_grant(&lied, &genesis(&node), prover()).unwrap();
    assert_eq!(node.take_grant(PAYER, &grant.encode()), Err("InvalidProof"));
    // Points that no chain registers are refused before anything is sealed: not canonical, the identity, and one with
    // a part of small order.
    let mut identity = [0; 32];
    identity[0] = 1;
    for bad in [[0xff; 32], [0; 32], identity] {
        entry.key.key = bad;
        assert!(grantable(&entry).unwrap_err().to_string().contains("prime order"));
        assert!(owner
            .make_grant(&Terms { key: entry.key, ..lied.clone() }, &[0; 32], prover())
            .is_err());
    }
}

#[tokio::test]
async fn lists_that_contradict_themselves_are_refused() {
    let (mut owner, node) = (wallet(2), TestNode::new());
    let (desk, other) = (desk(&node, 9), desk(&node, 10));
    let record = granted(&mut owner, &node, desk.account, ("", GrantKind::Full, true)).await;
    assert_eq!(fetch_auditors(&node).await.unwrap().len(), 2);
    // Another auditor's, under this one's account.
    let mut register = node.register.lock().unwrap();
    register.grants.get_mut(&record.id).unwrap().auditor = other.account;
    drop(register);
    let genesis = genesis(&node);
    let error = fetch_grants(&node, &genesis, &other.account).await.unwrap_err();
    assert!(error.to_string().contains("does not belong together"), "{error}");
    // The entry of another account, and one with a text that no chain takes.
    let mut register = node.register.lock().unwrap();
    register.auditors.get_mut(&desk.account).unwrap().account = other.account;
    register.auditors.get_mut(&other.account).unwrap().name = "x".repeat(65);
    drop(register);
    let error = fetch_auditor(&node, &desk.account).await.unwrap_err();
    assert!(error.to_string().contains("another account"), "{error}");
    assert!(fetch_auditor(&node, &other.account).await.is_err());
    assert!(fetch_auditors(&node).await.is_err());
}

#[tokio::test]
async fn an_address_that_is_not_of_the_scope_is_not_granted() {
    let mut owner = wallet(2);
    let [default, rent] = ["", "rent"].map(|scope| owner.address(scope, true).unwrap().address);
    assert_eq!(
        owner.granted_address("rent", Some(&rent)).unwrap().encode(Network::Development),
        rent
    );
    let error =
        |scope, text: &str| owner.granted_address(scope, Some(text)).unwrap_err().to_string();
    assert!(error("rent", &default).contains("address of scope ''"), "{}", error("rent", &default));
    assert!(error("rent", &address(&mut wallet(3))).contains("no address of scope 'rent'"));
    assert!(matches!(owner.granted_address("rnet", None), Err(WalletError::UnknownScope(_))));
}

#[test]
fn the_blocks_of_a_grant_do_not_say_when_or_by_whom_it_was_made() {
    for finalized in [0, 1, 7, 8, 1_000, 5_000_000] {
        for valid_for in [1, 1_000, 1_024, MAX_VALIDITY - EXPIRY_STEP] {
            let last = expiry(finalized, valid_for);
            assert_eq!(last % EXPIRY_STEP, 0);
            assert!(last >= finalized + valid_for && last < finalized + valid_for + EXPIRY_STEP);
            // The chain takes it in the next block.
            assert!(last - (finalized + 1) <= MAX_VALIDITY);
        }
        assert_eq!(include_by(finalized), finalized / 8 * 8 + 1_024);
    }
}

#[tokio::test]
async fn a_grant_that_was_held_back_is_not_taken_after_the_block_that_it_names() {
    let (mut owner, node) = (wallet(2), TestNode::new());
    let desk = desk(&node, 9);
    let made = terms(&owner, &node, desk.account, ("", GrantKind::Incoming, true)).await;
    let made = Terms { include_by: 3, ..made };
    let (grant, record) = owner.make_grant(&made, &genesis(&node), prover()).unwrap();
    owner.remember_grant(&record).unwrap();
    let listed = |best| (best, genesis(&node));
    for (best, standing) in [(3, Standing::Submitted), (4, Standing::Missed)] {
        let (best, genesis) = listed(best);
        let mine = owner.own_grants(&node, &genesis, best, false).await.unwrap();
        assert_eq!(mine[0].standing, Some(standing));
    }
    node.advance(3);
    assert_eq!(node.take_grant(PAYER, &grant.encode()), Err("IncludedTooLate"));
}
