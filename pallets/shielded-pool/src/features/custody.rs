//! Who holds what is in the pool, asset by asset, and how it gets in and out (docs/protocol §7.3).
//!
//! The native token sits on the account of the pool. Other assets sit on **no account**: a shield takes
//! the amount off the depositor's account and leaves the asset's supply as it is, an unshield puts it
//! back. In between it is on hold, in the sense of [`pallet_assets::BalanceOnHold`], which this pallet
//! implements. So there is nothing that the asset's admin could freeze, block, burn or move by force, no
//! minimum balance to keep and no reference counter of an account to run full; and the asset cannot
//! be destroyed as long as one unit of it is in the pool.

use frame_support::{
    ensure,
    pallet_prelude::DispatchResult,
    traits::{
        fungible::{Inspect as _, Mutate as _},
        fungibles::{Inspect as _, Unbalanced as _},
        tokens::{Fortitude, Precision, Preservation, Provenance},
        Get,
    },
};
use pallet_assets::{AssetStatus, AssetsCallback, BalanceOnHold};
use shoji_shielded::{asset::AssetId, rules::Violation};
use sp_runtime::traits::AccountIdConversion;

use crate::{Config, Destructions, Error, Pallet, Turnstile};

type Assets<T> = pallet_assets::Pallet<T>;

impl<T: Config> Pallet<T> {
    /// The account that holds the pool's native tokens, and an existential deposit of its own.
    pub fn account_id() -> T::AccountId {
        T::PalletId::get().into_account_truncating()
    }

    /// The asset that an id of [`pallet_assets`] denotes now (docs/protocol §3.1): its generation is the
    /// number of times that an asset of this id was destroyed, and one.
    pub fn asset_of(id: u32) -> Option<AssetId> {
        AssetId::new(id, Destructions::<T>::get(id).checked_add(1)?)
    }

    /// The id of an asset that lives on [`pallet_assets`], `None` for the native one.
    ///
    /// Errors: rule 5. A destroyed asset, or an earlier one of the same id, is unknown; of one that its
    /// issuer has frozen nothing enters or leaves.
    pub(crate) fn known_id(asset: AssetId) -> Result<Option<u32>, Violation> {
        if asset.is_none() || asset == AssetId::NATIVE {
            return Ok(None);
        }
        let (id, _) = asset.id_and_generation().ok_or(Violation::InvalidAsset)?;
        ensure!(Self::asset_of(id) == Some(asset), Violation::InvalidAsset);
        let details = pallet_assets::Asset::<T>::get(id).ok_or(Violation::InvalidAsset)?;
        ensure!(details.status == AssetStatus::Live, Violation::InvalidAsset);
        Ok(Some(id))
    }

    /// Whether the depositor of a shield can pay. Cheap, so it is looked at before the rules.
    pub(crate) fn can_take(id: Option<u32>, depositor: &T::AccountId, amount: u128) -> bool {
        let payable = match id {
            // The depositor keeps the existential deposit: an account that fell below it would be
            // reaped, and the remainder burnt, without anybody having asked for it.
            None => {
                let polite = Fortitude::Polite;
                T::NativeCurrency::reducible_balance(depositor, Preservation::Preserve, polite)
            }
            Some(id) => {
                let preservation = Self::preservation(id, depositor, amount);
                Assets::<T>::reducible_balance(id, depositor, preservation, Fortitude::Polite)
            }
        };
        payable >= amount
    }

    /// Takes the amount of a shield from the depositor.
    pub(crate) fn take(id: Option<u32>, depositor: &T::AccountId, amount: u128) -> DispatchResult {
        let Some(id) = id else {
            let pool = Self::account_id();
            T::NativeCurrency::transfer(depositor, &pool, amount, Preservation::Preserve)?;
            return Ok(());
        };
        let taken = Assets::<T>::decrease_balance(
            id,
            depositor,
            amount,
            Precision::Exact,
            Self::preservation(id, depositor, amount),
            Fortitude::Polite,
        )?;
        // More than the amount would be dust, which `preservation` rules out.
        ensure!(taken == amount, Error::<T>::DepositorCannotPay);
        Ok(())
    }

