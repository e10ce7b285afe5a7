//! Proofs that payments are on the chain.

use crate::body;
use crate::chain::{header_of, TestNode};
use crate::support::*;
use codec::{Decode, Encode};
use shoji_runtime::{RuntimeCall, UncheckedExtrinsic, VERSION};
use shoji_shielded::bundle::{Bundle, CallKind, BUNDLE_LEN};
use shoji_wallet::error::WalletError;
use shoji_wallet::evidence::{
    block, export, extrinsics_root, pool_call, Bytes, Inclusion, KnownBlocks, PoolCall,
};
use shoji_wallet::node::{Node, NodeError};
use sp_runtime::generic::Era;
use sp_runtime::traits::{BlakeTwo256, Hash};
use sp_runtime::MultiSignature;
use std::collections::BTreeSet;

fn bundle(seed: u8) -> Bundle {
    let bytes: Vec<u8> = (0..BUNDLE_LEN).map(|n| (n % 251) as u8 ^ seed).collect();
    Bundle::decode(&mut &bytes[..]).unwrap()
}

#[test]
fn extrinsics_of_the_runtime_are_read_as_what_they_are() {
    let bundle = bundle(3);
    for (kind, party) in [(CallKind::Transfer, [0; 32]), (CallKind::Unshield, [8; 32])] {
        let call = pool_call(&body::extrinsic(kind, party, &bundle)).unwrap();
        assert_eq!(call, PoolCall { kind, party, bundle: bundle.clone() });
    }
    let signatures = [
        MultiSignature::Ed25519([1; 64].into()),
        MultiSignature::Sr25519([2; 64].into()),
        MultiSignature::Ecdsa([3; 65].into()),
        MultiSignature::Eth([4; 65].into()),
    ];
    let eras = [Era::Immortal, Era::mortal(64, 0), Era::mortal(4, 3), Era::mortal(65_536, 9_999)];
    for signature in signatures {
        for (era, nonce) in eras.into_iter().zip([0, 63, 70_000, u32::MAX]) {
            for tip in [0, 64, u128::MAX] {
                let extension = body::extension(era, nonce, tip);
                let extrinsic = body::shield([7; 32], &bundle, signature.clone(), extension);
                let call = pool_call(&extrinsic.encode()).unwrap();
                let (kind, party) = (CallKind::Shield, [7; 32]);
                assert_eq!(call, PoolCall { kind, party, bundle: bundle.clone() });
            }
        }
    }
}

#[test]
fn the_extrinsics_root_is_that_of_the_runtime() {
    for count in [0, 1, 2, 70] {
        let body: Vec<Vec<u8>> = (0..count)
            .map(|n| match n {
                0 => body::inherent(9),
                n => body::extrinsic(CallKind::Transfer, [0; 32], &bundle(n)),
            })
            .collect();
        let version = VERSION.extrinsics_root_state_version();
        let root = BlakeTwo256::ordered_trie_root(body.clone(), version);
        assert_eq!(extrinsics_root(&body), root.0);
    }
}

