//! Whole statements, of several proofs: what a verifier accepts where a proof verifies exactly if the
//! plain statement holds, and what nobody can make of parts.

use crate::instances::{bundle, owner, rng, shapes, Kind};
use ff::Field;
use jubjub::Fr;
use shoji_circuits::{
    outflow::{Claim, OutflowBundle, BUNDLES, PUBLIC_INPUTS},
    OutflowWitness,
};
use shoji_shielded::{
    asset::AssetId,
    field::{from_u128, to_bytes, Base},
    grant::Target,
    outflow::{digest, BundleWords, Outflow, OutflowChunk, OutflowDefect, START, VERSION},
    point, signature,
};

const GENESIS: [u8; 32] = [5; 32];
const ASSET: AssetId = AssetId::NATIVE;

/// A statement and the witnesses of its proofs. Proofs are the numbers of witnesses.
#[derive(Clone)]
struct Made {
    outflow: Outflow,
    witnesses: Vec<OutflowWitness>,
    bundles: Vec<OutflowBundle>,
    alpha: Fr,
}

/// A range of `count` bundles; what left of it.
fn range(count: usize, seed: u64) -> (Vec<OutflowBundle>, u128) {
    let rng = &mut rng(seed);
    let kinds = shapes().into_iter().flat_map(|shape| shape.kinds).collect::<Vec<Kind>>();
    let made = (0..count).map(|i| bundle(&owner(), kinds[i % kinds.len()], ASSET, rng));
    let made = made.collect::<Vec<_>>();
    let left = made.iter().map(|(_, left)| left).sum();
    (made.into_iter().map(|(bundle, _)| bundle).collect(), left)
}

fn make(count: usize, nonce: u8, seed: u64) -> Made {
    let rng = &mut rng(seed);
    let owner = owner();
    let (bundles, limit) = range(count, 90);
    let account = owner.account(rng);
    let address = owner.scopes[0].external.address(3).unwrap();
    let rk = signature::randomize(&owner.key.ak(), &account.alpha);
    let mut made = Made {
        outflow: Outflow {
            circuit_version: VERSION,
            subject: Target::Stated(address.to_payload()),
            verifier: [6; 32],
            nonce: [nonce; 32],
            from: 10,
            to: 20,
            asset: ASSET.to_wire(),
            limit,
            rk: point::encode(&rk.into()),
            chunks: vec![],
            signature: [0; 64],
        },
        witnesses: vec![],
        alpha: account.alpha,
        bundles,
    };
    let (mut sum_in, mut blinding_in) = (Base::ZERO, Base::ZERO);
    let padding = OutflowBundle::foreign(BundleWords::PADDING);
    for number in 0..count.div_ceil(BUNDLES).max(1) {
        let start = (number * BUNDLES).min(count);
        let mut bundles = made.bundles[start..count.min(start + BUNDLES)].to_vec();
        bundles.resize(BUNDLES, padding);
        let blinding_out = Base::random(&mut *rng);
        let account = account.clone();
        made.witnesses.push(OutflowWitness { account, sum_in, blinding_in, blinding_out, bundles });
        let witness = made.witnesses.last().unwrap();
        (sum_in, blinding_in) = (witness.sum_out(ASSET), blinding_out);
        let sum = witness.statement(&made.claim(), START, false).sum_out;
        let mut proof = [0; 192];
        proof[0] = number as u8;
        made.outflow.chunks.push(OutflowChunk { sum: to_bytes(&sum), proof });
    }
    made.sign();
    made
}

impl Made {
    fn claim(&self) -> Claim {
        let ctx = self.outflow.context(&GENESIS).to_base();
        Claim { asset: ASSET, limit: self.outflow.limit, ctx }
    }

    fn sign(&mut self) {
        let hash = self.outflow.hash(&GENESIS);
        let ask = owner().key.ask();
        self.outflow.signature = signature::sign(&ask, &self.alpha, &hash, &mut rng(91));
    }

    /// Whether a proof verifies: whether its witness makes the statement with these public inputs true.
    fn holds(&self, inputs: &[Base; PUBLIC_INPUTS], proof: &[u8; 192]) -> bool {
        let Some(witness) = self.witnesses.get(usize::from(proof[0])) else { return false };
        let Claim { limit, .. } = self.claim();
        let claim = Claim { asset: ASSET, limit, ctx: inputs[4] };
        let statement = witness.statement(&claim, inputs[5], inputs[3] == Base::ONE);
        statement.public_inputs() == *inputs && witness.check(&statement).is_ok()
    }

