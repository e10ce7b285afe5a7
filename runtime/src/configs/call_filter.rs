//! Which calls may be dispatched at all.

use crate::{Runtime, RuntimeCall, ShieldedPool};
use frame_support::traits::Contains;

/// The base call filter of the runtime. It refuses
///
/// - `session.purge_keys`: only validators have keys, their set is fixed, so one that drops its keys could
///   never come back, and the last one to do so would halt the chain. Keys are changed with `set_keys`;
/// - `assets.set_min_balance` upwards while the pool holds the asset. `pallet_assets` allows it when no
///   account holds any, and counts what is in the pool for none: a minimum that nobody's notes reach would
///   lock them in (docs/protocol §7.3);
/// - a shielded-pool call inside `sudo`, `sudo_as` or `sudo_unchecked_weight`, at any depth. The pool
///   checks a bundle when its extrinsic is *authorised*, so that an included call never fails
///   (docs/protocol §7.2); a wrapped call would skip that. Wallets and indexers also rebuild
///   the tree from outermost extrinsics only;
/// - a call about view keys inside one of these. None would skip an authorisation: `revoke` takes no root, and by
///   `sudo_as` it is looked at as any signed one. But grants are for good in the bodies of blocks, where auditors and
///   owners read outermost calls, and an auditor's key or name is nobody's to set but the auditor's (§11.2).
///
/// Sudo bypasses the filter for the call it wraps, therefore the wrapping call itself is refused. What root does
/// by calls of its own (`force_asset_status`) is root's responsibility.
pub struct ShojiCallFilter;

impl Contains<RuntimeCall> for ShojiCallFilter {
    fn contains(call: &RuntimeCall) -> bool {
        match call {
            RuntimeCall::Session(pallet_session::Call::purge_keys {}) => false,
            RuntimeCall::Assets(pallet_assets::Call::set_min_balance { id, min_balance }) => {
                !ShieldedPool::would_lock_in(id.0, *min_balance)
            }
            RuntimeCall::Sudo(sudo) => wrapped(sudo).is_none_or(|call| {
                let is_outermost_only =
                    matches!(call, RuntimeCall::ShieldedPool(_) | RuntimeCall::ViewKeys(_));
                !is_outermost_only && Self::contains(call)
            }),
            _ => true,
        }
    }
}

/// The call inside a sudo call. The depth is bounded: extrinsics are decoded with a nesting limit.
fn wrapped(sudo: &pallet_sudo::Call<Runtime>) -> Option<&RuntimeCall> {
    match sudo {
        pallet_sudo::Call::sudo { call }
        | pallet_sudo::Call::sudo_unchecked_weight { call, .. }
        | pallet_sudo::Call::sudo_as { call, .. } => Some(call),
        _ => None,
    }
}
