//! Granting (docs/protocol §11.3).

use frame_support::{pallet_prelude::DispatchResult, traits::Get};
use shoji_shielded::{
    field,
    grant::{Grant, Target},
};

use crate::{
    Auditors, Config, Error, Event, Expiries, GrantRecord, Grants, GrantsOf, HoldReason,
    NextExpiry, Pallet,
};

impl<T: Config> Pallet<T> {
    /// Checks a grant and puts it in force.
    pub(crate) fn do_grant(payer: T::AccountId, grant: &Grant) -> DispatchResult {
        let checked = Self::check_grant(&payer, grant)?;
        let commitment = field::to_bytes(&checked.statement.commitment);
        Self::put_in_force(checked.id, Self::record(payer, grant, checked.key, commitment))
    }

    /// What state keeps of a grant.
    pub(crate) fn record(
        payer: T::AccountId,
        grant: &Grant,
        key: [u8; 32],
        commitment: [u8; 32],
    ) -> GrantRecord<T::AccountId> {
        GrantRecord {
            circuit_version: grant.circuit_version,
            auditor: grant.auditor.into(),
            key_version: grant.key_version,
            key,
            kind: grant.kind,
            address: match grant.target {
                Target::Stated(address) => Some(address),
                Target::Hidden(_) => None,
            },
            commitment,
            epk: grant.epk,
            ciphertext: grant.ciphertext,
            expiry: grant.expiry,
            include_by: grant.include_by,
            revocation_key: grant.revocation_key,
            rk: grant.rk,
            payer,
            deposit: T::GrantDeposit::get(),
            block: Self::now(),
            acknowledged: None,
        }
    }

    /// Puts a grant in force that has been checked: the deposit, the entry, the count of its auditor, the queue.
    pub(crate) fn put_in_force(id: [u8; 32], record: GrantRecord<T::AccountId>) -> DispatchResult {
        let (auditor, payer) = (record.auditor.clone(), record.payer.clone());
        Self::hold(HoldReason::Grant, &payer, record.deposit)
            .map_err(|_| Error::<T>::PayerCannotPay)?;
        Auditors::<T>::try_mutate(&auditor, |entry| {
            let entry = entry.as_mut().ok_or(Error::<T>::UnknownAuditor)?;
            // Four thousand million deposits are more than there is.
            entry.outstanding = entry.outstanding.checked_add(1).ok_or(Error::<T>::Inconsistent)?;
            Ok::<_, Error<T>>(())
        })?;
        // The queue begins with the first grant: it expires in this block or later, whenever there is weight to clean.
        if !NextExpiry::<T>::exists() {
            NextExpiry::<T>::put(Self::now());
        }
        Expiries::<T>::insert(record.expiry, id, ());
        GrantsOf::<T>::insert(&auditor, id, ());
        Grants::<T>::insert(id, record);
        Self::deposit_event(Event::Granted { grant_id: id, auditor, payer });
        Ok(())
    }

    /// Takes a grant out of state, but for its place in the queue and its deposit.
    pub(crate) fn take_out(id: &[u8; 32], grant: &GrantRecord<T::AccountId>) {
        Grants::<T>::remove(id);
        GrantsOf::<T>::remove(&grant.auditor, id);
        Self::count_ended(&grant.auditor);
    }
}
