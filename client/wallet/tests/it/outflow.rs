//! What left an audited account, stated by its wallet and checked by the verifier that it is for.

use crate::audited::{audited, company};
use crate::chain::{header_of, served, TestNode};
use crate::command::{fails, restored, shoji};
use crate::support::*;
use codec::Encode;
use shoji_prover::OutflowProver;
use shoji_shielded::asset::AssetId;
use shoji_shielded::outflow::{Outflow, BUNDLES};
use shoji_wallet::error::WalletError;
use shoji_wallet::evidence::{export, Bytes, KnownBlocks};
use shoji_wallet::node::{Node, NodeError};
use shoji_wallet::statement::development_key;
use shoji_wallet::statement::outflow::{OutflowDraft, OutflowFile, OutflowShown, OutflowTerms};
use shoji_wallet::statement::Blocks;
use shoji_wallet::wallet::Wallet;
use std::sync::OnceLock;

const BANK: (&str, &[u8]) = ("the bank", &[4, 2]);

fn terms(limit: u128) -> OutflowTerms<'static> {
    let (verifier, nonce) = BANK;
    OutflowTerms { subject: None, asset: AssetId::NATIVE, limit, verifier, nonce }
}

/// Parameters are read once for all tests.
fn prover() -> &'static OutflowProver {
    static PROVER: OnceLock<OutflowProver> = OnceLock::new();
    PROVER.get_or_init(|| {
        OutflowProver::load(&shoji_prover::default_dir().unwrap(), &mut |_| {}).unwrap()
    })
}

async fn finalized(node: &TestNode) -> u32 {
    node.info().await.unwrap().finalized.number
}

async fn state(
    owner: &Wallet,
    node: &TestNode,
    blocks: &Blocks,
    terms: &OutflowTerms<'_>,
) -> Result<OutflowDraft, WalletError> {
    owner.state_outflow(node, "rent", blocks, terms, &mut |_, _| {}).await
}

fn finish(draft: OutflowDraft, owner: &Wallet) -> OutflowFile {
    draft.finish(owner, prover(), &mut |_, _| {}).unwrap()
}

async fn known(node: &TestNode, file: &OutflowFile) -> KnownBlocks {
    KnownBlocks::from_node(node, &file.wanted().unwrap(), None).await.unwrap()
}

async fn check(
    file: &OutflowFile,
    node: &TestNode,
    known: &KnownBlocks,
) -> Result<OutflowShown, WalletError> {
    let asked = (Some(BANK.0), Some(BANK.1));
    file.check(node, known, asked, development_key, &mut |_, _| {}).await
}

fn evidence(error: WalletError) -> String {
    match error {
        WalletError::Evidence(what) => what,
        other => panic!("{other}"),
    }
}

/// The company, and somebody else who pays on the same chain, in `others` bundles and more.
async fn busy(others: usize) -> (Wallet, TestNode) {
    let (mut owner, node) = company().await;
    let mut alice = wallet(1);
    for _ in 0..others {
        shield(&mut alice, &node, 9 * SHJ).await;
        node.advance(1);
    }
    node.advance(8);
    sync(&mut alice, &node).await;
    let to = address(&mut wallet(3));
    pay(&mut alice, &node, transfer(&to, 5 * SHJ, "")).await.unwrap();
    node.advance(9);
    sync(&mut owner, &node).await;
    (owner, node)
}

/// What left the company: two payments and an unshield, and the fees of these and of a move between its scopes. The move
/// itself, change, and what it shielded have not left.
const LEFT: u128 = 7 * SHJ + 4 * FEE;

/// Edits that a verifier must notice: of every field, and of every byte of the statement and of the last header.
fn edits(file: &OutflowFile) -> Vec<OutflowFile> {
    let mut edited = Vec::new();
    let mut edit = |change: &dyn Fn(&mut OutflowFile)| {
        let mut other = file.clone();
        change(&mut other);
        edited.push(other);
    };
    edit(&|file| file.format.push('2'));
    edit(&|file| file.genesis.0[0] ^= 1);
    edit(&|file| file.genesis.0.truncate(31));
    edit(&|file| file.verifier.push('s'));
    edit(&|file| file.verifier.clear());
    edit(&|file| file.nonce.0.push(0));
    edit(&|file| file.nonce.0.clear());
    edit(&|file| file.statement.0.push(0));
    edit(&|file| file.statement.0.truncate(600));
    edit(&|file| file.last = Bytes(file.last.0[..20].to_vec()));
    edit(&|file| file.before = file.before.is_none().then(|| file.last.clone()));
    edit(&|file| file.last = file.before.clone().unwrap_or_default());
    edit(&|file| file.before = Some(file.last.clone()));
    for byte in 0..file.statement.0.len() {
        edit(&|file| file.statement.0[byte] ^= 1);
    }
    for byte in 0..file.last.0.len() {
        edit(&|file| file.last.0[byte] ^= 1);
    }
    for byte in 0..file.before.as_ref().map_or(0, |before| before.0.len()) {
        edit(&|file| file.before.as_mut().unwrap().0[byte] ^= 1);
    }
    edited
}

