//! The verifier of `shoji-proofs` against the parameters, the circuits and the proofs of Zcash
//! Sapling: a ceremony, an arithmetisation and a prover that have nothing to do with Shoji.

#![allow(clippy::unwrap_used)]

use bls12_381::{Bls12, G1Affine, G2Affine, Scalar};
use ff::{Field, PrimeField};
use groth16::{create_random_proof, prepare_verifying_key, verify_proof, Parameters};
use group::Curve;
use rand::{rngs::StdRng, Rng, SeedableRng};
use sapling_crypto::{
    circuit::{Output, Spend, ValueCommitmentOpening},
    keys::ExpandedSpendingKey,
    merkle_hash,
    value::{NoteValue, ValueCommitTrapdoor, ValueCommitment},
    Diversifier, PaymentAddress, ProofGenerationKey, Rseed,
};
use shoji_proofs::{verify, KeyError, Proof, ProofPoints, VerifyError, VerifyingKey};

/// BLAKE2b-512 of `sapling-spend.params` and `sapling-output.params`, as Zcash's software pins them.
const FILES: [&str; 2] = [
    "8270785a1a0d0bc77196f000ee6d221c9c9894f55307bd9357c3f0105d31ca63\
     991ab91324160d8f53e2bbd3c2633a6eb8bdf5205d822e7f3f73edac51b2b70c",
    "657e3d38dbb5cb5e7dd2970e8b03d69b4787dd907285b5a7f0790dcc8072f60b\
     f593b32cc2d1c030e00ff5ae64bf84c5c3beb84ddc841d48264b4a171744d028",
];

/// The parameters of a circuit, a statement of it and a proof.
struct Proven {
    parameters: Parameters<Bls12>,
    /// The key as the ceremony left it, and with gamma moved off the generator.
    keys: [VerifyingKey; 2],
    inputs: Vec<Scalar>,
    proof: Proof,
}

/// The key with gamma multiplied by `factor` and the ic points divided by it: the equation stays the
/// same, whatever the factor is.
fn key(parameters: &Parameters<Bls12>, factor: Scalar) -> VerifyingKey {
    let vk = &parameters.vk;
    let inverse = factor.invert().unwrap();
    let gamma = G2Affine::from(vk.gamma_g2 * factor);
    let ic = vk.ic.iter().map(|point| G1Affine::from(point * inverse)).collect();
    VerifyingKey::from_points(vk.alpha_g1, vk.beta_g2, gamma, vk.delta_g2, ic)
}

/// Two keys of one equation: gamma at the generator, where Sapling's ceremony left it, and elsewhere.
fn keys(parameters: &Parameters<Bls12>, inputs: usize) -> [VerifyingKey; 2] {
    [1, 5].map(|factor| {
        let key = key(parameters, Scalar::from(factor));
        VerifyingKey::from_bytes(&key.to_bytes(), inputs).unwrap()
    })
}

/// A proof as it travels.
fn encoded(proof: &groth16::Proof<Bls12>) -> Proof {
    let mut bytes = Vec::new();
    proof.write(&mut bytes).unwrap();
    Proof(bytes.try_into().unwrap())
}

fn coordinates(point: &jubjub::ExtendedPoint) -> [Scalar; 2] {
    let affine = point.to_affine();
    [affine.get_u(), affine.get_v()]
}

/// A key and one of its addresses.
fn wallet() -> (ProofGenerationKey, PaymentAddress) {
    let key = ExpandedSpendingKey::from_spending_key(&[7; 32]).unwrap().proof_generation_key();
    let viewing = key.to_viewing_key();
    // Only every second diversifier is one in Sapling.
    let mut diversifiers = (0..=u8::MAX).map(|n| Diversifier([n; 11]));
    let address = diversifiers.find_map(|d| viewing.to_payment_address(d)).unwrap();
    (key, address)
}

