//! The turnstile: how much of each asset is in the pool (docs/protocol §7.3).

use frame_support::{
    pallet_prelude::DispatchResult,
    traits::{
        fungible::Inspect as _,
        tokens::{Fortitude, Preservation},
    },
};
use shoji_shielded::{asset::AssetId, bundle::Bundle, rules::Violation};
use sp_runtime::{ArithmeticError, DispatchError};

use crate::{Config, Pallet, Turnstile, TurnstileState};

const NATIVE: u64 = AssetId::NATIVE.to_wire();

impl<T: Config> Pallet<T> {
    /// What is in the pool of an asset under a circuit version, in units.
    pub fn in_pool(asset: AssetId, version: u16) -> u128 {
        // A negative state cannot be reached (`TurnstileState::after_leaving`); zero lets nothing out.
        let state = Self::turnstile(asset.to_wire(), version);
        state.and_then(|state| state.in_pool()).unwrap_or_default()
    }

    /// The turnstile of an asset (on the wire) under a circuit version: nothing in and nothing out where there is
    /// none, `None` where there is one that does not decode, through which nothing can pass.
    pub(crate) fn turnstile(asset: u64, version: u16) -> Option<TurnstileState> {
        let state = Turnstile::<T>::get(asset, version);
        match state.is_none() && !Turnstile::<T>::contains_key(asset, version) {
            true => Some(TurnstileState::default()),
            false => state,
        }
    }

    /// Rule 16: the pool holds the amount and the fee by its own count under the version of the bundle,
    /// and what is native on its account as well, whose existential deposit stays out of reach.
    pub(crate) fn check_pool_holds(bundle: &Bundle) -> Result<(), Violation> {
        let amount = if leaves_native(bundle) { bundle.amount } else { 0 };
        let native = amount.checked_add(bundle.fee.into()).ok_or(Violation::PoolInsufficient)?;
        let payable = T::NativeCurrency::reducible_balance(
            &Self::account_id(),
            Preservation::Preserve,
            Fortitude::Polite,
        );
        if Self::after_leaving(bundle).is_none() || payable < native {
            return Err(Violation::PoolInsufficient);
        }
        Ok(())
    }

    /// Counts a shield.
    pub(crate) fn count_shield(bundle: &Bundle) -> DispatchResult {
        let (asset, version) = (bundle.asset_pub, bundle.circuit_version);
        let state = Self::turnstile(asset, version)
            .ok_or_else(|| Self::inconsistent("a turnstile does not decode"))?;
        let state = state
            .after_shield(bundle.amount)
            .ok_or(DispatchError::Arithmetic(ArithmeticError::Overflow))?;
        Turnstile::<T>::insert(asset, version, state);
        Ok(())
    }

    /// Counts the amount and the fee of a transfer (amount 0) or of an unshield.
    pub(crate) fn count_leaving(bundle: &Bundle) -> DispatchResult {
        let (native, other) = Self::after_leaving(bundle)
            .ok_or_else(|| Self::inconsistent("the turnstile lacks funds after rule 16"))?;
        let version = bundle.circuit_version;
        Turnstile::<T>::insert(NATIVE, version, native);
        if let Some(other) = other {
            Turnstile::<T>::insert(bundle.asset_pub, version, other);
        }
        Ok(())
    }

    /// The turnstiles after a transfer or an unshield: of the native token, in which every fee is paid,
    /// and of another asset if one leaves. `None` if the pool does not hold what leaves, as far as it knows.
    fn after_leaving(bundle: &Bundle) -> Option<(TurnstileState, Option<TurnstileState>)> {
        let version = bundle.circuit_version;
        let native = Self::turnstile(NATIVE, version)?;
        if leaves_native(bundle) {
            return Some((native.after_leaving(bundle.amount, bundle.fee)?, None));
        }
        let other = Self::turnstile(bundle.asset_pub, version)?;
        Some((native.after_leaving(0, bundle.fee)?, Some(other.after_leaving(bundle.amount, 0)?)))
    }
}

/// Whether the amount that leaves is native, or zero of no asset.
fn leaves_native(bundle: &Bundle) -> bool {
    bundle.asset_pub == NATIVE || bundle.asset_pub == AssetId::NONE.to_wire()
}