/// Edits of a statement whose proofs stay as they are.
fn rewritten(file: &OutflowFile, change: impl FnOnce(&mut Outflow)) -> OutflowFile {
    let mut outflow = file.outflow().unwrap();
    change(&mut outflow);
    OutflowFile { statement: Bytes(outflow.encode()), ..file.clone() }
}

#[tokio::test]
async fn what_left_an_audited_account_is_stated_to_the_unit_and_no_edit_goes_unnoticed() {
    let (owner, node) = busy(7).await;
    let end = finalized(&node).await;
    let blocks = 10..=end;
    // One unit less is refused before anything is proven, with how much left.
    let refused = evidence(state(&owner, &node, &blocks, &terms(LEFT - 1)).await.err().unwrap());
    assert!(refused.contains("nothing is proven: 7.04 SHJ left the account"), "{refused}");
    assert!(refused.contains("a scope of the account that this wallet does not know"), "{refused}");

    let draft = state(&owner, &node, &blocks, &terms(LEFT)).await.unwrap();
    // One shield of the company is before block 10; the rest is in two proofs.
    assert_eq!((draft.left(), draft.bundles()), (LEFT, 13));
    assert!(draft.bundles() > BUNDLES);
    let mut steps = Vec::new();
    let mut progress = |made: usize, of: usize| steps.push((made, of));
    let file = draft.finish(&owner, prover(), &mut progress).unwrap();
    assert_eq!(steps, [(0, 2), (1, 2), (2, 2)]);
    let text = serde_json::to_string_pretty(&file).unwrap();
    assert_eq!(OutflowFile::read(&text).unwrap(), file);
    assert!(file.before.is_some());

    let by_node = known(&node, &file).await;
    let shown = check(&file, &node, &by_node).await.unwrap();
    assert_eq!((shown.bundles, shown.last.0, shown.outflow.limit), (13, end, LEFT));
    // By headers, with a node that has the blocks.
    let mut headers = Vec::new();
    export(&node, 0, None, &mut headers, &mut |_, _| {}).await.unwrap();
    let wanted = file.wanted().unwrap();
    let by_file = KnownBlocks::from_file(&headers[..], &wanted, None).unwrap();
    check(&file, &node, &by_file).await.unwrap();
    // For somebody else, or another question.
    for other in [("a bank", BANK.1), (BANK.0, &[4][..])] {
        let asked = (Some(other.0), Some(other.1));
        let checked = file.check(&node, &by_node, asked, development_key, &mut |_, _| {}).await;
        assert!(evidence(checked.unwrap_err()).contains("made for another"));
    }
    for (number, edited) in edits(&file).into_iter().enumerate() {
        assert!(check(&edited, &node, &by_node).await.is_err(), "edit {number}");
    }
    // The proofs of a statement are neither left out, nor repeated, nor in another order.
    let proofs: [fn(&mut Outflow); 4] = [
        |outflow| drop(outflow.chunks.pop()),
        |outflow| outflow.chunks.push(outflow.chunks[1].clone()),
        |outflow| outflow.chunks.swap(0, 1),
        |outflow| outflow.chunks.clear(),
    ];
    for change in proofs {
        assert!(check(&rewritten(&file, change), &node, &by_node).await.is_err());
    }
    let unknown = OutflowFile::read(&text.replace("\"genesis\"", "\"more\": 1, \"genesis\""));
    assert!(unknown.is_err());
    lies(&file, &node, &by_node).await;
}

