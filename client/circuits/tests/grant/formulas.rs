//! The public inputs of a witness are those that the protocol's own functions give: keys, addresses,
//! sealing and encoding of `shoji_shielded`.

use crate::instances::{affine, rng, Shape};
use shoji_circuits::GrantWitness;
use shoji_shielded::{
    grant::{commitment, message, seal, Grant, Target, WORDS},
    keys::{ScopeLabel, SpendingKey},
    point::{self, generator},
    signature,
};

#[test]
fn public_inputs_of_grants_are_those_of_the_protocols_own_functions() {
    let rng = &mut rng(221);
    let genesis = [5; 32];
    let auditor = SpendingKey::from_bytes([6; 32]).unwrap();
    let x = auditor.sealing_secret(2).unwrap();
    let pk = generator() * *x;
    for shape in Shape::all() {
        let key = match shape.audited {
            true => SpendingKey::audited_from_bytes([7; 32]),
            false => SpendingKey::from_bytes([7; 32]),
        };
        let key = key.unwrap();
        let scope = key.scope(&ScopeLabel::new("2026-Q4/payroll").unwrap()).unwrap();
        let address = scope.external.address(3).unwrap();
        let alpha = signature::random_alpha(rng);
        let rk = point::encode(&signature::randomize(&key.ak(), &alpha).into());
        let esk = *key.grant_ephemeral_secret(&rk).unwrap();
        let revocation = generator() * *key.revocation_secret(&rk).unwrap();

        let mut grant = Grant {
            circuit_version: 1,
            auditor: [8; 32],
            key_version: 2,
            kind: shape.kind(),
            target: match shape.hidden {
                true => Target::Hidden([0; 32]),
                false => Target::Stated(address.to_payload()),
            },
            epk: [0; 32],
            ciphertext: [[0; 32]; WORDS],
            expiry: 77,
            include_by: 70,
            revocation_key: point::encode(&revocation.into()),
            rk,
            proof: [0; 192],
            signature: [0; 64],
        };
        let full = scope.full_viewing_key();
        let audit = key.audit_key();
        let words = message(grant.kind, &full, audit.as_ref(), &address.d);
        let sealed = seal(&words, &pk, &esk, &grant.context(&genesis));
        grant.epk = sealed.epk;
        grant.ciphertext = sealed.ciphertext.map(|word| word.to_bytes());
        if shape.hidden {
            let commitment = commitment(&address, &sealed.r).unwrap();
            grant.target = Target::Hidden(commitment.to_bytes());
        }

        let witness = GrantWitness {
            ak: affine(key.ak()),
            alpha,
            nk: scope.external.nk,
            audited: shape.audited,
            k: audit.map_or(Default::default(), |audit| audit.k),
            d: address.d,
            g_d: affine(address.d.g_d().unwrap()),
            esk,
        };
        let statement = grant.statement(&genesis, &pk).unwrap();
        assert_eq!(witness.check(&statement), Ok(()), "{shape:?}");
        let context = grant.context(&genesis).to_base();
        let own = witness.statement(shape.kind(), shape.hidden, pk, context);
        assert_eq!(own, statement, "{shape:?}");
        let inputs = grant.public_inputs(&genesis, &pk).unwrap();
        assert_eq!(inputs, own.public_inputs());
        // And the auditor finds what was granted.
        let opened = grant.open(&genesis, &x).unwrap();
        assert_eq!(opened.address, address);
        assert!(opened.key.ivk() == &full.ivk);
    }
}
