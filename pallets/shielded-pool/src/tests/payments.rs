//! The three calls when all is well.

use codec::Encode;
use frame_support::pallet_prelude::TransactionValidityError;
use shoji_shielded::{bundle::CallKind, field, sighash};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Eve};
use sp_runtime::{traits::Block as _, transaction_validity::InvalidTransaction};

use super::{scene::*, wallet::*};
use crate::{mock::*, Event, ParametersKind};

fn events() -> Vec<Event<Test>> {
    System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::ShieldedPool(event) => Some(event),
            _ => None,
        })
        .collect()
}

fn id(bundle: &shoji_shielded::bundle::Bundle, kind: CallKind, party: &[u8; 32]) -> [u8; 32] {
    sighash::bundle_id(&sighash::sighash(&[7; 32], kind, party, bundle))
}

#[test]
fn a_shield_moves_the_amount_into_the_pool_and_its_notes_into_the_tree() {
    let mut chain = funded();
    let alice = Alice.to_account_id();
    assert_eq!(balance(&mut chain, &alice), ENDOWMENT - FUNDING);
    let pool = chain.state(ShieldedPool::account_id);
    assert_eq!(balance(&mut chain, &pool), EXISTENTIAL_DEPOSIT + FUNDING);
    assert_eq!(in_pool(&mut chain), FUNDING);

    let digest = chain.digest();
    assert_eq!((digest.version, digest.next_position), (1, 3));
    assert_eq!(digest.outcomes, [1]);
    assert_eq!(Some(digest.root), chain.state(crate::CurrentRoot::<Test>::get));
    assert_eq!(digest.root, field::to_bytes(&proofs().wallet.root()));

    let bundle_id = id(&proofs().shield.bundle, CallKind::Shield, alice.as_ref());
    let expected = Event::Shielded { bundle_id, depositor: alice, asset: 1, amount: FUNDING };
    assert_eq!(chain.state(events), [expected]);
}

#[test]
fn a_transfer_needs_no_account_and_pays_its_fee_to_the_author() {
    let mut chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let extrinsic = chain.transfer(&bundle);
    assert!(chain.validate(&extrinsic).is_ok());
    assert_eq!(balance(&mut chain, &author()), 0);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);

    // The author held nothing: the fee alone makes his account.
    assert_eq!(balance(&mut chain, &author()), u128::from(BASE_FEE));
    assert_eq!(in_pool(&mut chain), FUNDING - u128::from(BASE_FEE));
    assert_eq!(chain.digest().next_position, 6);
    let bundle_id = id(&bundle, CallKind::Transfer, &[0; 32]);
    assert_eq!(
        chain.state(events),
        [Event::Transferred { bundle_id }, Event::FeePaid { author: author(), fee: BASE_FEE }]
    );
    for nullifier in bundle.nullifiers {
        assert!(chain.state(|| crate::Nullifiers::<Test>::contains_key(1, nullifier)));
    }
}

#[test]
fn an_unshield_pays_an_account_that_did_not_exist() {
    let mut chain = funded();
    let eve = Eve.to_account_id();
    let bundle = proofs().unshield_to(&chain, &eve);
    let extrinsic = chain.unshield(&eve, &bundle);
    assert!(chain.validate(&extrinsic).is_ok());
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(balance(&mut chain, &eve), PAYOUT);
    assert_eq!(in_pool(&mut chain), FUNDING - PAYOUT - u128::from(BASE_FEE));
    let bundle_id = id(&bundle, CallKind::Unshield, eve.as_ref());
    assert_eq!(
        chain.state(events),
        [
            Event::Unshielded { bundle_id, recipient: eve, asset: 1, amount: PAYOUT },
            Event::FeePaid { author: author(), fee: BASE_FEE }
        ]
    );
}

#[test]
fn without_an_author_the_fee_is_burnt_and_the_call_does_not_fail() {
    let mut chain = funded();
    BlockAuthor::set(None);
    let issuance = chain.state(pallet_balances::TotalIssuance::<Test>::get);
    let bundle = proofs().transfer_on(&chain);
    assert_eq!(chain.block(vec![chain.transfer(&bundle)]), [Ok(Ok(()))]);
    let after = chain.state(pallet_balances::TotalIssuance::<Test>::get);
    assert_eq!(after, issuance - u128::from(BASE_FEE));
    assert_eq!(in_pool(&mut chain), FUNDING - u128::from(BASE_FEE));
    assert_eq!(chain.state(events).last(), Some(&Event::FeeBurnt { fee: BASE_FEE }));
}

#[test]
fn an_author_who_cannot_be_credited_does_not_make_the_call_fail() {
    let mut chain = funded();
    // No account can take a unit more than this.
    let full = Bob.to_account_id();
    chain.state(|| {
        frame_system::Account::<Test>::mutate(&full, |account| account.data.free = u128::MAX)
    });
    BlockAuthor::set(Some(full));
    let bundle = proofs().transfer_on(&chain);
    assert_eq!(chain.block(vec![chain.transfer(&bundle)]), [Ok(Ok(()))]);
    assert_eq!(chain.state(events).last(), Some(&Event::FeeBurnt { fee: BASE_FEE }));
}

