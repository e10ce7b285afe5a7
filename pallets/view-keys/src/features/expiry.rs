//! What has expired leaves state (docs/protocol §11.5).
//!
//! [`Expiries`] lists ids by the block of their expiry, those of revoked grants included, and [`NextExpiry`] says where
//! it begins. Blocks are cleaned in order, each as soon as it has passed. Where much expires at once, a block that is not
//! done is taken up again at the end of the next one, and blocks behind it wait.

use alloc::vec::Vec;

use frame_support::{
    ensure,
    pallet_prelude::DispatchResult,
    weights::{Weight, WeightMeter},
};

use crate::{
    Config, Error, Event, Expiries, Grants, HoldReason, NextExpiry, Pallet, Revoked, WeightInfo,
};

impl<T: Config> Pallet<T> {
    /// Cleans as much as the weight allows of what expired before the block under execution. Returns the weight that
    /// it took.
    pub(crate) fn clean_up(remaining: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(remaining);
        if meter.try_consume(T::WeightInfo::clean_nothing()).is_err() {
            return Weight::zero();
        }
        // Nothing has ever been granted.
        let Some(first) = NextExpiry::<T>::get() else {
            return meter.consumed();
        };
        let now = Self::now();
        let mut next = first;
        while next < now && meter.try_consume(T::WeightInfo::clean_block()).is_ok() {
            if !Self::clean_block(next, &mut meter) {
                break;
            }
            next = next.saturating_add(1);
        }
        if next != first {
            NextExpiry::<T>::put(next);
        }
        meter.consumed()
    }

    /// Cleans what expired with this block, as far as there is weight. Whether all of it is done.
    fn clean_block(expiry: u32, meter: &mut WeightMeter) -> bool {
        let one = T::WeightInfo::clean_one();
        let affordable = meter.remaining().checked_div_per_component(&one).unwrap_or(0) as usize;
        // One more is looked at than can be cleaned, to know whether that was all. Nothing is removed while the
        // iteration runs.
        let mut ids: Vec<_> =
            Expiries::<T>::iter_key_prefix(expiry).take(affordable.saturating_add(1)).collect();
        let is_all = ids.len() <= affordable;
        ids.truncate(affordable);
        for id in ids {
            meter.consume(one);
            Self::clean(expiry, &id);
        }
        is_all
    }

    /// Cleans one entry of the queue: a grant, whose payer gets the deposit back, or the id of a revoked one.
    fn clean(expiry: u32, id: &[u8; 32]) {
        Expiries::<T>::remove(expiry, id);
        let Some(grant) = Grants::<T>::get(id) else {
            Revoked::<T>::remove(id);
            return;
        };
        Self::take_out(id, &grant);
        Self::release(HoldReason::Grant, &grant.payer, grant.deposit);
        Self::deposit_event(Event::Expired { grant_id: *id });
    }

    /// Cleans what is left of one grant that has expired.
    pub(crate) fn do_expire(id: &[u8; 32]) -> DispatchResult {
        let of_grant = Grants::<T>::get(id).map(|grant| grant.expiry);
        let expiry = of_grant.or_else(|| Revoked::<T>::get(id)).ok_or(Error::<T>::UnknownGrant)?;
        ensure!(expiry < Self::now(), Error::<T>::NotExpired);
        Self::clean(expiry, id);
        Ok(())
    }
}
