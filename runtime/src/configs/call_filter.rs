//! Which calls may be dispatched at all.

use crate::{Runtime, RuntimeCall};
use frame_support::traits::Contains;

/// The base call filter of the runtime. It refuses
///
/// - `session.purge_keys`: the validator set is fixed, so a validator that drops its keys could never
///   come back, and the last one to do so would halt the chain. Keys are changed with `set_keys`;
/// - a shielded-pool call inside `sudo`, `sudo_as` or `sudo_unchecked_weight`, at any depth. The pool
///   checks a bundle when its extrinsic is *authorised*, so that an included call never fails
///   (docs/protocol §7.2); a wrapped call would skip that. Wallets and indexers also rebuild
///   the tree from outermost extrinsics only.
///
/// Sudo bypasses the filter for the call it wraps, therefore the wrapping call itself is refused.
pub struct ShojiCallFilter;

impl Contains<RuntimeCall> for ShojiCallFilter {
    fn contains(call: &RuntimeCall) -> bool {
        match call {
            RuntimeCall::Session(pallet_session::Call::purge_keys {}) => false,
            RuntimeCall::Sudo(sudo) => !wraps_pool_call(sudo),
            _ => true,
        }
    }
}

/// True if a sudo call contains a shielded-pool call at any depth. The depth is bounded: extrinsics
/// are decoded with a nesting limit.
fn wraps_pool_call(sudo: &pallet_sudo::Call<Runtime>) -> bool {
    let inner = match sudo {
        pallet_sudo::Call::sudo { call }
        | pallet_sudo::Call::sudo_unchecked_weight { call, .. }
        | pallet_sudo::Call::sudo_as { call, .. } => call.as_ref(),
        _ => return false,
    };
    match inner {
        RuntimeCall::Sudo(nested) => wraps_pool_call(nested),
        call => is_pool_call(call),
    }
}

/// True for a call of the shielded pool that moves value.
fn is_pool_call(call: &RuntimeCall) -> bool {
    matches!(call, RuntimeCall::ShieldedPool(_))
}
