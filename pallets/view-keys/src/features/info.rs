//! What the register tells about itself through the runtime API (docs/protocol §11.7).

use alloc::vec::Vec;

use shoji_proofs::GRANT_VERSION;

use crate::{
    AuditorInfo, Auditors, Config, GrantInfo, GrantRecord, GrantStatus, Grants, GrantsOf,
    LastKeyVersion, Pallet, Revoked, VerifyingKeys,
};

/// The most entries of one answer.
const MAX_PAGE: u32 = 256;

impl<T: Config> Pallet<T> {
    /// [`crate::runtime_api::ViewKeysApi::auditor`].
    pub fn auditor(account: [u8; 32]) -> Option<AuditorInfo> {
        let auditor = Auditors::<T>::get(T::AccountId::from(account))?;
        Some(AuditorInfo { account, auditor })
    }

    /// [`crate::runtime_api::ViewKeysApi::auditors`].
    pub fn auditors(after: Option<[u8; 32]>, count: u32) -> Vec<AuditorInfo> {
        let entries = match after {
            None => Auditors::<T>::iter(),
            Some(account) => {
                Auditors::<T>::iter_from(Auditors::<T>::hashed_key_for(T::AccountId::from(account)))
            }
        };
        let entries = entries.take(count.min(MAX_PAGE) as usize);
        entries.map(|(account, auditor)| AuditorInfo { account: account.into(), auditor }).collect()
    }

    /// [`crate::runtime_api::ViewKeysApi::grants`]. Those that have expired and are not cleaned yet are left out, and a
    /// page is full all the same.
    pub fn grants(auditor: [u8; 32], after: Option<[u8; 32]>, count: u32) -> Vec<GrantInfo> {
        let (auditor, now) = (T::AccountId::from(auditor), Self::now());
        let ids = match after {
            None => GrantsOf::<T>::iter_key_prefix(&auditor),
            Some(id) => GrantsOf::<T>::iter_key_prefix_from(
                &auditor,
                GrantsOf::<T>::hashed_key_for(&auditor, id),
            ),
        };
        ids.filter_map(|id| Some((id, Grants::<T>::get(id)?)))
            .filter(|(_, grant)| now <= grant.expiry)
            .take(count.min(MAX_PAGE) as usize)
            .map(|(id, grant)| Self::grant_info(id, grant))
            .collect()
    }

    /// [`crate::runtime_api::ViewKeysApi::grant`].
    pub fn grant_status(id: [u8; 32]) -> GrantStatus {
        match Grants::<T>::get(id) {
            Some(grant) if Self::now() <= grant.expiry => {
                GrantStatus::InForce(Self::grant_info(id, grant))
            }
            Some(grant) => GrantStatus::Expired(Self::grant_info(id, grant)),
            None if Revoked::<T>::contains_key(id) => GrantStatus::Revoked,
            None => GrantStatus::Unknown,
        }
    }

    /// [`crate::runtime_api::ViewKeysApi::next_key_version`].
    pub fn next_key_version(account: [u8; 32]) -> u32 {
        let last = LastKeyVersion::<T>::get(T::AccountId::from(account));
        u32::from(last).saturating_add(1)
    }

    /// [`crate::runtime_api::ViewKeysApi::grant_verifying_key`].
    pub fn verifying_key() -> Vec<u8> {
        VerifyingKeys::<T>::get(GRANT_VERSION).map(|bytes| bytes.into_inner()).unwrap_or_default()
    }

    fn grant_info(id: [u8; 32], grant: GrantRecord<T::AccountId>) -> GrantInfo {
        GrantInfo {
            id,
            grant: GrantRecord {
                auditor: grant.auditor.into(),
                payer: grant.payer.into(),
                circuit_version: grant.circuit_version,
                key_version: grant.key_version,
                key: grant.key,
                kind: grant.kind,
                address: grant.address,
                commitment: grant.commitment,
                epk: grant.epk,
                ciphertext: grant.ciphertext,
                expiry: grant.expiry,
                include_by: grant.include_by,
                revocation_key: grant.revocation_key,
                rk: grant.rk,
                deposit: grant.deposit,
                block: grant.block,
                acknowledged: grant.acknowledged,
            },
        }
    }
}
