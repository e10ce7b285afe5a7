//! Nodes that do not tell the truth (docs/protocol §9.5).

use crate::assets::{funded_with, usdx};
use crate::chain::{header_of, served, TestNode};
use crate::support::*;
use codec::Encode;
use shoji_shielded::asset::AssetId;
use shoji_shielded::digest::{PoolDigest, ENGINE_ID};
use shoji_wallet::error::WalletError;
use shoji_wallet::history::entries;
use shoji_wallet::node::header::{DigestItem, Header};
use shoji_wallet::node::{BundleEntry, NodeError, ServedBlock};
use shoji_wallet::payment::Intent;
use shoji_wallet::store::BlockRow;
use shoji_wallet::wallet::Wallet;

/// The chain of `funded(1, &[5 * SHJ])`: the shield is in block 1, block 9 is the best.
const BEST: u32 = 9;

/// Changes the header of the best block, which has no child that names its hash, and its hash with it.
fn invent(block: &mut ServedBlock, change: impl FnOnce(&mut Header)) {
    let mut header = header_of(block);
    if header.number == BEST {
        change(&mut header);
        *block = served(&header, std::mem::take(&mut block.bundles));
    }
}

/// Changes what a header says of the pool.
fn repool(header: &mut Header, change: impl FnOnce(&mut PoolDigest)) {
    let mut pool = header.pool_digest().unwrap();
    change(&mut pool);
    for item in &mut header.digest {
        if matches!(item, DigestItem::Consensus(ENGINE_ID, _)) {
            *item = DigestItem::Consensus(ENGINE_ID, pool.encode());
        }
    }
}

/// The bundles of block 1, under its true header.
fn rebundle(block: &mut ServedBlock, change: impl FnOnce(&mut Vec<BundleEntry>)) {
    if header_of(block).number == 1 {
        change(&mut block.bundles);
    }
}

/// Offsets in a bundle: of the first commitment and nullifier, of public asset and amount (docs/protocol §6.1).
const COMMITMENT: usize = 130;
const NULLIFIER: usize = 34;
const ASSET: usize = 1_294;
const AMOUNT: usize = 1_302;

#[tokio::test]
async fn a_node_that_lies_is_named_and_nothing_of_it_is_stored() {
    type Lie = fn(&mut ServedBlock);
    let lies: [(&str, Lie, &str); 15] = [
        ("another hash", |block| block.hash[0] ^= 1, "hash is not that of its header"),
        (
            "another header under a true hash",
            |block| block.header[40] ^= 1,
            "not that of its header",
        ),
        ("a cut header", |block| block.header.truncate(90), "not that of its header"),
        (
            "another parent",
            |block| invent(block, |header| header.parent_hash[0] ^= 1),
            "its parent is not the block before it",
        ),
        (
            "another root",
            |block| invent(block, |header| repool(header, |pool| pool.root[0] ^= 1)),
            "root does not follow from its bundles",
        ),
        (
            "another position",
            |block| invent(block, |header| repool(header, |pool| pool.next_position += 3)),
            "leaves, its bundles make 3",
        ),
        (
            "nothing of the pool",
            |block| invent(block, |header| header.digest.clear()),
            "says nothing of the pool",
        ),
        (
            "two accounts of the pool",
            |block| invent(block, |header| header.digest.push(header.digest[1].clone())),
            "says nothing of the pool",
        ),
        (
            "a bundle that its header counts and that is not served",
            |block| invent(block, |header| repool(header, |pool| pool.set_outcome(4))),
            "not those that its header counts",
        ),
        (
            "true headers without their bundles",
            |block| rebundle(block, Vec::clear),
            "not those that its header counts",
        ),
        (
            "a bundle twice",
            |block| rebundle(block, |bundles| bundles.push(bundles[0].clone())),
            "not those that its header counts",
        ),
        (
            "a bundle in another place",
            |block| rebundle(block, |bundles| bundles[0].extrinsic_index += 1),
            "not those that its header counts",
        ),
        (
            "a false commitment under a true header",
            |block| rebundle(block, |bundles| bundles[0].bundle[COMMITMENT] ^= 1),
            "root does not follow from its bundles",
        ),
        (
            "a commitment of zero under a true header",
            |block| rebundle(block, |bundles| bundles[0].bundle[COMMITMENT..][..32].fill(0)),
            "commitment of zero",
        ),
        (
            "a bundle in block 0",
            |block| {
                if header_of(block).number == 0 {
                    let (party, bundle) = ([0; 32], vec![0; 1_618]);
                    let kind = shoji_shielded::bundle::CallKind::Transfer;
                    block.bundles.push(BundleEntry { extrinsic_index: 0, kind, party, bundle });
                }
            },
            "not those that its header counts",
        ),
    ];
    let (_, node) = funded(1, &[5 * SHJ]).await;
    assert_eq!(node.chain.lock().unwrap().best(), BEST);
    for (name, lie, reason) in lies {
        *node.lie.lock().unwrap() = Some(lie);
        let mut fresh = wallet(1);
        let error = try_sync(&mut fresh, &node).await.expect_err(name);
        let text = error.to_string();
        assert!(matches!(error, WalletError::Node(NodeError::Lying { .. })), "{name}: {text}");
        assert!(text.contains(reason), "{name}: {text}");
        assert!(fresh.store().view().tip().unwrap().is_none(), "{name} was stored");
        // An honest node makes up for it.
        *node.lie.lock().unwrap() = None;
        sync(&mut fresh, &node).await;
        assert_eq!(balance(&fresh), spendable(5 * SHJ), "{name}");
    }
}