/// What a node serves instead of the blocks of the statement is noticed by the verifier, who knows the hash of the last.
async fn lies(file: &OutflowFile, node: &TestNode, by_node: &KnownBlocks) {
    let lying = |error: WalletError| matches!(error, WalletError::Node(NodeError::Lying { .. }));
    // A bundle less, in the block's body and in what is said of the block.
    *node.body_lie.lock().unwrap() = Some(|body| drop(body.pop()));
    assert!(lying(check(file, node, by_node).await.unwrap_err()));
    *node.body_lie.lock().unwrap() = None;
    *node.lie.lock().unwrap() = Some(|block| block.bundles.clear());
    assert!(lying(check(file, node, by_node).await.unwrap_err()));
    // The header as well: then it is another block, and the next does not follow it.
    *node.lie.lock().unwrap() = Some(|block| {
        let mut header = header_of(block);
        if header.number == 20 {
            header.state_root[0] ^= 1;
            *block = served(&header, std::mem::take(&mut block.bundles));
        }
    });
    assert!(lying(check(file, node, by_node).await.unwrap_err()));
    *node.lie.lock().unwrap() = None;
    // Another chain, in which nothing happens after the first blocks.
    let quiet = node.copy();
    quiet.chain.lock().unwrap().fork_at(12);
    quiet.advance(by_node.head.0 + 9);
    let error = evidence(check(file, &quiet, by_node).await.unwrap_err());
    assert!(error.contains("the node has another block"), "{error}");
    // Blocks that are not there.
    quiet.chain.lock().unwrap().fork_at(12);
    let error = evidence(check(file, &quiet, by_node).await.unwrap_err());
    assert!(error.contains("does not have block"), "{error}");
    check(file, node, by_node).await.unwrap();
}

#[tokio::test]
async fn a_statement_of_a_chain_without_a_payment_is_none_of_the_chain_that_has_it() {
    // The owner follows a fork without the last payments, which its node calls final, and states what left there.
    let (mut owner, node) = company().await;
    let fork = node.copy();
    fork.chain.lock().unwrap().fork_at(18);
    fork.chain.lock().unwrap().finalized = 18;
    fork.advance(finalized(&node).await - 18);
    sync(&mut owner, &fork).await;
    let blocks = 1..=finalized(&fork).await;
    let draft = state(&owner, &fork, &blocks, &terms(0)).await.unwrap();
    assert_eq!(draft.left(), 0);
    let file = finish(draft, &owner);
    assert!(file.before.is_none());
    let on_fork = check(&file, &fork, &known(&fork, &file).await).await.unwrap();
    assert!(on_fork.genesis_compared);
    let true_blocks = known(&node, &file).await;
    let error = evidence(check(&file, &node, &true_blocks).await.unwrap_err());
    assert!(error.contains("of the chain has the hash"), "{error}");
    // With the headers of the true chain, which no signature covers, it is the proof that does not fit.
    let end = node.blocks(*blocks.end(), 1).await.unwrap().remove(0);
    let forged = OutflowFile { last: Bytes(end.header), ..file.clone() };
    let error = evidence(check(&forged, &node, &true_blocks).await.unwrap_err());
    assert!(error.contains("proof 1 does not verify for the bundles of the blocks"), "{error}");
    // A wallet that followed the true chain takes no other blocks from a node, and states nothing about those that are not final.
    let (owner, node) = company().await;
    let error = state(&owner, &fork, &blocks, &terms(LEFT)).await.err().unwrap();
    assert!(matches!(error, WalletError::Node(NodeError::Lying { .. })), "{error}");
    let future = 1..=finalized(&node).await + 1;
    let error = state(&owner, &node, &future, &terms(LEFT)).await.err().unwrap();
    assert!(error.to_string().contains("not final"), "{error}");
    *node.body_lie.lock().unwrap() = Some(|body| drop(body.pop()));
    let error = state(&owner, &node, &blocks, &terms(LEFT)).await.err().unwrap();
    assert!(matches!(error, WalletError::Node(NodeError::Lying { .. })), "{error}");
}