    fn verify(&self) -> Result<(), OutflowDefect> {
        self.verify_against(&self.bundles)
    }

    fn verify_against(&self, bundles: &[OutflowBundle]) -> Result<(), OutflowDefect> {
        let words = bundles.iter().map(|bundle| bundle.words);
        self.outflow.verify(&GENESIS, words, |inputs, proof| self.holds(inputs, proof))
    }
}

const PROOF: fn(usize) -> Result<(), OutflowDefect> = |chunk| Err(OutflowDefect::Proof { chunk });

#[test]
fn statements_of_no_bundle_of_some_and_of_many_are_accepted() {
    for count in [0, 1, BUNDLES - 1, BUNDLES, BUNDLES + 1, 2 * BUNDLES + 5] {
        let made = make(count, 7, 92);
        assert_eq!(made.verify(), Ok(()), "{count}");
        assert_eq!(made.outflow.chunks.len(), count.div_ceil(BUNDLES).max(1));
        if made.outflow.limit > 0 {
            let mut above = made.clone();
            above.outflow.limit -= 1;
            above.sign();
            let last = above.outflow.chunks.len() - 1;
            assert_eq!(above.verify(), PROOF(last), "{count}");
        }
    }
}

#[test]
fn a_range_with_a_bundle_more_less_or_in_another_place_is_another_range() {
    let made = make(BUNDLES + 3, 7, 93);
    let change = |change: fn(&mut Vec<OutflowBundle>)| {
        let mut bundles = made.bundles.clone();
        change(&mut bundles);
        made.verify_against(&bundles)
    };
    assert_eq!(change(|_| ()), Ok(()));
    assert_eq!(change(|bundles| bundles.rotate_left(1)), PROOF(0));
    assert_eq!(change(|bundles| *bundles = bundles.split_off(1)), PROOF(0));
    assert_eq!(change(|bundles| bundles.truncate(BUNDLES + 2)), PROOF(1));
    assert_eq!(change(|bundles| bundles.push(bundles[0])), PROOF(1));
    assert_eq!(change(|bundles| bundles.swap(0, 1)), PROOF(0));
    // Over the border of two proofs.
    assert_eq!(change(|bundles| bundles.swap(BUNDLES - 1, BUNDLES)), PROOF(0));
    assert_eq!(change(|bundles| bundles[4] = bundles[3]), PROOF(0));
    assert_eq!(change(|bundles| bundles[0].words.shield ^= true), PROOF(0));
    // Padding of the owner's own is none, except where the verifier pads itself.
    assert_eq!(change(|bundles| bundles.insert(2, bundle_of_padding())), PROOF(0));
    assert_eq!(change(|bundles| bundles.push(bundle_of_padding())), Ok(()));
    // Too many bundles for the proofs, and too few.
    let many = [made.bundles.clone(), made.bundles.clone()].concat();
    assert_eq!(made.verify_against(&many), PROOF(1));
    let mut more = made.clone();
    more.outflow.chunks.push(more.outflow.chunks[1].clone());
    more.sign();
    assert_eq!(more.verify(), Err(OutflowDefect::SpareProof));
    let mut fewer = made.clone();
    fewer.outflow.chunks.pop();
    fewer.sign();
    assert_eq!(fewer.verify(), Err(OutflowDefect::BundlesNotCovered));
}

fn bundle_of_padding() -> OutflowBundle {
    OutflowBundle::foreign(BundleWords::PADDING)
}

#[test]
fn proofs_are_neither_left_out_nor_repeated_nor_in_another_order() {
    let honest = make(3 * BUNDLES, 7, 94);
    let changed = |change: fn(&mut Vec<OutflowChunk>)| {
        let mut made = honest.clone();
        change(&mut made.outflow.chunks);
        assert_eq!(made.verify(), Err(OutflowDefect::Signature));
        made.sign();
        made.verify()
    };
    assert_eq!(changed(|chunks| chunks.swap(0, 1)), PROOF(0));
    assert_eq!(changed(|chunks| drop(chunks.remove(1))), PROOF(1));
    assert_eq!(changed(|chunks| chunks[1] = chunks[0].clone()), PROOF(1));
    assert_eq!(changed(|chunks| chunks[2].sum = [0; 32]), PROOF(2));
    assert_eq!(changed(|chunks| chunks[1].sum[31] = 0xff), Err(OutflowDefect::Sum { chunk: 1 }));
    assert_eq!(changed(Vec::clear), Err(OutflowDefect::BundlesNotCovered));
    // A fourth proof, with padding alone.
    let mut made = honest.clone();
    let last = made.witnesses[2].clone();
    let (sum_in, blinding_in) = (last.sum_out(ASSET), last.blinding_out);
    let bundles = vec![bundle_of_padding(); BUNDLES];
    let (account, blinding_out) = (last.account.clone(), last.blinding_out);
    made.witnesses.push(OutflowWitness { account, sum_in, blinding_in, blinding_out, bundles });
    let sum = made.witnesses[3].statement(&made.claim(), START, false).sum_out;
    let mut proof = [0; 192];
    proof[0] = 3;
    made.outflow.chunks.push(OutflowChunk { sum: to_bytes(&sum), proof });
    made.sign();
    assert_eq!(made.verify(), Err(OutflowDefect::SpareProof));
}

