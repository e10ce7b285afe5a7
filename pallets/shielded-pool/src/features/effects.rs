//! What a bundle changes in state, once it is allowed to.
//!
//! # Why an included bundle cannot fail
//!
//! A dispatch that failed after inclusion would roll back its nullifiers and its fee: a free place
//! in a block, to be had again and again with the same bytes. So whatever could fail is a rule that is
//! checked when the call is authorised, and the dispatch follows on the same state: the extension
//! that authorises runs inside the same application of the extrinsic, and between it and the
//! dispatch only other extensions run, which touch a signer's nonce and fee, where there is a signer.
//! An authorised call has none. One by one:
//!
//! - the nullifiers are distinct and unspent (rules 4 and 11), so inserting them spends each once;
//! - the tree has room for them and for what is pending ([`crate::Refusal::TreeFull`]);
//! - the counters of the turnstile and the balance of the pool account, without its deposit,
//!   cover amount and fee (rule 16, which computes the very sums that are used here);
//! - the asset is live, not frozen (rule 5), and its supply covers what is in the pool, because no call
//!   of [`pallet_assets`] lowers a supply by more than it takes off an account;
//! - the recipient can be credited (rule 17), and is credited before anything else is paid;
//! - the fee is at least the existential deposit (rule 7 and the integrity test), so any author can be
//!   credited; where there is no author, or he cannot be, the fee is burnt;
//! - the extrinsic is applied as an extrinsic, so it has an index, and it is the only one that has it.
//!
//! # And if it does
//!
//! Should another part of the runtime break one of these (a pallet that takes tokens from the pool
//! account without a key, say), the effect returns [`Error::Inconsistent`] and the whole dispatch is
//! rolled back. That is the only answer which neither makes nor destroys money: to keep the
//! nullifiers without the payment would charge the user for the chain's defect, to keep the payment
//! without the nullifiers would pay twice. It is not silent: it is logged as an error, it panics
//! where debug assertions are on, the block has the failure as an event, and the outcome bit in the
//! header stays clear, so wallets and indexes see that nothing happened.

use frame_support::{
    defensive,
    pallet_prelude::DispatchResult,
    traits::{
        fungible::Mutate,
        tokens::{Fortitude, Precision, Preservation},
        Get,
    },
};
use frame_system::Phase;
use shoji_shielded::{bundle::Bundle, digest, sighash};
use sp_runtime::DispatchError;

use super::payment::Payment;
use crate::{Config, Error, Event, Nullifiers, Outcomes, Pallet, PendingCommitments};

impl<T: Config> Pallet<T> {
    /// The index of the extrinsic whose outermost call this is.
    ///
    /// Errors: [`Error::NotOutermost`] outside an extrinsic, and where a pool call of the same
    /// extrinsic has taken effect already. A single call wrapped in another is the runtime's call
    /// filter's to refuse, since a pallet does not see what called it.
    pub(crate) fn outermost_extrinsic() -> Result<u32, DispatchError> {
        match frame_system::Pallet::<T>::execution_phase() {
            Some(Phase::ApplyExtrinsic(index))
                if !digest::outcome(&Outcomes::<T>::get(), index) =>
            {
                Ok(index)
            }
            _ => Err(Error::<T>::NotOutermost.into()),
        }
    }

    /// Marks the extrinsic as a pool call that took effect.
    pub(crate) fn note_outcome(extrinsic: u32) {
        Outcomes::<T>::mutate(|outcomes| digest::set_outcome(outcomes, extrinsic));
    }

    /// Spends the nullifiers and queues the commitments for the end of the block.
    ///
    /// Looks at each nullifier once more, so that no path whatever, checked or not, spends one twice.
    pub(crate) fn spend_and_queue(bundle: &Bundle) -> DispatchResult {
        for nullifier in &bundle.nullifiers {
            if Nullifiers::<T>::contains_key(bundle.circuit_version, nullifier) {
                return Err(Self::inconsistent("a nullifier is spent after rules 4 and 11"));
            }
            Nullifiers::<T>::insert(bundle.circuit_version, nullifier, ());
        }
        for output in &bundle.outputs {
            PendingCommitments::<T>::append(output.cm);
        }
        Ok(())
    }

    /// Pays the fee from the pool to the author of the block, or burns it.
    pub(crate) fn pay_fee(fee: u64) -> DispatchResult {
        let pool = Self::account_id();
        let units = u128::from(fee);
        let author = T::Author::get().filter(|author| {
            T::NativeCurrency::transfer(&pool, author, units, Preservation::Preserve).is_ok()
        });
        if let Some(author) = author {
            Self::deposit_event(Event::FeePaid { author, fee });
            return Ok(());
        }
        T::NativeCurrency::burn_from(
            &pool,
            units,
            Preservation::Preserve,
            Precision::Exact,
            Fortitude::Polite,
        )
        .map_err(|_| Self::inconsistent("the pool cannot burn the fee after rule 16"))?;
        Self::deposit_event(Event::FeeBurnt { fee });
        Ok(())
    }

    /// The id of the bundle in this payment (docs/protocol §6.3).
    pub(crate) fn bundle_id(payment: &Payment<T>, bundle: &Bundle) -> [u8; 32] {
        sighash::bundle_id(&Self::sighash(payment, bundle))
    }

    /// Reports a contradiction between state and what was authorised.
    pub(crate) fn inconsistent(what: &'static str) -> DispatchError {
        defensive!(what);
        Error::<T>::Inconsistent.into()
    }
}
