//! Who may call, what a call is on the wire, and what the runtime API tells.

use codec::Encode;
use shoji_shielded::grant::Disclosures;
use sp_keyring::Sr25519Keyring::{Bob, Charlie, Dave};
use sp_runtime::DispatchError;

use super::scene::*;
use crate::{mock::*, Call, GrantStatus};

#[test]
fn only_accounts_grant_and_register() {
    let mut chain = registered();
    let calls =
        [grant(&proofs().full.signed()), registration(Dave), Call::expire { grant_id: [1; 32] }];
    for call in calls {
        let general = chain.general(call.clone());
        assert!(chain.validate(&general).is_err());
        let bare = Extrinsic::new_bare(call.into());
        assert!(chain.validate(&bare).is_err());
        assert_eq!(chain.block(vec![bare]), [Ok(Err(DispatchError::BadOrigin))]);
    }
}

#[test]
fn a_grant_in_a_call_has_the_bytes_of_the_specification() {
    let full = proofs().full.signed();
    assert_eq!(grant(&full).encode()[1..], full.encode()[..]);
}

#[test]
fn the_runtime_api_tells_what_there_is_and_pages_in_the_order_of_storage() {
    let mut chain = granted();
    succeed(&mut chain, Dave, registration(Dave));
    succeed(&mut chain, Bob, grant(&proofs().hidden.signed()));
    let charlie = Charlie.to_raw_public();
    chain.state(|| {
        assert_eq!(ViewKeys::auditor([1; 32]), None);
        assert_eq!(ViewKeys::auditor(charlie).unwrap().auditor.outstanding, 2);
        let all = ViewKeys::auditors(None, 256);
        assert_eq!(all.len(), 2);
        let rest = ViewKeys::auditors(Some(all[0].account), u32::MAX);
        assert_eq!(rest, all[1..]);
        assert_eq!(ViewKeys::auditors(Some(all[1].account), 9), []);
        assert_eq!(ViewKeys::auditors(None, 1), all[..1]);
        assert_eq!(ViewKeys::auditors(None, 0), []);

        let all = ViewKeys::grants(charlie, None, 256);
        assert_eq!(all.len(), 2);
        assert_eq!(ViewKeys::grants(charlie, Some(all[0].id), 256), all[1..]);
        assert_eq!(ViewKeys::grants(charlie, Some(all[1].id), 256), []);
        assert_eq!(ViewKeys::grants(charlie, None, 1), all[..1]);
        assert_eq!(ViewKeys::grants(Dave.to_raw_public(), None, 256), []);
        for grant in all {
            assert_eq!(ViewKeys::grant_status(grant.id), GrantStatus::InForce(grant));
        }
        assert_eq!(ViewKeys::grant_status([1; 32]), GrantStatus::Unknown);
        assert_eq!(ViewKeys::verifying_key(), shoji_proofs::keys::GRANT_V1_DEVELOPMENT);
    });
    let id = proofs().hidden.id();
    succeed(&mut chain, Bob, revoke(id, proofs().hidden.signed_revocation()));
    chain.state(|| {
        assert_eq!(ViewKeys::grant_status(id), GrantStatus::Revoked);
        assert_eq!(ViewKeys::view(&id), None);
        assert_eq!(ViewKeys::grants(charlie, None, 256).len(), 1);
        // A page begins after an id that is gone, too.
        ViewKeys::grants(charlie, Some(id), 256);
    });
}
