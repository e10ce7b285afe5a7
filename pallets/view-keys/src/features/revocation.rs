//! Revocation, signed by an account or authorised by its own signature alone (docs/protocol §11.4).
//!
//! # Why an included revocation without an account cannot fail
//!
//! It is authorised and dispatched on the same state, within one application of the extrinsic; between the two only other
//! extensions run, which touch a signer's nonce and fee, and there is no signer. The grant is there, its deposit is on
//! hold and covers the fee, the fee is at least the existential deposit, so that any author can be credited, and where
//! there is no author it is burnt.

use codec::Encode;
use frame_support::{
    dispatch::{DispatchResultWithPostInfo, PostDispatchInfo},
    ensure,
    pallet_prelude::*,
};
use frame_system::pallet_prelude::OriginFor;
use shoji_shielded::{
    bundle::SIGNATURE_LEN,
    grant::{
        revocation::{self, RevocationFee},
        rules::RevocationRefusal,
    },
};

use crate::{Config, Error, Event, GrantRecord, Grants, HoldReason, Pallet, Revoked, WeightInfo};

/// The prefix of the tag of a revocation: `provides` holds the encoding of `("shoji/rv", grant id)`.
pub const TAG_PREFIX: &str = "shoji/rv";

/// The longest longevity of a revocation without an account, in blocks (docs/protocol §7.5).
pub const MAX_LONGEVITY: u64 = 64;

impl<T: Config> From<RevocationRefusal> for Error<T> {
    fn from(refusal: RevocationRefusal) -> Self {
        match refusal {
            RevocationRefusal::GrantRevoked => Self::GrantRevoked,
            RevocationRefusal::UnknownGrant => Self::UnknownGrant,
            RevocationRefusal::GrantExpired => Self::GrantExpired,
            RevocationRefusal::DepositTooSmall => Self::DepositTooSmall,
            RevocationRefusal::InvalidSignature => Self::InvalidSignature,
        }
    }
}

impl<T: Config> Pallet<T> {
    /// Authorises [`crate::Call::revoke`] without an account.
    pub(crate) fn authorize_revoke(
        grant_id: &[u8; 32],
        signature: &[u8; SIGNATURE_LEN],
    ) -> TransactionValidityWithRefund {
        let refused = |refusal: RevocationRefusal| InvalidTransaction::Custom(refusal.code());
        let grant = Self::revocable(grant_id).map_err(refused)?;
        // Before the signature, because it is cheap.
        ensure!(Self::covers_fee(&grant), refused(RevocationRefusal::DepositTooSmall));
        let fee = RevocationFee::FromDeposit;
        Self::check_revocation(grant_id, &grant, fee, signature).map_err(refused)?;
        let left = u64::from(grant.expiry).saturating_add(1).saturating_sub(Self::now().into());
        let validity = ValidTransaction {
            priority: Self::revocation_priority(),
            requires: Default::default(),
            // Whatever the nonce of the signature: one revocation of a grant waits.
            provides: [(TAG_PREFIX, grant_id).encode()].into(),
            // The pool counts from the block before `now`: the last in which this is valid is that of the expiry.
            longevity: left.min(MAX_LONGEVITY),
            propagate: true,
        };
        Ok((validity, Weight::zero()))
    }

    /// The fee times the number of revocations without an account that fit into an empty block: to the scale of all other
    /// transactions (docs/protocol §7.5).
    pub fn revocation_priority() -> TransactionPriority {
        let weight = <T as Config>::WeightInfo::authorize_revoke()
            .saturating_add(<T as Config>::WeightInfo::revoke());
        let per_block = T::BlockWeights::get().max_block.checked_div_per_component(&weight);
        T::BaseFee::get().saturating_mul(per_block.unwrap_or(1))
    }

    /// Revokes a grant for whoever is behind `origin`.
    pub(crate) fn do_revoke(
        origin: OriginFor<T>,
        grant_id: &[u8; 32],
        signature: &[u8; SIGNATURE_LEN],
    ) -> DispatchResultWithPostInfo {
        if frame_system::ensure_authorized(origin.clone()).is_ok() {
            let grant = Self::revocable(grant_id)
                .map_err(|_| Self::inconsistent("no grant after its revocation was authorised"))?;
            Self::pay_fee_and_release(&grant)?;
            Self::note_revoked(grant_id, &grant);
            // The signature was verified, and its weight counted, when the call was authorised.
            let actual_weight = Some(<T as Config>::WeightInfo::revoke_authorized());
            return Ok(PostDispatchInfo { actual_weight, pays_fee: Pays::Yes });
        }
        frame_system::ensure_signed(origin)?;
        let grant = Self::revocable(grant_id).map_err(Error::<T>::from)?;
        let fee = RevocationFee::FromAccount;
        Self::check_revocation(grant_id, &grant, fee, signature).map_err(Error::<T>::from)?;
        Self::release(HoldReason::Grant, &grant.payer, grant.deposit);
        Self::note_revoked(grant_id, &grant);
        Ok(().into())
    }

    /// Ends a grant that its auditor does not want, or not any more.
    pub(crate) fn do_renounce(auditor: T::AccountId, grant_id: &[u8; 32]) -> DispatchResult {
        let grant = Self::revocable(grant_id).map_err(Error::<T>::from)?;
        ensure!(grant.auditor == auditor, Error::<T>::NotTheAuditor);
        Self::release(HoldReason::Grant, &grant.payer, grant.deposit);
        Self::end(grant_id, &grant);
        Self::deposit_event(Event::Renounced { grant_id: *grant_id });
        Ok(())
    }

    /// The grant with this id, if it is in force.
    fn revocable(id: &[u8; 32]) -> Result<GrantRecord<T::AccountId>, RevocationRefusal> {
        ensure!(!Revoked::<T>::contains_key(id), RevocationRefusal::GrantRevoked);
        let grant = Grants::<T>::get(id).ok_or(RevocationRefusal::UnknownGrant)?;
        ensure!(Self::now() <= grant.expiry, RevocationRefusal::GrantExpired);
        Ok(grant)
    }

    fn check_revocation(
        id: &[u8; 32],
        grant: &GrantRecord<T::AccountId>,
        fee: RevocationFee,
        signature: &[u8; SIGNATURE_LEN],
    ) -> Result<(), RevocationRefusal> {
        let key = &grant.revocation_key;
        ensure!(
            revocation::verify(key, &Self::genesis_hash(), id, fee, signature),
            RevocationRefusal::InvalidSignature
        );
        Ok(())
    }

    /// Takes the grant out of state and remembers its id. Its place in the queue stays: it is now that of the id.
    fn end(id: &[u8; 32], grant: &GrantRecord<T::AccountId>) {
        Self::take_out(id, grant);
        Revoked::<T>::insert(id, grant.expiry);
    }

    fn note_revoked(id: &[u8; 32], grant: &GrantRecord<T::AccountId>) {
        Self::end(id, grant);
        Self::deposit_event(Event::Revoked { grant_id: *id });
    }
}
