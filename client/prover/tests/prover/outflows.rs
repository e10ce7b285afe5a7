//! Proofs of true outflows, and of nothing else.

use crate::{
    dir,
    outflow_instances::{bundle, owner, shapes, Kind},
    rng::rng,
};
use ff::Field;
use shoji_circuits::{
    outflow::{Claim, OutflowBundle, BUNDLES},
    OutflowStatementError,
};
use shoji_proofs::{
    verify, Proof, VerifyingKey, OUTFLOW_PUBLIC_INPUTS, OUTFLOW_VERSION, TRANSFER_PUBLIC_INPUTS,
};
use shoji_prover::{OutflowProver, OutflowRequest, ParameterSet, ProveError};
use shoji_shielded::{
    asset::AssetId,
    field::{from_u128, Base},
    grant::{commitment, Target},
    outflow::{Outflow, OutflowDefect},
    point, signature,
};
use std::time::Instant;

const GENESIS: [u8; 32] = [3; 32];
const ASSET: AssetId = AssetId::NATIVE;

/// A proven and signed statement, its bundles, and what verifies it.
struct Proven {
    outflow: Outflow,
    bundles: Vec<OutflowBundle>,
    key: VerifyingKey,
}

impl Proven {
    fn verify(&self, outflow: &Outflow, bundles: &[OutflowBundle]) -> Result<(), OutflowDefect> {
        let words = bundles.iter().map(|bundle| bundle.words);
        outflow.verify(&GENESIS, words, |inputs, proof| {
            verify(&self.key, inputs, &Proof(*proof)).is_ok()
        })
    }
}

/// A statement of two proofs about a hidden address.
fn prove(prover: &OutflowProver) -> Proven {
    let rng = &mut rng(86);
    let owner = owner();
    let kinds = shapes().into_iter().flat_map(|shape| shape.kinds).collect::<Vec<Kind>>();
    let made = kinds.iter().cycle().take(BUNDLES + 4).map(|kind| bundle(&owner, *kind, ASSET, rng));
    let made = made.collect::<Vec<_>>();
    let limit = made.iter().map(|(_, left)| left).sum::<u128>();
    let bundles = made.into_iter().map(|(bundle, _)| bundle).collect::<Vec<_>>();
    let mut account = owner.account(rng);
    account.r = Base::random(&mut *rng);
    let address = owner.scopes[0].external.address(3).unwrap();
    let rk = signature::randomize(&owner.key.ak(), &account.alpha);
    let mut outflow = Outflow {
        circuit_version: OUTFLOW_VERSION,
        subject: Target::Hidden(commitment(&address, &account.r).unwrap().to_bytes()),
        verifier: [4; 32],
        nonce: [5; 32],
        from: 100,
        to: 200,
        asset: ASSET.to_wire(),
        limit,
        rk: point::encode(&rk.into()),
        chunks: vec![],
        signature: [0; 64],
    };
    let claim = Claim { asset: ASSET, limit, ctx: outflow.context(&GENESIS).to_base() };
    let request = OutflowRequest { account: &account, claim: &claim, bundles: &bundles };
    assert_eq!(request.sum(), from_u128(limit));
    let mut steps = Vec::new();
    let started = Instant::now();
    outflow.chunks = prover.prove(&request, &mut |made, of| steps.push((made, of))).unwrap();
    println!("{} proofs in {} ms", outflow.chunks.len(), started.elapsed().as_millis());
    assert_eq!(steps, [(0, 2), (1, 2), (2, 2)]);
    outflow.signature =
        signature::sign(&owner.key.ask(), &account.alpha, &outflow.hash(&GENESIS), rng);

    let above = Claim { limit: limit - 1, ..claim };
    let request = OutflowRequest { claim: &above, ..request };
    let error = prover.prove(&request, &mut |_, _| panic!("nothing is proven")).unwrap_err();
    let source = OutflowStatementError::AboveLimit;
    let is_named = |error: &ProveError| matches!(error, ProveError::OutflowStatement { chunk: 1, source: s } if *s == source);
    assert!(is_named(&error), "{error}");
    assert!(error.to_string().contains("more left the account"), "{error}");

    let key = prover.verifying_key_bytes();
    let key = VerifyingKey::from_bytes(&key, OUTFLOW_PUBLIC_INPUTS).unwrap();
    Proven { outflow, bundles, key }
}

#[test]
fn a_real_outflow_is_proven_signed_and_verified_and_nothing_changed_is() {
    let started = Instant::now();
    let prover = OutflowProver::load(&dir(ParameterSet::Outflow), &mut |_| {}).unwrap();
    println!("parameters in {} ms", started.elapsed().as_millis());
    let proven = prove(&prover);
    let (outflow, bundles) = (&proven.outflow, &proven.bundles);
    assert_eq!(proven.verify(outflow, bundles), Ok(()));

    let proof = |chunk| Err(OutflowDefect::Proof { chunk });
    // Bundles left out, in another order, one more, another word, another call.
    let mut fewer = bundles.clone();
    fewer.pop();
    let mut order = bundles.clone();
    order.swap(0, 3);
    let mut more = bundles.clone();
    more.push(bundles[0]);
    let mut word = bundles.clone();
    word[1].words.audit_words[3] += Base::ONE;
    let mut call = bundles.clone();
    call[BUNDLES].words.shield ^= true;
    for (bundles, chunk) in [(fewer, 1), (order, 0), (more, 1), (word, 0), (call, 1)] {
        assert_eq!(proven.verify(outflow, &bundles), proof(chunk));
    }
    // Every public input counts in both proofs.
    let words = bundles.iter().map(|bundle| bundle.words);
    let mut checked = 0;
    let verified = outflow.verify(&GENESIS, words, |inputs, bytes| {
        for index in 0..inputs.len() {
            let mut other = *inputs;
            other[index] += Base::ONE;
            let accepted = verify(&proven.key, &other, &Proof(*bytes)).is_ok();
            assert!(!accepted, "input {index} does not count");
            checked += 1;
        }
        true
    });
    assert_eq!((verified, checked), (Ok(()), 2 * OUTFLOW_PUBLIC_INPUTS));
    // Without the owner's signature nothing is changed.
    let mut limit = outflow.clone();
    limit.limit -= 1;
    let mut sum = outflow.clone();
    sum.chunks[0].sum[0] ^= 1;
    for changed in [limit, sum] {
        assert_eq!(proven.verify(&changed, bundles), Err(OutflowDefect::Signature));
    }
    let mut proofs = outflow.clone();
    proofs.chunks[0].proof = proofs.chunks[1].proof;
    assert_eq!(proven.verify(&proofs, bundles), proof(0));

    // Parameters of one circuit are none of another.
    let bytes = prover.verifying_key_bytes();
    assert!(VerifyingKey::from_bytes(&bytes, TRANSFER_PUBLIC_INPUTS).is_err());
    let grants = shoji_prover::development_parameters(ParameterSet::Grant, &mut |_| {}).unwrap();
    assert!(OutflowProver::from_parameters(grants).is_err());
}
