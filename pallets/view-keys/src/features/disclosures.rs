//! What other pallets ask (docs/protocol §11.6).

use shoji_shielded::grant::{Disclosures, View};

use crate::{Config, Grants, Pallet};

impl<T: Config> Disclosures for Pallet<T> {
    fn view(grant_id: &[u8; 32]) -> Option<View> {
        let grant = Grants::<T>::get(grant_id).filter(|grant| Self::now() <= grant.expiry)?;
        Some(View {
            auditor: grant.auditor.into(),
            kind: grant.kind,
            commitment: grant.commitment,
            expiry: grant.expiry,
            is_hidden: grant.address.is_none(),
            acknowledged: grant.acknowledged,
        })
    }
}