fn commitment(value: u64, randomness: jubjub::Fr) -> (ValueCommitmentOpening, [Scalar; 2]) {
    let value = NoteValue::from_raw(value);
    let trapdoor = ValueCommitTrapdoor::from_bytes(randomness.to_bytes()).unwrap();
    let cv = ValueCommitment::derive(value, trapdoor);
    (ValueCommitmentOpening { value, randomness }, coordinates(cv.as_inner()))
}

/// A note of the largest value, created: public are `cv`, `epk` and `cmu`.
fn output() -> Proven {
    let (_, bytes) = wagyu_zcash_parameters::load_sapling_parameters();
    let parameters = Parameters::read(&bytes[..], false).unwrap();
    let mut rng = StdRng::seed_from_u64(1);
    let [rcv, rcm, esk] = [(); 3].map(|()| jubjub::Fr::random(&mut rng));
    let (_, address) = wallet();
    let (opening, cv) = commitment(u64::MAX, rcv);
    let note = address.create_note(opening.value, Rseed::BeforeZip212(rcm));
    let epk = coordinates(&(address.diversifier().g_d().unwrap() * esk).into());
    let cmu = Scalar::from_repr(note.cmu().to_bytes()).unwrap();
    let circuit = Output {
        value_commitment_opening: Some(opening),
        payment_address: Some(address),
        commitment_randomness: Some(rcm),
        esk: Some(esk),
    };
    let proof = encoded(&create_random_proof(circuit, &parameters, &mut rng).unwrap());
    let keys = keys(&parameters, 5);
    Proven { parameters, keys, inputs: [&cv[..], &epk, &[cmu]].concat(), proof }
}

/// 254 bits and the other two.
fn packed(nullifier: [u8; 32]) -> [Scalar; 2] {
    let mut low = nullifier;
    low[31] &= 0x3f;
    [Scalar::from_repr(low).unwrap(), Scalar::from(u64::from(nullifier[31] >> 6))]
}

/// A note spent: public are `rk`, `cv`, the anchor and the nullifier in two parts.
fn spend() -> Proven {
    let (bytes, _) = wagyu_zcash_parameters::load_sapling_parameters();
    let parameters = Parameters::read(&bytes[..], false).unwrap();
    let mut rng = StdRng::seed_from_u64(2);
    let [rcv, rcm, ar] = [(); 3].map(|()| jubjub::Fr::random(&mut rng));
    let (key, address) = wallet();
    let viewing = key.to_viewing_key();
    let (opening, cv) = commitment(123_456_789, rcv);
    let note = address.create_note(opening.value, Rseed::BeforeZip212(rcm));

    let (mut node, mut position) = (note.cmu().to_bytes(), 0);
    let mut auth_path = Vec::new();
    for level in 0..32 {
        let sibling = Scalar::random(&mut rng);
        let right = rng.next_u32() % 2 == 1;
        let (sibling_bytes, own) = (sibling.to_repr(), node);
        let (left, other) = if right { (sibling_bytes, own) } else { (own, sibling_bytes) };
        node = merkle_hash(level, &left, &other);
        position |= u64::from(right) << level;
        auth_path.push(Some((sibling, right)));
    }
    let anchor = Scalar::from_repr(node).unwrap();
    let nullifier = packed(note.nf(viewing.nk(), position).0);
    let rk = <[u8; 32]>::from(viewing.rk(ar));
    let rk = coordinates(&shoji_shielded::point::decode(&rk).unwrap());
    let circuit = Spend {
        value_commitment_opening: Some(opening),
        proof_generation_key: Some(key),
        payment_address: Some(address),
        commitment_randomness: Some(rcm),
        ar: Some(ar),
        auth_path,
        anchor: Some(anchor),
    };
    let proof = encoded(&create_random_proof(circuit, &parameters, &mut rng).unwrap());
    let keys = keys(&parameters, 7);
    let inputs = [&rk[..], &cv, &[anchor], &nullifier].concat();
    Proven { parameters, keys, inputs, proof }
}

