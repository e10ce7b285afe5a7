//! Anchors and expiries count blocks, whether they are busy or idle.

use shoji_shielded::rules::Violation::*;
use sp_keyring::Sr25519Keyring::Bob;

use super::scene::*;
use crate::{mock::*, RetiredRoots, Roots};

/// The transfer with an expiry that never is in the way.
fn transfer(chain: &Chain) -> Extrinsic {
    let mut proven = proofs().transfer.clone();
    proven.bundle.expiry = chain.next_number() + Window::get();
    chain.transfer(&proven.signed(&chain.genesis_hash, &[0; 32]))
}

/// A second shield, which changes the root. Bob's, with the funding proof and fresh dummies.
fn busy(chain: &mut Chain) {
    let mut proven = second_shield().clone();
    proven.bundle.expiry = chain.next_number();
    let bundle = proven.signed(&chain.genesis_hash, Bob.to_account_id().as_ref());
    let extrinsic = chain.shield(Bob, &bundle);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
}

fn second_shield() -> &'static super::wallet::Proven {
    static SHIELD: std::sync::OnceLock<super::wallet::Proven> = std::sync::OnceLock::new();
    SHIELD.get_or_init(|| {
        let mut wallet = proofs().wallet.clone();
        let outputs = vec![wallet.note(1)];
        let plan = super::wallet::Plan { outputs, shielded: 1, ..Default::default() };
        wallet.prove(plan, 0)
    })
}

#[test]
fn the_current_root_stays_an_anchor_however_long_the_chain_is_idle() {
    Window::set(5);
    let mut chain = short_funded();
    chain.idle(20);
    let extrinsic = transfer(&chain);
    assert!(chain.validate(&extrinsic).is_ok());
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
}

#[test]
fn a_replaced_root_stays_an_anchor_for_the_window_counted_from_its_last_block() {
    Window::set(5);
    for idle_before in [0, 3] {
        let mut chain = short_funded();
        chain.idle(idle_before);
        // The last block whose root it is.
        let last = chain.next_number() - 1;
        busy(&mut chain);
        while chain.next_number() < last + 5 {
            chain.idle(1);
        }
        let extrinsic = transfer(&chain);
        assert!(chain.validate(&extrinsic).is_ok(), "the last block of the window");
        chain.idle(1);
        let extrinsic = transfer(&chain);
        assert_refused(&mut chain, extrinsic, UnknownAnchor);
    }
}

#[test]
fn roots_that_have_left_the_window_are_forgotten() {
    Window::set(5);
    let mut chain = short_funded();
    busy(&mut chain);
    let count = |chain: &mut Chain| {
        chain.state(|| {
            (Roots::<Test>::iter_keys().count(), RetiredRoots::<Test>::iter_keys().count())
        })
    };
    // The root of the empty tree and the root after the funding.
    assert_eq!(count(&mut chain), (2, 2));
    chain.idle(10);
    assert_eq!(count(&mut chain), (0, 0));
}

#[test]
fn a_bundle_is_valid_up_to_and_including_its_expiry() {
    let mut chain = funded();
    let mut proven = proofs().transfer.clone();
    proven.bundle.expiry = 4;
    let extrinsic = chain.transfer(&proven.signed(&chain.genesis_hash, &[0; 32]));
    // The pool drops a bundle when its best block is the one it validated at plus the longevity: that must
    // be the expiry, the last block that may include it.
    assert_eq!(chain.validate(&extrinsic).unwrap().longevity, 3);
    chain.idle(1);
    assert_eq!(chain.validate(&extrinsic).unwrap().longevity, 2);
    chain.idle(1);
    assert_eq!(chain.next_number(), 4);
    assert_eq!(chain.validate(&extrinsic).unwrap().longevity, 1);
    let mut late = funded();
    late.idle(3);
    assert_refused(&mut late, extrinsic.clone(), Expired);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
}

#[test]
fn an_expiry_at_the_end_of_the_window_is_accepted_and_longevity_is_bounded() {
    Window::set(1_000);
    let mut chain = funded();
    let mut proven = proofs().transfer.clone();
    proven.bundle.expiry = 2 + 1_000;
    let extrinsic = chain.transfer(&proven.signed(&chain.genesis_hash, &[0; 32]));
    assert_eq!(chain.validate(&extrinsic).unwrap().longevity, 64);
    proven.bundle.expiry += 1;
    let extrinsic = chain.transfer(&proven.signed(&chain.genesis_hash, &[0; 32]));
    assert_refused(&mut chain, extrinsic, ExpiryTooFar);
}

/// As [`funded`], with an expiry inside a short window.
fn short_funded() -> Chain {
    let mut chain = Chain::new();
    let mut proven = proofs().shield.clone();
    proven.bundle.expiry = 1;
    let alice = sp_keyring::Sr25519Keyring::Alice;
    let bundle = proven.signed(&chain.genesis_hash, alice.to_account_id().as_ref());
    let extrinsic = chain.shield(alice, &bundle);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    chain
}
