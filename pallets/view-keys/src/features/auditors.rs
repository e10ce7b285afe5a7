//! Auditors: registration, rotation of keys, deregistration, acknowledgement (docs/protocol §11.1, §11.2).

use core::str::from_utf8;

use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use shoji_shielded::{bundle::SIGNATURE_LEN, grant::auditor};

use crate::{
    Auditor, Auditors, Config, Error, Event, Grants, HoldReason, LastKeyVersion, Pallet,
    PreviousKey, Profile, SealingKey,
};

impl<T: Config> Pallet<T> {
    /// Registers an account. What costs a multiplication of points comes last.
    pub(crate) fn do_register(
        account: T::AccountId,
        profile: Profile,
        key: &[u8; 32],
        possession: &[u8; SIGNATURE_LEN],
    ) -> DispatchResult {
        ensure!(!Auditors::<T>::contains_key(&account), Error::<T>::AlreadyRegistered);
        Self::check_profile(&profile)?;
        let deposit = T::AuditorDeposit::get();
        Self::hold(HoldReason::Auditor, &account, deposit)
            .map_err(|_| Error::<T>::AuditorCannotPay)?;
        let key = SealingKey { version: Self::next_version(&account)?, key: *key };
        Self::check_key(&account, &key, possession)?;
        let entry =
            Auditor { profile, key, previous_key: None, closing: false, outstanding: 0, deposit };
        LastKeyVersion::<T>::insert(&account, key.version);
        Auditors::<T>::insert(&account, entry);
        Self::deposit_event(Event::AuditorRegistered { auditor: account });
        Ok(())
    }

    /// Replaces what an auditor says about itself.
    pub(crate) fn do_update(account: T::AccountId, profile: Profile) -> DispatchResult {
        let entry = Auditors::<T>::get(&account).ok_or(Error::<T>::UnknownAuditor)?;
        Self::check_profile(&profile)?;
        Auditors::<T>::insert(&account, Auditor { profile, ..entry });
        Self::deposit_event(Event::AuditorUpdated { auditor: account });
        Ok(())
    }

    /// Replaces the sealing key. While the key before is good, there is no third: an auditor has two secrets to
    /// keep at most, and nobody's proof is made useless by two rotations in a row. A key that is retired at once, because
    /// somebody else knows it, is good no more, and neither is the one before it.
    pub(crate) fn do_rotate(
        account: T::AccountId,
        key: &[u8; 32],
        possession: &[u8; SIGNATURE_LEN],
        retire: bool,
    ) -> DispatchResult {
        let entry = Auditors::<T>::get(&account).ok_or(Error::<T>::UnknownAuditor)?;
        ensure!(!entry.closing, Error::<T>::AuditorClosing);
        let now = Self::now();
        let in_grace = entry.previous_key.is_some_and(|previous| now <= previous.until);
        ensure!(retire || !in_grace, Error::<T>::RotationTooSoon);
        ensure!(*key != entry.key.key, Error::<T>::SameKey);
        let version = Self::next_version(&account)?;
        let key = SealingKey { version, key: *key };
        Self::check_key(&account, &key, possession)?;
        let until = if retire { now } else { now.saturating_add(T::Grace::get()) };
        let previous_key = (!retire).then_some(PreviousKey { key: entry.key, until });
        LastKeyVersion::<T>::insert(&account, version);
        Auditors::<T>::insert(&account, Auditor { key, previous_key, ..entry });
        let auditor = account;
        Self::deposit_event(Event::KeyRotated { auditor, version, previous_until: until });
        Ok(())
    }

    /// The version of the account's next key. Versions are never used twice, not by an account that deregistered in between:
    /// a version names one key, and a proof of possession is good once.
    fn next_version(account: &T::AccountId) -> Result<u16, Error<T>> {
        let last = LastKeyVersion::<T>::get(account);
        last.checked_add(1).ok_or(Error::<T>::KeyVersionsExhausted)
    }

    /// Takes no more grants; the entry goes with the last one that there is.
    pub(crate) fn do_deregister(account: T::AccountId) -> DispatchResult {
        let entry = Auditors::<T>::get(&account).ok_or(Error::<T>::UnknownAuditor)?;
        ensure!(!entry.closing, Error::<T>::AuditorClosing);
        if entry.outstanding == 0 {
            Self::remove_auditor(&account, &entry);
            return Ok(());
        }
        Auditors::<T>::insert(&account, Auditor { closing: true, ..entry });
        Self::deposit_event(Event::AuditorClosing { auditor: account });
        Ok(())
    }

    /// Notes that the auditor has opened a grant.
    pub(crate) fn do_acknowledge(account: T::AccountId, grant_id: &[u8; 32]) -> DispatchResult {
        let grant = Grants::<T>::get(grant_id).ok_or(Error::<T>::UnknownGrant)?;
        ensure!(grant.auditor == account, Error::<T>::NotTheAuditor);
        let now = Self::now();
        ensure!(now <= grant.expiry, Error::<T>::GrantExpired);
        ensure!(grant.acknowledged.is_none(), Error::<T>::AlreadyAcknowledged);
        Grants::<T>::insert(grant_id, crate::GrantRecord { acknowledged: Some(now), ..grant });
        Self::deposit_event(Event::Acknowledged { grant_id: *grant_id });
        Ok(())
    }

    /// Counts one grant less, and lets an auditor go that has waited for it.
    pub(crate) fn count_ended(account: &T::AccountId) {
        let Some(mut entry) = Auditors::<T>::get(account) else {
            frame_support::defensive!("a grant of an auditor who is not registered");
            return;
        };
        entry.outstanding = entry.outstanding.saturating_sub(1);
        if entry.closing && entry.outstanding == 0 {
            Self::remove_auditor(account, &entry);
        } else {
            Auditors::<T>::insert(account, entry);
        }
    }

    fn remove_auditor(account: &T::AccountId, entry: &Auditor) {
        Auditors::<T>::remove(account);
        Self::release(HoldReason::Auditor, account, entry.deposit);
        Self::deposit_event(Event::AuditorDeregistered { auditor: account.clone() });
    }

    fn check_profile(profile: &Profile) -> Result<(), Error<T>> {
        let is_text = |bytes| from_utf8(bytes).is_ok();
        ensure!(!profile.name.is_empty() && is_text(&profile.name), Error::<T>::InvalidName);
        ensure!(is_text(&profile.contact), Error::<T>::InvalidContact);
        ensure!(is_text(&profile.policy_uri), Error::<T>::InvalidPolicyUri);
        Ok(())
    }

    /// The key is one, and its holder has signed for this chain, account and version.
    fn check_key(
        account: &T::AccountId,
        key: &SealingKey,
        possession: &[u8; SIGNATURE_LEN],
    ) -> Result<(), Error<T>> {
        ensure!(auditor::decode_key(&key.key).is_some(), Error::<T>::InvalidKey);
        let account = account.clone().into();
        auditor::check_possession(
            &Self::genesis_hash(),
            &account,
            key.version,
            &key.key,
            possession,
        )
        .map(|_| ())
        .ok_or(Error::<T>::InvalidPossession)
    }
}