/// Our verdict under both keys, which must be that of the `groth16` crate.
fn accepts(proven: &Proven, inputs: &[Scalar], proof: &Proof) -> bool {
    let prepared = prepare_verifying_key(&proven.parameters.vk);
    let theirs = groth16::Proof::read(&proof.0[..])
        .is_ok_and(|proof| verify_proof(&prepared, &proof, inputs).is_ok());
    for key in &proven.keys {
        let ours = verify(key, inputs, proof);
        assert_eq!(ours.is_ok(), theirs, "{ours:?}");
    }
    theirs
}

fn every_change_is_refused(proven: &Proven, other: &Proven) {
    let Proven { inputs, proof, keys: [_, key], .. } = proven;
    assert!(accepts(proven, inputs, proof));

    for place in 0..inputs.len() {
        let mut changed = inputs.clone();
        for value in [inputs[place] + Scalar::ONE, -inputs[place], Scalar::ZERO] {
            changed[place] = value;
            assert_eq!(accepts(proven, &changed, proof), value == inputs[place], "input {place}");
        }
        changed.clone_from(inputs);
        changed.swap(place, (place + 1) % inputs.len());
        assert!(!accepts(proven, &changed, proof), "inputs {place} and the next exchanged");
    }
    let longer = [&inputs[..], &[Scalar::ZERO]].concat();
    for wrong in [&inputs[1..], &longer] {
        assert_eq!(verify(key, wrong, proof), Err(VerifyError::InputCount));
    }

    for at in (0..proof.0.len()).step_by(11) {
        let mut changed = *proof;
        changed.0[at] ^= 1;
        assert!(!accepts(proven, inputs, &changed), "byte {at} of the proof");
    }
    let points = proof.decode().unwrap();
    let both = ProofPoints { a: -points.a, b: -points.b, ..points };
    assert!(accepts(proven, inputs, &(&both).into()), "the same proof, made of other points");
    let exchanged = ProofPoints { a: points.c, c: points.a, ..points };
    assert!(!accepts(proven, inputs, &(&exchanged).into()));
    assert!(!accepts(proven, inputs, &other.proof), "a proof of the other circuit");
}

#[test]
fn real_proofs_of_both_circuits_verify_and_every_change_is_refused() {
    let (output, spend) = (output(), spend());
    every_change_is_refused(&output, &spend);
    every_change_is_refused(&spend, &output);
}

#[test]
fn the_keys_of_sapling_pass_every_check_of_registration() {
    let (spend, output) = wagyu_zcash_parameters::load_sapling_parameters();
    let mut hashes = Vec::new();
    for (file, inputs) in [(output, 5), (spend, 7)] {
        let parameters = Parameters::read(&file[..], false).unwrap();
        assert_eq!(parameters.vk.gamma_g2, G2Affine::generator());
        let [given, moved] = keys(&parameters, inputs);
        let bytes = given.to_bytes();
        assert_eq!(VerifyingKey::from_bytes(&bytes, inputs).as_ref(), Ok(&given));
        for wrong in [inputs - 1, inputs + 1, 20] {
            assert_eq!(VerifyingKey::from_bytes(&bytes, wrong), Err(KeyError::IcCount));
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(VerifyingKey::from_bytes(&longer, inputs), Err(KeyError::TrailingBytes));
        let shorter = &bytes[..bytes.len() - 1];
        assert_eq!(VerifyingKey::from_bytes(shorter, inputs), Err(KeyError::MissingBytes));
        let mut changed = bytes;
        changed[95] ^= 1;
        assert_eq!(VerifyingKey::from_bytes(&changed, inputs), Err(KeyError::PointOffCurve));
        hashes.extend([given.hash(), moved.hash()]);
    }
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 4);
}

#[test]
fn the_parameters_are_those_of_zcash() {
    let (spend, output) = wagyu_zcash_parameters::load_sapling_parameters();
    let hash = |bytes: &[u8]| blake2b_simd::blake2b(bytes).to_hex().to_string();
    assert_eq!([hash(&spend), hash(&output)], FILES);
}