#[test]
fn a_sum_does_not_start_again_in_the_middle() {
    let mut made = make(2 * BUNDLES, 7, 95);
    // The second proof counts what left with its own bundles alone.
    made.witnesses[1].sum_in = Base::ZERO;
    made.witnesses[1].blinding_in = Base::ZERO;
    let sum = made.witnesses[1].statement(&made.claim(), START, false).sum_out;
    made.outflow.chunks[1].sum = to_bytes(&sum);
    let own = made.witnesses[1].sum_out(ASSET);
    made.outflow.limit = u128::from_le_bytes(to_bytes(&own)[..16].try_into().unwrap());
    assert_eq!(from_u128(made.outflow.limit), own);
    made.sign();
    assert_eq!(made.verify(), PROOF(1));
    // Nor does the first start with less than nothing.
    let mut made = make(BUNDLES, 7, 95);
    made.witnesses[0].sum_in = -Base::ONE;
    let sum = made.witnesses[0].statement(&made.claim(), START, false).sum_out;
    made.outflow.chunks[0].sum = to_bytes(&sum);
    made.outflow.limit -= 1;
    made.sign();
    assert_eq!(made.verify(), PROOF(0));
}

#[test]
fn proofs_of_two_statements_do_not_mix() {
    // Of the same account and range for two verifiers' nonces, under one randomized key.
    let (one, other) = (make(2 * BUNDLES, 7, 96), make(2 * BUNDLES, 8, 96));
    assert_eq!(one.outflow.rk, other.outflow.rk);
    assert_eq!((one.verify(), other.verify()), (Ok(()), Ok(())));
    for chunk in 0..2 {
        let mut mixed = one.clone();
        mixed.outflow.chunks[chunk].sum = other.outflow.chunks[chunk].sum;
        mixed.witnesses[chunk] = other.witnesses[chunk].clone();
        mixed.sign();
        assert_eq!(mixed.verify(), PROOF(chunk));
    }
    // With another randomized key.
    let third = make(2 * BUNDLES, 7, 97);
    for chunk in 0..2 {
        let mut mixed = one.clone();
        mixed.outflow.chunks[chunk].sum = third.outflow.chunks[chunk].sum;
        mixed.witnesses[chunk] = third.witnesses[chunk].clone();
        mixed.sign();
        assert_eq!(mixed.verify(), PROOF(chunk));
    }
}

#[test]
fn the_terms_of_a_statement_are_signed_and_proven() {
    let honest = make(BUNDLES, 7, 98);
    type Change = fn(&mut Outflow);
    let changes: [Change; 6] = [
        |outflow| outflow.verifier[0] ^= 1,
        |outflow| outflow.nonce[0] ^= 1,
        |outflow| outflow.from -= 1,
        |outflow| outflow.to += 1,
        |outflow| outflow.limit -= 1,
        |outflow| outflow.asset = AssetId::new(7, 1).unwrap().to_wire(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut made = honest.clone();
        change(&mut made.outflow);
        assert_eq!(made.verify(), Err(OutflowDefect::Signature), "{number}");
        // Signed anew by the owner, it is not what was proven.
        made.sign();
        assert_eq!(made.verify(), PROOF(0), "{number}");
    }
    let words = || honest.bundles.iter().map(|bundle| bundle.words);
    let other = honest.outflow.verify(&[0; 32], words(), |_, _| true);
    assert_eq!(other, Err(OutflowDefect::Signature));
    // The digest that the verifier computes is that of the bundles and their padding.
    let mut seen = Vec::new();
    let verified = honest.outflow.verify(&GENESIS, words(), |inputs, _| {
        seen.push(inputs[6]);
        true
    });
    assert_eq!(verified, Ok(()));
    let words = words().collect::<Vec<_>>();
    assert_eq!(seen, [digest(START, &words)]);
}
