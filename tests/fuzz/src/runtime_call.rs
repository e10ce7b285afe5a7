//! Extrinsics and calls from bytes, on the real runtime.

use std::cell::RefCell;

use codec::{Decode, DecodeLimit, Encode};
use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo},
    MAX_EXTRINSIC_DEPTH,
};
use pallet_shielded_pool::{Call, Frontier, Turnstile, TurnstileState};
use shoji_runtime::{
    Balances, Executive, Runtime, RuntimeCall, ShieldedPool, System, UncheckedExtrinsic, SHJ,
};
use shoji_shielded::{
    bundle::{Bundle, CallKind},
    rules::BASE_FEE,
};
use sp_runtime::generic::Preamble;

use crate::{
    chain::{apply, extrinsics, Chain},
    pool::{
        accounts::{account, key},
        compare,
        maker::{Draft, Maker},
        model::{Model, NATIVE},
        record::Record,
    },
};

/// Runs the extrinsic that the bytes are, on a chain with a native token and an asset in its pool. The first
/// byte says how to read the others: as an extrinsic, or as a call that somebody signs or nobody does.
pub fn runtime_call(data: &[u8]) {
    let Some((mode, bytes)) = data.split_first() else { return };
    CHAIN.with_borrow_mut(|chain| {
        if let Some(extrinsic) = extrinsic(chain, *mode, bytes) {
            include(chain, &extrinsic);
        }
    });
}

thread_local! {
    static CHAIN: RefCell<Chain> = RefCell::new(prepared().0);
}

fn extrinsic(chain: &mut Chain, mode: u8, bytes: &[u8]) -> Option<UncheckedExtrinsic> {
    if mode % 8 == 0 {
        // With a length in front of it, as in a block, and as the bytes have it.
        UncheckedExtrinsic::decode(&mut &bytes[..]).ok();
        return UncheckedExtrinsic::decode(&mut &bytes.encode()[..]).ok();
    }
    let call = RuntimeCall::decode_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &bytes[..]).ok()?;
    let encoded = call.encode();
    let again = RuntimeCall::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &encoded[..]);
    assert_eq!(again.as_ref(), Ok(&call), "a call does not survive its encoding");
    Some(match mode % 8 {
        1 => UncheckedExtrinsic::new_bare(call),
        2 | 3 => extrinsics::general(call, 0, 0),
        // Not by the first one, who is root and may break anything.
        signer => {
            let who = usize::from(signer - 3);
            let nonce = chain.state(|| System::account_nonce(account(who)));
            chain.state(|| extrinsics::signed(key(who), nonce, call))
        }
    })
}

/// What the transaction pool and a block author make of it. Neither may panic, and whatever happens, the pool's
/// invariants hold and nothing leaves it but by a pool call.
fn include(chain: &mut Chain, extrinsic: &UncheckedExtrinsic) {
    let validity = chain.validate(extrinsic);
    if extrinsic.get_dispatch_info().class == DispatchClass::Mandatory {
        assert!(validity.is_err(), "the transaction pool takes an inherent");
        return;
    }
    let (header, timestamp) = chain.next_block();
    let (result, before, after) = chain.rolled_back(|| {
        let before = holdings();
        Executive::initialize_block(&header);
        assert_eq!(apply(&timestamp), Ok(Ok(())));
        let result = apply(extrinsic);
        Executive::finalize_block();
        assert_eq!(ShieldedPool::do_try_state(), Ok(()));
        (result, before, holdings())
    });
    let took_effect = is_pool_call(extrinsic) && result == Ok(Ok(()));
    if !took_effect {
        assert_eq!(before.turnstiles, after.turnstiles, "the turnstile moved");
        assert!(before.native <= after.native, "tokens left the pool");
        assert_eq!(before.leaves, after.leaves, "a leaf came from something else than a bundle");
    }
    let general = matches!(extrinsic.preamble, Preamble::General(_));
    if general && is_pool_call(extrinsic) {
        assert_eq!(validity.is_ok(), took_effect, "{validity:?} and then {result:?}");
    }
}

fn is_pool_call(extrinsic: &UncheckedExtrinsic) -> bool {
    matches!(extrinsic.function, RuntimeCall::ShieldedPool(_))
}

struct Holdings {
    /// What is in the pool by its own count.
    turnstiles: Vec<(u64, u16, TurnstileState)>,
    /// What is on its account.
    native: u128,
    /// How many commitments its tree has.
    leaves: u64,
}

fn holdings() -> Holdings {
    Holdings {
        turnstiles: Turnstile::<Runtime>::iter().collect(),
        native: Balances::free_balance(ShieldedPool::account_id()),
        leaves: Frontier::<Runtime>::get().expect("there from genesis on").next_position(),
    }
}

/// A chain after one block, in which native tokens and an asset have been shielded.
fn prepared() -> (Chain, Model, Maker) {
    let mut chain = Chain::new(false);
    let mut maker = Maker::new();
    let model = chain.state(compare::genesis);
    let gold = model.wire(crate::chain::genesis::GOLD);
    for (party, wire, amount) in [(2, NATIVE, 1_000 * SHJ), (1, gold, 400_000)] {
        let draft = draft(CallKind::Shield, party, wire, amount, &model, &chain);
        let attempt = maker.make(&model, draft, &Record::default());
        let call = Call::<Runtime>::shield { bundle: Box::new(attempt.bundle) };
        let extrinsic = chain.state(|| extrinsics::signed(key(party), 0, call.into()));
        assert_eq!(chain.apply(&extrinsic), Ok(Ok(())), "what is prepared takes effect");
    }
    chain.close();
    (chain, model, maker)
}

fn draft(
    kind: CallKind,
    party: usize,
    wire: u64,
    amount: u128,
    model: &Model,
    chain: &Chain,
) -> Draft {
    let fee = if kind == CallKind::Shield { 0 } else { BASE_FEE };
    let expiry = chain.next_number() + 64;
    Draft { kind, party, wire, amount, fee, anchor: model.root(), expiry }
}

/// Pool calls that take effect on the chain of this target: a shield by the second account, a transfer, unshields of
/// the native token and of the asset.
pub fn right_calls() -> Vec<RuntimeCall> {
    let (chain, model, mut maker) = prepared();
    let gold = model.wire(crate::chain::genesis::GOLD);
    let mut make = |kind, party, wire, amount| -> Box<Bundle> {
        let draft = draft(kind, party, wire, amount, &model, &chain);
        Box::new(maker.make(&model, draft, &Record::default()).bundle)
    };
    let to = account(3);
    [
        Call::<Runtime>::shield { bundle: make(CallKind::Shield, 1, NATIVE, SHJ) },
        Call::transfer { bundle: make(CallKind::Transfer, 0, 0, 0) },
        Call::unshield {
            recipient: to.clone(),
            bundle: make(CallKind::Unshield, 3, NATIVE, 10 * SHJ),
        },
        Call::unshield { recipient: to, bundle: make(CallKind::Unshield, 3, gold, 1_000) },
    ]
    .map(RuntimeCall::from)
    .into()
}