#[test]
fn what_only_ends_like_a_pool_call_is_refused() {
    let bundle = bundle(5);
    let transfer = body::extrinsic(CallKind::Transfer, [0; 32], &bundle);
    let tail = [&[10, 1][..], &bundle.encode()].concat();
    let prefixed = |bytes: &[u8]| bytes.to_vec().encode();
    // The body of the extrinsic without its length.
    let inner = Vec::<u8>::decode(&mut &transfer[..]).unwrap();
    assert!(inner.ends_with(&tail));
    assert!(pool_call(&prefixed(&inner)).is_ok());

    // A remark that ends in a pool call, signed by anybody.
    let call = pallet_shielded_pool::Call::transfer { bundle: Box::new(bundle.clone()) };
    let call = RuntimeCall::ShieldedPool(call);
    let signature = || MultiSignature::Sr25519([2; 64].into());
    let address = || sp_runtime::MultiAddress::Id([7; 32].into());
    let extension = || body::extension(Era::Immortal, 0, 0);
    let signed =
        UncheckedExtrinsic::new_signed(call.clone(), address(), signature(), extension()).encode();
    let mut head = Vec::<u8>::decode(&mut &signed[..]).unwrap();
    head.truncate(head.len() - tail.len());
    for remark in [&[0, 0][..], &[10, 0], &[9, 0]] {
        let content = tail.encode();
        assert!(pool_call(&prefixed(&[&head[..], remark, &content].concat())).is_err());
    }
    // The call itself, signed or bare: the chain gives neither an effect.
    assert!(pool_call(&signed).unwrap_err().contains("another origin"));
    assert!(pool_call(&UncheckedExtrinsic::new_bare(call.clone()).encode()).is_err());
    // A general one whose extensions are not those of the canonical wrapping.
    for other in [body::extension(Era::Immortal, 1, 0), body::extension(Era::mortal(64, 1), 0, 0)] {
        let general = UncheckedExtrinsic::new_transaction(call.clone(), other).encode();
        assert!(pool_call(&general).is_err());
    }
    // Another version of the extensions, which this runtime does not know.
    let mut version = inner.clone();
    version[1] = 1;
    assert!(pool_call(&prefixed(&version)).unwrap_err().contains("canonical"));
    // Cut off, longer, another length before it.
    assert!(pool_call(&prefixed(&inner[..inner.len() - 1])).is_err());
    assert!(pool_call(&prefixed(&[&inner[..], &[0]].concat())).is_err());
    assert!(pool_call(&[&transfer[..], &[0]].concat()).is_err());
    assert!(pool_call(&inner).is_err());
    assert!(pool_call(&[]).is_err());
    for end in 0..60 {
        assert!(pool_call(&prefixed(&signed[..end])).is_err());
    }
    // A shield that nobody signed.
    let unsigned = [&inner[..5], &[10, 0], &bundle.encode()].concat();
    assert!(pool_call(&prefixed(&unsigned)).is_err());
}

/// A chain with a shield to Alice and a payment of hers to Bob; the block of the payment.
async fn paid() -> (TestNode, u32) {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(2));
    pay(&mut alice, &node, transfer(&to, SHJ, "tea")).await.unwrap();
    node.advance(1);
    let best = node.chain.lock().unwrap().best();
    node.advance(3);
    (node, best)
}

#[tokio::test]
async fn a_bundle_in_a_block_is_proven_by_the_blocks_header() {
    let (node, number) = paid().await;
    let genesis = node.chain.lock().unwrap().genesis();
    let whole = block(&node, number).await.unwrap();
    let inclusion = Inclusion::of(&whole, 1).unwrap();
    let included = inclusion.check(&genesis).unwrap();
    assert_eq!((included.number, included.hash, included.index), (number, whole.hash, 1));
    // Bob finds the note at the position that follows from the header.
    let mut bob = wallet(2);
    sync(&mut bob, &node).await;
    let (note, history) = (bob.notes().unwrap().remove(0), bob.history().unwrap().remove(0));
    assert_eq!(history.bundle_id, included.bundle_id);
    let place = (note.position - included.first_position) as usize;
    assert_eq!(included.call.bundle.outputs[place].cm, note.commitment);
    // It survives its text.
    let text = serde_json::to_string(&inclusion).unwrap();
    assert_eq!(serde_json::from_str::<Inclusion>(&text).unwrap(), inclusion);

    // The inherent is there and is no pool call; there is no extrinsic 2.
    let error = Inclusion::of(&whole, 0).unwrap().check(&genesis).unwrap_err();
    assert!(error.contains("does not count extrinsic 0"), "{error}");
    assert!(Inclusion::of(&whole, 2).is_err());
    assert!(Inclusion { index: 2, ..inclusion.clone() }.check(&genesis).is_err());
    assert!(inclusion.check(&[9; 32]).unwrap_err().contains("genesis"));
    // Every byte of header and nodes is bound: that of the header by what the verifier knows its hash to be.
    for byte in 0..inclusion.header.0.len() {
        let mut changed = inclusion.clone();
        changed.header.0[byte] ^= 1;
        assert!(changed.check(&genesis).map_or(true, |other| other.hash != included.hash));
    }
    let nodes = inclusion.proof.len();
    for (node, byte) in (0..nodes).flat_map(|node| (0..40).map(move |byte| (node, byte))) {
        let mut changed = inclusion.clone();
        let length = changed.proof[node].0.len();
        changed.proof[node].0[byte % length] ^= 1;
        assert!(changed.check(&genesis).is_err());
    }
}

