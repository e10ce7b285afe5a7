//! The rules of a grant in the order of docs/protocol §11.3: what state knows first, what costs a multiplication of
//! points after it, the proof last.

use frame_support::{ensure, traits::Get};
use shoji_proofs::{verify, Proof, VerifyingKey, GRANT_PUBLIC_INPUTS, GRANT_VERSION};
use shoji_shielded::grant::{auditor, Grant, GrantStatement};

use crate::{
    Auditor, Auditors, Config, Error, Grants, HoldReason, Pallet, Revoked, SealingKey,
    VerifyingKeys,
};

/// A grant that keeps every rule.
pub struct Checked {
    /// Its id.
    pub id: [u8; 32],
    /// The key that it is sealed to.
    pub key: [u8; 32],
    /// What its proof is about.
    pub statement: GrantStatement,
}

impl<T: Config> Pallet<T> {
    /// Whether the grant may be put in force in the block under execution at the cost of `payer`. Reads state and
    /// changes nothing.
    pub(crate) fn check_grant(payer: &T::AccountId, grant: &Grant) -> Result<Checked, Error<T>> {
        // Code that knows one circuit reads no statement of another, whatever is registered.
        ensure!(grant.circuit_version == GRANT_VERSION, Error::<T>::UnknownCircuit);
        ensure!(
            VerifyingKeys::<T>::contains_key(grant.circuit_version),
            Error::<T>::UnknownCircuit
        );
        let entry = Auditors::<T>::get(T::AccountId::from(grant.auditor))
            .ok_or(Error::<T>::UnknownAuditor)?;
        ensure!(!entry.closing, Error::<T>::AuditorClosing);
        let now = Self::now();
        let key = Self::sealing_key(&entry, grant.key_version, now)?;
        ensure!(now <= grant.include_by, Error::<T>::IncludedTooLate);
        ensure!(now <= grant.expiry, Error::<T>::GrantExpired);
        ensure!(
            grant.expiry <= now.saturating_add(T::MaxValidity::get()),
            Error::<T>::ValidityTooLong
        );
        let genesis = Self::genesis_hash();
        let id = grant.id(&genesis);
        ensure!(!Grants::<T>::contains_key(id), Error::<T>::GrantExists);
        ensure!(!Revoked::<T>::contains_key(id), Error::<T>::GrantRevoked);
        ensure!(
            Self::can_hold(HoldReason::Grant, payer, T::GrantDeposit::get()),
            Error::<T>::PayerCannotPay
        );
        let pk = auditor::decode_key(&key.key).ok_or(Error::<T>::Inconsistent)?;
        let statement = grant.statement(&genesis, &pk).map_err(|_| Error::<T>::InvalidGrant)?;
        ensure!(grant.is_signed(&genesis), Error::<T>::InvalidSignature);
        Self::check_proof(grant, &statement)?;
        Ok(Checked { id, key: key.key, statement })
    }

    /// The auditor's key of this version, if grants for it are accepted now.
    fn sealing_key(entry: &Auditor, version: u16, now: u32) -> Result<SealingKey, Error<T>> {
        if entry.key.version == version {
            return Ok(entry.key);
        }
        let previous = entry.previous_key.filter(|previous| previous.key.version == version);
        let previous = previous.ok_or(Error::<T>::UnknownKeyVersion)?;
        ensure!(now <= previous.until, Error::<T>::KeyRetired);
        Ok(previous.key)
    }

    fn check_proof(grant: &Grant, statement: &GrantStatement) -> Result<(), Error<T>> {
        let bytes =
            VerifyingKeys::<T>::get(grant.circuit_version).ok_or(Error::<T>::UnknownCircuit)?;
        let key = VerifyingKey::from_registered_bytes(&bytes, GRANT_PUBLIC_INPUTS)
            .map_err(|_| Error::<T>::UnknownCircuit)?;
        verify(&key, &statement.public_inputs(), &Proof(grant.proof))
            .map_err(|_| Error::<T>::InvalidProof)
    }
}