#[tokio::test]
async fn blocks_that_are_not_those_asked_for_are_malformed_answers() {
    let (_, node) = funded(1, &[5 * SHJ]).await;
    type Answer = (fn(&mut ServedBlock), &'static str);
    let answers: [Answer; 2] = [
        (|block| invent(block, |header| header.number += 1), "block 10 where 9 was due"),
        (
            |block| {
                block.header.push(0);
                block.hash = shoji_wallet::node::header::hash(&block.header);
            },
            "the header of block 0 does not decode",
        ),
    ];
    for (answer, reason) in answers {
        *node.lie.lock().unwrap() = Some(answer);
        let error = try_sync(&mut wallet(1), &node).await.unwrap_err();
        assert!(matches!(error, WalletError::Node(NodeError::Malformed { .. })), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[tokio::test]
async fn a_genesis_block_of_another_content_is_refused() {
    let (_, node) = funded(1, &[5 * SHJ]).await;
    *node.lie.lock().unwrap() = Some(|block| {
        let mut header = header_of(block);
        if header.number == 0 {
            header.state_root[0] ^= 1;
            *block = served(&header, Vec::new());
        }
    });
    let mut fresh = wallet(1);
    let error = try_sync(&mut fresh, &node).await.unwrap_err();
    assert!(matches!(error, WalletError::Node(NodeError::Lying { .. })), "{error}");
    assert!(fresh.store().view().tip().unwrap().is_none());
}

#[tokio::test]
async fn true_hashes_with_false_contents_in_the_store_are_undone_by_an_honest_node() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let known = knowledge(&alice);
    let view = alice.store().view();
    let blocks: Vec<BlockRow> =
        (5..=BEST).map(|number| view.block(number).unwrap().unwrap()).collect();
    let lies: [fn(&mut BlockRow); 2] =
        [|block| block.root[0] ^= 1, |block| block.next_position += 3];
    for lie in lies {
        let forge = |batch: &shoji_wallet::store::Batch<'_>| {
            batch.remove_blocks_from(5)?;
            blocks.iter().copied().try_for_each(|mut block| {
                lie(&mut block);
                batch.put_block(&block)
            })
        };
        alice.store_mut().transact(forge).unwrap();
        let report = sync(&mut alice, &node).await;
        assert_eq!(report.rewound, Some((BEST, 4)));
        assert_eq!(knowledge(&alice), known);
        assert_eq!(balance(&alice), spendable(5 * SHJ));
    }
}

#[tokio::test]
async fn what_a_node_called_final_is_not_final_any_more_once_it_is_undone() {
    let (mut alice, lying) = funded(1, &[5 * SHJ]).await;
    let honest = lying.copy();
    lying.advance(20);
    let report = sync(&mut alice, &lying).await;
    assert_eq!((report.finalized, alice.anchor().unwrap().block), (BEST + 20, 24));
    // The true chain is another from block 10 on, longer, and final up to block 9.
    honest.chain.lock().unwrap().finalized = BEST;
    honest.chain.lock().unwrap().fork_at(BEST);
    honest.advance_unfinalized(25);
    let report = sync(&mut alice, &honest).await;
    assert_eq!(report.rewound, Some((BEST + 20, BEST)));
    assert_eq!((report.finalized, alice.anchor().unwrap().block), (BEST, 8));
    honest.advance(1);
    assert_eq!(sync(&mut alice, &honest).await.finalized, BEST + 26);
}

#[tokio::test]
async fn a_false_nullifier_under_a_true_header_is_believed_until_the_chain_is_read_again() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(2));
    pay(&mut alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    let truth = knowledge(&alice);
    // The header binds commitments, not nullifiers: docs/protocol §9.5 says so.
    *node.lie.lock().unwrap() = Some(|block| {
        for entry in &mut block.bundles {
            entry.bundle[NULLIFIER..][..96].fill(0);
        }
    });
    let mut misled = wallet(1);
    sync(&mut misled, &node).await;
    assert_eq!(balance(&misled).total(), 5 * SHJ + 4 * SHJ - FEE);
    *node.lie.lock().unwrap() = None;
    sync(&mut misled, &node).await;
    assert_ne!(knowledge(&misled), truth);
    misled.forget_chain().unwrap();
    sync(&mut misled, &node).await;
    assert_eq!(knowledge(&misled), truth);
}

#[tokio::test]
async fn a_false_public_asset_and_amount_change_nothing_of_what_the_notes_say() {
    let (mut alice, node) = funded_with(1, &[50], &[5 * SHJ]).await;
    for (asset, amount) in [(usdx(), 20), (AssetId::NATIVE, SHJ)] {
        let intent = Intent::Unshield { to: [7; 32], text: "account".into(), asset, amount };
        pay(&mut alice, &node, intent).await.unwrap();
        node.advance(9);
        sync(&mut alice, &node).await;
    }
    let told = |wallet: &Wallet| -> Vec<_> {
        let entries = entries(wallet).unwrap().into_iter();
        entries.map(|entry| (entry.what, entry.asset, entry.amount)).collect()
    };
    let (usdx, native) = (usdx().to_wire(), AssetId::NATIVE.to_wire());
    let truth = [
        ("shielded", usdx, 50),
        ("shielded", native, 5 * SHJ),
        ("unshielded", usdx, 20),
        ("unshielded", native, SHJ),
    ];
    assert_eq!(told(&alice), truth);
    *node.lie.lock().unwrap() = Some(|block| {
        for entry in &mut block.bundles {
            entry.bundle[ASSET..][..8].copy_from_slice(&(99u64 << 32).to_le_bytes());
            entry.bundle[AMOUNT..][..16].copy_from_slice(&u128::MAX.to_le_bytes());
        }
    });
    let mut misled = wallet(1);
    sync(&mut misled, &node).await;
    assert_eq!(told(&misled), truth);
    assert_eq!(misled.balances().unwrap(), alice.balances().unwrap());
}

#[tokio::test]
async fn nothing_is_paid_while_finality_lags_more_than_64_blocks_behind() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(2));
    node.advance_unfinalized(64);
    sync(&mut alice, &node).await;
    plan(&alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    node.advance_unfinalized(1);
    sync(&mut alice, &node).await;
    let error = plan(&alice, &node, transfer(&to, SHJ, "")).await.err().unwrap();
    assert!(
        matches!(
            error,
            WalletError::Node(NodeError::NotFinalizing { finalized: BEST, best }) if best == BEST + 65
        ),
        "{error}"
    );
    assert_eq!(error.code(), ("NotFinalizing", 3));
}

#[tokio::test]
async fn another_chain_of_headers_from_the_same_genesis_is_another_chain_to_pay_on() {
    // What no check of this wallet finds: an invented chain. The true one, once longer, undoes it.
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let invented = TestNode::new();
    invented.advance(30);
    assert_eq!(invented.chain.lock().unwrap().genesis(), node.chain.lock().unwrap().genesis());
    let report = sync(&mut alice, &invented).await;
    assert_eq!((report.rewound, balance(&alice).total()), (Some((BEST, 0)), 0));
    node.advance(30);
    sync(&mut alice, &node).await;
    assert_eq!(balance(&alice), spendable(5 * SHJ));
}