#[tokio::test]
async fn a_node_that_serves_another_body_is_found_out() {
    let (node, number) = paid().await;
    *node.body_lie.lock().unwrap() = Some(|body| body[1][40] ^= 1);
    let error = block(&node, number).await.unwrap_err();
    assert!(matches!(&error, NodeError::Lying { what, .. } if what.contains("extrinsics")));
    *node.body_lie.lock().unwrap() = Some(|body| body.truncate(1));
    assert!(matches!(block(&node, number).await, Err(NodeError::Lying { .. })));
    *node.body_lie.lock().unwrap() = None;
    *node.lie.lock().unwrap() = Some(|block| block.hash[0] ^= 1);
    assert!(matches!(block(&node, number).await, Err(NodeError::Lying { .. })));
    *node.lie.lock().unwrap() = None;
    assert!(matches!(block(&node, 9_999).await, Err(NodeError::Lying { .. })));
}

async fn headers(node: &TestNode, from: u32, to: Option<u32>) -> Result<String, WalletError> {
    let mut out = Vec::new();
    export(node, from, to, &mut out, &mut |_, _| {}).await?;
    Ok(String::from_utf8(out).unwrap())
}

#[tokio::test]
async fn headers_lead_from_genesis_to_the_last_final_block() {
    let (node, number) = paid().await;
    let genesis = node.chain.lock().unwrap().genesis();
    let finalized = node.info().await.unwrap().finalized;
    node.advance_unfinalized(4);
    let text = headers(&node, 0, None).await.unwrap();
    assert_eq!(text.lines().count() as u32, finalized.number + 2);
    let read = |text: &str, wanted: u32, pinned| {
        KnownBlocks::from_file(text.as_bytes(), &BTreeSet::from([wanted]), pinned)
    };
    let known = read(&text, number, None).unwrap();
    assert_eq!((known.genesis, known.head), (Some(genesis), (finalized.number, finalized.hash)));
    let hash = node.blocks(number, 1).await.unwrap()[0].hash;
    known.check_block(number, &hash).unwrap();
    known.check_genesis(&genesis).unwrap();
    assert!(known.check_genesis(&hash).unwrap_err().contains("another chain"));
    assert!(known.check_block(number, &genesis).unwrap_err().contains("has the hash"));
    assert!(known.check_block(number + 1, &hash).unwrap_err().contains("not among"));
    assert!(known.describe().contains(&hex::encode(finalized.hash)));
    assert!(read(&text, number, Some(finalized.hash)).is_ok());
    assert!(read(&text, number, Some(hash)).unwrap_err().contains("end in block"));

    // What is not final, or not there, is not written.
    for (from, to) in [(0, Some(finalized.number + 1)), (7, Some(6)), (u32::MAX, None)] {
        assert!(matches!(headers(&node, from, to).await, Err(WalletError::Input(_))));
    }
    // Headers that begin later hang on the hash of their last one, which has to be named.
    let part = headers(&node, number, Some(number + 1)).await.unwrap();
    assert!(read(&part, number, None).unwrap_err().contains("--block-hash"));
    let last = node.blocks(number + 1, 1).await.unwrap()[0].hash;
    let known = read(&part, number, Some(last)).unwrap();
    assert_eq!((known.genesis, known.pinned), (None, true));
    known.check_block(number, &hash).unwrap();
    // Any header that is changed, left out or exchanged breaks the chain.
    let lines: Vec<&str> = text.lines().collect();
    for place in 1..lines.len() - 1 {
        let mut missing = lines.clone();
        missing.remove(place);
        let mut exchanged = lines.clone();
        exchanged.swap(place, place + 1);
        let mut changed = lines.clone();
        let mut bytes: Bytes = lines[place].parse().unwrap();
        let middle = bytes.0.len() / 2;
        bytes.0[middle] ^= 1;
        let bytes = bytes.to_string();
        changed[place] = &bytes;
        for lines in [missing, exchanged, changed] {
            let known = read(&lines.join("\n"), number, None);
            assert!(known.map_or(true, |known| known.genesis != Some(genesis)), "{place}");
        }
    }
    for bad in ["", "shoji-headers-v1", "shoji-headers-v2\n0x00", "shoji-headers-v1\n0x00"] {
        assert!(read(bad, 0, None).is_err(), "{bad}");
    }
}

#[tokio::test]
async fn a_node_that_serves_headers_that_are_no_chain_writes_no_file() {
    let (node, _) = paid().await;
    *node.lie.lock().unwrap() = Some(|block| {
        let mut header = header_of(block);
        header.state_root[0] ^= u8::from(header.number == 4);
        block.header = header.encode();
    });
    let error = headers(&node, 0, None).await.unwrap_err();
    assert!(matches!(error, WalletError::Node(NodeError::Lying { block: 5, .. })), "{error}");
}
