//! Money is neither made nor lost.

use frame_support::traits::StorageVersion;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use shoji_shielded::{bundle::CallKind, note::Note, rules::Violation::*};
use sp_keyring::Sr25519Keyring::{Alice, Eve};
use sp_runtime::transaction_validity::InvalidTransaction;

use super::{
    scene::*,
    wallet::{Plan, Wallet},
};
use crate::mock::*;

#[test]
fn after_random_payments_the_pool_holds_shields_minus_unshields_minus_fees() {
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let mut chain = Chain::new();
    let mut wallet = Wallet::new(12);
    chain.idle(1);
    let issuance = chain.state(Balances::total_issuance);
    let eve = Eve.to_account_id();
    let mut notes: Vec<Note> = Vec::new();
    let (mut shielded, mut unshielded, mut fees) = (0u128, 0u128, 0u128);
    for _ in 0..6 {
        wallet.read(&chain);
        let plan = random_plan(&mut rng, &mut wallet, &mut notes);
        notes.extend(plan.outputs.iter().copied());
        shielded += plan.shielded;
        unshielded += plan.unshielded;
        fees += u128::from(plan.fee);
        let proven = wallet.prove(plan, chain.next_number() + 5);
        let genesis = chain.genesis_hash;
        let extrinsic = match proven.kind {
            CallKind::Shield => {
                let bundle = proven.signed(&genesis, Alice.to_account_id().as_ref());
                chain.shield(Alice, &bundle)
            }
            CallKind::Transfer => chain.transfer(&proven.signed(&genesis, &[0; 32])),
            CallKind::Unshield => chain.unshield(&eve, &proven.signed(&genesis, eve.as_ref())),
        };
        assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);

        let held = shielded - unshielded - fees;
        assert_eq!(in_pool(&mut chain), held);
        assert_eq!(held, notes.iter().map(|note| note.value).sum::<u128>());
        let pool = chain.state(ShieldedPool::account_id);
        assert_eq!(balance(&mut chain, &pool), held + EXISTENTIAL_DEPOSIT);
        assert_eq!(balance(&mut chain, &eve), unshielded);
        assert_eq!(balance(&mut chain, &author()), fees);
        assert_eq!(chain.state(Balances::total_issuance), issuance);
    }
    assert!(shielded > 0 && unshielded > 0 && fees > 0, "every kind of payment occurred");
}

/// A payment of up to three of the wallet's notes, which it takes out of `notes`.
fn random_plan(rng: &mut ChaCha20Rng, wallet: &mut Wallet, notes: &mut Vec<Note>) -> Plan {
    let fee = BASE_FEE << (rng.next_u32() % 4);
    let least = u128::from(fee) + EXISTENTIAL_DEPOSIT;
    let rich = notes.iter().map(|note| note.value).sum::<u128>() > 4 * least;
    if !rich || rng.next_u32().is_multiple_of(4) {
        let shielded = 200_000 + u128::from(rng.next_u32());
        let outputs = split(rng, wallet, shielded);
        return Plan { outputs, shielded, ..Plan::default() };
    }
    notes.sort_by_key(|note| note.value);
    let mut inputs = Vec::new();
    let mut total = 0;
    while inputs.len() < 3 && total < least {
        let note = notes.pop().unwrap();
        total += note.value;
        inputs.push(wallet.locate(note));
    }
    let free = total - u128::from(fee);
    let unshielded = match rng.next_u32() % 2 {
        0 => 0,
        _ => EXISTENTIAL_DEPOSIT + u128::from(rng.next_u64()) % (free - EXISTENTIAL_DEPOSIT + 1),
    };
    let outputs = split(rng, wallet, free - unshielded);
    Plan { inputs, outputs, unshielded, fee, ..Plan::default() }
}

/// Up to three notes that add up to `value`.
fn split(rng: &mut ChaCha20Rng, wallet: &mut Wallet, value: u128) -> Vec<Note> {
    let first = u128::from(rng.next_u64()) % (value + 1);
    let second = u128::from(rng.next_u64()) % (value - first + 1);
    [first, second, value - first - second].map(|part| wallet.note(part)).to_vec()
}

#[test]
fn the_last_unit_leaves_the_pool_and_its_deposit_stays() {
    let mut chain = funded();
    let mut wallet = proofs().wallet.clone();
    let eve = Eve.to_account_id();
    let fee = BASE_FEE;
    let unshielded = FUNDING - u128::from(fee);
    let plan = Plan { inputs: proofs().notes.to_vec(), unshielded, fee, ..Plan::default() };
    let bundle = wallet.prove(plan, EXPIRY).signed(&chain.genesis_hash, eve.as_ref());
    assert_eq!(chain.block(vec![chain.unshield(&eve, &bundle)]), [Ok(Ok(()))]);
    assert_eq!(in_pool(&mut chain), 0);
    let pool = chain.state(ShieldedPool::account_id);
    assert_eq!(balance(&mut chain, &pool), EXISTENTIAL_DEPOSIT);
    assert_eq!(balance(&mut chain, &eve), unshielded);
    assert!(chain.state(|| System::account_exists(&pool)));
}

