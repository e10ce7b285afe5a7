//! Grants against their formulas, and what must not open.

mod encoding;
mod opening;

use super::*;
use crate::{
    address::Address,
    audit::AuditKey,
    field::Base,
    keys::{ScopeKeys, ScopeLabel, SpendingKey},
    point, signature,
};
use ff::Field;
use jubjub::{Fr, SubgroupPoint};
use rand::{rngs::StdRng, SeedableRng};

const GENESIS: [u8; 32] = [0xaa; 32];

fn auditor_key() -> (Fr, SubgroupPoint) {
    let auditor = SpendingKey::from_bytes([0x41; 32]).unwrap();
    let x = *auditor.sealing_secret(3).unwrap();
    (x, point::generator() * x)
}

/// An owner, the scope that it shows a key of, and an address of it.
struct Owner {
    spending: SpendingKey,
    scope: ScopeKeys,
    address: Address,
    alpha: Fr,
}

impl Owner {
    fn new(audited: bool) -> Self {
        let spending = match audited {
            true => SpendingKey::audited_from_bytes([0x42; 32]),
            false => SpendingKey::from_bytes([0x42; 32]),
        };
        let spending = spending.unwrap();
        let scope = spending.scope(&ScopeLabel::new("rent").unwrap()).unwrap();
        let address = scope.external.address(5).unwrap();
        Self { spending, scope, address, alpha: Fr::from(77) }
    }

    fn audit(&self) -> Option<AuditKey> {
        self.spending.audit_key()
    }

    fn rk(&self) -> [u8; 32] {
        point::encode(&signature::randomize(&self.spending.ak(), &self.alpha).into())
    }

    fn esk(&self) -> Fr {
        *self.spending.grant_ephemeral_secret(&self.rk()).unwrap()
    }

    /// A signed grant, without a proof.
    fn grant(&self, kind: GrantKind, hidden: bool) -> Grant {
        self.grant_of(kind, hidden, |_| {})
    }

    /// As `grant`, of a message that is changed before it is sealed.
    fn grant_of(
        &self,
        kind: GrantKind,
        hidden: bool,
        change: impl Fn(&mut [Base; WORDS]),
    ) -> Grant {
        let rk = self.rk();
        let revocation = *self.spending.revocation_secret(&rk).unwrap();
        let mut grant = Grant {
            circuit_version: 1,
            auditor: [0xbb; 32],
            key_version: 3,
            kind,
            target: Target::Hidden([0; 32]),
            epk: [0; 32],
            ciphertext: [[0; 32]; WORDS],
            expiry: 9_000,
            include_by: 70,
            revocation_key: point::encode(&(point::generator() * revocation).into()),
            rk,
            proof: [0xcc; 192],
            signature: [0; 64],
        };
        if !hidden {
            grant.target = Target::Stated(self.address.to_payload());
        }
        let full = self.scope.full_viewing_key();
        let mut words = message(kind, &full, self.audit().as_ref(), &self.address.d);
        change(&mut words);
        let sealed = seal(&words, &auditor_key().1, &self.esk(), &grant.context(&GENESIS));
        grant.epk = sealed.epk;
        grant.ciphertext = sealed.ciphertext.map(|word| word.to_bytes());
        if hidden {
            let commitment = commitment(&self.address, &sealed.r).unwrap();
            grant.target = Target::Hidden(commitment.to_bytes());
        } else {
            assert_eq!(sealed.r, Base::ZERO);
        }
        let hash = grant.hash(&GENESIS);
        let rng = &mut StdRng::seed_from_u64(3);
        grant.signature = signature::sign(&self.spending.ask(), &self.alpha, &hash, rng);
        grant
    }
}

/// Every shape of a grant.
fn shapes() -> impl Iterator<Item = (bool, GrantKind, bool)> {
    let kinds = [GrantKind::Incoming, GrantKind::Full];
    let shapes = kinds.into_iter().flat_map(|kind| [(kind, false), (kind, true)]);
    shapes.flat_map(|(kind, hidden)| [(false, kind, hidden), (true, kind, hidden)])
}
