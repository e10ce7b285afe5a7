//! Bytes, hashes, chunks, and what verification refuses.

use super::*;
use crate::{
    field,
    hash::{b256, b512},
    point::{coordinates, tests::small_order_points},
};
use alloc::collections::BTreeSet;
use codec::{Decode, Encode};

/// Everything before the proofs.
fn terms(outflow: &Outflow) -> Vec<u8> {
    let mut bytes = Vec::from([1, 0]);
    match outflow.subject {
        Target::Stated(payload) => {
            bytes.push(0);
            bytes.extend(payload);
        }
        Target::Hidden(commitment) => {
            bytes.push(1);
            bytes.extend(commitment);
        }
    }
    bytes.extend([1; 32]);
    bytes.extend([2; 32]);
    bytes.extend([6, 5, 4, 3, 10, 9, 8, 7]);
    bytes.extend(1u64.to_le_bytes());
    bytes.extend(0x0b0cu128.to_le_bytes());
    bytes.extend(outflow.rk);
    bytes
}

#[test]
fn fields_of_outflows_lie_where_the_specification_says() {
    let stated = outflow(2);
    let hidden = Outflow { subject: Target::Hidden([9; 32]), ..stated.clone() };
    for outflow in [stated, hidden] {
        let mut expected = terms(&outflow);
        expected.push(2 << 2);
        for number in [1, 2] {
            expected.extend([number; 32 + 192]);
        }
        expected.extend(outflow.signature);
        assert_eq!(outflow.encode(), expected);
        assert_eq!(Outflow::decode(&mut &expected[..]).unwrap(), outflow);
        assert!(Outflow::decode(&mut &expected[..expected.len() - 1]).is_err());
        let mut signed = Vec::from(GENESIS);
        signed.extend([6, 0]);
        signed.extend(terms(&outflow));
        signed.push(2 << 2);
        signed.extend([1; 32]);
        signed.extend([2; 32]);
        assert_eq!(outflow.hash(&GENESIS), b256(b"ShojiOutflowHash", &[&signed]));
    }
}

#[test]
fn everything_of_an_outflow_but_proofs_and_signature_is_signed() {
    let outflow = outflow(2);
    let bytes = outflow.encode();
    let proofs = terms(&outflow).len() + 1;
    let mut seen = BTreeSet::from([outflow.hash(&GENESIS)]);
    for bit in 0..8 * bytes.len() {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let Ok(other) = Outflow::decode(&mut &changed[..]) else { continue };
        let place = bit / 8;
        let is_proof = (proofs + 32..proofs + 224).contains(&place)
            || (proofs + 256..proofs + 448).contains(&place);
        let is_signed = !is_proof && place < bytes.len() - 64;
        assert_eq!(seen.insert(other.hash(&GENESIS)), is_signed, "bit {bit}");
    }
    assert!(outflow.is_signed(&GENESIS) && !outflow.is_signed(&[0; 32]));
    let again = Outflow { chunks: outflow.chunks[..1].to_vec(), ..outflow.clone() };
    assert!(!again.is_signed(&GENESIS));
}

#[test]
fn every_part_of_an_outflows_context_changes_it() {
    let context = outflow(1).context(&GENESIS);
    let mut data = Vec::from(GENESIS);
    data.extend([6, 0, 1, 0]);
    data.extend([1; 32]);
    data.extend([2; 32]);
    data.extend([6, 5, 4, 3, 10, 9, 8, 7]);
    assert_eq!(context.to_base(), field::from_wide(&b512(b"ShojiStatement__", &[&data])));
    let others = [
        OutflowContext { genesis: [0; 32], ..context },
        OutflowContext { circuit_version: 2, ..context },
        OutflowContext { verifier: [0; 32], ..context },
        OutflowContext { nonce: [0; 32], ..context },
        OutflowContext { from: 0, ..context },
        OutflowContext { to: 0, ..context },
    ];
    let bases = others.map(|other| other.to_base().to_bytes());
    assert_eq!(bases.iter().collect::<BTreeSet<_>>().len(), others.len());
    assert!(!bases.contains(&context.to_base().to_bytes()));
}