#[test]
fn tokens_sent_to_the_pool_account_in_public_are_no_funds_of_the_pool() {
    let mut chain = funded();
    let pool = chain.state(ShieldedPool::account_id);
    let gift = pallet_balances::Call::transfer_allow_death { dest: pool.clone(), value: FUNDING };
    let extrinsic = chain.signed(Alice, gift.into());
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
    assert_eq!(in_pool(&mut chain), FUNDING);
    let eve = Eve.to_account_id();
    let mut proven = proofs().unshield.clone();
    proven.bundle.amount = FUNDING;
    let bundle = proven.signed(&chain.genesis_hash, eve.as_ref());
    let extrinsic = chain.unshield(&eve, &bundle);
    assert_refused(&mut chain, extrinsic, PoolInsufficient);
}

#[test]
fn a_pool_account_that_was_robbed_refuses_bundles_instead_of_failing_them() {
    let mut chain = funded();
    // No call does this; a defect elsewhere might.
    chain.state(|| {
        let pool = ShieldedPool::account_id();
        frame_system::Account::<Test>::mutate(&pool, |account| {
            account.data.free = EXISTENTIAL_DEPOSIT + u128::from(BASE_FEE) - 1;
        });
        assert!(ShieldedPool::do_try_state().is_err());
    });
    let bundle = proofs().transfer_on(&chain);
    let extrinsic = chain.transfer(&bundle);
    assert_eq!(chain.validate(&extrinsic), Err(invalid(PoolInsufficient)));
}

#[test]
fn try_state_notices_what_must_never_be() {
    let damages: [fn(); 6] = [
        || crate::Turnstile::<Test>::mutate(1, 1, |state| counted(state).fees += FUNDING + 1),
        || crate::Turnstile::<Test>::mutate(1, 1, |state| counted(state).shielded += 1),
        || crate::CurrentRoot::<Test>::put([1; 32]),
        || crate::PendingCommitments::<Test>::append([1; 32]),
        || crate::Nullifiers::<Test>::insert(1, [1; 32], ()),
        || crate::Roots::<Test>::insert([1; 32], 1),
    ];
    for damage in damages {
        let mut chain = funded();
        chain.state(|| {
            assert_eq!(ShieldedPool::do_try_state(), Ok(()));
            damage();
            assert!(ShieldedPool::do_try_state().is_err());
        });
    }
}

/// Puts bytes that do not decode where a value is.
fn corrupt(key: &[u8]) {
    sp_io::storage::set(key, &[0xff]);
}

#[test]
fn a_turnstile_that_does_not_decode_lets_nothing_in_or_out() {
    let mut chain = funded();
    let key = crate::Turnstile::<Test>::hashed_key_for(1, 1);
    chain.state(|| {
        corrupt(&key);
        assert!(ShieldedPool::do_try_state().is_err());
        assert_eq!(ShieldedPool::turnstile(1, 1), None);
        assert_eq!(ShieldedPool::turnstile(1, 2), Some(crate::TurnstileState::default()));
    });
    let transfer = chain.transfer(&proofs().transfer_on(&chain));
    assert_eq!(chain.validate(&transfer), Err(invalid(PoolInsufficient)));
}

#[test]
fn a_tree_that_does_not_decode_takes_no_bundle_and_is_no_empty_tree() {
    let mut chain = funded();
    let transfer = chain.transfer(&proofs().transfer_on(&chain));
    chain.state(|| corrupt(&crate::Frontier::<Test>::hashed_key()));
    let full = InvalidTransaction::Custom(crate::Refusal::TREE_FULL_CODE).into();
    assert_eq!(chain.validate(&transfer), Err(full));
    assert!(chain.state(ShieldedPool::do_try_state).is_err());

    let mut chain = funded();
    chain.state(|| corrupt(&crate::CurrentRoot::<Test>::hashed_key()));
    assert_eq!(chain.validate(&transfer), Err(invalid(UnknownAnchor)));
    assert!(chain.state(ShieldedPool::do_try_state).is_err());
}

#[test]
fn the_chain_says_which_version_its_storage_has() {
    let mut chain = Chain::new();
    let version = chain.state(StorageVersion::get::<ShieldedPool>);
    assert_eq!(version, StorageVersion::new(1));
}
