//! Grants from bytes (docs/protocol §10.3, §10.5): what is read, what is signed, and what opens.

use std::sync::OnceLock;

use codec::{Decode, Encode};
use jubjub::{Fr, SubgroupPoint};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use shoji_shielded::{
    address::Address,
    field::{self, Base},
    grant::{
        commitment, message, seal, Grant, GrantKind, Target, GRANT_LEN_HIDDEN, GRANT_LEN_STATED,
    },
    keys::{ScopeKeys, ScopeLabel, SpendingKey},
    point, signature,
};

use crate::{
    bytes::Bytes,
    plain::{is_canonical, is_large_point},
};

const GENESIS: [u8; 32] = [0x11; 32];
/// Where kind and hidden stand.
const KIND: usize = 36;
const HIDDEN: usize = 37;

/// The bytes as a grant, and as changes to a true one of any shape.
pub fn grant(data: &[u8]) {
    if let Some(grant) = decode(data) {
        check(&grant);
    }
    let mut choices = Bytes::new(data);
    let original = &true_grants()[usize::from(choices.byte()) % 8];
    let mut bytes = original.encode();
    choices.patch(&mut bytes);
    let Some(changed) = decode(&bytes) else {
        let readable = bytes[KIND] < 2 && bytes[HIDDEN] == original.encode()[HIDDEN];
        assert!(!readable, "a grant of this length and shape is read");
        return;
    };
    check(&changed);
    compare(&changed, original);
}

/// A grant is what its bytes say, and has no other encoding.
fn decode(data: &[u8]) -> Option<Grant> {
    let mut rest = data;
    let grant = Grant::decode(&mut rest).ok()?;
    let read = data.len() - rest.len();
    let expected = match grant.target.is_hidden() {
        true => GRANT_LEN_HIDDEN,
        false => GRANT_LEN_STATED,
    };
    assert_eq!(read, expected);
    assert_eq!(grant.encode(), data[..read]);
    Some(grant)
}

/// The checks of §10.4 are those of a plain reading, and nothing depends on proof and signature that should not.
fn check(grant: &Grant) {
    let points = [grant.epk, grant.revocation_key, grant.rk];
    let target = match grant.target {
        Target::Stated(payload) => Address::from_payload(&payload).is_ok(),
        Target::Hidden(bytes) => is_canonical(&bytes),
    };
    let sound =
        target && points.iter().all(is_large_point) && grant.ciphertext.iter().all(is_canonical);
    let inputs = grant.public_inputs(&GENESIS, &auditor().1);
    assert_eq!(inputs.is_ok(), sound, "{inputs:?}");
    let other = Grant { proof: [1; 192], signature: [2; 64], ..grant.clone() };
    assert_eq!(grant.id(&GENESIS), other.id(&GENESIS));
    assert_ne!(grant.id(&GENESIS), grant.id(&[0; 32]));
    assert!(!other.is_signed(&GENESIS));
    let _ = grant.open(&GENESIS, &auditor().0);
}

/// What differs from a true grant in anything signed is another grant, not signed; and a ciphertext opens to the
/// address and incoming key that were sealed, or to nothing.
fn compare(changed: &Grant, original: &Grant) {
    let same = changed.unproven_bytes() == original.unproven_bytes();
    assert_eq!(changed.id(&GENESIS) == original.id(&GENESIS), same);
    let signed = changed.is_signed(&GENESIS);
    assert_eq!(signed, same && changed.signature == original.signature);
    let sealed = original.open(&GENESIS, &auditor().0).expect("a true grant opens");
    match changed.open(&GENESIS, &auditor().0) {
        // That the other keys of a full grant are those of the same scope, the proof shows, and opening does not.
        Ok(opened) => {
            assert!(opened.address == sealed.address && opened.r == sealed.r);
            assert!(opened.key.ivk() == sealed.key.ivk(), "another key came out");
            assert!(opened == sealed || changed.kind == GrantKind::Full);
        }
        Err(_) => assert!(!same),
    }
}

fn auditor() -> &'static (Fr, SubgroupPoint) {
    static AUDITOR: OnceLock<(Fr, SubgroupPoint)> = OnceLock::new();
    AUDITOR.get_or_init(|| {
        let auditor = SpendingKey::from_bytes([4; 32]).expect("a key");
        let x = *auditor.sealing_secret(1).expect("a secret");
        (x, point::generator() * x)
    })
}

/// A signed grant of each shape, without a proof.
pub fn true_grants() -> &'static [Grant; 8] {
    static GRANTS: OnceLock<[Grant; 8]> = OnceLock::new();
    GRANTS.get_or_init(|| {
        core::array::from_fn(|shape| {
            let owner = match shape & 1 {
                0 => SpendingKey::from_bytes([5; 32]),
                _ => SpendingKey::audited_from_bytes([5; 32]),
            };
            let owner = owner.expect("a key");
            let scope = owner.scope(&ScopeLabel::default()).expect("a scope");
            let kind = [GrantKind::Incoming, GrantKind::Full][shape >> 1 & 1];
            true_grant(&owner, &scope, kind, shape >> 2 == 1)
        })
    })
}

fn true_grant(owner: &SpendingKey, scope: &ScopeKeys, kind: GrantKind, hidden: bool) -> Grant {
    let address = scope.external.address(1).expect("an address");
    let alpha = Fr::from(77);
    let rk = point::encode(&signature::randomize(&owner.ak(), &alpha).into());
    let revocation = *owner.revocation_secret(&rk).expect("a secret");
    let mut grant = Grant {
        circuit_version: 1,
        auditor: [6; 32],
        key_version: 1,
        kind,
        target: match hidden {
            true => Target::Hidden([0; 32]),
            false => Target::Stated(address.to_payload()),
        },
        epk: [0; 32],
        ciphertext: [[0; 32]; 6],
        expiry: 9_000,
        include_by: 70,
        revocation_key: point::encode(&(point::generator() * revocation).into()),
        rk,
        proof: [0xcc; 192],
        signature: [0; 64],
    };
    let full = scope.full_viewing_key();
    let words = message(kind, &full, owner.audit_key().as_ref(), &address.d);
    let esk = owner.grant_ephemeral_secret(&rk).expect("a secret");
    let sealed = seal(&words, &auditor().1, &esk, &grant.context(&GENESIS));
    grant.epk = sealed.epk;
    grant.ciphertext = sealed.ciphertext.map(|word: Base| field::to_bytes(&word));
    if hidden {
        let commitment = commitment(&address, &sealed.r).expect("an address");
        grant.target = Target::Hidden(field::to_bytes(&commitment));
    }
    let rng = &mut ChaCha20Rng::seed_from_u64(3);
    grant.signature = signature::sign(&owner.ask(), &alpha, &grant.hash(&GENESIS), rng);
    grant
}
