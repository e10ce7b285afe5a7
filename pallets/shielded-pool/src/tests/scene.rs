//! A chain on which Alice has shielded, the wallet that holds the notes, and bundles proven once for
//! all tests. A proof does not depend on chain, expiry or party, so tests sign the same proofs anew.

use std::{collections::BTreeMap, sync::OnceLock};

use frame_support::traits::Get;
use frame_system::limits::BlockWeights;
use shoji_shielded::{asset::AssetId, bundle::Bundle, rules::Violation};
use sp_keyring::Sr25519Keyring::{self, Alice};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    ApplyExtrinsicResult, DispatchError,
};

use super::wallet::{OwnNote, Plan, Proven, Wallet};
use crate::{mock::*, Error, WeightInfo};

/// What each of the three funding notes holds, in units.
pub const NOTE: u128 = 1_000_000;
/// What Alice shields in the first block.
pub const FUNDING: u128 = 3 * NOTE;
/// What [`Proofs::unshield`] pays out.
pub const PAYOUT: u128 = 250_000;
/// The expiry of every bundle: the end of the window as seen from block 2.
pub const EXPIRY: u32 = 42;

/// Everything that is proven once.
pub struct Proofs {
    /// Shields [`FUNDING`] into three notes, the first two of which are equal. Anchor: the empty tree.
    pub shield: Proven,
    /// Spends the first note. Anchor: the root after the shield.
    pub transfer: Proven,
    /// Spends the first and the third note: a conflict with [`Proofs::transfer`].
    pub conflict: Proven,
    /// Spends the second note, whose commitment is that of the first, and pays out [`PAYOUT`].
    pub unshield: Proven,
    /// The wallet after block 1.
    pub wallet: Wallet,
    /// The funding notes.
    pub notes: [OwnNote; 3],
}

/// The proofs.
pub fn proofs() -> &'static Proofs {
    static PROOFS: OnceLock<Proofs> = OnceLock::new();
    PROOFS.get_or_init(|| {
        let mut wallet = Wallet::new(1);
        let twin = wallet.note(NOTE);
        let third = wallet.note(NOTE);
        let outputs = vec![twin, twin, third];
        let shield =
            wallet.prove(Plan { outputs, shielded: FUNDING, ..Plan::default() }, EXPIRY - 1);

        let mut chain = Chain::new();
        let funding = shield.signed(&chain.genesis_hash, Alice.to_account_id().as_ref());
        let extrinsic = chain.shield(Alice, &funding);
        assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
        wallet.read(&chain);

        let notes =
            [(twin, 0), (twin, 1), (third, 2)].map(|(note, position)| OwnNote { note, position });
        let fee = BASE_FEE;
        let mut spend = |inputs: Vec<OwnNote>, unshielded: u128| {
            let change = NOTE * inputs.len() as u128 - unshielded - u128::from(fee);
            let outputs = vec![wallet.note(change)];
            let plan = Plan { inputs, outputs, unshielded, fee, ..Plan::default() };
            wallet.prove(plan, EXPIRY)
        };
        Proofs {
            transfer: spend(vec![notes[0]], 0),
            conflict: spend(vec![notes[0], notes[2]], 0),
            unshield: spend(vec![notes[1]], PAYOUT),
            shield,
            notes,
            wallet,
        }
    })
}

impl Proofs {
    /// The funding shield signed for a chain by a depositor.
    pub fn shield_by(&self, chain: &Chain, who: Sr25519Keyring) -> Bundle {
        self.shield.signed(&chain.genesis_hash, who.to_account_id().as_ref())
    }

    /// The transfer signed for a chain.
    pub fn transfer_on(&self, chain: &Chain) -> Bundle {
        self.transfer.signed(&chain.genesis_hash, &[0; 32])
    }

    /// The unshield signed for a chain and a recipient.
    pub fn unshield_to(&self, chain: &Chain, recipient: &AccountId) -> Bundle {
        self.unshield.signed(&chain.genesis_hash, recipient.as_ref())
    }
}

/// A chain whose first block has Alice's shield.
pub fn funded() -> Chain {
    let mut chain = Chain::new();
    fund(&mut chain);
    chain
}

/// Puts Alice's shield in the next block.
pub fn fund(chain: &mut Chain) {
    let bundle = proofs().shield_by(chain, Alice);
    let extrinsic = chain.shield(Alice, &bundle);
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
}

/// What the pool and the executive answer to a call that breaks a rule.
pub fn invalid(violation: Violation) -> TransactionValidityError {
    InvalidTransaction::Custom(violation.code()).into()
}

/// Asserts that an extrinsic without an account is refused by the pool and by the block author, for
/// the same reason, and that nothing changes.
pub fn assert_refused(chain: &mut Chain, extrinsic: Extrinsic, violation: Violation) {
    let before = chain.state(snapshot);
    assert_eq!(chain.validate(&extrinsic), Err(invalid(violation)), "in the pool");
    assert_eq!(chain.block(vec![extrinsic]), [Err(invalid(violation))], "in a block");
    assert_eq!(chain.state(snapshot), before);
}

/// Asserts that a shield fails in its block, and that nothing changes.
pub fn assert_shield_fails(chain: &mut Chain, bundle: &Bundle, error: Error<Test>) {
    let before = chain.state(snapshot);
    let extrinsic = chain.shield(Alice, bundle);
    assert_eq!(chain.block(vec![extrinsic]), [failed(error)]);
    assert_eq!(chain.digest().outcomes, Vec::<u8>::new());
    assert_eq!(chain.state(snapshot), before);
}

/// An included extrinsic that failed.
pub fn failed(error: Error<Test>) -> ApplyExtrinsicResult {
    Ok(Err(DispatchError::from(error)))
}

/// The pool's state, the balances that matter and the issuance.
pub fn snapshot() -> impl PartialEq + core::fmt::Debug {
    let balances =
        [Alice.to_account_id(), author(), ShieldedPool::account_id()].map(Balances::free_balance);
    let mut nullifiers: Vec<_> = crate::Nullifiers::<Test>::iter_keys().collect();
    nullifiers.sort();
    (
        balances,
        pallet_balances::TotalIssuance::<Test>::get(),
        nullifiers,
        crate::CurrentRoot::<Test>::get(),
        crate::Frontier::<Test>::get(),
        crate::Turnstile::<Test>::iter()
            .map(|(asset, version, state)| ((asset, version), state))
            .collect::<BTreeMap<_, _>>(),
    )
}

/// A turnstile that is there, to change it.
pub fn counted(state: &mut Option<crate::TurnstileState>) -> &mut crate::TurnstileState {
    state.as_mut().unwrap()
}

/// How many unshields an empty block has room for: the scale of priorities (docs/protocol §7.5).
pub fn unshields_per_block() -> u64 {
    type Weights = crate::weights::MeasuredWeight<Test>;
    let weight = Weights::authorize_unshield().saturating_add(Weights::unshield());
    let limits: BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
    limits.max_block.ref_time() / weight.ref_time()
}

/// The pool's own count of the native token.
pub fn in_pool(chain: &mut Chain) -> u128 {
    chain.state(|| ShieldedPool::in_pool(AssetId::NATIVE, 1))
}

/// An account's balance.
pub fn balance(chain: &mut Chain, who: &AccountId) -> u128 {
    chain.state(|| Balances::free_balance(who))
}