#[test]
fn payments_of_one_block_are_appended_in_extrinsic_order_and_marked_in_its_header() {
    let mut chain = funded();
    let eve = Eve.to_account_id();
    let remark = |chain: &mut Chain, who| {
        chain.signed(who, frame_system::Call::remark { remark: vec![1] }.into())
    };
    let unshield = proofs().unshield_to(&chain, &eve);
    let transfer = proofs().transfer_on(&chain);
    let body = vec![
        remark(&mut chain, Alice),
        chain.unshield(&eve, &unshield),
        remark(&mut chain, Bob),
        chain.transfer(&transfer),
    ];
    assert_eq!(chain.block(body), [Ok(Ok(())); 4]);
    assert_eq!(chain.digest().outcomes, [0b1010]);
    assert_eq!(chain.digest().effective().collect::<Vec<_>>(), [1, 3]);

    // `read` rebuilds the tree and compares each block's root and position with its header.
    let mut wallet = Wallet::new(2);
    wallet.read(&chain);
    let expected = chain.state(crate::CurrentRoot::<Test>::get);
    assert_eq!(Some(field::to_bytes(&wallet.root())), expected);
}

#[test]
fn every_header_carries_root_and_position_also_of_empty_blocks() {
    let mut chain = Chain::new();
    chain.idle(1);
    let empty = field::to_bytes(&shoji_shielded::tree::empty_root(20));
    assert_eq!((chain.digest().root, chain.digest().next_position), (empty, 0));
    fund(&mut chain);
    let root = chain.digest().root;
    assert_ne!(root, empty);
    chain.idle(3);
    assert_eq!((chain.digest().root, chain.digest().next_position), (root, 3));
    assert_eq!(chain.digest().outcomes, Vec::<u8>::new());
}

#[test]
fn a_failed_shield_has_no_outcome_bit_and_leaves_nothing_but_its_nonce() {
    let mut chain = Chain::new();
    // Bob signs a shield whose bundle names Alice.
    let bundle = proofs().shield_by(&chain, Alice);
    let extrinsic = chain.shield(Bob, &bundle);
    let before = chain.state(snapshot);
    assert_eq!(chain.block(vec![extrinsic]), [failed(crate::Error::InvalidSignature)]);
    assert_eq!(chain.digest().outcomes, Vec::<u8>::new());
    assert_eq!(chain.state(snapshot), before);
    assert_eq!(chain.state(|| System::account_nonce(Bob.to_account_id())), 1);
}

#[test]
fn the_pool_hears_one_tag_a_nullifier_and_a_priority_by_the_fee() {
    let mut chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let extrinsic = chain.transfer(&bundle);
    let valid = chain.validate(&extrinsic).unwrap();
    let tags: Vec<_> = bundle.nullifiers.iter().map(|nf| ("shoji/nf", nf).encode()).collect();
    assert_eq!(valid.provides, tags);
    assert_eq!(valid.requires, Vec::<Vec<u8>>::new());
    assert_eq!(valid.priority, unshields_per_block() * BASE_FEE);
    assert!(valid.propagate);
}

#[test]
fn the_runtime_api_names_what_all_wallets_need() {
    let mut chain = funded();
    let info = chain.state(ShieldedPool::pool_info);
    let key = chain.state(ShieldedPool::verifying_key);
    assert_eq!(key, shoji_proofs::keys::TRANSFER_V1_DEVELOPMENT);
    assert_eq!((info.root, info.next_position), (chain.digest().root, 3));
    assert_eq!((info.window, info.base_fee, info.in_pool), (40, BASE_FEE, FUNDING));
    assert_eq!((info.circuit, info.circuit_version), (1, 1));
    let hash = shoji_shielded::hash::b256(b"ShojiVerifyKey__", &[&key]);
    assert_eq!(info.verifying_key_hash, hash);
    assert_eq!(info.parameters, ParametersKind::Development);
}

#[test]
fn a_header_that_claims_another_outcome_or_root_is_not_imported() {
    let mut chain = funded();
    let bundle = proofs().transfer_on(&chain);
    let extrinsic = chain.transfer(&bundle);
    for forged in [true, false] {
        let block = chain.author(vec![extrinsic.clone()]);
        let (mut header, body) = block.deconstruct();
        let mut digest = pool_digest(&header);
        if forged {
            digest.outcomes.clear();
        }
        header.digest.logs = vec![sp_runtime::DigestItem::Consensus(*b"SHPL", digest.encode())];
        assert_eq!(chain.imports(Block::new(header, body)), !forged);
    }
}

#[test]
fn a_block_with_a_refused_bundle_is_not_imported() {
    let mut chain = funded();
    let mut bundle = proofs().transfer_on(&chain);
    let block = chain.author(Vec::new());
    assert!(chain.imports(block.clone()));
    bundle.signature[3] ^= 1;
    let extrinsic = chain.transfer(&bundle);
    let error = TransactionValidityError::Invalid(InvalidTransaction::Custom(14));
    assert_eq!(chain.validate(&extrinsic), Err(error));
    assert!(!chain.imports(Block::new(block.header.clone(), vec![extrinsic])));
}