#[test]
fn public_inputs_of_outflows_are_in_the_order_of_the_specification() {
    let statement = OutflowStatement {
        commitment: Base::from(1),
        asset: AssetId::new(2, 3).unwrap(),
        limit: 4,
        last: true,
        ctx: Base::from(5),
        digest_in: Base::from(6),
        digest_out: Base::from(7),
        sum_in: Base::from(8),
        sum_out: Base::from(9),
        rk: (Base::from(10), Base::from(11)),
    };
    let expected = [1, (3 << 32) + 2, 4, 1, 5, 6, 7, 8, 9, 10, 11].map(Base::from);
    assert_eq!(statement.public_inputs(), expected);
    let first = outflow(1).first_statement(&GENESIS).unwrap();
    let ctx = outflow(1).context(&GENESIS).to_base();
    let zero = Base::ZERO;
    assert_eq!(first.sum_in, hash(Domain::OutflowSum, &[zero, zero, ctx]));
    assert_eq!((first.digest_in, first.last, first.ctx), (zero, false, ctx));
    assert_eq!(first.rk, coordinates(&point::decode(&outflow(1).rk).unwrap()));
}

#[test]
fn the_digest_reads_every_word_of_every_bundle_in_its_place() {
    let bundles = [words(1), words(2)];
    let mut inputs = Vec::from([Base::from(3)]);
    inputs.extend((100..114).map(Base::from));
    inputs.push(Base::ONE);
    let one = hash(Domain::OutflowDigest, &inputs);
    assert_eq!(digest(Base::from(3), &bundles[..1]), one);
    assert_eq!(digest(Base::from(3), &bundles), digest(one, &bundles[1..]));
    assert_eq!(digest(one, &[]), one);
    let mut seen = BTreeSet::from([one.to_bytes()]);
    for word in 0..14 {
        let mut bundle = words(1);
        *match word {
            0..3 => &mut bundle.nullifiers[word],
            3..6 => &mut bundle.commitments[word - 3],
            _ => &mut bundle.audit_words[word - 6],
        } += Base::ONE;
        assert!(seen.insert(digest(Base::from(3), &[bundle]).to_bytes()), "word {word}");
    }
    let call = BundleWords { shield: false, ..words(1) };
    assert!(seen.insert(digest(Base::from(3), &[call]).to_bytes()));
}

#[test]
fn bundles_are_taken_in_full_proofs_and_the_last_is_padded() {
    for (count, proofs) in [(0, 1), (1, 1), (BUNDLES, 1), (BUNDLES + 1, 2), (3 * BUNDLES, 3)] {
        let bundles = (0..count as u64).map(words).collect::<Vec<_>>();
        let taken = chunks(bundles.iter().copied()).collect::<Vec<_>>();
        assert_eq!(taken.len(), proofs, "{count}");
        let all = taken.concat();
        assert_eq!(all[..count], bundles);
        assert!(all[count..].iter().all(|words| *words == BundleWords::PADDING));
    }
}

fn bundle() -> Bundle {
    let base = |n: u64| Base::from(n).to_bytes();
    let output = |n| Output { cm: base(n), epk: [0; 32], enc: [0; 244], out: [0; 80] };
    Bundle {
        circuit_version: 1,
        anchor: [0; 32],
        nullifiers: [100, 101, 102].map(base),
        outputs: [103, 104, 105].map(output),
        asset_pub: 0,
        amount: 0,
        fee: 0,
        expiry: 0,
        rk: [0; 32],
        audit_words: core::array::from_fn(|n| base(106 + n as u64)),
        proof: [0; 192],
        signature: [0; 64],
    }
}

#[test]
fn the_words_of_a_bundle_are_its_own_and_canonical() {
    assert_eq!(BundleWords::of(&bundle(), CallKind::Shield), Some(words(1)));
    for kind in [CallKind::Transfer, CallKind::Unshield] {
        let expected = BundleWords { shield: false, ..words(1) };
        assert_eq!(BundleWords::of(&bundle(), kind), Some(expected));
    }
    let changes: [fn(&mut Bundle); 3] = [
        |bundle| bundle.nullifiers[2] = [0xff; 32],
        |bundle| bundle.outputs[1].cm = [0xff; 32],
        |bundle| bundle.audit_words[7] = [0xff; 32],
    ];
    for change in changes {
        let mut bundle = bundle();
        change(&mut bundle);
        assert_eq!(BundleWords::of(&bundle, CallKind::Transfer), None);
    }
}

