//! Statements about notes, made by a wallet and checked by their verifier.

use crate::chain::TestNode;
use crate::support::*;
use shoji_prover::{Held as HeldSet, Paid, Proven, Prover, Received};
use shoji_shielded::asset::AssetId;
use shoji_shielded::statement::Held;
use shoji_wallet::disclosure::Transaction;
use shoji_wallet::error::WalletError;
use shoji_wallet::evidence::{export, Bytes, KnownBlocks};
use shoji_wallet::node::{Node, WholeBlocks};
use shoji_wallet::statement::{development_key, Kind, Shown, StatementFile, Terms};
use shoji_wallet::wallet::Wallet;

const BANK: (&str, &[u8]) = ("the bank", &[4, 2]);

fn terms(threshold: u128) -> Terms<'static> {
    Terms { subject: None, asset: AssetId::NATIVE, threshold, verifier: BANK.0, nonce: BANK.1 }
}

fn prover<S: Proven>() -> Prover<S> {
    Prover::load(&shoji_prover::default_dir().unwrap(), &mut |_| {}).unwrap()
}

async fn finalized(node: &TestNode) -> u32 {
    node.info().await.unwrap().finalized.number
}

async fn known(node: &TestNode, file: &StatementFile) -> KnownBlocks {
    KnownBlocks::from_node(node, &file.wanted().unwrap(), None).await.unwrap()
}

/// What is wrong with a statement, in words; nothing where it holds.
fn failed(file: &StatementFile, known: &KnownBlocks) -> String {
    let checked = file.check(known, Some(BANK.0), Some(BANK.1), development_key);
    checked.map_or_else(|failed| failed.join("; "), |_| String::new())
}

/// Edits that a verifier must notice, whatever is stated.
fn edits(file: &StatementFile) -> Vec<StatementFile> {
    let mut edited = Vec::new();
    let mut edit = |change: &dyn Fn(&mut StatementFile)| {
        let mut other = file.clone();
        change(&mut other);
        edited.push(other);
    };
    edit(&|file| file.format.push('2'));
    edit(&|file| file.genesis.0[0] ^= 1);
    edit(&|file| file.circuit ^= 1);
    edit(&|file| file.verifier.push('s'));
    edit(&|file| file.nonce.0.push(0));
    edit(&|file| file.statement.0.push(0));
    edit(&|file| file.last = Bytes(file.last.0[..20].to_vec()));
    edit(&|file| {
        file.before = match &file.before {
            Some(_) => None,
            None => Some(file.last.clone()),
        }
    });
    for byte in 0..file.statement.0.len() {
        edit(&|file| file.statement.0[byte] ^= 1);
    }
    for byte in 0..file.last.0.len() {
        edit(&|file| file.last.0[byte] ^= 1);
    }
    edited
}

/// The statement holds for the verifier by a node and by a file of headers, and nothing that was edited does.
async fn assert_holds(node: &TestNode, file: &StatementFile) {
    let read = StatementFile::read(&serde_json::to_string_pretty(file).unwrap()).unwrap();
    assert_eq!(read, *file);
    let by_node = known(node, file).await;
    assert_eq!(failed(file, &by_node), "");
    let mut headers = Vec::new();
    export(node, 0, None, &mut headers, &mut |_, _| {}).await.unwrap();
    let wanted = file.wanted().unwrap();
    assert_eq!(failed(file, &KnownBlocks::from_file(&headers[..], &wanted, None).unwrap()), "");
    for other in [("a bank", BANK.1), (BANK.0, &[4][..])] {
        let checked = file.check(&by_node, Some(other.0), Some(other.1), development_key);
        assert_eq!(checked.unwrap_err().len(), 1);
    }
    for edited in edits(file) {
        assert_ne!(failed(&edited, &by_node), "", "{edited:?}");
    }
}

fn evidence(error: WalletError) -> String {
    match error {
        WalletError::Evidence(what) => what,
        other => panic!("{other}"),
    }
}

/// A wallet whose scope received three notes in three blocks.
async fn three_notes() -> (Wallet, TestNode) {
    let (mut alice, node) = funded(1, &[SHJ, 2 * SHJ, 4 * SHJ]).await;
    node.advance(8);
    sync(&mut alice, &node).await;
    (alice, node)
}