    /// All of a balance may be taken; a part only if what remains is not dust.
    fn preservation(id: u32, depositor: &T::AccountId, amount: u128) -> Preservation {
        match Assets::<T>::balance(id, depositor) == amount {
            true => Preservation::Expendable,
            false => Preservation::Preserve,
        }
    }

    /// Rule 17: the recipient can be credited: it would not be below the minimum balance after it, it
    /// is not blocked, and it is not the pool itself, where the tokens would belong to nobody.
    pub(crate) fn check_recipient(
        id: Option<u32>,
        recipient: &T::AccountId,
        amount: u128,
    ) -> Result<(), Violation> {
        let deposit = match id {
            None => T::NativeCurrency::can_deposit(recipient, amount, Provenance::Extant),
            Some(id) => Assets::<T>::can_deposit(id, recipient, amount, Provenance::Extant),
        };
        let is_pool = *recipient == Self::account_id();
        if is_pool || deposit.into_result().is_err() {
            return Err(Violation::RecipientCannotReceive);
        }
        Ok(())
    }

    /// Pays the amount of an unshield from the pool.
    pub(crate) fn pay_out(
        id: Option<u32>,
        recipient: &T::AccountId,
        amount: u128,
    ) -> DispatchResult {
        let inconsistent = |_| Self::inconsistent("the pool cannot pay after rules 5, 16 and 17");
        let Some(id) = id else {
            let pool = Self::account_id();
            T::NativeCurrency::transfer(&pool, recipient, amount, Preservation::Preserve)
                .map_err(inconsistent)?;
            return Ok(());
        };
        // `increase_balance` refuses where supply and amount together would overflow. Here the supply
        // counts the amount already, so it is taken off for the moment: an issuer that mints up to the
        // limit must not lock in what is in the pool.
        let supply = Assets::<T>::total_issuance(id);
        let without = supply
            .checked_sub(amount)
            .ok_or_else(|| Self::inconsistent("an asset's supply does not cover the pool"))?;
        Assets::<T>::set_total_issuance(id, without);
        Assets::<T>::increase_balance(id, recipient, amount, Precision::Exact)
            .map_err(inconsistent)?;
        Assets::<T>::set_total_issuance(id, supply);
        Ok(())
    }

    /// Whether a minimum balance of the asset that the id denotes now would lock in what the pool holds of it.
    /// [`pallet_assets`] lets an issuer raise it when no account holds any, and what is in the pool is on none.
    pub fn would_lock_in(id: u32, minimum_balance: u128) -> bool {
        minimum_balance > Assets::<T>::minimum_balance(id) && Self::holds_any(id)
    }

    /// Whether anything of the asset that the id denotes now is in the pool.
    fn holds_any(id: u32) -> bool {
        // An id without a next generation could never be told from the asset before.
        Self::asset_of(id).is_none_or(Self::holds)
    }

    /// Whether anything of the asset is in the pool, under any circuit version, or could be.
    fn holds(asset: AssetId) -> bool {
        let wire = asset.to_wire();
        Turnstile::<T>::iter_key_prefix(wire).any(|version| {
            Self::turnstile(wire, version).and_then(|state| state.in_pool()) != Some(0)
        })
    }
}

/// What is in the pool is on hold and on no account.
impl<T: Config> BalanceOnHold<u32, T::AccountId, u128> for Pallet<T> {
    fn balance_on_hold(_asset: u32, _who: &T::AccountId) -> Option<u128> {
        None
    }

    fn died(_asset: u32, _who: &T::AccountId) {}

    /// Asked before an asset's destruction may begin.
    fn contains_holds(id: u32) -> bool {
        Self::holds_any(id)
    }
}

/// Counts destructions, so that an id that is used again denotes another asset.
impl<T: Config> AssetsCallback<u32, T::AccountId> for Pallet<T> {
    fn destroyed(id: &u32) -> Result<(), ()> {
        Destructions::<T>::try_mutate(id, |count| {
            // The generation, which is one more, must fit too.
            *count = count.checked_add(1).filter(|count| *count < u32::MAX).ok_or(())?;
            Ok(())
        })
    }
}