#[test]
fn what_is_no_outflow_statement_is_refused_with_what_is_wrong() {
    let honest = outflow(2);
    let none = core::iter::empty::<BundleWords>;
    type Change = fn(&mut Outflow);
    let changes: [(Change, OutflowDefect); 9] = [
        (|it| it.circuit_version = 2, OutflowDefect::Version),
        (|it| it.from = it.to + 1, OutflowDefect::Range),
        (|it| it.asset = 0, OutflowDefect::Asset),
        (|it| it.asset = 2, OutflowDefect::Asset),
        (|it| it.subject = Target::Stated([0xff; 75]), OutflowDefect::Subject),
        (|it| it.subject = Target::Hidden([0xff; 32]), OutflowDefect::Subject),
        (|it| it.rk = [0xff; 32], OutflowDefect::RandomizedKey),
        (|it| it.rk = point::encode(&small_order_points()[3]), OutflowDefect::RandomizedKey),
        (|it| it.limit += 1, OutflowDefect::Signature),
    ];
    for (number, (change, defect)) in changes.into_iter().enumerate() {
        let mut changed = honest.clone();
        change(&mut changed);
        let verdict = changed.verify(&GENESIS, none(), |_, _| panic!("no proof is looked at"));
        assert_eq!(verdict, Err(defect), "change {number}");
    }
    // Two proofs cover 13 to 24 bundles, and no others.
    let verdict = |count: u64| honest.verify(&GENESIS, (0..count).map(words), |_, _| true);
    let full = BUNDLES as u64;
    for count in [0, 1, full] {
        assert_eq!(verdict(count), Err(OutflowDefect::SpareProof));
    }
    assert_eq!((verdict(full + 1), verdict(2 * full)), (Ok(()), Ok(())));
    assert_eq!(verdict(2 * full + 1), Err(OutflowDefect::BundlesNotCovered));
    assert_eq!(
        outflow(0).verify(&GENESIS, none(), |_, _| true),
        Err(OutflowDefect::BundlesNotCovered)
    );
    let refused = honest.verify(&GENESIS, (0..full + 1).map(words), |_, proof| proof[0] == 1);
    assert_eq!(refused, Err(OutflowDefect::Proof { chunk: 1 }));
    // A sum that is not canonical, signed by the owner.
    let mut sum = honest.clone();
    sum.chunks[1].sum = [0xff; 32];
    let (ask, alpha) = (owner().ask(), Fr::from(77));
    let rng = &mut StdRng::seed_from_u64(6);
    sum.signature = signature::sign(&ask, &alpha, &sum.hash(&GENESIS), rng);
    let refused = sum.verify(&GENESIS, (0..full + 1).map(words), |_, _| true);
    assert_eq!(refused, Err(OutflowDefect::Sum { chunk: 1 }));
}

#[test]
fn proofs_are_verified_for_the_chain_of_digests_and_sums() {
    let honest = outflow(2);
    let bundles = (0..BUNDLES as u64 + 1).map(words).collect::<Vec<_>>();
    let mut seen = Vec::new();
    let verdict = honest.verify(&GENESIS, bundles.iter().copied(), |inputs, proof| {
        seen.push((*inputs, proof[0]));
        true
    });
    assert_eq!(verdict, Ok(()));
    let [(first, 1), (second, 2)] = seen[..] else { panic!("two proofs in their order") };
    let taken = chunks(bundles.iter().copied()).collect::<Vec<_>>();
    let middle = digest(START, &taken[0]);
    assert_eq!(first[3..], {
        let start = first_sum(&first[4]);
        let sum = field::from_bytes(&[1; 32]).unwrap();
        [Base::ZERO, first[4], START, middle, start, sum, first[9], first[10]]
    });
    assert_eq!(second[..3], first[..3]);
    assert_eq!(second[3..], {
        let end = digest(middle, &taken[1]);
        let sum = field::from_bytes(&[2; 32]).unwrap();
        [Base::ONE, first[4], middle, end, first[8], sum, first[9], first[10]]
    });
}