#[tokio::test]
async fn what_was_received_is_stated_and_verified_for_its_blocks_and_no_more() {
    let (alice, node) = three_notes().await;
    let blocks = |from| from..=3u32;
    let all = alice.state_received(&node, "", &blocks(0), &terms(7 * SHJ)).await.unwrap();
    assert_holds(&node, &all.finish(&alice, &prover::<Received>()).unwrap()).await;
    // One unit more, and blocks without the first note.
    for (from, threshold) in [(0, 7 * SHJ + 1), (2, 7 * SHJ)] {
        let refused = alice.state_received(&node, "", &blocks(from), &terms(threshold)).await;
        assert!(evidence(refused.err().unwrap()).contains("nothing is proven"));
    }
    let later = alice.state_received(&node, "", &blocks(2), &terms(6 * SHJ)).await.unwrap();
    let later = later.finish(&alice, &prover::<Received>()).unwrap();
    assert!(later.before.is_some());
    assert_holds(&node, &later).await;
    let future = finalized(&node).await + 1;
    let refused = alice.state_received(&node, "", &(0..=future), &terms(1)).await;
    assert!(refused.err().unwrap().to_string().contains("not final"));
}

#[tokio::test]
async fn what_is_held_counts_as_few_notes_as_suffice_and_is_spent_once_it_is() {
    let ((mut alice, node), mut bob) = (three_notes().await, wallet(2));
    let height = finalized(&node).await;
    let prover = prover::<HeldSet>();
    let real: Vec<[u8; 32]> = alice.notes().unwrap().iter().map(|note| note.nullifier).collect();
    let shown = |file: &StatementFile| match file.kind().unwrap() {
        Kind::Held(held) => held.nullifiers.iter().filter(|shown| real.contains(shown)).count(),
        _ => unreachable!(),
    };
    let mut files = Vec::new();
    for (threshold, count) in [(0, 0), (4 * SHJ, 1), (5 * SHJ, 2)] {
        let draft = alice.state_held(&node, "", height, &terms(threshold)).await.unwrap();
        files.push(draft.finish(&alice, &prover).unwrap());
        assert_eq!(shown(files.last().unwrap()), count);
    }
    let file = files.pop().unwrap();
    assert_holds(&node, &file).await;
    let checked = |file: StatementFile| {
        let node = &node;
        async move {
            let known = known(node, &file).await;
            file.check(&known, Some(BANK.0), Some(BANK.1), development_key).unwrap()
        }
    };
    let shown = checked(file.clone()).await;
    shown.check_unspent(&node, &mut |_, _| {}).await.unwrap();
    // Spent later: the statement about that block still holds, and one about a later block is found out.
    let to = address(&mut bob);
    pay(&mut alice, &node, transfer(&to, 6 * SHJ, "")).await.unwrap();
    node.advance(8);
    sync(&mut alice, &node).await;
    shown.check_unspent(&node, &mut |_, _| {}).await.unwrap();
    let later = finalized(&node).await;
    let refused = alice.state_held(&node, "", later, &terms(5 * SHJ)).await;
    assert!(evidence(refused.err().unwrap()).contains("nothing is proven"));
    // Whoever insists, of notes that are spent by then: the nullifiers are found, in the block that spent them.
    let Kind::Held(held) = shown.kind.clone() else { unreachable!() };
    let kind = Kind::Held(Held { height: later, ..held });
    let hash = node.block_hash(later).await.unwrap().unwrap();
    let insisting = Shown { kind, last: (later, hash), ..shown };
    let error = insisting.check_unspent(&node, &mut |_, _| {}).await.unwrap_err();
    assert!(evidence(error).contains("was spent in block"));
}

#[tokio::test]
async fn what_was_paid_is_stated_by_sender_and_recipient_alike() {
    let ((mut alice, node), mut bob) = (three_notes().await, wallet(2));
    let to = address(&mut bob);
    let record = pay(&mut alice, &node, transfer(&to, 3 * SHJ, "for the boat")).await.unwrap();
    node.advance(8);
    sync(&mut alice, &node).await;
    sync(&mut bob, &node).await;
    let blocks = 1..=finalized(&node).await;
    for wallet in [&alice, &bob] {
        let named = Transaction::Bundle(record.bundle_id);
        let (payment, output) = wallet.payment(&node, named, None).await.unwrap();
        let at_least = terms(3 * SHJ);
        let draft = wallet.state_paid(&node, &payment, output, &blocks, &at_least).await.unwrap();
        let file = draft.finish(wallet, &prover::<Paid>()).unwrap();
        assert!(!serde_json::to_string(&file).unwrap().contains("boat"));
        if core::ptr::eq(wallet, &alice) {
            assert_holds(&node, &file).await;
        } else {
            assert_eq!(failed(&file, &known(&node, &file).await), "");
        }
        let more = terms(3 * SHJ + 1);
        let refused = wallet.state_paid(&node, &payment, output, &blocks, &more).await;
        assert!(evidence(refused.err().unwrap()).contains("of less"));
    }
}
