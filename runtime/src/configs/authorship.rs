//! `pallet_authorship`: who made this block, and the fees they get for it.

use crate::{AccountId, Authorship, Babe, Balances, Runtime};
use frame_support::traits::{
    fungible::{Balanced, Credit},
    OnUnbalanced,
};

impl pallet_authorship::Config for Runtime {
    // BABE's digest names an authority index; the session pallet knows the account behind it.
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
    type EventHandler = ();
}

/// Credits fees and tips to the author of the block. What cannot be credited (an author account below
/// the existential deposit) is burned.
pub struct FeesToAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for FeesToAuthor {
    fn on_nonzero_unbalanced(fees: Credit<AccountId, Balances>) {
        if let Some(author) = Authorship::author() {
            // `resolve` hands the credit back when it fails; dropping it burns it.
            let _ = Balances::resolve(&author, fees);
        }
    }
}
