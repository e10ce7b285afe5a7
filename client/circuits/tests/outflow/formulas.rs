//! The public inputs of a witness are those that the protocol's own functions give: addresses, context,
//! digest and sums of `shoji_shielded`.

use crate::instances::{bundle, gold, owner, rng, shapes};
use ff::Field;
use shoji_circuits::{
    outflow::{Claim, OutflowBundle},
    OutflowWitness,
};
use shoji_shielded::{
    field::Base,
    grant::{commitment, Target},
    outflow::{digest, Outflow, START, VERSION},
    point, signature,
};

#[test]
fn public_inputs_of_outflows_are_those_of_the_protocols_own_functions() {
    let rng = &mut rng(221);
    let genesis = [5; 32];
    let owner = owner();
    for hidden in [false, true] {
        let mut account = owner.account(rng);
        let address = owner.scopes[0].external.address(3).unwrap();
        let mut subject = Target::Stated(address.to_payload());
        if hidden {
            account.r = Base::random(&mut *rng);
            subject = Target::Hidden(commitment(&address, &account.r).unwrap().to_bytes());
        }
        let rk = signature::randomize(&owner.key.ak(), &account.alpha);
        let kinds = shapes().into_iter().flat_map(|shape| shape.kinds);
        let made = kinds.map(|kind| bundle(&owner, kind, gold(), rng)).collect::<Vec<_>>();
        let limit = made.iter().map(|(_, left)| left).sum();
        let bundles = made.iter().map(|(bundle, _)| *bundle).collect::<Vec<_>>();
        let outflow = Outflow {
            circuit_version: VERSION,
            subject,
            verifier: [6; 32],
            nonce: [7; 32],
            from: 10,
            to: 20,
            asset: gold().to_wire(),
            limit,
            rk: point::encode(&rk.into()),
            chunks: vec![],
            signature: [0; 64],
        };
        let mut expected = outflow.first_statement(&genesis).unwrap();
        let claim = Claim { asset: gold(), limit, ctx: outflow.context(&genesis).to_base() };
        let witness = OutflowWitness {
            account,
            sum_in: Base::ZERO,
            blinding_in: Base::ZERO,
            blinding_out: Base::random(&mut *rng),
            bundles,
        };
        let own = witness.statement(&claim, START, true);
        expected.last = true;
        expected.digest_out = digest(START, witness.bundles.iter().map(|bundle| &bundle.words));
        expected.sum_out = own.sum_out;
        assert_eq!(own, expected);
        assert_eq!(witness.check(&expected), Ok(()));
        let above = Claim { limit: limit - 1, ..claim };
        assert!(witness.check(&witness.statement(&above, START, true)).is_err());
        assert!(witness.check(&witness.statement(&above, START, false)).is_ok());
    }
}

#[test]
fn an_account_finds_its_own_outputs_by_their_owners() {
    let owner = owner();
    let key = owner.key.audit_key().unwrap();
    let kinds = shapes().into_iter().flat_map(|shape| shape.kinds);
    for (number, kind) in kinds.enumerate() {
        let (made, _) = bundle(&owner, kind, gold(), &mut rng(230 + number as u64));
        // What a wallet knows of its addresses: those of this bundle, by their owners.
        let sides = owner.scopes.iter().flat_map(|scope| [&scope.external, &scope.internal]);
        let sides = sides.collect::<Vec<_>>();
        let known = made.own.iter().filter(|own| own.claimed).map(|own| {
            let side = sides.iter().find(|side| side.nk == own.nk).unwrap();
            (side.ivk.owner(&own.d), (own.nk, own.d))
        });
        let known = known.collect::<Vec<_>>();
        let find =
            |owner: &Base| known.iter().find(|(other, _)| other == owner).map(|(_, keys)| *keys);
        assert_eq!(OutflowBundle::claimed(made.words, &key, find), made, "{kind:?}");
        let foreign = OutflowBundle::foreign(made.words);
        assert_eq!(OutflowBundle::claimed(made.words, &key, |_| None), foreign);
    }
}