#[tokio::test]
async fn payments_between_scopes_that_the_wallet_knows_have_not_left_and_others_blocks_do_not_count(
) {
    let (owner, node) = busy(1).await;
    let end = finalized(&node).await;
    let left = |blocks: Blocks| {
        let (owner, node) = (&owner, &node);
        async move { state(owner, node, &blocks, &terms(u128::MAX)).await.unwrap().left() }
    };
    let at: Vec<u32> = owner.account_spends().unwrap().iter().map(|spend| spend.block).collect();
    // Shields, two payments, an unshield, a move, and what somebody else paid afterwards.
    assert_eq!(left(0..=at[1]).await, 0);
    assert_eq!(left(at[2]..=at[3]).await, 6 * SHJ + 2 * FEE);
    assert_eq!(left(at[4]..=at[4]).await, SHJ + FEE);
    assert_eq!(left(at[5]..=at[5]).await, FEE);
    assert_eq!(left(at[5] + 1..=end).await, 0);
    assert_eq!(left(0..=end).await, LEFT);
    // Of another asset nothing left.
    let other = OutflowTerms { asset: AssetId::new(7, 1).unwrap(), ..terms(0) };
    assert_eq!(state(&owner, &node, &(0..=end), &other).await.unwrap().left(), 0);
    // A wallet of the same words that knows one scope only counts what went to the other, change included.
    let mut fresh = audited(2);
    fresh.address("rent", false).unwrap();
    sync(&mut fresh, &node).await;
    let all = 0..=end;
    let more = state(&fresh, &node, &all, &terms(u128::MAX)).await.unwrap().left();
    // To payroll: the shield, the change of its payment, and the move.
    assert_eq!(more, LEFT + 20 * SHJ + (17 * SHJ - FEE) + SHJ);
    let refused = evidence(state(&fresh, &node, &all, &terms(LEFT)).await.err().unwrap());
    assert!(refused.contains("does not know counts as left"), "{refused}");
    // The account is named by an address of a scope that the wallet has.
    let unknown = fresh.state_outflow(&node, "payroll", &all, &terms(0), &mut |_, _| {}).await;
    assert!(matches!(unknown.err().unwrap(), WalletError::UnknownScope(_)));
    let address = owner.parse_address(&address(&mut wallet(3))).unwrap();
    let of_another = OutflowTerms { subject: Some(&address), ..terms(LEFT) };
    let refused = state(&owner, &node, &all, &of_another).await.err().unwrap();
    assert!(refused.to_string().contains("not one of the scope"), "{refused}");
}

#[tokio::test]
async fn an_account_that_is_not_audited_states_nothing_of_what_left_it() {
    let (alice, node) = funded(1, &[SHJ]).await;
    let refused = alice.state_outflow(&node, "", &(0..=1), &terms(SHJ), &mut |_, _| {}).await;
    let refused = refused.err().unwrap();
    assert!(matches!(refused, WalletError::Input(_)), "{refused}");
    assert!(refused.to_string().contains("not an audited one"), "{refused}");
    // Nor does whoever watches an audited account, with its audit key.
    let (owner, node) = company().await;
    let granted = (owner.viewing_key("rent", true).unwrap(), owner.audit_key());
    let mut auditor = Wallet::watching_granted(None, granted, owner.network(), "test").unwrap();
    sync(&mut auditor, &node).await;
    let refused = state(&auditor, &node, &(0..=1), &terms(SHJ)).await.err().unwrap();
    assert!(matches!(refused, WalletError::WatchOnly), "{refused}");
    // The command says so before it asks a node.
    let base = tempfile::tempdir().unwrap();
    let plain = base.path().join("wallet");
    restored(&plain);
    let prove = ["prove", "outflow", "--at-most", "1", "--to", "the bank", "--json"];
    let error = fails(&shoji(&plain, "passphrase", &prove), 2, "Input");
    assert!(error.contains("shoji wallet create --audited"), "{error}");
}

#[test]
fn a_file_that_is_no_outflow_statement_is_refused_by_the_command_before_it_asks_a_node() {
    let base = tempfile::tempdir().unwrap();
    let file = base.path().join("outflow.json");
    for (text, what) in [
        ("{\"format\": \"shoji-outflow-v1\"}", "this is no outflow statement"),
        (
            "{\"format\": \"shoji-outflow-v2\", \"genesis\": \"0x00\", \"verifier\": \"\", \"nonce\": \"0x\", \
             \"statement\": \"0x\", \"before\": null, \"last\": \"0x\"}",
            "format is 'shoji-outflow-v2'",
        ),
        (
            "{\"format\": \"shoji-outflow-v1\", \"genesis\": \"0x00\", \"verifier\": \"\", \"nonce\": \"0x\", \
             \"statement\": \"0x01\", \"before\": null, \"last\": \"0x\"}",
            "cannot be read as an outflow statement",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let arguments = ["verify", file.to_str().unwrap(), "--development", "--json"];
        let error = fails(&shoji(base.path(), "", &arguments), 9, "Evidence");
        assert!(error.contains(what), "{error}");
    }
}
