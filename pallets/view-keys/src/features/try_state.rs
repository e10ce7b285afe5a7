//! The invariants of the register.

use alloc::collections::BTreeMap;

use frame_support::{ensure, traits::fungible::InspectHold};
use shoji_proofs::{VerifyingKey, GRANT_PUBLIC_INPUTS, GRANT_VERSION};
use shoji_shielded::{field, grant::auditor};
use sp_runtime::TryRuntimeError;

use crate::{
    Auditors, Config, Expiries, Grants, GrantsOf, HoldReason, LastKeyVersion, NextExpiry, Pallet,
    Revoked, VerifyingKeys,
};

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the register's state.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::try_state_auditors()?;
        Self::try_state_grants()?;
        Self::try_state_queue()?;
        Self::try_state_deposits()?;
        Self::try_state_keys()
    }

    /// Each key is one, versions follow each other, and as many grants are counted as there are.
    fn try_state_auditors() -> Result<(), TryRuntimeError> {
        for (account, entry) in Auditors::<T>::iter() {
            let grants = GrantsOf::<T>::iter_key_prefix(&account).count();
            ensure!(grants == entry.outstanding as usize, "an auditor's grants are miscounted");
            ensure!(!entry.closing || grants > 0, "an auditor has stayed without a grant");
            ensure!(auditor::decode_key(&entry.key.key).is_some(), "a sealing key is none");
            let before = entry.previous_key.map_or(0, |previous| previous.key.version);
            ensure!(
                before < entry.key.version
                    && LastKeyVersion::<T>::get(&account) == entry.key.version,
                "versions of an auditor's keys do not follow each other"
            );
        }
        Ok(())
    }

    /// Each grant is listed under a registered auditor and in the queue, is not revoked, and its `C` is canonical.
    fn try_state_grants() -> Result<(), TryRuntimeError> {
        let mut count = 0usize;
        for (id, grant) in Grants::<T>::iter() {
            count = count.saturating_add(1);
            ensure!(Auditors::<T>::contains_key(&grant.auditor), "a grant of no auditor");
            ensure!(GrantsOf::<T>::contains_key(&grant.auditor, id), "a grant is not listed");
            ensure!(Expiries::<T>::contains_key(grant.expiry, id), "a grant is not queued");
            ensure!(!Revoked::<T>::contains_key(id), "a grant is in force and revoked");
            ensure!(field::from_bytes(&grant.commitment).is_some(), "a commitment has an alias");
        }
        ensure!(GrantsOf::<T>::iter_keys().count() == count, "a grant is listed that is not there");
        for (id, expiry) in Revoked::<T>::iter() {
            count = count.saturating_add(1);
            ensure!(Expiries::<T>::contains_key(expiry, id), "a revoked grant is not queued");
        }
        ensure!(Expiries::<T>::iter_keys().count() == count, "the queue has orphans");
        Ok(())
    }

    /// Nothing waits in the queue before the block with which it begins.
    fn try_state_queue() -> Result<(), TryRuntimeError> {
        let first = NextExpiry::<T>::get().unwrap_or_default();
        ensure!(
            Expiries::<T>::iter_keys().all(|(expiry, _)| first <= expiry),
            "the queue has passed something over"
        );
        Ok(())
    }

    /// What each account has on hold is the sum of its entries.
    fn try_state_deposits() -> Result<(), TryRuntimeError> {
        for (account, entry) in Auditors::<T>::iter() {
            let held = T::NativeCurrency::balance_on_hold(&HoldReason::Auditor.into(), &account);
            ensure!(held == entry.deposit, "an auditor's deposit is not what it has on hold");
        }
        let mut sums = BTreeMap::<T::AccountId, u128>::new();
        for grant in Grants::<T>::iter_values() {
            let sum = sums.entry(grant.payer).or_default();
            *sum = sum.checked_add(grant.deposit).ok_or("the deposits overflow")?;
        }
        for (payer, sum) in sums {
            let held = T::NativeCurrency::balance_on_hold(&HoldReason::Grant.into(), &payer);
            ensure!(held == sum, "a payer's deposits are not what it has on hold");
        }
        Ok(())
    }

    /// Every registered key passes the checks of docs/protocol §8.1.
    fn try_state_keys() -> Result<(), TryRuntimeError> {
        for (version, bytes) in VerifyingKeys::<T>::iter() {
            ensure!(version == GRANT_VERSION, "a key is registered for an unknown circuit");
            VerifyingKey::from_bytes(&bytes, GRANT_PUBLIC_INPUTS)
                .map_err(|_| "a registered verifying key is malformed")?;
        }
        Ok(())
    }
}
